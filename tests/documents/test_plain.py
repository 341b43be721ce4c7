"""Any text or Markdown file is a document: nothing in it is lost, headings are sections."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents.plain_reader import LONGEST
from assistant.errors import CorpusError
from assistant.types import Document

Make = Callable[..., Document]

DECLARATION = """
title = "図書館の運営方針"
publisher = "例の市"
date = "2023-04"
licence = "CC BY 4.0"
reader = "plain"
"""

MARKDOWN = """# 図書館の運営方針

市の図書館は、
誰もが使える場所である。

## 1. 開館時間

- 平日は9:00から
  20:00まで
- 休日は17:00まで

---

## 2024年度の予算
1. 資料費は1,200万円
2. 人件費は10.5％増
| 館 | 冊数 |
|---|---|
| 中央 | 12,345 |
"""

TEXT = """図書館だより

1. 開館時間

平日は朝から夜まで開けている。休日は
夕方に閉める。

担当: 資料係

・静かに読む
・元に戻す

問い合わせ

電話か窓口で受ける。
"""


def read(document: Document) -> list[tuple[str, str]]:
    return [(p.section, p.text) for p in document.passages]


def test_markdown_headings_items_and_paragraphs(make_document: Make) -> None:
    document = make_document(DECLARATION, MARKDOWN)
    assert read(document) == [
        ("図書館の運営方針", "市の図書館は、誰もが使える場所である。"),
        ("開館時間", "平日は9:00から20:00まで"),
        ("開館時間", "休日は17:00まで"),
        ("2024年度の予算", "1. 資料費は1,200万円"),
        ("2024年度の予算", "2. 人件費は10.5％増"),
        ("2024年度の予算", "| 館 | 冊数 |"),
        ("2024年度の予算", "| 中央 | 12,345 |"),
    ]
    assert {p.kind for p in document.passages} == {"paragraph"}
    assert [p.id for p in document.passages][:2] == ["second/paragraph/1", "second/paragraph/2"]
    assert [p.name for p in document.pieces if p.role == "heading"] == [
        "図書館の運営方針",
        "1. 開館時間",
        "2024年度の予算",
    ]
    assert document.sections == ("図書館の運営方針", "開館時間", "2024年度の予算")


def test_headings_of_a_text_that_marks_none(make_document: Make) -> None:
    assert read(make_document(DECLARATION, TEXT)) == [
        ("開館時間", "平日は朝から夜まで開けている。休日は夕方に閉める。"),
        ("開館時間", "担当: 資料係"),
        ("開館時間", "静かに読む"),
        ("開館時間", "元に戻す"),
        ("問い合わせ", "電話か窓口で受ける。"),
    ]


@pytest.mark.parametrize(
    ("source", "texts", "reason"),
    [
        ("Foster parents\nare needed.", ["Foster parents are needed."], "words keep their space"),
        (
            "入館者は\n10.5％増えた。",
            ["入館者は10.5％増えた。"],
            "a wrapped number is no list item",
        ),
        ("（3）参加者\n（4）日程", ["（3）参加者", "（4）日程"], "numbered items"),
        ("①目的\n②方法", ["①目的", "②方法"], "circled numbers stay"),
        ("電話\n\n山の上\n\n川の下", ["山の上", "川の下"], "short lines are not all headings"),
        ("見出しだけ", ["見出しだけ"], "a heading leads to something"),
    ],
)
def test_lines_are_grouped_as_they_are_read(
    make_document: Make, source: str, texts: list[str], reason: str
) -> None:
    assert [p.text for p in make_document(DECLARATION, source).passages] == texts, reason


def test_long_paragraphs_are_cut_between_sentences(make_document: Make) -> None:
    sentences = [f"これは{n}番目の文で、長さは一定ではない{'い' * (n % 7)}。" for n in range(60)]
    passages = make_document(DECLARATION, "".join(sentences)).passages
    assert len(passages) > 2
    assert "".join(p.text for p in passages) == "".join(sentences)
    assert all(len(p.text) <= LONGEST and p.text.endswith("。") for p in passages)
    # No part could have taken one more sentence.
    for one, following in pairwise(passages):
        assert len(one.text) + following.text.index("。") + 1 > LONGEST


def test_a_sentence_longer_than_allowed_stays_whole(make_document: Make) -> None:
    source = f"短い文。{'長' * (LONGEST + 50)}。また短い文。"
    assert [len(p.text) for p in make_document(DECLARATION, source).passages] == [
        4,
        LONGEST + 51,
        6,
    ]


@pytest.mark.parametrize("source", ["", " \n\n　\n", "\ufeff"])
def test_a_source_without_text_is_refused(make_document: Make, source: str) -> None:
    with pytest.raises(CorpusError, match="本文がありません"):
        make_document(DECLARATION, source)


def test_a_source_that_is_not_utf8_is_refused_at_its_line(make_document: Make) -> None:
    with pytest.raises(CorpusError, match=r"second/second\.txtの2行目: UTF-8 .*0x90"):
        make_document(DECLARATION, b"a\n" + "図書".encode("shift_jis"))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            ["# 見出し", "本文が続く。", "- 項目", "短い行", "", "---", "1. 順", "｜", "a b"]
        )
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        max_size=12,
    )
)
def test_nothing_is_lost_whatever_the_lines(make_document: Make, lines: list[str]) -> None:
    source = "\n".join(lines)
    # A lone mark or rule is layout; a document needs something to quote besides.
    document = make_document(DECLARATION, f"{source}\n\n本文。")
    source = document.source
    units = [(p.start, p.text) for p in document.passages]
    units += [(p.start, source[p.start : p.end]) for p in document.pieces]
    joined = "".join(text for _, text in sorted(units))
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", source)
