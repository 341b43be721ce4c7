"""Rows of cells as a Markdown table, the one form in which tables stand in a plain text."""

from __future__ import annotations

from collections.abc import Sequence


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return ``rows``, the header first, one row a line; line breaks in a cell become blanks."""
    width = max((len(row) for row in rows), default=0)
    lines = []
    for row in rows:
        cells = [" ".join(cell.split()).replace("|", "｜") for cell in row]
        lines.append(f"| {' | '.join(cells + [''] * (width - len(cells)))} |")
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)
