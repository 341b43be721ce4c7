"""What one reading of a question fills in: columns, rows, conditions, premises."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.tables.limits import (
    Limit,
)
from assistant.tables.parts import (
    ClaimedParts,
)
from assistant.tables.quantifier import Quantifier
from assistant.tables.quantity import Counting
from assistant.tables.query import Condition, Premise
from assistant.tables.sums import Side


@dataclass(slots=True)
class Slots:
    """The parts of a query that a question names; empty where it names none."""

    columns: list[str] = field(default_factory=list)
    counting: Counting = field(default_factory=Counting)
    named: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Columns that are not to be counted: 児相を除く人数."""
    conditions: list[Condition] = field(default_factory=list)
    premises: list[Premise] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    outside_year: str | None = None
    place: str | None = None
    """A municipality that the table holds only as part of a row."""
    foreign_unit: str | None = None
    """The unit of a number that the table counts nothing in: 70歳."""
    town: str | None = None
    """A municipality in which the question takes a named row's meeting to have been."""
    rows_mentioned: list[int | float] = field(default_factory=list)
    """Counts of rows beside which the question asks something else: 9地域の平均."""
    rows_claimed: int | float | None = None
    """How many rows the question says there are: 全12回開催された."""
    sides: tuple[Side, ...] = ()
    """Rows that are added up and held against others: AとBを合わせた人数はCより."""
    quantifier: Quantifier | None = None
    """Of how many of the rows something is said: 半分以上の会場で."""
    root_named: bool = False
    """True where the total itself is named (出席者)."""
    whole_too: bool = False
    """True where the total is asked for beside a part of it: 出席者数と、そのうち里親の人数."""
    parts: ClaimedParts = field(default_factory=ClaimedParts)
    """Numbers that the question claims of several columns."""
    counts_units: bool = False
    """True where a number of the question carries a unit of the table."""
    row_of_place: bool = False
    """True where that municipality gives its name or its venue to the row."""
