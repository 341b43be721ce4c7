"""What a follow-up question leaves out, taken from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.tables.nouns import with_rows
from assistant.tables.query import Condition, Operation, Query, Threshold
from assistant.tables.reading import Reading
from assistant.tables.slots import Slots
from assistant.types import Table

# A follow-up that names only another row, column or date asks the same thing again.
_CARRIED: tuple[Operation, ...] = (
    "value", "sum", "attribute", "breakdown", "share", "mean", "duration", "extreme", "rank",
    "threshold", "median", "count", "difference", "ratio",
)  # fmt: skip
# These look at all rows again; the others go on with the rows of the last answer.
_FRESH: tuple[Operation, ...] = ("extreme", "rank", "threshold", "same", "list", "mean", "median")
_SHORT = 16
STATISTICS = frozenset({"max", "min", "mean", "median", "nth", "nth_ascending"})
"""Operations of which each names one number of all rows, to hold another against."""
_TWO = r"2つ|二つ|両|2<rows>|どちら|どっち|both|the two|which one"
# «長野と合わせると»: the rows of the turn before are added to the one named.
_ADDED = re.compile(
    r"と(?:合わせ|あわせ|足|たす|足し|合計|計)|も(?:足|たし|加え|入れ|合わせ|あわせ|含め)|を(?:足|たす|たし|加え)"
    r"|プラス|together with|combined with|plus|add"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One answered query of the conversation: ``keys`` are the rows its answer names.

    ``picked``: the values that it names of another dimension than the key.
    """

    query: Query
    keys: tuple[str, ...]
    picked: Condition | None = None


