"""The arithmetic: exact, rounded as people round, and shown in full."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tables.compute import (
    Calculator,
    NotAdditive,
    NotGiven,
    Number,
    divide,
    median,
    meets,
    ranked,
    round_half_up,
    subtract,
)
from assistant.tables.execute import Group, TableStore, whole
from assistant.tables.query import Condition, Threshold
from assistant.tables.wording import show
from assistant.types import Table

ROUNDED = [
    (Fraction(1, 20), 1, 0.1, "half goes up"),
    (Fraction(-1, 20), 1, -0.1, "away from zero below it"),
    (Fraction(5, 2), 0, 3, "not to even"),
    (Fraction(7, 2), 0, 4, "nor to odd"),
    (Fraction(1, 3), 1, 0.3, "down"),
    (Fraction(2, 3), 1, 0.7, "up"),
    (Fraction(267, 100), 2, 2.67, "exact stays"),
    (Fraction(1005, 1000), 2, 1.01, "1.005 is no float: halves of fractions are seen"),
    (Fraction(4), 1, 4, "whole numbers are ints"),
]


@pytest.mark.parametrize(("exact", "digits", "value", "reason"), ROUNDED)
def test_halves_go_away_from_zero(exact: Fraction, digits: int, value: float, reason: str) -> None:
    result, changed = round_half_up(exact, digits)
    assert result == value, reason
    assert type(result) is type(value)
    assert changed == (Fraction(str(value)) != exact)


@given(st.fractions(-1000, 1000, max_denominator=997), st.integers(0, 3))
def test_rounding_is_never_off_by_more_than_half(exact: Fraction, digits: int) -> None:
    value, changed = round_half_up(exact, digits)
    error = abs(Fraction(str(value)) - exact)
    assert error <= Fraction(1, 2 * 10**digits)
    assert changed == bool(error)


DIVIDED = [
    (157, 10, 1, 1, 15.7, "157 ÷ 10 = 15.7", False),
    (28, 16, 1, 1, 1.75, "28 ÷ 16 = 1.75", False),
    (41, 26, 1, 1, 1.6, "41 ÷ 26 ≒ 1.6", True),
    (76, 157, 100, 1, 48.4, "76 ÷ 157 × 100 ≒ 48.4", True),
    (44, 157, 100, 1, 28, "44 ÷ 157 × 100 ≒ 28", True),
    (15, 24, 100, 1, 62.5, "15 ÷ 24 × 100 = 62.5", False),
    (10, 7, 1, 2, 1.43, "10 ÷ 7 ≒ 1.43", True),
    (0, 7, 1, 1, 0, "0 ÷ 7 = 0", False),
    (0.5, 0.2, 1, 1, 2.5, "0.5 ÷ 0.2 = 2.5", False),
]


@pytest.mark.parametrize(("a", "b", "scale", "digits", "value", "formula", "rounded"), DIVIDED)
def test_a_quotient_shows_whether_it_was_rounded(
    a: float, b: float, scale: int, digits: int, value: float, formula: str, rounded: bool
) -> None:
    found = divide(Number(a, None, ("a",)), Number(b, None, ("b",)), scale, digits)
    assert found == Number(value, formula, ("a", "b"), rounded)


def test_nothing_is_divided_by_zero() -> None:
    assert divide(Number(3, None, ()), Number(0, None, ())) is None


def test_a_difference_is_a_distance() -> None:
    small, large = Number(16, None, ("a",)), Number(28, None, ("b",))
    for pair in ((small, large), (large, small)):
        assert (subtract(*pair).value, subtract(*pair).formula) == (12, "28 − 16 = 12")
    assert subtract(Number(0.3, None, ()), Number(0.1, None, ())).value == 0.2
    assert subtract(small, small).value == 0


@pytest.mark.parametrize(
    ("values", "value", "formula"),
    [
        ([3], 3, None),
        ([5, 1, 3], 3, None),
        ([1, 2], 1.5, "(1 + 2) ÷ 2 = 1.5"),
        ([28, 6, 17, 16], 16.5, "(16 + 17) ÷ 2 = 16.5"),
        ([2, 2, 4, 0], 2, "(2 + 2) ÷ 2 = 2"),
    ],
)
def test_a_median_of_even_many_is_the_mean_of_the_middle_two(
    values: list[int], value: float, formula: str | None
) -> None:
    assert median(values, ()) == Number(value, formula, ())


MEETS = [
    (Threshold("ge", 10), {10, 11}),
    (Threshold("gt", 10), {11}),
    (Threshold("le", 10), {9, 10}),
    (Threshold("lt", 10), {9}),
    (Threshold("eq", 10), {10}),
    (Threshold("ne", 10), {9, 11}),
    (Threshold("ge", 10, 11), {10}),
    (Threshold("gt", None), set()),
]


@pytest.mark.parametrize(("threshold", "let_through"), MEETS)
def test_a_threshold_at_its_edge(threshold: Threshold, let_through: set[int]) -> None:
    assert {n for n in (9, 10, 11) if meets(n, threshold)} == let_through


def test_equal_groups_stay_in_the_order_of_the_source() -> None:
    groups = [Group(name, value, ()) for name, value in (("a", 2), ("b", 3), ("c", 2))]
    assert [g.name for g in ranked(groups, True)] == ["b", "a", "c"]
    assert [g.name for g in ranked(groups, False)] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("value", "expected"), [(3.0, 3), (3.5, 3.5), (Fraction(6, 2), 3), ("157", 157), (0.0, 0)]
)
def test_whole_numbers_lose_their_point(value: object, expected: float) -> None:
    assert whole(value) == expected
    assert type(whole(value)) is type(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (157, "157"),
        (16.0, "16"),
        (16.5, "16.5"),
        (0, "0"),
        (1.43, "1.43"),
        (1234567, "1,234,567"),
        (1234.5, "1,234.5"),
        (-1234, "-1,234"),
        (0.00001, "0.00001"),
    ],
)
def test_numbers_are_printed_without_needless_decimals(value: float, text: str) -> None:
    assert show(value) == text


def test_the_printed_total_goes_before_our_own_sum(table: Table) -> None:
    calculator = Calculator(TableStore(table))
    printed = calculator.of("facilities.bodies", ())
    assert (printed.value, printed.formula) == (26, None)
    assert printed.passages == (table.total.passage,) if table.total else False
    assert calculator.added("facilities.bodies", table.rows).value == 27
    # No total is printed for one kind of facility: the rows are added.
    homes = calculator.of("facilities/child_home.bodies", ())
    assert homes.formula == "3 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 4 = 14"


def test_rows_without_any_are_left_out_of_a_long_sum(table: Table) -> None:
    calculator = Calculator(TableStore(table))
    number = calculator.added("other/council.persons", table.rows)
    assert (number.value, number.formula, len(number.passages)) == (1, None, 1)
    few = calculator.added("other/council.persons", table.rows[:2])
    assert (few.value, few.formula) == (0, "0 + 0 = 0")


def test_long_sums_are_shortened(loans: Table) -> None:
    calculator = Calculator(TableStore(loans))
    east = calculator.of("loans.volumes", [Condition("library", "in", ("東図書館",))])
    assert east.formula is not None
    assert east.formula.count("+") == 11
    everything = calculator.added("loans.volumes", loans.rows)
    assert everything.formula == "83,731 + 97,540 + 86,097 + … + 180,095 = 39,992,267"
    assert len(everything.passages) == 12
    # Both ends are cited, whatever the rows are sorted by.
    assert everything.passages[0] == loans.rows[0].passage
    assert everything.passages[-1] == loans.rows[-1].passage
    assert calculator.row_count(loans.rows).formula == "1 × 216 = 216"
    assert calculator.row_count(loans.rows[:3]).formula == "1 + 1 + 1 = 3"
    assert calculator.row_count([]).formula is None


def test_what_the_table_leaves_blank_is_no_zero(loans: Table) -> None:
    calculator = Calculator(TableStore(loans))
    blank = [r for r in loans.rows if "loans.volumes" not in r.cells]
    assert [(r.keys["library"], r.keys["year"]) for r in blank] == [("海岸図書館", "2012")]
    with pytest.raises(NotGiven):
        calculator.added("loans.volumes", blank)
    shore = [r for r in loans.rows if r.keys["library"] == "海岸図書館"]
    assert len(calculator.given("loans.volumes", shore)) == len(shore) - 1


def test_days_that_do_not_add_up_are_not_added(loans: Table) -> None:
    calculator = Calculator(TableStore(loans))
    with pytest.raises(NotAdditive):
        calculator.added("open.days", loans.rows[:2])
    assert calculator.added("open.days", loans.rows[:1]).value == 249


def test_a_negative_term_stands_in_brackets() -> None:
    cold, warm = Number(-3.5, None, ("a",)), Number(1234, None, ("b",))
    assert subtract(cold, warm).formula == "1,234 − (-3.5) = 1,237.5"
