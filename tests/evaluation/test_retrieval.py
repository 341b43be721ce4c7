"""Every line of the table, over a small project and two small public sets."""

import dataclasses

import numpy as np
import pytest

from assistant.config import DEFAULT_MODEL, load_settings
from assistant.evaluation import retrieval
from assistant.evaluation.controls import UNTRAINED, controls
from assistant.evaluation.datasets import Asked, Graded, Public
from assistant.evaluation.questions import Expected, Question
from assistant.index.encoder import StaticEncoder
from index.conftest import built_project, tiny_model

__all__ = ["built_project", "tiny_model"]

PUBLIC = Public(
    {
        "一": (
            Asked("里親の委託は？", "里親への委託を進める。", 0, "甲"),
            Asked("施設の課題は？", "施設の課題を話した。", 0, "甲"),
            Asked("会議の出席は？", "会議に出席した。", 0, "乙"),
        ),
        "空": (),
    },
    {
        "文": (
            Graded("里親の支援", "里親の支援", 5),
            Graded("里親の支援", "里親の会議", 2),
            Graded("施設", "相談", 0),
        )
    },
)


def question(split="dev", history=(), passages=("nagano-2024-kondankai/finding/issues-4",)):
    expected = Expected(passages=passages)
    return Question("q", "text", split, "里親の課題は？", True, expected, history)


@pytest.fixture
def settings(built_project):
    return load_settings(built_project)


def test_only_complete_development_questions_with_a_passage_are_asked(settings):
    asked = [
        question(),
        question(split="test"),
        question(history=("前",)),
        question(passages=()),
        question(passages=("elsewhere/1",)),
    ]
    assert len(retrieval.question_task(settings, asked).questions) == 1


def test_every_line_has_its_figures(settings, tmp_path, tiny_model):
    (tmp_path / "models").mkdir()
    (tmp_path / UNTRAINED).symlink_to(tiny_model)
    settings = dataclasses.replace(settings, root=tmp_path)
    lines = retrieval.run(settings, [question()], PUBLIC)
    encoder = settings.model.name
    assert [line.name for line in lines][:4] == [
        "random × chive-sif", "chive-sif", encoder, "検索",
    ]  # fmt: skip
    by_name = {line.name: line.figures for line in lines}
    assert by_name["検索"].keys() == {"dev @1", "dev @5", "一 @1", "一 @10"}
    assert by_name["検索"]["一 @1"] == 1  # every question shares its words with one paragraph
    assert by_name["言いかえなし"].keys() == {"dev @1", "dev @5"}
    # Only an encoder has something to say of two sentences.
    assert [line.name for line in lines if "文" in line.figures] == [line.name for line in lines][
        :3
    ]
    assert all(-1 <= figure <= 1 for row in by_name.values() for figure in row.values())
    assert retrieval.run(settings, [question()], PUBLIC) == lines
    table = retrieval.as_table(lines)
    assert len(table) == len(lines) + 1
    assert {len(row) for row in table} == {len(table[0])}


def test_the_sample_is_the_same_each_time_and_over_all_paragraphs(monkeypatch):
    monkeypatch.setattr(retrieval, "SAMPLE", 2)
    first, again = (retrieval.public_task("一", PUBLIC.retrieval["一"]) for _ in range(2))
    assert first.questions == again.questions
    assert len(first.questions) == 2
    assert len(first.documents[0].passages) == 3


def test_the_random_control_knows_the_words_but_not_what_they_mean(tmp_path, settings, tiny_model):
    (tmp_path / "models").mkdir()
    for name in (UNTRAINED, DEFAULT_MODEL):
        (tmp_path / name).symlink_to(tiny_model)
    here = dataclasses.replace(settings, root=tmp_path, model=tmp_path / DEFAULT_MODEL)
    control, untrained = controls(here)
    assert isinstance(untrained, StaticEncoder)
    same, words = control.encode_queries(["里親の支援", "里親の支援"]), ["里親", "支援"]
    assert same[0] == pytest.approx(same[1])
    assert control.word_weights(words).tolist() == untrained.word_weights(words).tolist()
    assert not np.allclose(control.encode_queries(["里親"]), untrained.encode_queries(["里親"]))
    other = dataclasses.replace(here, model="owner/name")
    assert [each.name for each in controls(other)][1:] == [untrained.name, "chive-tuned"]
    assert controls(dataclasses.replace(here, root=tmp_path / "none")) == ()
