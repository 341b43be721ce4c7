"""Words at places on a page as paragraphs in reading order.

Lengths are in the page's own units, the origin is the upper left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

RUNNING: Final = 10
"""Characters a line must hold on average for a column to be running text. Names and values set
side by side without rules are shorter, and are read line by line."""

LINES: Final = 4
"""Lines a column of running text has at least."""

_BULLET: Final = re.compile(r"[・●○■□◆◇▶▲※\-\uf0a0-\uf0ff]|[(（]?[0-9０-９]{1,2}[.．)）]|[①-⑳]")
_END: Final = re.compile(r"[。！？!?：:]$")
_LATIN: Final = re.compile(r"[A-Za-z,;]$")


@dataclass(frozen=True, slots=True)
class Box:
    """A word, or a whole table, and where it stands."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    table: bool = False


def in_reading_order(boxes: Sequence[Box]) -> Iterator[tuple[str, float, float]]:
    """Yield each paragraph or table with its top and bottom, in the order in which one reads."""
    if not boxes:
        return
    gutter = _gutter(boxes)
    if gutter is None:
        yield from _paragraphs(_lines(boxes))
        return
    # What reaches over the gutter (a title, a table) stands between what is above and below.
    wide = sorted((b for b in boxes if b.x0 < gutter < b.x1), key=lambda b: b.top)
    for band in _bands(boxes, wide):
        sides = ([b for b in band if b.x1 <= gutter], [b for b in band if b.x0 >= gutter])
        for side in (band,) if any(b in wide for b in band) else sides:
            yield from _paragraphs(_lines(side))


def _gutter(boxes: Sequence[Box]) -> float | None:
    """Return the x of the gap between two columns of running text, None where there is none."""
    words = [b for b in boxes if not b.table]
    if len(words) < 2 * LINES:
        return None
    left, right = min(b.x0 for b in words), max(b.x1 for b in words)
    size = median(b.bottom - b.top for b in words)
    middle = [left + (right - left) * n / 40 for n in range(14, 27)]
    for x in middle:
        near = [b for b in words if b.x0 < x + size / 2 and b.x1 > x - size / 2]
        beside = ([b for b in words if b.x1 <= x], [b for b in words if b.x0 >= x])
        # A title may reach over both columns; text that fills the page reaches over on each line.
        if len(_lines(near)) <= 2 and all(_running(side) for side in beside):
            return x
    return None


def _running(words: Sequence[Box]) -> bool:
    lines = _lines(words)
    letters = sum(len(b.text) for b in words)
    return len(lines) >= LINES and letters / len(lines) >= RUNNING


def _bands(boxes: Sequence[Box], wide: Sequence[Box]) -> Iterator[list[Box]]:
    """Cut the page at the boxes that reach over the gutter; each is a band of its own."""
    rest = [b for b in boxes if b not in wide]
    for one in wide:
        yield [b for b in rest if b.top < one.top]
        rest = [b for b in rest if b.top >= one.top]
        yield [one]
    yield rest


def _lines(boxes: Sequence[Box]) -> list[list[Box]]:
    """Group ``boxes`` into lines from the top, each from the left; a table is its own line."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: (b.top + b.bottom) / 2):
        line = lines[-1] if lines else []
        if line and not box.table and not line[0].table:
            height = min(box.bottom - box.top, line[0].bottom - line[0].top)
            if min(box.bottom, line[0].bottom) - max(box.top, line[0].top) > height / 2:
                line.append(box)
                continue
        lines.append([box])
    return [sorted(line, key=lambda b: b.x0) for line in lines]


def _paragraphs(lines: Sequence[Sequence[Box]]) -> Iterator[tuple[str, float, float]]:
    """Join lines that fill their column with the line that goes on from them."""
    right = max((b.x1 for line in lines for b in line if not b.table), default=0.0)
    text, top, bottom = "", 0.0, 0.0
    filled = False
    for line in lines:
        words = " ".join(box.text for box in line)
        size = line[0].bottom - line[0].top
        start, end = min(b.top for b in line), max(b.bottom for b in line)
        plain = _is_plain(line, size)
        if filled and plain and start - bottom < size and not _BULLET.match(words):
            text += (" " if _LATIN.search(text) and _LATIN.match(words[0]) else "") + words
            bottom = end
        else:
            if text:
                yield text, top, bottom
            text, top, bottom = words, start, end
        # Japanese lines end up to two characters early where a mark may not begin the next.
        filled = plain and line[-1].x1 > right - 2.2 * size and not _END.search(words)
        filled = filled and line[-1].x1 - line[0].x0 > RUNNING * size
    if text:
        yield text, top, bottom


def _is_plain(line: Sequence[Box], size: float) -> bool:
    """Tell a line of running text from a table or values set apart by wide gaps."""
    return not line[0].table and all(
        after.x0 - before.x1 < 2 * size for before, after in pairwise(line)
    )
