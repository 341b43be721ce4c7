"""What tells the rows of a table apart, and which of its columns stand for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.tables.query import Condition
from assistant.types import Dimension, Measure, Table, TableRow


class Shape:
    """A table's dimensions by what they do."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.dimensions: dict[str, Dimension] = {d.id: d for d in table.dimensions}
        self.identity = _identity(table)
        """Ids of the dimensions that together name a row, the key first."""
        self.several = len(self.identity) > 1
        """Whether a key has several rows."""

    def distinct(self, rows: Iterable[TableRow], dimension: str) -> list[str]:
        """Return the values of ``dimension`` in ``rows``, each once, in source order."""
        return list(dict.fromkeys(r.keys[dimension] for r in rows if dimension in r.keys))

    def varying(self, rows: Sequence[TableRow]) -> list[str]:
        """Return the dimensions of the identity that have more than one value in ``rows``."""
        return [d for d in self.identity if len(self.distinct(rows, d)) > 1]

    def ordered(self) -> str | None:
        """Return the dimension whose values follow each other in time: a year or a date."""
        times = [d for d in self.table.dimensions if d.type in ("date", "number")]
        # 第3回 says less of when than the day beside it.
        dated = [d for d in times if d.type == "date" or d.suffix in ("年度", "年", "月")]
        return next((d.id for d in (*dated, *times)), None)

    def neighbour(self, dimension: str, value: str, steps: int) -> str | None:
        """Return the value ``steps`` before (negative) or after ``value``; None if none is."""
        values = sorted(self.distinct(self.table.rows, dimension), key=_sortable)
        place = values.index(value) + steps if value in values else -1
        if not 0 <= place < len(values):
            return None
        found = values[place]
        if self.dimensions[dimension].type == "number":
            # A gap in the years is no neighbour: 2019 is not the year before 2021.
            return found if float(found) - float(value) == steps else None
        return found


def top_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that are no part of another, in table order."""
    parts = {m.column for m in table.measures if m.parent}
    return tuple(dict.fromkeys(m.column for m in table.measures if m.column not in parts))


def ancestors(measure: Measure, measures: dict[str, Measure]) -> list[Measure]:
    """Return what ``measure`` is a part of, the nearest first."""
    found = []
    while measure.parent:
        measure = measures[measure.parent]
        found.append(measure)
    return found


def without(conditions: Iterable[Condition], *dimensions: str) -> tuple[Condition, ...]:
    """Return ``conditions`` less those on ``dimensions``."""
    return tuple(c for c in conditions if c.dimension not in dimensions)


def _identity(table: Table) -> tuple[str, ...]:
    chosen = [table.key]
    count = _combinations(table, chosen)
    for dimension in table.dimensions:
        if count == len(table.rows):
            break
        more = _combinations(table, [*chosen, dimension.id])
        if more > count:
            chosen, count = [*chosen, dimension.id], more
    return tuple(chosen)


def _combinations(table: Table, dimensions: Sequence[str]) -> int:
    return len({tuple(r.keys.get(d) for d in dimensions) for r in table.rows})


def _sortable(value: str) -> tuple[float, str]:
    try:
        return float(value), value
    except ValueError:
        return 0.0, value
