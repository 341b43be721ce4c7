"""Other times and places than the source's that a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from assistant.check.context import NOW
from assistant.check.scan import Group
from assistant.check.vocabulary import pattern, season_months
from assistant.tables.places import outside_place, outside_words, prefectures


@lru_cache(maxsize=512)
def _outside(text: str, published: str) -> str | None:
    """Return the place outside that ``text`` names; each figure of a sentence asks the same."""
    return outside_place(text, published) if _places().search(text) else None


@cache
def _places() -> re.Pattern[str]:
    """Return one pattern for every name that may be a place outside: most texts hold none."""
    names = {n if n == "北海道" else n[:-1] for n in prefectures()} | {*outside_words()}
    return re.compile("|".join(map(re.escape, sorted(names))))


def other_world(
    text: str, published: str, own: Iterable[tuple[int, int]], months: frozenset[int]
) -> str | None:
    """Return the other time or place that ``text`` speaks of, None where there is none.

    ``own`` are the places of names of the document: 木曽福島 is not in 福島県. ``months`` are
    those of the source's days: 昨年秋 may be its autumn, whoever writes.
    """
    letters = list(text)
    for start, end in own:
        letters[start:end] = " " * (end - start)
    rest = pattern("other_time", "of_plan").sub("", "".join(letters))
    for season in pattern("other_time", "season").finditer(rest):
        if months & season_months(season.group()):
            rest = f"{rest[: season.start()]}{' ' * len(season.group())}{rest[season.end() :]}"
        elif months:
            return season.group()
    time = pattern("other_time", "words").search(rest)
    return time.group() if time else _outside(rest, published)


def ends_elsewhere(
    text: str, published: str, groups: Sequence[Group], months: frozenset[int]
) -> tuple[str | None, bool]:
    """Return the other time or place that ``text`` ends with, and whether it names its own time.

    The name of the own prefecture ends another place, but no other year: «令和5年度の長野県».
    ``groups`` are the table's names in ``text``; ``months`` as in :func:`other_world`.
    """
    now = [m.end() for m in NOW.finditer(text)]
    start = max((*now, *_own_place(text, published)), default=0)
    shifted = [(g.start - start, g.end - start) for g in groups if g.start >= start]
    return other_world(text[start:], published, shifted, months), bool(now)


def still_elsewhere(word: str | None, text: str, published: str) -> str | None:
    """Return the time or place that the sentence before was of, where it holds for ``text`` too.

    The name of the own prefecture turns back from another place, not from another time.
    """
    if word is not None and _own_place(text, published) and _outside(word, published):
        return None
    return word


def _own_place(text: str, published: str) -> list[int]:
    """Return where the names of the source's own prefecture end in ``text``."""
    own = _own_names(published)
    return [m.end() for m in own.finditer(text)] if own is not None else []


@lru_cache(maxsize=32)
def _own_names(published: str) -> re.Pattern[str] | None:
    own = [name for name in prefectures() if name in published]
    return re.compile("|".join(map(re.escape, own))) if own else None
