"""Sentence forms that choose rows by limits on their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.compute import Number, median, meets, ranked
from assistant.tables.order import Order
from assistant.tables.query import Query, Threshold
from assistant.types import Measure, TableRow


class Thresholds(Order):
    """Answers that name the rows whose numbers meet a limit."""

    def threshold(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say which rows meet a threshold, or the number of the rows that were named."""
        measure = self.measure_list(query)[0]
        threshold = query.threshold
        if threshold is None or query.named or query.of_total:
            return self.value_of(query, rows, measure)
        if query.than is not None:
            return self._between(query, rows)
        if query.derived == "share":
            return self._share_threshold(query, rows)
        if query.also:
            return self._meets_all(query, rows)
        said = ""
        if threshold.value is None:
            mean = self.divide(self.calculator.of(measure.id, query.conditions),
                          Number(len(rows), None, ()))  # fmt: skip
            if mean is None:
                return self.wording.say("none_selected")
            said = self.median(query, rows) if query.by_median else self.mean(query, rows)
            values = [self.calculator.cell(row, measure.id) or 0 for row in rows]
            exact = median(values, ()).value if query.by_median else sum(values) / len(rows)
            threshold = replace(threshold, value=exact)
        groups = self.calculator.groups(measure.id, query)
        met = [g for g in groups if meets(g.value, threshold)]
        what = self.wording.measure(measure)
        self.said.keys = tuple(g.name for g in met)
        if not met:
            descending = threshold.op in ("ge", "gt")
            best = ranked(groups, descending)[0]
            number = Number(best.value, None, tuple(r.passage for r in best.rows))
            where = self.wording.key(best.name)
            return said + self.wording.say(
                "threshold_none" if descending else "threshold_none_min",
                what=what, where=where, number=self.measured(number, measure, where),
                marks=self.citer.mark(*number.passages),
            )  # fmt: skip
        said += self.wording.say("threshold", what=what, items=self.items(measure, met))
        rows_met = [r for g in met for r in g.rows]
        if query.added:
            total = self.calculator.added(measure.id, rows_met)
            text = self.measured(total, measure, what)
            said += self.wording.say("together", number=text, formula=total.formula or text)
        count = self.calculator.row_count(rows_met)
        text = self.figure(count, self.row_unit(), what)
        if query.share_of_rows:
            said += self.share_of_rows(count, rows, what)
        return said + self.wording.say("threshold_count", number=text, formula=count.formula)

    def _meets_all(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the rows that meet several limits, each on a number of its own."""
        limits = [(query.measures[0], query.threshold), *query.also]
        met = [
            row
            for row in rows
            if all(t is not None and meets(self.calculator.cell(row, m), t) for m, t in limits)
        ]
        measures = [self.calculator.measures[m] for m, _ in limits]
        return self._rows_with(measures, met)

    def _between(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the rows of which one number is larger than, smaller than or equal to another."""
        a, b = (self.calculator.measures[m] for m in (query.measures[0], query.than or ""))
        comparator = query.threshold.op if query.threshold else "gt"
        met = []
        for row in rows:
            value, other = self.calculator.cell(row, a.id), self.calculator.cell(row, b.id)
            if other is not None and meets(value, Threshold(comparator, other)):
                met.append(row)
        return self._rows_with([a, b], met)

    def _rows_with(self, measures: Sequence[Measure], met: Sequence[TableRow]) -> str:
        """Say the rows ``met``, each with its numbers."""
        items = []
        for row in met:
            where = self.wording.key(row.keys[self.table.key])
            numbers = []
            for measure in measures:
                text = self.measured(self.calculator.added(measure.id, [row]), measure, where)
                where_ = self.wording.measure(measure)
                numbers.append(self.wording.say("item", where=where_, number=text, marks=""))
            text = f"（{self.wording.join(numbers)}）"
            items.append(
                self.wording.say(
                    "item", where=where, number=text, marks=self.citer.mark(row.passage)
                )
            )
        self.said.keys = tuple(r.keys[self.table.key] for r in met)
        what = "・".join(self.wording.measure(m) for m in measures)
        return self._chosen(what, items, met)

    def _share_threshold(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the rows in which a part is more, or less, than some percentage of the whole."""
        met, items = [], []
        for row in rows:
            pair = self._ratio_of(query, row)
            number = self.divide(*pair[0]) if pair else None
            if pair is None or number is None or query.threshold is None:
                continue
            exact = 100 * pair[0][0].value / pair[0][1].value
            if meets(exact, query.threshold):
                where = self.wording.key(row.keys[self.table.key])
                text = self.figure(number, "%", f"{where}・{pair[1][0]}")
                text = f"{text}（{number.formula}）"
                marks = self.citer.mark(row.passage)
                items.append(self.wording.say("item", where=where, number=text, marks=marks))
                met.append(row)
        self.said.keys = tuple(r.keys[self.table.key] for r in met)
        what = self.wording.say("share_of", what=self.wording.measure(self.measure_list(query)[0]))
        return self._chosen(what, items, met)

    def _chosen(self, what: str, items: list[str], met: Sequence[TableRow]) -> str:
        if not met:
            marks = self.citer.mark(*(r.passage for r in self.table.rows[:1]))
            return self.wording.say("none_selected") + marks
        said = self.wording.say("threshold", what=what, items=self.wording.join(items))
        count = self.calculator.row_count(met)
        text = self.figure(count, self.row_unit(), what)
        return said + self.wording.say("threshold_count", number=text, formula=count.formula)
