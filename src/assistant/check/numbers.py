"""The numbers of one table that claims are held to, and how they are named."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from assistant.check.subject import Part
from assistant.check.units import Units
from assistant.tables.audit import named_rows
from assistant.tables.compute import Calculator, NotAdditive, NotGiven, Number
from assistant.tables.execute import TableStore, whole
from assistant.tables.quantity import measure_of
from assistant.tables.query import Condition
from assistant.tables.wording import Wording, show
from assistant.types import Measure, Table, TableRow

_KEPT = 4096
"""Parts whose rows and numbers are kept."""
_NAMED_ROWS = 4
"""More rows are counted, not named."""


class Numbers:
    """The numbers of one table. Built once; safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.units = Units(table)
        self.root = self.units.root
        self.calculator = Calculator(TableStore(table))
        self.wording = Wording(table, "ja")
        self._repeated = [m for m in table.measures if len(named_rows(m, table.rows)) > 1]
        # A part is asked for again and again: as it is read, judged and told.
        self._rows = lru_cache(_KEPT)(self._select)
        self._numbers = lru_cache(_KEPT)(self._added_up)

    def rows_of(self, dimension: str, value: str) -> list[str]:
        """Return the row that a value identifies (a venue), none where it identifies none."""
        if not any(d.id == dimension for d in self.units.identifying):
            return []
        return [r.keys[self.table.key] for r in self.table.rows if r.keys.get(dimension) == value]

    def conditions(self, part: Part) -> list[Condition]:
        """Return the conditions that select the rows of ``part``."""
        found = list(part.conditions)
        if part.rows:
            found.append(Condition(self.table.key, "in", part.rows))
        if part.excluded:
            found.append(Condition(self.table.key, "not_in", part.excluded))
        return found

    def rows(self, part: Part) -> tuple[TableRow, ...]:
        """Return the rows of ``part``, all of them where it selects none."""
        return self._rows(part)

    def _select(self, part: Part) -> tuple[TableRow, ...]:
        return self.calculator.store.rows(self.conditions(part))

    def measures(self, part: Part, quantity: str | None) -> list[Measure]:
        """Return the measures of a part's columns; none where one is not counted so."""
        columns = part.columns or ((self.root,) if self.root else ())
        found = [measure_of(self.table, c, quantity) for c in columns]
        known = [m for m in found if m is not None]
        return known if len(known) == len(found) else []

    def number(self, parts: Sequence[Part], quantity: str | None) -> Number | None:
        """Return ``parts`` added up.

        None where nothing is selected, or what is selected is not counted so, left blank, or
        does not add up.
        """
        return self._numbers(tuple(parts), quantity)

    def _added_up(self, parts: tuple[Part, ...], quantity: str | None) -> Number | None:
        numbers: list[Number] = []
        for part in parts:
            measures, conditions = self.measures(part, quantity), self.conditions(part)
            if not measures or not self.rows(part):
                return None
            try:
                numbers += [self.calculator.of(m.id, conditions) for m in measures]
            except (NotGiven, NotAdditive):
                return None
        return added(numbers) if numbers else None

    def row_sum(self, part: Part, quantity: str | None) -> Number | None:
        """Return the rows' own numbers added up, which a printed total may differ from."""
        measures = self.measures(part, quantity)
        try:
            found = [self.calculator.added(m.id, self.rows(part)) for m in measures]
        except (NotGiven, NotAdditive):
            return None
        return added(found) if found else None

    def counted_twice(self, part: Part, quantity: str | None) -> tuple[Measure, int] | None:
        """Return a body that stands in several rows of ``part`` and how often too many it counts.

        None where rows may be added up.
        """
        if not self._repeated:
            return None
        rows, ours = self.rows(part), [m.id for m in self.measures(part, quantity)]
        for measure in self._repeated:
            if measure.id in ours or measure.parent in ours:
                again = len(named_rows(measure, rows)) - 1
                if again > 0:
                    return measure, again
        return None

    def cells(self, rows: Sequence[TableRow], measure: str) -> list[tuple[TableRow, int | float]]:
        """Return the numbers of ``rows`` that the table gives, with their rows."""
        found = ((r, self.calculator.cell(r, measure)) for r in rows)
        return [(r, v) for r, v in found if v is not None]

    def label(self, part: Part, measures: Sequence[Measure]) -> str:
        """Name a number: 松本地域の児童相談所の出席者."""
        names = [self.wording.measure(m) for m in measures]
        return f"{self.where(part)}の{self.wording.join(names)}"

    def where(self, part: Part) -> str:
        """Name the rows of a part: 松本地域, 10月の地域, 全体."""
        pieces = []
        if part.excluded:
            pieces.append(f"{self.wording.keys(part.excluded)}以外")
        pieces += [self.wording.condition(c) for c in part.conditions]
        if part.rows:
            many = len(part.rows) > _NAMED_ROWS
            noun = self.table.row_noun
            first = f"{self.wording.key(part.rows[0])}など{len(part.rows)}{noun}"
            pieces.append(first if many else self.wording.keys(part.rows))
        return "・".join(p for p in pieces if p) or "全体"


def added(numbers: Sequence[Number]) -> Number:
    """Return numbers added up, with the arithmetic where there is more than one."""
    if len(numbers) == 1:
        return numbers[0]
    value = whole(sum(Fraction(str(n.value)) for n in numbers))
    terms = " + ".join(show(n.value) for n in numbers)
    passages = tuple(dict.fromkeys(p for n in numbers for p in n.passages))
    return Number(value, f"{terms} = {show(value)}", passages)
