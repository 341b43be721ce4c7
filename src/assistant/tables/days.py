"""Days, months and ranges of days that a question names, as conditions on the rows."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from assistant.tables.query import Condition
from assistant.tables.reading import Reading
from assistant.text.figures import Found
from assistant.types import Table

if TYPE_CHECKING:
    from assistant.tables.slots import Slots

_RANGE = re.compile(r"\s*(?:[~～-]|から|より|to|and|until|through)\s*")
# The days of a month that its parts are taken for: 上旬 to the tenth, 前半 to the fifteenth.
_PARTS = {
    "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "前半": (1, 15), "後半": (16, 31),
}  # fmt: skip


def dimension_of(table: Table, type_: str) -> str | None:
    """Return the id of the first dimension of a type, None where there is none."""
    return next((d.id for d in table.dimensions if d.type == type_), None)


def use_open_range(found: Found, table: Table, slots: Slots) -> None:
    """Read 10月20日以降 or 10月以前 as the days of the table from there on, or up to there."""
    dimension = dimension_of(table, "date")
    said = re.fullmatch(r"(?:([0-9]{4})|-)-([0-9]{2})(?:-([0-9]{2}))?", str(found.value))
    if dimension is None or said is None:
        return
    days = sorted({r.keys[dimension] for r in table.rows if dimension in r.keys})
    edge = f"{said[2]}-{said[3]}" if said[3] else said[2]
    start = 5 if said[1] is None else 0
    edge = edge if said[1] is None else f"{said[1]}-{edge}"
    cut = [(d, d[start:][: len(edge)]) for d in days]
    kept = [d for d, part in cut if (part >= edge if found.modifier == "以降" else part <= edge)]
    slots.conditions.append(Condition(dimension, "in", tuple(kept)))


def use_date(value: str, table: Table, slots: Slots) -> None:
    """Add a condition for a day, a month or a year (ISO, as figures give it)."""
    dimension = dimension_of(table, "date")
    if dimension is None:
        numbers = [d for d in table.dimensions if d.type == "number"]
        if numbers and re.fullmatch(r"\d{4}", value):
            slots.conditions.append(Condition(numbers[0].id, "in", (value,)))
        return
    dates = [r.keys[dimension] for r in table.rows if dimension in r.keys]
    years = {d[:4] for d in dates}
    year = value[:4] if value[:4].isdigit() else ""
    if year and year not in years:
        slots.outside_year = year
    rest = value[5:] if year else value.removeprefix("--")
    if re.fullmatch(r"\d{2}-\d{2}", rest):
        days = tuple(sorted(f"{y}-{rest}" for y in years))
        _add_condition(slots, dimension, "in", days)
    elif re.fullmatch(r"\d{2}", rest):
        _add_condition(slots, dimension, "month", (rest,))


_FAVOURED = re.compile(r"の?(?:会|開催分|開催|分)?の(?:ほう|方)が")


def favours(reading: Reading, dimension: str) -> bool:
    """Say whether one value of a dimension is held against the others: «11月のほうが多い»."""
    ends = [t.end for t in reading.tags if t.role == "value" and t.key == dimension]
    ends += [f.end for f in reading.figures if f.type == "date"]
    compares = {"more", "less"} & set(reading.op)
    return bool(compares) and any(_FAVOURED.match(reading.plain, end) for end in ends)


def against_other(condition: Condition, reading: Reading, table: Table) -> Condition:
    """Add the other value of a dimension that has two, where one is held against it."""
    dimension = condition.dimension
    alone = len(condition.values) == 1 and condition.op in ("in", "month")
    if dimension == table.key or not alone or not favours(reading, dimension):
        return condition
    month = condition.op == "month"
    found = [r.keys[dimension] for r in table.rows if dimension in r.keys]
    values = list(dict.fromkeys(v[5:7] if month else v for v in found))
    others = [v for v in values if v not in condition.values]
    if len(others) != 1 or len(values) != 2:
        return condition
    return replace(condition, values=(*condition.values, *others))


def use_range(reading: Reading, table: Table, slots: Slots) -> list[Found]:
    """Read two dates joined by から or ～ as a range; return the figures it used."""
    dimension = dimension_of(table, "date")
    dates = [f for f in reading.figures if f.type == "date"]
    for first, last in pairwise(dates):
        joined = _RANGE.fullmatch(reading.plain[first.end : last.start])
        ends = [_full_date(f, table, dimension) for f in (first, last)]
        if dimension and joined and all(ends):
            start, end = _within(table, dimension, str(ends[0]), str(ends[1]))
            slots.conditions.append(Condition(dimension, "ge", (start,)))
            slots.conditions.append(Condition(dimension, "le", (end,)))
            return [first, last]
    return []


def _within(table: Table, dimension: str, start: str, end: str) -> tuple[str, str]:
    """Return the first and the last day of the table between two days; these without any.

    An answer may name no day that the source does not.
    """
    days = [r.keys[dimension] for r in table.rows if start <= r.keys.get(dimension, "") <= end]
    return (min(days), max(days)) if days else (start, end)


def use_part_of_month(reading: Reading, table: Table, slots: Slots) -> None:
    """Read 10月下旬 as the days of the table that fall into it."""
    dimension = dimension_of(table, "date")
    found = re.search(r"([0-9]{1,2})月の?(上旬|中旬|下旬|前半|後半)", reading.plain)
    if dimension is None or found is None:
        return
    first, last = _PARTS[found[2]]
    # The days themselves: an answer may name no day that the source does not.
    days = {r.keys[dimension] for r in table.rows if dimension in r.keys}
    month = f"{int(found[1]):02}"
    chosen = [d for d in sorted(days) if d[5:7] == month and first <= int(d[8:10]) <= last]
    slots.conditions = [
        c for c in slots.conditions if not (c.dimension == dimension and c.op == "month")
    ]
    slots.conditions.append(Condition(dimension, "in", tuple(chosen)))


def _full_date(found: Found, table: Table, dimension: str | None) -> str | None:
    """Return a day as ISO, with the table's only year where none is said."""
    value = str(found.value)
    years = (
        {r.keys[dimension][:4] for r in table.rows if dimension in r.keys} if dimension else set()
    )
    if re.fullmatch(r"--\d\d-\d\d", value) and len(years) == 1:
        return f"{min(years)}-{value[2:]}"
    return value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None


def _add_condition(
    slots: Slots, dimension: str, op: Literal["in", "month"], values: tuple[str, ...]
) -> None:
    """Add values to a condition of the same kind: 10月と11月 are both meant."""
    for position, condition in enumerate(slots.conditions):
        if condition.dimension == dimension and condition.op == op:
            both = tuple(dict.fromkeys((*condition.values, *values)))
            slots.conditions[position] = Condition(dimension, op, both)
            return
    slots.conditions.append(Condition(dimension, op, values))
