"""Sentence forms that compare: most and least, order, thresholds, differences, shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.compute import Number, divide, meets, ranked, subtract
from assistant.tables.query import Query
from assistant.tables.speak import Speaker
from assistant.types import Measure, TableRow


class Comparisons(Speaker):
    """Answers that put numbers beside each other."""

    def extreme(self, query: Query, rows: Sequence[TableRow]) -> str:
        if query.by == "column":
            return self.extreme_column(query, rows)
        parts = []
        for measure in self.measure_list(query)[:1]:
            groups = ranked(self.calculator.groups(measure.id, query), query.descending)
            best = [g for g in groups if g.value == groups[0].value]
            self.said.keys = tuple(g.name for g in best)
            number = Number(best[0].value, None, tuple(r.passage for g in best for r in g.rows))
            where = self.wording.keys(self.said.keys)
            text = self.measured(number, measure, where)
            parts.append(
                self.wording.say(
                    "max" if query.descending else "min",
                    what=self.wording.measure(measure),
                    where=where,
                    number=text,
                    marks=self.citer.mark(*number.passages),
                )
            )
            asked = [a for a in query.attributes if a != self.table.key]
            if asked:
                chosen = [r for g in best for r in g.rows]
                parts.append(self.attribute(replace(query, attributes=tuple(asked)), chosen))
        return "".join(parts)

    def extreme_column(self, query: Query, rows: Sequence[TableRow]) -> str:
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
        tail = "。" if self.wording.language == "ja" else "."
        return said + (self.wording.join(items) + tail if items else "")

    def rank(self, query: Query, rows: Sequence[TableRow]) -> str:
        measure = self.measure_list(query)[0]
        groups = ranked(self.calculator.groups(measure.id, query), query.descending)
        wanted = query.position or query.limit or len(groups)
        wanted = min(max(wanted, 1), len(groups))
        # Rows that tie with the last one asked for belong in the list as well.
        last = groups[wanted - 1].value
        shown = [g for i, g in enumerate(groups) if i < wanted or g.value == last]
        form = "rank_desc" if query.descending else "rank_asc"
        what = self.wording.measure(measure)
        said = self.wording.say(form, what=what, items=self.items(measure, shown))
        self.said.keys = tuple(g.name for g in shown)
        if query.position:
            at = [g for g in shown if g.value == last]
            self.said.keys = tuple(g.name for g in at)
            number = Number(last, None, tuple(r.passage for g in at for r in g.rows))
            where = self.wording.keys(self.said.keys)
            marks = self.citer.mark(*number.passages)
            text = self.measured(number, measure, where)
            said += self.wording.say("position", where=where, number=text, marks=marks)
        return said

    def threshold(self, query: Query, rows: Sequence[TableRow]) -> str:
        measure = self.measure_list(query)[0]
        threshold = query.threshold
        if threshold is None:
            return self.value(query, rows)
        groups = self.calculator.groups(measure.id, query)
        if query.named:
            return self.value_of(query, rows, measure)
        met = [g for g in groups if meets(g.value, threshold)]
        what = self.wording.measure(measure)
        self.said.keys = tuple(g.name for g in met)
        if not met:
            descending = threshold.op in ("ge", "gt")
            best = ranked(groups, descending)[0]
            number = Number(best.value, None, tuple(r.passage for r in best.rows))
            where = self.wording.key(best.name)
            return self.wording.say(
                "threshold_none" if descending else "threshold_none_min",
                what=what, where=where, number=self.measured(number, measure, where),
                marks=self.citer.mark(*number.passages),
            )  # fmt: skip
        items = self.items(measure, met)
        said = self.wording.say("threshold", what=what, items=items)
        count = self.calculator.row_count([r for g in met for r in g.rows])
        text = self.figure(count, self.row_unit(), what)
        return said + self.wording.say("threshold_count", number=text, formula=count.formula)

    def _pair(self, query: Query) -> list[tuple[str, Number, Measure]]:
        """Return the two numbers that are compared, with their names."""
        measures = self.measure_list(query)
        key = self.table.key
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
        if len(measures) >= 2:
            return [
                (self.wording.measure(m), self.calculator.of(m.id, query.conditions), m)
                for m in measures[:2]
            ]
        groups = ranked(self.calculator.groups(measures[0].id, query), True)
        ends = [groups[0], groups[-1]]
        return [
            (self.wording.key(g.name), self.calculator.added(measures[0].id, g.rows), measures[0])
            for g in ends
        ]

    def difference(self, query: Query, rows: Sequence[TableRow]) -> str:
        (name_a, a, measure_a), (name_b, b, measure_b) = self._pair(query)
        ratio = query.operation == "ratio"
        number = divide(a, b) if ratio else subtract(a, b)
        if number is None:
            return self.value(query, rows)
        number_a = self.measured(a, measure_a, name_a)
        number_b = self.measured(b, measure_b, name_b)
        times = "倍" if self.wording.language == "ja" else "times"
        unit = times if ratio else self.wording.unit(measure_a)
        return self.wording.say(
            "ratio" if ratio else "difference",
            what_a=name_a, what_b=name_b, number_a=number_a, number_b=number_b,
            number=self.figure(number, unit, f"{name_a}・{name_b}"), formula=number.formula,
            about=self.wording.say("about") if number.rounded else "",
            marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def share(self, query: Query, rows: Sequence[TableRow]) -> str:
        measure = self.measure_list(query)[0]
        part = self.calculator.of(measure.id, query.conditions)
        where = self.where(query)
        name = f"{where}の{self.wording.measure(measure)}"
        if query.over_all_rows:
            base_measure, base_conditions = measure, ()
        else:
            over = query.over or measure.parent or measure.id
            base_measure, base_conditions = self.calculator.measures[over], query.conditions
            while base_measure.parent and not query.over:
                base_measure = self.calculator.measures[base_measure.parent]
        base = self.calculator.of(base_measure.id, base_conditions)
        base_where = self.wording.say("total_where") if query.over_all_rows else where
        number = divide(part, base, 100)
        if number is None:
            return self.value(query, rows)
        base_name = f"{base_where}の{self.wording.measure(base_measure)}"
        return self.wording.say(
            "share",
            what_a=name, number_a=self.measured(part, measure, where),
            what_b=base_name, number_b=self.measured(base, base_measure, base_where),
            number=self.figure(number, "%", f"{name} ÷ {base_name}"), formula=number.formula,
            about=self.wording.say("about") if number.rounded else "",
            marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def per(self, query: Query, rows: Sequence[TableRow]) -> str:
        measure = self.measure_list(query)[0]
        persons = self.table.quantities[0].id
        pairs = {m.quantity: m for m in self.table.measures if m.column == measure.column}
        bodies = next((m for q, m in pairs.items() if q != persons), None)
        if bodies is None or persons not in pairs:
            return self.mean(query, rows)
        a = self.calculator.of(pairs[persons].id, query.conditions)
        b = self.calculator.of(bodies.id, query.conditions)
        number = divide(a, b)
        if number is None:
            return self.value(query, rows)
        where = self.where(query)
        return self.wording.say(
            "per",
            where=where, what_a=self.wording.measure(pairs[persons]),
            what_b=self.wording.measure(bodies), number_a=self.measured(a, pairs[persons], where),
            number_b=self.measured(b, bodies, where), unit=self.wording.unit(bodies),
            number=self.measured(number, pairs[persons], where), formula=number.formula,
            about=self.wording.say("about") if number.rounded else "",
            marks=self.citer.mark(*number.passages),
        )  # fmt: skip
