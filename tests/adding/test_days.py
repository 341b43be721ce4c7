"""Days that a table prints without a year get the one that the document says; it is listed."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adding.columns import Guess, guess_columns
from assistant.adding.years import Said, year_of
from assistant.documents.days import PrintedDay, Year, another_weekday, read_day
from assistant.documents.load import load_document
from assistant.errors import CorpusError

from .conftest import Shelf

SESSIONS = "回,開催日,会場,参加者数（人）\n1,11月5日(水),県庁,45\n2,1月14日(水),市民会館,38\n"


@pytest.mark.parametrize(
    ("printed", "year", "iso"),
    [
        ("2024-11-05", None, "2024-11-05"),
        ("令和6年11月5日(火)", None, "2024-11-05"),
        ("Ｒ６．１１．５", None, "2024-11-05"),
        ("平成元年4月1日", None, "1989-04-01"),
        ("11月5日（水・祝）", Year(2025), "2025-11-05"),
        ("1月14日", Year(2025, 4), "2026-01-14"),
        ("11月　１日(金)", Year(2024), "2024-11-01"),
        ("11月5日", None, None),
        ("2月30日", Year(2024), None),
    ],
)
def test_a_day_is_read(printed: str, year: Year | None, iso: str | None) -> None:
    day = read_day(printed)
    assert day is not None
    assert day.iso(year) == iso


@given(st.text(max_size=20))
def test_reading_a_day_never_raises(printed: str) -> None:
    day = read_day(printed)
    assert day is None or isinstance(day, PrintedDay)


def test_the_weekday_beside_a_day_is_checked() -> None:
    assert another_weekday("11月5日(水)", "2025-11-05") is None
    assert another_weekday("11月5日(水)", "2024-11-05") == "水"
    assert another_weekday("11月5日", "2024-11-05") is None


@pytest.mark.parametrize(
    ("days", "said", "expected", "reason"),
    [
        (["11月5日(水)", "1月14日(水)"], Said("令和7年度 説明会"), "2025年度", "a fiscal year"),
        (["11月5日(水)", "1月14日(水)"], Said("2025年の記録"), "2025年度", "the weekdays say so"),
        (["7月26日"], Said("会議 2025年"), "2025年", "the title's year"),
        (["7月26日"], Said("会議", caption="令和5年度（単位：人）"), "2023年度", "above the table"),
        (["11月5日"], Said("会議", date="2025-03"), "2024年度", "a document of March"),
        (["2月5日"], Said("会議", date="2025-03"), "2025年", "before the document"),
        (["11月5日(木)"], Said("令和7年度 説明会"), None, "no such weekday"),
        (["11月5日"], Said("説明会"), None, "nobody says a year"),
    ],
)
def test_the_year_of_days(days: list[str], said: Said, expected: str | None, reason: str) -> None:
    read = [day for one in days if (day := read_day(one)) is not None]
    guess = year_of(read, said)
    assert (guess.shown if guess else None) == expected, reason


def test_days_without_a_year_are_dates_and_the_year_is_listed(shelf: Shelf) -> None:
    added = shelf.add("令和7年度説明会.csv", SESSIONS)
    (table,) = shelf.document(added.id).tables
    assert [row.keys["d2"] for row in table.rows] == ["2025-11-05", "2026-01-14"]
    assert any("開催日" in doubt and "2025年度" in doubt for doubt in added.doubts)
    declared = (shelf.corpus / added.id / "document.toml").read_text("utf-8")
    dimension = tomllib.loads(declared)["table"][0]["dimension"][1]
    assert (dimension["year"], dimension["year_begins"]) == (2025, 4)


def test_days_of_a_year_that_nobody_says_are_quoted_and_listed(shelf: Shelf) -> None:
    added = shelf.add("説明会.csv", SESSIONS)
    (table,) = shelf.document(added.id).tables
    assert "date" not in {d.type for d in table.dimensions}
    assert any("年が書かれて" in doubt for doubt in added.doubts)


def test_a_year_that_does_not_fit_the_weekdays_is_refused_where_it_stands(shelf: Shelf) -> None:
    added = shelf.add("令和7年度説明会.csv", SESSIONS)
    file = shelf.corpus / added.id / "document.toml"
    file.write_text(file.read_text("utf-8").replace("year = 2025", "year = 2024"), "utf-8")
    with pytest.raises(CorpusError, match="2024-11-05 は火曜日ですが、水曜日"):
        load_document(file.parent)


def test_fractions_are_no_days() -> None:
    found = guess_columns(
        [["館", "比", "冊数"], ["甲", "3-4", "1"], ["乙", "1-2", "2"]],
        Said("令和7年度"),
        lambda *_: False,
    )
    assert isinstance(found, Guess)
    assert found.columns[1].type != "date"
