"""The column solver: complete, and satisfied with nothing but a single solution."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.columns import PrintedRow, assign_columns, row_assignments, solve
from assistant.errors import CorpusError

# The bare numbers of the attendance table, copied by eye. Columns: 市町村, 施設, 里親, その他,
# 児童相談所. A number with a label (a municipality, a facility, 社協) has its column.
NAGANO = [
    PrintedRow((15, 6, 1, 2), (0, 1, None, None), 24),
    PrintedRow((6, 1, 1), (0, 1, None), 8),
    PrintedRow((6, 4, 3, 5), (0, 1, None, None), 18),
    PrintedRow((6, 1, 2), (0, 1, None), 9),
    PrintedRow((10, 3, 2, 1, 2), (0, 1, None, 3, None), 18),
    PrintedRow((6, 1, 2, 4), (0, 1, None, None), 13),
    PrintedRow((10, 4, 3), (0, 1, None), 17),
    PrintedRow((7, 6, 1, 2), (0, 1, None, None), 16),
    PrintedRow((7, 15, 2, 1, 3), (0, 1, None, 3, None), 28),
    PrintedRow((3, 1, 2), (0, None, None), 6),
]
NAGANO_TOTALS = (76, 41, 12, 2, 26)


def brute_force(
    rows: list[PrintedRow], totals: tuple[int, ...]
) -> list[tuple[tuple[int, ...], ...]]:
    """Every choice of rising columns for every row, kept where all sums are right."""
    choices = [
        [
            chosen
            for chosen in combinations(range(len(totals)), len(row.numbers))
            if all(fixed in (None, c) for fixed, c in zip(row.fixed, chosen, strict=True))
        ]
        for row in rows
    ]
    found = []
    for ways in product(*choices):
        sums = [0] * len(totals)
        for row, way in zip(rows, ways, strict=True):
            for column, number in zip(way, row.numbers, strict=True):
                sums[column] += number
        if tuple(sums) == totals and all(sum(r.numbers) == r.total for r in rows):
            found.append(ways)
    return found


def test_attendance_table_has_exactly_one_assignment() -> None:
    ways = brute_force(NAGANO, NAGANO_TOTALS)
    assert len(ways) == 1
    assert solve(NAGANO, NAGANO_TOTALS).count == 1
    assert assign_columns(NAGANO, NAGANO_TOTALS, where="表") == ways[0]
    assert ways[0][-1] == (0, 2, 4)  # 北アルプス: no facility
    assert ways[0][1] == (0, 1, 4)  # 諏訪: the single 1名 is a child guidance centre's


def test_totals_are_needed_for_that() -> None:
    before = 1
    for row in NAGANO:
        before *= len(list(row_assignments(row, len(NAGANO_TOTALS))))
    assert before == 3**3 * 3**4 * 6  # 13,122 ways to fill the columns from left to right


def test_two_solutions_are_refused_with_their_number() -> None:
    rows = [PrintedRow((1,), (None,), 1), PrintedRow((1,), (None,), 1)]
    assert solve(rows, (1, 1)).count == 2
    with pytest.raises(CorpusError, match=r"^例の表: .*2通りあります"):
        assign_columns(rows, (1, 1), where="例の表")


@pytest.mark.parametrize(
    ("rows", "totals", "why"),
    [
        ([PrintedRow((2,), (None,), 2)], (1, 1), "no column can take the number"),
        ([PrintedRow((1, 1), (None, None), 3)], (1, 1), "the row's own total is wrong"),
        ([PrintedRow((1, 1), (1, 0), 2)], (1, 1), "the labels run from right to left"),
        ([PrintedRow((1, 1, 1), (None, None, None), 3)], (1, 2), "more numbers than columns"),
    ],
)
def test_no_solution_is_refused(rows: list[PrintedRow], totals: tuple[int, ...], why: str) -> None:
    with pytest.raises(CorpusError, match="0通りあります"):
        assign_columns(rows, totals, where="表")


def test_labels_narrow_two_solutions_to_one() -> None:
    rows = [PrintedRow((1,), (1,), 1), PrintedRow((1,), (None,), 1)]
    assert assign_columns(rows, (1, 1), where="表") == ((1,), (0,))


@st.composite
def lost_tables(draw: st.DrawFn) -> tuple[list[PrintedRow], tuple[int, ...]]:
    """A table of small numbers whose empty cells were dropped, with some labels left."""
    width = draw(st.integers(1, 4))
    full = draw(st.lists(st.lists(st.integers(0, 3), min_size=width, max_size=width), max_size=4))
    rows = []
    for numbers in full:
        columns = [c for c, n in enumerate(numbers) if n]
        labelled = [draw(st.booleans()) for _ in columns]
        rows.append(
            PrintedRow(
                tuple(numbers[c] for c in columns),
                tuple(c if label else None for c, label in zip(columns, labelled, strict=True)),
                sum(numbers),
            )
        )
    return rows, tuple(sum(row[c] for row in full) for c in range(width))


@given(lost_tables())
def test_count_is_that_of_a_search_through_all_ways(
    lost: tuple[list[PrintedRow], tuple[int, ...]],
) -> None:
    rows, totals = lost
    ways = brute_force(rows, totals)
    solution = solve(rows, totals)
    assert solution.count == len(ways) >= 1
    assert solution.first in ways


def test_a_hopelessly_ambiguous_table_is_refused_instead_of_filling_memory() -> None:
    rows = [PrintedRow((2**n,), (None,), 2**n) for n in range(30)]
    with pytest.raises(CorpusError, match="決められません"):
        solve(rows, (2**29, 2**29 - 1))
