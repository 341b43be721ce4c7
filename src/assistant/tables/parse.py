"""From the slots of a question to typed queries, with the conversation before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.tables.lexicon import Lexicon, Reading
from assistant.tables.query import Condition, Operation, Premise, Query, Threshold
from assistant.tables.slots import Slots, fill, measure_of, root_column
from assistant.types import AbstainReason, Table


@dataclass(frozen=True, slots=True)
class Refusal:
    """The question is about the table, but asks for something that it does not hold."""

    reason: AbstainReason
    words: tuple[str, ...]
    passages_may_say: bool = True
    """Whether the number may stand in a passage outside the tables (a target rate)."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The question fits in several ways. ``choices`` are questions to ask instead."""

    sentence: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One answered query of the conversation: ``keys`` are the rows its answer names."""

    query: Query
    keys: tuple[str, ...]


Outcome = Query | Refusal | Unclear | None
"""None: the question is not about the table."""

_ATTRIBUTE_ASKS = ("when", "weekday", "start", "end", "time", "where", "year", "duration")
_DIMENSION_OF_ASK = {
    "when": ("date", "weekday"), "weekday": ("weekday",), "time": ("time",),
    "start": ("time",), "end": ("time",), "year": ("date",),
}  # fmt: skip


def parse(reading: Reading, lexicon: Lexicon, turns: Sequence[Turn]) -> Outcome:
    """Return the query that ``reading`` asks for; ``turns`` is the conversation, oldest first."""
    return _Parser(reading, lexicon.table, fill(reading, lexicon), turns).outcome()


class _Parser:
    """One question. The order of the checks is the order of their precision."""

    def __init__(self, reading: Reading, table: Table, slots: Slots, turns: Sequence[Turn]) -> None:
        self.reading, self.table, self.slots, self.turns = reading, table, slots, turns
        self.follows = self._is_follow_up()
        self.last = turns[-1] if turns else None

    # -- what the question holds -----------------------------------------------------------

    def _is_follow_up(self) -> bool:
        if not self.turns:
            return False
        reading, slots = self.reading, self.slots
        if "lead" in reading.scope or "anaphora" in reading.scope:
            return True
        names_subject = bool(reading.keys("subject"))
        has_rows = bool(slots.named or slots.conditions or "all" in reading.scope)
        return not (names_subject and has_rows) and not (has_rows and self._counts())

    def _counts(self) -> bool:
        """Say whether the question wants a number."""
        ask, op = self.reading.ask, self.reading.op
        wanted = ("persons", "bodies", "rows", "days")
        computed = ("mean", "per", "sum", "difference", "ratio", "share", "breakdown")
        return (
            any(a in ask for a in wanted)
            or any(o in op for o in computed)
            or self.slots.quantity is not None
        )

    def _attributes(self) -> tuple[str, ...]:
        found: list[str] = []
        for ask, types in _DIMENSION_OF_ASK.items():
            if ask in self.reading.ask:
                times = [d.id for d in self.table.dimensions if d.type == "time"]
                if ask == "start":
                    found += times[:1]
                elif ask == "end":
                    found += times[1:]
                else:
                    found += [d.id for d in self.table.dimensions if d.type in types]
        if "where" in self.reading.ask:
            found += self._place_dimensions()
        found += [d for d in self.reading.keys("dimension") if d != self.table.key]
        return tuple(dict.fromkeys(found))

    def _place_dimensions(self) -> list[str]:
        return [
            d.id for d in self.table.dimensions
            if d.type == "category" and d.id != self.table.key and "どこ" in d.question_words
        ]  # fmt: skip

    def _about_table(self) -> bool:
        slots, reading = self.slots, self.reading
        return bool(
            reading.keys("subject") or slots.named or slots.columns or slots.conditions
            or slots.excluded
        )  # fmt: skip

    # -- the decision ----------------------------------------------------------------------

    def outcome(self) -> Outcome:
        reading, slots = self.reading, self.slots
        if not self._about_table() and not (self.follows and (reading.ask or reading.op)):
            return None
        if "text" in reading.ask and not ("persons" in reading.ask and reading.keys("subject")):
            return None
        query = self._query()
        if query is None:
            return None
        if slots.outside_year:
            return Refusal("outside_period", (slots.outside_year,))
        if slots.place and not slots.row_of_place:
            return Refusal("not_stated", (slots.place,), passages_may_say=False)
        if slots.unknown_unit:
            return Refusal("not_stated", (slots.unknown_unit,))
        if reading.residue:
            # An elliptical follow-up with unknown words is a new subject, not a new number.
            strong = self._counts() or reading.keys("subject") or slots.named
            return Refusal("not_stated", reading.residue) if strong else None
        return query

    def _query(self) -> Query | None:
        slots, op, ask = self.slots, self.reading.op, self.reading.ask
        conditions, premises = self._conditions()
        query = Query(
            self.table.id,
            "value",
            conditions=conditions,
            named=tuple(slots.named),
            premises=premises,
            yes_no="yes_no" in ask,
            threshold=slots.threshold,
            caution=slots.place,
        )
        if self.follows and self.last:
            query = self._inherit(query, self.last)
        operation = self._operation(query)
        if operation is None:
            return None
        query = replace(query, operation=operation)
        query = self._details(query)
        if query.operation not in ("attribute", "count", "duration") and not query.measures:
            measures = self._measures(query)
            if not measures:
                return None
            query = replace(query, measures=measures)
        if op.get("none") and query.operation == "threshold" and query.threshold is None:
            query = replace(query, threshold=Threshold("eq", 0))
        return query

    def _conditions(self) -> tuple[tuple[Condition, ...], tuple[Premise, ...]]:
        slots = self.slots
        premises = [p for p in slots.premises if p.type != "weekday"]
        conditions = list(slots.conditions)
        if not slots.named:
            for premise in slots.premises:
                if premise.type == "weekday":
                    premises.append(premise)
            return tuple(conditions), tuple(premises)
        # A named row is known already: a date beside it is something to check, not a filter.
        unique = len({r.keys[self.table.key] for r in self.table.rows}) == len(self.table.rows)
        kept = [Condition(self.table.key, "in", tuple(slots.named))]
        for condition in conditions:
            if unique and condition.op in ("in", "month"):
                type_ = "month" if condition.op == "month" else condition.dimension
                premises.append(
                    Premise(
                        "date" if type_ != "month" else "month",
                        "|".join(condition.values),
                        condition.dimension,
                    )
                )
            else:
                kept.append(condition)
        premises += [p for p in slots.premises if p.type == "weekday"]
        return tuple(kept), tuple(premises)

    def _inherit(self, query: Query, last: Turn) -> Query:
        """Fill what a follow-up leaves out from the turn before it."""
        key = self.table.key
        before = last.query
        if "all" in self.reading.scope:
            return query
        if not query.named and not any(c.op != "not_in" for c in query.conditions):
            named = last.keys
            if "anaphora" in self.reading.scope and re.search(
                r"2つ|二つ|両|both|the two|2地域", self.reading.plain
            ):
                named = self._last_two()
            if named:
                query = replace(
                    query,
                    named=named,
                    conditions=(*query.conditions, Condition(key, "in", named)),
                )
            else:
                query = replace(query, conditions=(*before.conditions, *query.conditions))
        return query

    def _last_two(self) -> tuple[str, ...]:
        keys: list[str] = []
        for turn in reversed(self.turns):
            for k in reversed(turn.keys):
                if k not in keys:
                    keys.insert(0, k)
            if len(keys) >= 2:
                break
        return tuple(keys[-2:])

    def _operation(self, query: Query) -> Operation | None:
        op, ask, slots = self.reading.op, self.reading.ask, self.slots
        rows, columns = len(query.named), len(slots.columns)
        counts = self._counts()
        attributes = self._attributes()
        extremes = "max" in op or "min" in op
        compared = ("more" in op or "less" in op) and (
            "which" in ask or "who" in ask or rows > 1 or columns > 1
        )
        if "duration" in ask:
            return "duration"
        if "share" in op:
            return "share"
        if "ratio" in op and (rows > 1 or columns > 1):
            return "ratio"
        if "difference" in op and (
            rows > 1 or columns > 1 or ("max" in op and "min" in op) or "mean" in op
        ):
            return "difference"
        if any(
            o in op for o in ("nth", "nth_ascending", "top", "bottom", "descending", "ascending")
        ):
            return "rank"
        if "per" in op:
            return "per"
        if extremes and not (query.named and rows == 1 and not self._by_column()):
            return "extreme"
        if "mean" in op:
            return "mean"
        if slots.threshold and not (slots.threshold.op == "eq" and rows):
            return "threshold"
        if "none" in op and not rows and (columns or "which" in ask):
            return "threshold"
        if ("first" in op or "last" in op) and not rows:
            return "attribute"
        if "breakdown" in op:
            return "breakdown"
        if compared:
            return "extreme"
        if ("count" in op or "rows" in ask) and "persons" not in ask:
            return "count"
        if "days" in ask and not rows:
            return "count"
        if ("listing" in op or "each" in op) and rows < 2 and columns < 2:
            return "list"
        if counts and not ("where" in ask and "sum" in op and not rows and not columns):
            return "sum" if "sum" in op and (rows > 1 or query.conditions) else "value"
        if attributes and (rows or query.conditions):
            return "attribute"
        if any(p.type in ("date", "month", "weekday") for p in query.premises) and rows:
            return "attribute"
        if "which" in ask and query.conditions and not rows:
            return "attribute"
        return self._value_or_nothing(query)

    def _value_or_nothing(self, query: Query) -> Operation | None:
        """Decide about a question that asks for a number without saying so: «松本 里親»."""
        slots, reading = self.slots, self.reading
        if reading.ask.get("which") or reading.ask.get("who"):
            return None
        before = self.last.query if self.last and self.follows else None
        if before and (slots.named or slots.columns or slots.conditions):
            if slots.columns and before.operation == "attribute":
                return "value"
            return (
                "value"
                if before.operation in ("breakdown",) and slots.columns
                else (before.operation if before.operation in _CARRIED else "value")
            )
        places = bool(slots.named or slots.conditions or "all" in reading.scope)
        if places and (slots.columns or reading.keys("subject")):
            return "value"
        if slots.columns and reading.keys("subject"):
            return "value"
        if slots.premises and any(p.type == "number" for p in slots.premises) and places:
            return "value"
        return None

    def _by_column(self) -> bool:
        ask, slots = self.reading.ask, self.slots
        return (
            "who" in ask or len(slots.columns) > 1
            or (len(slots.named) == 1 and "which" not in ask and "yes_no" not in ask)
        )  # fmt: skip

    def _details(self, query: Query) -> Query:
        op, ask, slots = self.reading.op, self.reading.ask, self.slots
        before = self.last.query if self.last and self.follows else None
        descending = not any(o in op for o in ("min", "ascending", "bottom", "nth_ascending"))
        if "less" in op and "more" not in op and "max" not in op:
            descending = False
        limit = self.reading.number("top") or self.reading.number("bottom")
        position = self.reading.number("nth_ascending") or self.reading.number("nth")
        query = replace(
            query,
            descending=descending,
            limit=int(limit) if limit else None,
            position=int(position) if position and not limit else None,
            attributes=self._attributes(),
        )
        if query.operation in ("extreme", "rank") and self._by_column():
            query = replace(query, by="column")
        if (
            query.operation == "extreme"
            and ("max" in op or "min" in op)
            and len(query.named) == 1
            and query.by == "row"
        ):
            query = replace(
                query,
                conditions=tuple(c for c in query.conditions if c.dimension != self.table.key),
            )
        if query.operation == "attribute" and not query.attributes:
            inherited = before.attributes if before and not slots.columns else ()
            query = replace(query, attributes=inherited or self._asked_by_premise(query))
        if "max" in op and query.operation == "value":
            query = replace(query, premises=(*query.premises, Premise("extreme", "max")))
        if "min" in op and query.operation == "value":
            query = replace(query, premises=(*query.premises, Premise("extreme", "min")))
        if query.operation == "share":
            query = self._share(query)
        if "first" in op or "last" in op:
            query = replace(query, descending="last" in op, limit=1)
        if "year" in ask:
            query = replace(
                query, attributes=tuple(d.id for d in self.table.dimensions if d.type == "date")
            )
        return query

    def _asked_by_premise(self, query: Query) -> tuple[str, ...]:
        asked = tuple(p.unit for p in query.premises if p.type in ("date", "month", "weekday"))
        if asked:
            return asked
        return (self.table.key,)

    def _share(self, query: Query) -> Query:
        """Find numerator and denominator: «AのうちB», «Aに占めるB»; else the column's parent."""
        columns = self.slots.columns
        split = re.search(
            r"に占め|のうち|の中で|のなかで|における|に対する|of all|of the|among",
            self.reading.plain,
        )
        over: str | None = None
        over_all = False
        if split:
            first = [t for t in self.reading.tags if t.role == "column" and t.end <= split.start()]
            rest = [t for t in self.reading.tags if t.role == "column" and t.start >= split.end()]
            rows_before = [
                t
                for t in self.reading.tags
                if t.role == "value" and t.key == self.table.key and t.end <= split.start()
            ]
            if first and not rest and query.named and not rows_before:
                over_all = True  # 里親に占める長野の割合
                columns = [first[0].key]
            elif first and rest:
                over = first[-1].key
                columns = [t.key for t in rest][:1] or columns
        if not columns or columns == [root_column(self.table)]:
            over_all = bool(query.named or query.conditions)
        measures = self._measures(query, columns)
        base = measure_of(self.table, over, None) if over else None
        return replace(
            query, measures=measures, over=base.id if base else None, over_all_rows=over_all
        )

    def _measures(self, query: Query, columns: list[str] | None = None) -> tuple[str, ...]:
        columns = columns if columns is not None else self.slots.columns
        quantity = self.slots.quantity
        before = self.last.query if self.last and self.follows else None
        if not columns and before and before.measures and "all" not in self.reading.scope:
            if quantity is None:
                return before.measures
            columns = [m.column for m in self.table.measures if m.id in before.measures]
        if not columns:
            root = root_column(self.table)
            columns = [root] if root else []
        found: list[str] = []
        both = query.operation == "value" and quantity is None and not query.premises
        for column in columns:
            if both:
                of_column = [m.id for m in self.table.measures if m.column == column]
                found += of_column
                continue
            measure = measure_of(self.table, column, quantity)
            if measure is None:
                return ()
            found.append(measure.id)
        return tuple(found)


_CARRIED: tuple[Operation, ...] = (
    "value", "sum", "attribute", "breakdown", "share", "mean", "duration", "extreme", "rank",
)  # fmt: skip
