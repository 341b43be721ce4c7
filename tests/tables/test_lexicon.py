"""The words of a table in a question: names, slips, short kana, places, and what is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.load import load_document
from assistant.tables.lexicon import Lexicon
from assistant.tables.limits import find_limit, find_majority
from assistant.tables.places import outside_place, prefectures
from assistant.tables.query import Threshold
from assistant.types import Table

from .conftest import NAGANO

REGIONS = [
    ("松本", ["松本"], "as printed"),
    ("まつもと", ["松本"], "kana"),
    ("ﾏﾂﾓﾄ", ["松本"], "half-width katakana"),
    ("Matsumoto", ["松本"], "romaji"),
    ("松本地域", ["松本"], "with its suffix"),
    ("上伊奈", ["上伊那"], "a listed misspelling"),
    ("上伊部", ["上伊那"], "one wrong kanji"),
    ("北アルブス", ["北アルプス"], "one wrong kana"),
    ("飯田", ["南信州"], "the town of the venue"),
    ("東信", ["上田", "佐久"], "a wider area"),
    ("北信と北アルプス", ["北信", "北アルプス"], "two names that begin alike"),
    ("南信州", ["南信州"], "not the wider 南信"),
    ("さくの人", ["佐久"], "short kana before a particle"),
    ("きそ なんにん", ["木曽"], "short kana alone"),
    ("さくばん", [], "short kana in a word"),
    ("ききそう", [], "short kana in a word"),
    ("いないのは", [], "イナ in いない"),
    ("イナの出席者", ["上伊那"], "in katakana it is a name"),
    ("Inari shrine", [], "Ina in another word"),
    ("Ina meeting", ["上伊那"], "Ina alone"),
    ("松本あさひ", [], "a facility, no region"),
    ("長野県庁", [], "a venue, no region by name"),
    ("木曜", [], "木 is no region"),
    ("軽井沢", [], "a town in a region"),
    ("北伊那", ["上伊那"], "no slip in the first character; 伊那 is the venue's town"),
]


@pytest.mark.parametrize(("text", "regions", "reason"), REGIONS, ids=[r[0] for r in REGIONS])
def test_regions_that_are_named(
    lexicon: Lexicon, text: str, regions: list[str], reason: str
) -> None:
    assert lexicon.read(text).values("region") == regions, reason


TAGS = [
    ("里親さん", [("column", "foster")]),
    ("児相の職員", [("column", "guidance")]),
    ("里支援センター", [("column", "facilities/foster_support")]),
    ("塩尻", [("place", "塩尻市")]),
    ("飯田市", [("value", "region"), ("place", "飯田市")]),
    ("長野県庁", [("value", "venue")]),
    ("水曜", [("value", "weekday")]),
    ("水道", []),
    ("計は", [("column", "total")]),
    ("計画", []),
    ("施設長", []),
]


@pytest.mark.parametrize(("text", "tags"), TAGS, ids=[t[0] for t in TAGS])
def test_other_names(lexicon: Lexicon, text: str, tags: list[tuple[str, str]]) -> None:
    assert [(t.role, t.key) for t in lexicon.read(text).tags] == tags


RESIDUE = [
    ("松本の保育士は何人", ("保育",)),
    ("松本の里親は何人", ()),
    ("議会は何人", ("議会",)),
    ("松本市役所の出席者", ()),
    ("上田文化会館の出席者", ()),
    ("松本清張の会は何人", ("清張",)),
    ("すみませんが、松本の出席者数を教えてください", ()),
    ("出席者は10人を超えた", ()),
    ("How many firefighters came to Matsumoto?", ("firefighters",)),
    ("How many people came to Matsumoto?", ()),
]


@pytest.mark.parametrize(("text", "left"), RESIDUE, ids=[r[0] for r in RESIDUE])
def test_what_no_word_explains_is_left(lexicon: Lexicon, text: str, left: tuple[str, ...]) -> None:
    assert lexicon.read(text).residue == left


def test_a_longer_name_is_not_the_region(lexicon: Lexicon) -> None:
    reading = lexicon.read("佐久間地域は何人")
    assert reading.values("region") == [] or reading.residue


MISSPELT = [
    ("木そ", ["木曽"], "the end of a short name in kana"),
    ("乳じ院", ["facilities/infant_home"], "the middle in kana"),
    ("児童相段所", ["guidance"], "one wrong kanji inside a long name"),
    ("児童擁護施設", ["facilities/child_home"], "one wrong kanji inside a long name"),
    ("里親支援センタ", ["facilities/foster_support"], "no long vowel at the end"),
    ("児童相談室", [], "another ending is another office"),
    ("長の", [], "a particle"),
]


@pytest.mark.parametrize(("written", "keys", "reason"), MISSPELT, ids=[m[0] for m in MISSPELT])
def test_names_are_known_in_other_spellings(
    lexicon: Lexicon, written: str, keys: list[str], reason: str
) -> None:
    tags = lexicon.read(f"{written} 何人").tags
    assert [t.value or t.key for t in tags if t.role in ("value", "column")] == keys, reason


LEXICON = Lexicon(load_document(NAGANO).tables[0], load_document(NAGANO).places)


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    reading = LEXICON.read(text)
    end = 0
    for tag in sorted(reading.tags, key=lambda t: t.start):
        assert tag.start >= end or tag.start in {t.start for t in reading.tags if t is not tag}
        assert tag.start < tag.end <= len(reading.plain)
        end = max(end, tag.end)
    assert len(reading.untagged()) == len(reading.plain)
    assert LEXICON.read(text) == reading


def test_names_are_blanked_out(lexicon: Lexicon) -> None:
    reading = lexicon.read("松本の里親は何人")
    assert reading.untagged() == "  の  は何人"
    assert reading.keys("column") == ["foster"]


# Question, limits as (threshold, whether rows are chosen).
LIMITS: list[tuple[str, list[tuple[Threshold, bool]]]] = [
    ("10人以上の地域", [(Threshold("ge", 10), True)]),
    ("三人以上の会", [(Threshold("ge", 3), True)]),
    ("10人を超えた地域", [(Threshold("gt", 10), True)]),
    ("5人より多い地域", [(Threshold("gt", 5), True)]),
    ("10人以下だった会", [(Threshold("le", 10), True)]),
    ("10名以内", [(Threshold("le", 10), False)]),
    ("10人未満の地域", [(Threshold("lt", 10), True)]),
    ("10人に満たない地域", [(Threshold("lt", 10), True)]),
    ("10人を切った地域", [(Threshold("lt", 10), True)]),
    ("5人を下回った地域", [(Threshold("lt", 5), True)]),
    ("10人に届いた地域", [(Threshold("ge", 10), True)]),
    ("少なくとも5人の地域", [(Threshold("ge", 5), True)]),
    ("20人台の地域", [(Threshold("ge", 20, 30), True)]),
    ("100人台", [(Threshold("ge", 100, 200), False)]),
    ("二桁の地域", [(Threshold("ge", 10, 100), True)]),
    ("一桁の地域", [(Threshold("ge", 0, 10), True)]),
    ("二桁に届かなかった地域", [(Threshold("lt", 10), True)]),
    ("ちょうど3人の地域", [(Threshold("eq", 3), True)]),
    ("13市町村の地域はどこ", [(Threshold("eq", 13), True)]),
    ("50%を超えた地域", [(Threshold("gt", 50), True)]),
    ("regions with at least 10 people", [(Threshold("ge", 10), True)]),
    ("fewer than 5 participants", [(Threshold("lt", 5), False)]),
    ("more than 20 people", [(Threshold("gt", 20), False)]),
    ("10人前後", []),
    ("約10人", []),
    ("3日以上", []),
    ("10月17日の会", []),
    ("0人の地域も含めて一覧で", []),
]


@pytest.mark.parametrize(("text", "limits"), LIMITS, ids=[t for t, _ in LIMITS])
def test_limits(
    lexicon: Lexicon, table: Table, text: str, limits: list[tuple[Threshold, bool]]
) -> None:
    reading = lexicon.read(text)
    found = [find_limit(figure, reading, table, named=False) for figure in reading.figures]
    assert [(f.threshold, f.of_rows) for f in found if f is not None] == limits


def test_a_bare_number_beside_a_named_row_is_a_claim(lexicon: Lexicon, table: Table) -> None:
    reading = lexicon.read("3人の地域はどこ")
    (figure,) = reading.figures
    assert find_limit(figure, reading, table, named=True) is None
    assert find_limit(figure, reading, table, named=False) is not None


@pytest.mark.parametrize(
    ("text", "of_rows"),
    [("過半を占めた地域", True), ("過半でしたか", False), ("過半数", None), ("多い地域", None)],
)
def test_a_majority_without_a_number(lexicon: Lexicon, text: str, of_rows: bool | None) -> None:
    limit = find_majority(lexicon.read(text))
    assert (limit.of_rows if limit else None) is of_rows
    assert limit is None or limit.threshold == Threshold("gt", 50)


OUTSIDE = [
    ("新潟県の出席者", "新潟県"),
    ("新潟の出席者", "新潟県"),
    ("北海道は何人", "北海道"),
    ("京都の会", "京都府"),
    ("東京都は", "東京都"),
    ("全国の里親", "全国"),
    ("名古屋は", "名古屋"),
    ("Tokyo", None),
    ("attendance in tokyo", "tokyo"),
    ("stokyoland", None),
    ("長野県の出席者", None),
    ("松本の出席者", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "place"), OUTSIDE, ids=[t for t, _ in OUTSIDE])
def test_places_outside_the_document(text: str, place: str | None) -> None:
    assert outside_place(text, "長野県 児童相談・養育支援室") == place


def test_each_prefecture_is_outside_another_and_not_outside_itself() -> None:
    assert len(prefectures()) == len(set(prefectures())) == 47
    for name in prefectures():
        assert outside_place(f"{name}の出席者", f"{name}の資料") is None
        assert outside_place(f"{name}の出席者", "ある町の資料") == name
