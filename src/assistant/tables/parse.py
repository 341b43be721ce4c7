"""From the slots of a question to a typed query, with the conversation before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.tables.follow import Follow, Turn
from assistant.tables.lexicon import Lexicon, Reading, matcher
from assistant.tables.measures import MeasureChoice
from assistant.tables.query import Condition, Operation, Premise, Query, Threshold
from assistant.tables.slots import Slots, counts_rows, fill
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
    """The question leaves open what it asks for: ``missing`` says what has to be named."""

    missing: str


Outcome = Query | Refusal | Unclear | None
"""None: the question is not about the table."""

_TYPES_OF_ASK = {
    "when": ("date", "weekday"), "weekday": ("weekday",), "time": ("time",),
    "year": ("date",),
}  # fmt: skip
# Several things asked in one breath: 開催日、会場及び人数; 何人で、いつ.
_BESIDE = re.compile(
    r"(?:日|日時|日程|会場|場所|時間|曜日|いつ|どこで|数|何人|何名)(?:と|や|、|,|・|及び|および|で、|も)"
    r"|(?:と|や|、|・|及び|および)(?:その|開催)?(?:日|日時|日程|会場|場所|時間|曜日|いつ|どこ)| and "
)
_RANKING = ("nth", "nth_ascending", "top", "bottom", "descending", "ascending", "position_of")


def parse(reading: Reading, lexicon: Lexicon, turns: Sequence[Turn]) -> Outcome:
    """Return the query that ``reading`` asks for; ``turns`` is the conversation, oldest first."""
    return _Parser(reading, lexicon.table, fill(reading, lexicon), turns).outcome()


class _Parser:
    """One question. The order of the checks is the order of their precision."""

    def __init__(self, reading: Reading, table: Table, slots: Slots, turns: Sequence[Turn]) -> None:
        self.reading, self.table, self.slots = reading, table, slots
        self.ask, self.op = reading.ask, reading.op
        self.follow = Follow(reading, table, slots, turns)
        self.rows_asked = counts_rows(reading, table, slots)
        self.choice = MeasureChoice(reading, table, slots, self.follow)

    # -- what the question holds -----------------------------------------------------------

    def _counts(self) -> bool:
        """Say whether the question wants a number."""
        wanted = ("persons", "bodies", "rows", "days")
        computed = ("mean", "median", "per", "sum", "difference", "ratio", "share", "breakdown")
        return (
            any(a in self.ask for a in wanted)
            or any(o in self.op for o in computed)
            or self.slots.quantity is not None
        )

    def _attributes(self) -> tuple[str, ...]:
        found: list[str] = []
        times = [d.id for d in self.table.dimensions if d.type == "time"]
        for ask, types in _TYPES_OF_ASK.items():
            if ask in self.ask:
                found += [d.id for d in self.table.dimensions if d.type in types]
        found += times[:1] if "start" in self.ask else []
        found += times[1:] if "end" in self.ask else []
        if "where" in self.ask:
            found += [
                d.id for d in self.table.dimensions
                if d.type == "category" and d.id != self.table.key and "どこ" in d.question_words
            ]  # fmt: skip
        if "start" in self.ask or "end" in self.ask:
            return tuple(dict.fromkeys(found))
        named = [d for d in self.reading.keys("dimension") if d != self.table.key]
        # «何時から» names both the start and the word for times in general.
        found += [d for d in named if not (d in times and "time" in self.ask)]
        return tuple(dict.fromkeys(found))

    def _about_table(self) -> bool:
        slots, reading = self.slots, self.reading
        ranks = any(o in self.op for o in ("max", "min", *_RANKING)) and "which" in self.ask
        return bool(
            reading.keys("subject") or slots.named or slots.columns or slots.conditions
            or slots.excluded or slots.place
            or ((ranks or ("rows" in self.ask)) and not reading.residue)
            or (slots.threshold and slots.counts_units)
        )  # fmt: skip

    # -- the decision ----------------------------------------------------------------------

    def outcome(self) -> Outcome:
        """Return what the question asks of this table."""
        reading, slots = self.reading, self.slots
        unclear = self._unclear()
        if not self._about_table() and not (self.follow.active and (self.ask or self.op)):
            return unclear
        if "text" in self.ask and not ("persons" in self.ask and reading.keys("subject")):
            return None
        query = self._query()
        strong = self._counts() or bool(reading.keys("subject") or slots.named)
        if matcher("other_time").search(reading.plain) and strong:
            return Refusal("outside_period", ())
        if slots.outside_year and (query is not None or strong):
            return Refusal("outside_period", ())
        if slots.place and not slots.row_of_place and (query is not None or self._counts()):
            return Refusal("not_stated", (slots.place,), passages_may_say=False)
        if slots.unknown_unit and (query is not None or self._counts()):
            return Refusal("not_stated", (slots.unknown_unit,))
        if query is None:
            if reading.residue and self._counts() and reading.keys("subject"):
                return Refusal("not_stated", reading.residue)
            return unclear
        if reading.residue:
            return Refusal("not_stated", reading.residue) if strong else None
        return unclear or query

    def _unclear(self) -> Unclear | None:
        """Return what a question points at without anything standing there."""
        reading, slots = self.reading, self.slots
        asks = bool(self.ask or self.op)
        rows = bool(slots.named or slots.conditions or "all" in reading.scope)
        if matcher("own").search(reading.plain) and asks and not rows:
            return Unclear("row")
        if self.follow.turns or rows or slots.excluded:
            return None
        if asks and reading.residue == () and not reading.keys("subject"):
            ranks = any(o in self.op for o in ("max", "min", *_RANKING)) and "which" in self.ask
            if "anaphora" in reading.scope or not (slots.columns or slots.threshold or ranks):
                counted = (
                    (self._counts() and not self.rows_asked)
                    or "more" in self.op
                    or "less" in self.op
                )
                return Unclear("row") if counted or "anaphora" in reading.scope else None
        if "pointing" in reading.scope and asks:
            return Unclear("row")
        pair = "difference" in self.op and not {"max", "min", "mean"} & set(self.op)
        if pair and asks and len(slots.columns) < 2:
            return Unclear("pair")
        return None

    def _query(self) -> Query | None:
        slots = self.slots
        conditions, premises = self._conditions()
        query = Query(
            self.table.id,
            "value",
            conditions=conditions,
            named=tuple(slots.named),
            premises=premises,
            yes_no="yes_no" in self.ask,
            threshold=slots.threshold,
            caution=slots.place,
        )
        operation = self._operation(query)
        if operation is None:
            return None
        query = self.follow.inherit(replace(query, operation=operation))
        query = self._details(query)
        if query.operation not in ("attribute", "count", "duration") and not query.measures:
            measures = self.choice.measures(query)
            if not measures:
                return None
            query = replace(query, measures=measures)
        return query

    def _conditions(self) -> tuple[tuple[Condition, ...], tuple[Premise, ...]]:
        slots, key = self.slots, self.table.key
        if not slots.named:
            return tuple(slots.conditions), tuple(slots.premises)
        # A named row is known already: a date beside it is something to check, not a filter.
        unique = len({r.keys[key] for r in self.table.rows}) == len(self.table.rows)
        premises = list(slots.premises)
        kept = [Condition(key, "in", tuple(slots.named))]
        for condition in slots.conditions:
            if unique and condition.op in ("in", "month"):
                kind = "month" if condition.op == "month" else "date"
                values = "|".join(condition.values)
                premises.append(Premise(kind, values, condition.dimension))
            else:
                kept.append(condition)
        return tuple(kept), tuple(premises)

    def _operation(self, query: Query) -> Operation | None:
        """Return what to compute, or None where the question asks for no number."""
        op, ask, slots = self.op, self.ask, self.slots
        rows, columns = len(query.named), len(slots.columns)
        counts = self._counts()
        attributes = self._attributes()
        selected = bool(rows or query.conditions or self.follow.active)
        pairs = rows > 1 or columns > 1 or self.follow.pairs
        extremes = "max" in op or "min" in op
        if "duration" in ask:
            return "duration"
        if "share" in op and not extremes:
            return "share"
        if "ratio" in op and pairs:
            return "ratio"
        if "difference" in op and (pairs or len({"max", "min", "mean"} & set(op)) > 1):
            return "difference"
        if "same" in op and not rows:
            return "same"
        if "only_mean" in op or "below_mean" in op:
            return "threshold"
        if any(o in op for o in _RANKING):
            return "rank"
        if extremes and not (rows == 1 and not self.choice.by_column(query)):
            return "extreme"
        if self._per_body():
            return "per"
        if "median" in op:
            return "median"
        if "mean" in op:
            return "mean"
        some = ("none" in op and not self._included("none")) or "some" in op
        if "listing" in op and rows < 2 and not slots.threshold and not (some and columns):
            return "list"
        if slots.threshold and not (slots.threshold.op == "eq" and rows):
            return "threshold"
        if (
            not rows
            and columns
            and some
            and not ("persons" in ask and "which" not in ask and not self.rows_asked)
        ):
            return "threshold"
        if not rows and columns and "which" in ask and "persons" in ask and not extremes:
            return "threshold"
        if columns and not rows and self.rows_asked and "persons" not in ask:
            return "threshold"
        if ("first" in op or "last" in op) and not rows:
            return "attribute"
        if "breakdown" in op or ("who" in ask and selected and not ("more" in op or "less" in op)):
            return "breakdown"
        if (
            ("more" in op or "less" in op)
            and "sum" not in op
            and ("which" in ask or "who" in ask or pairs)
        ):
            return "extreme"
        if (self.rows_asked or "count" in op) and "persons" not in ask and not rows:
            return "count"
        if "days" in ask and not rows:
            return "count"
        if "each" in op and rows < 2 and columns < 2 and not query.conditions:
            return "list"
        if "sum" in op and (pairs or query.conditions or self.follow.active) and not attributes:
            return "sum"
        if counts:
            return "value"
        return self._without_number(query, attributes, selected)

    def _per_body(self) -> bool:
        """Say whether a mean per body is asked (1施設あたり), and not per row (1地域あたり)."""
        if self.reading.language == "en":
            starts = [m.end() for m in self.op.get("per", [])]
            return any(t.role == "column" and t.start in starts for t in self.reading.tags)
        return any(
            t.role == "column" and 0 <= m.start() - t.end <= 4
            for m in self.op.get("per", [])
            for t in self.reading.tags
        )

    def _included(self, operation: str) -> bool:
        """Say whether what ``operation`` names is only included: 0名の地域も含めて."""
        return any(
            re.match(r".{0,6}も?含", self.reading.plain[m.end() :])
            for m in self.op.get(operation, [])
        )

    def _without_number(
        self, query: Query, attributes: tuple[str, ...], selected: bool
    ) -> Operation | None:
        """Decide about a question that does not say that it wants a number: «松本 里親»."""
        slots, reading, ask = self.slots, self.reading, self.ask
        rows = bool(query.named)
        if attributes and selected:
            return "attribute"
        if attributes and "all" in reading.scope:
            return "list"
        if rows and any(p.type in ("date", "month", "place") for p in query.premises):
            return "attribute"
        if "which" in ask and not rows:
            if query.conditions:
                return "attribute"
            opened = "region" in ask or self.table.key in reading.keys("dimension")
            if opened and not slots.columns and reading.keys("subject"):
                return "list" if "all" in reading.scope else "attribute"
            if slots.columns and reading.keys("subject"):
                return "threshold"
            return None
        if "who" in ask:
            return None
        carried = self.follow.carried()
        if carried is not None:
            return carried
        places = bool(slots.named or query.conditions or "all" in reading.scope)
        subject = bool(reading.keys("subject") or slots.root_named)
        if slots.columns and subject and not rows and "yes_no" in ask and not query.conditions:
            return "value"
        if (places and (slots.columns or subject)) or (slots.columns and subject):
            return "value"
        if (places or slots.columns) and any(p.type == "number" for p in slots.premises):
            return "value"
        return None

    def _details(self, query: Query) -> Query:
        op, slots, reading = self.op, self.slots, self.reading
        descending = not any(o in op for o in ("min", "ascending", "bottom", "nth_ascending"))
        if "less" in op and "more" not in op and "max" not in op:
            descending = False
        if not {"max", "min", "more", "less", "descending", "ascending"} & set(op):
            descending = self.follow.descending(descending)
        limit = reading.number("top") or reading.number("bottom")
        position = reading.number("nth_ascending") or reading.number("nth")
        query = replace(
            query,
            descending=descending,
            limit=int(limit) if limit else None,
            position=int(position) if position and not limit else None,
            attributes=self._attributes(),
            beside=_BESIDE.search(reading.plain) is not None,
            derived="per" if self._per_body() else "share" if "share" in op else None,
        )
        if query.operation == "threshold":
            query = self._threshold(query)
        if query.operation in ("extreme", "rank") and self.choice.by_column(query):
            query = replace(query, by="column")
        if query.operation in ("extreme", "rank") and query.by == "row" and len(query.named) == 1:
            key = self.table.key
            kept = tuple(c for c in query.conditions if c.dimension != key or c.op != "in")
            query = replace(query, conditions=kept)
        if query.operation in ("attribute", "list") and not query.attributes:
            query = replace(query, attributes=self._asked(query))
        if query.operation == "value":
            wrong = tuple(Premise("extreme", o) for o in ("max", "min") if o in op)
            query = replace(query, premises=(*query.premises, *wrong))
        if query.operation == "share":
            query = self.choice.share(query)
        if ("first" in op or "last" in op) and query.operation == "attribute":
            query = replace(query, descending="last" in op, limit=1)
        if slots.quantity is None and "year" in self.ask and query.operation == "attribute":
            dates = tuple(d.id for d in self.table.dimensions if d.type == "date")
            query = replace(query, attributes=dates)
        return query

    def _threshold(self, query: Query) -> Query:
        """Settle what the rows have to meet, and whether one total is meant instead of rows."""
        op = self.op
        if "only_mean" in op or "below_mean" in op:
            return replace(query, threshold=Threshold("gt" if "only_mean" in op else "lt", None))
        if query.threshold is None:
            return replace(query, threshold=Threshold("eq" if "none" in op else "gt", 0))
        of_rows = {"which", "rows"} & set(self.ask) or {"listing", "count"} & set(op)
        if query.yes_no and not of_rows and not self._names_rows() and not query.named:
            return replace(query, of_total=True)
        return query

    def _names_rows(self) -> bool:
        return bool(
            re.search(
                r"(?:地域|会場|圏域|ところ|所|会|region|meeting)s?(?:は|って|が|も|と|、|$)",
                self.reading.plain,
            )
        ) and self.table.key in self.reading.keys("dimension")

    def _asked(self, query: Query) -> tuple[str, ...]:
        inherited = self.follow.attributes()
        if inherited and not self.slots.columns:
            return inherited
        if query.operation == "list":
            return ()
        return tuple(p.unit for p in query.premises if p.type in ("date", "month", "place")) or (
            self.table.key,
        )
