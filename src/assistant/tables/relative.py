"""Rows named by what came before or after them: «木曽の次», «松本の会の翌日»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.tables.query import Condition, Premise, Query
from assistant.tables.reading import Reading
from assistant.types import Table, TableRow

_DAYS = {"next_day": 1, "previous_day": -1}
_STEPS = {"next": 1, "previous": -1}
RELATIVE = frozenset({*_DAYS, *_STEPS})
"""The operations whose words point from one row to another in time."""


def is_relative(reading: Reading) -> bool:
    """Say whether ``reading`` points from one row to another in time."""
    return bool(RELATIVE & set(reading.op))


def shifted(query: Query, reading: Reading, table: Table, before: Sequence[str]) -> Query | None:
    """Return ``query`` about the row or day that the question points to.

    ``before`` are the rows of the last answer, for «その次は？». None where nothing says from
    which row to count, where it is the first or last already, or where rows have no days.
    """
    day = next((d.id for d in table.dimensions if d.type == "date"), None)
    if day is None:
        return None
    names = query.named
    if len(names) == 2:
        # «南信州の翌日に諏訪»: the one that stands before the words is counted from.
        query = replace(query, named=names[:1], premises=())
    start = _anchor(query, table, day, before)
    if start is None:
        return None
    if len(names) == 2:
        query = replace(query, premises=(Premise("edge", names[1]),))
    kept = tuple(c for c in query.conditions if c.dimension not in (table.key, day))
    step = next((s for name, s in _STEPS.items() if name in reading.op), 0)
    days = next((d for name, d in _DAYS.items() if name in reading.op), 0)
    if days:
        target = date.fromisoformat(start) + timedelta(days=days)
        return replace(
            query, named=(), premises=_about(query),
            conditions=(*kept, Condition(day, "in", (target.isoformat(),))),
        )  # fmt: skip
    order = sorted({row.keys[day] for row in table.rows if day in row.keys})
    place = order.index(start) + step if start in order else -1
    if not 0 <= place < len(order):
        return None
    return replace(
        query, named=(), premises=_about(query),
        conditions=(*kept, Condition(day, "in", (order[place],))),
    )  # fmt: skip


def _about(query: Query) -> tuple[Premise, ...]:
    """Keep what the question takes the row to be, not the day it counts from."""
    return tuple(p for p in query.premises if p.type == "edge")


def _anchor(query: Query, table: Table, day: str, before: Sequence[str]) -> str | None:
    """Return the day from which the question counts, as ISO."""
    dates = [c.values for c in query.conditions if c.dimension == day and c.op == "in"]
    said = [str(p.value).split("|") for p in query.premises if p.type == "date" and p.unit == day]
    names = query.named or tuple(before)
    if not names and not (dates or said):
        return None
    if len(names) == 1:
        return _only_day([r for r in table.rows if r.keys.get(table.key) == names[0]], day)
    values = [v for group in (*dates, *said) for v in group]
    return values[0] if len(values) == 1 else None


def _only_day(rows: Sequence[TableRow], day: str) -> str | None:
    days = {r.keys.get(day) for r in rows}
    return days.pop() if len(days) == 1 else None
