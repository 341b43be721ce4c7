"""Sentence forms that choose among groups: most, least, ranks, places, limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.tables.compute import (
    NotGiven,
    Number,
    divide,
    meets,
    ranked,
)
from assistant.tables.cube.base import CubeSpeaker, cited
from assistant.tables.execute import Group, exact_sum
from assistant.tables.query import Condition, Query, Threshold
from assistant.types import Measure

_SHOWN = 20
_CITED = 4
"""Rows cited for one of many groups: each sum shows its terms, and both its ends."""


class Choosing(CubeSpeaker):
    """Answers that choose among groups by their numbers."""

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
            formula=self.shown(number),
            marks="".join(self.marks_of(g.rows) for g in best),
        )  # fmt: skip

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
            shown = self.shown(number)
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
        return said + self.rest(len(shown), shown[0].rows[0])

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
            total = exact_sum([g.value for g in groups])
            threshold = Threshold(threshold.op, float(Fraction(str(total)) / len(groups)))
            passages = cited([g.rows[0] for g in groups])
            shown = divide(Number(total, None, ()), Number(len(groups), None, passages))
            assert shown is not None  # there is at least one group
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
            return said + self._most(
                replace(query, descending=high), measure, best, "reading_unmet"
            )
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
        return said + self.rest(len(met), met[0].rows[0])
