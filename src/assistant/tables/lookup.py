"""Sentence forms that read the table: values, sums, means, lists, parts, dates and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.attributes import Attributes
from assistant.tables.compute import Number, median
from assistant.tables.query import Query
from assistant.tables.wording import show
from assistant.types import TableRow


class Lookups(Attributes):
    """Answers that say what stands in the selected rows."""

    def sum(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Add up several columns, or the rows selected."""
        measures = self.measure_list(query)
        if len(measures) < 2 or len({m.quantity for m in measures}) > 1:
            return self.value(query, rows)  # persons and bodies are never added to each other
        where = self.where(query)
        numbers = [self.calculator.of(m.id, query.conditions) for m in measures]
        items = [
            self.wording.say("item", where=self.wording.measure(m),
                             number=self.measured(n, m, where), marks="")
            for m, n in zip(measures, numbers, strict=True)
        ]  # fmt: skip
        total = sum(n.value for n in numbers)
        passages = tuple(p for n in numbers for p in n.passages)
        terms = " + ".join(show(n.value) for n in numbers)
        number = Number(total, f"{terms} = {show(total)}", passages)
        text = self.measured(number, measures[0], where)
        return self.wording.say(
            "sum", where=where, items=self.wording.join(items), number=text,
            formula=number.formula, marks=self.citer.mark(*passages),
        )  # fmt: skip

    def mean(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the mean over the selected rows; their sum before it, where that is asked too."""
        parts = [self.value(replace(query, attributes=()), rows)] if query.added else []
        for measure in self.measure_list(query):
            total = self.calculator.of(measure.id, query.conditions)
            given = self.calculator.given(measure.id, rows)
            number = self.divide(total, Number(len(given), None, ()))
            if number is None:
                continue
            text = self.measured(number, measure, self.where(query))
            parts.append(
                self.wording.say(
                    "mean",
                    where=self.where(query),
                    what=self.wording.measure(measure),
                    number=text,
                    formula=number.formula,
                    marks=self.citer.mark(*number.passages),
                )
            )
        return "\n".join(parts)

    def median(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the middle value of the selected rows."""
        measure = self.measure_list(query)[0]
        given = self.calculator.given(measure.id, rows)
        values = [row.cells[measure.id].value for row in given]
        number = median(values, tuple(r.passage for r in given))
        formula = number.formula or ", ".join(show(v) for v in sorted(values))
        number = Number(number.value, formula, number.passages)  # the row of values shows it
        said = self.mean(query, rows) + "\n" if query.with_mean else ""
        return said + self.wording.say(
            "median", where=self.where(query), what=self.wording.measure(measure),
            number=self.measured(number, measure, self.where(query)), formula=formula,
            marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def count(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say how many rows there are."""
        if query.attributes:
            return self._days(query, rows)
        if query.apart and self.two_groups(query):
            return "\n".join(self._count_of(n, r) for n, r in self.two_groups(query))
        number = self.calculator.row_count(rows)
        marks = self.citer.mark(*number.passages)
        text = self.figure(number, self.row_unit(), self.where(query))
        if not query.conditions:
            return self.wording.say("count_all", number=text, formula=number.formula, marks=marks)
        where = f"{self.where(query)}（{self.wording.keys(self.said.keys)}）"
        said = self.wording.say(
            "count", where=where, number=text, formula=number.formula, marks=marks
        )
        if query.share_of_rows:
            said += self.share_of_rows(number, self.table.rows, self.where(query))
        return said

    def share_of_rows(self, count: Number, rows: Sequence[TableRow], label: str) -> str:
        """Say what share of ``rows`` ``count`` of them are."""
        share = self.divide(count, self.calculator.row_count(rows), 100)
        if share is None:
            return ""
        number = self.figure(share, "%", label)
        return self.wording.say("share_of_rows", number=number, formula=share.formula)

    def _count_of(self, where: str, rows: Sequence[TableRow]) -> str:
        number = self.calculator.row_count(rows)
        return self.wording.say(
            "count", where=where, number=self.figure(number, self.row_unit(), where),
            formula=number.formula, marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def _days(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say on how many different days the selected rows took place, and on which."""
        date = next(d for d in self.table.dimensions if d.id == query.attributes[0])
        by_day = {row.keys[date.id]: row for row in sorted(rows, key=lambda r: r.keys[date.id])}
        days = list(by_day.values())
        number = self.calculator.row_count(days)
        unit = "日" if self.wording.language == "ja" else "days"
        return self.wording.say(
            "days", what=self.wording.dimension(date),
            number=self.figure(number, unit, self.wording.dimension(date)),
            items=self.wording.join([self.printed(date, row) for row in days]),
            formula=number.formula, marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def listing(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say one line for each selected row: its attributes, or its numbers."""
        measures = self.measure_list(query)
        dimensions = [d for d in self.table.dimensions if d.id in query.attributes]
        key = self.key
        show_measures = bool(measures) and not (dimensions and not query.measures)
        names = [self.wording.dimension(d) for d in dimensions]
        if show_measures:
            names += [self.wording.measure(m) for m in measures]
        self.said.rows.append((self.wording.dimension(key), *names))
        items = []
        for row in rows:
            where = self.wording.key(row.keys[key.id])
            values = [self.wording.value(d, row.keys[d.id]) for d in dimensions]
            if show_measures:
                values += [
                    self.measured(self.calculator.added(m.id, [row]), m, where) for m in measures
                ]
            marks = self.citer.mark(row.passage)
            items.append(
                self.wording.say("item", where=f"{where} ", number=" ".join(values), marks=marks)
            )
            self.said.rows.append((where, *values))
        said = self.wording.say(
            "list",
            what=self.wording.join(names),
            items="\n・" + "\n・".join(items) if len(items) > 3 else self.wording.join(items),
        )
        return said + self._totals(query, rows) if query.added and show_measures else said

    def _totals(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say what a list adds up to: the printed total of all rows, else the sum of these."""
        parts = []
        for measure in self.measure_list(query):
            if not query.conditions:
                parts.append("\n" + self.value_of(query, rows, measure))
            elif len(rows) > 1:
                number = self.calculator.added(measure.id, rows)
                text = self.measured(number, measure, self.where(query))
                parts.append(self.wording.say("together", number=text, formula=number.formula))
        return "".join(parts)

    def breakdown(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the parts that a number is made of."""
        measure = self.measure_list(query)[0]
        children = self.calculator.children(measure.id)
        if not children:
            return self.value(query, rows)
        where = self.where(query)
        parts = [(m, self.calculator.of(m.id, query.conditions)) for m in children]
        if len(parts) > 5:
            parts = [(m, n) for m, n in parts if n.value]
        if not parts:
            return self.value(query, rows)
        items = [
            self.wording.say("item", where=self.wording.measure(m),
                             number=self.measured(n, m, where), marks="")
            for m, n in parts
        ]  # fmt: skip
        self.said.rows.append((self.wording.measure(measure), where))
        self.said.rows += [
            (self.wording.measure(m), self.wording.number(n.value, m)) for m, n in parts
        ]
        whole_ = self.calculator.of(measure.id, query.conditions)
        terms = " + ".join(str(n.value) for _, n in parts)
        number = Number(whole_.value, f"{terms} = {whole_.value}", whole_.passages)
        text = self.measured(number, measure, where)
        return self.wording.say(
            "breakdown", where=where, what=self.wording.measure(measure),
            items=self.wording.join(items), number=text, formula=number.formula,
            marks=self.citer.mark(*whole_.passages),
        )  # fmt: skip
