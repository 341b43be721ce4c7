"""Rows and columns named together and numbered one by one: «松本と長野はそれぞれ16名、28名»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.check.place import Place
from assistant.check.scan import Group, GroupKind

_EACH_IN_TURN = re.compile(r"それぞれ|おのおの|各々|順に")
_LISTED = re.compile(r"\s*(?:、|,|と|・|で|が)\s*")
_BESIDE = re.compile(r"\s*(?:、|,|と|・|対|vs\.?)\s*")
_AGAINST = re.compile(r"\s*(?:対|vs\.?)\s*")
_TWO = 2
_LEADS = re.compile(
    r"(?:地域|会場|圏域)?(?:の(?:出席者|参加者)数?|から)?(?:が|は|に|で|も|の順)*(?:、|:)?\s*"
)


def respective(place: Place, kind: GroupKind, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the one name that the figure belongs to by its place in a list, none otherwise.

    ``before``: the names of the sentence before, which «18名 対 28名» alone is held to.
    """
    sentence, figure = place.sentence, place.figure
    if len(sentence.figures) < _TWO:
        return ()
    said = [m for m in _EACH_IN_TURN.finditer(sentence.text) if m.end() <= figure.start]
    if not said:
        return _one_by_one(place, kind, before)
    start = said[-1].end()
    figures = [
        f for f in sentence.figures
        if f.start >= start and f.found.unit == figure.found.unit and f.found.type == "number"
    ]  # fmt: skip
    run = figures[:1]
    for following in figures[1:]:
        if not _LISTED.fullmatch(sentence.text, run[-1].end, following.start):
            break
        run.append(following)
    if figure not in run or len(run) < 2:
        return ()
    names = _named(place.groups, kind, said[-1].start())
    return (names[run.index(figure)],) if len(names) == len(run) else ()


def _one_by_one(place: Place, kind: GroupKind, before: Sequence[str]) -> tuple[str, ...]:
    """Return the name in the place of the figure, as many of each: «上田、佐久に18名、17名»."""
    sentence, figure = place.sentence, place.figure
    figures = [
        f for f in sentence.figures
        if f.found.unit == figure.found.unit and f.found.type == "number"
    ]  # fmt: skip
    if len(figures) < _TWO or figure not in figures:
        return ()
    run = [figure]
    position = figures.index(figure)
    for earlier in reversed(figures[:position]):
        if not _BESIDE.fullmatch(sentence.text, earlier.end, run[0].start):
            break
        run.insert(0, earlier)
    for following in figures[position + 1 :]:
        if not _BESIDE.fullmatch(sentence.text, run[-1].end, following.start):
            break
        run.append(following)
    names = [g for g in place.groups if g.kind == kind and g.end <= run[0].start]
    if not names and len(run) == len(before) == _TWO:
        against = _AGAINST.fullmatch(sentence.text, run[0].end, run[1].start)
        return (before[run.index(figure)],) if against else ()
    if len(run) < 2 or not names or not names[-1].joined == len(names[-1].values) == len(run):
        return ()
    if not _LEADS.fullmatch(sentence.text, names[-1].end, run[0].start):
        return ()
    return (names[-1].values[run.index(figure)],)


def _named(groups: Sequence[Group], kind: GroupKind, before: int) -> list[str]:
    found = [g for g in groups if g.kind == kind and g.end <= before]
    if found and found[-1].joined > 1:
        return list(found[-1].values)
    return list(dict.fromkeys(v for g in found for v in g.values))
