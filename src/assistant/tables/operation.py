"""What a question wants computed: the operation, chosen from its words in order of precision."""

from __future__ import annotations

import re

from assistant.tables.follow import Follow
from assistant.tables.grouped import group_asked
from assistant.tables.lexicon import Reading
from assistant.tables.measures import MeasureChoice
from assistant.tables.quantity import counts_rows, measure_of, names_persons
from assistant.tables.query import Operation, Query
from assistant.tables.relative import is_relative
from assistant.tables.residue import Tag
from assistant.tables.slots import Slots
from assistant.types import Table

_TYPES_OF_ASK = {
    "when": ("date", "weekday"), "weekday": ("weekday",), "time": ("time",),
    "year": ("date",),
}  # fmt: skip
_ONE_BODY = re.compile(r"の?[1一]?(?:つ|団体|機関|か所|施設)?")
_ONLY = re.compile(r"(?:地域)?(?:だけ|のみ)(?:で|じゃ|だ|か|と)")
_WHAT_KIND = re.compile(
    r"(?:どの|どんな|どういう|どういった|どのような|何という|which |what kinds? of )$"
)
_BY_NAME = re.compile(
    r"(?:の|さん)?(?:名前|名称|名(?=と|は|を|も|や)|種類|種別|内訳)|(?:別|ごと|毎)(?:の|に|で)"
)
_SHARE_OF_ROWS = re.compile(
    r"(?:地域|会場|圏域|会|ところ)の?(?:数|割合|比率)?(?:[のはが、]|って)(?:全体|全地域|全会場|全圏域|[0-9]+(?:地域|会場|圏域))?"
    r"(?:の(?:うち|中)?(?:の|で)?|に占める)?(?:どれくらいの|どの(?:くらい|程度)の?)?(?:割合|比率|何割|何%|何パーセント)"
)
_ROWS_END = re.compile(r"(?:地域|会場|圏域|ところ|とこ|所|会|回)$")
_ROWS_START = re.compile(r"(?:地域|会場|圏域|ところ|とこ|所|会(?![議場合]))")
_EVERY = re.compile(
    r"(?:すべて|全て|全部|どの|全)の?(?:[0-9]+)?(?:の)?(?:地域|会場|圏域|か所|会)(?:に|で|から|とも|にも|でも|には)"
    r"|(?:all|every) (?:of the )?(?:[0-9]+ )?(?:region|meeting|venue)"
)
_BARE = 6
RANKING = ("nth", "nth_ascending", "top", "bottom", "descending", "ascending", "position_of")


