"""Settle the two numbers of a difference, a multiple, a share or a change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.cube.operation import Operations
from assistant.tables.cube.skeleton import Token
from assistant.tables.outcome import Outcome, Refusal, Unclear
from assistant.tables.query import Condition, Query
from assistant.tables.shape import ancestors, without


class Pairs(Operations):
    """Settles questions that put two numbers beside each other."""

    def _pair(self, query: Query) -> Outcome:
        """Settle the two numbers of a difference or a ratio."""
        parts, listed = self.parts, self.parts.selection.listed
        if parts.has("previous"):
            return self._with_year_before(query)
        values = [t for t in parts.skeleton.tokens if t.kind == "V"]
        by_dimension: dict[str, list[Token]] = {}
        for token in values:
            by_dimension.setdefault(token.key, []).append(token)
        twice = {d: ts for d, ts in by_dimension.items() if len({t.value for t in ts}) == 2}
        if len(query.measures) == 2:
            same = len({self.measures[m].unit for m in query.measures}) == 1
            return query if same and not twice else Unclear("sense")
        if not twice:
            pair = self._last_two() if not listed else None
            named = parts.selection.conditions
            if pair is not None and not named:
                return self._sides(query, *pair)
            if self.last is not None and len(named) == 1 and named[0].op == "in":
                # «東図書館との差は»: the other one is that of the turn before.
                before = [c for c in self.last.query.conditions
                          if c.dimension == named[0].dimension and c.op == "in"]  # fmt: skip
                if before and len(before[0].values) == 1 and len(named[0].values) == 1:
                    both = (before[0].values[0], named[0].values[0])
                    shared = without(query.conditions, named[0].dimension)
                    return self._sides(query, named[0].dimension, both, shared)
            return Unclear("pair")
        if len(twice) != 1 or parts.selection.ranges:
            return Unclear("sense")
        ((dimension, tokens),) = twice.items()
        names = list(dict.fromkeys(str(t.value) for t in tokens))
        if query.operation == "ratio":
            names = self._base_last(tokens, names)
        return self._sides(query, dimension, names, without(query.conditions, dimension))

    def _with_year_before(self, query: Query) -> Outcome:
        """Compare the year that is named with the one before it: 前年の何倍."""
        time = self.shape.ordered()
        named = [c for c in query.conditions if c.dimension == time and c.op == "in"]
        if time is None or len(named) != 1 or len(named[0].values) != 1 or len(query.measures) > 1:
            return Unclear("sense")
        before = self.shape.neighbour(time, named[0].values[0], -1)
        if before is None:
            return Refusal("outside_period", (), passages_may_say=False)
        shared = without(query.conditions, time)
        return self._sides(query, time, (named[0].values[0], before), shared)

    def _base_last(self, tokens: Sequence[Token], names: list[str]) -> list[str]:
        """Put the value that the others are measured by at the end: «東図書館の何倍»."""
        for token in tokens:
            rest = self.parts.skeleton.text[token.place + 1 :]
            if re.match(
                r"(?:のV)?(?:のC)?の?(?:約|およそ)?(?:何(?:倍|割)|Q)|(?:のC)?を1と|(?:のC)?に(?:対し|比べ)",
                rest,
            ):
                return [*(n for n in names if n != token.value), str(token.value)]
        return names

    def _change(self, query: Query) -> Outcome:
        """Settle the two times between which a number changed."""
        parts, time = self.parts, self.shape.ordered()
        if time is None or len(query.measures) > 1 or parts.group not in (None, time):
            return Unclear("sense")
        named = parts.selection.listed.get(time) or parts.selection.ranges.get(time)
        tokens = [str(t.value) for t in parts.skeleton.tokens if t.kind == "V" and t.key == time]
        values = list(dict.fromkeys(named or tokens))
        shared = without(query.conditions, time)
        if not values:
            values = [v for c in query.conditions if c.dimension == time for v in c.values]
        if len(values) == 1:
            before = self.shape.neighbour(time, values[0], -1)
            if before is None:
                return Refusal("outside_period", (), passages_may_say=False)
            values = [before, values[0]]
        if len(values) != 2:
            return Unclear("sense")
        older, newer = sorted(values, key=lambda v: (len(v), v))
        text = parts.reading.plain
        falls = re.search(r"減|落ち|下が|低く|少なく", text) is not None
        rises = re.search(r"増|伸|上が|高く|多く", text) is not None
        judged = (
            query.yes_no
            and parts.asked is None
            and falls != rises
            and not re.search(r"どれ|どの|どう|何", text)
        )
        query = replace(query, descending=not falls, yes_no=judged)
        return self._sides(query, time, (older, newer), shared)

    def _share(self, query: Query) -> Outcome:
        """Settle part and whole: «Aに占めるB», «AのうちB», «Bは全体の何%», «Aの何%»."""
        parts, skeleton = self.parts, self.parts.skeleton
        measure = self.measures[query.measures[-1]]
        split = re.search(r"に占め|のうち|の中で|に対する", skeleton.text)
        wholes = ancestors(measure, self.measures)
        if split is not None:
            columns = [t.key for t in skeleton.tokens if t.kind == "C" and t.place < split.start()]
            after = [t.key for t in skeleton.tokens if t.kind == "C" and t.place >= split.end()]
            before = {t.key for t in skeleton.tokens
                      if t.kind == "V" and t.place < split.start()}  # fmt: skip
            later = [t.key for t in skeleton.tokens if t.kind == "V" and t.place >= split.end()]
            part = self._measure((after or columns or [measure.column])[0], "")
            whole = self._measure((columns or after or [measure.column])[-1], "")
            if part is None or whole is None:
                return Unclear("sense")
            if not columns and after and wholes and not later:
                whole = wholes[-1].id
            if part != whole and self.measures[part].unit != self.measures[whole].unit:
                return Unclear("sense")
            only_part = [d for d in later if d not in before]
            if part == whole and not only_part:
                return Unclear("sense")
            base = without(query.conditions, *only_part)
            return replace(query, measures=(part,), over=whole, base=base)
        twice = [d for d, v in parts.selection.listed.items() if len(v) == 2]
        tokens = [t for t in skeleton.tokens if t.kind == "V"]
        named = {d: [t for t in tokens if t.key == d] for d in {t.key for t in tokens}}
        two = [d for d, ts in named.items() if len({t.value for t in ts}) == 2]
        if len(two) == 1:
            names = self._base_last(named[two[0]], [str(t.value) for t in named[two[0]]])
            shared = without(query.conditions, two[0])
            part_of = (*shared, Condition(two[0], "in", (names[0],)))
            whole_of = (*shared, Condition(two[0], "in", (names[-1],)))
            return replace(query, conditions=part_of, over=measure.id, base=whole_of)
        if twice or (len(query.measures) > 1 and not wholes):
            return Unclear("sense")
        if wholes and not parts.has("whole"):
            return replace(query, measures=(measure.id,), over=wholes[-1].id,
                           base=query.conditions)  # fmt: skip
        narrow = [c.dimension for c in query.conditions if c.op == "in"]
        dependent = [d for d in narrow if d not in self.shape.identity]
        dropped = (self.table.key if self.table.key in narrow else
                   dependent[0] if dependent else narrow[0] if narrow else None)  # fmt: skip
        if dropped is None:
            return Unclear("sense")
        base = without(query.conditions, dropped)
        return replace(query, measures=(measure.id,), over=measure.id, base=base)
