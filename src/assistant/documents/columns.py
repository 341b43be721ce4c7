"""Give numbers that lost their column back to it, by the printed row and column totals.

A table whose empty cells vanished prints each row's numbers from left to right without saying
which columns they stand in. Some carry a label that fixes their column. All ways of putting
the rest into columns are counted; only if exactly one meets every total is it believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.errors import CorpusError

MAX_STATES = 50_000
"""Distinct partial column sums kept at once; beyond it the table is too ambiguous to solve."""

Assignment = tuple[int, ...]
"""The column of each number of one row, strictly increasing."""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row: its numbers from left to right, the row's own total not among them.

    ``fixed[i]`` is the column that a label gives to number ``i``, or None.
    """

    numbers: tuple[int, ...]
    fixed: tuple[int | None, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Solution:
    """``count`` ways meet every total; ``first`` is one of them, an assignment for each row."""

    count: int
    first: tuple[Assignment, ...]


def row_assignments(row: PrintedRow, columns: int) -> Iterator[Assignment]:
    """Yield every way to put the row's numbers into ``columns`` columns, left to right."""

    def place(index: int, lowest: int, taken: Assignment) -> Iterator[Assignment]:
        if index == len(row.numbers):
            yield taken
            return
        fixed = row.fixed[index]
        choices = range(lowest, columns) if fixed is None else (fixed,)
        for column in choices:
            if column >= lowest:
                yield from place(index + 1, column + 1, (*taken, column))

    yield from place(0, 0, ())


def solve(rows: Sequence[PrintedRow], column_totals: Sequence[int]) -> Solution:
    """Count all assignments under which every row and every column adds up to its total.

    Rows are taken one after another; ways that reach the same column sums are counted
    together, so the count is complete without listing every way. Numbers must not be negative.
    Raises CorpusError where more than ``MAX_STATES`` distinct sums would have to be kept.
    """
    width = len(column_totals)
    states: dict[tuple[int, ...], tuple[int, tuple[Assignment, ...]]] = {(0,) * width: (1, ())}
    if any(sum(row.numbers) != row.total for row in rows):
        return Solution(0, ())
    for row in rows:
        choices = tuple(row_assignments(row, width))
        following: dict[tuple[int, ...], tuple[int, tuple[Assignment, ...]]] = {}
        for sums, (count, path) in states.items():
            for choice in choices:
                added = list(sums)
                for column, number in zip(choice, row.numbers, strict=True):
                    added[column] += number
                if all(a <= t for a, t in zip(added, column_totals, strict=True)):
                    key = tuple(added)
                    known = following.get(key)
                    following[key] = (
                        (count, (*path, choice)) if known is None else (known[0] + count, known[1])
                    )
        if len(following) > MAX_STATES:
            raise CorpusError(
                f"表の列の候補が{MAX_STATES}通りを超え、合計からは決められません。"
                "列の見出しが付いた数字を増やすか、CSV の表として用意してください。"
            )
        states = following
    return Solution(*states.get(tuple(column_totals), (0, ())))


def assign_columns(
    rows: Sequence[PrintedRow], column_totals: Sequence[int], *, where: str
) -> tuple[Assignment, ...]:
    """Return the only assignment that meets every total.

    Raises CorpusError, beginning with ``where`` and saying how many there are, where there is
    none or more than one.
    """
    solution = solve(rows, column_totals)
    if solution.count != 1:
        raise CorpusError(
            f"{where}: 行と列の合計がすべて合う列の割り当ては1通りのはずですが、"
            f"{solution.count}通りあります。印刷された数字と合計を確かめてください。"
        )
    return solution.first
