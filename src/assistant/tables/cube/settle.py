"""Settle what a question leaves to be found out: groups, limits, places, what a mean is over."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.tables.cube.pairs import Pairs
from assistant.tables.outcome import Outcome, Refusal, Unclear
from assistant.tables.query import Comparator, Condition, Premise, Query, Threshold
from assistant.tables.shape import without
from assistant.types import Measure

# Operations that say themselves which value goes with which.
_PAIRED = ("difference", "ratio", "share", "change", "extreme")


_ABOUT = re.compile(r"約|およそ|おおよそ|だいたい|大体|くらい|ぐらい|ほど|程度|前後|弱|強")
_CHOOSES = ("extreme", "rank", "threshold")
# The noun that a choosing question ends in: 一番多かった地域は.
_HEAD = re.compile(r"[いたる]([一-龠ァ-ヶー]+)(?:[はがを?？。、]|って|で|$)")
_ANY = frozenset({"所", "方", "順", "値", "数", "者", "件", "物", "時", "中", "場合", "順番"})


class Settling(Pairs):
    """Turns one question into its query."""

    def outcome(self) -> Outcome:
        """Return the query, or why there is none."""
        parts = self.parts
        query = Query(self.table.id, "value", conditions=tuple(parts.selection.conditions),
                      yes_no="yes_no" in parts.reading.ask and not parts.has("which"))  # fmt: skip
        inherited = self._inherited(query.conditions)
        order = [d.id for d in self.table.dimensions]
        inherited = tuple(sorted(inherited, key=lambda c: order.index(c.dimension)))
        query = replace(query, conditions=self._latest(inherited))
        if parts.groups > 1 or parts.has("grew_most"):
            return Unclear("sense")
        operation = self._operation(query)
        if operation is None:
            return None
        if self.repeats(operation):
            return self._repeat()
        query = replace(query, operation=operation, group=parts.group)
        if not self._all_used(operation):
            return Unclear("sense")
        unpaired = operation not in _PAIRED or parts.has("max", "min")
        if parts.selection.apart and unpaired:
            return Unclear("sense")  # «平日の乗客が土休日より多い路線»: which goes with what
        if operation in _CHOOSES and self._asks_for_something_else():
            return Unclear("sense")
        if operation == "attribute":
            return self._attribute(query)
        if operation == "count":
            return self._count(query)
        chosen = self._measures(operation)
        if isinstance(chosen, Refusal | Unclear):
            return chosen
        if not chosen:
            return Unclear("column")
        query = replace(query, measures=chosen, unit=parts.asked or None)
        return self._details(query)

    def _asks_for_something_else(self) -> bool:
        """Say whether rows of another kind are asked for than any dimension names."""
        heads = [m.group(1) for m in _HEAD.finditer(self.parts.skeleton.text)]
        return any(h not in _ANY for h in heads) and self.parts.group is None

    def _repeat(self) -> Outcome:
        """Ask the last question again for other rows or another column: «2020年度は？»."""
        assert self.last is not None
        before, named = self.last.query, self.parts.selection.conditions
        dimensions = {c.dimension for c in named}
        if dimensions & {c.dimension for side in before.sides for c in side}:
            return Unclear("sense")
        chosen = self._measures(before.operation) if self.parts.columns else before.measures
        if isinstance(chosen, Refusal | Unclear):
            return chosen
        if before.base is not None or len(chosen) != len(before.measures):
            return Unclear("sense")
        order = [d.id for d in self.table.dimensions]
        conditions = (*without(before.conditions, *dimensions), *named)
        conditions = tuple(sorted(conditions, key=lambda c: order.index(c.dimension)))
        return replace(
            before, conditions=conditions, measures=chosen, premises=(), yes_no=False,
        )  # fmt: skip

    def _latest(self, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        """Return the conditions with the last year there is, where the latest is asked for."""
        time = self.shape.ordered()
        if not self.parts.has("latest") or time is None:
            return conditions
        if any(c.dimension == time for c in conditions):
            return conditions
        last = max(self.shape.distinct(self.table.rows, time), key=lambda v: (len(v), v))
        return (*conditions, Condition(time, "in", (last,)))

    def _details(self, query: Query) -> Outcome:
        match query.operation:
            case "change":
                return self._change(query)
            case "share":
                return self._share(query)
            case "difference" | "ratio":
                return self._pair(query)
            case "threshold":
                return self._threshold(query)
            case "rank" | "extreme":
                return self._ordered(query)
            case "mean" | "median":
                return self._mean(query)
            case "list":
                return self._list(query)
            case "value" | "sum":
                return self._value(query)
        return query

    def _value(self, query: Query) -> Outcome:
        parts = self.parts
        pair = self._last_two()
        if (
            query.operation == "sum"
            and not parts.columns
            and pair is not None
            and (not parts.selection.conditions)
        ):
            dimension, values, shared = pair
            return replace(query, conditions=(*shared, Condition(dimension, "in", values)))
        if parts.stated and _ABOUT.search(parts.reading.plain):
            # «約6万人ですか»: how near is near enough is for the reader to judge.
            parts = replace(parts, stated=[])
            query = replace(query, yes_no=False)
        if len(parts.stated) > 1 or (parts.stated and len(query.measures) > 1):
            return Unclear("sense")
        if parts.stated:
            measure = self.measures[query.measures[0]]
            value = self._in_unit(measure, parts.stated[0].key, parts.stated[0].value)
            if value is None:
                return Unclear("sense")
            query = replace(query, premises=(Premise("number", value, measure.unit),))
        if parts.has("which") and not parts.stated and not parts.asked:
            return Unclear("sense")
        return query

    def _threshold(self, query: Query) -> Outcome:
        parts = self.parts
        if len(query.measures) > 1:
            return Unclear("sense")
        measure = self.measures[query.measures[0]]
        if parts.has("mean_above", "mean_below"):
            if parts.limits:
                return Unclear("sense")
            op: Comparator = "gt" if parts.has("mean_above") else "lt"
            query = replace(query, threshold=Threshold(op, None))
        elif parts.has("none", "negative", "positive"):
            sign: Comparator = (
                "eq" if parts.has("none") else "lt" if parts.has("negative") else "gt"
            )
            query = replace(query, threshold=Threshold(sign, 0))
        else:
            threshold = self._limit(measure)
            if threshold is None:
                return Unclear("sense")
            query = replace(query, threshold=threshold)
        open_ = self._rows(query.conditions)
        chooses = parts.group is not None or parts.has("which", "count", "list")
        if not chooses:
            if not parts.limits or query.threshold is None or query.threshold.below is not None:
                return Unclear("sense")
            if open_ and not measure.additive:
                return Unclear("sense")
            return replace(query, of_total=True, yes_no=True)
        return self._grouped(query)

    def _limit(self, measure: Measure) -> Threshold | None:
        """Return the limit in the unit of ``measure``; two of them where they close a range."""
        found = [(op, self._in_unit(measure, u, n)) for op, u, n in self.parts.limits]
        values = {op: value for op, value in found if value is not None}
        if len(values) != len(self.parts.limits):
            return None
        if len(found) == 1:
            return Threshold(found[0][0], values[found[0][0]])
        if len(found) == 2 and set(values) == {"ge", "lt"}:
            return Threshold("ge", values["ge"], below=values["lt"])
        return None

    def _grouped(self, query: Query) -> Outcome:
        """Settle what the rows are compared by."""
        open_ = self._rows(query.conditions)
        group = query.group
        if group is None:
            if not open_:
                return Unclear("sense")
            if self.table.key in open_:
                group = self.table.key
            elif len(open_) == 1:
                group = open_[0]
            else:
                return Unclear("sense")
        elif self._fixed(query.conditions, group):
            return Unclear("sense")
        if query.group is None and len(open_) > 1 and not self.parts.has("which"):
            return Unclear("sense")  # «乗客の最高は»: of a route, of a year, of both
        return replace(query, group=group)

    def _ordered(self, query: Query) -> Outcome:
        parts, listed = self.parts, self.parts.selection.listed
        descending = not parts.has("min", "bottom", "nth_ascending", "ascending", "less")
        query = replace(query, descending=descending)
        if parts.has("max") and parts.has("min"):
            return Unclear("sense")
        if parts.has("position_of"):
            return self._position(query)
        if self._all_negative(query) and not parts.has("compare"):
            return Unclear("sense")  # the largest loss, or the smallest?
        if query.operation == "extreme":
            if parts.group is not None and listed and not parts.has("compare", "max", "min"):
                return Unclear("sense")  # 平日の乗客が土休日より多い路線
            chooses = parts.group is not None and not listed and not parts.has("compare")
            if not chooses and not parts.has("max", "min"):
                if len(query.measures) == 2 and not listed:
                    same = len({self.measures[m].unit for m in query.measures}) == 1
                    return replace(query, by="column") if same else Unclear("sense")
                if len(listed) != 1:
                    pair = self._last_two()
                    return (
                        self._sides(query, pair[0], pair[1], pair[2]) if pair else Unclear("pair")
                    )
                ((dimension, values),) = listed.items()
                return self._sides(query, dimension, values, without(query.conditions, dimension))
            if parts.group is None and len(listed) == 1 and self.table.key not in listed:
                query = replace(query, group=next(iter(listed)))
        if len(query.measures) > 1:
            return Unclear("sense")
        limit = self._number("top", "bottom")
        position = self._number("nth", "nth_ascending")
        return self._grouped(replace(query, limit=limit, position=position))

    def _position(self, query: Query) -> Outcome:
        """Ask for the place of one value among all: 循環線は何番目に多い."""
        group = query.group or self.table.key
        named = [
            c for c in query.conditions
            if c.op == "in" and len(c.values) == 1 and c.dimension == group
        ]  # fmt: skip
        if len(named) != 1 or len(query.measures) > 1:
            return Unclear("sense")
        conditions = without(query.conditions, group)
        return replace(query, group=group, conditions=conditions, named=named[0].values)

    def _all_negative(self, query: Query) -> bool:
        """Say whether every number of a measure is below zero, as losses are."""
        numbers = [
            r.cells[m].value for r in self.table.rows for m in query.measures if m in r.cells
        ]
        return bool(numbers) and max(numbers) < 0

    def _number(self, *names: str) -> int | None:
        for name in names:
            for mark in self.parts.marks.get(name, []):
                for group in mark.groups:
                    if group and group.isdigit():
                        return int(group)
        return None

    def _mean(self, query: Query) -> Outcome:
        """Settle what a mean or a median is taken over: one thing, and no two at once."""
        open_ = self._rows(query.conditions)
        grouped = query.group is not None or self.parts.has("per")
        if self.parts.has("per") and query.group is None:
            named = [t.key for t in self.parts.skeleton.tokens if t.kind == "D"]
            query = replace(query, group=named[0] if named else None)
        if not open_:
            return Unclear("sense")
        if grouped and query.group is not None:
            if self._fixed(query.conditions, query.group):
                return Unclear("sense")
            return query
        if len(open_) > 1:
            return Unclear("over")
        return replace(query, group=None)

    def _list(self, query: Query) -> Outcome:
        parts = self.parts
        if parts.has("trend") and query.group is None:
            query = replace(query, group=self.shape.ordered())
        open_ = self._rows(query.conditions)
        if query.group is None and not open_:
            return replace(query, operation="value")
        if query.group is None:
            listed = [d for d in parts.selection.listed if d in self.shape.identity]
            group = listed[0] if listed else None
            if group is None:
                group = self.table.key if self.table.key in open_ else open_[0]
            query = replace(query, group=group)
        return query

    def _attribute(self, query: Query) -> Outcome:
        asked = self._attributes() or ([self.parts.group] if self.parts.group else [])
        asked = [a for a in asked if a is not None]
        if not asked or len(asked) > 1 or not query.conditions:
            return Unclear("sense")
        wanted = asked[0]
        if self._fixed(query.conditions, wanted):
            return Unclear("sense")
        dependent = wanted not in self.shape.identity or wanted == self.table.key
        if not dependent:
            return Unclear("sense")
        return replace(query, attributes=(wanted,), group=None)

    def _count(self, query: Query) -> Outcome:
        marked = [*self.parts.marks.get("count", []), *self.parts.marks.get("by", [])]
        named = [
            t.key for t in self.parts.skeleton.tokens
            if t.kind == "D"
            and (not marked or any(m.start <= t.place < m.end for m in marked))
        ]  # fmt: skip
        if not named or self.parts.columns or self.parts.asked:
            return Unclear("sense")
        return replace(query, group=named[0])
