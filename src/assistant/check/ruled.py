"""Tables pasted from a spreadsheet or typed with strokes, given the rules of a written table.

What divides their cells (tabs, ／, commas, blanks) is lost or means something else once the text is
normalised, so that it is replaced here, letter by letter: every character keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_RULE = "|"
_DIVIDERS = tuple(map(re.compile, (r"\t", r"／", r"/", r"[,，]", r"[ 　]+", r"　+|  +")))
"""What may divide cells, tried in this order. A stroke of a date, a comma of a number or a blank
inside a cell makes the rows uneven, and the lines no table."""
_DIGIT = re.compile(r"[0-9０-９]")
_CELL = re.compile(
    r"\s*(?:[0-9０-９][0-9０-９,.:：月日年時分～~-]*\s*[^\s0-9０-９、。]{0,4}|[-－―—ー–]|)\s*"
)
"""A number with its unit, a date, a time or nothing: what a cell of numbers holds."""
_LONGEST = 40
"""Characters of a cell; longer ones are sentences."""


def ruled(text: str) -> str:
    """Return ``text`` with a stroke in place of what divides the cells of its tables.

    A table is two lines or more of equally many cells, the first of words alone, the others with
    one cell of a number at least. Lines divided by tabs need no header. The length is kept.
    """
    lines = text.split("\n")
    position = 0
    while position < len(lines):
        count, divider = _table(lines, position)
        for number in range(position, position + count):
            line = lines[number]
            lead = len(line) - len(line.lstrip(" 　"))
            found = divider.sub(lambda m: _RULE + " " * (len(m.group()) - 1), line[lead:])
            lines[number] = line[:lead] + found
        position += max(count, 1)
    return "\n".join(lines)


def _table(lines: Sequence[str], position: int) -> tuple[int, re.Pattern[str]]:
    """Return how many lines from ``position`` on are one table, and what divides its cells."""
    head = lines[position].strip(" 　")
    for divider in _DIVIDERS:
        width = len(divider.findall(head))
        tabs = divider.pattern == r"\t" and width > 0
        if not tabs and (width < 2 or _DIGIT.search(head)):
            continue
        count = 1
        for line in lines[position + 1 :]:
            cells = divider.split(line.strip(" 　"))
            if len(cells) != width + 1 or max(map(len, cells)) > _LONGEST:
                break
            numbers = [c for c in cells if _DIGIT.search(c) and _CELL.fullmatch(c)]
            if not numbers:
                break
            count += 1
        if count > 1:
            return count, divider
    return 0, _DIVIDERS[0]
