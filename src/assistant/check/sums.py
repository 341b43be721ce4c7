"""Sums of what a sentence, or the lines before it, listed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.check.place import Place
from assistant.check.selection import Selector
from assistant.check.subject import Part, Subject
from assistant.check.vocabulary import pattern

_OPEN = re.compile(r"など|等|をはじめ|を含め|ほか|他|総計|総数|総勢")
_SHARE_OF = re.compile(r"(?:を(?:超える|占める|上回る)|に(?:迫る|近い|当たる|あたる|上る)|の)\s*")


class Sums:
    """Reads the sums of one sentence."""

    def __init__(self, selector: Selector) -> None:
        self.selector, self.units = selector, selector.units
        self.sentence, self.context = selector.sentence, selector.context

    def sum(self, subject: Subject, place: Place) -> Subject:
        """Let a sum add up what was listed before it, in its sentence or those before."""
        these = pattern("counted", "these").search(place.before) is not None
        these = these or self._joined_before(place)
        if not place.says_sum() and not these and not self._sum_as_share(place):
            return subject
        if pattern("carry", "all_rows").search(place.before):
            return subject  # 全会場の合計
        rows = place.last("row") or place.last("condition")
        if rows and any(f.start >= rows.end for f, _ in self.selector.earlier(place.figure)):
            rows = None  # «諏訪（8名）、木曽（9名）の合計»
        column = place.last("column")
        if rows is not None or (column is not None and column.values != (self.units.root,)):
            return subject
        quantity = subject.quantity
        read = [s for _, s in self.selector.earlier(place.figure) if s.operation == "value"]
        sums = [n for n, s in enumerate(read) if s.listed]
        since = read[sums[-1] + 1 :] if sums else read
        read = since if len(since) > 1 else read
        listed = [s.part for s in read if s.quantity in (None, quantity) and not s.listed]
        if not listed and (these or any(w in place.before for w in ("合わせ", "あわせ", "足"))):
            listed = [p for p, q in self.context.listed if q == quantity]
        if these:
            listed = listed[-2:]
        if len(listed) > 1:
            earlier = self.selector.earlier(place.figure)
            last = earlier[-1][0].end if earlier else place.start
            between = self.sentence.text[last : place.figure.start]
            open_list = _OPEN.search(between) is not None
            return subject._replace(
                listed=tuple(_without_wholes(listed, self.units.root)),
                open_list=open_list,
                evidence=max(subject.evidence, 1),
            )
        return subject

    def lines(self, subject: Subject, place: Place) -> tuple[Part, ...]:
        """Return what the lines or cells before list, where a number may add them up."""
        if subject.operation == "value" and subject.listed:
            return _last_alike(subject.listed) or self._last_of_one(subject.listed)
        if subject.operation != "value" or subject.part.rows:
            return ()
        if not pattern("before", "sum").search(place.before):
            return ()
        root = (self.units.root,)
        columns = () if subject.part.columns == root else subject.part.columns
        listed = [
            p for p, q in self.context.listed
            if q == subject.quantity and p.columns in (columns, columns or root) and p.rows
        ]  # fmt: skip
        if not listed and not columns:
            # «乳児院は飯田が1人、長野が4人。合計5人»: of one column, row by row
            told = [p for p, q in self.context.listed if q == subject.quantity]
            alike = all(p.rows and p.columns == told[0].columns for p in told)
            listed = told if alike else []
        return tuple(dict.fromkeys(listed)) if len(listed) > 1 else ()

    def _last_of_one(self, listed: Sequence[Part]) -> tuple[Part, ...]:
        """Return the end of a list that are parts of one column: «市町村6名、施設は…の計4名»."""
        parents = {m.column: m.parent for m in self.selector.table.measures}
        of = {m.id: m.column for m in self.selector.table.measures}

        def over(part: Part) -> str | None:
            one = part.columns[0] if len(part.columns) == 1 else ""
            return of.get(parents.get(one) or "")

        parent, last = over(listed[-1]), []
        for part in reversed(listed):
            if over(part) != parent or part.rows != listed[-1].rows:
                break
            last.append(part)
        one = parent not in (None, self.units.root) and 1 < len(last) < len(listed)
        return tuple(reversed(last)) if one else ()

    def _sum_as_share(self, place: Place) -> bool:
        """Say whether a sum is called a share first: «合わせると半数を超える21人»."""
        read = self.selector.earlier(place.figure)
        if not read or read[-1][0].found.type != "percent" or not _SHARE_OF.fullmatch(place.before):
            return False
        before = self.sentence.text[place.clause.start : read[-1][0].start]
        return re.search(rf"{pattern('before', 'sum').pattern}\s*$", before) is not None

    def _joined_before(self, place: Place) -> bool:
        """Say whether two figures are joined into one: «市町村76と施設41で117名»."""
        read = self.selector.earlier(place.figure)
        if len(read) < 2 or place.before.strip() not in ("で", "の"):
            return False
        return self.sentence.text[read[-2][0].end :].startswith("と")


def _last_alike(listed: Sequence[Part]) -> tuple[Part, ...]:
    """Return the end of a list that is of one column, row by row, where the rest is not of it."""
    alike = [p for p in listed if p.rows and p.columns == listed[-1].columns]
    whole = 1 < len(alike) < len(listed) and list(listed[-len(alike) :]) == alike
    return tuple(alike) if whole else ()


def _without_wholes(listed: Sequence[Part], root: str | None) -> list[Part]:
    """Return the parts of a list without a total that leads it: «18名（市町村6名、…）計18名»."""
    first = listed[0]
    parts = listed[1:]
    of_rows = len(parts) > 1 and all(p.rows for p in parts)
    if not first.rows and of_rows and {p.columns for p in parts} == {first.columns}:
        return list(parts)  # «施設41人の…15人が長野、松本の6人を合わせると21人»
    whole = not first.columns or first.columns == (root,)
    rest = [p for p in listed[1:] if p.columns and p.columns != (root,)]
    return rest if whole and len(rest) == len(listed) - 1 and len(rest) > 1 else list(listed)
