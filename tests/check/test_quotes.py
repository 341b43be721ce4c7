"""Quotations: word for word, different, or not found."""

from __future__ import annotations

import pytest

QUOTES = [
    ("３市が共通した取組を模索", "verbatim", "as printed"),
    ("3市が共通した 取組を模索", "verbatim", "width and white space aside"),
    ("町村もそれぞれ支援の充実に向けて取組", "verbatim", "a line break of the source inside"),
    ("説明会等従来の方法は有効", "differs", "one word is another"),
    ("児童家庭支援センターは、10圏域に最低でも２か所必要", "differs", "one number is another"),
    ("来年度も引き続き開催したいと考えております", "not_found", "nobody said so"),
    ("保育士", "not_found", "a word that the source does not hold"),
]


@pytest.mark.parametrize(("quoted", "verdict", "why"), QUOTES)
def test_a_quotation_is_held_to_the_words_of_the_source(checker, quoted, verdict, why):
    checked = checker.check(f"資料には「{quoted}」とある。")
    assert [(q.text, q.verdict) for q in checked.quotes] == [(quoted, verdict)], why
    start = checked.quotes[0].start
    assert checked.text[start : checked.quotes[0].end] == quoted


def test_a_difference_shows_both_wordings(checker):
    quote = checker.check("「説明会等従来の方法は有効」という。").quotes[0]
    assert [(d.quoted, d.source) for d in quote.differences] == [("有効", "限界")]
    assert quote.source == "説明会等従来の方法は限界"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("「児童家庭支援センターは、10圏域に最低でも１か所必要」との声。", "supported"),
        ("「児童家庭支援センターは、10圏域に最低でも２か所必要」との声。", "contradicted"),
    ],
)
def test_a_figure_in_a_quotation_is_a_claim(checker, text, verdict):
    found = checker.check(text).claims[1]
    assert found.verdict == verdict
