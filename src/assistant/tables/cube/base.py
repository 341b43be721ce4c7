"""Names of rows, groups and columns, and the rows and terms that a query is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer.citer import Citer
from assistant.tables.compute import (
    Calculator,
    NotAdditive,
    Number,
)
from assistant.tables.cube.money import convert
from assistant.tables.execute import Group
from assistant.tables.query import Condition, Query
from assistant.tables.speak import Speaker
from assistant.tables.wording import Wording
from assistant.tables.words import words
from assistant.types import Dimension, Measure, TableRow

_SHOWN = 20
_CITED = 4
"""Rows cited for one of many groups: each sum shows its terms, and both its ends."""


class CubeSpeaker(Speaker):
    """What every sentence form of a table with several rows to a key needs."""

    def __init__(
        self, calculator: Calculator, wording: Wording, citer: Citer, notes: Mapping[str, str]
    ) -> None:
        super().__init__(calculator, wording, citer, notes)
        self.shape = calculator.shape
        self.rows: tuple[TableRow, ...] = ()

    def selected(self, query: Query) -> tuple[TableRow, ...]:
        """Return the rows that the query is about, of all its sides together."""
        store = self.calculator.store
        if not query.sides:
            return store.rows(query.conditions)
        found = [r for side in query.sides for r in store.rows((*query.conditions, *side))]
        return tuple({r.passage: r for r in found}.values())

    def row_name(self, row: TableRow) -> str:
        """Name one row by everything that tells it from the others: 中央図書館・2019年度."""
        return "・".join(
            self.wording.value(self.shape.dimensions[d], row.keys[d]) for d in self.shape.identity
        )

    def names(self, query: Query) -> tuple[str, ...]:
        """Return the headings and the values of rows that the answer may name."""
        conditions = [*query.conditions, *(c for side in query.sides for c in side)]
        values = [
            self.wording.value(self.shape.dimensions[c.dimension], v)
            for c in (*conditions, *(query.base or ()))
            for v in c.values
            if any(r.keys.get(c.dimension) == v for r in self.table.rows)
        ]
        return (*(self.wording.measure(m) for m in self.table.measures), *values)

    def what(self, measure: Measure, conditions: Sequence[Condition]) -> str:
        """Name a measure with the rows that are meant: 中央図書館・2019年度の貸出冊数."""
        name = self.wording.measure(measure)
        if not conditions:
            return name
        return self.wording.say("of", where=self.wording.where(conditions), what=name)

    def by(self, query: Query) -> Dimension:
        """Return the dimension that the query groups by."""
        return self.shape.dimensions[self._group(query)]

    def by_label(self, query: Query) -> str:
        """Return the heading of a listing's first column."""
        return self.wording.dimension(self.by(query))

    def _group(self, query: Query) -> str:
        if query.group is not None:
            return query.group
        varying = self.shape.varying(self.rows)
        return self.table.key if self.table.key in varying or not varying else varying[0]

    def group_name(self, query: Query, group: Group) -> str:
        """Name a group by its value, one that is a single row by all that names the row."""
        if group.single:
            return self.row_name(group.rows[0])
        return self.wording.value(self.by(query), group.name)

    def counter(self, dimension: Dimension) -> str:
        """Return the unit in which values of a dimension are counted: 館, 年度, 件."""
        if self.wording.language == "en":
            return self.wording.dimension(dimension)
        return dimension.counter or dimension.suffix or "件"

    def about(self, number: Number) -> str:
        """Return 約 where the number was rounded."""
        return self.wording.say("about") if number.rounded else ""

    def shown(self, number: Number) -> str:
        """Return the arithmetic of a number in brackets; nothing where it was read."""
        if number.formula is None:
            return ""
        return f"（{number.formula}）" if self.wording.language == "ja" else f" ({number.formula})"

    def adjective(self, query: Query, measure: Measure) -> str:
        """Return 多い, 高い or 大きい, as one says of this unit, or the opposite."""
        for kind, (more, less) in (("high", ("high", "low")), ("large", ("large", "small"))):
            if measure.unit in words()[f"{kind}_units"]["words"]:
                return self.wording.say(more if query.descending else less)
        return self.wording.say("many" if query.descending else "few")

    def marks_of(self, rows: Sequence[TableRow]) -> str:
        """Return the citation marks of a group: its rows, or both ends of many."""
        cited = rows if len(rows) <= _CITED else [*rows[:2], *rows[-2:]]
        return self.citer.mark(*(r.passage for r in cited))

    def item(self, name: str, number: str, marks: str = "") -> str:
        """Return one item of a list."""
        marks = marks if self.wording.language == "ja" else marks.strip()
        return self.wording.say("item", where=name, number=number, marks=marks)

    def pick(self, dimension: str, names: Sequence[str]) -> None:
        """Record what the answer names, for «その年度の…» and «そこの…»."""
        if dimension == self.table.key:
            self.said.keys = tuple(names)
        else:
            self.said.picked = Condition(dimension, "in", tuple(names))

    def _pick_groups(self, query: Query, groups: Sequence[Group]) -> None:
        """Record the groups named; a single row is named by all of its dimensions."""
        if not any(g.single for g in groups):
            self.pick(self._group(query), [g.name for g in groups])
            return
        self.said.keys = tuple(dict.fromkeys(g.rows[0].keys[self.table.key] for g in groups))
        others = [d for d in self.shape.identity if d != self.table.key]
        if len(groups) == 1 and len(others) == 1:
            self.pick(others[0], [groups[0].rows[0].keys[others[0]]])

    def converted(self, query: Query, measure: Measure, number: Number) -> str:
        """Say an amount of money in the unit asked for as well: 17,892千円 in 円."""
        found = convert(number.value, measure.unit, query.unit) if query.unit else None
        if found is None or query.unit is None:
            return ""
        value, formula, rounded = found
        shown = Number(value, formula, number.passages, rounded)
        text = self.figure(shown, query.unit, self.wording.measure(measure))
        return self.wording.say("converted", unit=query.unit, number=text, formula=formula,
                                about=self.about(shown))  # fmt: skip

    def groups(self, query: Query, measure: Measure) -> list[Group]:
        """Return the groups that the query compares, in source order."""
        grouped = self.calculator.groups(measure.id, _grouped(query, self._group(query)))
        return list(grouped)

    def lines(
        self, query: Query, measures: Sequence[Measure]
    ) -> list[tuple[str, tuple[TableRow, ...]]]:
        """Return the lines of a listing, blank ones too: name and rows, in source order."""
        by = self._group(query)
        rows: dict[str, list[TableRow]] = {}
        for row in self.rows:
            rows.setdefault(row.keys[by], []).append(row)
        summed = any(len(r) > 1 for r in rows.values())
        if summed and not all(m.additive for m in measures):
            return [(self.row_name(r), (r,)) for r in self.rows]
        dimension = self.shape.dimensions[by]
        return [(self.wording.value(dimension, n), tuple(r)) for n, r in rows.items()]

    def items_of(self, query: Query, measure: Measure, groups: Sequence[Group]) -> str:
        """Return one number for each group, in prose, and record them as a listing."""
        items = []
        self.said.rows.append((self.by_label(query), self.wording.measure(measure)))
        for group in groups:
            name = self.group_name(query, group)
            number = self.calculator.added(measure.id, group.rows)
            text = self.measured(number, measure, name)
            items.append(self.item(name, text, self.marks_of(group.rows)))
            self.said.rows.append((name, text))
        return self.wording.join(items)

    def terms(self, query: Query, measure: Measure) -> tuple[list[int | float], tuple[str, ...]]:
        """Return the values that a mean or a median is taken over, and where they stand.

        Sums by the query's group; without one, the cells of the selected rows.
        """
        if query.group is None:
            rows = self.calculator.given(measure.id, self.rows)
            return [r.cells[measure.id].value for r in rows], cited(rows)
        groups = self.groups(query, measure)
        if any(g.single for g in groups) and len(groups) > len({g.name for g in groups}):
            raise NotAdditive(measure.id)
        return [g.value for g in groups], cited([r for g in groups for r in g.rows])

    def rest(self, count: int, first: TableRow) -> str:
        """Say how many lines of a long answer are left out."""
        if count <= _SHOWN:
            return ""
        left = count - _SHOWN
        number = Number(left, f"{count:,} − {_SHOWN} = {left:,}", (first.passage,))
        unit = "件" if self.wording.language == "ja" else "rows"
        text = self.figure(number, unit, self.table.title)
        return self.wording.say("listing_rest", number=text, formula=number.formula)


def cited(rows: Sequence[TableRow]) -> tuple[str, ...]:
    """Return the passages to cite for ``rows``: both ends of many."""
    shown = rows if len(rows) <= 12 else [*rows[:6], *rows[-6:]]
    return tuple(r.passage for r in shown)


def _grouped(query: Query, group: str) -> Query:
    return replace(query, group=group)
