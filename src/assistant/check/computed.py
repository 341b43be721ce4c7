"""Judge figures that are computed from several numbers of a table: means, differences, ratios."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from assistant.check.compare import compare
from assistant.check.finding import Finding
from assistant.check.numbers import Numbers
from assistant.check.scan import Figure
from assistant.check.subject import Part, Subject
from assistant.tables.compute import Number, divide, median, subtract
from assistant.tables.execute import whole
from assistant.tables.wording import show


class ComputedJudge:
    """Judges computed figures by one table. None where it counts nothing so."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers, self.table = numbers, numbers.table

    def mean(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge a mean over rows; over those alone that have any, where that fits."""
        part = subject.part
        measures = self.numbers.measures(part, subject.quantity)
        total = self.numbers.number((part,), subject.quantity)
        if not measures or total is None:
            return None
        given = self.numbers.cells(self.numbers.rows(part), measures[0].id)
        number = divide(total, Number(len(given), None, ()))
        if number is None:
            return None
        exact = Fraction(str(total.value)) / len(given)
        label, unit = f"{self.numbers.label(part, measures)}の平均", measures[0].unit
        mean = compare(subject, figure, number, unit, label, exact=exact, derived=True)
        some = Number(sum(v != 0 for _, v in given), None, ())
        number = divide(total, some)
        if mean.verdict == "supported" or number is None or some.value == len(given):
            return mean
        # «7地域で12名、1地域当たり1.7名»: of those that have any.
        exact = Fraction(str(total.value)) / Fraction(str(some.value))
        label = f"{label}（{self.table.row_noun}は{unit}のあるものだけ）"
        other = compare(subject, figure, number, unit, label, exact=exact, derived=True)
        return other if other.verdict == "supported" else mean

    def median(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge the middle value of the rows."""
        measures = self.numbers.measures(subject.part, subject.quantity)
        rows = self.numbers.rows(subject.part)
        cells = self.numbers.cells(rows, measures[0].id) if measures else []
        if not cells:
            return None
        number = median([v for _, v in cells], tuple(r.passage for r, _ in cells))
        label = f"{self.numbers.label(subject.part, measures)}の中央値"
        return compare(subject, figure, number, measures[0].unit, label, derived=True)

    def per(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge persons for each body: 1施設当たり."""
        first = next(q.id for q in self.table.quantities)
        total = self.numbers.number((subject.part,), first)
        bodies = self.numbers.number((subject.part,), subject.quantity)
        measures = self.numbers.measures(subject.part, first)
        number = divide(total, bodies) if total is not None and bodies is not None else None
        if number is None or total is None or bodies is None or not measures:
            return None
        exact = Fraction(str(total.value)) / Fraction(str(bodies.value))
        each = self.numbers.measures(subject.part, subject.quantity)[0].unit
        label = f"{self.numbers.label(subject.part, measures)}の1{each}当たりの数"
        return compare(subject, figure, number, measures[0].unit, label, exact=exact, derived=True)

    def difference(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge how far two numbers are apart, and which is said to be larger."""
        pair = self._pair(subject)
        measures = self.numbers.measures(subject.part, subject.quantity)
        if pair is None or subject.base is None or not measures:
            return None
        first, second = pair
        number = subtract(first, second)
        unit = measures[0].unit
        others = self.numbers.measures(subject.base, subject.quantity)
        label = (
            f"{self.numbers.label(subject.part, measures)}（{show(first.value)}{unit}）と"
            f"{self.numbers.label(subject.base, others)}（{show(second.value)}{unit}）の差"
        )
        finding = compare(subject, figure, number, unit, label, derived=True)
        larger = first.value > second.value
        if finding.verdict != "supported" or subject.sign is None or not number.value:
            return finding
        if (subject.sign == "more") == larger:
            return finding
        way = "多い" if larger else "少ない"
        if subject.part.columns != subject.base.columns:
            who = self.numbers.wording.measure(measures[0])
        else:
            who = self.numbers.where(subject.part)
        return Finding(
            "contradicted", "value", f"{finding.reason}{who}の方が{way}です。",
            f"{show(number.value)}{unit}{way}", finding.formula, finding.passages, finding.evidence,
        )  # fmt: skip

    def range(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge how far the most of any row is from the least."""
        measures = self.numbers.measures(subject.part, subject.quantity)
        cells = self.numbers.cells(self.table.rows, measures[0].id) if measures else []
        if not cells:
            return None
        high, low = max(cells, key=lambda c: c[1]), min(cells, key=lambda c: c[1])
        number = subtract(*(Number(v, None, (r.passage,)) for r, v in (high, low)))
        names = [self.numbers.wording.key(r.keys[self.table.key]) for r, _ in (high, low)]
        what = self.numbers.wording.measure(measures[0])
        label = f"{what}が最も多い{names[0]}と最も少ない{names[1]}の差"
        figure = replace(figure, found=replace(figure.found, modifier=None))
        return compare(subject, figure, number, measures[0].unit, label, derived=True)

    def rest(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge what is left of the first number that was listed after the others."""
        found = [self.numbers.number((p,), subject.quantity) for p in subject.listed]
        known = [n for n in found if n is not None]
        measures = self.numbers.measures(subject.listed[0], subject.quantity)
        if len(known) < len(found) or not measures:
            return None
        rest = whole(Fraction(str(known[0].value)) - sum(Fraction(str(n.value)) for n in known[1:]))
        terms = " − ".join(show(n.value) for n in known)
        passages = tuple(dict.fromkeys(p for n in known for p in n.passages))
        number = Number(rest, f"{terms} = {show(rest)}", passages)
        label = f"{self.numbers.label(subject.listed[0], measures)}の残り"
        return compare(subject, figure, number, measures[0].unit, label, derived=True)

    def edge(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge the least or the most of any row."""
        measures = self.numbers.measures(subject.part, subject.quantity)
        rows = self.numbers.rows(Part(excluded=subject.part.excluded))
        cells = self.numbers.cells(rows, measures[0].id) if measures else []
        if not cells:
            return None
        lowest = subject.operation == "lowest"
        row, value = (min if lowest else max)(cells, key=lambda c: c[1])
        most = "最も少ない" if lowest else "最も多い"
        where = self.numbers.wording.key(row.keys[self.table.key])
        label = f"{self.numbers.wording.measure(measures[0])}が{most}{where}"
        number = Number(value, None, (row.passage,))
        # 最大28名 is the most there was, not a limit.
        figure = replace(figure, found=replace(figure.found, modifier=None))
        return compare(subject, figure, number, measures[0].unit, label)

    def ratio(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge how many times one number is another."""
        pair = self._pair(subject)
        if pair is None or subject.base is None:
            return None
        if subject.loose and pair[0].value < pair[1].value:
            pair = (pair[1], pair[0])
            subject = subject._replace(part=subject.base, base=subject.part)
        number = divide(*pair)
        if number is None or subject.base is None:
            return None
        exact = Fraction(str(pair[0].value)) / Fraction(str(pair[1].value))
        mine = self.numbers.measures(subject.part, subject.quantity)
        other = self.numbers.measures(subject.base, subject.quantity)
        label = (
            f"{self.numbers.label(subject.part, mine)}の"
            f"{self.numbers.label(subject.base, other)}に対する倍率"
        )
        return compare(subject, figure, number, "倍", label, exact=exact, derived=True)

    def _pair(self, subject: Subject) -> tuple[Number, Number] | None:
        if subject.base is None:
            return None
        first = self.numbers.number((subject.part,), subject.quantity)
        second = self.numbers.number((subject.base,), subject.quantity)
        return None if first is None or second is None else (first, second)
