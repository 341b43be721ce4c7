"""Read shares: of what a figure is a part, and which part it is."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.check.place import Place
from assistant.check.selection import Selector
from assistant.check.subject import Part, Subject
from assistant.check.vocabulary import pattern

_OUT_OF = re.compile(r"\s*(?:のうち|の内|うち|の中|中)")
_OF_ENGLISH = re.compile(r"\s*of (?:all )?(?:the )?")
_OUT_OF_THEM = re.compile(r"(?:の?職員|の方|の人|関係者)?(?:のうち|の内|の中で)、?")
_OF_SHARE = re.compile(r"\)?(?:地域|会場|圏域)?の\s*(?:およそ|約|ほぼ)?\s*")
_OF_ALL = re.compile(r"(?:県全体|全体|全県|県内|県下)の$")
_OF_THEM = re.compile(r"(?:その|この)(?:うち|中)?(?:の)?\s*$")
_STATED = re.compile(
    r"(?:の|に(?:当|あ)たる|に相当する|に(?:迫る|近い|満たない|上る|のぼる)|を(?:占める|超える|上回る|下回る))約?"
)
_OF_COLUMN = re.compile(r"(?:の方|の人|の?職員|関係者)?(?:の(?:約|ほぼ|およそ|うち)?|のうち約?)\s*")
_MAKES_UP = re.compile(r"(?:の?(?:出席者|参加者|職員|人数|合計))?(?:全体)?に占める")
_THERE = re.compile(r"(?:近く|以上|余り|強|弱|ほど)?(?:が|は|も)")


class Shares:
    """Reads the shares of one sentence."""

    def __init__(self, selector: Selector) -> None:
        self.selector, self.units = selector, selector.units
        self.sentence, self.groups = selector.sentence, selector.groups
        self.table, self.context = selector.table, selector.context

    def share(self, place: Place) -> Subject:
        """Read a share, with what it is a share of where «…のうち» says so."""
        select, figure = self.selector, place.figure
        subject = select.with_columns(select.with_rows(Subject("share"), place), place)
        compared = self._part_of(subject, place) or self._of_other(subject, place)
        compared = compared or self._of_last(subject, place) or self._added(subject, place)
        if compared is not None:
            return compared
        if _OF_THEM.search(place.before) and subject.part.rows and subject.part.columns:
            return subject._replace(base=replace(subject.part, columns=()))  # その過半数を市町村が
        column = place.last("column")
        if (
            column is not None
            and subject.part.rows
            and column.values == subject.part.columns
            and _OF_ALL.search(self.sentence.text, 0, column.start)
            and _OF_SHARE.fullmatch(self.sentence.text, column.end, figure.start)
        ):
            return subject._replace(base=Part((), column.values))  # 県全体の施設職員の半分
        stated = _STATED.match(self.sentence.text, figure.end)
        if stated is not None:
            part = [f for f in self.sentence.figures if f.start == stated.end()]
            subject = subject._replace(numerator=part[0] if part else None)
        for whole, read in reversed(select.earlier(figure)):
            if read.operation == "value" and read.population:
                return subject._replace(operation="unclear")
            gap = self.sentence.text[whole.end : figure.start]
            of = subject.numerator is not None and _OF_SHARE.fullmatch(gap)
            if read.operation == "value" and (of or _OUT_OF.match(self.sentence.text, whole.end)):
                return subject._replace(base=read.part)
        of_those = self._of_those(place) or self._taken_of(place)
        if of_those and subject.part.columns != of_those:
            return subject._replace(base=replace(subject.part, columns=of_those))
        if self._of_itself(subject, place):
            return subject._replace(operation="unclear")
        told = self._of_everybody(subject, place)
        if told:
            return subject._replace(part=replace(subject.part, columns=told))
        each = pattern("after", "each").match(place.after) is not None
        return subject._replace(each=each and len(subject.part.rows) > 1)

    def _of_everybody(self, subject: Subject, place: Place) -> tuple[str, ...]:
        """Return whom a share of everybody is said to be: «48% of attendees were municipal»."""
        root, end = (self.units.root,), place.figure.end
        if subject.part.columns not in ((), root) or subject.part.rows:
            return ()
        behind = [g for g in self.groups if end <= g.start < end + len(place.after)]
        named = [g for g in behind if g.kind in ("column", "subject")]
        whole = bool(named) and _OF_ENGLISH.fullmatch(self.sentence.text, end, named[0].start)
        columns = [g.values for g in named[1:] if g.kind == "column" and g.values != root]
        return columns[0] if whole and len(columns) == 1 else ()

    def _of_last(self, subject: Subject, place: Place) -> Subject | None:
        """Read a share of two numbers of the sentence before: «28名に対し8名。3割に満たない»."""
        last = [p for p, _ in self.context.last]
        own = any(g.kind in ("row", "column", "condition") for g in self.groups)
        if own or self.selector.earlier(place.figure) or len(last) != 2 or last[0] == last[1]:
            return None
        if last[0].columns != last[1].columns or not (last[0].rows and last[1].rows):
            return None
        return subject._replace(part=last[1], base=last[0], evidence=2)

    def _added(self, subject: Subject, place: Place) -> Subject | None:
        """Read a sum of the two shares before: «施設の26％と児相の17％を合わせた43％»."""
        read = self.selector.earlier(place.figure)[-2:]
        summed = place.says_sum() and all(s.operation == "share" for _, s in read)
        if not summed or len(read) < 2 or not all(s.part.columns for _, s in read):
            return None
        first, second = read[0][1].part, read[1][1].part
        if replace(first, columns=()) != replace(second, columns=()):
            return None
        columns = tuple(dict.fromkeys((*first.columns, *second.columns)))
        return subject._replace(part=replace(first, columns=columns), evidence=2)

    def _of_those(self, place: Place) -> tuple[str, ...]:
        """Return the column that a share is taken of: «施設職員のうち、半数が児童養護施設»."""
        text, figure = self.sentence.text, place.figure
        numbers = [f.end for f, _ in self.selector.earlier(figure)]
        named = [
            g for g in self.groups
            if g.kind == "column" and g.values != (self.units.root,)
            and max(numbers, default=0) <= g.start and g.end <= figure.start
        ]  # fmt: skip
        if not named or not _OUT_OF_THEM.match(text, named[-1].end):
            return ()
        return named[-1].values

    def _taken_of(self, place: Place) -> tuple[str, ...]:
        """Return the column that is named as the whole: «施設職員に占める乳児院の割合は»."""
        text, root = self.sentence.text, (self.units.root,)
        columns = [g for g in self.groups if g.kind == "column" and g.end <= place.figure.start]
        said = [(g, _MAKES_UP.match(text, g.end)) for g in columns if g.values != root]
        wholes = [(g, m.end()) for g, m in said if m is not None]
        if not wholes:
            return ()
        whole, end = wholes[-1]
        return whole.values if any(g.start >= end and g.values != root for g in columns) else ()

    def _of_itself(self, subject: Subject, place: Place) -> bool:
        """Say whether a share is one of a column's own people: «市町村のほぼ半数が出席した»."""
        group, part = place.last("column"), subject.part
        behind = place.following("column")
        if group is None and behind is not None and part.columns == behind.values:
            there = pattern("counted", "presence").search(place.after)
            return place.after.startswith("の") and there is not None and not part.rows
        if group is None or group.values == (self.units.root,) or group.values != part.columns:
            return False
        if part.rows or part.conditions or part.excluded or subject.base is not None:
            return False
        between = self.sentence.text[group.end : place.figure.start]
        there = _THERE.match(place.after) and pattern("counted", "presence").search(place.after)
        return bool(there) and _OF_COLUMN.fullmatch(between) is not None

    def _of_other(self, subject: Subject, place: Place) -> Subject | None:
        """Read a share that the row before has of this one's: «松本は7つ。南信州の半分ほど»."""
        group, last = place.last("row"), self.context.last
        rows = [g for g in self.groups if g.kind == "row" and g.end <= place.figure.start]
        here = [
            (s.part, s.quantity) for _, s in self.selector.earlier(place.figure)
            if s.operation == "value"
        ]  # fmt: skip
        if group is None or not (here or last) or len(rows) > 1:
            return None
        others = [(p, q) for p, q in (*last, *here) if p.rows and p.rows != group.values]
        gap = self.sentence.text[group.end : place.figure.start]
        if not others or not _OF_SHARE.fullmatch(gap):
            return None
        part, quantity = others[-1]
        base = replace(part, rows=group.values, conditions=(), excluded=())
        return subject._replace(part=part, base=base, quantity=quantity, evidence=2)

    def _part_of(self, subject: Subject, place: Place) -> Subject | None:
        """Read a share of another number: «児相26人は、市町村76人の3分の1»."""
        text, figure = self.sentence.text, place.figure
        read = [(f, s) for f, s in self.selector.earlier(figure) if s.operation == "value"]
        if len(read) >= 2 and _OF_SHARE.fullmatch(text, read[-1][0].end, figure.start):
            first, second = read[-2][1].part, read[-1][1].part
            if read[-2][1].listed and not _STATED.match(text, figure.end):
                # «両者で21人となり、同地域の24人の9割近く»: the sum of what was listed
                return subject._replace(numerator=read[-2][0], base=second, evidence=2)
            if first != second:
                return subject._replace(part=first, base=second, evidence=2)
        groups = [
            g for g in self.groups
            if g.kind in ("row", "column") and g.end <= figure.start
            and g.values != (self.units.root,)
        ]  # fmt: skip
        if len(groups) < 2 or not _OF_SHARE.fullmatch(text, groups[-1].end, figure.start):
            return None
        a, b = groups[-2:]
        between = any(
            a.end <= f.start
            and f.end <= b.start
            and (text[a.end : f.start] not in ("", "の") or f.found.type == "percent")
            for f, _ in self.selector.read
        )
        if a.kind != b.kind or a.values == b.values or between:
            return None
        if a.kind == "row":
            return subject._replace(part=Part(a.values), base=Part(b.values), evidence=2)
        first = replace(subject.part, columns=a.values)
        return subject._replace(
            part=first, base=replace(subject.part, columns=b.values), evidence=2
        )
