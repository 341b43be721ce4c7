"""The arithmetic of an answer: a value, the formula that shows it, the rows it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.tables.execute import Group, TableStore, exact_sum, whole
from assistant.tables.query import Comparator, Condition, Query, Threshold
from assistant.tables.shape import Shape
from assistant.tables.wording import show
from assistant.types import Measure, TableRow

# More terms than this are not written out: the formula names how many rows were added.
_TERMS = 12
_NAMED_ROWS = 4


@dataclass(frozen=True, slots=True)
class Number:
    """A computed number with its arithmetic (None: read from a cell) and its sources."""

    value: int | float
    formula: str | None
    passages: tuple[str, ...]
    rounded: bool = False


class NotGiven(LookupError):
    """None of the rows that are meant has a number of this measure: the table is blank there."""

    def __init__(self, measure: str, rows: tuple[TableRow, ...]) -> None:
        super().__init__(measure)
        self.measure, self.rows = measure, rows


class NotAdditive(ArithmeticError):
    """Numbers were to be added that do not add up to anything: days open, degrees, rates."""

    def __init__(self, measure: str) -> None:
        super().__init__(measure)
        self.measure = measure


class Calculator:
    """Numbers of one table."""

    def __init__(self, store: TableStore) -> None:
        self.store, self.table = store, store.table
        self.shape = Shape(store.table)
        self.measures: dict[str, Measure] = {m.id: m for m in self.table.measures}

    def of(self, measure: str, conditions: Sequence[Condition]) -> Number:
        """Return ``measure`` over the rows that meet ``conditions``; the whole table for none.

        The whole table is the printed total where there is one, never our own sum in its place.
        """
        total = self.table.total
        if not conditions and total is not None and measure in total.cells:
            return Number(total.cells[measure].value, None, (total.passage,))
        return self.added(measure, self.store.rows(conditions))

    def added(self, measure: str, rows: Sequence[TableRow]) -> Number:
        """Return ``measure`` added up over those of ``rows`` that have such a cell.

        Raises NotGiven where none has one, NotAdditive where more than one has and the numbers
        of this measure do not add up to anything.
        """
        given = self.given(measure, rows)
        if len(given) > 1 and not self.measures[measure].additive:
            raise NotAdditive(measure)
        if len(given) > _NAMED_ROWS:
            # Rows without any add nothing to the sum, nor to what has to be checked.
            given = [r for r in given if self.cell(r, measure)] or given[:1]
        values = [r.cells[measure].value for r in given]
        passages = _ends([r.passage for r in given])
        value = exact_sum(values)
        if len(values) <= 1:
            return Number(value, None, passages)
        return Number(value, f"{_terms(values)} = {show(value)}", passages)

    def given(self, measure: str, rows: Sequence[TableRow]) -> list[TableRow]:
        """Return the rows that have such a cell. Raises NotGiven where none of them has one."""
        found = [r for r in rows if measure in r.cells]
        if rows and not found:
            raise NotGiven(measure, tuple(rows))
        return found

    def cell(self, row: TableRow, measure: str) -> int | float | None:
        """Return one number of a row; None where the table leaves it blank."""
        found = row.cells.get(measure)
        return None if found is None else found.value

    def groups(self, measure: str, query: Query) -> tuple[Group, ...]:
        """Return ``measure`` for each value of the query's group, in source order.

        Without a group, for each row key. Numbers that do not add up are never added: where
        a group has several rows, each row stands for itself. Raises NotGiven where no selected
        row has such a cell.
        """
        dimension = query.group or self.table.key
        groups = self.store.groups(measure, query.conditions, dimension)
        if not groups:
            raise NotGiven(measure, self.store.rows(query.conditions))
        if self.measures[measure].additive or all(len(g.rows) == 1 for g in groups):
            return groups
        rows = sorted((r for g in groups for r in g.rows), key=self.table.rows.index)
        return tuple(
            Group(r.keys[dimension], r.cells[measure].value, (r,), single=True) for r in rows
        )

    def children(self, measure: str) -> list[Measure]:
        """Return the measures that ``measure`` is made of."""
        return [m for m in self.table.measures if m.parent == measure]

    def row_count(self, rows: Sequence[TableRow]) -> Number:
        """Return how many rows there are, with a formula that adds them up one by one."""
        count = len(rows)
        formula = f"{_terms([1] * count)} = {show(count)}" if count else None
        return Number(count, formula, _ends([r.passage for r in rows]))


def median(values: Sequence[int | float], passages: tuple[str, ...]) -> Number:
    """Return the middle value; of an even number of values the mean of the middle two."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Number(ordered[middle], None, passages)
    low, high = ordered[middle - 1], ordered[middle]
    value = whole(float((Fraction(str(low)) + Fraction(str(high))) / 2))
    return Number(value, f"({term(low)} + {term(high)}) ÷ 2 = {show(value)}", passages)


