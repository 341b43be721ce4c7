"""The test tables as plain rows, read without the program, and the sums expected of them.

The attendance rows were read from the source by eye (``tests/data/attendance.csv``); the library
rows are the CSV itself. Nothing here imports the program but its types of a query.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assistant.tables.query import Condition

DATA = Path(__file__).parents[1] / "data"
COUNTED = ("child_home", "infant_home", "foster_support", "independence_home", "family_support")
NAMED = ("matsumoto_asahi", "hata_gakuin")
OTHERS = ("council", "private")
# The source prints 26 facilities; the rows add up to 27, because one came to two meetings.
PRINTED = {"facilities.bodies": 26}


@dataclass(frozen=True, slots=True)
class Row:
    """``keys`` by dimension id, ``numbers`` by measure id; without what the source leaves open."""

    keys: Mapping[str, str]
    numbers: Mapping[str, int | float]


def attendance() -> list[Row]:
    with (DATA / "attendance.csv").open(encoding="utf-8", newline="") as file:
        return [_attended(line) for line in csv.DictReader(file)]


def named_in(rows: Sequence[Row], measure: str) -> list[Row]:
    """Return the rows in which one body stands by its name, where ``measure`` counts such."""
    names = [f"facilities/{n}.bodies" for n in NAMED] + [f"other/{n}.bodies" for n in OTHERS]
    return [r for r in rows if measure in names and r.numbers[measure] == 1]


def _attended(line: dict[str, str]) -> Row:
    dimensions = ("region", "date", "weekday", "start", "end", "venue")
    keys = {name: line[name] for name in dimensions}
    keys["session"] = "午前" if line["start"] < "12:00" else "午後"
    columns = ("municipalities.persons", "municipalities.bodies", "foster.persons")
    numbers = {name: int(line[name]) for name in (*columns, "guidance.persons", "total.persons")}
    for parent, names in (("facilities", COUNTED + NAMED), ("other", OTHERS)):
        for name in names:
            persons = int(line[f"{name}.persons"])
            # A facility printed by its name alone is one facility.
            bodies = int(line.get(f"{name}.bodies", min(persons, 1)))
            numbers[f"{parent}/{name}.persons"] = persons
            numbers[f"{parent}/{name}.bodies"] = bodies
        for quantity in ("persons", "bodies"):
            parts = (numbers[f"{parent}/{name}.{quantity}"] for name in names)
            numbers[f"{parent}.{quantity}"] = sum(parts)
    return Row(keys, numbers)


LIBRARY_COLUMNS = {
    "loans.volumes": "貸出冊数",
    "loans/general.volumes": "うち一般書",
    "loans/children.volumes": "うち児童書",
    "visits.visitors": "来館者数",
    "open.days": "開館日数",
    "materials.cost": "資料費（千円）",
}


def libraries() -> list[Row]:
    with (DATA / "libraries" / "libraries.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            Row(
                {
                    "library": line["館名"],
                    "ward": line["地区"],
                    "year": line["年度"].removesuffix("年度"),
                },
                # A blank is no number: that library was not open yet.
                {m: int(line[c].replace(",", "")) for m, c in LIBRARY_COLUMNS.items() if line[c]},
            )
            for line in csv.DictReader(file)
            if line["館名"] != "合計"
        ]


BUS_COLUMNS = {
    "riders.people": "乗車人数",
    "trips.trips": "1日の便数",
    "fares.money": "運賃収入（円）",
    "cost.money": "運行経費（円）",
    "balance.money": "収支（円）",
    "delay.minutes": "平均遅れ（分）",
    "load.rate": "乗車率",
    "growth.rate": "前年からの増減率",
}


def buses() -> list[Row]:
    with (DATA / "buses" / "buses.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                {
                    "route": line["路線"],
                    "area": line["沿線"],
                    "year": line["年"].removesuffix("年"),
                    "day": line["曜日区分"],
                },
                {
                    m: _number(line[c].replace(",", "").removesuffix("%"))
                    for m, c in BUS_COLUMNS.items()
                    if line[c]
                },
            )
            for line in csv.DictReader(file)
        ]


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def select(rows: Iterable[Row], conditions: Iterable[Condition]) -> list[Row]:
    """Return the rows that meet every condition, tested one row at a time."""
    tests: dict[str, Callable[[str, tuple[str, ...]], bool]] = {
        "in": lambda value, wanted: value in wanted,
        "not_in": lambda value, wanted: value not in wanted,
        "month": lambda value, wanted: value.split("-")[1] in wanted,
        "ge": lambda value, wanted: value >= wanted[0],
        "le": lambda value, wanted: value <= wanted[0],
        "gt": lambda value, wanted: value > wanted[0],
        "lt": lambda value, wanted: value < wanted[0],
    }
    conditions = list(conditions)
    return [r for r in rows if all(tests[c.op](r.keys[c.dimension], c.values) for c in conditions)]


def total(rows: Iterable[Row], measure: str) -> int:
    return sum(row.numbers.get(measure, 0) for row in rows)


def whole(rows: Sequence[Row], measure: str) -> int:
    """Return what the table prints for all its rows."""
    return PRINTED.get(measure, total(rows, measure))


def by(rows: Iterable[Row], dimension: str, measure: str) -> dict[str, int]:
    """Return the sums by the values of a dimension, in source order."""
    sums: dict[str, int] = {}
    for row in rows:
        value = row.keys[dimension]
        sums[value] = sums.get(value, 0) + row.numbers.get(measure, 0)
    return sums


def rounded(exact: Fraction, digits: int = 1) -> float:
    """Round half up to ``digits`` decimals, or one more where that is exact."""
    if (exact * 10 ** (digits + 1)).denominator == 1:
        return float(exact)
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def known(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Return test parameters; the last item of a row says what is still wrong with it, or ``""``.

    A row that says so must fail. Once it passes, its words are emptied and it stays as a test.
    """
    return [
        pytest.param(
            *row[:-1], marks=pytest.mark.xfail(strict=True, reason=row[-1]) if row[-1] else ()
        )
        for row in rows
    ]
