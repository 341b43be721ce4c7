"""What a table declares in ``document.toml``: dimensions, columns, quantities, their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from assistant.documents.days import WEEKDAYS, Year, read_day, weekday_of
from assistant.documents.node import Node
from assistant.text.normalize import squeeze
from assistant.types import Dimension, DimensionType, Measure, Quantity, Table, TableRow

_TIME = re.compile(r"(\d{1,2})[:時](\d{2})?分?")
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\D{0,3}")  # with a unit: 2023年度


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column: ``headers`` maps a quantity id to the header of its CSV column."""

    id: str
    label: str
    parent: str | None
    quantities: tuple[str, ...]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Derived:
    """A dimension worked out from another, ``source``, by bands of its values.

    ``bands`` are (first value of the next band, name) in rising order: a value belongs to the
    first band whose end is above it, and to the last band where none is.
    """

    source: str
    bands: tuple[tuple[str, str], ...]

    def value(self, keys: Mapping[str, str]) -> str:
        """Return the name of the band that ``keys[source]`` falls into."""
        value = keys[self.source]
        return next((name for end, name in self.bands if value < end), self.bands[-1][1])


@dataclass(frozen=True, slots=True)
class Schema:
    """A declared table without its rows."""

    id: str
    title: str
    section: str
    row_noun: str
    key: str
    dimensions: tuple[Dimension, ...]
    derived: Mapping[str, Derived]
    headers: Mapping[str, str]
    """Dimension id → header of its CSV column."""
    region_dimension: str | None
    """The dimension whose values are the document's regions, if there is one."""
    quantities: tuple[Quantity, ...]
    columns: tuple[Column, ...]
    measures: tuple[Measure, ...]
    subject_words: tuple[str, ...]
    notes: tuple[str, ...]
    total_value: str | None
    """The key that marks the total row of a CSV file."""
    ignored: tuple[str, ...]
    """Headers of CSV columns that are neither dimension nor measure."""
    years: Mapping[str, Year] = field(default_factory=dict)
    """Dimension id → the year of its days where they are printed without one."""
    missing: tuple[str, ...] = ()
    """What a field may hold instead of a number that is not known: …, －."""

    def all_headers(self) -> frozenset[str]:
        """Return the headers of every column that a file with this table has."""
        of_measures = (header for c in self.columns for header in c.headers.values())
        of_dimensions = (h for id, h in self.headers.items() if id not in self.derived)
        return frozenset((*of_dimensions, *of_measures, *self.ignored))

    def column(self, id: str) -> Column | None:
        """Return the column of that id, or None."""
        return next((c for c in self.columns if c.id == id), None)

    def with_derived(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Return ``keys`` with the dimensions that are worked out from them, in order."""
        full = dict(keys) | {id: derived.value(keys) for id, derived in self.derived.items()}
        return {d.id: full[d.id] for d in self.dimensions}

    def table(self, document: str, rows: tuple[TableRow, ...], total: TableRow | None) -> Table:
        """Return the table with its rows."""
        return Table(
            id=f"{document}/{self.id}",
            document=document,
            title=self.title,
            section=self.section,
            row_noun=self.row_noun,
            key=self.key,
            dimensions=self.dimensions,
            quantities=self.quantities,
            measures=self.measures,
            rows=rows,
            total=total,
            subject_words=self.subject_words,
            notes=tuple(f"{document}/{note}" for note in self.notes),
        )


def read_schema(node: Node, region_aliases: Mapping[str, tuple[str, ...]]) -> Schema:
    """Read one ``[[table]]``. Raises CorpusError for missing, wrong or unknown keys."""
    dimensions: list[Dimension] = []
    derived: dict[str, Derived] = {}
    headers: dict[str, str] = {}
    years: dict[str, Year] = {}
    region_dimension = None
    for item in node.nodes("dimension"):
        dimension, is_region = _read_dimension(item, region_aliases, derived, headers, years)
        dimensions.append(dimension)
        region_dimension = dimension.id if is_region else region_dimension
    quantities = tuple(_read_quantity(item) for item in node.nodes("quantity"))
    columns: list[Column] = []
    measures: list[Measure] = []
    for item in node.nodes("column"):
        column, column_measures = _read_column(item, quantities, columns)
        columns.append(column)
        measures.extend(column_measures)
    schema = Schema(
        id=node.text("id"),
        title=node.text("title"),
        section=node.text("section"),
        row_noun=node.text("row_noun"),
        key=node.text("key"),
        dimensions=tuple(dimensions),
        derived=derived,
        headers=headers,
        region_dimension=region_dimension,
        quantities=quantities,
        columns=tuple(columns),
        measures=tuple(measures),
        subject_words=node.texts("subject_words", ()),
        notes=node.texts("notes", ()),
        total_value=node.optional_text("total_value"),
        ignored=node.texts("ignore", ()),
        years=years,
        missing=node.texts("missing", ()),
    )
    node.close()
    for id in (schema.key, *(d.source for d in derived.values())):
        if id not in {d.id for d in dimensions} - set(derived):
            raise node.wrong(f"「{id}」という dimension が、原文から読むものの中にありません。")
    return schema


def key_value(kind: DimensionType, printed: str, year: Year | None = None) -> str | None:
    """Return ``printed`` as a dimension value of that type, or None where it is not one.

    Dates become ``YYYY-MM-DD`` (``year`` stands in where none is printed), times ``HH:MM``,
    numbers plain numerals; a category stays as printed, without white space at its ends.
    """
    if kind == "category":
        return printed.strip() or None
    plain = squeeze(unicodedata.normalize("NFKC", printed))
    if kind == "weekday":
        return plain if plain and plain in WEEKDAYS and len(plain) == 1 else None
    if kind == "number":
        match = _NUMBER.fullmatch(plain.replace(",", ""))
        return match[1] if match else None
    if kind == "time":
        match = _TIME.fullmatch(plain)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
        return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
    found = read_day(printed)
    return None if found is None else found.iso(year)


def weekday_conflict(schema: Schema, keys: Mapping[str, str]) -> str | None:
    """Return a sentence where a row's weekday is not that of its date, else None."""
    ids = {dimension.type: dimension.id for dimension in schema.dimensions}
    if "date" not in ids or "weekday" not in ids:
        return None
    day, printed = keys[ids["date"]], keys[ids["weekday"]]
    return None if printed == weekday_of(day) else wrong_weekday(day, printed)


def wrong_weekday(day: str, printed: str) -> str:
    """Return the sentence on a day ``YYYY-MM-DD`` beside which another weekday is printed."""
    return f"{day} は{weekday_of(day)}曜日ですが、{printed}曜日となっています。"


def _read_dimension(
    node: Node,
    region_aliases: Mapping[str, tuple[str, ...]],
    derived: dict[str, Derived],
    headers: dict[str, str],
    years: dict[str, Year],
) -> tuple[Dimension, bool]:
    kind = node.text("type")
    if kind not in get_args(DimensionType):
        raise node.wrong(f"type は {'・'.join(get_args(DimensionType))} から選んでください。")
    is_region = node.flag("regions")
    aliases: dict[str, tuple[str, ...]] = dict(region_aliases) if is_region else {}
    aliases |= node.texts_map("aliases")
    dimension = Dimension(
        id=node.text("id"),
        label=node.text("label"),
        type=kind,  # type: ignore[arg-type]  # checked against the literal's values above
        names=node.texts("names", ()),
        question_words=node.texts("question_words", ()),
        aliases=aliases,
        suffix=node.text("suffix", ""),
        counter=node.text("counter", ""),
    )
    headers[dimension.id] = node.text("header", dimension.label)
    if "year" in node:
        years[dimension.id] = _read_year(node, kind)
    if "derived_from" in node:
        derived[dimension.id] = Derived(node.text("derived_from"), node.text_pairs("bands"))
        if not derived[dimension.id].bands:
            raise node.wrong('bands には ["次の帯の始まり", "名前"] を一つ以上書いてください。')
    node.close()
    return dimension, is_region


def _read_year(node: Node, kind: str) -> Year:
    year = Year(node.integer("year"), node.integer("year_begins", 1))
    if kind != "date" or not (1 <= year.number < date.max.year and 1 <= year.begins <= 12):
        raise node.wrong(
            "year（西暦の年）と year_begins（年の始まりの月、1〜12）は、"
            'type = "date" の dimension に書いてください。'
        )
    return year


def _read_quantity(node: Node) -> Quantity:
    quantity = Quantity(node.text("id"), node.text("label"), node.texts("units"))
    node.close()
    return quantity


def _read_column(
    node: Node, quantities: tuple[Quantity, ...], columns: list[Column]
) -> tuple[Column, list[Measure]]:
    id, label = node.text("id"), node.text("label")
    units = node.text_map("units")
    labels = node.text_map("labels")
    names = node.texts("names", ())
    additive = not node.flag("not_additive")
    parent_id = node.optional_text("parent")
    parent = next((c for c in columns if c.id == parent_id), None)
    if parent_id is not None and parent is None:
        raise node.wrong(f"parent の「{parent_id}」という列が、これより前にありません。")
    known = {quantity.id: quantity.label for quantity in quantities}
    unknown = [quantity for quantity in (*units, *labels) if quantity not in known]
    if unknown or not units:
        raise node.wrong(f"units には quantity（{'・'.join(known)}）ごとの単位を書いてください。")
    measures = [
        Measure(
            id=f"{id}.{quantity}",
            column=id,
            quantity=quantity,
            label=labels.get(
                quantity, label if len(units) == 1 else f"{label}（{known[quantity]}）"
            ),
            unit=unit,
            names=names,
            parent=f"{parent.id}.{quantity}" if parent and quantity in parent.quantities else None,
            additive=additive,
        )
        for quantity, unit in units.items()
    ]
    headers = dict.fromkeys(units, label) | node.text_map("headers")
    node.close()
    return Column(id, label, parent_id, tuple(units), headers), measures
