"""Run the row selection of a query in SQLite: one in-memory database for each table.

SQLite does the selecting; the arithmetic is done on the selected cells, exactly (decimals as
fractions), where it can be printed. A cell that the table does not have is NULL, never 0.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assistant.tables.query import Condition
from assistant.types import Table, TableRow


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share one value of the grouping dimension, in source order.

    ``single``: one row stands for itself, because its number does not add up with others.
    """

    name: str
    value: int | float
    rows: tuple[TableRow, ...]
    single: bool = False


class TableStore:
    """The rows of one table, ready for selection. Safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # Column names are positions, never text from a document, so nothing needs quoting.
        self._dimension = {d.id: f"d{i}" for i, d in enumerate(table.dimensions)}
        self._measure = {m.id: f"m{i}" for i, m in enumerate(table.measures)}
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        columns = [
            f"{self._dimension[d.id]} {'NUMERIC' if d.type == 'number' else 'TEXT'}"
            for d in table.dimensions
        ]
        columns += [f"{c} NUMERIC" for c in self._measure.values()]
        self._database.execute(f"CREATE TABLE t (row INTEGER PRIMARY KEY, {', '.join(columns)})")
        marks = ", ".join("?" * (1 + len(columns)))
        self._database.executemany(
            f"INSERT INTO t VALUES ({marks})",
            (
                (
                    i,
                    *(row.keys.get(d.id) for d in table.dimensions),
                    *(_value(row, m.id) for m in table.measures),
                )
                for i, row in enumerate(table.rows)
            ),
        )

    def rows(self, conditions: Iterable[Condition]) -> tuple[TableRow, ...]:
        """Return the rows that meet every condition, in source order."""
        where, parameters = self._where(conditions)
        found = self._query(f"SELECT row FROM t{where} ORDER BY row", parameters)
        return tuple(self.table.rows[row] for (row,) in found)

    def groups(
        self, measure: str, conditions: Iterable[Condition], dimension: str
    ) -> tuple[Group, ...]:
        """Return ``measure`` added up for each value of ``dimension``, in source order.

        Rows that have no such cell are left out; a value of which no row has one is no group.
        """
        where, parameters = self._where(conditions)
        given = f"{self._measure[measure]} IS NOT NULL"
        clause = f"{where} AND {given}" if where else f" WHERE {given}"
        rows: dict[str, list[TableRow]] = {}
        for (found,) in self._query(f"SELECT row FROM t{clause} ORDER BY row", parameters):
            row = self.table.rows[found]
            rows.setdefault(row.keys[dimension], []).append(row)
        return tuple(
            Group(name, exact_sum([r.cells[measure].value for r in members]), tuple(members))
            for name, members in rows.items()
        )

    def _where(self, conditions: Iterable[Condition]) -> tuple[str, list[str]]:
        clauses: list[str] = []
        parameters: list[str] = []
        for condition in conditions:
            column = self._dimension[condition.dimension]
            marks = ", ".join("?" * len(condition.values))
            match condition.op:
                case "in":
                    clauses.append(f"{column} IN ({marks})")
                case "not_in":
                    clauses.append(f"{column} NOT IN ({marks})")
                case "month":
                    clauses.append(f"SUBSTR({column}, 6, 2) IN ({marks})")
                case "ge" | "le" | "gt" | "lt" as op:
                    sign = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<"}[op]
                    clauses.append(f"{column} {sign} ?")
            parameters.extend(condition.values)
        return (f" WHERE {' AND '.join(clauses)}" if clauses else ""), parameters

    def _query(self, sql: str, parameters: Sequence[str]) -> list[tuple[Any, ...]]:
        # One connection shared by threads: SQLite would serialise the calls anyway.
        with self._lock:
            return self._database.execute(sql, parameters).fetchall()


def exact_sum(values: Sequence[int | float]) -> int | float:
    """Return the sum as people work it out: 0.1 + 0.2 is 0.3."""
    if all(isinstance(v, int) for v in values):
        return sum(values)
    return whole(sum((Fraction(str(v)) for v in values), Fraction(0)))


def whole(value: object) -> int | float:
    """Return ``value`` as an int where it is whole."""
    number = float(value) if isinstance(value, Fraction) else float(str(value))
    return int(number) if number.is_integer() else number


def _value(row: TableRow, measure: str) -> int | float | None:
    cell = row.cells.get(measure)
    return None if cell is None else cell.value
