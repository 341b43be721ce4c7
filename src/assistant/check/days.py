"""Dates and weekdays of a text against the days of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.check.finding import Finding
from assistant.check.months import Months
from assistant.check.nearby import RANGE
from assistant.check.scan import Figure, Group, Sentence
from assistant.check.table_days import TableDays
from assistant.text.dates import parts
from assistant.types import TableRow

_FIRST = re.compile(r"初日|最初|皮切り|初回|始ま|はじま|スタート|幕開け|幕を開け|第1回|開始")
_LAST = re.compile(
    r"最終日|最後|締めくく|最終回|ラスト|幕を閉じ|終了|おわり|終わ|終え|まで|しめくく"
)
_PERIOD = re.compile(r"期間|会期|日程|開催|実施|開か|行わ")
_HELD = re.compile(
    r"初回|最後|初日|最終|皮切り|開催|実施|開か|開い|行わ|始ま|スタート|終わ|終了|開始|幕"
)
_NTH = re.compile(
    r"第([0-9]{1,3})回(?:目)?(?:の[^\s、。はが0-9]{1,8})?(?:は|が|、|:)?[^0-9、。]{0,8}$"
)
_EDGE_OF_MONTH = re.compile(
    r"(?P<month>[0-9]{1,2})月(?:の|で|中)?、?(?:一番|いちばん)?(?:最初|初回|皮切り|(?P<last>最後|最終))"
    r"[^0-9、。]{0,12}$"
)
_LISTED = re.compile(r"\s*(?:、|,|・)\s*")
_FOLLOWS = re.compile(r"\s*(?:\(.\))?\s*(?:と続|の順|と順)")


class Days:
    """Judges dates by the days of one table. ``published`` is the document's, as YYYY-MM-DD."""

    def __init__(self, days: TableDays, published: str | None) -> None:
        self._days = days
        self._published = (published or "")[:7]
        self._months = Months(days, published)

    def judge(
        self,
        figure: Figure,
        sentence: Sentence,
        groups: Sequence[Group],
        rows: Sequence[TableRow],
        named: Sequence[TableRow],
        evidence: int,
    ) -> Finding | None:
        """Return what the table says of a date; None where it says nothing of it.

        ``rows`` are named beside the date, ``named`` there or in the sentences before.
        """
        found = self._date(figure, sentence, rows, named, evidence)
        return self._of_each(found, figure, sentence, groups, rows)

    def _date(
        self,
        figure: Figure,
        sentence: Sentence,
        rows: Sequence[TableRow],
        named: Sequence[TableRow],
        evidence: int,
    ) -> Finding | None:
        found = figure.found
        year, month, day = parts(str(found.value))
        if month is None and day is None:
            return self._months.year(figure, sentence, evidence)
        edge = self._edge_of_month(figure, sentence)
        if edge is not None:
            return self._of_rows(figure, [edge], evidence + 1)
        if rows:
            return self._of_rows(figure, rows, evidence + 1)
        pair = self.pair(figure, sentence)
        if pair is not None and _PERIOD.search(sentence.text):
            evidence = max(evidence, 1)
        if pair is not None and day is not None:
            return self._edge(figure, pair, evidence)
        if day is None:
            known = evidence or self._held(figure, sentence)
            return self._months.month(figure, sentence, named, evidence, known)
        fitting = self._days.on(figure)
        listed = self._in_list(figure, sentence)
        if listed is not None:
            return self._of_rows(figure, [listed], evidence + 1)
        evidence = evidence or self._held(figure, sentence)
        if not evidence:
            return None
        clause = sentence.clauses[sentence.clause_of(figure.start)].text
        around = clause[max(0, figure.start - 12) : figure.end + 12]
        ordered = self._days.ordered
        nth = self._nth(figure, sentence)
        if nth is not None:
            return self._of_rows(figure, [nth], evidence)
        if len(named) == 1 and self._days.same(figure, named[0]):
            return self._of_rows(figure, named, evidence)
        if _FIRST.search(around):
            return self._of_rows(figure, [ordered[0]], evidence)
        if _LAST.search(around):
            return self._of_rows(figure, [ordered[-1]], evidence)
        if len(named) == 1:
            return self._of_rows(figure, named, evidence)
        if fitting:
            return self._of_rows(figure, fitting, evidence)
        other_year = [r for r in self._days.rows if (month, day) == self._days.inside_year(r)]
        if other_year:
            return self._of_rows(figure, other_year, evidence)
        if year and month and self._published == f"{year:04d}-{month:02d}":
            return None
        first, last = ordered[0], ordered[-1]
        return Finding(
            "contradicted", "value",
            f"{found.text}の{self._days.table.row_noun}は表にありません。"
            f"表の日付は{self._days.shown(first)}から{self._days.shown(last)}までです。",
            None, None, (first.passage, last.passage), evidence,
        )  # fmt: skip

    def _edge_of_month(self, figure: Figure, sentence: Sentence) -> TableRow | None:
        """Return the first or last row of a month: «11月最初の会場は11月1日»."""
        said = _EDGE_OF_MONTH.search(sentence.text, 0, figure.start)
        if said is None:
            return None
        month = int(said.group("month"))
        rows = [r for r in self._days.ordered if self._days.of(r).month == month]
        return rows[-1 if said.group("last") else 0] if rows else None

    def _nth(self, figure: Figure, sentence: Sentence) -> TableRow | None:
        """Return the row that «第2回は10月18日» is of, None where no such number leads the date."""
        dates = [f for f in sentence.figures if f.found.type == "date"]
        since = max((f.end for f in dates if f.end <= figure.start), default=0)
        said = _NTH.search(sentence.text, since, figure.start)
        ordered = self._days.ordered
        number = int(said.group(1)) if said is not None else 0
        return ordered[number - 1] if 0 < number <= len(ordered) else None

    def _held(self, figure: Figure, sentence: Sentence) -> int:
        """Return 1 where a sentence without a name tells when something was held, rightly once."""
        dates = [f for f in sentence.figures if f.found.type == "date"]
        whole = str(figure.found.value)[:4].isdecimal()
        said = _HELD.search(sentence.text) is not None
        fits = any(self._days.same(f, r) for f in dates for r in self._days.rows)
        return int(fits and (said and (whole or len(dates) > 1)))

    def _in_list(self, figure: Figure, sentence: Sentence) -> TableRow | None:
        """Return the row that a date must be of in a list of days that follow one another."""
        dates = [f for f in sentence.figures if f.found.type == "date" and f.found.unit == "日"]
        if figure not in dates:
            return None
        position = dates.index(figure)
        first = position
        while first and _LISTED.fullmatch(sentence.text[dates[first - 1].end : dates[first].start]):
            first -= 1
        last = position
        while last + 1 < len(dates) and _LISTED.fullmatch(
            sentence.text[dates[last].end : dates[last + 1].start]
        ):
            last += 1
        if last - first < 2 or not _FOLLOWS.match(sentence.text, dates[last].end):
            return None
        ordered = self._days.ordered
        begin = next((n for n, r in enumerate(ordered) if self._days.same(dates[first], r)), None)
        place = None if begin is None else begin + position - first
        return ordered[place] if place is not None and place < len(ordered) else None

    def _of_rows(self, figure: Figure, rows: Sequence[TableRow], evidence: int) -> Finding:
        """Hold a date and its weekday to the rows that it is said to be of."""
        found = figure.found
        year, _, day = parts(str(found.value))
        passages = tuple(r.passage for r in rows)[:4]
        where = self._days.wording.keys([r.keys[self._days.table.key] for r in rows][:4])
        fitting = self._days.on(figure, rows)
        shown = "・".join(
            dict.fromkeys(self._days.shown(r, full=year is not None) for r in (fitting or rows)[:4])
        )
        if not fitting:
            other = any(self._days.same(figure, r) for r in self._days.rows)
            return Finding(
                "contradicted", "subject" if other else "value",
                f"{where}の開催日は{shown}です。文中の「{found.text}」とは異なります。",
                shown, None, passages, evidence,
            )  # fmt: skip
        if found.weekday and day is not None:
            true = self._days.weekday(fitting[0])
            if found.weekday != true:
                return Finding(
                    "contradicted", "value",
                    f"{where}の開催日は{shown}で、{found.weekday}曜日ではなく{true}曜日です。",
                    shown, None, passages, evidence,
                )  # fmt: skip
        return Finding(
            "supported", "exact", f"{where}の開催日は{shown}です。", None, None, passages, evidence
        )

    def _of_each(
        self,
        found: Finding | None,
        figure: Figure,
        sentence: Sentence,
        groups: Sequence[Group],
        rows: Sequence[TableRow],
    ) -> Finding | None:
        """Hold the only date of a sentence to each row that is named: «飯田と岡谷は10月17日»."""
        keys = {r.keys[self._days.table.key] for r in rows}
        joined = any(g.joined > 1 and keys <= set(g.values) for g in groups if g.kind == "row")
        days = [f for f in sentence.figures if f.found.type == "date"]
        if found is None or found.verdict != "supported" or not joined or len(days) > 1:
            return found
        if all(self._days.same(figure, r) for r in rows):
            return found
        shown = "、".join(
            f"{self._days.wording.key(r.keys[self._days.table.key])}{self._days.shown(r)}"
            for r in rows[:4]
        )
        return Finding(
            "contradicted", "value",
            f"開催日は{shown}です。文中の「{figure.found.text}」とは異なります。",
            shown, None, found.passages, found.evidence,
        )  # fmt: skip

    def pair(self, figure: Figure, sentence: Sentence) -> tuple[Figure, Figure] | None:
        """Return the first and the last date of the period that a date is an end of."""
        dates = [f for f in sentence.figures if f.found.type == "date"]
        for first, last in pairwise(dates):
            if figure in (first, last) and RANGE.fullmatch(sentence.text[first.end : last.start]):
                return first, last
        return None

    def _edge(self, figure: Figure, pair: tuple[Figure, Figure], evidence: int) -> Finding | None:
        """Hold the end of a period to the first or the last day of the table."""
        ordered = self._days.ordered
        edges = (ordered[0], ordered[-1])
        fits = any(self._days.same(f, r) for f, r in zip(pair, edges, strict=True))
        if not evidence and not fits:
            return None
        row = edges[0] if figure is pair[0] else edges[1]
        found = figure.found
        which = "最初" if figure is pair[0] else "最後"
        shown = self._days.shown(row, full=str(found.value)[:1] != "-")
        weekday = self._days.weekday(row)
        right = self._days.same(figure, row) and found.weekday in (None, weekday)
        reason = f"{which}の開催日は{shown}です。"
        if right:
            return Finding("supported", "exact", reason, None, None, (row.passage,), evidence + 6)
        return Finding(
            "contradicted", "value", f"{reason}文中の「{found.text}」とは異なります。", shown, None,
            (row.passage,), evidence + 6,
        )  # fmt: skip
