"""A question that is nothing but a word or a figure is looked up as it stands."""

import pytest

from assistant.answer.engine import Engine
from assistant.answer.literal import is_literal

from .conftest import ROOT, open_corpus


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(open_corpus(ROOT / "corpus", tmp_path_factory.mktemp("literal")))


@pytest.mark.parametrize(
    ("question", "literal"),
    [
        ("「波田学院」", True),
        ("『養育力』とは？", True),
        ("157名", True),
        ("55.6％", True),
        ("500", True),
        ("「里親」は何人ですか", False),
        ("55.6％の根拠は", False),
        ("松本は何人", False),
        ("", False),
    ],
)
def test_what_counts_as_a_literal_question(question: str, literal: bool) -> None:
    assert is_literal(question) is literal


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("「波田学院」", "波田学院"),
        ("55.6％", "55.6％"),
        ("500", "500世帯"),
        ("157名", "157名"),
        ("「養育力」", "養育力"),
    ],
)
def test_every_quoted_passage_holds_the_word_or_belongs_to_one_that_does(
    engine: Engine, question: str, held: str
) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    holding = {c.passage.id for c in answer.citations if held in c.passage.text}
    assert holding
    for citation in answer.citations:
        assert citation.passage.id in holding or set(citation.passage.paired) & holding


def test_a_word_that_the_source_does_not_hold_is_not_found(engine: Engine) -> None:
    assert engine.ask("「宇宙開発」").abstained


def test_a_figure_of_the_source_is_no_foreign_subject(engine: Engine) -> None:
    answer = engine.ask("55.6％の根拠は")
    assert answer.abstained
    assert answer.abstain_reason == "not_stated"
    assert any("55.6％" in c.passage.text for c in answer.related)
    assert answer.citations == ()
