"""Sentence forms that compare two numbers: difference, multiple, share, mean per body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.tables.compute import Number, median, ranked, subtract
from assistant.tables.execute import Group, whole
from assistant.tables.lookup import Lookups
from assistant.tables.query import Condition, Query
from assistant.tables.wording import show
from assistant.types import Measure, TableRow


class Comparisons(Lookups):
    """Answers that put two numbers beside each other."""

    def _pair(self, query: Query) -> list[tuple[str, Number, Measure]]:
        """Return the two numbers that are compared, with their names."""
        measures = self.measure_list(query)
        key = self.table.key
        if len(query.named) == 1 and (query.stats or query.position):
            return self._against(query, measures[0])
        if len(query.named) >= 2:
            found = []
            for name in query.named[:2]:
                rows = [r for r in self.table.rows if r.keys[key] == name]
                found.append(
                    (
                        self.wording.key(name),
                        self.calculator.added(measures[0].id, rows),
                        measures[0],
                    )
                )
            return found
        groups = self.two_groups(query)
        if groups and query.of_mean:
            return [(*self._mean_of(n, measures[0], r), measures[0]) for n, r in groups]
        if groups:
            return [(n, self.calculator.added(measures[0].id, r), measures[0]) for n, r in groups]
        if len(measures) >= 2:
            return [
                (self.wording.measure(m), self.calculator.of(m.id, query.conditions), m)
                for m in measures[:2]
            ]
        ordered = ranked(self.calculator.groups(measures[0].id, query), True)
        if query.stats:
            return [self._statistic(s, measures[0], query, ordered) for s in query.stats]
        ends = [ordered[0], ordered[-1]]
        if query.places and max(query.places) <= len(ordered):
            ends = [ordered[place - 1] for place in query.places]
        return [
            (self.wording.key(g.name), self.calculator.added(measures[0].id, g.rows), measures[0])
            for g in ends
        ]

    def _against(self, query: Query, measure: Measure) -> list[tuple[str, Number, Measure]]:
        """Return the number of one row, and the mean, the most or the place it is held against."""
        name = query.named[0]
        rows = [r for r in self.table.rows if r.keys[self.table.key] == name]
        row = (self.wording.key(name), self.calculator.added(measure.id, rows), measure)
        if query.position:
            groups = ranked(self.calculator.groups(measure.id, query), query.descending)
            group = groups[min(query.position, len(groups)) - 1]
            number = self.calculator.added(measure.id, group.rows)
            other = (self.wording.key(group.name), number, measure)
        else:
            ordered = ranked(self.calculator.groups(measure.id, query), True)
            other = self._statistic(query.stats[0], measure, query, ordered)
        return [other, row] if query.of_base else [row, other]

    def _statistic(
        self, name: str, measure: Measure, query: Query, ordered: Sequence[Group]
    ) -> tuple[str, Number, Measure]:
        """Return the largest, the smallest, the mean or the median with its name."""
        rows = [row for group in ordered for row in group.rows]
        if name == "mean":
            return (*self._mean_of(self.where(query), measure, rows), measure)
        if name == "median":
            values = [self.calculator.cell(row, measure.id) or 0 for row in rows]
            number = median(values, tuple(r.passage for r in rows))
            return self.wording.say("median_of", where=self.where(query)), number, measure
        group = ordered[0] if name == "max" else ordered[-1]
        where = self.wording.key(group.name)
        return where, self.calculator.added(measure.id, group.rows), measure

    def _mean_of(self, name: str, measure: Measure, rows: Sequence[TableRow]) -> tuple[str, Number]:
        """Return the mean of ``rows`` under a name that shows its division."""
        total = self.calculator.added(measure.id, rows)
        # Two digits: the difference of two means must not be off by their rounding.
        mean = self.divide(total, Number(len(rows), None, ()), digits=2)
        if mean is None:
            return name, total
        return self.wording.say("mean_of", where=name, formula=mean.formula), mean

    def difference(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say how far two numbers are apart, or how many times one is the other."""
        (name_a, a, measure_a), (name_b, b, measure_b) = self._pair(query)
        ratio = query.operation == "ratio"
        number = self.divide(a, b) if ratio else subtract(a, b)
        number_a = self.measured(a, measure_a, name_a)
        number_b = self.measured(b, measure_b, name_b)
        if number is None:
            marks = self.citer.mark(*a.passages, *b.passages)
            return self.wording.say(
                "ratio_of_none", what_a=name_a, what_b=name_b,
                number_a=number_a, number_b=number_b, marks=marks,
            )  # fmt: skip
        times = "倍" if self.wording.language == "ja" else "times"
        unit = times if ratio else self.wording.unit(measure_a)
        return self.wording.say(
            "ratio" if ratio else "difference",
            what_a=name_a, what_b=name_b, number_a=number_a, number_b=number_b,
            number=self.figure(number, unit, f"{name_a}・{name_b}"), formula=number.formula,
            about=self.wording.say("about") if number.rounded else "",
            marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def remainder(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say a number less some of its parts, with the subtraction."""
        measure = self.measure_list(query)[0]
        where = self.where(query)
        base = self.calculator.of(measure.id, query.conditions)
        parts = [self.calculator.measures[m] for m in query.left_out]
        numbers = [(m, self.calculator.of(m.id, query.conditions)) for m in parts]
        value = whole(Fraction(str(base.value)) - sum(Fraction(str(n.value)) for _, n in numbers))
        terms = " − ".join(show(n.value) for n in (base, *(n for _, n in numbers)))
        items = [
            self.wording.say("item", where=self.wording.measure(m),
                             number=self.measured(n, m, where), marks="")
            for m, n in numbers
        ]  # fmt: skip
        text = self.measured(base, measure, where)
        number = Number(value, f"{terms} = {show(value)}", base.passages)
        return self.wording.say(
            "remainder", where=where, what=self.wording.measure(measure), number_a=text,
            items=self.wording.join(items), number=self.measured(number, measure, where),
            formula=number.formula, marks=self.citer.mark(*base.passages),
        )  # fmt: skip

    def share(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say a part as a percentage of its whole."""
        if query.of_base:
            return self._share_of_pair(query, rows)
        measures = self.measure_list(query)
        if len(measures) > 1 and not query.added:
            return "\n".join(self.share(replace(query, measures=(m.id,)), rows) for m in measures)
        measure = measures[0]
        part = self._added([self.calculator.of(m.id, query.conditions) for m in measures])
        where = self.where(query)
        what = self.wording.join([self.wording.measure(m) for m in measures])
        name = self.wording.say("part_of", where=where, what=what)
        if part.formula and len(measures) > 1:
            name += self.wording.say("bracketed", formula=part.formula)
        if query.over_all_rows:
            base_measure = measure
            base_conditions: tuple[Condition, ...] = ()
        else:
            over = query.over or measure.parent or measure.id
            base_measure, base_conditions = self.calculator.measures[over], query.conditions
            while base_measure.parent and not query.over:
                base_measure = self.calculator.measures[base_measure.parent]
        base = self.calculator.of(base_measure.id, base_conditions)
        base_where = self.wording.say("total_where") if query.over_all_rows else where
        number = self.divide(part, base, 100)
        if number is None:
            return self.value(query, rows)
        base_name = self.wording.say(
            "part_of", where=base_where, what=self.wording.measure(base_measure)
        )
        return self._say_share((name, part, measure, where),
                               (base_name, base, base_measure, base_where), number)  # fmt: skip

    @staticmethod
    def _added(numbers: Sequence[Number]) -> Number:
        """Return the sum of ``numbers``; one number stays as it is."""
        if len(numbers) == 1:
            return numbers[0]
        value = whole(sum(Fraction(str(n.value)) for n in numbers))
        terms = " + ".join(show(n.value) for n in numbers)
        passages = tuple(p for n in numbers for p in n.passages)
        return Number(value, f"{terms} = {show(value)}", passages)

    def _share_of_pair(self, query: Query, rows: Sequence[TableRow]) -> str:
        (name_a, a, measure_a), (name_b, b, measure_b) = self._pair(query)
        number = self.divide(a, b, 100)
        if number is None:
            return self.value(query, rows)
        return self._say_share((name_a, a, measure_a, name_a), (name_b, b, measure_b, name_b),
                               number)  # fmt: skip

    def _say_share(
        self,
        part: tuple[str, Number, Measure, str],
        whole: tuple[str, Number, Measure, str],
        share: Number,
    ) -> str:
        """Say a share; part and whole are each a name, a number, its measure and where it is."""
        name_a, a, measure_a, where_a = part
        name_b, b, measure_b, where_b = whole
        return self.wording.say(
            "share",
            what_a=name_a, number_a=self.measured(a, measure_a, where_a),
            what_b=name_b, number_b=self.measured(b, measure_b, where_b),
            number=self.figure(share, "%", f"{name_a} ÷ {name_b}"), formula=share.formula,
            about=self.wording.say("about") if share.rounded else "",
            marks=self.citer.mark(*share.passages),
        )  # fmt: skip

    def per(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say persons for each body of one column; the mean of rows where bodies are no count."""
        pair = self.persons_and_bodies(self.measure_list(query)[0])
        if pair is None:
            return self.mean(query, rows)
        if len(query.named) > 1:
            return "\n".join(self._per_row(query, name) for name in query.named)
        persons, bodies = pair
        a = self.calculator.of(persons.id, query.conditions)
        b = self.calculator.of(bodies.id, query.conditions)
        number = self.divide(a, b)
        if number is None:
            return self.value(query, rows)
        where = self.where(query)
        return self.wording.say(
            "per",
            where=where, what_a=self.wording.measure(persons),
            what_b=self.wording.measure(bodies), number_a=self.measured(a, persons, where),
            number_b=self.measured(b, bodies, where), unit=self.wording.unit(bodies),
            number=self.measured(number, persons, where), formula=number.formula,
            about=self.wording.say("about") if number.rounded else "",
            marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def _per_row(self, query: Query, name: str) -> str:
        """Say the division for one of several rows."""
        condition = Condition(self.table.key, "in", (name,))
        single = replace(query, named=(name,), conditions=(condition,))
        return self.per(single, self.calculator.store.rows([condition]))
