"""Dates, weekdays and times of a text against the days and hours of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.check.days import Days
from assistant.check.finding import Finding, silent
from assistant.check.hours import Hours
from assistant.check.nearby import rows_near
from assistant.check.scan import Figure, Group, Sentence
from assistant.check.table_days import TableDays
from assistant.text.dates import parts
from assistant.text.figures import find_figures
from assistant.types import Document, Table, TableRow

_OF_YEAR = re.compile(r"の\s*|(?:は|では|には)、?\s*")
"""What stands between a year and the number that is of it."""

_BESIDE = 3
"""Letters between a day and its hour: «11月20日の14時»."""


def _years_of(text: str) -> set[str]:
    """Return the years that ``text`` names, as written in full: 令和7年度 is 2025."""
    found = (f for f in find_figures(text) if f.type == "date")
    return {str(f.value)[:4] for f in found if str(f.value)[:4].isdecimal()}


class Occasions:
    """The days and hours of one table. Built once."""

    def __init__(self, document: Document, table: Table) -> None:
        day = next((d for d in table.dimensions if d.type == "date"), None)
        self._table = table
        self._days = None if day is None else TableDays(table, day)
        self._dates = None if self._days is None else Days(self._days, document.date)
        self._year = next((d for d in table.dimensions if d.type == "number"), None)
        self._hours = Hours(table)
        self.months = self._days.months if self._days else frozenset()
        """The months of the table's days; empty where it has none."""
        self._title = document.title
        self._titled = _years_of(f"{document.title} {table.title}")
        """The years that the titles of the document and the table name."""
        self._years = set(self._days.years) if self._days else set()
        if self._year is not None:
            self._years |= {r.keys[self._year.id] for r in table.rows if self._year.id in r.keys}
        if self._days is None and self._year is None:
            self._years |= self._titled
            # A column or row may be of a year of its own: 令和4年度の件数.
            self._years |= _years_of(" ".join(n for m in table.measures for n in m.names))
            self._years |= _years_of(" ".join(v for r in table.rows for v in r.keys.values()))

    def judge(
        self,
        figure: Figure,
        sentence: Sentence,
        groups: Sequence[Group],
        context: Sequence[str],
        evidence: int,
        counted: tuple[int | float, Sequence[TableRow]] | None = None,
    ) -> Finding | None:
        """Return what the table says of a date or time; None where it says nothing of it.

        ``context``: rows that the sentences before are about. ``evidence`` counts the words of
        the table in and before the sentence. ``counted``: how many rows a time is said of, and
        the rows that may be meant.
        """
        rows = rows_near(figure, sentence, groups, self._table)
        before = [r for r in self._table.rows if r.keys[self._table.key] in context]
        if not rows and figure.found.type == "time" and not before:
            rows = self._rows_of_day(figure, sentence)
            if not rows and self._other_day(figure, sentence):
                return silent("出典にその日の記載はありません。", evidence)
        named = rows or before
        if figure.found.type == "time":
            return self._hours.judge(figure, sentence, groups, named, evidence, counted)
        if self._dates is not None:
            unknown = silent(f"出典に{figure.found.text}の記載はありません。", evidence)
            if self._elsewhere(figure) and not rows:
                return unknown
            found = self._dates.judge(figure, sentence, groups, rows, named, evidence)
            own = any(g.kind in ("subject", "row", "column") for g in groups)
            if found and found.verdict == "contradicted" and not found.expected and not own:
                return unknown
            return found
        if self._year is not None and figure.found.unit in ("年", "年度"):
            return self._of_year(figure, evidence)
        if self._year is None and figure.found.unit in ("年", "年度"):
            return self._of_title(figure, evidence)
        return None

    def other_year(self, sentence: Sentence, figure: Figure, end: int) -> str | None:
        """Return another year that is named before ``end`` for a number, None where none is.

        A whole date whose day is the table's is a slip of the pen, which the date is told of.
        """
        if figure.found.type in ("date", "time") or not self._years:
            return None
        # «令和5年度の1,430人から令和6年度の1,680人に»: each number is of the year right before it.
        own = [
            f for f in sentence.figures if f.end <= figure.start and f.found.unit in ("年", "年度")
            and _OF_YEAR.fullmatch(sentence.text, f.end, figure.start)
        ]  # fmt: skip
        for other in own or sentence.figures:
            value = str(other.found.value)
            if other.found.type != "date" or other.end > end or not value[:4].isdecimal():
                continue
            if value[:4] not in self._years and not self._is_day(*parts(value)[1:]):
                return other.found.text
        return None

    def only_row(self, sentence: Sentence) -> tuple[str, ...]:
        """Return the row of the one day that a sentence names, none where there is no such."""
        days = [f for f in sentence.figures if f.found.type == "date" and f.found.unit == "日"]
        if len(days) != 1 or self._days is None:
            return ()
        rows = self._days.on(days[0])
        return (rows[0].keys[self._table.key],) if len(rows) == 1 else ()

    def _elsewhere(self, figure: Figure) -> bool:
        """Say whether a date is of another year, and no slip in the year of the table's day."""
        year, month, day = parts(str(figure.found.value))
        if year is None or month is None or str(year) in self._years:
            return False
        return not self._is_day(month, day) and not (day is None and month in self.months)

    def _is_day(self, month: int | None, day: int | None) -> bool:
        """Say whether the table has this day of this month, in any year."""
        days = self._days
        return days is not None and any((month, day) == days.inside_year(r) for r in days.rows)

    def _rows_of_day(self, figure: Figure, sentence: Sentence) -> list[TableRow]:
        """Return the rows of the last day that is named before a time."""
        days = [f for f in sentence.figures if f.found.type == "date" and f.end <= figure.start]
        if not days or self._days is None or self._dates is None:
            return []
        return [] if self._dates.pair(days[-1], sentence) else self._days.on(days[-1])

    def _other_day(self, figure: Figure, sentence: Sentence) -> bool:
        """Say whether a time is of a day on which the table has nothing."""
        if self._days is None:
            return False
        days = [f for f in sentence.figures if f.found.type == "date" and f.end <= figure.start]
        near = bool(days) and len(sentence.text[days[-1].end : figure.start]) <= _BESIDE
        return near and not self._days.on(days[-1])

    def _of_title(self, figure: Figure, evidence: int) -> Finding | None:
        """Judge a year by the document's title, where the table itself has no days or years."""
        if not evidence or not self._titled:
            return None
        if str(figure.found.value)[:4] in self._titled:
            reason = f"資料の題名は「{self._title}」です。"
            return Finding("supported", "exact", reason, evidence=evidence)
        return silent(f"出典に{figure.found.text}の記載はありません。", evidence)

    def _of_year(self, figure: Figure, evidence: int) -> Finding | None:
        assert self._year is not None
        if not evidence:
            return None
        value = str(figure.found.value)[:4]
        rows = [r for r in self._table.rows if r.keys.get(self._year.id) == value]
        if rows:
            reason = f"表に{figure.found.text}の行があります。"
            return Finding("supported", "exact", reason, None, None, (rows[0].passage,), evidence)
        return silent(f"出典に{figure.found.text}の記載はありません。", evidence)
