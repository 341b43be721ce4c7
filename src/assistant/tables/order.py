"""Sentence forms that put rows or columns in order: most, least, rank, equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.compute import Number, ranked, subtract
from assistant.tables.execute import Group
from assistant.tables.lookup import Lookups
from assistant.tables.query import Query
from assistant.types import Measure, TableRow


class Order(Lookups):
    """Answers that choose among rows or columns by their numbers."""

    def extreme(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say which row, or which column, has the most or the least; every one of a tie."""
        if query.derived:
            return self._extreme_derived(query, rows)
        if query.by == "column":
            return self.extreme_column(query)
        measure = self.measure_list(query)[0]
        if self.two_groups(query):
            return self._larger_group(query, measure)
        if query.both_ends:
            ends = []
            keys: tuple[str, ...] = ()
            for descending in (True, False):
                single = replace(query, both_ends=False, descending=descending)
                ends.append(self.extreme(single, rows))
                keys += self.said.keys
            self.said.keys = keys
            if query.with_mean:
                ends.append(self.mean(query, rows))
            return "\n".join(ends)
        groups = ranked(self.calculator.groups(measure.id, query), query.descending)
        best = [g for g in groups if g.value == groups[0].value]
        number = Number(best[0].value, None, tuple(r.passage for g in best for r in g.rows))
        said = self._most(query, measure, tuple(g.name for g in best), number)
        if len(query.named) > 1 and len(best) == len(groups):
            # «どちらが多い» of two that are equal: neither is.
            text = self.said.figures[-1].text
            where, marks = self.wording.keys(self.said.keys), self.citer.mark(*number.passages)
            what = self.wording.measure(measure)
            return self.wording.say("tied", what=what, where=where, number=text, marks=marks)
        if len(query.named) > 1:
            others = [g for g in groups if g not in best]
            said += self.items(measure, others) + self.wording.say("stop") if others else ""
        asked = tuple(a for a in query.attributes if a != self.table.key)
        if asked and not query.named:
            said += self.attribute(replace(query, attributes=asked, limit=None, measures=()),
                                   [r for g in best for r in g.rows])  # fmt: skip
        return said

    def _larger_group(self, query: Query, measure: Measure) -> str:
        items = []
        numbers = [(n, self.calculator.added(measure.id, r)) for n, r in self.two_groups(query)]
        for name, number in numbers:
            text = self.measured(number, measure, name)
            shown = f"（{number.formula}）" if number.formula else ""
            marks = shown + self.citer.mark(*number.passages)
            items.append(self.wording.say("item", where=name, number=text, marks=marks))
        said = self.wording.say(
            "list", what=self.wording.measure(measure), items=self.wording.join(items)
        )
        edge = (max if query.descending else min)(n.value for _, n in numbers)
        best = [name for name, n in numbers if n.value == edge]
        if len(best) == len(numbers):
            text = self.measured(numbers[0][1], measure, best[0])
            what, where = self.wording.measure(measure), self.wording.join(best)
            marks = self.citer.mark(*(p for _, n in numbers for p in n.passages))
            return self.wording.say("tied", what=what, where=where, number=text, marks=marks)
        more = self.wording.say("many" if query.descending else "few")
        return said + self.wording.say("group_most", where=self.wording.join(best), most=more)

    def _most(self, query: Query, measure: Measure, names: tuple[str, ...], number: Number) -> str:
        self.said.keys = names
        where = self.wording.keys(names)
        text = self.measured(number, measure, where)
        return self.wording.say(
            "max" if query.descending else "min",
            what=self.wording.measure(measure), where=where, number=text,
            marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def _extreme_derived(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say which row has the largest or smallest ratio, and show its division."""
        values = []
        for row in rows:
            if query.derived == "difference":
                gap, names = self._gap_of(query, row)
                values.append((gap.value, row, gap, names))
                continue
            pair = self._ratio_of(query, row)
            number = self.divide(*pair[0]) if pair else None
            if pair and number is not None:
                values.append((pair[0][0].value / pair[0][1].value, row, number, pair[1]))
        if not values:
            return self.wording.say("none_selected")
        edge = (max if query.descending else min)(v[0] for v in values)
        best = [v for v in values if v[0] == edge]
        said = ""
        for _, row, number, (what, unit) in best:
            where = self.wording.key(row.keys[self.table.key])
            text = self.figure(number, unit, f"{where}・{what}")
            said += self.wording.say(
                "max_derived" if query.descending else "min_derived",
                what=what, where=where, number=text, formula=number.formula,
                about=self.wording.say("about") if number.rounded else "",
                marks=self.citer.mark(*number.passages),
            )  # fmt: skip
        self.said.keys = tuple(v[1].keys[self.table.key] for v in best)
        return said

    def _gap_of(self, query: Query, row: TableRow) -> tuple[Number, tuple[str, str]]:
        """Return how far two numbers of a row are apart, with what that is called."""
        first, second = (self.calculator.measures[m] for m in query.measures[:2])
        gap = subtract(*(self.calculator.added(m.id, [row]) for m in (first, second)))
        names = [self.wording.measure(m) for m in (first, second)]
        return gap, (self.wording.say("gap_of", a=names[0], b=names[1]), self.wording.unit(first))

    def _ratio_of(
        self, query: Query, row: TableRow
    ) -> tuple[tuple[Number, Number, int, int], tuple[str, str]] | None:
        measure = self.measure_list(query)[0]
        if query.derived == "ratio":
            first, second = (self.calculator.measures[m] for m in query.measures[:2])
            a, b = (self.calculator.added(m.id, [row]) for m in (first, second))
            names = [self.wording.measure(m) for m in (first, second)]
            what = self.wording.say("ratio_of", a=names[0], b=names[1])
            return (a, b, 1, 2), (what, self.wording.say("times"))
        if query.derived == "share":
            base = measure
            while base.parent:
                base = self.calculator.measures[base.parent]
            part = self.calculator.added(measure.id, [row])
            whole = self.calculator.added(base.id, [row])
            what = self.wording.say("share_of", what=self.wording.measure(measure))
            return (part, whole, 100, 1), (what, "%")
        pair = self.persons_and_bodies(measure)
        if pair is None:
            return None
        persons, bodies = pair
        what = self.wording.say(
            "per_of", what=self.wording.measure(persons), unit=self.wording.unit(bodies)
        )
        a = self.calculator.added(persons.id, [row])
        b = self.calculator.added(bodies.id, [row])
        # 1.50 and 1.43 must not look alike.
        return (a, b, 1, 2), (what, self.wording.unit(persons))

    def extreme_column(self, query: Query) -> str:
        """Say which of the named columns, or of the parts of one, is the largest or smallest."""
        measures = self.measure_list(query)
        if len(measures) == 1:
            measures = self.calculator.children(measures[0].id) or measures
        values = [(m, self.calculator.of(m.id, query.conditions)) for m in measures]
        best = (max if query.descending else min)(v.value for _, v in values)
        chosen = [(m, v) for m, v in values if v.value == best]
        where = self.where(query)
        text = ""
        for measure, number in chosen:
            text = self.measured(number, measure, where)
        marks = self.citer.mark(*(p for _, v in chosen for p in v.passages))
        form = "column_max" if query.descending else "column_min"
        what = self.wording.join([self.wording.measure(m) for m, _ in chosen])
        said = self.wording.say(form, where=where, what=what, number=text, marks=marks)
        if len(values) <= 1 or len(self.measure_list(query)) == 1:
            return said
        others = [(m, v) for m, v in values if v.value != best]
        items = [
            self.wording.say("item", where=self.wording.measure(m),
                             number=self.measured(v, m, where), marks="")
            for m, v in others
        ]  # fmt: skip
        return said + (self.wording.join(items) + self.wording.say("stop") if items else "")

    def rank(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the rows in order: the first few, the one at a place, or down to a named one."""
        measure = self.measure_list(query)[0]
        if query.by == "column":
            return self._rank_columns(query, measure)
        groups = ranked(self.calculator.groups(measure.id, query), query.descending)
        if query.after:
            return self._next_in_order(query, measure, groups)
        wanted = query.position or query.limit or len(groups)
        if query.named and not query.limit and not query.position:
            wanted = max(i for i, g in enumerate(groups, 1) if g.name in query.named)
        wanted = min(max(wanted, 1), len(groups))
        # Rows that tie with the last one asked for belong in the list as well.
        last = groups[wanted - 1].value
        shown = [g for i, g in enumerate(groups) if i < wanted or g.value == last]
        form = "rank_desc" if query.descending else "rank_asc"
        what = self.wording.measure(measure)
        said = self.wording.say(form, what=what, items=self.items(measure, shown))
        # A sum over the first three is over three, though more may share the third place.
        self.said.keys = tuple(g.name for g in (shown[:wanted] if query.limit else shown))
        if query.position:
            at = [g for g in shown if g.value == last]
            self.said.keys = tuple(g.name for g in at)
            number = Number(last, None, tuple(r.passage for g in at for r in g.rows))
            where = self.wording.keys(self.said.keys)
            marks = self.citer.mark(*number.passages)
            text = self.measured(number, measure, where)
            said += self.wording.say("position", where=where, number=text, marks=marks)
        elif query.named:
            said += self._place_of(query, groups)
        return said

    def _next_in_order(self, query: Query, measure: Measure, groups: Sequence[Group]) -> str:
        """Say which rows come next behind those of ``query.after``, and the number of these."""
        before = [g for g in groups if g.name in query.after]
        rest = groups[max((groups.index(g) for g in before), default=-1) + 1 :]
        behind = [g for g in rest if not before or g.value != before[-1].value]
        if not behind:
            return self.wording.say("none_selected")
        found = [g for g in behind if g.value == behind[0].value]
        said = self.wording.say(
            "rank_desc" if query.descending else "rank_asc",
            what=self.wording.measure(measure), items=self.items(measure, [*before, *found]),
        )  # fmt: skip
        self.said.keys = tuple(g.name for g in found)
        number = Number(found[0].value, None, tuple(r.passage for g in found for r in g.rows))
        where = self.wording.keys(self.said.keys)
        text = self.measured(number, measure, where)
        marks = self.citer.mark(*number.passages)
        return said + self.wording.say("next_place", where=where, number=text, marks=marks)

    def _place_of(self, query: Query, groups: Sequence[Group]) -> str:
        said = ""
        for name in query.named:
            group = next(g for g in groups if g.name == name)
            before = [g for g in groups if (g.value > group.value) == query.descending
                      and g.value != group.value]  # fmt: skip
            place = Number(
                len(before) + 1, f"{len(before)} + 1 = {len(before) + 1}",
                tuple(r.passage for r in group.rows),
            )  # fmt: skip
            where = self.wording.key(name)
            text = self.figure(place, self.wording.say("place_unit"), where)
            said += self.wording.say("place_of", where=where, number=text, formula=place.formula)
        self.said.keys = query.named
        return said

    def _rank_columns(self, query: Query, measure: Measure) -> str:
        measures = self.measure_list(query)
        if len(measures) == 1:
            measures = self.calculator.children(measure.id) or measures
        where = self.where(query)
        numbers = [(m, self.calculator.of(m.id, query.conditions)) for m in measures]
        numbers.sort(key=lambda pair: -pair[1].value if query.descending else pair[1].value)
        items = [
            self.wording.say("item", where=self.wording.measure(m),
                             number=self.measured(n, m, where), marks="")
            for m, n in numbers[: query.limit]
        ]  # fmt: skip
        said = self.wording.say(
            "rank_desc" if query.descending else "rank_asc",
            what=where, items=self.wording.join(items),
        )  # fmt: skip
        return said + self.citer.mark(*numbers[0][1].passages)

    def same(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say which rows share one number."""
        measure = self.measure_list(query)[0]
        by_value: dict[int | float, list[Group]] = {}
        for group in ranked(self.calculator.groups(measure.id, query), True):
            by_value.setdefault(group.value, []).append(group)
        shared = [g for groups in by_value.values() if len(groups) > 1 for g in groups]
        what = self.wording.measure(measure)
        if not shared:
            return self.wording.say("same_none", what=what) + self.citer.mark(
                *(r.passage for r in rows)
            )
        self.said.keys = tuple(g.name for g in shared)
        return self.wording.say("same", what=what, items=self.items(measure, shared))
