"""The benchmark of size on made-up passages: every step runs, every figure is there and adds up."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.scale import report  # noqa: E402
from benchmarks.scale.data import found_by, prepare, read_passages  # noqa: E402
from benchmarks.scale.plot import plot  # noqa: E402
from benchmarks.scale.questions import make_questions  # noqa: E402
from benchmarks.scale.run import recall  # noqa: E402

WHO = (
    "商店街",
    "百貨店",
    "旅館",
    "工場",
    "保育所",
    "農家",
    "タクシー",
    "住宅会社",
    "書店",
    "診療所",
)
WHAT = ("売上", "来客数", "受注量", "求人数", "仕入れ値", "予約", "単価", "在庫", "相談", "利用者")
HOW = ("増えている", "減っている", "変わらない")
COMMENTS = [
    f"{who}では、{what}が{how}。先月と比べて{what}の動きは大きい。"
    for who, what, how in itertools.product(WHO, WHAT, HOW)
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [
        {"text": text, "地域": ("東北", "北陸")[n % 2], "関連": ("家計", "企業")[n % 3 == 0]}
        for n, text in enumerate(COMMENTS)
    ]
    path = tmp_path_factory.mktemp("comments") / "comments.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def results(file: Path) -> Any:
    folder = file.parent / "scale"
    command = [sys.executable, "-m", "benchmarks.scale", "--passages", str(file)]
    command += ["--fields", "region=地域", "section=関連", "--sizes", "100", "all"]
    command += ["--held-out", "40", "--folder", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


def test_every_figure_of_this_project_is_measured(results: Any) -> None:
    assert len(COMMENTS) == 300
    assert [one["size"] for one in results["runs"]] == [100, 260]
    for one in results["runs"]:
        assert "failed" not in one
        assert one["build"]["seconds"] >= sum(one["build"]["steps"].values()) * 0.99
        assert one["bytes"] > 100 * one["size"]
        assert one["recall"] == 1.0, "a small index is searched exactly"
        assert one["query"]["search"]["count"] == one["query"]["ask"]["count"] == 30
        assert 0 < one["query"]["search"]["p50"] <= one["query"]["search"]["p99"]
        assert one["query"]["resident_open"] > 10 * 2**20
        assert one["cold"]["first"] > 0


def test_the_tables_hold_every_size_and_the_machine(results: Any, tmp_path: Path) -> None:
    text = report.tables(results)
    assert results["machine"]["processor"] in text
    assert text.count("| 260 | this project |") == 3
    assert "of the bare rate." in text
    document = tmp_path / "a.md"
    document.write_text(f"above\n{report.BEGIN}\nof yore\n{report.END}\nbelow\n", encoding="utf-8")
    report.put_between(document, text)
    written = document.read_text(encoding="utf-8")
    assert written.startswith("above\n")
    assert written.endswith("below\n")
    assert "of yore" not in written
    with pytest.raises(ValueError, match="has no lines"):
        report.put_between(ROOT / "LICENSE", text)


def test_the_same_results_give_the_same_plot(results: Any, tmp_path: Path) -> None:
    plot(results, tmp_path / "a.svg")
    plot(results, tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_a_peer_that_cannot_run_is_said_to_have_failed(file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.scale", "--passages", str(file), "--sizes", "60"]
    command += ["--peers", "chroma", "--peers-python", "/nowhere/python", "--held-out", "20"]
    command += ["--skip", "assistant:60", "--folder", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "failed: /nowhere/python" in ran.stdout
    assert "this project | left out" in ran.stdout


def test_samples_are_nested_and_hold_no_passage_that_is_asked(file: Path, tmp_path: Path) -> None:
    names = {"region": "地域", "section": "関連"}
    made = prepare(file, names, [50, 120, None], tmp_path, print, held_out=30)
    held = {size: list(each.texts()) for size, each in made.items()}
    assert list(held) == [50, 120, 270]
    assert set(held[50]) < set(held[120]) < set(held[270]) < set(COMMENTS)
    assert [COMMENTS.index(text) for text in held[120]] == sorted(map(COMMENTS.index, held[120]))
    for each in made.values():
        assert len(list(each.tokens())) == len(each.vectors()) == len(each)


def test_recall_counts_equally_near_passages(file: Path, tmp_path: Path) -> None:
    [(_, data)] = prepare(file, {}, [100], tmp_path, print, held_out=30).items()
    asked = np.load(data.folder.parent / "question-vectors.npy")
    nearest = np.argsort(-(asked @ data.vectors().T), axis=1)
    assert recall(nearest[:, :10].tolist(), data) == 1.0
    half = [[*row[:5], *row[-5:]] for row in nearest.tolist()]
    assert 0.5 <= (recall(half, data) or 0) < 0.9
    assert recall([[] for _ in asked], data) is None


def test_questions_are_sentences_and_words_and_the_same_each_time() -> None:
    questions = make_questions(COMMENTS[:40], seed=1)
    assert questions == make_questions(COMMENTS[:40], seed=1)
    assert {q.kind for q in questions} == {"sentence", "words"}
    for question, text in zip(questions, COMMENTS, strict=False):
        parts = question.text.split()
        assert (len(parts) == 1) == (question.kind == "sentence")
        assert all(part in text for part in parts)


def test_fields_are_called_as_the_file_calls_them(file: Path) -> None:
    first = next(read_passages(file, {"region": "地域", "section": "関連"}))
    assert first == {"text": COMMENTS[0], "section": "企業", "region": "東北"}
    assert found_by(first) == f"企業\n東北\n{COMMENTS[0]}"
    with pytest.raises(ValueError, match="line 1: no text"):
        next(read_passages(file, {"text": "本文"}))