class Follow:
    """The conversation as seen from one question. ``active``: the question continues it."""

    def __init__(self, reading: Reading, table: Table, slots: Slots, turns: Sequence[Turn]) -> None:
        self.reading, self.table, self.slots = reading, table, slots
        self.turns = tuple(turns)
        self.last = turns[-1] if turns else None
        self.active = self._active()
        self.pairs = (
            bool(self.two_measures())
            or (self.active and self._last_groups() is not None)
            or (self.active and len({*self._recent(2), *slots.named}) >= 2)
        )

    @property
    def others(self) -> bool:
        """Whether the question is about the rows that the last answer did not name: «ほかは？»."""
        return bool("others" in self.reading.scope and self.last and self.last.keys)

    def _active(self) -> bool:
        if not self.turns:
            return False
        reading, slots = self.reading, self.slots
        if {"lead", "anaphora", "others"} & set(reading.scope):
            return True
        subject = bool(reading.keys("subject"))
        rows = bool(slots.named or slots.conditions or "all" in reading.scope)
        asks = bool(reading.ask)
        if rows and ((subject and asks) or (slots.columns and asks)):
            return False
        # A full question stands alone; a short one goes on: «市町村はいくつ参加？».
        complete = subject and asks and (bool(slots.columns) or "rows" in reading.ask)
        # «里親の出席者は全部で何人ですか», «出席者が最も多い地域は»: of all rows, however short.
        whole = "sum" in reading.op or "rows" in reading.ask
        whole = whole or ("which" in reading.ask and bool({"max", "min"} & set(reading.op)))
        return not complete or (len(reading.plain) <= _SHORT and not whole)

    def inherit(self, query: Query) -> Query:
        """Return ``query`` with the rows that a follow-up takes for granted."""
        if not self.active or self.last is None:
            return query
        if self.others and not query.named:
            rest = Condition(self.table.key, "not_in", self.last.keys)
            return replace(query, conditions=(*query.conditions, rest))
        of_all = query.operation in ("share", "ratio")  # «全体の何割»: of the row before
        if "all" in self.reading.scope and "anaphora" not in self.reading.scope and not of_all:
            return query
        held = query.operation in ("difference", "ratio") and STATISTICS & set(self.reading.op)
        if held and len(query.named) < 2:
            return query if query.named else self._with_rows(query, self.last.keys)
        if len(query.named) == 1 and query.operation in ("difference", "ratio", "extreme"):
            # «上伊那とどっちが多い？»: the other one is the row of the turn before.
            other = [k for k in self.last.keys if k not in query.named][-1:]
            return self._with_rows(query, (*other, *query.named))
        if query.operation == "sum" and query.named and _ADDED.search(self.reading.plain):
            other = [k for k in self.last.keys if k not in query.named]
            return self._with_rows(query, (*other, *query.named))
        if query.operation in ("extreme", "difference", "ratio") and not query.named:
            query = self._against_last(query)
        if query.named or any(c.op != "not_in" for c in query.conditions):
            return query
        named: tuple[str, ...] = ()
        groups = self._last_groups() if query.operation in ("difference", "ratio") else None
        if groups is not None:
            return replace(query, conditions=(*query.conditions, groups))
        sets = tuple(t.keys for t in self.turns[-2:])
        if (
            query.operation in ("difference", "ratio")
            and len(sets) == 2
            and (max(map(len, sets)) > 1 and all(sets) and sets[0] != sets[1])
        ):
            return replace(query, key_groups=sets)
        # «合わせると全体の何%»: of the rows before, added up.
        added = query.operation == "share" and "sum" in self.reading.op
        compares = (
            added
            or query.operation in ("difference", "ratio", "sum")
            or with_rows(_TWO, self.reading.rows).search(self.reading.plain)
        )
        if compares and len(self.last.keys) < 2:
            named = self._recent(2 if query.operation != "sum" else len(self.turns))
        elif (
            query.operation not in _FRESH
            or len(self.last.query.named) > 1
            or "anaphora" in self.reading.scope
        ):
            several = self.last.query.named
            named = several if len(several) > 1 else self.last.keys
        if not named:
            kept = (c for c in self.last.query.conditions if c.dimension != self.table.key)
            # «11月の出席者は？» «平均だと？»: the mean of those rows.
            anew = query.operation in _FRESH and query.operation not in ("mean", "median")
            fresh = () if anew else tuple(kept)
            return replace(query, conditions=(*fresh, *query.conditions))
        return self._with_rows(query, named)

    def _last_groups(self) -> Condition | None:
        """Return the groups that the last two turns were about: 午前, then 午後."""
        found = [
            c
            for turn in self.turns[-2:]
            for c in turn.query.conditions
            if c.dimension != self.table.key and c.op in ("in", "month")
        ]
        if (
            len(found) == 2
            and found[0].dimension == found[1].dimension
            and (found[0].op == found[1].op and len(found[0].values) == len(found[1].values) == 1)
        ):
            return replace(found[0], values=(*found[1].values, *found[0].values))
        return None

    def _against_last(self, query: Query) -> Query:
        """Set the month or time of day that is named against the one of the turn before.

        «11月は何人？» «じゃあ10月のほうが多い？»
        """
        before = self.last.query.conditions if self.last else ()
        for own in query.conditions:
            other = next((c for c in before if c.dimension == own.dimension), None)
            if (
                own.dimension != self.table.key
                and own.op in ("in", "month")
                and len(own.values) == 1
                and other is not None
                and (other.op, len(other.values)) == (own.op, 1)
                and other.values != own.values
            ):
                both = replace(own, values=(*own.values, *other.values))
                return replace(
                    query, conditions=tuple(both if c is own else c for c in query.conditions)
                )
        return query

    def _with_rows(self, query: Query, named: tuple[str, ...]) -> Query:
        key = self.table.key
        kept = tuple(c for c in query.conditions if c.dimension != key or c.op != "in")
        rows = Condition(key, "in", named)
        return replace(query, named=named, conditions=(*kept, rows))

    def carried(self) -> Operation | None:
        """Return the operation to repeat for another row, column or date."""
        slots = self.slots
        if not self.active or self.last is None:
            return None
        named = slots.named or slots.columns or slots.conditions or slots.limits
        asked = bool(named or slots.excluded or "all" in self.reading.scope)
        if not (asked or slots.premises):
            return None
        before = self.last.query.operation
        if slots.columns and before in ("attribute", "breakdown", "duration", "count"):
            return "value"
        if before == "threshold" and slots.conditions and not slots.columns:
            return "threshold"  # «そのうち10月は？»
        if "anaphora" in self.reading.scope and before in _FRESH:
            return "value"
        if slots.named and before in ("extreme", "rank", "threshold", "same", "list"):
            return "value"
        return before if before in _CARRIED else "value"

    def carried_from(self) -> Operation | None:
        """Return the operation of the turn that this question continues."""
        return self.last.query.operation if self.active and self.last else None

    def attributes(self) -> tuple[str, ...]:
        """Return the attributes that the last turn asked for."""
        return self.last.query.attributes if self.active and self.last else ()

    def measures(self) -> tuple[str, ...]:
        """Return the measures of the last turn, for a follow-up that names none."""
        if "who" in self.reading.ask:
            return ()
        if not self.active or self.last is None:
            return ()
        return self.last.query.measures

    def adds_columns(self) -> bool:
        """Say whether a column is added to what the turn before counted: «児相も足すと？»."""
        columns = self.slots.columns and not self.slots.named
        return bool(self.active and columns and _ADDED.search(self.reading.plain))

    def two_measures(self) -> tuple[str, ...]:
        """Return the measures of the last two turns, where they differ over the same rows."""
        if not self.active or len(self.turns) < 2:
            return ()
        first, second = (t.query for t in self.turns[-2:])
        alike = first.conditions == second.conditions
        found = (*self._one_measure(first), *self._one_measure(second))
        return found if alike and len(set(found)) == 2 else ()

    def _one_measure(self, query: Query) -> tuple[str, ...]:
        """Return the measure of a query; of one column counted both ways, that of persons."""
        columns = {m.column for m in self.table.measures if m.id in query.measures}
        return query.measures[:1] if len(columns) == 1 else ()

    def threshold(self) -> Threshold | None:
        """Return the limit of the last turn, for «そのうち10月は？»."""
        return self.last.query.threshold if self.active and self.last else None

    def descending(self, default: bool) -> bool:
        """Return the direction of the last comparison, for «二番目は？»."""
        if self.active and self.last and self.last.query.operation in ("extreme", "rank"):
            return self.last.query.descending
        return default

    def _recent(self, count: int) -> tuple[str, ...]:
        """Return the last ``count`` rows that the conversation named, oldest first."""
        keys: list[str] = []
        for turn in reversed(self.turns):
            for key in reversed(turn.keys):
                if key not in keys:
                    keys.insert(0, key)
            if len(keys) >= count:
                break
        return tuple(keys[-count:])
