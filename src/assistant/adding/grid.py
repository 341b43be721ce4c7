"""A grid of cells, as tables come out of PDF, Word, Excel and HTML, made into clean rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.documents.source import join_lines

Grid = Sequence[Sequence[str | None]]
"""Rows of cells; None is a place that a merged cell reaches over, "" an empty cell."""

_WRAPPED = 0.75
"""Share of the longest line of a cell from which a line is held to be wrapped at the edge."""
_NUMERIC = re.compile(r"[\d０-９,，.．％%\s+−－-]*")
_ENDS_ITEM = re.compile(r"[0-9０-９][^\s0-9０-９。、]{0,3}$")
_DATE = re.compile(r"[0-9０-９]{4}([-/.年])[0-9０-９]{1,2}([-/.月])[0-9０-９]{1,2}日?")
_DIGIT = re.compile(r"[0-9０-９]")


def join_cell(text: str) -> str:
    """Return the lines of a cell as one: wrapped lines joined, items with a blank between them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    longest = max(map(len, lines))
    joined = lines[0]
    for before, line in pairwise(lines):
        wrapped = len(before) >= longest * _WRAPPED and not _ENDS_ITEM.search(before)
        # Digits of two lines may be two numbers: only a date says that they are one.
        cut = _DIGIT.search(before[-1]) and _DIGIT.search(line[0])
        if _DATE.fullmatch(joined + line):
            joined += line
        elif wrapped and not cut:
            joined = join_lines(f"{joined}\n{line}")
        else:
            joined = f"{joined} {line}"
    return joined


def clean(grid: Grid) -> tuple[list[list[str]], list[str]]:
    """Return the rows of ``grid`` under one row of headings, and Japanese sentences on doubts.

    Empty rows and columns are dropped, headings of two rows joined, and what a merged cell says
    is written in every row that it reaches over.
    """
    rows = [[None if cell is None else join_cell(cell) for cell in row] for row in grid]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows if any(row)]
    kept = [n for n in range(width) if any(row[n] for row in rows)]
    rows = [[row[n] for n in kept] for row in rows]
    if not rows:
        return [], []
    doubts = []
    if len(rows) > 2 and _is_second_heading(rows[0], rows[1]):
        rows[:2] = [_joined_headings(rows[0], rows[1])]
    filled = False
    for before, row in pairwise(rows[1:]):
        for n, cell in enumerate(row):
            if cell is None and before[n] and not _NUMERIC.fullmatch(before[n] or ""):
                row[n], filled = before[n], True
    if filled:
        doubts.append("縦に結合されたセルの内容を、そのすべての行に入れました。")
    return [[cell or "" for cell in row] for row in rows], doubts


def _is_second_heading(first: Sequence[str | None], second: Sequence[str | None]) -> bool:
    """Say whether ``second`` goes on with the headings: it is words under a merged heading."""
    merged = any(cell is None for cell in first)
    words = [cell for cell in second if cell]
    return merged and bool(words) and not any(re.search(r"[0-9０-９]", cell) for cell in words)


def _joined_headings(first: Sequence[str | None], second: Sequence[str | None]) -> list[str | None]:
    joined: list[str | None] = []
    above = ""
    for upper, lower in zip(first, second, strict=True):
        above = above if upper is None else upper
        joined.append(" ".join(dict.fromkeys(part for part in (above, lower or "") if part)))
    return joined
