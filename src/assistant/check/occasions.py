"""Dates, weekdays and times of a text against the days and hours of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from assistant.check.finding import Finding, silent
from assistant.check.hours import Hours
from assistant.check.nearby import RANGE, rows_near
from assistant.check.scan import Figure, Group, Sentence
from assistant.check.vocabulary import pattern
from assistant.tables.wording import Wording
from assistant.text.dates import parts
from assistant.types import Document, Table, TableRow

_FIRST = re.compile(r"初日|最初|皮切り|初回|始ま|はじま|スタート|幕開け|幕を開け|第1回|開始")
_LAST = re.compile(
    r"最終日|最後|締めくく|最終回|ラスト|幕を閉じ|終了|おわり|終わ|終え|まで|しめくく"
)
_PERIOD = re.compile(r"期間|会期|日程|開催|実施|開か|行わ")
_HELD = re.compile(
    r"初回|最後|初日|最終|皮切り|開催|実施|開か|開い|行わ|始ま|スタート|終わ|終了|開始|幕"
)
_LISTED = re.compile(r"\s*(?:、|,|・)\s*")
_FOLLOWS = re.compile(r"\s*(?:\(.\))?\s*(?:と続|の順|と順)")
_BESIDE = 3
"""Letters between a day and its hour: «11月20日の14時»."""
_WEEKDAYS = "月火水木金土日"


class Occasions:
    """The days and hours of one table. Built once."""

    def __init__(self, document: Document, table: Table) -> None:
        self.table = table
        self.wording = Wording(table, "ja")
        self.day = next((d for d in table.dimensions if d.type == "date"), None)
        self.year = next((d for d in table.dimensions if d.type == "number"), None)
        self._hours = Hours(table)
        self._rows = table.rows
        self._published = document.date
        days = [date.fromisoformat(r.keys[self.day.id]) for r in table.rows] if self.day else []
        self.months = frozenset(d.month for d in days)
        """The months of the table's days; empty where it has none."""
        self.years = {str(d.year) for d in days} | {str(d.year - 1) for d in days if d.month < 4}
        if self.year is not None:
            self.years |= {r.keys[self.year.id] for r in table.rows if self.year.id in r.keys}

    def judge(
        self,
        figure: Figure,
        sentence: Sentence,
        groups: Sequence[Group],
        context: Sequence[str],
        evidence: int,
        counted: tuple[int | float, Sequence[TableRow]] | None = None,
    ) -> Finding | None:
        """Return what the table says of a date or time; None where it says nothing of it.

        ``context``: rows that the sentences before are about. ``evidence`` counts the words of
        the table in and before the sentence. ``counted``: how many rows a time is said of, and
        the rows that may be meant.
        """
        rows = rows_near(figure, sentence, groups, self.table)
        before = [r for r in self._rows if r.keys[self.table.key] in context]
        if not rows and figure.found.type == "time" and not before:
            rows = self._rows_of_day(figure, sentence)
            if not rows and self._other_day(figure, sentence):
                return silent("出典にその日の記載はありません。", evidence)
        named = rows or before
        if figure.found.type == "time":
            return self._hours.judge(figure, sentence, groups, named, evidence, counted)
        if self.day is not None:
            if self._elsewhere(figure) and not rows:
                return silent(f"出典に{figure.found.text}の記載はありません。", evidence)
            found = self._date(figure, sentence, rows, named, evidence)
            found = self._of_each(found, figure, sentence, groups, rows)
            own = any(g.kind in ("subject", "row", "column") for g in groups)
            if found and found.verdict == "contradicted" and not found.expected and not own:
                return silent(f"出典に{figure.found.text}の記載はありません。", evidence)
            return found
        if self.year is not None and figure.found.unit in ("年", "年度"):
            return self._year(figure, evidence)
        return None

    def _elsewhere(self, figure: Figure) -> bool:
        """Say whether a date is of another year, and no slip in the year of the table's day."""
        value = str(figure.found.value)
        year, month, day = parts(value)
        if year is None or month is None or str(year) in self.years:
            return False
        known = {parts(r.keys[self.day.id])[1:] for r in self._rows} if self.day else set()
        return (month, day) not in known and not (day is None and month in self.months)

    def other_year(self, sentence: Sentence, figure: Figure, end: int) -> str | None:
        """Return another year that is named before ``end`` for a number, None where none is.

        A whole date whose day is the table's is a slip of the pen, which the date is told of.
        """
        if figure.found.type in ("date", "time") or not self.years:
            return None
        for other in sentence.figures:
            value = str(other.found.value)
            if other.found.type != "date" or other.end > end or not value[:4].isdecimal():
                continue
            slip = self.day is not None and any(
                parts(value)[1:] == parts(r.keys[self.day.id])[1:] for r in self._rows
            )
            if value[:4] not in self.years and not slip:
                return other.found.text
        return None

    def only_row(self, sentence: Sentence) -> tuple[str, ...]:
        """Return the row of the one day that a sentence names, none where there is no such."""
        days = [f for f in sentence.figures if f.found.type == "date" and f.found.unit == "日"]
        if len(days) != 1 or self.day is None:
            return ()
        rows = [r for r in self._rows if self.same_day(days[0], r)]
        return (rows[0].keys[self.table.key],) if len(rows) == 1 else ()

    # -- rows ---------------------------------------------------------------------------------

    def _rows_of_day(self, figure: Figure, sentence: Sentence) -> list[TableRow]:
        days = [f for f in sentence.figures if f.found.type == "date" and f.end <= figure.start]
        if not days or self.day is None or self._pair(days[-1], sentence) is not None:
            return []
        return [r for r in self._rows if self.same_day(days[-1], r)]

    def _other_day(self, figure: Figure, sentence: Sentence) -> bool:
        """Say whether a time is of a day on which the table has nothing."""
        if self.day is None:
            return False
        days = [f for f in sentence.figures if f.found.type == "date" and f.end <= figure.start]
        near = bool(days) and len(sentence.text[days[-1].end : figure.start]) <= _BESIDE
        return near and not any(self.same_day(days[-1], r) for r in self._rows)

    def same_day(self, figure: Figure, row: TableRow) -> bool:
        """Say whether a date, in the parts that it states, is the day of ``row``."""
        assert self.day is not None
        year, month, day = parts(str(figure.found.value))
        true = date.fromisoformat(row.keys[self.day.id])
        return (
            (year in (None, true.year))
            and (month in (None, true.month))
            and (day in (None, true.day))
        )

    # -- dates --------------------------------------------------------------------------------

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
        assert self.day is not None
        if month is None and day is None:
            return self._year_of_dates(figure, sentence, evidence)
        if rows:
            return self._of_rows(figure, rows, evidence + 1)
        pair = self._pair(figure, sentence)
        if pair is not None and _PERIOD.search(sentence.text):
            evidence = max(evidence, 1)
        if pair is not None and day is not None:
            return self._edge(figure, pair, evidence)
        if day is None:
            return self._month(figure, sentence, named, evidence)
        fitting = [r for r in self._rows if self.same_day(figure, r)]
        listed = self._in_list(figure, sentence)
        if listed is not None:
            return self._of_rows(figure, [listed], evidence + 1)
        evidence = evidence or self._held(figure, sentence)
        if not evidence:
            return None
        clause = sentence.own(sentence.clauses[sentence.clause_of(figure.start)])
        around = clause[max(0, figure.start - 12) : figure.end + 12]
        ordered = sorted(self._rows, key=lambda r: r.keys[self.day.id] if self.day else "")
        if len(named) == 1 and self.same_day(figure, named[0]):
            return self._of_rows(figure, named, evidence)
        if _FIRST.search(around):
            return self._of_rows(figure, [ordered[0]], evidence)
        if _LAST.search(around):
            return self._of_rows(figure, [ordered[-1]], evidence)
        if len(named) == 1:
            return self._of_rows(figure, named, evidence)
        if fitting:
            return self._of_rows(figure, fitting, evidence)
        other_year = [
            r for r in self._rows
            if (month, day) == parts(r.keys[self.day.id])[1:]
        ]  # fmt: skip
        if other_year:
            return self._of_rows(figure, other_year, evidence)
        if f"{year:04d}-{month:02d}" == self._published if year and month else False:
            return None
        first, last = ordered[0], ordered[-1]
        return Finding(
            "contradicted", "value",
            f"{found.text}の{self.table.row_noun}は表にありません。表の日付は{self._shown(first)}から{self._shown(last)}までです。",
            None, None, (first.passage, last.passage), evidence,
        )  # fmt: skip

    def _held(self, figure: Figure, sentence: Sentence) -> int:
        """Return 1 where a sentence without a name tells when something was held, rightly once."""
        dates = [f for f in sentence.figures if f.found.type == "date"]
        whole = str(figure.found.value)[:4].isdecimal()
        said = _HELD.search(sentence.text) is not None
        fits = any(self.same_day(f, r) for f in dates for r in self._rows)
        return int(fits and (said and (whole or len(dates) > 1)))

    def _in_list(self, figure: Figure, sentence: Sentence) -> TableRow | None:
        """Return the row that a date must be of in a list of days that follow one another."""
        dates = [f for f in sentence.figures if f.found.type == "date" and f.found.unit == "日"]
        if figure not in dates or self.day is None:
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
        ordered = sorted(self._rows, key=lambda r: r.keys[self.day.id] if self.day else "")
        begin = next((n for n, r in enumerate(ordered) if self.same_day(dates[first], r)), None)
        place = None if begin is None else begin + position - first
        return ordered[place] if place is not None and place < len(ordered) else None

    def _shown(self, row: TableRow, full: bool = False) -> str:
        assert self.day is not None
        value = row.keys[self.day.id]
        text = self.wording.value(self.day, value)
        text = f"{value[:4]}年{text}" if full else text
        return f"{text}({_WEEKDAYS[date.fromisoformat(value).weekday()]})"

    def _of_rows(self, figure: Figure, rows: Sequence[TableRow], evidence: int) -> Finding:
        """Hold a date and its weekday to the rows that it is said to be of."""
        assert self.day is not None
        found = figure.found
        year, _, day = parts(str(found.value))
        passages = tuple(r.passage for r in rows)[:4]
        where = self.wording.keys([r.keys[self.table.key] for r in rows][:4])
        fitting = [r for r in rows if self.same_day(figure, r)]
        shown = "・".join(
            dict.fromkeys(self._shown(r, full=year is not None) for r in (fitting or rows)[:4])
        )
        if not fitting:
            other = any(self.same_day(figure, r) for r in self._rows)
            return Finding(
                "contradicted", "subject" if other else "value",
                f"{where}の開催日は{shown}です。文中の「{found.text}」とは異なります。",
                shown, None, passages, evidence,
            )  # fmt: skip
        if found.weekday and day is not None:
            true = _WEEKDAYS[date.fromisoformat(fitting[0].keys[self.day.id]).weekday()]
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
        keys = {r.keys[self.table.key] for r in rows}
        joined = any(g.joined > 1 and keys <= set(g.values) for g in groups if g.kind == "row")
        days = [f for f in sentence.figures if f.found.type == "date"]
        if found is None or found.verdict != "supported" or not joined or len(days) > 1:
            return found
        if all(self.same_day(figure, r) for r in rows):
            return found
        shown = "、".join(
            f"{self.wording.key(r.keys[self.table.key])}{self._shown(r)}" for r in rows[:4]
        )
        return Finding(
            "contradicted", "value",
            f"開催日は{shown}です。文中の「{figure.found.text}」とは異なります。",
            shown, None, found.passages, found.evidence,
        )  # fmt: skip

    def _pair(self, figure: Figure, sentence: Sentence) -> tuple[Figure, Figure] | None:
        dates = [f for f in sentence.figures if f.found.type == "date"]
        for first, last in pairwise(dates):
            if figure in (first, last) and RANGE.fullmatch(sentence.text[first.end : last.start]):
                return first, last
        return None

    def _edge(self, figure: Figure, pair: tuple[Figure, Figure], evidence: int) -> Finding | None:
        """Hold the end of a period to the first or the last day of the table."""
        assert self.day is not None
        ordered = sorted(self._rows, key=lambda r: r.keys[self.day.id] if self.day else "")
        edges = (ordered[0], ordered[-1])
        if not evidence and not any(self.same_day(f, r) for f, r in zip(pair, edges, strict=True)):
            return None
        row = edges[0] if figure is pair[0] else edges[1]
        found = figure.found
        which = "最初" if figure is pair[0] else "最後"
        shown = self._shown(row, full=str(found.value)[:1] != "-")
        weekday = _WEEKDAYS[date.fromisoformat(row.keys[self.day.id]).weekday()]
        right = self.same_day(figure, row) and found.weekday in (None, weekday)
        reason = f"{which}の開催日は{shown}です。"
        if right:
            return Finding("supported", "exact", reason, None, None, (row.passage,), evidence + 6)
        return Finding(
            "contradicted", "value", f"{reason}文中の「{found.text}」とは異なります。", shown, None,
            (row.passage,), evidence + 6,
        )  # fmt: skip

    def _month(
        self, figure: Figure, sentence: Sentence, named: Sequence[TableRow], evidence: int
    ) -> Finding | None:
        made = self._made(figure, sentence, named)
        if made is not None:
            return replace(made, evidence=evidence)
        rows = named if len(named) == 1 else self._rows
        evidence = evidence or self._held(figure, sentence)
        if not evidence:
            return None
        fitting = [r for r in rows if self.same_day(figure, r)]
        months = "・".join(dict.fromkeys(self._shown(r).split("月")[0] + "月" for r in rows))
        passages = tuple(r.passage for r in (fitting or rows))[:4]
        if fitting:
            return Finding(
                "supported", "exact", f"開催日の月は{months}です。", None, None, passages, evidence
            )
        return Finding(
            "contradicted", "value",
            f"開催日の月は{months}です。文中の「{figure.found.text}」とは異なります。",
            months, None, passages, evidence,
        )  # fmt: skip

    def _made(
        self, figure: Figure, sentence: Sentence, named: Sequence[TableRow]
    ) -> Finding | None:
        """Hold a month to that in which the source was made, where it is said to be that."""
        clause = sentence.own(sentence.clauses[sentence.clause_of(figure.start)])
        whole = re.match(r"[0-9]{4}-[0-9]{2}", self._published or "") is not None
        if named or not whole or not pattern("dates", "made").search(clause):
            return None
        month, year = int(self._published[5:7]), int(self._published[:4])
        shown = f"{year}年{month}月（令和{year - 2018}年{month}月）"
        if self._published[:7].endswith(str(figure.found.value).lstrip("-")):
            reason = f"出典の作成年月は{shown}です。"
            return Finding("supported", "exact", reason)
        reason = f"出典の作成年月は{shown}です。文中の「{figure.found.text}」とは異なります。"
        return Finding("contradicted", "value", reason, shown)

    def _year_of_dates(self, figure: Figure, sentence: Sentence, evidence: int) -> Finding | None:
        assert self.day is not None
        if not evidence:
            return None
        days = [date.fromisoformat(r.keys[self.day.id]) for r in self._rows]
        fiscal = figure.found.unit == "年度"
        years = {d.year - (fiscal and d.month < 4) for d in days}
        value = int(str(figure.found.value)[:4])
        passages = (self._rows[0].passage,)
        shown = "・".join(f"{y}{figure.found.unit}" for y in sorted(years))
        if value in years:
            return Finding(
                "supported", "derived" if fiscal else "exact", f"開催日は{shown}です。", None, None,
                passages, evidence,
            )  # fmt: skip
        era = "・".join(
            f"{y}{figure.found.unit}（令和{y - 2018}{figure.found.unit}）" for y in sorted(years)
        )
        if re.search(r"(?:開催|実施|開か|行わ|開い)", sentence.text[figure.end :]):
            return Finding(
                "contradicted", "value",
                f"開催日は{shown}です。文中の「{figure.found.text}」とは異なります。",
                era, None, passages, evidence,
            )  # fmt: skip
        return silent(f"出典に{figure.found.text}の記載はありません。", evidence)

    def _year(self, figure: Figure, evidence: int) -> Finding | None:
        assert self.year is not None
        if not evidence:
            return None
        value = str(figure.found.value)[:4]
        rows = [r for r in self._rows if r.keys.get(self.year.id) == value]
        if rows:
            reason = f"表に{figure.found.text}の行があります。"
            return Finding("supported", "exact", reason, None, None, (rows[0].passage,), evidence)
        return silent(f"出典に{figure.found.text}の記載はありません。", evidence)
