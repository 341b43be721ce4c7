"""From the slots of a question to a typed query, with the conversation before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.tables.details import Details
from assistant.tables.follow import Follow, Turn
from assistant.tables.implied import implied
from assistant.tables.lexicon import Lexicon, Reading
from assistant.tables.measures import MeasureChoice
from assistant.tables.operation import RANKING, OperationChoice
from assistant.tables.presence import attends
from assistant.tables.quantity import root_column
from assistant.tables.query import (
    Condition,
    Premise,
    PremiseType,
    Query,
)
from assistant.tables.relative import is_relative, shifted
from assistant.tables.residue import Tag
from assistant.tables.slots import Slots, fill
from assistant.tables.unused import passed_over
from assistant.tables.words import matcher, operator_words
from assistant.types import AbstainReason, Table


@dataclass(frozen=True, slots=True)
class Refusal:
    """The question is about the table, but asks for something that it does not hold."""

    reason: AbstainReason
    words: tuple[str, ...]
    passages_may_say: bool = True
    """Whether the number may stand in a passage outside the tables (a target rate)."""
    no_rows: bool = False
    """The table has no row on the day, or in the month, that is named."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The question leaves open what it asks for: ``missing`` says what has to be named."""

    missing: str


Outcome = Query | Refusal | Unclear | None
"""None: the question is not about the table."""

# Who asks how many, where or when wants no はい or いいえ, however the sentence ends.
_OPEN = {"persons", "bodies", "rows", "days", "when", "weekday", "start", "end", "time", "duration",
         "where", "which", "who", "year"}  # fmt: skip
_WHAT = re.compile(r"何|いつ|どこ|どちら|どっち|どの|どれ|いくつ|いくら|誰|だれ|なんぼ|いか[がほ]")
_REQUEST = re.compile(
    r"教え|知り|知ら|示|願|下さ|くださ|もらえ|もらい|いただ|頂|ほしい|欲し|聞かせ|頼"
)
_PLANNED = re.compile(
    r"(?:来る|参加(?:する|の)?|出席(?:する|の)?|集まる)(?:予定|はず|つもり)(?:だった|でした|の)"
)
_TOPIC = re.compile(r"(?:は|って|とも)(?:全部|すべて|全て|みんな|みな|どれも|いずれも)?、?$")
_PREDICATE = re.compile(
    r"(?:だけ|のみ|ばかり)?(?:の開催)?(?:だ|で(?:す|し|は|あ)|に(?:開|行|や|あ)|か|[?？]|$)"
)
_HOW_MUCH = re.compile(
    r"(?:どれ|どの)(?:ほど|くらい|ぐらい|程度|だけ)|何(?:割|%|パー|倍|分の)|あと何|もう何"
)
_PERSON = re.compile(r"(?:人|方|者|かた)(?!数)")
_CROWD = re.compile(r"人[がの]?(?:多|少な)")
_JOINT = re.compile(r"[と・や]|及び|および| and ")
_MEETING = re.compile(r"出席|参加|来|集ま|会(?!社|議員)|見え")
_FOLLOW_UP = 20
_START = 4
_EXISTS = re.compile(
    r"(?:は|が|も)(?:あり|い)(?:ます|ました)(?:か|でしょうか)[?？。]?$|(?:は|が)(?:ある|あった|いる|いた)(?:か|の)?[?？]?$"
)
_OF_EACH = re.compile(
    r"(?:別|ごと|毎)(?:の|に|で)|の?(?:名前|名称)|名(?=[をはもが]|一覧|$|[?？。])"
)


def parse(reading: Reading, lexicon: Lexicon, turns: Sequence[Turn]) -> Outcome:
    """Return the query that ``reading`` asks for; ``turns`` is the conversation, oldest first."""
    reading = implied(reading, turns)
    return _Parser(reading, lexicon.table, fill(reading, lexicon), turns).outcome()


