"""A mistake in document.toml is named in Japanese, with the place in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.documents.load import load_corpus, load_document
from assistant.errors import CorpusError
from assistant.labels import kind_of, words_of
from assistant.types import Document

Make = Callable[..., Document]

HEAD = 'title = "題"\npublisher = "市"\ndate = "2024"\nlicence = "なし"\n'
PLAIN = HEAD + 'reader = "plain"\n'
LAYOUT = HEAD + 'reader = "layout"\n'
REGIONS = '[[region]]\nname = "北"\nslug = "north"\nplaces = ["山町"]\n'
PAIRS = """
[[part]]
type = "pairs"
kinds = ["question", "reply"]
slug = "desk"
section = "開催概要"
lines = [[1, 2]]
"""
TABLE = """
[[table]]
id = "t"
title = "表"
section = "表"
row_noun = "行"
key = "name"
[[table.dimension]]
id = "name"
label = "名"
type = "category"
[[table.quantity]]
id = "persons"
label = "人数"
units = ["人"]
[[table.column]]
id = "all"
label = "合計"
units = { persons = "人" }
"""


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("title = 題", "second/document.toml を TOML として読めません"),
        ('reader = "plain"', "「title」（文字列）がありません"),
        (PLAIN.replace('"題"', "1"), "「title」は文字列で書いてください（現在: 1）"),
        (PLAIN + 'titel = "題"', "「titel」という項目は使われません"),
        (HEAD + 'reader = "pdf"', "layout・plain・csv・records から選んで"),
        (HEAD + 'reader = "csv"', "[[table]] を一つだけ"),
        (PLAIN + TABLE, "[[table]] は1個ですが、原文の表は0個"),
        (PLAIN + REGIONS + REGIONS, "地域「北」が二度"),
        (PLAIN + REGIONS + REGIONS.replace("北", "南"), "「山町」は北にも"),
        (PLAIN + REGIONS + "color = 1", "region[1]: 「color」という項目は使われません"),
        (PLAIN + '[kind_words]\nnote = "案2"', "kind_words の「note」は、数字のない30字まで"),
        (PLAIN + '[kind_words]\nnote = "十人の声"', "kind_words の「note」は、数字のない30字まで"),
        (PLAIN + f'[kind_words]\nnote = "{"長" * 31}"', "kind_words の「note」は"),
        (PLAIN + '[kind_words]\nnote = ""', "kind_words の「note」は"),
        (PLAIN + 'source = "../secret.txt"', "../secret.txt がありません"),
        (PLAIN + 'source = "none.txt"', "second/none.txt がありません"),
        (LAYOUT + '[[part]]\ntype = "poem"', "part[1]: type は heading・"),
        (LAYOUT + '[[part]]\ntype = "heading"', "part[1]: 「text」（文字列）がありません"),
        (LAYOUT + '[[part]]\ntype = "table"\ntable = "x"', "part[1]: table の「x」が"),
        (LAYOUT + PAIRS.replace("[1, 2]", "[1]"), "「lines」は整数を二つずつ"),
        (LAYOUT + PAIRS.replace('"reply"', ""), "「kinds」は文字列を二つずつ"),
        (
            LAYOUT + '[[attribution]]\nid = "a"\nbasis = "guess"\nreason = "x"',
            "basis は stated・inferred・unresolved",
        ),
        (
            LAYOUT + '[[attribution]]\nid = "a"\nbasis = "stated"\nreason = "x"',
            "region は basis が unresolved のときだけ省き",
        ),
        (
            LAYOUT + '[[attribution]]\nid = "a"\nbasis = "stated"\nregion = "南"\nreason = "x"',
            "「南」は [[region]] にありません",
        ),
        (PLAIN + TABLE.replace('key = "name"', 'key = "x"'), "「x」という dimension"),
        (PLAIN + TABLE.replace('"category"', '"colour"'), "type は category・"),
        (PLAIN + TABLE.replace("persons = ", "bodies = "), "units には quantity（persons）"),
        (PLAIN + TABLE + 'parent = "none"', "parent の「none」という列"),
        (PLAIN + TABLE.replace('["人"]', '"人"'), "「units」は配列で"),
        (PLAIN + TABLE.replace('["人"]', "[1]"), "「units」は文字列の配列で"),
    ],
)
def test_mistakes_are_named(make_document: Make, declaration: str, message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        make_document(declaration, "本文。")
    assert message in str(caught.value)


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="文書がありません"):
        load_corpus(tmp_path)
    with pytest.raises(CorpusError, match=r"document\.toml がありません"):
        load_document(tmp_path)


def test_documents_come_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "document.toml").write_text(PLAIN, encoding="utf-8")
        (tmp_path / name / f"{name}.txt").write_text("本文。", encoding="utf-8")
    (tmp_path / "notes").mkdir()
    assert [d.id for d in load_corpus(tmp_path)] == ["a", "b", "c"]


def test_a_document_may_have_its_own_words_for_what_a_passage_is(make_document: Make) -> None:
    plain = make_document(PLAIN, "本文。")
    named = make_document(PLAIN + '[kind_words]\nparagraph = "ひとこと"', "本文。")
    assert [kind_of(p) for p in plain.passages] == [("■", "本文")]
    assert [kind_of(p) for p in named.passages] == [("■", "ひとこと")]
    assert (words_of("paragraph", named), words_of("opinion", named)) == ("ひとこと", "意見")


def test_a_second_layout_needs_no_code(make_document: Make) -> None:
    declaration = (
        LAYOUT
        + """
[[part]]
type = "heading"
text = "１．開催 概要"
[[part]]
type = "field"
label = "日時"
id = "when"
kind = "outline"
[[part]]
type = "items"
markers = "●"
id = "point/{n}"
kind = "finding"
section = "開催概要"
lines = [2, 1]
"""
        + PAIRS
    )
    source = "１．開催\n概要\n日時 4月1日\n\n● 長い\n項目\n● 短い項目\n\n高い\n\n値下げを\n検討\n"
    document = make_document(declaration, source)
    assert [(p.id, p.text, p.label) for p in document.passages] == [
        ("second/when", "4月1日", "日時"),
        ("second/point/1", "長い項目", None),
        ("second/point/2", "短い項目", None),
        ("second/question/desk-1", "高い", None),
        ("second/reply/desk-1", "値下げを検討", None),
    ]
    assert document.passages[3].paired == ("second/reply/desk-1",)
    with pytest.raises(CorpusError, match="5行目: 「開催概要」の1番目の項目（全2項目）を期待"):
        make_document(declaration, source.replace("● 長い", "長い"))
