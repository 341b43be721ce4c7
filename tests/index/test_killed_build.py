"""A build that is killed at any moment leaves an index that answers as before, or is rebuilt."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.config import Settings, load_settings
from assistant.index.store import open_index

ROOT = Path(__file__).parents[2]
SUBJECTS = ["里親のなり手", "図書館の開館時間", "雪かきの当番", "バスの本数"]
QUESTION = "里親になる人"
DECLARATION = """
title = "話し合いの記録"
publisher = "例の市"
date = "2024"
licence = "なし"
reader = "plain"
"""
MOMENTS = 20

BUILD = """
import sys
from dataclasses import replace
from pathlib import Path
from assistant.config import load_settings
from assistant.index.build import refresh
settings = replace(load_settings(), corpus=Path(sys.argv[1]), index=Path(sys.argv[2]))
print("ready", flush=True)
refresh(settings, force=True)
print("done", flush=True)
"""


def found(settings: Settings) -> list[tuple[str, float]]:
    hits = open_index(settings).search(QUESTION, top_k=10)
    return [(hit.passage.id, hit.score) for hit in hits]


def build(settings: Settings) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(settings.corpus), str(settings.index)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"},
    )


@pytest.mark.slow
def test_twenty_random_moments(tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / "talks"
    folder.mkdir(parents=True)
    (folder / "document.toml").write_text(DECLARATION, "utf-8")
    said = (f"第{n}回は、{what}について話し合った。" for n in range(20) for what in SUBJECTS)
    (folder / "talks.txt").write_text("\n\n".join(said), "utf-8")
    settings = replace(load_settings(), corpus=folder.parent, index=tmp_path / "index")
    expected = found(settings)

    whole = build(settings)
    assert whole.stdout is not None
    whole.stdout.readline()
    start = time.perf_counter()
    whole.wait(120)
    length = time.perf_counter() - start

    chance = random.Random(20)
    killed = tries = 0
    while killed < MOMENTS and tries < 3 * MOMENTS:
        tries += 1
        process = build(settings)
        assert process.stdout is not None
        process.stdout.readline()
        start, moment = time.perf_counter(), chance.uniform(0, length)
        try:
            process.wait(moment)
            length = time.perf_counter() - start  # faster than the first one
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += process.wait(60) == -signal.SIGKILL
        assert found(settings) == expected, f"killed after {moment:.3f} s"
    assert killed == MOMENTS
    # The next build that ends clears away what the killed ones left.
    assert build(settings).wait(120) == 0
    assert [p.name for p in settings.index.iterdir() if p.name.startswith(".building")] == []
