"""What a question asks that the table does not count, and what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tables.details import Details
from assistant.tables.follow import Follow, Turn
from assistant.tables.measures import MeasureChoice
from assistant.tables.operation import RANKING, OperationChoice
from assistant.tables.outcome import Refusal, Unclear
from assistant.tables.presence import attends
from assistant.tables.quantity import root_column
from assistant.tables.query import (
    Query,
)
from assistant.tables.reading import Reading
from assistant.tables.residue import Tag
from assistant.tables.slots import Slots
from assistant.tables.unused import passed_over
from assistant.tables.words import matcher
from assistant.types import Table

_PLANNED = re.compile(
    r"(?:来る|参加(?:する|の)?|出席(?:する|の)?|集まる)(?:予定|はず|つもり)(?:だった|でした|の)"
)
_PERSON = re.compile(r"(?:人|方|者|かた)(?!数)")
_CROWD = re.compile(r"人[がの]?(?:多|少な)")
_JOINT = re.compile(r"[と・や]|及び|および| and ")
_MEETING = re.compile(r"出席|参加|来|集ま|会(?!社|議員)|見え")
_FOLLOW_UP = 20
_START = 4
_OF_EACH = re.compile(
    r"(?:別|ごと|毎)(?:の|に|で)|の?(?:名前|名称)|名(?=[をはもが]|一覧|$|[?？。])"
)


class Bounds:
    """One question, held against what the table counts at all."""

    def __init__(self, reading: Reading, table: Table, slots: Slots, turns: Sequence[Turn]) -> None:
        self.reading, self.table, self.slots = reading, table, slots
        self.ask, self.op = reading.ask, reading.op
        self.follow = Follow(reading, table, slots, turns)
        self.choice = MeasureChoice(reading, table, slots, self.follow)
        self.operations = OperationChoice(reading, table, slots, self.follow, self.choice)
        self.details = Details(reading, table, slots, self.follow, self.choice, self.operations)

    def about_table(self) -> bool:
        """Say whether the question names something of the table, or counts or orders its rows."""
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
            or self.counts_people()
            or (slots.limits and (self.follow.active or self.operations.rows_asked))
            or (slots.limits and {"which", "yes_no"} & set(self.ask))
            or ("listing" in self.op and {"when", "where"} & set(self.ask) and not reading.residue)
        )  # fmt: skip

    def counts_people(self) -> bool:
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

    def asks_for_absent(self) -> bool:
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

    def asks_apart(self) -> bool:
        """Say whether a column that the table counts as one is to be counted in two."""
        names = [t for t in self.reading.tags if t.role == "column"]
        return "each" in self.op and any(
            len(names) == 1 and _JOINT.search(self.reading.plain, t.start, t.end) for t in names
        )

    def asks_which_member(self) -> bool:
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

    def off_the_track(self) -> Refusal | None:
        """Refuse a short follow-up that names what the table does not: «女性は？»."""
        short = len(self.reading.plain) <= _FOLLOW_UP and self.reading.residue
        if self.follow.active and short and "text" not in self.ask:
            return Refusal("not_stated", self.reading.residue)
        return None

    def open_to_text(self) -> bool:
        """Say whether a number that the table lacks may stand in the text: a target, a rate."""
        each = "by_row" in self.op  # no sentence gives a number for each row
        return not (self.reading.keys("subject") or self.slots.named or each)

    def unknown_people(self) -> Refusal | None:
        """Refuse to count people that no column is about: «警察は何人来た»."""
        if "persons" in self.ask and self.reading.residue:
            return Refusal("not_stated", self.reading.residue, self.open_to_text())
        return None

    def unused(self, query: Query) -> bool:
        """Say whether the question computes something that ``query`` does not."""
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

    def unclear(self) -> Unclear | None:
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
            and not self.counts_people()
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
