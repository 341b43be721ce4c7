"""What is a place, who published, which unit: tables of what is read as what, and why."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adding import toml_text
from assistant.adding.columns import Guess, NoTable, guess_columns
from assistant.adding.grid import clean, join_cell
from assistant.adding.places import Gazetteer, bare
from assistant.adding.survey import survey
from assistant.adding.words import kind_of_heading, words
from assistant.adding.years import Said
from assistant.tables.places import prefectures

from .conftest import Shelf

KNOWN = Gazetteer([[{"name": "上伊那", "aliases": ["伊那"], "places": ["伊那市"]}]])


@pytest.mark.parametrize(
    ("word", "expected", "reason"),
    [
        ("長野県", True, "a prefecture"),
        ("札幌市", True, "a great city"),
        ("青葉市", True, "ends as a city does"),
        ("上伊那", True, "a region of another document"),
        ("上伊那地域", True, "that region with what it is"),
        ("市町村", False, "a general word"),
        ("これからの地域", False, "a phrase"),
        ("各地域", False, "a general word"),
        ("里親", False, "no place"),
        ("", False, "nothing"),
        ("とても長い名前をもつどこかの町", False, "a sentence"),
    ],
)
def test_places(word: str, expected: bool, reason: str) -> None:
    assert KNOWN.is_place(word) is expected, reason


def test_regions_take_over_what_another_document_knows() -> None:
    (region,) = KNOWN.regions(["上伊那地域"])
    assert (region.name, list(region.aliases)) == ("上伊那", ["上伊那地域", "伊那"])
    assert list(region.places) == ["伊那市"]
    assert [list(r.aliases) for r in KNOWN.regions(["青葉市", "津市", "東京都"])] == [
        ["青葉"],
        [],  # 津 stands in too many words
        ["東京"],
    ]
    assert bare("地域") == "地域"


def test_the_gazetteer_has_a_city_for_every_prefecture() -> None:
    assert set(prefectures()) <= words().places
    assert len(words().places) >= 2 * len(prefectures())


@pytest.mark.parametrize(
    ("text", "publisher", "date", "title"),
    [
        ("# 記録\n\n令和5年11月 長野県\n\n本文。", "長野県", "2023-11", "記録"),
        ("# 記録\n\n（長野県 こども・家庭課）\n", "長野県 こども・家庭課", None, "記録"),
        ("記録\n\n横浜市健康福祉局\n2024年4月1日\n", "横浜市健康福祉局", "2024-04-01", "記録"),
        ("# 長野県の計画\n\n長野県の里親は増えた。\n", None, None, "長野県の計画"),
        ("本文だけがある。\n\nR6.10.17に開いた。\n", None, "2024-10-17", None),
    ],
)
def test_who_when_and_what(
    text: str, publisher: str | None, date: str | None, title: str | None
) -> None:
    found = survey(text)
    assert (found.publisher, found.date, found.title) == (publisher, date, title)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("参加者の意見", "opinion"),
        ("計画への反映方針", "policy"),
        ("目的", "purpose"),
        ("意見と回答", None),
        ("出席者", None),
    ],
)
def test_kinds_of_headings(heading: str, kind: str | None) -> None:
    assert kind_of_heading(heading) == kind


def guess(rows: list[list[str]], caption: str = "") -> Guess:
    found = guess_columns(rows, Said(caption=caption), KNOWN.is_place_column)
    assert isinstance(found, Guess), found
    return found


UNITS: list[tuple[str, list[str], str, tuple[str, ...], str]] = [
    ("資料費（千円）", ["1,200", "30"], "", ("千円",), "in brackets"),
    ("資料費", ["1", "2"], "表1（単位：百万円）", ("百万円",), "above the table"),
    ("参加者", ["12名", "3名"], "", ("名",), "behind every number"),
    ("来館者数", ["1", "2"], "", ("人",), "by the column's name"),
    ("回収率", ["12.5", "30.1"], "", ("％",), "by the column's name"),
    ("指標", ["1", "2"], "", ("",), "nowhere"),
]


@pytest.mark.parametrize(("header", "cells", "caption", "units", "reason"), UNITS)
def test_units(
    header: str, cells: list[str], caption: str, units: tuple[str, ...], reason: str
) -> None:
    names = ["甲館", "乙館"]
    found = guess([["館", header], *([n, c] for n, c in zip(names, cells, strict=True))], caption)
    column = found.columns[1]
    assert (column.role, column.units) == ("measure", units), reason
    assert bool(column.doubt) == (reason in ("by the column's name", "nowhere"))
    assert column.additive == ("率" not in header)


def test_roles_of_columns() -> None:
    found = guess(
        [
            ["コード", "館名", "年度", "開館日", "曜日", "備考", "冊数", "空"],
            ["01", "甲館", "2023", "2023-04-01", "土", "改修した", "12", ""],
            ["02", "乙館", "2023", "2023-04-02", "日", "", "－", ""],
            ["", "合計", "", "", "", "", "12", ""],
        ]
    )
    assert {c.header: (c.role, c.type) for c in found.columns} == {
        "コード": ("ignore", "category"),
        "館名": ("dimension", "category"),
        "年度": ("dimension", "number"),
        "開館日": ("dimension", "date"),
        "曜日": ("dimension", "weekday"),
        "備考": ("ignore", "category"),
        "冊数": ("measure", "category"),
        "空": ("ignore", "category"),
    }
    assert (found.key, found.total, found.missing) == ("館名", "合計", ("－",))


def test_a_column_of_which_goes_by_its_own_name(shelf: Shelf) -> None:
    shelf.add("a.csv", "館名,貸出冊数,うち児童書（冊）\n甲館,12,3\n乙館,20,5\n")
    (table,) = shelf.document("a").tables
    assert "児童書" in {m.label: m.names for m in table.measures}["うち児童書"]


def test_a_total_is_a_parent_only_where_it_adds_up_in_every_row() -> None:
    rows = [["館", "計", "大人", "子ども"], ["甲", "5", "3", "2"], ["乙", "7", "4", "3"]]
    assert [c.parent for c in guess(rows).columns if c.role == "measure"] == [None, "計", "計"]
    rows[2][1] = "8"
    assert {c.parent for c in guess(rows).columns} == {None}


@pytest.mark.parametrize(
    ("text", "joined", "reason"),
    [
        (
            "先行自治体があり、こども家\n庭センター設置",
            "先行自治体があり、こども家庭センター設置",
            "wrapped",
        ),
        ("３児童養護　５名\n１乳児院　１名", "３児童養護　５名 １乳児院　１名", "items"),
        ("2024-10-1\n7", "2024-10-17", "a date cut in two"),
        ("12\n34", "12 34", "two numbers, or one: never joined"),
        ("", "", "empty"),
    ],
)
def test_lines_of_a_cell(text: str, joined: str, reason: str) -> None:
    assert join_cell(text) == joined, reason


def test_cells_that_are_merged_are_filled_but_never_with_numbers() -> None:
    rows, doubts = clean([["館", "冊"], ["甲", "1"], [None, None], ["乙", ""]])
    assert rows == [["館", "冊"], ["甲", "1"], ["乙", ""]]
    assert doubts == []
    rows, doubts = clean([["地区", "館", "冊"], ["北", "甲", "1"], [None, "乙", None]])
    assert rows[2] == ["北", "乙", ""]
    assert len(doubts) == 1


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_any_text_is_written_as_toml_and_read_back(entries: dict[str, str]) -> None:
    written = toml_text.table("[t]", {"map": entries, "list": list(entries.values())})
    read = tomllib.loads(written)["t"]
    assert read.get("map", {}) == entries
    assert read.get("list", []) == list(entries.values())


@given(
    st.lists(
        st.lists(st.text(alphabet="館名0123456789,.名％－計 "), min_size=2, max_size=4),
        min_size=2,
        max_size=5,
    )
)
def test_any_table_is_guessed_or_not(rows: list[list[str]]) -> None:
    found = guess_columns(rows, Said(), KNOWN.is_place_column)
    assert isinstance(found, (Guess, NoTable))
    if isinstance(found, Guess):
        assert any(c.role == "measure" for c in found.columns)
        assert found.key in rows[0]


LUNCHES = """岐阜県内の学校給食費（令和6年度）
市町村名,区分,給食費月額（円）,年間利用者数（人）,1食単価（円）
岐阜市,小学校,4600,10,265
岐阜市,中学校,5300,20,310
大垣市,小学校,4500,30,258
"""


def test_the_line_above_a_table_is_its_title_and_says_the_year(shelf: Shelf) -> None:
    added = shelf.add("lunch.csv", LUNCHES)
    document = shelf.document(added.id)
    assert (document.title, document.date) == ("岐阜県内の学校給食費（令和6年度）", "2024")
    assert not any("表に入れませんでした" in doubt for doubt in added.doubts)


@pytest.mark.parametrize("above", ["（単位：人）", "単位 円", "※速報値", "下の表は速報値です。"])
def test_a_note_above_a_table_is_no_title(shelf: Shelf, above: str) -> None:
    added = shelf.add("lunch.csv", LUNCHES.replace(LUNCHES.splitlines()[0], above))
    assert added.title == "lunch"
    assert any(above in doubt for doubt in added.doubts)


def test_a_column_goes_by_what_it_counts(shelf: Shelf) -> None:
    (table,) = shelf.document(shelf.add("lunch.csv", LUNCHES).id).tables
    names = {m.label: m.names for m in table.measures}
    assert {"給食費", "給食費は月額"} <= set(names["給食費月額"])
    assert {"利用者数", "利用者"} <= set(names["年間利用者数"])
    assert "市" in table.dimensions[0].names


def test_a_name_that_two_columns_would_share_is_neither_one_s(shelf: Shelf) -> None:
    rows = "館,年間利用者数,月間利用者数\n甲館,120,10\n乙館,240,20\n"
    (table,) = shelf.document(shelf.add("a.csv", rows).id).tables
    assert not any("利用者" in m.names for m in table.measures)
