"""Tables of pasted text are read cell by cell, and bare numbers beside one another count alike."""

from __future__ import annotations

import pytest

from assistant.check.engine import Checker
from assistant.check.ruled import ruled

TABLES = {
    "tabs": "地域\t市町村\t里親\n佐久\t{}\t0\n上田\t6\t3",
    "full-width strokes": "地域／市町村／里親\n佐久／{}／0\n上田／6／3",
    "strokes": "地域/市町村/里親\n佐久/{}/0\n上田/6/3",
    "commas": "地域,市町村,里親\n佐久,{},0\n上田,6,3",
    "blanks": "地域　市町村　里親\n佐久　{}　0\n上田　6　3",
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_cell_is_of_its_row_and_column(checker: Checker, table: str) -> None:
    verdicts = [c.verdict for c in checker.check(table.format(10)).claims]
    assert verdicts == ["supported"] * 4
    wrong = checker.check(table.format(9)).claims[0]
    assert (wrong.verdict, wrong.expected) == ("contradicted", "10名")


@pytest.mark.parametrize(
    "text",
    [
        "会は10/17、10/18、10/24に開かれた。\n木曽は10/29、伊那は10/30、北信は10/31。",
        "長野は28名、松本は16名、\n上田は18名、佐久は17名。",
        "平均は15.7名\n合計は1,570名",
    ],
)
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    assert ruled(text) == text


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_characters_keep_their_places(table: str) -> None:
    found = ruled(table)
    assert len(found) == len(table)
    assert all(a in (b, "|") for a, b in zip(found, table, strict=True))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("市町村68、施設41、里親12、児相26の参加だった。", {"68": "76名"}),
        ("・市町村 76\n・施設 26\n・里親 12\n・児相 26", {"26": "41名"}),
        ("地域／児童養護／乳児院\n南信州／5／1\n上田／1／1\n長野／6／1", {"1": "4名"}),
        ("市町村68、施設26から、参加者157が集まった。", {}),
        ("市町村76、施設41、里親12。", {}),
        ("地域\t市町村\t出席者\n佐久\t10\t17\n南信州\t13\t24", {}),
    ],
)
def test_bare_numbers_of_one_list_are_counted_alike(
    checker: Checker, text: str, wrong: dict[str, str]
) -> None:
    """Where 里親 are counted, 市町村 are the persons too: 68 bodies are not supported there."""
    told = {c.text: c.expected for c in checker.check(text).claims if c.verdict != "supported"}
    assert told == wrong
