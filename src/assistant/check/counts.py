"""Judge figures about rows: how many there are, how long they took, over how many days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from assistant.check.compare import compare, written
from assistant.check.finding import Finding, silent
from assistant.check.numbers import Numbers
from assistant.check.scan import Figure
from assistant.check.subject import Subject
from assistant.tables.compute import Number, divide, meets
from assistant.tables.execute import whole
from assistant.tables.query import Comparator, Threshold
from assistant.tables.wording import show
from assistant.types import TableRow

_WORD = re.compile(r"[一-龥ァ-ヺー]{3,}")
_THRESHOLDS: dict[str, Comparator] = {
    "以上": "ge", "少なくとも": "ge", "超": "gt", "以下": "le", "以内": "le", "未満": "lt",
}  # fmt: skip


class RowJudge:
    """Judges figures about the rows of one table."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers, self.table = numbers, numbers.table
        self._persons = numbers.table.quantities[0].id if numbers.table.quantities else None

    def _meeting(
        self, subject: Subject, figure: Figure
    ) -> tuple[Sequence[TableRow], str] | Finding | None:
        """Return the rows that are counted, all or those that meet a condition, and their name."""
        part, numbers = subject.part, self.numbers
        if subject.threshold is not None or subject.present is not None:
            part = replace(part, rows=())  # all rows that meet it, not only those named
        rows: Sequence[TableRow] = numbers.rows(part)
        noun = self.table.row_noun
        where = numbers.where(part)
        label = noun if where == "全体" else f"{where}の{noun}"
        if where.endswith(noun):
            label = where  # 木曜日の地域
        if subject.threshold is not None:
            measures = numbers.measures(part, subject.quantity)
            bounds = [b.found for b in (subject.bound, subject.threshold) if b is not None]
            if not measures:
                return None
            for bound in bounds:
                if isinstance(bound.value, str):
                    return None
                limit = Threshold(_THRESHOLDS.get(bound.modifier or "", "eq"), bound.value)
                rows = [r for r, v in numbers.cells(rows, measures[0].id) if meets(v, limit)]
            limits = "".join(written(b) for b in bounds)
            label = f"{numbers.wording.measure(measures[0])}が{limits}の{noun}"
        elif subject.mean is not None:
            measures = numbers.measures(part, self._persons)
            cells = numbers.cells(rows, measures[0].id) if measures else []
            if not cells:
                return None
            mean = Fraction(sum(Fraction(str(v)) for _, v in cells)) / len(cells)
            above = subject.mean == "above"
            rows = [r for r, v in cells if (v > mean if above else v < mean)]
            way = "を上回る" if above else "に届かない"
            label = f"{numbers.wording.measure(measures[0])}が平均{way}{noun}"
        elif subject.present is not None:
            measures = numbers.measures(part, None)
            if not measures:
                return None
            cells = numbers.cells(rows, measures[0].id)
            everyone = len({r.keys[self.table.key] for r in rows})
            fitting = [r for r, v in cells if bool(v) == subject.present]
            if subject.loose:
                # Nothing says that rows with any are meant: «里親は10会場合わせて12名».
                if figure.found.modifier in _THRESHOLDS:
                    return silent("何を数えたものか、文中から読み取れません。", subject.evidence)
                if everyone == figure.found.value:
                    fitting, label = list(rows), noun
                elif len(fitting) != figure.found.value:
                    return silent("何を数えたものか、文中から読み取れません。", subject.evidence)
            rows, whole = fitting, fitting == list(rows) and label == noun
            some = "ある" if subject.present else "ない"
            label = (
                noun
                if whole and subject.loose
                else f"{numbers.wording.measure(measures[0])}が{some}{noun}"
            )
        return rows, label

    def resolved(self, subject: Subject, figure: Figure) -> tuple[str, ...]:
        """Return the keys of the rows that a count narrows down to, none where it counts all."""
        found = self._meeting(subject, figure)
        if found is None or isinstance(found, Finding):
            return ()
        keys = tuple(dict.fromkeys(r.keys[self.table.key] for r in found[0]))
        return keys if 0 < len(keys) < len(self.table.rows) else ()

    def count(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge how many rows there are, all or those that meet a condition."""
        found = self._meeting(subject, figure)
        if found is None or isinstance(found, Finding):
            return found
        (rows, label), names, numbers = found, subject.names, self.numbers
        meeting = {r.keys[self.table.key] for r in rows}
        if subject.some and set(names) <= meeting:
            rows = [r for r in rows if r.keys[self.table.key] in names]
            meeting = set(names)
        if names and meeting != set(names):
            right = numbers.wording.keys(list(dict.fromkeys(r.keys[self.table.key] for r in rows)))
            number = Number(len(meeting), None, tuple(r.passage for r in rows))
            return compare(
                subject,
                figure,
                number,
                figure.found.unit,
                f"{label}は{right}で、その数" if right else f"{label}の数",
                wrong=True,
            )
        firsts = list({r.keys[self.table.key]: r for r in rows}.values())
        number = numbers.calculator.row_count(firsts) if firsts else Number(0, None, ())
        return compare(subject, figure, number, figure.found.unit, f"{label}の数", derived=True)

    def sharing(self, subject: Subject, figure: Figure, text: str) -> Finding | None:
        """Judge how many rows share a part of a name («7か所は合同庁舎»); None without one."""
        known = [
            d for d in self.table.dimensions if d.type == "category" and d.id != self.table.key
        ]
        known_words = set(self.table.subject_words)  # the prefecture's name stands everywhere
        for word in dict.fromkeys(_WORD.findall(text)):
            if word in known_words:
                continue
            rows = [
                r for r in self.table.rows
                if any(word in r.keys.get(d.id, "") and word != r.keys[d.id] for d in known)
            ]  # fmt: skip
            if 1 < len(rows) < len(self.table.rows):
                number = self.numbers.calculator.row_count(rows)
                label = f"「{word}」の{self.table.row_noun}の数"
                return compare(subject, figure, number, figure.found.unit, label, derived=True)
        return None

    def length(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge how long something took, where the table has a start and an end."""
        times = [d for d in self.table.dimensions if d.type == "time"]
        rows = self.numbers.rows(subject.part)
        if len(times) < 2 or not rows:
            return None
        lengths = {_minutes(r.keys[times[1].id]) - _minutes(r.keys[times[0].id]) for r in rows}
        if len(lengths) != 1:
            return None
        minutes = lengths.pop()
        all_of_them = subject.loose and figure.found.value == Fraction(minutes * len(rows), 60)
        if subject.by_row or all_of_them or figure.found.modifier == "延べ":
            total = whole(Fraction(minutes * len(rows), 60))
            each = show(whole(Fraction(minutes, 60)))
            passages = tuple(r.passage for r in rows)
            number = Number(total, f"{each} × {len(rows)} = {show(total)}", passages)
            return compare(subject, figure, number, "時間", "時間の合計", derived=True)
        value = whole(Fraction(minutes, 60))
        shown = [self.numbers.wording.value(d, rows[0].keys[d.id]) for d in times[:2]]
        number = Number(value, f"{shown[1]} − {shown[0]} = {show(value)}時間", (rows[0].passage,))
        label = f"{self.numbers.where(subject.part)}の時間の長さ"
        return compare(subject, figure, number, "時間", label, derived=True)

    def days(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge a number of days: days with rows, or from the first to the last."""
        day = next((d for d in self.table.dimensions if d.type == "date"), None)
        rows = self.numbers.rows(subject.part)
        if day is None or not rows:
            return None
        dates = sorted({date.fromisoformat(r.keys[day.id]) for r in rows})
        span = (dates[-1] - dates[0]).days + 1
        ends = [self.numbers.wording.value(day, d.isoformat()) for d in (dates[0], dates[-1])]
        passages = (rows[0].passage, rows[-1].passage)
        if figure.found.unit == "週間":
            weeks = Fraction(span, 7)
            number = Number(float(weeks), f"{span} ÷ 7", passages, rounded=True)
            shown = divide(Number(span, None, passages), Number(7, None, ())) or number
            label = "最初の日から最後の日までの長さ"
            return compare(subject, figure, shown, "週間", label, exact=weeks, derived=True)
        spanned = Number(span, f"{ends[0]}から{ends[1]}まで = {span}", passages)
        counted = Number(len(dates), f"{' + '.join('1' for _ in dates)} = {len(dates)}", passages)
        found = [
            compare(subject, figure, number, "日間", label, derived=True)
            for number, label in (
                (spanned, "最初の日から最後の日までの日数"),
                (counted, "開催のあった日の数"),
            )
        ]
        named = found[1] if subject.part.conditions else found[0]  # «木曜は4日»
        return next((f for f in found if f.verdict == "supported"), named)


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
