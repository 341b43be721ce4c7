"""A table as a reader sees it: which columns and rows, in what order, and what to draw of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.types import Cell, Dimension, Measure, Table, TableRow
from assistant.web.labels import month_of

MOST_BARS: Final = 40
"""A chart of more would be a wall; the table under it has them all."""


@dataclass(frozen=True, slots=True)
class View:
    """What is chosen to be seen of a table: ids of a quantity and a column to sort by.

    ``details`` shows the columns that others are made of, too.
    """

    quantity: str | None = None
    details: bool = False
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers to draw: one value for each label, in ``unit``."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int | float, ...]
    unit: str

    @property
    def shown(self) -> tuple[str, ...]:
        """The values as they are printed."""
        return tuple(f"{number(value)}{self.unit}" for value in self.values)


def number(value: int | float) -> str:
    """Return ``value`` as Japanese prints it: thousands by commas."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def key_text(dimension: Dimension, value: str) -> str:
    """Return a key in words: 2024年10月17日, 9:00, 2023年度."""
    if dimension.type == "date":
        return month_of(value)
    if dimension.type == "time":
        return value.removeprefix("0")
    return f"{value}{dimension.suffix}" if dimension.type == "number" else value


def short_name(measure: Measure) -> str:
    """Return what a column counts, in the document's shortest word for it."""
    return measure.names[0] if measure.names else measure.label


def measures_of(table: Table, view: View) -> tuple[Measure, ...]:
    """Return the columns to show, in printed order."""
    return tuple(
        m
        for m in table.measures
        if (view.quantity in (None, m.quantity)) and (view.details or not is_detail(table, m))
    )


def is_detail(table: Table, measure: Measure) -> bool:
    """Tell whether ``measure`` counts a part of a part, such as one kind of facility.

    A column that is such a part in one way of counting is one in every way.
    """
    return any(_depth(table, m) > 1 for m in table.measures if m.column == measure.column)


def _depth(table: Table, measure: Measure) -> int:
    parent = next((m for m in table.measures if m.id == measure.parent), None)
    return 0 if parent is None else 1 + _depth(table, parent)


def rows_of(table: Table, view: View) -> list[TableRow]:
    """Return the rows in the chosen order; equal ones stay as printed, as does an unknown order."""
    rows = list(table.rows)
    numeric = {d.id for d in table.dimensions if d.type == "number"}
    if view.sort and view.sort in {d.id for d in table.dimensions}:
        order = {row.passage: _key(row.keys[view.sort], view.sort in numeric) for row in rows}
        rows.sort(key=lambda row: order[row.passage], reverse=view.descending)
    elif view.sort in {m.id for m in table.measures}:
        # A row without the number comes last in either order.
        sign = -1 if view.descending else 1
        found = {row.passage: row.cells.get(view.sort or "") for row in rows}
        rows.sort(
            key=lambda row: (
                (0, sign * cell.value) if (cell := found[row.passage]) is not None else (1, 0)
            )
        )
    return rows


def _key(value: str, numeric: bool) -> tuple[float, str]:
    return (float(value) if numeric else 0.0, value)


def total_of(table: Table, measure: Measure) -> tuple[Cell | None, int | float | None]:
    """Return the printed total of a column, if there is one, and the sum of its rows.

    The sum is None where adding the rows up has no meaning.
    """
    printed = table.total.cells.get(measure.id) if table.total else None
    values = [row.cells[measure.id].value for row in table.rows if measure.id in row.cells]
    return printed, sum(values) if measure.additive and values else None


def by_dimension(table: Table, measure: Measure, dimension: Dimension) -> Series | None:
    """Return ``measure`` added up by the values of ``dimension``, in printed order.

    None where that cannot be drawn or means nothing: a column whose rows do not add up, a single
    value, or too many.
    """
    if not measure.additive:
        return None
    sums: dict[str, int | float] = {}
    for row in table.rows:
        if cell := row.cells.get(measure.id):
            key = row.keys[dimension.id]
            sums[key] = sums.get(key, 0) + cell.value
            if len(sums) > MOST_BARS:
                return None  # before a very large table has been gone through
    if not 2 <= len(sums) <= MOST_BARS:
        return None
    if dimension.type != "category":
        sums = dict(
            sorted(sums.items(), key=lambda item: _key(item[0], dimension.type == "number"))
        )
    labels = tuple(key_text(dimension, key) for key in sums)
    title = f"{measure.label}（{dimension.label}別）"
    return Series(title, labels, tuple(sums.values()), measure.unit)


def by_part(table: Table, measure: Measure) -> Series | None:
    """Return the columns that make up ``measure``, each added up over all rows."""
    parts = parts_of(table, measure)
    if len(parts) < 2 or not measure.additive:
        return None
    sums = [_sum(table.rows, part) for part in parts]
    labels = tuple(short_name(part) for part in parts)
    return Series(f"{measure.label}の内訳", labels, tuple(sums), measure.unit)


def parts_of(table: Table, measure: Measure) -> tuple[Measure, ...]:
    """Return the columns that make up ``measure``, in printed order."""
    return tuple(m for m in table.measures if m.parent == measure.id)


def _sum(rows: Sequence[TableRow], measure: Measure) -> int | float:
    return sum(row.cells[measure.id].value for row in rows if measure.id in row.cells)


def charted(table: Table) -> tuple[Measure, ...]:
    """Return the columns that charts can be drawn of: those that add up, without the details."""
    return tuple(m for m in table.measures if m.additive and not is_detail(table, m))


def reasons(table: Table) -> Mapping[str, tuple[str, ...]]:
    """Return why numbers stand where they do: each reason with the columns it is given for."""
    found: dict[str, list[str]] = {}
    for row in (*table.rows, *((table.total,) if table.total else ())):
        for measure in table.measures:
            cell = row.cells.get(measure.id)
            if cell and cell.basis == "assigned" and cell.reason:
                names = found.setdefault(cell.reason, [])
                if measure.label not in names:
                    names.append(measure.label)
    return {reason: tuple(names) for reason, names in found.items()}
