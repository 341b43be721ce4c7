"""The types that flow from source to answer. This module imports nothing of ours.

Offsets are always characters (Unicode code points, as Python counts them) of the
document's source file after decoding, half-open ``[start, end)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Basis = Literal["stated", "inferred", "unresolved"]
"""How a passage is attributed to a region: printed so, inferred with a reason, or open."""

AnswerKind = Literal["table", "passages", "not_found", "unclear"]
AbstainReason = Literal["not_stated", "outside_region", "outside_period", "off_topic", "unclear"]
Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of one document's source file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Region:
    """A region attribution: ``name`` is None where it is unresolved or does not apply."""

    name: str | None
    basis: Basis
    reason: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrievable, citable unit of a document: an opinion, a cell, a bullet, a row.

    ``text`` is the passage as printed with line breaks inside a sentence joined;
    without white space it equals ``source[start:end]`` without white space.
    ``section`` is the heading it stands under, without its number; ``label`` the field name
    printed in front of it (実施期間), else None. ``paired`` holds passage ids: the plan's
    response for an opinion, the opinion for a response.
    """

    id: str
    document: str
    kind: str
    section: str
    text: str
    start: int
    end: int
    region: Region | None = None
    label: str | None = None
    paired: tuple[str, ...] = ()
    repeated: bool = False
    """True where the source itself marks the passage 【再掲】."""
    kind_words: str | None = None
    """What the document calls passages of this kind, where it has words of its own for it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of the source that is not a passage: a heading or a named piece of layout."""

    role: Literal["heading", "layout"]
    name: str
    start: int
    end: int


CellBasis = Literal["printed", "assigned", "empty", "computed"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: ``span`` is None where the cell is empty (value 0).

    ``assigned`` means that the printed number lost its column and the totals gave it back.
    """

    value: int | float
    basis: CellBasis
    span: Span | None = None
    reason: str | None = None


DimensionType = Literal["category", "date", "weekday", "time", "number"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column that identifies rows.

    Values are strings: ISO ``YYYY-MM-DD`` for dates, ``HH:MM`` for times, 月–日 for weekdays,
    numerals for numbers (a year: ``2024``).

    ``aliases`` maps a value to other names people use for it; ``names`` are the words for the
    dimension itself (会場, 場所); ``question_words`` ask for it (どこ, いつ).
    """

    id: str
    label: str
    type: DimensionType
    names: tuple[str, ...] = ()
    question_words: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suffix: str = ""
    """Printed after a value in an answer: 地域."""
    counter: str = ""
    """What its values are counted in: 館, 校; without one, the suffix or 件."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of numbers: ``column`` names what is counted, ``quantity`` how it is counted.

    Columns form a tree by ``parent``; the children of a column in one quantity add up to it.
    """

    id: str
    column: str
    quantity: str
    label: str
    unit: str
    names: tuple[str, ...] = ()
    parent: str | None = None
    additive: bool = True


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: ``keys`` by dimension id, ``cells`` by measure id, cited as ``passage``."""

    passage: str
    keys: Mapping[str, str]
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A way of counting: persons (人数, 名) or bodies (数, units by column)."""

    id: str
    label: str
    units: tuple[str, ...]
    """Unit words that ask for or state this quantity: 名, 人, or 市町村, 施設, か所."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table for exact lookup. ``total`` is the printed total row, if there is one."""

    id: str
    document: str
    title: str
    section: str
    row_noun: str
    """What one row is, for answers: 地域懇談会, 会場."""
    key: str
    """The dimension id that names a row (region)."""
    dimensions: tuple[Dimension, ...]
    quantities: tuple[Quantity, ...]
    measures: tuple[Measure, ...]
    rows: tuple[TableRow, ...]
    total: TableRow | None = None
    subject_words: tuple[str, ...] = ()
    """Words that a question about this table may use without narrowing it (懇談会, 参加)."""
    notes: tuple[str, ...] = ()
    """Passage ids of the table's notes."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: everything in it once, in source order.

    ``passages`` and ``pieces`` together cover every non-blank character of ``source``.
    ``aliases`` maps a topic, region or field name of the document to other names for it.
    """

    id: str
    title: str
    publisher: str
    date: str
    licence: str
    source: str
    passages: Sequence[Passage]
    pieces: Sequence[Piece]
    tables: tuple[Table, ...] = ()
    regions: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    """Municipality → region of the document, for places the document does not break out."""
    examples: tuple[str, ...] = ()
    """Questions the document can answer, offered on the page before the first one."""
    kind_words: Mapping[str, str] = field(default_factory=dict)
    """Kind → what the document calls its passages of that kind, where it has words of its own."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered passage under an answer or a search result."""

    n: int
    passage: Passage
    document_title: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: higher ``score`` is better; ``legs`` are the scores it was fused from."""

    passage: Passage
    score: float
    legs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an answer states. ``citations`` are the ``n`` of its citations."""

    text: str
    value: int | float | str
    unit: str
    label: str
    formula: str | None = None
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, as the contract defines it."""

    question: str
    answer: str
    kind: AnswerKind
    abstained: bool = False
    abstain_reason: AbstainReason | None = None
    figures: tuple[Figure, ...] = ()
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    query: str | None = None
    """The typed query in words, where the answer was computed from a table."""
    language: Language = "ja"
    choices: tuple[str, ...] = ()
    """Where the question is unclear: what could be meant, as questions to ask instead."""
    rows: tuple[tuple[str, ...], ...] = ()
    """A listing as a table, header row first; empty where the answer is prose."""


@dataclass(frozen=True, slots=True)
class Status:
    """What an open index holds: ``dimensions`` is the length of a vector of the ``encoder``."""

    encoder: str
    dimensions: int
    passages: int
