"""No false sentence is ever supported, and nothing that is typed makes the checker fail."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import sentences
from .sentences import Sentence

BOUNDED = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FRAGMENTS = [
    *["松本", "長野県", "里親", "児相", "市町村", "16名", "28人", "157名", "10月17日(木)", "9:00"],
    *[
        "48.4％",
        "3倍",
        "約",
        "以上",
        "の",
        "は",
        "が",
        "、",
        "。",
        "（",
        "）",
        "「",
        "」",
        "|",
        "・",
    ],
    *["うち", "合わせて", "最多", "平均", "会場", "より", "多い", "それぞれ", "500世帯", "①", "#"],
    *[
        "残る",
        "以外",
        "令和6年",
        "半数",
        "1人も",
        "いなかった",
        "㍻",
        "ｾﾝﾀｰ",
        "👍",
        "～",
        "\n",
        "\t",
    ],
]


def verdict(checker, text: str, start: int, end: int) -> str | None:
    found = (c for c in checker.check(text).claims if c.start < end and start < c.end)
    return next((c.verdict for c in found), None)


def true_and_false(checker, sentence: Sentence, chance: random.Random) -> None:
    text, start, end = sentence.said(sentence.value)
    assert verdict(checker, text, start, end) == "supported", text
    for value in sentences.false_values(sentence, chance):
        text, start, end = sentence.said(value)
        assert verdict(checker, text, start, end) == "contradicted", (text, sentence.value)


@pytest.mark.parametrize("seed", range(20))
def test_true_sentences_about_attendance_are_supported_and_false_ones_never(checker, seed):
    chance = random.Random(seed)
    for _ in range(15):
        true_and_false(checker, sentences.attendance(chance), chance)


@pytest.mark.parametrize("seed", range(10))
def test_the_same_holds_for_a_table_of_another_kind(libraries, seed):
    chance = random.Random(seed)
    for _ in range(15):
        true_and_false(libraries, sentences.libraries(chance), chance)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("document", ["checker", "libraries"])
def test_a_true_number_in_a_sentence_turned_round_is_never_supported(document, seed, request):
    chance, checker = random.Random(seed), request.getfixturevalue(document)
    make = sentences.attendance if document == "checker" else sentences.libraries
    for _ in range(10):
        for sentence in sentences.turned(make(chance)):
            if sentence.value:
                text, start, end = sentence.said(sentence.value)
                assert verdict(checker, text, start, end) != "supported", text


@BOUNDED
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=30).map("".join))
def test_any_jumble_is_checked_with_offsets_that_fit(checker, text):
    if not text.strip():
        return
    checked = checker.check(text)
    for claim in checked.claims:
        assert text[claim.start : claim.end] == claim.text
        assert (claim.verdict == "contradicted") >= (claim.expected is not None)
        assert set(claim.citations) <= {c.n for c in checked.citations}
    for quote in checked.quotes:
        assert text[quote.start : quote.end] == quote.text
    starts = [c.start for c in checked.claims]
    assert starts == sorted(starts)


@BOUNDED
@given(st.text(max_size=200))
def test_any_text_is_checked_the_same_way_twice(checker, text):
    if text.strip():
        assert checker.check(text) == checker.check(text)
