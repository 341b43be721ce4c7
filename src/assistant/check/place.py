"""Where a figure stands in its sentence: its clause, what is right before and after it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from assistant.check.parameters import is_parameter
from assistant.check.scan import Figure, Group, GroupKind, Sentence
from assistant.check.vocabulary import pattern

_FOLLOWING = 3
"""A name so close before a figure belongs to that figure, not to the one before."""
_DIRECTLY = re.compile(r"の|\s(?:(?:from|of|for) (?:the )?)?")
_ENGLISH = re.compile(r"\s(?:[a-z]+\s){0,4}")
_BEHIND = 8
"""Letters between a figure and a bracket that belongs to it: «1人だけ（長野）»."""
_FROM = ("から", "が", "は", "の", "")
OF_WHICH = re.compile(r"\s*(?:中|のうち|の内|の中)?の?\s*")
_COMES_AFTER = re.compile(r"(?:地域|会場|圏域)?(?:に次ぐ|に続く|に次いで(?=[0-9]))")
"""«南信州は長野に次ぐ24名»: the number is not that of the row that comes before."""
_OF_COLUMN = re.compile(r"(?:職員|関係者|側)?(?:の|から|からの)?")
"""«市町村の出席者»: the column's own, not everybody."""
_ADDED_UP = re.compile(r"[+&＋]")
_NOBODY = re.compile(r"なし|無し|ゼロ|不在|不参加|含ま|除")
_MEETING = re.compile(
    r"(?:で(?!は[^、]{0,6}職員)|での|の会|会場|における|に集|は|では|が|\(|の懇談|開催|を皮切り|\s*$)"
)


@cache
def _before(name: str, end: str) -> re.Pattern[str]:
    """Return the pattern of words before a figure where nothing but ``end`` stands between."""
    return re.compile(f"{pattern('before', name).pattern}{end}")