class OperationChoice:
    """Chooses the operation of one question."""

    def __init__(
        self, reading: Reading, table: Table, slots: Slots, follow: Follow, choice: MeasureChoice
    ) -> None:
        self.reading, self.table, self.slots = reading, table, slots
        self.ask, self.op = reading.ask, reading.op
        self.follow, self.choice = follow, choice
        self.group: str | None = None
        """The dimension that numbers are added up by."""
        self.rows_asked = counts_rows(reading, slots.columns, bool(slots.limits))

    def counts(self) -> bool:
        """Say whether the question wants a number."""
        wanted = ("persons", "bodies", "rows", "days")
        computed = ("mean", "median", "per", "sum", "difference", "ratio", "share", "breakdown")
        return (
            any(a in self.ask for a in wanted)
            or any(o in self.op for o in computed)
            or self.slots.counting.quantity is not None
        )

    def attributes(self) -> tuple[str, ...]:
        """Return the dimension ids that the question asks for."""
        found: list[str] = []
        times = [d.id for d in self.table.dimensions if d.type == "time"]
        for ask, types in _TYPES_OF_ASK.items():
            if ask in self.ask:
                found += [d.id for d in self.table.dimensions if d.type in types]
        found += times[:1] if "start" in self.ask else []
        found += times[1:] if "end" in self.ask else []
        if "where" in self.ask:
            found += self.places()
        if "which" in self.ask and self.follow.active and len(self.reading.plain) <= _BARE:
            found += self.places()  # a bare «どこ？» after a region asks for the venue
        if "start" in self.ask or "end" in self.ask:
            return tuple(dict.fromkeys(found))
        named = [d for d in self.reading.keys("dimension") if d != self.table.key]
        # «何時から» names both the start and the word for times in general.
        found += [d for d in named if not (d in times and "time" in self.ask)]
        return tuple(dict.fromkeys(found))

    def places(self) -> list[str]:
        return [
            d.id
            for d in self.table.dimensions
            if d.type == "category" and d.id != self.table.key and "どこ" in d.question_words
        ]

    def only(self, query: Query) -> bool:
        """Say whether the question asks if the named rows are the only ones: «諏訪だけですか»."""
        tags = [t for t in self.reading.tags if t.role == "value" and t.key == self.table.key]
        chosen = "none" in self.op or "some" in self.op
        return bool(
            query.named and chosen and any(_ONLY.match(self.reading.plain, t.end) for t in tags)
        )

    def every(self, query: Query) -> bool:
        """Say whether the question asks if something holds of all rows: すべての地域に来たか."""
        plain = self.reading.plain
        counted = {"persons", "bodies", "rows", "which", "when", "where"} & set(self.ask)
        return bool(
            (self.slots.columns or self.slots.limits) and not query.named
            and "yes_no" in self.ask and not counted - ({"persons"} if self.slots.limits else set())
            and len(self.slots.limits) < 2 and not self.slots.premises and "none" not in self.op
            and _EVERY.search(plain)
        )  # fmt: skip

    def share_of_rows(self) -> bool:
        """Say whether rows are to be said as a share of all: 里親が来た地域は全体の何割か."""
        chooses = {"none", "some"} & set(self.op) or self.slots.limits
        rows = {"value"} & {t.role for t in self.reading.tags if t.key == self.table.key}
        return bool(
            "share" in self.op
            and chooses
            and not rows
            and _SHARE_OF_ROWS.search(self.reading.plain)
        )

    def between(self, query: Query) -> bool:
        """Say whether rows are chosen by comparing two of their numbers: AがBより多い地域."""
        if re.search(r"どちら|どっち", self.reading.plain):
            return False  # which column is larger, not in which rows
        compares = {"more", "less", "exceeds", "equal", "same"} & set(self.op)
        two = len(self.slots.columns) == 2 or (
            len(self.slots.columns) == 1 and self.slots.counting.both
        )
        chooses = "which" in self.ask or "listing" in self.op or self.rows_asked or self._row_noun()
        return bool(compares) and two and chooses and not query.named

    def _row_noun(self) -> bool:
        return (
            re.search(r"(?:た|る|い)(?:地域|会場|圏域|会|所|ところ|とこ)", self.reading.plain)
            is not None
        )

    def names_members(self) -> bool:
        """Say whether the question asks what a column is made of: 施設の名前, どんな施設."""
        for tag in self.reading.tags:
            if not self.has_parts(tag):
                continue
            before, after = self.reading.plain[: tag.start], self.reading.plain[tag.end :]
            if _WHAT_KIND.search(before) or _BY_NAME.match(after):
                return True
        return False

    def has_parts(self, tag: Tag) -> bool:
        """Say whether ``tag`` names a column that others add up to, and not the total."""
        children = {m.parent for m in self.table.measures if m.parent}
        measure = measure_of(self.table, tag.key, None) if tag.role == "column" else None
        return measure is not None and measure.id in children and measure.parent is not None

    def per_body(self) -> bool:
        """Say whether a mean per body is asked (1施設あたり), and not per row (1地域あたり)."""
        if self.reading.language == "en":
            starts = [m.end for m in self.op.get("per", [])]
            return any(t.role == "column" and t.start in starts for t in self.reading.tags)
        return any(
            t.role == "column"
            and _ONE_BODY.fullmatch(
                self.reading.plain[t.end : m.start] if t.end <= m.start else "は"
            )
            for m in self.op.get("per", [])
            for t in self.reading.tags
        )

    def two_groups(self, query: Query) -> bool:
        """Say whether two groups of rows are compared: 午前と午後, 10月と11月."""
        return any(
            len(c.values) == 2 and c.op in ("in", "month") and c.dimension != self.table.key
            for c in query.conditions
        )

    def operation(self, query: Query) -> Operation | None:
        """Return what to compute, or None where the question asks for no number."""
        op, ask, slots, reading = self.op, self.ask, self.slots, self.reading
        rows, columns = len(query.named), len(slots.columns)
        counts = self.counts()
        attributes = self.attributes()
        if is_relative(reading):
            asks = set(ask) - {"yes_no"} or attributes
            again = not asks and self.follow.carried_from() == "value"
            counted = counts or again or (slots.columns and not attributes)
            return "value" if counted else "attribute"
        selected = bool(rows or query.conditions or self.follow.active)
        both = columns == 1 and slots.counting.both
        pairs = rows > 1 or columns > 1 or both or self.follow.pairs or self.two_groups(query)
        extremes = (
            "max" in op
            or "min" in op
            or (not slots.limits and ("most_of" in op or "least_of" in op))
        )
        self.group = None if rows else group_asked(reading, self.table)
        if self.group is not None:
            if extremes or {"more", "less"} & set(op):
                return "extreme"
            return "count" if self.rows_asked else "mean" if "mean" in op else "list"
        if self.only(query) or self.every(query) or self.share_of_rows():
            return "threshold"
        if ("count" in op or "rows" in ask) and rows and slots.columns == [] and "persons" not in ask:
            return "count"
        whole = {"mean", "share", "ratio", "median", "per", "max", "min", *RANKING} & set(op)
        if slots.left_out and not whole and not slots.limits and "who" not in ask:
            return "remainder"
        unsaid = {"share", "median", "none", "some"} & set(op)
        if self.two_groups(query) and unsaid:
            return None
        if self.two_groups(query) and self.rows_asked:
            return "count" if not slots.columns and "persons" not in ask else None
        if self.two_groups(query) and "mean" in op:
            return "ratio" if "ratio" in op else "difference"
        if "duration" in ask:
            return "duration"
        share = "share" in op or any(f.type == "percent" for f in self.reading.figures)
        if share and not extremes:
            # «過半を占めた地域は» chooses rows by a share: not one share of the whole.
            if not rows and ("which" in ask or any(limit.of_rows for limit in slots.limits)):
                return "threshold" if slots.limits else None
            return "share"
        if self.between(query):
            return "threshold"
        if self.names_members() and "none" not in op and "some" not in op and not extremes:
            return "breakdown"
        if {"max", "min"} <= set(op) and not {"difference", "ratio", "each_other"} & set(op):
            return "extreme"
        if "ratio" in op and (pairs or {"max", "min"} <= set(op)):
            return "ratio"
        if "exceeds" in op and (rows > 1 or (columns == 2 and rows == 1)):
            return "extreme"
        if "ratio" in op and len({"max", "min", "mean", "median"} & set(op)) == 2:
            return "ratio"
        apart = len({"max", "min", "mean", "median", "nth"} & set(op)) > 1 or len(op.get("nth", [])) > 1
        apart = apart or reading.number("top") == 2
        if "difference" in op and (pairs or apart):
            return "difference"
        computed = {"mean", "median", "share", "ratio", "per", "difference"} & set(op)
        if slots.rows_claimed is not None and not computed:
            return "threshold" if columns else "count"
        if "sum" in op and self.follow.active and not columns and not slots.limits:
            return "sum"
        if "same" in op and rows > 1:
            return "difference"
        if ("first" in op or "last" in op) and rows == 1 and "yes_no" in ask and not counts:
            return "attribute"
        if "same" in op and not rows:
            return "same"
        if "only_mean" in op or "below_mean" in op:
            return "threshold"
        if any(o in op for o in RANKING):
            return "rank"
        if extremes and not (rows == 1 and not self.choice.by_column(query)):
            return "extreme"
        if self.per_body():
            return "per"
        if "median" in op:
            return "median"
        if "mean" in op:
            return "mean"
        some = ("none" in op and not self._included("none")) or "some" in op
        if "breakdown" in op and rows:
            return "breakdown"
        if ("first" in op or "last" in op) and rows > 1:
            return "attribute"
        counted = columns or ("persons" in ask and query.conditions)
        added = "sum" in op and counted and "by_row" not in op
        if (
            "listing" in op
            and not added
            and rows < 2
            and not slots.limits
            and not (some and columns)
        ):
            return "list"
        if slots.limits and not (slots.limits[0].threshold.op == "eq" and rows):
            return "threshold"
        if (
            not rows
            and columns
            and some
            and (
                not ("persons" in ask and "which" not in ask and not self.rows_asked)
                or self._chooses_rows()
            )
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

    def _chooses_rows(self) -> bool:
        """Say whether rows are chosen by having some or none: 出席がある地域とその人数."""
        plain = self.reading.plain
        return any(
            _ROWS_END.search(plain[m.start : m.end]) or _ROWS_START.match(plain, m.end)
            for o in ("none", "some")
            for m in self.op.get(o, [])
        )

    def _included(self, operation: str) -> bool:
        """Say whether what ``operation`` names is only included: 0名の地域も含めて."""
        return any(
            re.match(r".{0,6}も?含", self.reading.plain[m.end :])
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
        subject = bool(reading.keys("subject") or slots.root_named or names_persons(reading))
        if slots.columns and subject and not rows and "yes_no" in ask and not query.conditions:
            return "value"
        if (places and (slots.columns or subject)) or (slots.columns and subject):
            return "value"
        if (places or slots.columns) and any(p.type == "number" for p in slots.premises):
            return "value"
        return None
