"""Which numbers of the table a question means: measures, shares, rows or columns."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.tables.follow import Follow
from assistant.tables.nouns import with_rows
from assistant.tables.quantity import measure_of, root_column
from assistant.tables.query import Query
from assistant.tables.reading import Reading
from assistant.tables.slots import Slots
from assistant.types import Table

_PART_OF = re.compile(
    r"に占め|のうち|の内|の中で|のなかで|における|に対する|に対して|of all|of the|among|out of"
)


_SHARE_OF = re.compile(
    r"(?:の出席者|の参加者)?の(?:うち)?(?:約)?(?:半分|半数|過半|[0-9.]+割|[0-9.]+%|何割|何%)"
)


_ONE_NAME = re.compile(r"(?:から|側)?の?|から(?:出席|参加)した")
# «長野が最少と聞いた», «最多は松本ですよね»: what joins the row to the claim, and what ends it.
_IS = r"<rows>?(?:が|は|って)"
_SAID = r"<rows>?(?:[だなで]|と(?!の|比)|って|らし|よね|[?？。]|$)(?!と?(?:何|の差|は))"


class MeasureChoice:
    """Chooses the measures of one question."""

    def __init__(self, reading: Reading, table: Table, slots: Slots, follow: Follow) -> None:
        self.reading, self.table, self.slots, self.follow = reading, table, slots, follow
        self.open_whole = False

    def measures(self, query: Query, columns: list[str] | None = None) -> tuple[str, ...]:
        """Return the measure ids that the question names; the last turn's, or the total's, else.

        Empty where a column is not counted in the quantity asked for.
        """
        columns = columns if columns is not None else self.slots.columns
        quantity = self.slots.counting.quantity
        before = self.follow.measures()
        if not self._narrower_named() and len(self.follow.turns) > 1 and self._only_adds():
            columns = []  # «合計は？» after two numbers of one column adds those
        elif self.slots.root_named:
            before = ()
        two = self.follow.two_measures()
        compares = query.operation in ("difference", "ratio", "sum", "extreme")
        if not columns and two and compares and not self.slots.named:
            return two
        if not columns and before:
            if quantity is None:
                return before
            columns = list(dict.fromkeys(m.column for m in self.table.measures if m.id in before))
        elif query.operation == "sum" and before and self.follow.adds_columns():
            said = [m.column for m in self.table.measures if m.id in before]
            columns = list(dict.fromkeys([*said, *columns]))
        root = root_column(self.table)
        if root and (not columns or (self.slots.whole_too and query.operation == "value")):
            columns = [root, *columns]
        found: list[str] = []
        # «市町村が一番多い地域»: the source counts both, so both are said.
        open_ = (
            query.operation in ("extreme", "rank", "threshold")
            and query.derived is None
            and len(columns) == 1
        )
        zero = query.threshold is not None and not query.threshold.value
        both = self.slots.counting.both or (
            quantity is None
            and (
                (query.operation == "value" and not any(p.unit for p in query.premises))
                or (open_ and not zero)
            )
        )
        for column in columns:
            if both:
                found += [m.id for m in self.table.measures if m.column == column]
                continue
            measure = measure_of(self.table, column, quantity)
            if measure is None:
                return ()
            found.append(measure.id)
        # A sum is held against one total: that of the first way of counting.
        return tuple(found[:1]) if query.operation == "reconcile" and both else tuple(found)

    def _narrower_named(self) -> bool:
        root = root_column(self.table)
        return any(c != root for c in self.slots.columns)

    def _only_adds(self) -> bool:
        """Say whether the total is named by no more than the word for adding up («合計は？»)."""
        sums = [(m.start, m.end) for m in self.reading.op.get("sum", [])]
        names = [t for t in self.reading.tags if t.role == "column"]
        return bool(names) and all(any(s <= t.start and t.end <= e for s, e in sums) for t in names)

    def by_column(self, query: Query) -> bool:
        """Say whether columns are compared (児相と里親のどちら) and not rows."""
        ask, slots = self.reading.ask, self.slots
        if "who" in ask or (len(slots.columns) > 1 and len(query.named) < 2):
            return True
        if "breakdown" in self.reading.op:
            return True
        alone = len(query.named) == 1 and not slots.columns
        return (
            alone
            and "which" not in ask
            and "yes_no" not in ask
            and not self.claims_extreme()
            and ("position_of" not in self.reading.op and "persons" not in ask)
        )

    def claims_extreme(self) -> bool:
        """Say whether a row is said to have the most or the least: 長野が最少と聞いた."""
        plain, key = self.reading.plain, self.table.key
        rows = [t for t in self.reading.tags if t.role == "value" and t.key == key]
        marks = [m for o in ("max", "min") for m in self.reading.op.get(o, [])]
        is_, said = (with_rows(p, self.reading.rows) for p in (_IS, _SAID))
        return any(
            (is_.fullmatch(plain[t.end : m.start]) and said.match(plain, m.end))
            or (is_.fullmatch(plain[m.end : t.start]) and said.match(plain, t.end))
            for t in rows
            for m in marks
        )

    def share(self, query: Query) -> Query:
        """Find part and whole: «AのうちB», «Aに占めるB»; else the part of its total."""
        columns = self.slots.columns
        tags = self.reading.tags
        split = _PART_OF.search(self.reading.plain)
        over: str | None = None
        over_all = False
        if split:
            first = [t.key for t in tags if t.role == "column" and t.end <= split.start()]
            whole = [m.end for m in self.reading.scope.get("all", []) if m.end <= split.start()]
            last = max((t.end for t in tags if t.role == "column" and t.end <= split.start()),
                       default=0)  # fmt: skip
            apart = re.search(r"[がはも、]", self.reading.plain[last : max(whole, default=last)])
            if whole and max(whole) >= last and apart:
                first = []  # «里親が全体に占める割合»: the whole stands right before
            names = [t for t in tags if t.role == "column" and t.end <= split.start()]
            between = self.reading.plain[names[-2].end : names[-1].start] if names[1:] else " "
            alone = not _ONE_NAME.fullmatch(between)  # «施設の出席者» is one name
            if first and first[-1] == root_column(self.table) and alone:
                first = []  # «里親が全出席者に占める割合»
            narrower = [c for c in first if c != root_column(self.table)]
            first = narrower or first  # «施設の出席者のうち»
            rest = [t.key for t in tags if t.role == "column" and t.start >= split.end()]
            row_first = any(
                t.role == "value" and t.key == self.table.key and t.end <= split.start()
                for t in tags
            )
            root = root_column(self.table)
            selected = bool(query.named or query.conditions)
            # «全市町村のうち何割»: a whole that no table counts.
            self.open_whole = bool(first) and first != [root] and not rest and not selected
            again = len(first) > 1 and len(set(first)) == 1  # 長野の施設が施設全体に占める
            none_after = not [r for r in rest if r != root]
            if first and none_after and selected and (again or not row_first):
                over_all, columns = True, first[:1]  # 里親に占める長野の割合
            elif first and rest:
                over = first[-1]
                columns = [r for r in rest if r != root][:1] or columns
        named = [t for t in tags if t.role == "column"]
        of = next((t for t in named if self.reading.plain.startswith("全体", t.end)), None)
        if of is not None and over is None and not over_all:
            others = [c for c in columns if c != of.key]
            twice = [t for t in named if t.key == of.key]
            if others:
                over, columns = of.key, others[:1]  # 児童養護施設は施設全体の何割
            elif len(twice) > 1 and (query.named or query.conditions):
                over_all = True  # 長野の施設は施設全体の何割
        if (
            columns
            and any(
                t.role == "column"
                and t.key == columns[0]
                and _SHARE_OF.match(self.reading.plain[t.end :])
                for t in tags
            )
            and (query.named or query.conditions)
        ):
            over_all = True  # 里親の半分以上は10月の会に出た
        if not columns or columns == [root_column(self.table)]:
            over_all = bool(query.named or query.conditions)
        measures = self.measures(query, columns)
        if len(columns) > 1 and over is None:
            persons = self.table.quantities[0].id
            measures = tuple(
                m.id for m in self.table.measures if m.column in columns and m.quantity == persons
            )
        base = measure_of(self.table, over, None) if over else None
        return replace(
            query, measures=measures, over=base.id if base else None, over_all_rows=over_all
        )
