"""A sentence as one table reads it: its figures, the names it holds, and how they are joined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, TypeVar

from assistant.tables.residue import Tag
from assistant.text.figures import Found
from assistant.text.segment import Token, segment

Kept = TypeVar("Kept")

GroupKind = Literal["row", "column", "condition", "place", "subject", "dimension"]

_OPEN, _CLOSE = "([〔<〈", ")]〕>〉"
_CUT = re.compile(rf"[、,。;!?|/【】《》 {re.escape(_OPEN + _CLOSE)}]")
_GAP = re.compile(r"[ぁ-んァ-ヺー一-龥]+ (?=[ぁ-んァ-ヺ一-龥])")
_APPOSITION = 10
"""Letters between two names of one row: «岡谷市役所で開いた諏訪地域»."""
_NOUN_AFTER = r"(?:地域|会場|圏域|地区|広域|市|会|ブロック|エリア|の?各|会場)?"
_JOINT = re.compile(
    rf"{_NOUN_AFTER}(?:、|,|と|や|・|及び|および|並びに|ならびに|&|\+|/|\s|に加え|とも)+(?:及び|および)?"
)

# Between a meeting and where it is said to be held: nothing that sets one beside another.
_HELD = re.compile(
    r"(?!から)(?:(?!より|や|次|比べ|対し|以外|除|同じ|一方|だけでなく|と(?!し)|[→⇒▽;。]).){0,45}"
)
_AT = re.compile(r"で(?!き)|に|の(?:会|懇談)|[がを]会場|[)・、,(]|\s|$")


@dataclass(frozen=True, slots=True)
class Group:
    """Names that stand for one thing together: «松本と長野», «児相», «東信» (two rows).

    ``values`` are keys of rows, ids of columns, values of ``dimension``, or municipalities.
    ``joined`` is how many names were joined; for rows ``dimension`` is what they are named by,
    the venue of a meeting for instance.
    """

    kind: GroupKind
    values: tuple[str, ...]
    start: int
    end: int
    dimension: str = ""
    joined: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure of the sentence with its place in the sentence's text; the same as itself alone."""

    found: Found
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two commas, brackets aside: ``spans`` are its pieces.

    ``text`` is the sentence with everything else blanked, so that places stay. ``anchor`` is the
    clause that a bracket stands in, by its number, else None.
    """

    spans: tuple[tuple[int, int], ...]
    text: str
    anchor: int | None = None

    @property
    def start(self) -> int:
        """Return where it begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.spans[-1][1]

    def holds(self, position: int) -> bool:
        """Say whether a character belongs to it."""
        for start, end in self.spans:  # noqa: SIM110 - asked too often for a generator
            if start <= position < end:
                return True
        return False


@dataclass(slots=True)
class Sentence:
    """The text of one unit, folded, with its figures, clauses and words."""

    text: str
    figures: tuple[Figure, ...]
    clauses: tuple[Clause, ...] = ()
    _tokens: tuple[Token, ...] | None = field(default=None)
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return its words; segmented at the first call."""
        if self._tokens is None:
            self._tokens = segment(self.text)
        return self._tokens

    def kept(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what ``make`` finds out about the sentence, worked out at the first call.

        Every figure asks the same; ``key`` tells apart what is asked.
        """
        if key not in self._kept:
            self._kept[key] = make()
        found: Kept = self._kept[key]
        return found

    def clause_of(self, position: int) -> int:
        """Return the number of the clause that holds a character."""
        for number, clause in enumerate(self.clauses):
            if clause.holds(position):
                return number
        return len(self.clauses) - 1


