"""What rows must meet to be counted: 10人以上の会場は7か所."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.check.place import Place
from assistant.check.scan import Figure
from assistant.check.selection import Selector
from assistant.check.subject import Part, Subject
from assistant.check.vocabulary import pattern

_LIMITED = ("以上", "超", "未満", "以下", "少なくとも", "以内")
_OF_ROWS = re.compile(
    r".{0,4}(?:が|の|を|で|と)?.{0,14}?(?:地域|会場|圏域|ところ|所|の(?:は|が)|回|が)"
)
_OUT_OF = re.compile(r"\s*(?:のうち|の内|の(?:中|なか)で|中(?!心)|で(?:ここ|唯一))")
_RANGE = re.compile(r"(?:以上|超)?(?:で|、)?")
"""Between the two ends of a range: «10名以上20名未満»."""
_THERE = re.compile(r"\s*(?:に|には|では|で)\s*")
_AND_MEAN = re.compile(r"で、?平均")
"""«里親は7地域で、平均1.7人»: those that had any."""
_WHO_CAME = re.compile(r"(?:いた|来た|参加した|出席した|あった|集まった)\s*$")
_AFTER = 30
"""Letters after a count within which its condition may stand."""


def chooses_rows(figure: Figure, text: str) -> bool:
    """Say whether a number is a condition on rows: «里親が2人だったのは», «ゼロの会場»."""
    return pattern("counted", "chooses").match(text, figure.end) is not None


class RowConditions:
    """Reads the conditions of one sentence on the rows that it counts."""

    def __init__(self, selector: Selector) -> None:
        self.selector, self.units = selector, selector.units
        self.sentence, self.groups = selector.sentence, selector.groups

    def filled(self, subject: Subject, place: Place) -> Subject:
        """Fill in what rows must meet to be counted."""
        had = place.last("column") is not None and _WHO_CAME.search(place.before)
        if _OUT_OF.match(self.sentence.text, place.figure.end) and not had:
            return subject._replace(part=Part())  # 10広域のうち
        condition = self.number(place)
        if condition is not None and not subject.part.columns:
            named = [
                g
                for g in self.groups
                if g.kind == "column"
                and g.end <= place.figure.start
                and g.values != (self.units.root,)
            ]
            if named:
                subject = subject._replace(part=replace(subject.part, columns=named[-1].values))
        if condition is not None and condition.found.value != 0:
            quantity = self.units.quantity(condition.found.unit, place) or None
            bounds = self._bounds(place)
            other = bounds[1] if len(bounds) > 1 else None
            return subject._replace(threshold=condition, bound=other, quantity=quantity)
        columns = subject.part.columns
        following = self._without_behind(place)
        if condition is None and not columns and following:
            part = replace(subject.part, columns=following)
            return subject._replace(part=part, present=False)  # «3会場に、里親の欄がない»
        if condition is not None and not columns:
            read = [s.part.columns for f, s in self.selector.read if f is condition]
            columns = read[0] if read else ()
            subject = subject._replace(part=replace(subject.part, columns=columns))
        if columns and columns != (self.units.root,):
            none, figure = pattern("after", "none"), place.figure
            rest = place.clause.text[figure.end :]
            absent = condition is not None or none.search(rest) or none.search(place.before)
            said = condition or pattern("counted", "presence").search(self.sentence.text)
            if said is None and pattern("stance", "placed").match(self.sentence.text, figure.end):
                return subject._replace(part=replace(subject.part, columns=()))
            loose = said is None and _AND_MEAN.match(self.sentence.text, figure.end) is None
            return subject._replace(present=not absent, loose=loose)
        return subject._replace(part=replace(subject.part, columns=()))

    def _without_behind(self, place: Place) -> tuple[str, ...]:
        """Return the column that the clause after says the counted rows are without."""
        numbers = self.sentence.clauses[place.number + 1 : place.number + 2]
        if not _THERE.fullmatch(place.tail) or not numbers:
            return ()
        clause = numbers[0]
        if any(clause.holds(f.start) for f in self.sentence.figures):
            return ()
        columns = [
            g.values for g in self.groups
            if g.kind == "column" and clause.holds(g.start) and g.values != (self.units.root,)
        ]  # fmt: skip
        none = pattern("after", "none").search(clause.text)
        return columns[0] if len(columns) == 1 and none is not None else ()

    def number(self, place: Place) -> Figure | None:
        """Return the number that rows must meet to be counted: «10人以上の会場は7か所»."""
        return next(iter(self._bounds(place)), None)

    def _bounds(self, place: Place) -> list[Figure]:
        """Return the numbers that rows must meet, the nearest first: two of a range.

        Those before the count and behind the count before it; else the first behind it.
        """
        figure, text = place.figure, self.sentence.text
        counted = [f.end for f, s in self.selector.earlier(figure) if s.operation == "count"]
        since = max(counted, default=0)
        found = [f for f in self.sentence.figures if f is not figure and self._is_bound(f, place)]
        before = [f for f in found if since <= f.start < figure.start]
        if before:
            joined = before[-2:]
            pair = len(joined) == 2 and _RANGE.fullmatch(text, joined[0].end, joined[1].start)
            return joined[::-1] if pair else before[-1:]
        after = [f for f in found if figure.end <= f.start <= figure.end + _AFTER]
        return [f for f in after if place.clause.holds(f.start)][:1]

    def _is_bound(self, figure: Figure, place: Place) -> bool:
        found = figure.found
        if found.type != "number" or self.units.counts_rows(found.unit, place):
            return False
        if chooses_rows(figure, self.sentence.text):
            return True
        limits = found.modifier in _LIMITED
        return limits and _OF_ROWS.match(self.sentence.text, figure.end) is not None
