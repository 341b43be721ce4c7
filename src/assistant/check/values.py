"""Judge plain numbers of a table: cells, totals, sums of what is named or listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.check.agree import agrees
from assistant.check.compare import compare, written
from assistant.check.finding import Finding, silent
from assistant.check.numbers import Numbers
from assistant.check.scan import Figure
from assistant.check.subject import Part, Subject, merged
from assistant.check.types import Match
from assistant.tables.compute import Number
from assistant.tables.execute import whole
from assistant.tables.wording import show
from assistant.text.figures import Found
from assistant.types import Measure, TableRow

# How many times larger than the unit written a column's unit is.
_SCALES = {("千円", "円"): 1000, ("百万円", "円"): 10**6, ("億円", "円"): 10**8}
_COUNTERS = ("つ", "個")
_EDGES = ("最大", "少なくとも")
_PEERS = 3
"""Columns beside one another from which one may be the most."""
_CITED = 12
"""Rows cited at most for one figure."""


class ValueJudge:
    """Judges figures that are read from cells or added up from them."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers, self.table = numbers, numbers.table

    def judge(self, subject: Subject, figure: Figure) -> Finding | None:
        """Return what the table says of ``figure``; None where it counts nothing so."""
        if subject.listed:
            return self._listed(subject, figure)
        part, numbers = subject.part, self.numbers
        measures = numbers.measures(part, subject.quantity)
        if not measures:
            return self._wrong_unit(subject, figure)
        if subject.extreme and figure.found.modifier in _EDGES and part.rows:
            # «最小6名（北アルプス）» is what the row has, no limit.
            figure = replace(figure, found=replace(figure.found, modifier=None))
        if figure.found.unit == "" and subject.quantity is None:
            bare = self._bare(subject, figure, measures[0])
            if bare is not None:
                return bare
        if not numbers.rows(part):
            if figure.found.value == 0 and part.conditions and not part.rows:
                reason = f"文中の条件に当たる{self.table.row_noun}は、出典の表に一つもありません。"
                return Finding("supported", "derived", reason, evidence=subject.evidence)
            return silent("文中の条件に当たる行が、出典の表にありません。", subject.evidence)
        if subject.each:
            each = self._each(subject, figure, measures)
            if each is not None and each.verdict == "supported" and subject.extreme:
                for row in part.rows:
                    one = subject._replace(part=replace(part, rows=(row,)))
                    each = self._extreme(one, each, measures[0])
                return each
            if each is None or each.verdict == "supported" or not subject.loose:
                return each
            added = self.judge(subject._replace(each=False), figure)
            return added if added is not None and added.verdict == "supported" else each
        number = numbers.number((part,), subject.quantity)
        if subject.by_row:
            number = numbers.row_sum(part, subject.quantity)
        if number is None:
            return None
        measure, found = measures[0], figure.found
        twice = None if subject.by_row else numbers.counted_twice(part, subject.quantity)
        if twice is not None and number.formula:
            body, again = twice
            if found.value == number.value:
                body_rows = f"{numbers.wording.measure(body)}は{again + 1}つの{self.table.row_noun}"
                return silent(
                    f"{body_rows}に同じものが出ており、足すと重ねて数えることになります。",
                    subject.evidence,
                )
            once = whole(Fraction(str(number.value)) - again)
            formula = f"{show(number.value)} − {again} = {show(once)}"
            number = Number(once, formula, number.passages)
        scale = _SCALES.get((measure.unit, found.unit), 1)
        if found.unit and scale == 1 and not self._same_unit(found.unit, measure):
            return self._wrong_unit(subject, figure)
        label = numbers.label(part, measures)
        finding = compare(subject, figure, number, measure.unit, label, scale=scale)
        if finding.verdict == "contradicted" and subject.population:
            return silent(f"出典に「{written(found)}」の全体の数は記載がありません。", 1)
        if finding.verdict == "contradicted":
            finding = replace(finding, match=self._mismatch(part, measure, found))
            return self._swapped(part, measure, found, finding)
        own = [m for m in self.table.measures if m.column == measure.column]
        if not found.unit and subject.quantity is None and len(own) == 1 and measure.parent:
            finding = replace(finding, counted=measure.quantity)
        return self._extreme(subject, finding, measure) if subject.extreme else finding

    def _bare(self, subject: Subject, figure: Figure, measure: Measure) -> Finding | None:
        """Judge a number without a unit as a count of bodies, where it is that: «市町村は68».

        Where it fits only one way of counting, what it is counted the other way is kept with it.
        """
        for other in self.table.measures:
            if other.column == measure.column and other.quantity != measure.quantity:
                counted = self.judge(subject._replace(quantity=other.quantity), figure)
                first = self.judge(subject._replace(quantity=measure.quantity), figure)
                if counted is None or first is None or first.verdict == counted.verdict:
                    if first and counted and first.expected and counted.expected:
                        reason = f"{first.reason}数でいえば{counted.expected}です。"
                        return replace(first, reason=reason)
                    continue
                if counted.verdict == "supported":
                    return replace(counted, counted=other.quantity, instead=first)
                return replace(first, counted=measure.quantity, instead=counted)
        return None

    # -- units --------------------------------------------------------------------------------

    def _same_unit(self, unit: str, measure: Measure) -> bool:
        """Say whether ``unit`` may count ``measure``: 団体 may count 市町村, 施設 may not."""
        if unit in (measure.unit, measure.label, *measure.names):
            return True
        quantity = next((q for q in self.table.quantities if q.id == measure.quantity), None)
        if quantity is None or unit not in quantity.units:
            return unit in _COUNTERS
        return unit not in {m.unit for m in self.table.measures if m.quantity == measure.quantity}

    def _wrong_unit(self, subject: Subject, figure: Figure) -> Finding | None:
        """Return what is counted instead, where the subject is counted in another unit."""
        part, numbers = subject.part, self.numbers
        known = {u for q in self.table.quantities for u in q.units}
        known |= {m.unit for m in self.table.measures}
        measures = numbers.measures(part, None)
        if not measures or (figure.found.unit and figure.found.unit not in known):
            return None
        number = numbers.number((part,), measures[0].quantity)
        if number is None:
            return None
        right = f"{show(number.value)}{measures[0].unit}"
        return Finding(
            "contradicted", "unit",
            f"{numbers.label(part, measures[:1])}は{right}です。"
            f"文中の「{written(figure.found)}」とは数えているものが異なります。",
            right, number.formula, number.passages, subject.evidence,
        )  # fmt: skip

    def _swapped(self, part: Part, measure: Measure, found: Found, finding: Finding) -> Finding:
        """Say so where the value is the right one of the same subject, counted otherwise."""
        for other in self.table.measures:
            if other.column != measure.column or other.quantity == measure.quantity:
                continue
            counted = Part(part.rows, (other.column,), part.conditions, part.excluded)
            number = self.numbers.number((counted,), other.quantity)
            if number is not None and number.value == found.value:
                label = self.numbers.label(counted, [other])
                also = f"{label}は{show(number.value)}{other.unit}です。"
                return replace(finding, match="unit", reason=f"{finding.reason}{also}")
        return finding

    def _mismatch(self, part: Part, measure: Measure, found: Found) -> Match:
        """Say whether the value belongs to another row or column of the table, or to none."""
        if len(part.rows) != 1 or not found.value:
            return "value"
        near = [v for _, v in self.numbers.cells(self.table.rows, measure.id)]
        row = self.numbers.rows(part)[:1]
        for other in self.table.measures:
            if other.quantity == measure.quantity:
                near += [v for _, v in self.numbers.cells(row, other.id)]
        return "subject" if found.value in near else "value"

    # -- kinds of numbers ---------------------------------------------------------------------

    def _each(
        self, subject: Subject, figure: Figure, measures: Sequence[Measure]
    ) -> Finding | None:
        """Judge a number that every row or column is said to have."""
        rows, say = self.numbers.rows(subject.part), self.numbers.wording
        cells = [(r, m, v) for m in measures for r, v in self.numbers.cells(rows, m.id)]
        if not cells:
            return None
        wrong = [c for c in cells if agrees(figure.found, Fraction(str(c[2]))) is None]
        shown = [
            f"{say.key(r.keys[self.table.key])}{show(v)}{m.unit}" for r, m, v in wrong or cells
        ]
        reason = (
            f"{say.join([say.measure(m) for m in measures])}は、{say.join(shown[:_CITED])}です。"
        )
        passages = tuple(dict.fromkeys(r.passage for r in rows))[:_CITED]
        if not wrong:
            return Finding("supported", "exact", reason, None, None, passages, subject.evidence)
        right = say.join(list(dict.fromkeys(f"{show(v)}{m.unit}" for _, m, v in wrong)))
        return Finding(
            "contradicted", "value",
            f"{reason}文中の「{written(figure.found)}」とは異なります。",
            right, None, passages, subject.evidence,
        )  # fmt: skip

    def _listed(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge a sum of what was listed before it; of everything, where the list is open."""
        numbers, quantity = self.numbers, subject.quantity
        number = numbers.number(subject.listed, quantity)
        measures = numbers.measures(subject.listed[0], quantity)
        root = (numbers.root,) if numbers.root else ()
        named = tuple(replace(p, columns=p.columns or root) for p in subject.listed)
        part = merged(subject._replace(listed=named))
        whose = numbers.measures(part, quantity) if part != subject.part else []
        everything = Part(subject.part.rows, (), subject.part.conditions)
        total = numbers.number((everything,), quantity)
        columns = numbers.measures(everything, quantity)
        label = (
            f"{numbers.label(part, whose)}を合わせた数" if whose else "文中に挙げられたものの合計"
        )
        if (
            total is not None
            and columns
            and (subject.open_list or (number is not None and number.value == total.value))
        ):
            number, measures, label = total, columns, numbers.label(everything, columns)
        if number is None or not measures:
            return None
        return compare(subject, figure, number, measures[0].unit, label)

    def _extreme_column(self, subject: Subject, finding: Finding, measure: Measure) -> Finding:
        """Hold the column that is said to have the most or least of all rows to the others."""
        peers = [
            m for m in self.table.measures
            if m.quantity == measure.quantity and m.parent == measure.parent
        ]  # fmt: skip
        if measure.parent is None or len(subject.part.columns) != 1 or len(peers) < _PEERS:
            return finding
        found = [(m, self.numbers.number((Part(columns=(m.column,)),), m.quantity)) for m in peers]
        known = [(m, n) for m, n in found if n is not None]
        pick = max if subject.extreme == "max" else min
        best, number = pick(known, key=lambda x: x[1].value)
        mine = next((n for m, n in known if m is measure), None)
        if mine is None or mine.value == number.value:
            return finding
        right = f"{show(number.value)}{best.unit}"
        most = "最も多い" if subject.extreme == "max" else "最も少ない"
        return Finding(
            "contradicted", "subject",
            f"{finding.reason}{most}のは{self.numbers.wording.measure(best)}の{right}です。",
            right, None, (*finding.passages, *number.passages), finding.evidence,
        )  # fmt: skip

    def _next(self, subject: Subject, cells: Sequence[tuple[TableRow, int | float]]) -> int | float:
        """Return the largest number below that of the row that is said to come before."""
        before = [v for r, v in cells if r.keys[self.table.key] == subject.after]
        mine = {r.keys[self.table.key]: v for r, v in cells}[subject.part.rows[0]]
        if not before or mine == before[0]:
            return mine  # rows of equal number follow one another
        return max((v for _, v in cells if v < before[0]), default=before[0])

    def _extreme(self, subject: Subject, finding: Finding, measure: Measure) -> Finding:
        """Hold the row that is said to have the most or least to it."""
        part, say = subject.part, self.numbers.wording
        if not part.rows and not part.conditions and subject.position == 1 and not subject.after:
            return self._extreme_column(subject, finding, measure)
        if len(part.rows) != 1 or part.conditions:
            return finding
        cells = self.numbers.cells(self.table.rows, measure.id)
        values = [v for _, v in cells]
        ordered = sorted(values, reverse=subject.extreme == "max")
        best = ordered[min(subject.position, len(ordered)) - 1]
        if subject.after is not None:
            best = self._next(subject, cells)
        rows = [r for r, v in cells if v == best]
        if any(r.keys[self.table.key] in part.rows for r in rows):
            return finding
        names = say.keys([r.keys[self.table.key] for r in rows])
        most = "多い" if subject.extreme == "max" else "少ない"
        if subject.after is not None:
            most = f"{say.key(subject.after)}に次いで多い"
        elif subject.position == 1:
            most = f"最も{most}"
        else:
            most = f"{subject.position}番目に{most}"
        right = f"{show(best)}{measure.unit}"
        return Finding(
            "contradicted", "subject",
            f"{finding.reason}{say.measure(measure)}が{most}のは{names}の{right}です。",
            right, None, (*finding.passages, *(r.passage for r in rows)), finding.evidence,
        )  # fmt: skip
