"""The days of one table: which rows a date means, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.check.scan import Figure
from assistant.documents.days import WEEKDAYS
from assistant.tables.wording import Wording
from assistant.text.dates import parts
from assistant.types import Dimension, Table, TableRow


class TableDays:
    """The rows of a table by day. Built once."""

    def __init__(self, table: Table, day: Dimension) -> None:
        self.table = table
        self.rows = table.rows
        self.ordered = tuple(sorted(table.rows, key=lambda row: row.keys[day.id]))
        """The rows from the first day to the last."""
        self.wording = Wording(table, "ja")
        self._day = day
        dates = [self.of(row) for row in table.rows]
        self.months = frozenset(d.month for d in dates)
        self.years = {str(d.year) for d in dates} | {str(d.year - 1) for d in dates if d.month < 4}
        """The years of the days, and the fiscal years that they are of."""

    def of(self, row: TableRow) -> date:
        """Return the day of a row."""
        return date.fromisoformat(row.keys[self._day.id])

    def weekday(self, row: TableRow) -> str:
        """Return the weekday of a row in one letter: 木."""
        return WEEKDAYS[self.of(row).weekday()]

    def same(self, figure: Figure, row: TableRow) -> bool:
        """Say whether a date, in the parts that it states, is the day of ``row``."""
        year, month, day = parts(str(figure.found.value))
        true = self.of(row)
        return (
            (year in (None, true.year))
            and (month in (None, true.month))
            and (day in (None, true.day))
        )

    def on(self, figure: Figure, rows: Sequence[TableRow] | None = None) -> list[TableRow]:
        """Return those of ``rows``, of all without them, of which a date is the day."""
        return [r for r in (self.rows if rows is None else rows) if self.same(figure, r)]

    def inside_year(self, row: TableRow) -> tuple[int, int]:
        """Return the month and the day of a row, without its year."""
        true = self.of(row)
        return true.month, true.day

    def shown(self, row: TableRow, *, full: bool = False) -> str:
        """Return the day of a row with its weekday: 10月17日(木), with ``full`` 2024年 before."""
        text = self.wording.value(self._day, row.keys[self._day.id])
        text = f"{self.of(row).year}年{text}" if full else text
        return f"{text}({self.weekday(row)})"
