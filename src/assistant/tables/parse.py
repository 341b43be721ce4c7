"""From the slots of a question to a typed query, with the conversation before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.bounds import Bounds
from assistant.tables.fill import fill
from assistant.tables.follow import Turn
from assistant.tables.implied import implied
from assistant.tables.lexicon import Lexicon
from assistant.tables.outcome import Outcome, Refusal, Unclear
from assistant.tables.query import (
    Condition,
    Premise,
    PremiseType,
    Query,
)
from assistant.tables.reading import Reading
from assistant.tables.relative import is_relative, shifted
from assistant.tables.words import operator_words

# Who asks how many, where or when wants no はい or いいえ, however the sentence ends.
_OPEN = {"persons", "bodies", "rows", "days", "when", "weekday", "start", "end", "time", "duration",
         "where", "which", "who", "year"}  # fmt: skip
_WHAT = re.compile(r"何|いつ|どこ|どちら|どっち|どの|どれ|いくつ|いくら|誰|だれ|なんぼ|いか[がほ]")
_REQUEST = re.compile(
    r"教え|知り|知ら|示|願|下さ|くださ|もらえ|もらい|いただ|頂|ほしい|欲し|聞かせ|頼"
)
_TOPIC = re.compile(r"(?:は|って|とも)(?:全部|すべて|全て|みんな|みな|どれも|いずれも)?、?$")
_PREDICATE = re.compile(
    r"(?:だけ|のみ|ばかり)?(?:の開催)?(?:だ|で(?:す|し|は|あ)|に(?:開|行|や|あ)|か|[?？]|$)"
)
_HOW_MUCH = re.compile(
    r"(?:どれ|どの)(?:ほど|くらい|ぐらい|程度|だけ)|何(?:割|%|パー|倍|分の)|あと何|もう何"
)
_EXISTS = re.compile(
    r"(?:は|が|も)(?:あり|い)(?:ます|ました)(?:か|でしょうか)[?？。]?$|(?:は|が)(?:ある|あった|いる|いた)(?:か|の)?[?？]?$"
)


def parse(reading: Reading, lexicon: Lexicon, turns: Sequence[Turn]) -> Outcome:
    """Return the query that ``reading`` asks for; ``turns`` is the conversation, oldest first."""
    reading = implied(reading, turns)
    return _Parser(reading, lexicon.table, fill(reading, lexicon), turns).outcome()


class _Parser(Bounds):
    """One question. The order of the checks is the order of their precision."""

    def outcome(self) -> Outcome:
        """Return what the question asks of this table."""
        reading, slots = self.reading, self.slots
        unclear = self.unclear()
        other_time = reading.other_time()
        if not self.about_table() and not (
            self.follow.active and (self.ask or self.op or "all" in reading.scope)
        ):
            if other_time and self.follow.turns:
                return Refusal("outside_period", (), passages_may_say=False)
            if slots.outside_year and reading.keys("dimension") and not reading.residue:
                return Refusal("outside_period", (), passages_may_say=False)
            return None if "text" in self.ask else self.unknown_people() or unclear
        counts = bool("persons" in self.ask and reading.keys("subject"))
        if "text" in self.ask and not (counts or self.operations.reconciles):
            return self.unknown_people()
        query = self._query()
        strong = self.operations.counts() or bool(reading.keys("subject") or slots.named)
        if other_time and (strong or self.follow.active):
            return Refusal("outside_period", (), passages_may_say=False)
        if slots.outside_year and (query is not None or strong or self.ask):
            return Refusal("outside_period", (), passages_may_say=False)
        if (
            slots.place
            and not slots.row_of_place
            and (query is not None or self.operations.counts() or reading.keys("subject"))
        ):
            return Refusal("not_stated", (slots.place,), passages_may_say=False)
        if slots.place and not slots.row_of_place and self.follow.active:
            return Refusal("not_stated", (slots.place,), passages_may_say=False)
        if self.asks_which_member() or self.asks_apart() or self.asks_for_absent():
            return Refusal("not_stated", (), passages_may_say=False)
        if slots.foreign_unit and (query is not None or strong):
            return Refusal("not_stated", (slots.foreign_unit,), passages_may_say=False)
        if slots.counting.unknown_unit and (query is not None or self.operations.counts()):
            return Refusal("not_stated", (slots.counting.unknown_unit,), self.open_to_text())
        if query is None and is_relative(reading):
            return Unclear("sense")
        if query is None:
            if reading.residue and self.operations.counts() and reading.keys("subject"):
                return Refusal("not_stated", reading.residue, self.open_to_text())
            attended = bool(reading.keys("subject")) and bool(slots.columns or slots.named)
            if attended and not reading.residue and unclear is None:
                return self.unknown_people() or Unclear("sense")
            return self.unknown_people() or self.off_the_track() or unclear
        operators = operator_words(reading.language)
        if reading.residue and set(reading.residue) <= operators:
            return Unclear("sense")
        if reading.residue:
            if strong:
                return Refusal("not_stated", reading.residue, self.open_to_text())
            return self.off_the_track()
        if unclear is None and self.unused(query):
            return Unclear("sense")
        return unclear or query

    def _query(self) -> Query | None:
        slots = self.slots
        conditions, premises = self._conditions()
        query = Query(
            self.table.id,
            "value",
            conditions=conditions,
            named=tuple(slots.named),
            premises=tuple(p for p in premises if not ("none" in self.op and p.value == 0)),
            yes_no="yes_no" in self.ask
            and not (self.operations.reconciles and "text" in self.ask)  # «…になるのはなぜですか»
            and not _HOW_MUCH.search(self.reading.plain)
            and (
                not _OPEN & set(self.ask)
                or self._asks_existence()
                or self._names_venue(premises)
                or self._claims_of_noun(premises)
            ),
            threshold=slots.limits[0].threshold if slots.limits else None,
            caution=slots.place,
        )
        operation = self.operations.operation(query)
        if operation is None:
            return None
        query = replace(query, operation=operation)
        if is_relative(self.reading):
            before = self.follow.last.keys if self.follow.last else ()
            found = shifted(query, self.reading, self.table, before)
            if found is None:
                return None
            query = found
        else:
            query = self.follow.inherit(query)
        query = self.details.fill(query)
        if query.operation not in ("attribute", "count", "duration") and not query.measures:
            measures = self.choice.measures(query)
            if not measures:
                return None
            query = replace(query, measures=measures)
        return query

    def _claims_of_noun(self, premises: Sequence[Premise]) -> bool:
        """Say whether only nouns (人数, 会場) name what a claim is about: «人数は同じですか»."""
        plain = self.reading.plain
        if self.reading.language != "ja" or _REQUEST.search(plain) or _WHAT.search(plain):
            return False
        claims = {"same", "equal", "more", "less", "exceeds", "max", "min"} & set(self.op)
        numbers = any(p.type == "number" for p in premises)
        return bool(claims or numbers or self.slots.limits)

    def _names_venue(self, premises: Sequence[Premise]) -> bool:
        """Say whether «会場は…でしたか» names the venue that it asks about."""
        return _OPEN & set(self.ask) <= {"where"} and any(p.type == "place" for p in premises)

    def _asks_existence(self) -> bool:
        """Say whether «…会場はありましたか» asks if there is one, and not which building."""
        return not (_OPEN - {"where"}) & set(self.ask) and bool(_EXISTS.search(self.reading.plain))

    def _said_of_all(self) -> Condition | None:
        """Return the condition that others are said to meet: «金曜の会は全部午後でしたか»."""
        slots, plain = self.slots, self.reading.plain
        asks = "yes_no" in self.ask and not _OPEN & set(self.ask)
        if not asks or slots.named or slots.columns or slots.limits or self.op:
            return None
        values = [t for t in self.reading.tags if t.role == "value"]
        if not values or len(slots.conditions) != 2:
            return None
        last = values[-1]
        days = [f.end for f in self.reading.figures if f.type == "date" and f.end <= last.start]
        before = max((*days, *(t.end for t in values[:-1])), default=None)
        topic = _TOPIC.search(plain[before : last.start]) if before is not None else None
        if topic is None or not _PREDICATE.match(plain, last.end):
            return None
        return next((c for c in slots.conditions if c.dimension == last.key and c.op == "in"), None)

    def _conditions(self) -> tuple[tuple[Condition, ...], tuple[Premise, ...]]:
        slots, key = self.slots, self.table.key
        claimed_of_all = self._said_of_all()
        if claimed_of_all is not None:
            claim = Premise("every_key", "|".join(claimed_of_all.values), claimed_of_all.dimension)
            others = tuple(c for c in slots.conditions if c is not claimed_of_all)
            return others, (*slots.premises, claim)
        if not slots.named:
            days = {d.id for d in self.table.dimensions if d.type == "date"}
            claims = {"first", "last"} & set(self.op) and "yes_no" in self.ask
            claimed = [
                c for c in slots.conditions if claims and c.op == "in" and c.dimension in days
            ]
            # «初日は10月15日でしたっけ»: the day is what the question takes the first to be.
            said = [Premise("date", "|".join(c.values), c.dimension) for c in claimed]
            kept = [c for c in slots.conditions if c not in claimed]
            return tuple(kept), (*slots.premises, *said)
        # A named row is known already: a date beside it is something to check, not a filter.
        unique = len({r.keys[key] for r in self.table.rows}) == len(self.table.rows)
        premises = list(slots.premises)
        kept = [Condition(key, "in", tuple(slots.named))]
        # A year is no day on which a row took place: it says which number is meant.
        years = {d.id for d in self.table.dimensions if d.type == "number"}
        for condition in slots.conditions:
            if unique and condition.op in ("in", "month") and condition.dimension not in years:
                kind: PremiseType = "month" if condition.op == "month" else "date"
                values = "|".join(condition.values)
                premises.append(Premise(kind, values, condition.dimension))
            else:
                kept.append(condition)
        return tuple(kept), tuple(premises)
