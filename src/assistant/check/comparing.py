"""Read figures that hold two numbers against each other: differences and multiples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.check.dated import conditions_of
from assistant.check.place import Place
from assistant.check.scan import Group, GroupKind
from assistant.check.selection import Selector
from assistant.check.subject import Part, Subject, merged
from assistant.check.vocabulary import pattern
from assistant.tables.query import Condition

_Term = tuple[str, ...]
_IS = re.compile(r"[^\s、。はがも0-9]{0,4}(?:は|が|も)")
_BOTH = 2
_HELD_AGAINST = re.compile(r"\)?(?:に対し|に比べ|と比べ|より)")
_AGAINST = re.compile(
    r"[^、。0-9]{0,8}?(?:[0-9,]+[名人])?(?:より|に比べ|と比べ|に対し|を[^、。]{0,4}(?:上回|下回))"
)
_OF = re.compile(r"(?:地域|会場|圏域)?の約?")
_FROM_IT = re.compile(r"\s*(?:を|より(?:も)?|に比べ(?:て)?|と比べ(?:て)?)\s*(?:約|およそ)?\s*")
_OF_THE = re.compile(r"の\s*$")
"""«市町村の7人を上回った»: the seven are the municipalities', not a difference."""
_BARE_DIFFERENCE = re.compile(r"(?:も|ほど|だけ)?(?:の差|差|の開|の違|を?上回|を?下回|の増|の減)")
_MORE_BY = re.compile(r"(?:も|ほど|だけ)?(?:多(?:い|く|かった)|少な)")


