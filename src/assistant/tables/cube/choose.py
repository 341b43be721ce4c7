"""Names of rows and groups, and the sentence forms that choose among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer.citer import Citer
from assistant.tables.compute import (
    Calculator,
    NotAdditive,
    NotGiven,
    Number,
    divide,
    meets,
    ranked,
)
from assistant.tables.cube.money import convert
from assistant.tables.execute import Group, exact_sum
from assistant.tables.query import Condition, Query, Threshold
from assistant.tables.speak import Speaker
from assistant.tables.wording import Wording
from assistant.tables.words import words
from assistant.types import Dimension, Measure, TableRow

_SHOWN = 20
_CITED = 4
"""Rows cited for one of many groups: each sum shows its terms, and both its ends."""


class Choosing(Speaker):
    """What a table with several rows to a key needs beside numbers: names, groups, choices."""

    def __init__(
        self, calculator: Calculator, wording: Wording, citer: Citer, notes: Mapping[str, str]
    ) -> None:
        super().__init__(calculator, wording, citer, notes)
        self.shape = calculator.shape
        self.rows: tuple[TableRow, ...] = ()

    # -- names -----------------------------------------------------------------------------

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
        return self.wording.say("item", where=name, number=number, marks=marks)

    def pick(self, dimension: str, names: Sequence[str]) -> None:
        """Record what the answer names, for «その年度の…» and «そこの…»."""
        if dimension == self.table.key:
            self.said.keys = tuple(names)
        else:
            self.said.picked = Condition(dimension, "in", tuple(names))

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

    # -- groups ----------------------------------------------------------------------------

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
            return [r.cells[measure.id].value for r in rows], _cited(rows)
        groups = self.groups(query, measure)
        if any(g.single for g in groups) and len(groups) > len({g.name for g in groups}):
            raise NotAdditive(measure.id)
        return [g.value for g in groups], _cited([r for g in groups for r in g.rows])

    # -- choices ---------------------------------------------------------------------------

    def extreme(self, query: Query, measure: Measure) -> str:
        """Say which group has the most or the least; every one of a tie."""
        if query.sides:
            return self._larger(query, measure)
        if query.by == "column":
            return self._column(query)
        groups = ranked(self.groups(query, measure), query.descending)
        best = [g for g in groups if g.value == groups[0].value]
        return self._most(query, measure, best, "reading_most")

    def _most(self, query: Query, measure: Measure, best: Sequence[Group], form: str) -> str:
        names = [self.group_name(query, g) for g in best]
        where = self.wording.join(names)
        number = self.calculator.added(measure.id, best[0].rows)
        text = self.measured(number, measure, where)
        self._pick_groups(query, best)
        return self.wording.say(
            form, what=self.what(measure, query.conditions), where=where,
            most=self.adjective(query, measure), number=text,
            formula=f"（{number.formula}）" if number.formula else "",
            marks="".join(self.marks_of(g.rows) for g in best),
        )  # fmt: skip

    def _pick_groups(self, query: Query, groups: Sequence[Group]) -> None:
        """Record the groups named; a single row is named by all of its dimensions."""
        if not any(g.single for g in groups):
            self.pick(self._group(query), [g.name for g in groups])
            return
        self.said.keys = tuple(dict.fromkeys(g.rows[0].keys[self.table.key] for g in groups))
        others = [d for d in self.shape.identity if d != self.table.key]
        if len(groups) == 1 and len(others) == 1:
            self.pick(others[0], [groups[0].rows[0].keys[others[0]]])

    def _larger(self, query: Query, measure: Measure) -> str:
        """Say which of the sides is larger: 2019年度 or 2020年度."""
        numbers = []
        for side in query.sides:
            rows = self.calculator.store.rows((*query.conditions, *side))
            numbers.append((side, self.calculator.added(measure.id, rows)))
        items = []
        for side, number in numbers:
            name = self.wording.where(side)
            text = self.measured(number, measure, name)
            shown = f"（{number.formula}）" if number.formula else ""
            items.append(self.item(name, text, shown + self.citer.mark(*number.passages)))
        edge = (max if query.descending else min)(n.value for _, n in numbers)
        best = [side for side, n in numbers if n.value == edge]
        what = self.what(measure, query.conditions)
        if len(best) == len(numbers):
            return self.wording.say("reading_equal", what=what, items=self.wording.join(items))
        if len(best) == 1 and len(best[0]) == 1:
            self.pick(best[0][0].dimension, best[0][0].values)
        said = self.wording.say("reading_list", what=what, items=self.wording.join(items))
        where = self.wording.join([self.wording.where(b) for b in best])
        return said + self.wording.say(
            "group_most", where=where, most=self.adjective(query, measure)
        )

    def _column(self, query: Query) -> str:
        """Say which of the named columns has the larger number."""
        measures = self.measure_list(query)
        numbers = [(m, self.calculator.of(m.id, query.conditions)) for m in measures]
        items = [
            self.item(self.wording.measure(m), self.measured(n, m, self.where(query)),
                      self.citer.mark(*n.passages))
            for m, n in numbers
        ]  # fmt: skip
        edge = (max if query.descending else min)(n.value for _, n in numbers)
        best = [self.wording.measure(m) for m, n in numbers if n.value == edge]
        said = self.wording.say(
            "reading_list", what=self.where(query), items=self.wording.join(items)
        )
        return said + self.wording.say(
            "group_most", where=self.wording.join(best), most=self.adjective(query, measures[0])
        )

    def rank(self, query: Query, measure: Measure) -> str:
        """Say the groups in order: the first few, or the one at a place."""
        groups = ranked(self.groups(query, measure), query.descending)
        if query.named:
            return self._place_of(query, measure, groups)
        wanted = min(max(query.position or query.limit or len(groups), 1), len(groups))
        last = groups[wanted - 1].value
        # Groups that tie with the last one asked for belong in the list as well.
        shown = [g for i, g in enumerate(groups) if i < wanted or g.value == last]
        cut = shown[:_SHOWN]
        said = self.wording.say(
            "reading_rank", what=self.what(measure, query.conditions),
            most=self.adjective(query, measure), items=self.items_of(query, measure, cut),
        )  # fmt: skip
        self._pick_groups(query, shown)
        if query.position:
            at = [g for g in shown if g.value == last]
            names = self.wording.join([self.group_name(query, g) for g in at])
            number = self.calculator.added(measure.id, at[0].rows)
            text = self.measured(number, measure, names)
            said += self.wording.say("position", where=names, number=text, marks="")
            self._pick_groups(query, at)
        return said + self.rest(len(shown), shown[0])

    def _place_of(self, query: Query, measure: Measure, groups: Sequence[Group]) -> str:
        """Say at which place one value stands among all, and with what number."""
        group = next((g for g in groups if g.name in query.named), None)
        if group is None:
            raise NotGiven(measure.id, ())
        before = [g for g in groups if g.value != group.value
                  and (g.value > group.value) == query.descending]  # fmt: skip
        place = len(before) + 1
        name = self.group_name(query, group)
        number = self.calculator.added(measure.id, group.rows)
        said = self.wording.say(
            "reading_value", what=self.what(measure, (*query.conditions,
                                            Condition(self._group(query), "in", query.named))),
            number=self.measured(number, measure, name), marks=self.marks_of(group.rows),
        )  # fmt: skip
        shown = Number(place, f"{len(before)} + 1 = {place}", (group.rows[0].passage,))
        text = self.figure(shown, self.wording.say("place_unit"), name)
        self._pick_groups(query, [group])
        return said + self.wording.say(
            "reading_place",
            where=name,
            number=text,
            formula=shown.formula,
            most=self.adjective(query, measure),
        )

    def rest(self, count: int, first: Group) -> str:
        """Say how many lines of a long answer are left out."""
        if count <= _SHOWN:
            return ""
        left = count - _SHOWN
        number = Number(left, f"{count:,} − {_SHOWN} = {left:,}", (first.rows[0].passage,))
        unit = "件" if self.wording.language == "ja" else "rows"
        text = self.figure(number, unit, self.table.title)
        return self.wording.say("listing_rest", number=text, formula=number.formula)

    def meets_limit(self, value: int | float, threshold: Threshold) -> bool:
        """Say whether a number meets the limit of the question."""
        return meets(value, threshold)

    def threshold(self, query: Query, measure: Measure) -> str:
        """Say which groups meet a limit, or the number that was to be held against it."""
        threshold = query.threshold
        assert threshold is not None
        if query.of_total:
            number = self.calculator.added(measure.id, self.rows)
            text = self.measured(number, measure, self.where(query))
            form = "reading_sum" if number.formula else "reading_value"
            return self.wording.say(
                form, what=self.what(measure, query.conditions), number=text,
                formula=number.formula, marks=self.citer.mark(*number.passages),
            )  # fmt: skip
        groups = self.groups(query, measure)
        said = ""
        if threshold.value is None:
            mean = divide(Number(exact_sum([g.value for g in groups]), None, ()),
                          Number(len(groups), None, ()), digits=4)  # fmt: skip
            assert mean is not None
            threshold = Threshold(threshold.op, mean.value)
            shown = divide(Number(exact_sum([g.value for g in groups]), None, ()),
                           Number(len(groups), None, _cited([g.rows[0] for g in groups])))  # fmt: skip
            assert shown is not None
            said = self.wording.say(
                "reading_mean", what=self.what(measure, query.conditions),
                number=self.measured(shown, measure, self.where(query)), formula=shown.formula,
                marks="",
            )  # fmt: skip
        met = [g for g in groups if meets(g.value, threshold)]
        what = self.what(measure, query.conditions)
        if not met:
            high = threshold.op in ("ge", "gt")
            nearest = ranked(groups, high)
            best = [g for g in nearest if g.value == nearest[0].value]
            return said + self._most(_ordered(query, high), measure, best, "reading_unmet")
        counted = self.calculator.row_count([g.rows[0] for g in met])
        items = self.items_of(query, measure, met[:_SHOWN])
        self._pick_groups(query, met)
        unit = self.counter(self.by(query))
        if any(g.single for g in met):
            unit = "件" if self.wording.language == "ja" else "rows"
        text = self.figure(counted, unit, what)
        said += self.wording.say(
            "reading_met", what=what, items=items, number=text, formula=counted.formula
        )
        return said + self.rest(len(met), met[0])


def _cited(rows: Sequence[TableRow]) -> tuple[str, ...]:
    shown = rows if len(rows) <= 12 else [*rows[:6], *rows[-6:]]
    return tuple(r.passage for r in shown)


def _grouped(query: Query, group: str) -> Query:
    return replace(query, group=group)


def _ordered(query: Query, descending: bool) -> Query:
    return replace(query, descending=descending)
