"""How fast the program is on this machine: a table, then the same as one line of JSON.

    make bench

Times of processes are wall-clock from their start, the smallest of several runs (what else the
machine does only adds); times of answers are percentiles over the development questions, each
asked once in a process that has answered others before.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from assistant import __version__
from assistant.api import Assistant
from assistant.cli.layout import grid
from assistant.config import load_settings
from assistant.errors import AssistantError
from assistant.evaluation.questions import load_questions

COMMAND: Final = (sys.executable, "-m", "assistant")
RUNS: Final = 7
ALL: Final = "すべて"
LIMITS: Final = {"numbers": (3.0, None), ALL: (10.0, 50.0)}
"""Milliseconds that half and 99 of 100 answers must stay below, by question set."""
WARM_UP: Final = 20
"""Questions asked before the clock runs: they load the dictionary, the encoder and the index."""
PATIENCE: Final = 60.0
"""Seconds to wait for the page."""

HEAVY: Final = ("torch", "transformers", "gradio")
LOADED: Final = f"""
import sys
from assistant.cli import main
main(sys.argv[1:])
print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
BUILD: Final = """
import dataclasses, pathlib, sys
from assistant.config import load_settings
from assistant.index.build import refresh
refresh(dataclasses.replace(load_settings(), index=pathlib.Path(sys.argv[1])))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure: ``limit`` is what it must stay below, None where there is no promise."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept."""
        return None if self.limit is None else self.value < self.limit


def seconds_of(command: Sequence[str]) -> float:
    """Return how long a process takes, in seconds. Raises CalledProcessError where it fails."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def loaded_by(*arguments: str) -> list[str]:
    """Return which of the heavy libraries a command imports."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], check=True, capture_output=True, text=True
    )
    return ran.stderr.splitlines()[-1].split()


def build_seconds() -> float:
    """Return the time of a process that builds the index where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        return seconds_of([sys.executable, "-c", BUILD, str(Path(folder) / "index")])


def answer_times() -> list[Measured]:
    """Return percentiles of the time to answer one question, in milliseconds."""
    settings = load_settings()
    begin = time.perf_counter()
    assistant = Assistant.open(settings)
    opened = time.perf_counter() - begin
    questions = load_questions(settings.root / "tests" / "questions", "dev")
    times: dict[str, list[float]] = {}
    for number, question in enumerate((*questions[-WARM_UP:], *questions)):
        begin = time.perf_counter()
        try:
            assistant.ask(question.question, question.history)
        except AssistantError:
            continue  # refusing takes no time worth counting
        if number >= WARM_UP:
            times.setdefault(question.set, []).append(1000 * (time.perf_counter() - begin))
    measured = [Measured("索引を開く（検査を含む）", 1000 * opened, "ms")]
    for name, of_set in [*times.items(), (ALL, list(chain(*times.values())))]:
        p50, p99 = percentile(of_set, 50), percentile(of_set, 99)
        limits = LIMITS.get(name, (None, None))
        label = f"回答（{name}、{len(of_set)}問）"
        measured.append(Measured(f"{label} p50", p50, "ms", limits[0]))
        measured.append(Measured(f"{label} p99", p99, "ms", limits[1]))
    return measured


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the ``percent``-th percentile, between neighbours where it falls between two."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def page_seconds() -> float:
    """Return the time from the start of ``assistant serve`` to the first page it answers with.

    Raises TimeoutError where no page comes.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begin = time.perf_counter()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - begin < PATIENCE and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    page.read()
                return time.perf_counter() - begin
            except OSError:
                time.sleep(0.02)
        raise TimeoutError(f"{PATIENCE:.0f}秒待ちましたが、ページが開きません。")
    finally:
        server.terminate()
        server.wait()


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        models = [
            line.partition(":")[2].strip() for line in info.splitlines() if "model name" in line
        ]
    except OSError:
        models = []
    return {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "assistant": __version__,
    }


def main() -> int:
    """Measure everything and print it; the status is 1 where a promise is not kept."""
    Assistant.open(load_settings())  # a stale index is not what the times below are about
    measured = [
        Measured(
            "assistant --help", min(seconds_of([*COMMAND, "--help"]) for _ in range(RUNS)), "s", 0.3
        ),
        Measured(
            "assistant ask（起動から終わりまで）",
            min(seconds_of([*COMMAND, "ask", "出席者は何人ですか"]) for _ in range(3)),
            "s",
        ),
        Measured("索引を最初からつくる", min(build_seconds() for _ in range(3)), "s", 10.0),
        *answer_times(),
        Measured("ページが開くまで", min(page_seconds() for _ in range(2)), "s", 15.0),
    ]
    commands = {
        "--help": ["--help"],
        "ask": ["ask", "出席者は何人ですか"],
        "search": ["search", "里親"],
    }
    loaded = {name: loaded_by(*arguments) for name, arguments in commands.items()}
    here = machine()
    print("、".join(f"{name}: {value}" for name, value in here.items()))
    rows = [["測ったこと", "値", "上限", "結果"]]
    for one in measured:
        digits = 2 if one.unit == "s" else 1
        rows.append(
            [
                one.name,
                f"{one.value:.{digits}f} {one.unit}",
                "-" if one.limit is None else f"{one.limit:g} {one.unit}",
                {True: "達成", False: "未達", None: ""}[one.kept],
            ]
        )
    for name, libraries in loaded.items():
        kept = "達成" if not libraries else "未達"
        rows.append([f"{name} が読み込む重い部品", "、".join(libraries) or "なし", "なし", kept])
    print(grid(rows))
    figures = [
        {
            "name": one.name,
            "value": round(one.value, 4),
            "unit": one.unit,
            "limit": one.limit,
            "kept": one.kept,
        }
        for one in measured
    ]
    print(json.dumps({"machine": here, "figures": figures, "loaded": loaded}, ensure_ascii=False))
    return int(any(one.kept is False for one in measured) or any(loaded.values()))


if __name__ == "__main__":
    sys.exit(main())
