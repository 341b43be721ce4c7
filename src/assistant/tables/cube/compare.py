"""Sentence forms that put two numbers beside each other: difference, multiple, change, share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tables.compute import (
    NotGiven,
    Number,
    divide,
    subtract,
    term,
)
from assistant.tables.cube.base import CubeSpeaker
from assistant.tables.execute import exact_sum
from assistant.tables.query import Query
from assistant.tables.wording import show
from assistant.types import Measure

_HYPHEN = re.compile(r"(?<![\s(（])-(?=[0-9])")
_SHOWN = 20
"""Lines of a listing that are said; all of them stand in its rows."""


class Comparing(CubeSpeaker):
    """Answers about two selections of rows, or two columns."""

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
            shown = self.shown(number)
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
            raise NotGiven(measure.id, self.rows)
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
