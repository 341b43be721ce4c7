"""What a question asks for, read off its words: a number, an attribute, rows, a comparison."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from assistant.tables.follow import STATISTICS, Follow
from assistant.tables.measures import MeasureChoice
from assistant.tables.nouns import with_rows
from assistant.tables.quantity import counts_rows, measure_of
from assistant.tables.query import Query
from assistant.tables.reading import Reading
from assistant.tables.reconcile import adds_columns, adds_rows
from assistant.tables.residue import Tag
from assistant.tables.slots import Slots
from assistant.tables.words import Mark
from assistant.types import Table

_TYPES_OF_ASK = {
    "when": ("date", "weekday"), "weekday": ("weekday",), "time": ("time",),
    "year": ("date",),
}  # fmt: skip
_ONE_BODY = re.compile(r"の?[1一]?(?:つ|団体|機関|か所|施設)?")
_ONE_BODY_ENDS = re.compile(r"[1一](?:つ|団体|機関|か所|施設|市町村|事業者)?$")
_ONLY = re.compile(r"(?:地域)?(?:だけ|のみ)(?:で|じゃ|だ|か|と)")
_WHAT_KIND = re.compile(
    r"(?:どの|どんな|どういう|どういった|どのような|何という|which |what kinds? of )$"
)
_BY_NAME = re.compile(
    r"(?:の|さん)?(?:名前|名称|名(?=と|は|を|も|や)|種類|種別|内訳)|(?:別|ごと|毎)(?:の|に|で)"
)
_SHARE_OF_ROWS = (
    r"<rows>の?(?:数|割合|比率)?(?:[のはが、]|って|(?:及び|および|と)その)(?:全体|全<rows>|[0-9]+<rows>)?"
    r"(?:の(?:うち|中)?(?:の|で)?|に占める)?(?:どれくらいの|どの(?:くらい|程度)の?)?(?:割合|比率|何割|何%|何パーセント)"
)
_DESCRIBED = r"[たるい](?:の|<rows>)(?:は|って)、?$"
_ROWS_END = r"<rows>$"
_ROWS_START = r"<rows>"
_EVERY = (
    r"(?:すべて|全て|全部|どの|全)の?(?:[0-9]+)?(?:の)?(?:<rows>|か所)(?:に|で|から|とも|にも|でも|には)"
    r"|<rows>の?(?:すべて|全て|全部|いずれ)(?:で|に|から|とも|にも|でも|も)"
    r"|(?:all|every) (?:of the )?(?:[0-9]+ )?(?:region|meeting|venue)"
)
# What holds one number against another: 施設が市町村より多い, 同じ, 上回る.
_AGAINST = re.compile(
    r"より|比べ|比較|上回|下回|超え|超す|凌|しの[いぐ]|同じ|同数|等し|一致|than|exceed|same|equal|outnumber"
)
_ROWS_ALONE = (
    r"(?:た|の|る)<rows>(?:名)?(?:は|を(?:教え|挙げ|示し).*)?[?？。]?$"
    r"|(?:開|行|あっ|実施し|開催し|され)[^、。]{0,4}(?:た|る)の(?:は|って)[?？。]?$"
)
_TOGETHER = re.compile(r"(?:の(?:人|方|職員))?(?:だけ)?で(?:は)?何(?:人|名)(?!ず)")
_BARE = 6


class Asking:
    """Answers what one question asks for; chooses nothing yet."""

    def __init__(
        self, reading: Reading, table: Table, slots: Slots, follow: Follow, choice: MeasureChoice
    ) -> None:
        self.reading, self.table, self.slots = reading, table, slots
        self.ask, self.op = reading.ask, reading.op
        self.follow, self.choice = follow, choice
        self.group: str | None = None
        """The dimension that numbers are added up by."""
        self.reconciles = adds_rows(reading, slots, table) or adds_columns(reading, slots, table)
        """Whether a sum is held against the total that is printed for it."""
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
        ordered = [m for o in ("most_of", "least_of") for m in self.op.get(o, [])]
        if any("日" in self.reading.plain[m.start : m.end] for m in ordered):
            found += [d.id for d in self.table.dimensions if d.type in ("date", "weekday")]
        if "日時" in self.reading.plain:
            found += times
        if "where" in self.ask:
            found += self.places()
        bare = self.follow.active and len(self.reading.plain) <= _BARE
        beside = len(self.slots.named) == 1 and "when" in self.ask  # «北信 いつ どこ»
        if "which" in self.ask and (bare or beside):
            found += self.places()  # a bare «どこ？» after a region asks for the venue
        if "start" in self.ask or "end" in self.ask:
            return tuple(dict.fromkeys(found))
        named = [d for d in self.reading.keys("dimension") if d != self.table.key]
        # «何時から» names both the start and the word for times in general.
        found += [d for d in named if not (d in times and "time" in self.ask)]
        return tuple(dict.fromkeys(found))

    def places(self) -> list[str]:
        """Return the ids of the dimensions that say where a row took place."""
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

    def among(self, query: Query) -> bool:
        """Say whether rows are said to be what a clause describes: «来なかったのは木曽か»."""
        tags = [t for t in self.reading.tags if t.role == "value" and t.key == self.table.key]
        chosen = {"none", "some"} & set(self.op) or self.slots.limits
        if not query.named or not tags or not chosen or "yes_no" not in self.ask:
            return False
        described = with_rows(_DESCRIBED, self.reading.rows)
        return described.search(self.reading.plain[: tags[0].start]) is not None

    def every(self, query: Query) -> bool:
        """Say whether the question asks if something holds of all rows: すべての地域に来たか."""
        plain = self.reading.plain
        counted = {"persons", "bodies", "rows", "which", "when", "where"} & set(self.ask)
        return bool(
            (self.slots.columns or self.slots.limits) and not query.named
            and "yes_no" in self.ask and not counted - ({"persons"} if self.slots.limits else set())
            and len(self.slots.limits) < 2 and not self.slots.premises and "none" not in self.op
            and with_rows(_EVERY, self.reading.rows).search(plain)
        )  # fmt: skip

    def share_of_rows(self) -> bool:
        """Say whether rows are to be said as a share of all: 里親が来た地域は全体の何割か."""
        chooses = {"none", "some"} & set(self.op) or self.slots.limits
        rows = {"value"} & {t.role for t in self.reading.tags if t.key == self.table.key}
        return bool(
            "share" in self.op
            and chooses
            and not rows
            and with_rows(_SHARE_OF_ROWS, self.reading.rows).search(self.reading.plain)
        )

    def between(self, query: Query) -> bool:
        """Say whether rows are chosen by comparing two of their numbers: AがBより多い地域."""
        if re.search(r"どちら|どっち", self.reading.plain):
            return False  # which column is larger, not in which rows
        if not _AGAINST.search(self.reading.plain):
            return False  # «里親が多い地域と、児相が多い地域»: each by itself
        compares = {"more", "less", "exceeds", "equal", "same"} & set(self.op)
        two = len(self.slots.columns) == 2 or (
            len(self.slots.columns) == 1 and self.slots.counting.both
        )
        chooses = "which" in self.ask or "listing" in self.op or self.rows_asked or self._row_noun()
        return bool(compares) and two and chooses and not query.named

    def _row_noun(self) -> bool:
        found = with_rows("[たるいの]<rows>", self.reading.rows).search(self.reading.plain)
        return found is not None

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
        if self.follow.active and not self.slots.columns and self._counted_both_ways():
            starts = [m.start for m in self.op.get("per", [])]
            return any(_ONE_BODY_ENDS.search(self.reading.plain[:start]) for start in starts)
        return any(
            t.role == "column"
            and _ONE_BODY.fullmatch(
                self.reading.plain[t.end : m.start] if t.end <= m.start else "は"
            )
            for m in self.op.get("per", [])
            for t in self.reading.tags
        )

    def jointly(self) -> bool:
        """Say whether columns are counted together: «市町村と児相で何人»."""
        plain, names = self.reading.plain, [t for t in self.reading.tags if t.role == "column"]
        last = names[-1].end if names else 0
        joined = any(
            re.fullmatch("と|・|や|及び|および", plain[a.end : b.start]) for a, b in pairwise(names)
        )
        return len(self.slots.columns) > 1 and joined and _TOGETHER.match(plain, last) is not None

    def one_row_twice(self) -> bool:
        """Say whether a row is to be compared with itself: «諏訪と岡谷、どちらが多い»."""
        key = self.table.key
        spans = {(t.start, t.end) for t in self.reading.tags if t.role == "value" and t.key == key}
        compares = {"more", "less", "difference", "ratio"} & set(self.op)
        twice = len(spans) == 2 and len(self.slots.named) == 1
        return twice and "which" in self.ask and bool(compares)

    def against_statistic(self) -> bool:
        """Say whether one row is held against the mean, the most or a place: 松本と平均の差.

        The row is named, or it is that of the last answer: «2位との差は？».
        """
        stats = STATISTICS & {"nth" if o == "nth_ascending" else o for o in self.op}
        if len(stats) != 1 or not {"difference", "ratio"} & set(self.op):
            return False
        if self.slots.named:
            return len(self.slots.named) == 1
        last = self.follow.last.keys if self.follow.active and self.follow.last else ()
        return len(last) == 1 and not self.slots.conditions

    def _counted_both_ways(self) -> bool:
        """Say whether the last turn was about one column with persons and bodies."""
        before = self.follow.measures()
        columns = {m.column for m in self.table.measures if m.id in before}
        quantities = {m.quantity for m in self.table.measures if m.column in columns}
        return len(columns) == 1 and len(quantities) > 1

    def two_groups(self, query: Query) -> bool:
        """Say whether two groups of rows are compared: 午前と午後, 10月と11月."""
        return any(
            len(c.values) == 2 and c.op in ("in", "month") and c.dimension != self.table.key
            for c in query.conditions
        )

    def gap_of_each(self, query: Query) -> Literal["difference", "ratio"] | None:
        """Return how two numbers of each row are held together, where rows are ordered by that.

        «市町村と児相の差が最大の地域», «AとBの比が最も大きい地域».
        """
        ordered = {"max", "min"} & set(self.op) and ("which" in self.ask or self._row_noun())
        if not ordered or query.named or len(self.slots.columns) != 2:
            return None
        edges = [m.start for o in ("max", "min") for m in self.op.get(o, [])]
        for name in ("difference", "ratio"):
            marks = self.op.get(name, [])
            if marks and min(m.start for m in marks) < max(edges):
                return "difference" if name == "difference" else "ratio"
        return None

    def after_rank(self, query: Query) -> tuple[str, ...]:
        """Return the rows whose next in the order is asked for: those named, or last answered."""
        if query.named:
            return query.named
        last = self.follow.last if self.follow.active else None
        ranked = last is not None and last.query.operation in ("extreme", "rank", "value")
        return last.keys if last is not None and ranked and last.query.by == "row" else ()

    def chooses_rows(self) -> bool:
        """Say whether rows are chosen by having some or none: 出席がある地域とその人数."""
        plain, rows = self.reading.plain, self.reading.rows
        names = "|".join(re.escape(n) for n in self._key_names() if n.isascii())
        if names and re.search(rf"\b(?:any|some|which) (?:of the )?(?:{names})s?\b", plain):
            return bool({"none", "some"} & set(self.op))
        return any(
            with_rows(_ROWS_END, rows).search(plain[m.start : m.end])
            or with_rows(_ROWS_START, rows).match(plain, m.end)
            for o in ("none", "some")
            for m in self.op.get(o, [])
        )

    def _key_names(self) -> tuple[str, ...]:
        """Return what the table calls its rows, in any language."""
        return next(d.names for d in self.table.dimensions if d.id == self.table.key)

    def asks_for_rows(self) -> bool:
        """Say whether the question is nothing but a noun for rows and what they must meet.

        «午後に開催された地域», «水曜に行われたのは».
        """
        return with_rows(_ROWS_ALONE, self.reading.rows).search(self.reading.plain) is not None

    def of_rows(self, mark: Mark) -> bool:
        """Say whether the row noun stands right behind ``mark``: 多い地域."""
        start = with_rows(_ROWS_START, self.reading.rows)
        return start.match(self.reading.plain, mark.end) is not None

    def includes(self, operation: str) -> bool:
        """Say whether what ``operation`` names is only included: 0名の地域も含めて."""
        return any(
            re.match(r".{0,6}も?含", self.reading.plain[m.end :])
            for m in self.op.get(operation, [])
        )
