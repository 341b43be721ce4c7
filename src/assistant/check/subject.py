"""What a figure is claimed to be, in the terms of one table. Types alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from assistant.check.scan import Figure
from assistant.tables.query import Condition

Operation = Literal[
    "value",  # a number of rows and columns, added up
    "mean",  # per row
    "median",
    "per",  # persons for each body
    "difference",
    "ratio",
    "share",
    "count",  # how many rows
    "length",  # from start to end
    "days",
    "range",  # between the most and the least of all rows
    "rest",  # what is left of the first listed after the others
    "lowest",  # of all rows
    "highest",
    "condition",  # only says which rows another figure counts
    "unclear",  # words of arithmetic whose terms are not said
]


@dataclass(frozen=True, slots=True)
class Part:
    """Numbers that are added up: ``columns`` (none: not said) over ``rows`` (none: all)."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    excluded: tuple[str, ...] = ()


class Subject(NamedTuple):
    """What a figure is claimed to be.

    ``part`` is what it is a number of; ``base`` what a difference, ratio or share is taken
    against (None: the whole). ``quantity`` is how it is counted by its unit, None where the unit
    leaves it open. ``listed`` are the parts of the figures before that a sum adds up;
    ``open_list`` marks a list that names only some. ``by_row`` marks a sum of the rows' own
    numbers, not the printed total. ``each``: every row or column has the number. ``extreme``:
    the row is said to have the most or the least; ``sign``: the first of two is said to have
    more or less. ``numerator`` is the figure that a share is said to be («過半数の4人»).
    ``threshold`` is the figure that rows must meet to be counted, ``bound`` the other of a
    range, ``present`` whether rows with or without any are counted, ``mean`` whether those above
    or below the mean of all are; ``loose``: the sentence does not say which, or, of two terms,
    which is the base. ``population``: bodies of a whole that no table counts (県内77市町村).
    ``names``: the rows that a count names, ``resolved`` those that it turns out to count,
    ``some``: others may be like them. ``position`` is the place in the order that ``extreme``
    begins, ``after`` the row that is said to come right
    before. ``place`` is a municipality that the table does not break out. ``others`` may be meant
    instead of ``part``, where the sentence leaves it open, or ``sum_of``: what the lines before
    list. ``evidence`` counts the words of the table that it rests on; ``scope`` are the spans of
    the sentence whose every word must be understood; ``covered`` those that are. A tuple,
    because it is read step by step, and a dataclass of so many fields is copied four times slower.
    """

    operation: Operation
    part: Part = Part()
    base: Part | None = None
    quantity: str | None = None
    listed: tuple[Part, ...] = ()
    open_list: bool = False
    by_row: bool = False
    each: bool = False
    extreme: Literal["max", "min"] | None = None
    sign: Literal["more", "less"] | None = None
    threshold: Figure | None = None
    bound: Figure | None = None
    numerator: Figure | None = None
    present: bool | None = None
    mean: Literal["above", "below"] | None = None
    loose: bool = False
    population: bool = False
    names: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    some: bool = False
    position: int = 1
    after: str | None = None
    place: str | None = None
    others: tuple[Part, ...] = ()
    sum_of: tuple[Part, ...] = ()
    evidence: int = 0
    scope: tuple[tuple[int, int], ...] = ()
    covered: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences before leave for the next.

    ``rows`` and ``columns`` hold for all that follows under a heading or topic; ``last`` are the
    parts of the figures of the sentence before, in order, with how they are counted, and
    ``mentioned`` its columns; ``asked``: it was a question; ``named`` its rows, in order, or those
    that it counted. ``mean`` is what it gave a mean of, ``shared`` are the columns of which shares
    were told last. ``above`` are the items that may have others under them, each with its depth,
    rows and columns; ``top`` the rows and columns in force before one was gone into. ``legend`` is
    the column whose numbers stand in brackets, and whether they are of bodies. ``extreme``: a
    question asked for the row that has the most or the least. ``intro``: it was a
    sentence without numbers, which a list may follow. ``own_column`` is how deep an item stands
    that named its own columns, -1 where none did; ``sibling``: it did, and this one stands beside
    it. ``evidence`` is above 0 where it was about the table.
    """

    block: int = -1
    heading: bool = False
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    evidence: int = 0
    last: tuple[tuple[Part, str | None], ...] = ()
    listed: tuple[tuple[Part, str | None], ...] = ()
    mentioned: tuple[str, ...] = ()
    asked: bool = False
    named: tuple[str, ...] = ()
    other: str | None = None
    mean: Part | None = None
    above: tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...] = ()
    top: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    extreme: Literal["max", "min"] | None = None
    legend: tuple[str, bool] | None = None
    shared: tuple[str, ...] = ()
    intro: bool = False
    own_column: int = -1
    sibling: bool = False


def merged(subject: Subject) -> Part:
    """Return what a number is of as one part: the rows, or columns, of what is listed."""
    listed = subject.listed
    if len({replace(p, rows=()) for p in listed}) == 1 and all(p.rows for p in listed):
        return replace(listed[0], rows=tuple(dict.fromkeys(r for p in listed for r in p.rows)))
    if len({replace(p, columns=()) for p in listed}) == 1 and all(p.columns for p in listed):
        columns = tuple(dict.fromkeys(c for p in listed for c in p.columns))
        return replace(listed[0], columns=columns)
    return subject.part
