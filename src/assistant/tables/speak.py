"""What every sentence form needs: recording figures, naming rows and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.citer import Citer
from assistant.tables.compute import Calculator, Number, divide
from assistant.tables.execute import Group
from assistant.tables.query import Condition, Query
from assistant.tables.wording import Wording
from assistant.types import Dimension, Figure, Measure, TableRow

# Rows that are few enough to be named beside the answer.
_FEW = 2


@dataclass(slots=True)
class Said:
    """The answer to one query: text with citation marks, its figures, a listing if any.

    ``keys`` are the rows the answer names, for the follow-up «そこの里親は？»; ``query`` is the
    typed query in words.
    """

    text: str = ""
    figures: list[Figure] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    query: str = ""
    picked: Condition | None = None
    """The values that the answer names of another dimension than the key, for a follow-up."""
    blank: tuple[str, ...] = ()
    """Passages of the rows that leave blank what was asked for: nothing is answered then."""
    names: tuple[str, ...] = ()
    """Names of columns and values of rows in ``text``: the table prints them, if not in a row
    that is cited."""
    beside: set[int] = field(default_factory=set)
    """Places in ``figures`` of numbers that only stand beside the answer: other rows, a sum that
    differs from the printed one. What a question claims is never held against them."""
    open: bool = False
    """True where no single number can be meant: ``text`` asks back."""


class Speaker:
    """Speaks of one table in one language, and records what it says in ``said``."""

    def __init__(
        self, calculator: Calculator, wording: Wording, citer: Citer, notes: Mapping[str, str]
    ) -> None:
        """Take ``notes``: by measure id, why the rows do not add up to the printed total."""
        self.calculator, self.wording, self.citer = calculator, wording, citer
        self.notes = notes
        self.table = calculator.table
        self.key: Dimension = next(d for d in self.table.dimensions if d.id == self.table.key)
        self.said = Said()
        self.digits: int | None = None

    def divide(self, a: Number, b: Number, scale: int = 1, digits: int = 1) -> Number | None:
        """Return ``a ÷ b × scale`` to the decimals that the question asks for, else ``digits``."""
        return divide(a, b, scale, digits if self.digits is None else self.digits)

    def figure(self, number: Number, unit: str, label: str) -> str:
        """Record a figure and return it as printed."""
        text = self.wording.with_unit(number.value, unit)
        cited = self.citer.numbers(*number.passages)
        self.said.figures.append(Figure(text, number.value, unit, label, number.formula, cited))
        return text

    def measured(self, number: Number, measure: Measure, where: str) -> str:
        """Record the figure of a measure somewhere and return it as printed."""
        label = f"{where}・{self.wording.measure(measure)}"
        return self.figure(number, self.wording.unit(measure), label)

    def where(self, query: Query) -> str:
        """Name the selected rows."""
        return self.wording.where(query.conditions)

    def measure_list(self, query: Query) -> list[Measure]:
        """Return the measures of a query."""
        return [self.calculator.measures[m] for m in query.measures]

    def items(self, measure: Measure, groups: Sequence[Group]) -> str:
        """Return one number for each group, in prose, and record them as a listing."""
        items = []
        self.said.rows.append((self.wording.dimension(self.key), self.wording.measure(measure)))
        for group in groups:
            where = self.wording.key(group.name)
            number = self.calculator.added(measure.id, group.rows)
            text = self.measured(number, measure, where)
            marks = self.citer.mark(*number.passages)
            items.append(self.wording.say("item", where=where, number=text, marks=marks))
            self.said.rows.append((where, text))
        return self.wording.join(items)

    def row_unit(self) -> str:
        """Return the unit in which rows are counted: 地域."""
        suffix = self.key.suffix
        return (
            suffix
            if self.wording.language == "ja" and suffix
            else ("件" if self.wording.language == "ja" else "rows")
        )

    def _added_keys(self, keys: tuple[str, ...]) -> str:
        names = self.wording.keys(keys)
        return self.wording.say("added_where", where=names) if len(keys) > 1 else names

    def two_groups(self, query: Query) -> list[tuple[str, tuple[TableRow, ...]]]:
        """Return two groups of rows that a condition names side by side (午前と午後), or none."""
        if query.key_groups:
            return [
                (
                    self._added_keys(keys),
                    tuple(r for r in self.table.rows if r.keys[self.table.key] in keys),
                )
                for keys in query.key_groups
            ]
        return [
            (self.wording.condition(found[-1]), self.calculator.store.rows(found))
            for found in self.group_conditions(query)
        ]

    def group_conditions(self, query: Query) -> list[tuple[Condition, ...]]:
        """Return the conditions of each of two groups that one condition names; none else."""
        for condition in query.conditions:
            if len(condition.values) == 2 and condition.dimension != self.table.key:
                others = [c for c in query.conditions if c is not condition]
                return [(*others, replace(condition, values=(v,))) for v in condition.values]
        return []

    def persons_and_bodies(self, measure: Measure) -> tuple[Measure, Measure] | None:
        """Return the two measures of a column that is counted both ways."""
        first = self.table.quantities[0].id
        column = [m for m in self.table.measures if m.column == measure.column]
        persons = next((m for m in column if m.quantity == first), None)
        bodies = next((m for m in column if m.quantity != first), None)
        return (persons, bodies) if persons and bodies else None

    def value_of(self, query: Query, rows: Sequence[TableRow], measure: Measure) -> str:
        """Say one measure: the printed total, one cell, or each row and the sum."""
        what = self.wording.measure(measure)
        repeated = self._printed_by_name(measure, rows)
        if len(repeated) > 1:
            groups = [Group(r.keys[self.table.key], 1, (r,)) for r in repeated]
            return self.wording.say("named_rows", what=what, items=self.items(measure, groups))
        if not query.conditions:
            number = self.calculator.of(measure.id, ())
            text = self.measured(number, measure, self.wording.say("total_where"))
            said = self.wording.say(
                "value_all", what=what, number=text, marks=self.citer.mark(*number.passages)
            )
            return said + self._mismatch(measure, number)
        if len(rows) == 1:
            number = self.calculator.added(measure.id, rows)
            where = self.wording.key(rows[0].keys[self.table.key])
            text = self.measured(number, measure, where)
            if number.value == 0 and _is_empty(rows[0], measure.id):
                text += self.wording.say("zero_note")
            marks = self.citer.mark(*number.passages)
            if number.value == 0 and len(rows) == 1:
                return self.wording.say(
                    "value", where=where, what=what, number=text, marks=marks
                ) + self._elsewhere(measure)
            return self.wording.say("value", where=where, what=what, number=text, marks=marks)
        items = self.items(measure, self.calculator.groups(measure.id, query))
        number = self.calculator.added(measure.id, rows)
        text = self.measured(number, measure, self.where(query))
        together = self.wording.say("together", number=text, formula=number.formula or text)
        said = self.wording.say("list", what=what, items=items) + together
        return said + self._elsewhere(measure) if number.value == 0 else said

    def _printed_by_name(self, measure: Measure, rows: Sequence[TableRow]) -> list[TableRow]:
        """Return the rows in which one body stands by its name, without a count of its own.

        It is one and the same in each of them: added up it would be counted several times.
        """
        counted = self.table.total is not None and measure.id in self.table.total.cells
        persons = measure.quantity == self.table.quantities[0].id
        if persons or counted or self.calculator.children(measure.id):
            return []
        cells = [(row, row.cells.get(measure.id)) for row in rows]
        return [r for r, c in cells if c is not None and c.basis == "computed" and c.value == 1]

    def _elsewhere(self, measure: Measure) -> str:
        """Say where there was some, if that is in few rows: it is what a wrong guess needs."""
        rows = [r for r in self.table.rows if self.calculator.cell(r, measure.id)]
        if not 0 < len(rows) <= _FEW or measure.quantity != self.table.quantities[0].id:
            return ""
        groups = [Group(r.keys[self.table.key], r.cells[measure.id].value, (r,)) for r in rows]
        first = len(self.said.figures)
        items = self.items(measure, groups)
        self.said.beside.update(range(first, len(self.said.figures)))
        return self.wording.say("elsewhere", items=items)

    def _mismatch(self, measure: Measure, printed: Number) -> str:
        added = self.calculator.added(measure.id, self.table.rows)
        if added.value == printed.value or not measure.additive:
            return ""
        self.said.beside.add(len(self.said.figures))
        text = self.figure(added, self.wording.unit(measure), self.wording.measure(measure))
        return self.wording.say(
            "mismatch_total",
            number=text,
            formula=added.formula,
            reason=self.notes.get(measure.id, ""),
        )


def _is_empty(row: TableRow, measure: str) -> bool:
    cell = row.cells.get(measure)
    return cell is None or cell.basis == "empty"