def ranked(groups: Sequence[Group], descending: bool) -> list[Group]:
    """Return groups by value; equal ones stay in source order."""
    return sorted(groups, key=lambda g: -g.value if descending else g.value)


def meets(value: int | float | None, threshold: Threshold) -> bool:
    """Say whether ``value`` meets ``threshold``, which must carry a value (else False).

    A blank cell (None) meets nothing: nobody knows its number.
    """
    if (
        value is None
        or threshold.value is None
        or (threshold.below is not None and value >= threshold.below)
    ):
        return False
    checks: dict[Comparator, bool] = {
        "ge": value >= threshold.value,
        "gt": value > threshold.value,
        "le": value <= threshold.value,
        "lt": value < threshold.value,
        "eq": value == threshold.value,
        "ne": value != threshold.value,
    }
    return checks[threshold.op]


def subtract(a: Number, b: Number) -> Number:
    """Return the distance between two numbers, the larger one first in the formula."""
    high, low = (a, b) if a.value >= b.value else (b, a)
    value = whole(Fraction(str(high.value)) - Fraction(str(low.value)))
    return Number(
        value, f"{term(high.value)} − {term(low.value)} = {show(value)}", a.passages + b.passages
    )


def divide(a: Number, b: Number, scale: int = 1, digits: int = 1) -> Number | None:
    """Return ``a ÷ b × scale`` rounded half up to ``digits``; None where ``b`` is 0."""
    if not b.value:
        return None
    exact = Fraction(str(a.value)) / Fraction(str(b.value)) * scale
    value, rounded = round_half_up(exact, digits)
    if rounded and not round_half_up(exact, digits + 1)[1]:
        value, rounded = round_half_up(exact, digits + 1)  # 2.25 is exact: do not blur it
    times = f" × {scale}" if scale != 1 else ""
    sign = "≒" if rounded else "="
    formula = f"{term(a.value)} ÷ {term(b.value)}{times} {sign} {show(value)}"
    return Number(value, formula, a.passages + b.passages, rounded)


def round_half_up(exact: Fraction, digits: int) -> tuple[int | float, bool]:
    """Return ``exact`` to ``digits`` decimals, halves away from zero, and whether it changed.

    School rounding (四捨五入), which readers expect; Python's own rounds halves to even.
    """
    shifted = abs(exact) * 10**digits
    nearest = (shifted * 2 + 1) // 2
    result = Fraction(nearest, 10**digits) * (1 if exact >= 0 else -1)
    return whole(float(result)), result != exact


def term(value: int | float) -> str:
    """Print a number as one term of a formula: a negative one in brackets."""
    return f"({show(value)})" if value < 0 else show(value)


def _terms(values: Sequence[int | float]) -> str:
    if len(values) <= _TERMS:
        return " + ".join(term(v) for v in values)
    if len(set(values)) == 1:
        return f"{term(values[0])} × {show(len(values))}"
    first = " + ".join(term(v) for v in values[:3])
    return f"{first} + … + {term(values[-1])}"


def _ends(passages: Sequence[str]) -> tuple[str, ...]:
    """Return the passages to cite: the first and the last where they are many.

    Whatever the rows are sorted by, both ends of a range (2015年度から2018年度) are among them.
    """
    if len(passages) <= _TERMS:
        return tuple(passages)
    return (*passages[: _TERMS // 2], *passages[-_TERMS // 2 :])
