"""A long source is shown in sheets: some hundred thousand characters of whole lines each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

LENGTH: Final = 100_000
"""Characters of a sheet, up to the end of a line: about fifty printed pages."""

_REACH: Final = 50
"""Passages before a place that may still reach over it: they hardly ever overlap."""


class Placed(Protocol):
    """Anything with a place in the source."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The one after the last."""


_Item = TypeVar("_Item", bound=Placed)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Characters ``[start, end)`` of a source: sheet ``number`` of ``count``, from 1."""

    start: int
    end: int
    number: int
    count: int

    def within(self, items: Sequence[_Item]) -> list[_Item]:
        """Return those of ``items``, which are in order, that stand on the sheet."""
        first = bisect_left(items, self.start, key=_start)
        last = bisect_left(items, self.end, lo=first, key=_start)
        reaching = (item for item in items[max(0, first - _REACH) : first])
        return [*(item for item in reaching if item.end > self.start), *items[first:last]]


def _start(item: Placed) -> int:
    return item.start


def sheet(source: str, number: int) -> Sheet:
    """Return the sheet ``number`` of a source, the nearest there is where there is no such one."""
    count = max(1, -(-len(source) // LENGTH))
    number = min(max(1, number), count)
    return Sheet(_border(source, number - 1), _border(source, number), number, count)


def sheet_at(source: str, place: int) -> Sheet:
    """Return the sheet on which the character at ``place`` stands."""
    found = sheet(source, place // LENGTH + 1)
    # A line that begins on a sheet stands on it to its end.
    while place < found.start:
        found = sheet(source, found.number - 1)
    return found


def _border(source: str, number: int) -> int:
    """Return where sheet ``number`` ends, from 0: after the line that its length falls into."""
    place = number * LENGTH
    if place == 0 or place >= len(source):
        return min(place, len(source))
    end = source.find("\n", place - 1)
    return len(source) if end < 0 else end + 1
