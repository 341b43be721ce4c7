"""Days as a table prints them: 2024-11-05, 令和6年11月5日, 11月5日(火) of a year said elsewhere."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final, NamedTuple

from assistant.text.dates import ERAS
from assistant.text.normalize import squeeze

WEEKDAYS: Final = "月火水木金土日"
"""Monday first, as :meth:`datetime.date.weekday` counts."""

_LETTERS: Final = {"R": "令和", "H": "平成", "S": "昭和"}
_DAY: Final = re.compile(
    rf"(?:(?:({'|'.join(ERAS)}|[RHS])\.?(元|\d{{1,2}})|(\d{{4}}))[-/.年])?"
    r"(\d{1,2})[-/.月](\d{1,2})日?"
    rf"(?:\(([{WEEKDAYS}])(?:曜日?)?(?:[・,]?[祝休]日?)?\))?"
)


class Year(NamedTuple):
    """The year that days leave out: ``number``, and the month that it begins with.

    A fiscal year (年度) begins with 4: its January is of the next calendar year.
    """

    number: int
    begins: int = 1

    def of(self, month: int) -> int:
        """Return the calendar year of a month of this year."""
        return self.number + (month < self.begins)


class PrintedDay(NamedTuple):
    """What is printed of a day; None where nothing is said."""

    year: int | None
    month: int
    day: int
    weekday: str | None

    def iso(self, year: Year | None) -> str | None:
        """Return ``YYYY-MM-DD``, the year from ``year`` where none is printed, None for no day."""
        number = self.year or (year.of(self.month) if year else None)
        try:
            return None if number is None else date(number, self.month, self.day).isoformat()
        except ValueError:  # 2月30日
            return None


def read_day(printed: str) -> PrintedDay | None:
    """Return the day that ``printed`` is, None where it is something else. Never raises."""
    match = _DAY.fullmatch(squeeze(unicodedata.normalize("NFKC", printed)))
    if match is None:
        return None
    era, of_era, western, month, day, weekday = match.groups()
    year = int(western) if western else None
    if era:
        year = ERAS[_LETTERS.get(era, era)] + (1 if of_era == "元" else int(of_era))
    return PrintedDay(year, int(month), int(day), weekday)


def weekday_of(iso: str) -> str:
    """Return the weekday of a day ``YYYY-MM-DD``: 火."""
    return WEEKDAYS[date.fromisoformat(iso).weekday()]


def another_weekday(printed: str, iso: str) -> str | None:
    """Return the weekday that ``printed`` names where the day ``iso`` is another, else None."""
    day = read_day(printed)
    return None if day is None or day.weekday == weekday_of(iso) else day.weekday