class Comparing:
    """Reads the differences and multiples of one sentence; None where a figure is neither."""

    def __init__(self, selector: Selector) -> None:
        self.selector, self.units = selector, selector.units
        self.sentence, self.groups = selector.sentence, selector.groups
        self.table, self.context = selector.table, selector.context

    def ratio(self, place: Place) -> Subject:
        """Read a multiple: 3倍."""
        return self._terms(Subject("ratio"), place) or Subject("unclear")

    def difference(self, subject: Subject, place: Place) -> Subject | None:
        """Read a difference of two numbers, or of the most and the least of all rows."""
        after = pattern("after", "difference").match(place.after)
        before = re.search(rf"{pattern('before', 'difference').pattern}\s*約?$", place.before)
        if (not after and not before) or _OF_THE.search(place.before):
            return None
        sign: Literal["more", "less"] | None = None
        if after:
            head = place.after[:8]
            if pattern("after", "more").search(head):
                sign = "more"
            elif pattern("after", "less").search(head):
                sign = "less"
        held = self._held_against(subject, place)
        compared = held or self._terms(subject._replace(operation="difference"), place)
        if compared is not None:
            # «施設15人に対し市町村7人と、8人多い» does not say which of them has more
            facing = re.search(r"に対し", place.sentence.text[: place.figure.start])
            told = re.search(
                r"より|ほう|方が|比べ|に対し(?:て)?、?[^、。0-9]{1,12}(?:は|が)",
                place.sentence.text[: place.figure.start],
            )
            return compared._replace(sign=None if facing and not told else sign)
        read = [
            s.part
            for _, s in self.selector.earlier(place.figure)
            if s.operation == "value" and s.quantity == subject.quantity
        ]
        if len(read) >= 2 and read[-1] != read[-2]:
            # «10月は90人、11月は67人で、10月のほうが23人多い»
            return subject._replace(
                operation="difference", part=read[-2], base=read[-1], evidence=2
            )
        if self._between_rows(place):
            found = self.selector.with_columns(subject._replace(operation="range"), place)
            return found._replace(evidence=1)
        by = _MORE_BY.match(place.after) and re.search(r"より|比べ|比し|ほう|方", place.before)
        if before or by or _BARE_DIFFERENCE.match(place.after):
            return subject._replace(operation="unclear")
        return None

    def _terms(self, subject: Subject, place: Place) -> Subject | None:
        """Return the two things that a difference or ratio compares, None where not both are said.

        What is spoken of comes first, what it is held against (より, の3倍) second.
        """
        select = self.selector
        rows = self._two("row", place)
        if rows is not None:
            found = select.with_columns(subject._replace(evidence=2), place)
            cols = self._columns_of(rows, place) or found.part.columns
            open_ = self._unordered("row", rows[1], place)
            beside = select.beside_rows(place)
            first, second = Part(rows[0], cols, beside), Part(rows[1], cols, beside)
            return found._replace(part=first, base=second, loose=open_)
        selected = self._two_selections(place)
        if selected is not None:
            found = select.with_columns(subject._replace(evidence=2), place)
            given = self._columns_given(selected) or found.part.columns
            first, second = (replace(p, columns=given) for p in selected)
            return found._replace(part=first, base=second)
        stated = self._stated_terms(subject, place)
        if stated is not None:
            return stated
        columns = self._two("column", place)
        if columns is not None:
            found = select.with_rows(subject._replace(evidence=1), place)
            first = replace(found.part, columns=columns[0])
            second = replace(found.part, columns=columns[1])
            open_ = self._unordered("column", columns[1], place)
            return found._replace(part=first, base=second, loose=open_)
        return None

    def _columns_given(self, selected: tuple[Part, Part]) -> tuple[str, ...]:
        """Return the columns of which numbers were given for what is compared, if of one."""
        read = [s.part for _, s in self.selector.read if s.operation == "value"]
        read += [p for p, _ in self.context.last]
        given = {p.columns for p in read if p.conditions in {s.conditions for s in selected}}
        return next(iter(given)) if len(given) == 1 else ()

    def _two_selections(self, place: Place) -> tuple[Part, Part] | None:
        """Return what two words or months select, right before: «午前は午後の2.5倍»."""
        found: list[tuple[int, Part]] = [
            (g.start, Part(conditions=(Condition(g.dimension, "in", g.values),)))
            for g in self.groups
            if g.kind == "condition" and place.clause.holds(g.start) and g.end <= place.figure.start
        ]
        for date in self.sentence.figures:
            here = place.clause.holds(date.start) and date.end <= place.figure.start
            if here and date.found.type == "date":
                conditions = conditions_of([date], self.sentence, self.table)
                found.append((date.start, Part(conditions=tuple(conditions))))
        parts = [p for _, p in sorted(found, key=lambda x: x[0]) if p.conditions]
        if len(parts) != _BOTH or parts[0] == parts[1]:
            return None
        return parts[0], parts[1]

    def _between_rows(self, place: Place) -> bool:
        """Say whether the most and the least of all rows are compared: «会場間で最大22人の開き»."""
        most = place.figure.found.modifier == "最大"
        names = self.units.noun
        between = rf"(?:{names})(?:の?間|によ[りっ])|最[多大高]と最[少小低]"
        return (most or re.search(between, place.before) is not None) and not place.last("row")

    def _held_against(self, subject: Subject, place: Place) -> Subject | None:
        """Read a difference from the number right before: «計50名。東信の35名を15名上回る»."""
        read = [
            (f, s) for f, s in self.selector.earlier(place.figure)
            if s.operation == "value" and s.quantity == subject.quantity
        ]  # fmt: skip
        if not read or not _FROM_IT.fullmatch(place.before):
            return None
        base = merged(read[-1][1])
        before = [s.part for _, s in read[:-1] if s.part not in read[-1][1].listed]
        last = [p for p, q in self.context.last if q == subject.quantity]
        named = self.context.named
        whole = len(named) > 1 and len(last) == len(named)  # they were added up
        part = before[-1] if before else Part(named, base.columns) if whole else None
        part = part or (last[-1] if len(last) == 1 else None)
        if part is None or part == base:
            return None
        return subject._replace(operation="difference", part=part, base=base, evidence=2)

    def _columns_of(self, rows: tuple[_Term, _Term], place: Place) -> tuple[str, ...]:
        """Return the columns of which both rows' numbers were given before, none where not so."""
        read = [s.part for _, s in self.selector.earlier(place.figure) if s.operation == "value"]
        given = [next((p.columns for p in reversed(read) if p.rows == r), None) for r in rows]
        return given[0] if given[0] and given[0] == given[1] and not place.last("column") else ()

    def _stated_terms(self, subject: Subject, place: Place) -> Subject | None:
        """Return the two numbers that stand right before: «飯田は24人、岡谷は8人。3倍の開き»."""
        if place.last("row") or place.last("column") or self.selector.same:
            return None
        read = [(f, s) for f, s in self.selector.earlier(place.figure) if s.operation == "value"]
        parts = [s.part for _, s in read] or [p for p, _ in self.context.last]
        if len(parts) < 2 or parts[-1] == parts[-2]:
            return None
        a, b = parts[-2:]
        if (a.rows == b.rows) == (a.columns == b.columns):
            return None
        if len(read) > 1 and _HELD_AGAINST.match(self.sentence.text, read[-2][0].end):
            a, b = b, a  # «里親3名に対し、児相は5名で2名多い»
        return subject._replace(part=a, base=b, evidence=2, loose=True)

    def _unordered(self, kind: GroupKind, base: _Term, place: Place) -> bool:
        """Say whether nothing tells which of two terms a ratio is taken against."""
        for group in self.groups:
            if group.kind == kind and group.values == base and group.end <= place.figure.start:
                gap = self.sentence.text[group.end : place.figure.start]
                if _OF.fullmatch(gap) or self._against(group):
                    return False
        return True

    def _two(self, kind: GroupKind, place: Place) -> tuple[_Term, _Term] | None:
        figure = place.figure
        groups = [g for g in self.groups if g.kind == kind and g.end <= figure.start]
        chained = self._chained(kind, place, groups)
        if chained is not None:
            return chained
        if kind == "column":
            named = [g for g in groups if g.values != (self.units.root,)]
            groups = named if len(named) != 1 or len(groups) < 3 else groups
        clause = [g for g in groups if place.clause.holds(g.start)]
        chosen = clause if len(clause) >= 2 else groups
        if chosen and chosen[-1].joined == 2 and len(chosen[-1].values) == 2:
            first, second = chosen[-1].values
            return (first,), (second,)
        if len(chosen) >= 2:
            a, b = chosen[-2:]
            if a.values == b.values:
                return None
            if set(a.values) & set(b.values):
                # «両地域とも4人、市町村は佐久の方が4人多い»: than the other of them
                rest = tuple(v for v in a.values if v not in b.values)
                return (b.values, rest) if len(a.values) == len(rest) + 1 == _BOTH else None
            turned = self._against(a) and not self._against(b)
            return (b.values, a.values) if turned else (a.values, b.values)
        if len(chosen) == 1:
            other = self._other_term(kind, chosen[0].values)
            if other is not None:
                told = self.sentence.text[chosen[0].end :]
                topic = _IS.match(told.removeprefix(self.table.row_noun)) is not None
                held = self._against(chosen[0]) or (figure.found.unit == "倍" and not topic)
                return (other, chosen[0].values) if held else (chosen[0].values, other)
        return None

    def _chained(
        self, kind: GroupKind, place: Place, groups: Sequence[Group]
    ) -> tuple[_Term, _Term] | None:
        """Return the terms of a comparison that goes on: «長野は松本の1.75倍、諏訪の3.5倍»."""
        read = self.selector.earlier(place.figure)
        if not read or read[-1][1].operation not in ("ratio", "difference"):
            return None
        since = [g for g in groups if g.start >= read[-1][0].end]
        first = read[-1][1].part
        mine = first.rows if kind == "row" else first.columns
        if len(since) != 1 or not mine or since[0].joined > 1 or since[0].values == mine:
            return None
        return mine, since[0].values

    def _other_term(self, kind: GroupKind, mine: _Term) -> _Term | None:
        """Return what the sentence before leaves to compare with."""
        last = [p for p, _ in self.context.last]
        if kind == "row":
            found = [p.rows for p in last if p.rows and p.rows != mine]
            if not found and self.context.rows and self.context.rows != mine:
                found = [self.context.rows]
        else:
            found = [p.columns for p in last if p.columns and p.columns != mine]
        return found[-1] if len(set(found)) == 1 else None

    def _against(self, group: Group) -> bool:
        return _AGAINST.match(self.sentence.text, group.end) is not None