class _Parser:
    """One question. The order of the checks is the order of their precision."""

    def __init__(self, reading: Reading, table: Table, slots: Slots, turns: Sequence[Turn]) -> None:
        self.reading, self.table, self.slots = reading, table, slots
        self.ask, self.op = reading.ask, reading.op
        self.follow = Follow(reading, table, slots, turns)
        self.choice = MeasureChoice(reading, table, slots, self.follow)
        self.operations = OperationChoice(reading, table, slots, self.follow, self.choice)
        self.details = Details(reading, table, slots, self.follow, self.choice, self.operations)

    # -- what the question holds -----------------------------------------------------------

    def _about_table(self) -> bool:
        slots, reading = self.slots, self.reading
        ranks = any(o in self.op for o in ("max", "min", *RANKING)) and "which" in self.ask
        edges = bool(
            {"first", "last"} & set(self.op) and {"which", "where", "when"} & set(self.ask)
        )
        orders = bool({"max", "min"} & set(self.op)) and bool({"more", "less"} & set(self.op))
        return bool(
            reading.keys("subject") or slots.named or slots.columns or slots.conditions
            or slots.excluded or slots.place or slots.rows_claimed is not None
            or (reading.keys("dimension") and {"first", "last"} & set(self.op))
            or ((orders or ranks or edges or ("rows" in self.ask)) and not reading.residue)
            or self._counts_people()
            or (slots.limits and (self.follow.active or self.operations.rows_asked))
            or (slots.limits and {"which", "yes_no"} & set(self.ask))
            or ("listing" in self.op and {"when", "where"} & set(self.ask) and not reading.residue)
        )  # fmt: skip

    def _counts_people(self) -> bool:
        """Say whether nothing but a number of people of all rows, or an order, is asked for."""
        reading = self.reading
        if reading.residue or "text" in self.ask:
            return False
        units = set(self.table.quantities[0].units) if self.table.quantities else set()
        stated = any(f.type == "number" and f.unit in units for f in reading.figures)
        whole = "all" in reading.scope or "sum" in self.op
        ordered = any(o in self.op for o in ("max", "min", *RANKING))
        persons = "persons" in self.ask or stated or _CROWD.search(reading.plain) is not None
        if stated and "yes_no" in self.ask and attends(reading.plain):
            return True  # «100人も来なかったでしょう»: of all rows, where none is named
        return (persons and whole) or (ordered and (persons or self._two_places()))

    def _two_places(self) -> bool:
        return "difference" in self.op and len({"max", "min", "nth"} & set(self.op)) > 1

    # -- the decision ----------------------------------------------------------------------

    def outcome(self) -> Outcome:
        """Return what the question asks of this table."""
        reading, slots = self.reading, self.slots
        unclear = self._unclear()
        other_time = reading.other_time()
        if not self._about_table() and not (
            self.follow.active and (self.ask or self.op or "all" in reading.scope)
        ):
            if other_time and self.follow.turns:
                return Refusal("outside_period", (), passages_may_say=False)
            if slots.outside_year and reading.keys("dimension") and not reading.residue:
                return Refusal("outside_period", (), passages_may_say=False)
            return None if "text" in self.ask else self._unknown_people() or unclear
        counts = bool("persons" in self.ask and reading.keys("subject"))
        if "text" in self.ask and not (counts or self.operations.reconciles):
            return self._unknown_people()
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
        if self._asks_which_member() or self._asks_apart() or self._asks_for_absent():
            return Refusal("not_stated", (), passages_may_say=False)
        if slots.foreign_unit and (query is not None or strong):
            return Refusal("not_stated", (slots.foreign_unit,), passages_may_say=False)
        if slots.counting.unknown_unit and (query is not None or self.operations.counts()):
            return Refusal("not_stated", (slots.counting.unknown_unit,), self._open_to_text())
        if query is None and is_relative(reading):
            return Unclear("sense")
        if query is None:
            if reading.residue and self.operations.counts() and reading.keys("subject"):
                return Refusal("not_stated", reading.residue, self._open_to_text())
            attended = bool(reading.keys("subject")) and bool(slots.columns or slots.named)
            if attended and not reading.residue and unclear is None:
                return self._unknown_people() or Unclear("sense")
            return self._unknown_people() or self._off_the_track() or unclear
        operators = operator_words(reading.language)
        if reading.residue and set(reading.residue) <= operators:
            return Unclear("sense")
        if reading.residue:
            if strong:
                return Refusal("not_stated", reading.residue, self._open_to_text())
            return self._off_the_track()
        if unclear is None and self._unused(query):
            return Unclear("sense")
        return unclear or query

    def _asks_for_absent(self) -> bool:
        """Say whether those are to be counted who did not come, or who are there at all.

        «来なかった市町村はいくつ», «来る予定だった人», «乳児院は県内に何か所»: it holds those
        who came.
        """
        plain, columns = self.reading.plain, [t for t in self.reading.tags if t.role == "column"]
        at = {t.start for t in columns}
        absent = any(
            m.end in at or _PERSON.match(plain, m.end) for m in self.op.get("none", [])
        ) and bool({"persons", "bodies"} & set(self.ask))
        absent = absent or _PLANNED.search(plain) is not None
        stock = matcher("stock").search(plain) and columns and not _MEETING.search(plain)
        return absent or bool(stock)

    def _asks_apart(self) -> bool:
        """Say whether a column that the table counts as one is to be counted in two."""
        names = [t for t in self.reading.tags if t.role == "column"]
        return "each" in self.op and any(
            len(names) == 1 and _JOINT.search(self.reading.plain, t.start, t.end) for t in names
        )

    def _asks_which_member(self) -> bool:
        """Say whether the question asks who of a column came: «どの市町村の社協か»."""
        if any(self._apart(t) for t in self.reading.tags):
            return True
        if len(self.slots.named) > 1 and {"more", "less"} & set(self.op):
            return False  # «木曽と北信では、どちらの施設が多い»: which of the rows
        denied = "none" in self.op and not self.slots.limits
        if denied and re.search(r"名前|名称|施設名|市町村名", self.reading.plain):
            return bool(self.slots.columns) and "which" not in self.ask
        if self.operations.names_members():
            return False
        return any(
            t.role == "column"
            and t.key != root_column(self.table)
            and self.reading.plain[: t.start].endswith(("どの", "どこの", "どちらの", "which "))
            for t in self.reading.tags
        )

    def _off_the_track(self) -> Refusal | None:
        """Refuse a short follow-up that names what the table does not: «女性は？»."""
        short = len(self.reading.plain) <= _FOLLOW_UP and self.reading.residue
        if self.follow.active and short and "text" not in self.ask:
            return Refusal("not_stated", self.reading.residue)
        return None

    def _open_to_text(self) -> bool:
        """Say whether a number that the table lacks may stand in the text: a target, a rate."""
        each = "by_row" in self.op  # no sentence gives a number for each row
        return not (self.reading.keys("subject") or self.slots.named or each)

    def _unknown_people(self) -> Refusal | None:
        """Refuse to count people that no column is about: «警察は何人来た»."""
        if "persons" in self.ask and self.reading.residue:
            return Refusal("not_stated", self.reading.residue, self._open_to_text())
        return None

    def _unused(self, query: Query) -> bool:
        return passed_over(
            query, self.reading, self.slots, self.table, open_whole=self.choice.open_whole
        )

    def _apart(self, tag: Tag) -> bool:
        """Say whether a column is to be split as the table does not: 市町村別, 市町村名."""
        if tag.role != "column" or _OF_EACH.match(self.reading.plain, tag.end) is None:
            return False
        return not self.operations.has_parts(tag)

    def _points_at_many(self) -> bool:
        """Say whether the question points at one of several rows: «あの合同庁舎の会»."""
        values = [t for t in self.reading.tags if t.role == "value"]
        spans = [(t.start, t.end) for t in values]
        return any(
            spans.count((t.start, t.end)) > 1
            and self.reading.plain[: t.start].endswith(("あの", "その", "例の", "that "))
            for t in values
        )

    def _unclear(self) -> Unclear | None:
        """Return what a question points at without anything standing there."""
        reading, slots = self.reading, self.slots
        asks = bool(self.ask or self.op)
        rows = bool(slots.named or slots.conditions or "all" in reading.scope)
        if matcher("own").search(reading.plain) and asks and not rows:
            return Unclear("row")
        if self._points_at_many():
            return Unclear("row")
        if self.follow.turns or rows or slots.excluded:
            return None
        # «…地域と、その人数» points inside the question; at its start it points at nothing.
        points = [m for s in ("anaphora", "pointing") for m in reading.scope.get(s, [])]
        if asks and any(m.start <= _START for m in points):
            return Unclear("row")
        if (
            asks
            and reading.residue == ()
            and not reading.keys("subject")
            and not self._counts_people()
        ):
            ranks = any(o in self.op for o in ("max", "min", *RANKING)) and "which" in self.ask
            if not (slots.columns or slots.limits or ranks):
                counted = (
                    (self.operations.counts() and not self.operations.rows_asked)
                    or "more" in self.op
                    or "less" in self.op
                )
                return Unclear("row") if counted else None
        pair = "difference" in self.op and not self.operations.reconciles
        pair = pair and not slots.counting.both
        pair = pair and not {"max", "min", "mean", "nth", "top"} & set(self.op)
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
