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
    subtract,
    term,
)
from assistant.tables.cube.choose import Choosing
from assistant.tables.describe import describe
from assistant.tables.execute import Group, exact_sum
from assistant.tables.query import Operation, Query
from assistant.tables.speak import Said
from assistant.tables.wording import Wording, show
from assistant.types import Measure

_HYPHEN = re.compile(r"(?<![\s(（])-(?=[0-9])")
_SHOWN = 20
"""Lines of a listing that are said; all of them stand in its rows."""


class CubeResponder(Choosing):
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
            self.said.text = _HYPHEN.sub(" -", self._text(query))
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
                for d in self.shape.varying(self.rows)
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
            return say("yes" if self.meets_limit(numbers[-1], query.threshold) else "no")
        return ""

    def _left_out(self, query: Query, measures: Sequence[Measure]) -> str:
        """Name the cells that the table leaves blank, so that nobody takes them for zero."""
        if query.operation == "list" or (not query.conditions and not query.sides):
            if query.operation in ("value", "sum") or query.operation == "list":
                return ""  # the printed total, or a listing that says it line by line
        said = ""
        for measure in measures:
            blank = [r for r in self.rows if measure.id not in r.cells]
            if blank:
                names = self.wording.join([self.row_name(r) for r in blank[:_SHOWN]])
                marks = self.citer.mark(*(r.passage for r in blank[:_SHOWN]))
                what = self.wording.measure(measure)
                said += self.wording.say("blank_left_out", names=names, what=what, marks=marks)
        return said

    # -- the numbers themselves ------------------------------------------------------------

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

    # -- two numbers -----------------------------------------------------------------------

    def _sides(self, query: Query, measure: Measure) -> tuple[str, list[tuple[str, Number]]]:
        """Return what is compared, and the numbers with their names."""
        if not query.sides:
            measures = self.measure_list(query)
            numbers = [
                (self.wording.measure(m), self.calculator.of(m.id, query.conditions))
                for m in measures
            ]
            return self.where(query), numbers
        sides = []
        for side in query.sides:
            rows = self.calculator.store.rows((*query.conditions, *side))
            if not rows:
                raise NotGiven(measure.id, ())
            sides.append((self.wording.where(side), self.calculator.added(measure.id, rows)))
        return self.what(measure, query.conditions), sides

    def _side_items(
        self, query: Query, measure: Measure, sides: Sequence[tuple[str, Number]]
    ) -> str:
        measures = self.measure_list(query) if not query.sides else [measure] * len(sides)
        items = []
        for (name, number), of in zip(sides, measures, strict=True):
            text = self.measured(number, of, name)
            shown = f"（{number.formula}）" if number.formula else ""
            items.append(self.item(name, text, shown + self.citer.mark(*number.passages)))
        return self.wording.join(items)

    def difference(self, query: Query, measure: Measure) -> str:
        """Say how far two numbers are apart."""
        what, sides = self._sides(query, measure)
        items = self._side_items(query, measure, sides)
        a, b = sides[0][1], sides[1][1]
        if a.value == b.value:
            return self.wording.say("reading_equal", what=what, items=items)
        number = subtract(a, b)
        text = self.measured(number, measure, what)
        return self.wording.say(
            "reading_difference", what=what, items=items, number=text, formula=number.formula
        ) + self.converted(query, measure, number)

    def ratio(self, query: Query, measure: Measure) -> str:
        """Say how many times the second number the first is."""
        what, sides = self._sides(query, measure)
        items = self._side_items(query, measure, sides)
        (name_a, a), (name_b, b) = sides[:2]
        number = divide(a, b, digits=2) if a.value < b.value else divide(a, b)
        if number is None:
            return self.wording.say("reading_list", what=what, items=items)
        unit = "倍" if self.wording.language == "ja" else "times"
        return self.wording.say(
            "reading_ratio", what=what, items=items, a=name_a, b=name_b,
            about=self.about(number), formula=number.formula,
            number=self.figure(number, unit, f"{name_a}・{name_b}"),
        )  # fmt: skip

    def change(self, query: Query, measure: Measure) -> str:
        """Say how a number went from the first side to the second."""
        what, sides = self._sides(query, measure)
        items = self._side_items(query, measure, sides)
        (name_a, a), (_, b) = sides[:2]
        if a.value == b.value:
            return self._judged(query, a, b) + self.wording.say(
                "reading_unchanged", what=what, items=items
            )
        number = subtract(a, b)
        text = self.measured(number, measure, what)
        said = self.wording.say(
            "reading_change", what=what, items=items, number=text, formula=number.formula,
            direction=self.wording.say("more_by" if b.value > a.value else "less_by"),
            percent=self._percent(query, measure, name_a, a, b),
        )  # fmt: skip
        return self._judged(query, a, b) + said + self.converted(query, measure, number)

    def _percent(self, query: Query, measure: Measure, name: str, a: Number, b: Number) -> str:
        """Say the later number as a percentage of the earlier, and the rate of change.

        A share of a number that may be negative, or that is a rate itself, means nothing.
        """
        if not measure.additive or a.value <= 0 or b.value < 0:
            return ""
        of_before = divide(b, a, 100)
        assert of_before is not None
        said = self.wording.say(
            "reading_change_percent", a=name, number=self.figure(of_before, "%", name),
            about=self.about(of_before), formula=of_before.formula,
        )  # fmt: skip
        rate = divide(
            Number(exact_sum([b.value, -a.value]), None, ()), Number(a.value, None, ()), 100
        )
        assert rate is not None
        formula = f"({term(b.value)} − {term(a.value)}) ÷ {term(a.value)} × 100"
        sign = "≒" if rate.rounded else "="
        shown = Number(rate.value, f"{formula} {sign} {show(rate.value)}", a.passages + b.passages,
                       rate.rounded)  # fmt: skip
        return said + self.wording.say(
            "reading_growth", number=self.figure(shown, "%", name), about=self.about(shown),
            formula=shown.formula,
        )  # fmt: skip

    def _judged(self, query: Query, a: Number, b: Number) -> str:
        """Say はい or いいえ to «増えましたか»."""
        if not query.yes_no:
            return ""
        holds = b.value > a.value if query.descending else b.value < a.value
        return self.wording.say("yes" if holds else "no")

    def share(self, query: Query, measure: Measure) -> str:
        """Say a part as a percentage of its whole."""
        part = self.calculator.added(measure.id, self.rows)
        over = self.calculator.measures[query.over] if query.over else measure
        base_conditions = query.conditions if query.base is None else query.base
        if over is not measure:
            # A whole that counts more rows than its part would make the share too small.
            blank = [r for r in self.rows if (measure.id in r.cells) != (over.id in r.cells)]
            if blank:
                raise NotGiven(measure.id, tuple(blank))
        base = self.calculator.of(over.id, base_conditions)
        number = divide(part, base, 100)
        if number is None:
            return self.value(query, measure)
        name_a = self.what(measure, query.conditions)
        name_b = self.what(over, base_conditions)
        if not base_conditions:
            name_b = self.wording.say("of", where=self.wording.say("total_where"),
                                      what=self.wording.measure(over))  # fmt: skip
        where_a, where_b = self.where(query), self.wording.where(base_conditions)
        return self.wording.say(
            "reading_share",
            what_a=name_a, number_a=self.measured(part, measure, where_a),
            what_b=name_b, number_b=self.measured(base, over, where_b),
            number=self.figure(number, "%", f"{name_a} ÷ {name_b}"), formula=number.formula,
            about=self.about(number), marks=self.citer.mark(*number.passages),
        )  # fmt: skip

    # -- rows, columns, values -------------------------------------------------------------

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
        return said + self._rest(len(lines), tuple(r.passage for r in lines[0][1][:1]))

    def _rest(self, count: int, passages: tuple[str, ...]) -> str:
        """Say how many lines are left out."""
        if count <= _SHOWN:
            return ""
        rest = count - _SHOWN
        number = Number(rest, f"{show(count)} − {_SHOWN} = {show(rest)}", passages)
        unit = "件" if self.wording.language == "ja" else "rows"
        text = self.figure(number, unit, self.table.title)
        return self.wording.say("listing_rest", number=text, formula=number.formula)

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