def make_sentence(text: str, figures: Iterable[Figure]) -> Sentence:
    """Return a sentence cut into clauses; ``figures`` in order."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ becomes two
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    ordered = tuple(sorted(figures, key=lambda f: f.start))
    return Sentence(lowered, ordered, tuple(_clauses(lowered, ordered)))


def _clauses(text: str, figures: Sequence[Figure]) -> list[Clause]:
    inside = [(f.start, f.end) for f in figures]
    gaps = _gaps(text, figures)
    spans: list[list[tuple[int, int]]] = [[]]
    anchors: list[int | None] = [None]
    stack = [0]
    begin = 0

    def close(position: int) -> None:
        if position > begin:
            spans[stack[-1]].append((begin, position))

    for match in _CUT.finditer(text):
        position, mark = match.start(), match.group()
        if any(s <= position < e for s, e in inside) or (mark == " " and position not in gaps):
            continue
        if mark in _OPEN and text.find(_CLOSE[_OPEN.index(mark)], position) > 0:
            close(position)
            spans.append([])
            anchors.append(stack[-1])
            stack.append(len(spans) - 1)
        elif mark in _CLOSE:
            close(position)
            if len(stack) > 1:
                stack.pop()
        elif mark not in _OPEN:
            close(position)
            spans.append([])
            anchors.append(anchors[stack[-1]] if len(stack) > 1 else None)
            stack[-1] = len(spans) - 1
        begin = position + 1
    close(len(text))
    numbers: dict[int, int] = {}
    found: list[Clause] = []
    for number, pieces in enumerate(spans):
        if pieces:
            numbers[number] = len(found)
            anchor = anchors[number]
            found.append(
                Clause(
                    tuple(pieces),
                    _alone(text, pieces),
                    numbers.get(anchor) if anchor is not None else None,
                )
            )
    return found or [Clause(((0, len(text)),), text)]


def _alone(text: str, pieces: Sequence[tuple[int, int]]) -> str:
    """Return ``text`` with everything but ``pieces``, in order, blanked."""
    parts, last = [], 0
    for start, end in pieces:
        parts += [" " * (start - last), text[start:end]]
        last = end
    return "".join([*parts, " " * (len(text) - last)])


def _gaps(text: str, figures: Sequence[Figure]) -> set[int]:
    """Return the blanks that end a clause, as in a headline: «26人が参加　上田は最多の5人».

    One stands between two numbers, behind words that belong to the first.
    """
    numbers = [f for f in figures if f.found.type in ("number", "percent")]
    gaps = set()
    for first in numbers[:-1]:
        blank = _GAP.match(text, first.end)
        if blank is not None and any(f.start >= blank.end() for f in numbers):
            gaps.add(blank.end() - 1)
    return gaps


def make_groups(
    sentence: Sentence, tags: Sequence[Tag], rows_of: Callable[[str, str], list[str]]
) -> list[Group]:
    """Return the names of a sentence in order, joined where they are listed together.

    ``rows_of`` gives the rows that a value of a dimension identifies, none where it does not.
    """
    blocked = [(f.start, f.end) for f in sentence.figures]
    singles: list[Group] = []
    spans = list(dict.fromkeys((t.start, t.end) for t in tags))
    for start, end in spans:
        if any(s < end and start < e for s, e in blocked):
            continue
        here = [t for t in tags if (t.start, t.end) == (start, end)]
        singles += _of_span(here, start, end, rows_of)
    return _without_other_venues(sentence, _join(sentence, singles))


def _without_other_venues(sentence: Sentence, groups: Sequence[Group]) -> list[Group]:
    """Leave out a venue that is not that of the meeting said to be held there.

    In «上田の会は飯田合同庁舎で、24名» the number must be that of 上田: were the venue believed,
    every number of the wrong meeting would be right.
    """
    numbers = [f.start for f in sentence.figures if f.found.type in ("number", "percent")]
    rows = [g for g in groups if g.kind == "row"]
    wrong = [
        venue
        for name, venue in pairwise(rows)
        if name.dimension != venue.dimension
        and name.joined == venue.joined == 1
        and not {*name.values} & {*venue.values}
        and bisect_left(numbers, name.end) == bisect_left(numbers, venue.start)
        and _HELD.fullmatch(sentence.text, name.end, venue.start)
        and _AT.match(sentence.text, venue.end)
    ]
    return [g for g in groups if g not in wrong]


def _of_span(
    tags: Sequence[Tag], start: int, end: int, rows_of: Callable[[str, str], list[str]]
) -> list[Group]:
    places = tuple(dict.fromkeys(t.key for t in tags if t.role == "place"))
    found: list[Group] = []
    rows = {t.key: rows_of(t.key, t.value) for t in tags if t.role == "value"}
    named = [v for t in tags if t.role == "value" for v in rows_of(t.key, t.value)]
    values = [t for t in tags if t.role == "value"]
    if named:
        dimension = next(key for key, found_rows in rows.items() if found_rows)
        found.append(Group("row", tuple(dict.fromkeys(named)), start, end, dimension))
    elif values:
        found.append(Group("condition", (values[0].value,), start, end, values[0].key))
    if places:
        found.append(Group("place", places, start, end))
    columns = tuple(dict.fromkeys(t.key for t in tags if t.role == "column"))
    if columns and not found:
        found.append(Group("column", columns[:1], start, end))
    kind: GroupKind = "subject" if any(t.role == "subject" for t in tags) else "dimension"
    return found or [Group(kind, (), start, end)]


def _join(sentence: Sentence, singles: Sequence[Group]) -> list[Group]:
    """Join names of one kind that are listed, and one that says another again in other words."""
    starts = [f.start for f in sentence.figures]
    found: list[Group] = []
    for group in singles:
        same = [n for n, g in enumerate(found) if g.kind == group.kind]
        number = same[-1] if same else None
        if number is not None and group.kind in ("row", "column", "condition"):
            before = found[number]
            between = bisect_left(starts, before.end) != bisect_left(starts, group.start)
            alike = before.dimension == group.dimension
            gap = sentence.text[before.end : group.start]
            again = group.kind == "row" and before.values == group.values
            listed = alike and _JOINT.fullmatch(gap) is not None and not again
            if not between and (listed or (again and len(gap) <= _APPOSITION)):
                values = tuple(dict.fromkeys((*before.values, *group.values)))
                found[number] = Group(
                    group.kind, values, before.start, group.end, group.dimension,
                    before.joined + listed,
                )  # fmt: skip
                continue
        found.append(group)
    return sorted(found, key=lambda g: (g.start, g.end))
