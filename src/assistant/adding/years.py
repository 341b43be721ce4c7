"""The year of days that a table prints without one, from what its document says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.days import PrintedDay, Year, weekday_of
from assistant.text.dates import parts
from assistant.text.figures import find_figures
from assistant.text.normalize import normalize

FISCAL_BEGINS = 4
"""The month in which a Japanese fiscal year (年度) begins."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says of when it is from: its title, what stands above a table, its date."""

    title: str = ""
    caption: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class YearGuess:
    """A year, and in Japanese what it was taken from."""

    year: Year
    source: str

    @property
    def shown(self) -> str:
        """The year in words: 2024年, or 2024年度 for a fiscal year."""
        return f"{self.year.number}年" + ("度" if self.year.begins == FISCAL_BEGINS else "")


def year_of(days: Sequence[PrintedDay], said: Said) -> YearGuess | None:
    """Return the first year that ``said`` allows in which every one of ``days`` is right.

    A weekday printed beside a day must be that day's. None where no year is said or fits.
    """
    for guess in _candidates(days, said):
        found = [(day, day.iso(guess.year)) for day in days]
        if all(
            iso is not None and (day.weekday is None or day.weekday == weekday_of(iso))
            for day, iso in found
        ):
            return guess
    return None


def _candidates(days: Sequence[PrintedDay], said: Said) -> Iterator[YearGuess]:
    for text, source in ((said.caption, "表の上の行"), (said.title, "題名")):
        plain = normalize(text).text
        for figure in find_figures(plain):
            if figure.type == "date" and re.match(r"\d{4}", str(figure.value)):
                number = int(str(figure.value)[:4])
                fiscal = "年度" in plain[figure.start : figure.end + 1]
                # A year of the calendar, too, is often meant as the fiscal one: the weekday tells.
                begins = (FISCAL_BEGINS, 1) if fiscal else (1, FISCAL_BEGINS)
                yield from (YearGuess(Year(number, month), source) for month in begins)
    try:
        number_said, month_said, _ = parts(said.date)
    except ValueError:
        return
    if number_said is None:
        return
    source = "資料の日付"
    if month_said is not None and any(day.month > month_said for day in days):
        # A document of March tells of last November.
        yield YearGuess(Year(number_said - 1, FISCAL_BEGINS), source)
        yield YearGuess(Year(number_said - 1), source)
    else:
        yield YearGuess(Year(number_said), source)
        yield YearGuess(Year(number_said, FISCAL_BEGINS), source)
        yield YearGuess(Year(number_said - 1, FISCAL_BEGINS), source)