class Place:
    """The surroundings of one figure.

    ``before`` runs from the figure before it in its clause, ``after`` to the next one, ``tail``
    to the end of the clause; ``near`` are its own words, those that a bracket stands in, and those
    of the clause after. ``start`` and ``stop`` are the bounds of ``before`` and ``after``.
    """

    def __init__(self, sentence: Sentence, groups: Sequence[Group], figure: Figure) -> None:
        self.sentence, self.groups, self.figure = sentence, groups, figure
        self.number = sentence.clause_of(figure.start)
        self.clause = sentence.clauses[self.number]
        self.outer = (
            sentence.clauses[self.clause.anchor] if self.clause.anchor is not None else None
        )
        own = self.clause.text
        counted = [
            f
            for f in sentence.figures
            if f is not figure
            and f.found.type in ("number", "percent")
            and self.clause.holds(f.start)
            and not is_parameter(f, sentence.text)
        ]
        earlier = [f.end for f in counted if f.end <= figure.start]
        later = [f.start for f in counted if f.start >= figure.end]
        self.start = max(earlier, default=self.clause.start)
        self.stop = min(later, default=self.clause.end)
        self.before = own[self.start : figure.start]
        self.after = own[figure.end : self.stop]
        self.tail = own[figure.end : self.clause.end]
        self.near = (
            f"{self.before} {self.after}",
            self._outside(),
            self._next_clause(),
        )

    def _outside(self) -> str:
        """Return what a bracket stands in, from the figure or bracket before to the next name."""
        if self.outer is None:
            return ""
        sentence, clause = self.sentence, self.clause
        own = self.outer.text
        ends = [f.end for f in sentence.figures if f.end <= clause.start]
        ends += [c.end for c in sentence.clauses if c.anchor is not None and c.end < clause.start]
        starts = [g.start for g in self.groups if g.kind == "row" and g.start >= clause.end]
        starts += [f.start for f in sentence.figures if f.start >= clause.end]
        begin, stop = max(ends, default=0), min(starts, default=len(own))
        return f"{own[begin : clause.start]} {own[clause.end : stop]}"

    def _next_clause(self) -> str:
        """Return the clause after, where it holds no figure of its own: «28人で、最多»."""
        sentence = self.sentence
        if self.stop < self.clause.end or self.number + 1 >= len(sentence.clauses):
            return ""
        following = sentence.clauses[self.number + 1]
        free = not any(following.holds(f.start) for f in sentence.figures)
        return following.text if free and following.anchor is None else ""

    def scope(self) -> tuple[tuple[int, int], ...]:
        """Return the spans whose words must be understood before the figure is judged.

        Its own piece of the clause, what a bracket stands behind, and clauses before that hold
        no figure and name a topic: «女性の参加者は、松本で5名».
        """
        sentence, figure, clause = self.sentence, self.figure, self.clause
        begin, stop = self.start, self.stop
        if OF_WHICH.fullmatch(self.before):
            begin = clause.start  # «出席委員15名中12名»: both are of the same
        rest = pattern("after", "rest").search(sentence.text, figure.end, stop)
        if rest is not None and stop < clause.end:
            stop = rest.start()  # «16名のうち女性は5名»: the woman's number is the next one
        spans = [(max(s, begin), min(e, stop)) for s, e in clause.spans]
        numbers = [f for f in sentence.figures if f.found.type in ("number", "percent")]
        if self.outer is not None:
            opened = clause.start
            ends = [f.end for f in numbers if f.end <= opened and self.outer.holds(f.start)]
            last = max(ends, default=self.outer.start)
            spans += [(max(s, last), min(e, opened)) for s, e in self.outer.spans]
        if begin == clause.start:
            for earlier in reversed(sentence.clauses[: self.number]):
                if any(earlier.holds(f.start) for f in numbers):
                    break
                topic = pattern("carry", "topic").search(earlier.text.rstrip())
                if earlier.anchor is None and topic:
                    spans += earlier.spans
        return tuple((s, e) for s, e in spans if s < e)

    def _mine(self, kind: GroupKind) -> list[Group]:
        """Return the groups of a kind between the figure before and this one, in its clause.

        A list that began in an earlier clause («松本、長野、上田の3会場») counts by its end.
        """
        before = [g for g in self.groups if g.kind == kind and g.end <= self.figure.start]
        text = self.sentence.text
        return [
            g
            for number, g in enumerate(before)
            if not (number and kind == "row" and _COMES_AFTER.match(text, g.end))
            and not pattern("counted", "twice_out").match(text, g.end)
            and (
                (self.start <= g.start and self.clause.holds(g.start))
                or (g.joined > 1 and g.end > self.start and self.clause.holds(g.end - 1))
            )
        ]

    def last(self, kind: GroupKind) -> Group | None:
        """Return the last group of a kind right before the figure, None where none is."""
        found = self._mine(kind)
        return found[-1] if found else None

    def before_bracket(self, kind: GroupKind) -> Group | None:
        """Return the group that a bracket stands behind."""
        if self.outer is None:
            return None
        numbers = [f for f in self.sentence.figures if f.found.type in ("number", "percent")]
        found = [
            g
            for g in self.groups
            if g.kind == kind
            and g.end <= self.clause.start
            and (self.outer.holds(g.start) or (g.joined > 1 and self.outer.holds(g.end - 1)))
            and (
                kind == "row"
                or not any(g.end <= f.start and f.end <= self.clause.start for f in numbers)
            )
        ]
        return found[-1] if found else None

    def following(self, kind: GroupKind) -> Group | None:
        """Return the first group behind the figure that belongs to it, not to the next."""
        group = next(
            (
                g
                for g in self.groups
                if g.kind == kind
                and g.start >= self.figure.end
                and self.clause.holds(g.start)
                and g.end <= self.stop
            ),
            None,
        )
        if group is None:
            return self.behind_bracket(kind)
        if pattern("after", "rest").search(self.sentence.text, self.figure.end, group.start):
            return None
        if self.sentence.text[self.figure.end : group.start] == "の":
            return group  # 3つの児童養護施設から5人
        nexts_own = self.stop < self.clause.end and self.stop - group.end <= _FOLLOWING
        return None if nexts_own else group

    def behind_bracket(self, kind: GroupKind) -> Group | None:
        """Return the group in a bracket right behind the figure: «2名（上田）»."""
        for clause in self.sentence.clauses:
            if clause.anchor != self.number or not 0 < clause.start - self.figure.end <= _BEHIND:
                continue
            if any(clause.holds(f.start) for f in self.sentence.figures):
                return None
            if _NOBODY.search(clause.text):
                return None  # 8名（里親なし）
            inside = [g for g in self.groups if g.kind == kind and clause.holds(g.start)]
            return inside[0] if inside else None
        return None

    def column(self, root: str | None) -> Group | None:
        """Return the group of columns that the figure is of; the total's only beside no other."""
        before = self._mine("column")
        behind = self.following("column")
        listed = before and self.sentence.text[before[-1].end : self.figure.start] in _FROM
        if listed and before[-1].values != (root,):
            return before[-1]  # 乳児院から4名の施設関係者
        directly = behind and _DIRECTLY.fullmatch(self.sentence.text, self.figure.end, behind.start)
        if behind is not None and directly and behind.values != (root,):
            return behind  # 4施設の児童養護施設と1施設の乳児院
        named = [g for g in before if g.values != (root,)]
        if named and behind is not None and self.start > self.clause.start:
            # In English the name before is of the number before: «76 were municipal staff and 41
            # came from facilities».
            gap = self.sentence.text[self.figure.end : behind.start]
            if behind.values != (root,) and _ENGLISH.fullmatch(gap):
                return behind
        if named:
            return named[-1]
        if behind is not None and behind.values != (root,):
            gap = self.sentence.text[self.figure.end : behind.start]
            if re.fullmatch(r"\s*(?:の|は|が|で|を)?[^、。]{0,4}", gap):
                return behind
        if before:
            return before[-1]
        return self.before_bracket("column") or behind

    def town(self, group: Group | None) -> str | None:
        """Return the municipality that the figure is of, where the table only holds its region.

        ``group`` is the row group that the figure would be of.
        """
        towns = [
            g
            for g in self.groups
            if g.kind == "place"
            and self.start <= g.start
            and g.end <= self.figure.start
            and self.clause.holds(g.start)
        ]
        if not towns:
            return None
        town = towns[-1]
        rows = [g for g in self.groups if g.kind == "row" and g.end <= self.figure.start]
        if any(g.start >= town.end for g in rows):
            return None
        if any(g.start <= town.start and town.end < g.end for g in rows):
            return None  # 長野市の県庁
        also_row = group is not None and (group.start, group.end) == (town.start, town.end)
        if also_row and _MEETING.match(self.sentence.text, town.end):
            return None
        return town.values[0]

    def says_whole(self) -> bool:
        """Say whether the words before the figure mean everything: 全体, 総勢."""
        if self.last("row") is not None:
            return False
        if self.whole_in_bracket():
            return True
        near = _before("whole", r"[^、。]{0,12}$").search(self.before)
        return bool(near or pattern("carry", "all").search(self.before))

    def whole_in_bracket(self) -> bool:
        """Say whether a bracket only holds the number of everything: «全体（26人）»."""
        if self.outer is None or self.before.strip():
            return False
        lead = self.sentence.text[: self.clause.start].rstrip("([〔 ")
        return _before("whole", "$").search(lead) is not None

    def says_sum(self) -> bool:
        """Say whether the figure is called a sum: 計, 合わせて."""
        if self.before.rstrip().endswith("=") and _ADDED_UP.search(self.clause.text):
            return True
        return _before("sum", r"\s*(?:約|およそ|ほぼ)?\s*$").search(self.before) is not None

    def says_root(self, root: str | None, row_names: Set[str]) -> bool:
        """Say whether the total's own name or a word of the subject stands before the figure.

        ``row_names`` are words for rows (会場), which say nothing of what is counted.
        """
        text = self.sentence.text
        ends = {g.end for g in self.groups if g.kind == "column" and g.values != (root,)}
        return any(
            (
                (g.kind == "subject" and text[g.start : g.end] not in row_names)
                or (g.kind == "column" and g.values == (root,))
            )
            and not any(_OF_COLUMN.fullmatch(text, e, g.start) for e in ends if e <= g.start)
            and self.start <= g.start
            and g.end <= self.figure.start
            for g in self.groups
        )
