"""What a question leaves out: «松本と長野以外の8圏域», «児相を除外した人数», «10月以外»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.tables.residue import Tag
from assistant.tables.words import words
from assistant.text.figures import Found

_NAMES = ("value", "column")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Names that one marker leaves out; ``[start, end)`` holds them, their nouns and the marker."""

    tags: tuple[Tag, ...]
    dates: tuple[Found, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    tags: tuple[Tag, ...]
    date: Found | None = None


@dataclass(frozen=True, slots=True)
class _Patterns:
    joint: re.Pattern[str]
    marker: re.Pattern[str]
    taken: re.Pattern[str]
    total: re.Pattern[str]
    before: re.Pattern[str]


@cache
def _patterns(rows: str) -> _Patterns:
    said = words()["exclusion"]
    after = "|".join([*said["after"], *said["denied"]])
    people, joints = "|".join(said["people"]), "|".join(said["joints"])
    noun = rf"(?:の?(?:{people}|{rows}))"
    return _Patterns(
        re.compile(rf"{noun}?\s*(?:{joints})+\s*"),
        re.compile(rf"{noun}{{0,3}}(?:だけ|のみ)?\s*(?:{after})"),
        re.compile(rf"{noun}{{0,3}}\s*(?:{'|'.join(said['taken_off'])})"),
        re.compile("|".join(said["total"])),
        re.compile(rf"(?:{'|'.join(said['before'])}) (?:for )?(?:the )?$"),
    )


def find_exclusions(
    plain: str, tags: Sequence[Tag], figures: Sequence[Found], rows: str
) -> tuple[Exclusion, ...]:
    """Return what ``plain`` leaves out, in order.

    One marker leaves out the whole list before it: names and dates that nothing but joints and
    nouns (の出席者, 地域) separate. ``rows``: what one row is called (:func:`row_nouns`).
    """
    patterns = _patterns(rows)
    items = _items(tags, figures)
    found: list[Exclusion] = []
    chain: list[_Item] = []
    for item in items:
        if chain and not _joined(plain, chain[-1], item, patterns):
            chain = []
        chain.append(item)
        end = _marked(plain, item, patterns)
        if end is not None:
            every = tuple(t for i in chain for t in i.tags)
            dates = tuple(i.date for i in chain if i.date is not None)
            found.append(Exclusion(every, dates, _start(plain, chain[0], patterns), end))
            chain = []
    return tuple(found)


def _items(tags: Sequence[Tag], figures: Sequence[Found]) -> list[_Item]:
    spans: dict[tuple[int, int], list[Tag]] = {}
    for tag in tags:
        if tag.role in _NAMES:
            spans.setdefault((tag.start, tag.end), []).append(tag)
    items = [_Item(start, end, tuple(named)) for (start, end), named in spans.items()]
    items += [_Item(f.start, f.end, (), f) for f in figures if f.type == "date"]
    return sorted(items, key=lambda item: item.start)


def _joined(plain: str, before: _Item, item: _Item, patterns: _Patterns) -> bool:
    same = bool(before.tags) == bool(item.tags)
    kinds = {t.role for t in (*before.tags, *item.tags)}
    between = plain[before.end : item.start]
    return same and len(kinds) < 2 and patterns.joint.fullmatch(between) is not None


def _marked(plain: str, item: _Item, patterns: _Patterns) -> int | None:
    """Return where the marker behind ``item`` ends; None where nothing leaves it out."""
    marker = patterns.marker.match(plain, item.end)
    if marker is None:
        # «合計から長野を引く»; «松本から長野を引く» is the difference of the two.
        column = any(t.role == "column" for t in item.tags)
        taken = patterns.taken.match(plain, item.end)
        marker = taken if taken and (column or patterns.total.search(plain)) else None
    if marker is not None:
        return marker.end()
    return item.end if patterns.before.search(plain[: item.start]) else None


def _start(plain: str, item: _Item, patterns: _Patterns) -> int:
    """Return where what leaves out ``item`` begins: the marker before it, else its name."""
    before = patterns.before.search(plain[: item.start])
    return before.start() if before else item.start
