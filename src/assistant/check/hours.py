"""Times of the day of a text against the hours of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.check.finding import Finding
from assistant.check.nearby import RANGE
from assistant.check.scan import Figure, Group, Sentence
from assistant.tables.wording import Wording
from assistant.types import Table, TableRow

_START = re.compile(r"\s*(?:から|より|に?(?:開始|始ま|始め|開会|スタート)|開始|開会)")
_END = re.compile(r"\s*(?:まで|に?(?:終了|終わ|閉会|お開き)|終了|閉会)")
_LABEL = re.compile(
    r"(?P<start>(?:開始|開会|始まり)(?:時[刻間])?)(?=[\s:=/|、はがでを])"
    r"|(?P<end>(?:終了|閉会|終わり)(?:時[刻間])?)(?=[\s:=/|、はがでを])"
)
_ALONE = re.compile(r"\s*[,/|]")
_ALL = re.compile(
    r"(?:会場|地域|圏域|日程|回)(?:の)?(?:すべて|全て|全部|とも)|各回|いずれも|すべて|全て|全会場|どの会場も|各会場|一律|そろって"
)
_MORNING = 8
"""Hours below it, without 午前, may be of the afternoon."""
_NAMED = 4
_CITED = 4


class Hours:
    """The hours of one table: its first dimension of type time begins, its second ends."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.wording = Wording(table, "ja")
        times = [d.id for d in table.dimensions if d.type == "time"]
        self._start, self._end = (times[0], times[1]) if len(times) > 1 else ("", "")

    def judge(
        self,
        figure: Figure,
        sentence: Sentence,
        groups: Sequence[Group],
        named: Sequence[TableRow],
        evidence: int,
        counted: tuple[int | float, Sequence[TableRow]] | None,
    ) -> Finding | None:
        """Return what the table says of a time; None where it says nothing of it.

        ``named``: the rows it is said of; ``counted``: how many rows it is said of, and those
        that may be meant.
        """
        if not self._start or not (named or evidence):
            return None
        ends, partner = self._ends(figure, sentence)
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        here = [g for g in groups if clause.holds(g.start)]
        rows = (
            list(named)
            or self._selected(here)
            or self._selected(_nearest(groups, figure))
            or self._selected(groups)
            or list(self.table.rows)
        )
        needed = len(rows) if len(rows) < len(self.table.rows) else 1
        if _ALL.search(sentence.text[: figure.end]):
            needed = len(rows)
        if counted is not None and not named:
            some = len(counted[1]) < len(self.table.rows)
            rows = list(counted[1]) if some else rows
            needed = len(rows) if some else int(counted[0])
        values = spoken(figure)
        fitting = [r for r in rows if any(r.keys.get(e) in values for e in ends)]
        if partner is not None and not named:
            other = self._end if ends == [self._start] else self._start
            beside = [r for r in rows if r.keys.get(other) in spoken(partner)]
            if beside and not any(r in fitting for r in beside):
                rows, fitting = beside, []
        exact = counted is not None and not named and needed != len(rows)
        held = len(fitting) == needed if exact else len(fitting) >= needed
        return self._finding(figure, rows, fitting, named, ends, bool(fitting) and held, evidence)

    def _ends(self, figure: Figure, sentence: Sentence) -> tuple[list[str], Figure | None]:
        """Return whether a time begins or ends something, and the other end, where it is said."""
        times = [f for f in sentence.figures if f.found.type == "time"]
        for first, last in pairwise(times):
            if RANGE.fullmatch(sentence.text, first.end, last.start):
                if figure is first:
                    return [self._start], last
                if figure is last:
                    return [self._end], first
        if _END.match(sentence.text, figure.end):
            return [self._end], None
        if _START.match(sentence.text, figure.end):
            return [self._start], None
        label = _label(figure, sentence, times)
        if label is not None:
            return [self._start if label == "start" else self._end], None
        if len(times) == 1 or _ALONE.match(sentence.text, figure.end):
            return [self._start], None  # the hour of a meeting is when it begins
        return [self._start, self._end], None

    def _selected(self, groups: Sequence[Group]) -> list[TableRow]:
        """Return the rows that other words of the sentence select: 午後の会場."""
        chosen = [g for g in groups if g.kind == "condition"]
        if not chosen:
            return []
        return [
            r for r in self.table.rows if all(r.keys.get(g.dimension) in g.values for g in chosen)
        ]

    def _finding(
        self,
        figure: Figure,
        rows: Sequence[TableRow],
        fitting: Sequence[TableRow],
        named: Sequence[TableRow],
        ends: Sequence[str],
        right: bool,
        evidence: int,
    ) -> Finding:
        shown = "・".join(
            dict.fromkeys(r.keys[e].removeprefix("0") for r in rows for e in ends if e in r.keys)
        )
        which = "開始・終了" if len(ends) > 1 else "開始" if ends[0] == self._start else "終了"
        where = "各回"
        if named and len(named) < _NAMED:
            where = self.wording.keys([r.keys[self.table.key] for r in named])
        passages = tuple(r.passage for r in (fitting or rows))[:_CITED]
        reason = f"{where}の{which}時刻は{shown}です。"
        if right:
            return Finding("supported", "exact", reason, None, None, passages, evidence + 1)
        return Finding(
            "contradicted", "value", f"{reason}文中の「{figure.found.text}」とは異なります。",
            shown, None, passages, evidence + 1,
        )  # fmt: skip


def _label(figure: Figure, sentence: Sentence, times: Sequence[Figure]) -> str | None:
    """Return whether words before a time call it a start or an end: «開始時刻は、北信が13:30»."""
    behind = [_END.match(sentence.text, t.end) or _START.match(sentence.text, t.end) for t in times]
    taken = [m.span() for m in behind if m is not None]
    said = [
        m for m in _LABEL.finditer(sentence.text, 0, figure.start)
        if not any(s <= m.start() < e for s, e in taken)
    ]  # fmt: skip
    return said[-1].lastgroup if said else None


def _nearest(groups: Sequence[Group], figure: Figure) -> list[Group]:
    """Return the last condition before a time: «午前は9時開始、正午終了»."""
    before = [g for g in groups if g.kind == "condition" and g.end <= figure.start]
    return before[-1:]


def spoken(figure: Figure) -> tuple[str, ...]:
    """Return the times that a time may mean: 1時半 in the afternoon is 13:30."""
    value = str(figure.found.value)
    hour = int(value[:2])
    if hour >= _MORNING or re.search("午前|朝|am", figure.found.text):
        return (value,)
    return value, f"{hour + 12:02d}{value[2:]}"
