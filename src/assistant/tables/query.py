"""The typed query that a question over a table becomes. Imports types alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operation = Literal[
    "value",  # the number of each selected row, or of the whole table
    "sum",  # the selected rows added up
    "mean",
    "median",
    "same",  # rows that share one number
    "extreme",  # the row (or column) with the most or the least
    "rank",  # rows in order: the first ``limit``, or the one at ``position``
    "threshold",  # rows whose number meets ``threshold``
    "difference",
    "ratio",  # A ÷ B as a multiple
    "share",  # A ÷ B as a percentage
    "per",  # persons for each body
    "count",  # how many rows
    "list",  # one line for each row
    "breakdown",  # the columns that a number is made of
    "attribute",  # when, where, which region
    "duration",  # end time − start time
    "remainder",  # a number less its parts ``left_out``
    "shortfall",  # what a number lacks to one that the question names
    "reconcile",  # the rows (or columns) added up, held against the printed total
    "change",  # from the first of ``sides`` to the second: difference and percentage
]

PremiseType = Literal[
    "number", "date", "month", "weekday", "place", "extreme", "edge", "only", "among", "every",
    "rows", "town", "whole", "every_key",
]  # fmt: skip
Comparator = Literal["ge", "gt", "le", "lt", "eq", "ne"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows whose ``dimension`` stands in ``op`` to ``values``.

    ``in``: one of the values; ``prefix``: the value starts with it (a month of a date);
    ``ge``/``le``/``gt``/``lt``: ordered, for dates, times and numbers.
    """

    dimension: str
    op: Literal["in", "not_in", "month", "ge", "le", "gt", "lt"]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A condition on the number itself: 10人以上. Without a value, the mean of all rows.

    ``below`` closes a range from above (20人台: from 20, below 30).
    """

    op: Comparator
    value: int | float | None
    below: int | float | None = None


@dataclass(frozen=True, slots=True)
class Premise:
    """Something that a question takes for granted: a number, a date, a weekday, a time."""

    type: PremiseType
    value: int | float | str
    unit: str = ""
    op: Comparator = "eq"
    column: str = ""
    """The column that a number is claimed of, where the question sets it behind its name."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to compute. ``measures`` are measure ids, ``attributes`` dimension ids.

    ``by`` says whether rows or columns are compared. ``over`` is the measure that a share is
    taken of (None: the parent of the measure, or the same measure over all rows).
    ``per_body``: the measure a mean is taken per. ``named`` keeps the order in which the
    question names the key values. ``yes_no`` marks a question that wants はい or いいえ.
    """

    table: str
    operation: Operation
    measures: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    attributes: tuple[str, ...] = ()
    beside: bool = False
    """The attributes are asked beside the number: 日時と会場と人数."""
    by: Literal["row", "column"] = "row"
    group: str | None = None
    """The dimension that rows are grouped by; None: the key of the table."""
    descending: bool = True
    limit: int | None = None
    position: int | None = None
    target: int | float | None = None
    """The number that is counted up to: あと何人いたら10人."""
    after: tuple[str, ...] = ()
    """The rows whose next in the order is asked for: 松本の次に多い."""
    threshold: Threshold | None = None
    key_groups: tuple[tuple[str, ...], ...] = ()
    """Groups of rows to compare, as the last turns named them."""
    both_ends: bool = False
    """The most and the least are asked for at once."""
    stats: tuple[str, ...] = ()
    """Two of max, min, mean and median that are compared: 最大値は中央値の何倍か."""
    with_mean: bool = False
    """The mean is said beside the median."""
    places: tuple[int, int] | None = None
    """Two places in the order whose numbers are compared: 首位と2位の差."""
    of_base: bool = False
    """The last of ``named`` (or of two groups) is what the others are a share of."""
    share_of_rows: bool = False
    """The rows that meet the threshold are said as a share of all rows."""
    quantifier: Threshold | None = None
    """How many of the rows are said to meet the threshold, in per cent of them."""
    counts_rows: bool = False
    """The quantifier counts rows."""
    added: bool = False
    """The rows that meet the threshold are added up as well."""
    left_out: tuple[str, ...] = ()
    """Measures that are taken off ``measures[0]``."""
    of_mean: bool = False
    """The means of two groups are compared, not their sums."""
    also: tuple[tuple[str, Threshold], ...] = ()
    """Further measures that a row must meet, each its own threshold."""
    than: str | None = None
    """The measure that ``measures[0]`` is held against, row by row, instead of a number."""
    by_median: bool = False
    """A threshold without a value is the median of all rows, not their mean."""
    of_total: bool = False
    """The threshold is held against the whole table, not row by row."""
    derived: Literal["per", "share", "difference", "ratio"] | None = None
    """Compare rows by a ratio instead of the number itself."""
    claims: tuple[int, int] | None = None
    """Of two things compared, the places of the one said to be larger and of the other."""
    digits: int | None = None
    """Decimals that the question asks for: 小数第2位まで."""
    over: str | None = None
    over_all_rows: bool = False
    sides: tuple[tuple[Condition, ...], ...] = ()
    """Two or more selections of rows that are compared, in the order of the question."""
    base: tuple[Condition, ...] | None = None
    """The rows that a share is taken of; None: those of the part."""
    unit: str | None = None
    """Another unit in which the number is wanted as well: 万円."""
    named: tuple[str, ...] = ()
    premises: tuple[Premise, ...] = ()
    yes_no: bool = False
    apart: bool = False
    """Two groups of rows are counted each by itself: 10月と11月はそれぞれ何回."""
    asks_same: bool = False
    """The question asks whether two numbers are equal."""
    only_rows: bool = False
    """The rows are asked for though the question ends like one for はい or いいえ."""
    caution: str | None = None
    """A place the question named that the table only holds as part of a region."""
