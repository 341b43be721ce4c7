"""The arithmetic of an answer: a value, the formula that shows it, the rows it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.tables.execute import Group, TableStore, whole
from assistant.tables.query import Comparator, Condition, Query, Threshold
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


class Calculator:
    """Numbers of one table."""

    def __init__(self, store: TableStore) -> None:
        self.store, self.table = store, store.table
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
        """Return ``measure`` added up over ``rows`` (0 where a row has no such cell)."""
        if len(rows) > _NAMED_ROWS:
            # Rows without any add nothing to the sum, nor to what has to be checked.
            rows = [r for r in rows if self.cell(r, measure)] or rows[:1]
        values = [self.cell(row, measure) for row in rows]
        passages = tuple(r.passage for r in rows)
        value = whole(sum(Fraction(str(v)) for v in values) if values else 0)
        if len(values) <= 1:
            return Number(value, None, passages)
        return Number(value, f"{_terms(values)} = {show(value)}", passages[:_TERMS])

    def cell(self, row: TableRow, measure: str) -> int | float:
        """Return one number of a row; a cell that the table does not have counts 0."""
        found = row.cells.get(measure)
        return 0 if found is None else found.value

    def groups(self, measure: str, query: Query) -> tuple[Group, ...]:
        """Return ``measure`` for each row key that the query selects, in source order."""
        return self.store.groups(measure, query.conditions, self.table.key)

    def children(self, measure: str) -> list[Measure]:
        """Return the measures that ``measure`` is made of."""
        return [m for m in self.table.measures if m.parent == measure]

    def row_count(self, rows: Sequence[TableRow]) -> Number:
        """Return how many rows there are, with a formula that adds them up one by one."""
        count = len(rows)
        formula = f"{_terms([1] * count)} = {count}" if count else None
        return Number(count, formula, tuple(r.passage for r in rows[:_TERMS]))


def median(values: Sequence[int | float], passages: tuple[str, ...]) -> Number:
    """Return the middle value; of an even number of values the mean of the middle two."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Number(ordered[middle], None, passages)
    low, high = ordered[middle - 1], ordered[middle]
    value = whole(float((Fraction(str(low)) + Fraction(str(high))) / 2))
    return Number(value, f"({show(low)} + {show(high)}) ÷ 2 = {show(value)}", passages)


def ranked(groups: Sequence[Group], descending: bool) -> list[Group]:
    """Return groups by value; equal ones stay in source order."""
    return sorted(groups, key=lambda g: -g.value if descending else g.value)


def meets(value: int | float, threshold: Threshold) -> bool:
    """Say whether ``value`` meets ``threshold``, which must carry a value (else False)."""
    if threshold.value is None or (threshold.below is not None and value >= threshold.below):
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
        value, f"{show(high.value)} − {show(low.value)} = {show(value)}", a.passages + b.passages
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
    formula = f"{show(a.value)} ÷ {show(b.value)}{times} {sign} {show(value)}"
    return Number(value, formula, a.passages + b.passages, rounded)


def round_half_up(exact: Fraction, digits: int) -> tuple[int | float, bool]:
    """Return ``exact`` to ``digits`` decimals, halves away from zero, and whether it changed.

    School rounding (四捨五入), which readers expect; Python's own rounds halves to even.
    """
    shifted = abs(exact) * 10**digits
    nearest = (shifted * 2 + 1) // 2
    result = Fraction(nearest, 10**digits) * (1 if exact >= 0 else -1)
    return whole(float(result)), result != exact


def _terms(values: Sequence[int | float]) -> str:
    if len(values) <= _TERMS:
        return " + ".join(show(v) for v in values)
    if len(set(values)) == 1:
        return f"{show(values[0])} × {len(values)}"
    first = " + ".join(show(v) for v in values[:3])
    return f"{first} + … + {show(values[-1])}"
