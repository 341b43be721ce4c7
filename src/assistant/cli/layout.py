"""Text for a terminal, where a Japanese character takes two columns."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Final

WIDEST: Final = 100
"""Columns: longer lines are hard to read, however wide the window is."""

_NOT_AT_START: Final = frozenset(
    "、。，．・：；？！」』）］｝】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.)]}"
)
_NOT_AT_END: Final = frozenset("「『（［｛【〈《([{")


def columns() -> int | None:
    """Return the columns to fill, or None where the output is no terminal (a file, a pipe)."""
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns, WIDEST)
    except (AttributeError, OSError, ValueError):
        return None


def width(text: str) -> int:
    """Return the columns that ``text`` takes: two for a full-width character, none for a mark."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def clean(text: str) -> str:
    """Replace control characters: a text must not steer the terminal that shows it."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) == "Cc" and char != "\n" else char
        for char in text
    )


def indent(text: str, by: int, columns: int | None) -> str:
    """Return ``text`` with ``by`` blanks in front of every line, broken to fit ``columns``.

    A line breaks between any two Japanese characters, but never before a closing mark or after
    an opening one; a Latin word stays whole unless it is longer than a line.
    """
    room = None if columns is None else max(columns - by, 20)
    lines = [piece for line in clean(text).split("\n") for piece in _fold(line, room)]
    return "\n".join(" " * by + line if line else "" for line in lines)


def _fold(line: str, room: int | None) -> list[str]:
    pieces = []
    while room is not None and width(line) > room:
        cut = taken = 0
        for position, char in enumerate(line):
            taken += width(char)
            if taken > room:
                break
            if _may_break(line, position + 1):
                cut = position + 1
        cut = cut or max(position, 1)
        pieces.append(line[:cut].rstrip())
        line = line[cut:].lstrip()
    return [*pieces, line]


def _may_break(line: str, at: int) -> bool:
    before, after = line[at - 1], line[at : at + 1]
    if not after or after in _NOT_AT_START or before in _NOT_AT_END:
        return False
    return before == " " or width(before) == 2 or width(after) == 2


def grid(rows: Sequence[Sequence[str]]) -> str:
    """Return ``rows`` (the header first) as aligned columns; columns of numbers to the right."""
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in rows]
    count = max((len(row) for row in cells), default=0)
    cells = [row + [""] * (count - len(row)) for row in cells]
    widths = [max(width(row[n]) for row in cells) for n in range(count)]
    numeric = [
        # A number with its unit; a formula is read from the left.
        all(row[n] in ("", "-") or (row[n][0].isdigit() and "=" not in row[n]) for row in cells[1:])
        for n in range(count)
    ]
    lines = []
    for row in cells:
        padded = []
        for n, cell in enumerate(row):
            blanks = " " * (widths[n] - width(cell))
            padded.append(blanks + cell if numeric[n] else cell + blanks)
        lines.append("  ".join(padded).rstrip())
    if lines:
        lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines)
