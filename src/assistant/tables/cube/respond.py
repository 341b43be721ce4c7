"""Say the result of a query over a table whose key has several rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.answer.citer import Citer
from assistant.tables.compute import (
    Calculator,
    NotAdditive,
    NotGiven,
    Number,
    divide,
    median,
    meets,
    term,
)
from assistant.tables.cube.choose import Choosing
from assistant.tables.cube.compare import Comparing
from assistant.tables.describe import describe
from assistant.tables.execute import Group, exact_sum
from assistant.tables.query import Operation, Query
from assistant.tables.speak import Said
from assistant.tables.wording import Wording, show
from assistant.types import Measure

_HYPHEN = re.compile(r"(?<![\s(（])-(?=[0-9])")
_SHOWN = 20
"""Lines of a listing that are said; all of them stand in its rows."""


class CubeResponder(Choosing, Comparing):
    """Says results in the words of one table and one language."""

    def __init__(
        self, calculator: Calculator, wording: Wording, citer: Citer, notes: Mapping[str, str]
    ) -> None:
        super().__init__(calculator, wording, citer, notes)
        self._forms: dict[Operation, Callable[[Query, Measure], str]] = {
            "value": self.value, "sum": self.value, "mean": self.mean, "median": self.median,
            "extreme": self.extreme, "rank": self.rank, "threshold": self.threshold,
            "difference": self.difference, "ratio": self.ratio, "share": self.share,
            "list": self.listing, "breakdown": self.breakdown, "change": self.change,
        }  # fmt: skip

    def respond(self, query: Query) -> Said:
        """Return the answer to ``query``.

        Where the table leaves blank what was asked for, ``Said.blank`` is set and no number is
        stated; where no one number can be meant, ``Said.open`` is.
        """
        self.said = Said(query=describe(query, self.wording))
        self.rows = self.selected(query)
        self.said.keys = tuple(self.shape.distinct(self.rows, self.table.key))
        try:
            # Behind a letter a hyphen is no sign: 合わせて -5円.
            self.said.text = self.wording.tidy(_HYPHEN.sub(" -", self._text(query)))
            self.said.names = self.names(query)
        except NotGiven as blank:
            measure = self.calculator.measures[blank.measure]
            rows = blank.rows or self.rows
            names = self.wording.join([self.row_name(r) for r in rows[:_SHOWN]])
            text = self.wording.say("blank", where=names, what=self.wording.measure(measure))
            return Said(text, blank=tuple(r.passage for r in rows[:3]), query=self.said.query)
        except NotAdditive as error:
            what = self.wording.measure(self.calculator.measures[error.measure])
            names = "・".join(
                self.wording.dimension(self.shape.dimensions[d])
                for d in self.shape.varying(self.rows) or self.shape.identity
            )
            text = self.wording.say("not_additive", what=what, dimensions=names)
            return Said(text, open=True, query=self.said.query)
        return self.said

    def _text(self, query: Query) -> str:
        if query.operation == "count":
            return self.count(query)
        if query.operation == "attribute":
            return self.attribute(query)
        measures = self.measure_list(query)
        beside = query.operation in ("difference", "ratio", "share") or query.by == "column"
        if beside:
            measures = measures[:1]  # the form itself says the others
        if query.operation == "sum" and len(measures) > 1:
            said = self._sum_of(query, measures)
        elif query.operation == "list" and len(measures) > 1:
            said = self.table_of(query, measures)
        else:
            said = "\n".join(self._forms[query.operation](query, m) for m in measures)
        before = self._premises(query, measures)
        return before + said + self._left_out(query, measures)

    def _premises(self, query: Query, measures: Sequence[Measure]) -> str:
        """Say whether the number of the question, or its limit, holds."""
        say = self.wording.say
        numbers = [f.value for f in self.said.figures if isinstance(f.value, int | float)]
        for premise in query.premises:
            holds = premise.value in numbers
            if query.yes_no:
                return say("yes" if holds else "no")
            return "" if holds else say("premise_number")
        if query.yes_no and query.threshold is not None and query.of_total:
            return say("yes" if meets(numbers[-1], query.threshold) else "no")
        return ""

    def _left_out(self, query: Query, measures: Sequence[Measure]) -> str:
        """Name the cells that the table leaves blank, so that nobody takes them for zero."""
        if query.operation == "list":
            return ""  # the listing says it line by line
        whole = not query.conditions and query.operation in ("value", "sum")
        printed = self.table.total.cells if whole and self.table.total else {}
        said = ""
        for measure in measures:
            if measure.id in printed:
                continue
            blank = [r for r in self.rows if measure.id not in r.cells]
            if blank:
                names = self.wording.join([self.row_name(r) for r in blank[:_SHOWN]])
                marks = self.citer.mark(*(r.passage for r in blank[:_SHOWN]))
                what = self.wording.measure(measure)
                said += self.wording.say("blank_left_out", names=names, what=what, marks=marks)
        return said

    def value(self, query: Query, measure: Measure) -> str:
        """Say one cell, or the selected rows added up, by group where they are few."""
        what = self.what(measure, query.conditions)
        if not query.conditions:
            number = self.calculator.of(measure.id, ())
            if number.formula is None and self.table.total is None and len(self.rows) > 1:
                raise NotAdditive(measure.id)
            return self._one(query, measure, what, number)
        given = self.calculator.given(measure.id, self.rows)
        if len(given) == 1:
            what = self.wording.say(
                "of", where=self.row_name(given[0]), what=self.wording.measure(measure)
            )
            return self._one(query, measure, what, self.calculator.added(measure.id, given))
        groups = self.groups(query, measure)
        if not measure.additive:
            if query.operation == "sum" or len(groups) > _SHOWN:
                raise NotAdditive(measure.id)
            return self._items_said(query, what, measure, groups)
        number = self.calculator.added(measure.id, given)
        if not 1 < len(groups) <= _SHOWN:
            return self._one(query, measure, what, number)
        said = self._items_said(query, what, measure, groups)
        text = self.measured(number, measure, self.where(query))
        marks = self.citer.mark(*number.passages)
        said += self.wording.say("together", number=text, formula=number.formula) + marks
        return said + self.converted(query, measure, number)

    def _one(self, query: Query, measure: Measure, what: str, number: Number) -> str:
        text = self.measured(number, measure, self.where(query))
        form = "reading_sum" if number.formula else "reading_value"
        marks = self.citer.mark(*number.passages)
        said = self.wording.say(form, what=what, number=text, formula=number.formula, marks=marks)
        return said + self.converted(query, measure, number)

    def _items_said(
        self, query: Query, what: str, measure: Measure, groups: Sequence[Group]
    ) -> str:
        return self.wording.say(
            "reading_list", what=what, items=self.items_of(query, measure, groups)
        )

    def _sum_of(self, query: Query, measures: Sequence[Measure]) -> str:
        """Add several columns of one unit; of several units say each."""
        if len({m.unit for m in measures}) > 1:
            return "\n".join(self.value(query, m) for m in measures)
        numbers = [self.calculator.added(m.id, self.rows) for m in measures]
        items = [
            self.item(self.wording.measure(m), self.measured(n, m, self.where(query)))
            for m, n in zip(measures, numbers, strict=True)
        ]  # fmt: skip
        total = exact_sum([n.value for n in numbers])
        formula = " + ".join(term(n.value) for n in numbers) + f" = {show(total)}"
        passages = tuple(p for n in numbers for p in n.passages)
        number = Number(total, formula, passages)
        text = self.measured(number, measures[0], self.where(query))
        return self.wording.say(
            "sum", where=self.where(query), items=self.wording.join(items), number=text,
            formula=formula, marks=self.citer.mark(*passages),
        )  # fmt: skip

    def mean(self, query: Query, measure: Measure) -> str:
        """Say the mean over the groups, or over the selected rows where there is no group."""
        values, passages = self.terms(query, measure)
        count = Number(len(values), None, ())
        total = Number(exact_sum(values), None, passages)
        number = divide(total, count)
        assert number is not None  # there is at least one value
        simple = "" if measure.additive else self.wording.say("simple_mean")
        text = self.measured(number, measure, self.where(query))
        return self.wording.say(
            "reading_mean", what=self.what(measure, query.conditions), number=text,
            formula=number.formula, marks=self.citer.mark(*number.passages),
        ) + simple + self.converted(query, measure, number)  # fmt: skip

    def median(self, query: Query, measure: Measure) -> str:
        """Say the middle value of the groups, or of the selected rows."""
        values, passages = self.terms(query, measure)
        number = median(values, passages)
        form = "reading_median_of_two" if number.formula else "reading_median"
        return self.wording.say(
            form, what=self.what(measure, query.conditions),
            number=self.measured(number, measure, self.where(query)),
            formula=number.formula, marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    def listing(self, query: Query, measure: Measure) -> str:
        """Say one line for each group; a blank cell is said to be blank."""
        return self.table_of(query, [measure])

    def table_of(self, query: Query, measures: Sequence[Measure]) -> str:
        """Say the numbers of several columns, line by line, the first ones where many."""
        lines = self.lines(query, measures)
        names = [self.wording.measure(m) for m in measures]
        self.said.rows.append((self.by_label(query), *names))
        items = []
        for place, (name, rows) in enumerate(lines):
            numbers = []
            for measure in measures:
                given = [r for r in rows if measure.id in r.cells]
                number = self.calculator.added(measure.id, given) if given else None
                if number is None:
                    numbers.append(self.wording.say("not_written"))
                elif place < _SHOWN:
                    numbers.append(self.measured(number, measure, name))
                else:
                    numbers.append(self.wording.number(number.value, measure))
            self.said.rows.append((name, *numbers))
            if place < _SHOWN:
                marks = self.marks_of(rows)
                items.append(f"{name} {' '.join(numbers)}{marks}")
        what = self.wording.join(names)
        if query.conditions:
            what = self.wording.say("of", where=self.wording.where(query.conditions), what=what)
        said = self.wording.say(
            "list", what=what,
            items="\n・" + "\n・".join(items) if len(items) > 3 else self.wording.join(items),
        )  # fmt: skip
        return said + self.rest(len(lines), lines[0][1][0])

    def breakdown(self, query: Query, measure: Measure) -> str:
        """Say the parts that a number is made of."""
        children = self.calculator.children(measure.id)
        if not children:
            return self.value(query, measure)
        numbers = [(m, self.calculator.added(m.id, self.rows)) for m in children]
        whole = self.calculator.of(measure.id, query.conditions)
        where = self.where(query)
        items = [
            self.item(self.wording.measure(m), self.measured(n, m, where))
            for m, n in numbers
        ]  # fmt: skip
        formula = " + ".join(term(n.value) for _, n in numbers)
        if exact_sum([n.value for _, n in numbers]) == whole.value:
            whole = Number(whole.value, f"{formula} = {show(whole.value)}", whole.passages)
        text = self.measured(whole, measure, where)
        return self.wording.say(
            "breakdown", where=where, what=self.wording.measure(measure),
            items=self.wording.join(items), number=text, formula=whole.formula or text,
            marks=self.citer.mark(*whole.passages),
        )  # fmt: skip

    def count(self, query: Query) -> str:
        """Say how many values of a dimension the selected rows have."""
        dimension = self.shape.dimensions[query.group or self.table.key]
        names = self.shape.distinct(self.rows, dimension.id)
        first = [next(r for r in self.rows if r.keys[dimension.id] == n) for n in names]
        number = self.calculator.row_count(first)
        text = self.figure(number, self.counter(dimension), self.where(query))
        shown = names[:_SHOWN]
        marks = self.citer.mark(*(r.passage for r in first[:_SHOWN]))
        items = self.wording.join([self.wording.value(dimension, n) for n in shown])
        self.pick(dimension.id, names)
        return self.wording.say(
            "reading_count", where=self.where(query), what=self.wording.dimension(dimension),
            items=items, number=text, formula=number.formula, marks=marks,
        )  # fmt: skip

    def attribute(self, query: Query) -> str:
        """Say the values of dimensions in the selected rows: in which ward a library is."""
        parts = []
        for dimension in (self.shape.dimensions[a] for a in query.attributes):
            names = self.shape.distinct(self.rows, dimension.id)
            first = [next(r for r in self.rows if r.keys[dimension.id] == n) for n in names]
            marks = self.citer.mark(*(r.passage for r in first[:_SHOWN]))
            value = self.wording.join([self.wording.value(dimension, n) for n in names])
            parts.append(self.wording.say(
                "reading_attribute", where=self.where(query), value=value, marks=marks,
                what=self.wording.dimension(dimension),
            ))  # fmt: skip
        return "\n".join(parts)
