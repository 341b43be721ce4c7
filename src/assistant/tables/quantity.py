"""How the things of a question are counted: persons or bodies, rows or columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.tables.nouns import with_rows
from assistant.tables.reading import Reading
from assistant.text.normalize import fold
from assistant.types import Measure, Table

# What may follow 何 without naming a measure: units every table has, and particles.
_GENERAL_UNITS = (
    *(
        "人",
        "名",
        "時",
        "月",
        "日",
        "曜",
        "回",
        "番",
        "位",
        "倍",
        "分",
        "年",
        "割",
        "%",
        "個",
        "件",
    ),
    *("パーセント", "ポイント", "か", "カ", "ヶ", "ケ", "箇", "ヵ", "つ"),
    *("区分", "種類", "ですか", "でしょう", "が", "を", "も", "と", "に", "の", "で", "は"),
    *("?", "だ", "べん", "遍", "度", "パー", "行"),
)
_WHAT_UNIT = re.compile(r"(?:何|なん(?=[人名回時曜月日倍割%世かヶ]))([^\s、。]{1,5})")


_BODY_COUNT = re.compile(r"の?[「『]?(?:団体|機関|法人)?数(?!字|値)")
_BEFORE_BODIES = re.compile(
    r"(?:[0-9]+(?:つ)?(?:以上|を超える|未満|以下)?の|number of (?:participating )?)(?=\S)"
)
# Names of columns that say outright that persons are meant.
PERSONS = ("出席者", "参加者", "職員", "の人", "の方", "関係者", "担当者", "staff")
_PERSONS_TOO = re.compile(r"人数|出席者数|参加者数|何人|何名")


@dataclass(frozen=True, slots=True)
class Counting:
    """How a question counts. ``quantity`` is None where it leaves that open.

    ``both``: persons and bodies are asked for (何施設、何人). ``column``: what a unit alone names
    (何市町村). ``unknown_unit``: a unit that no measure of the table has.
    """

    quantity: str | None = None
    both: bool = False
    column: str | None = None
    unknown_unit: str | None = None


def root_column(table: Table) -> str | None:
    """Return the column that the others add up to, or the only column there is."""
    parents = {m.parent for m in table.measures}
    for measure in table.measures:
        if measure.parent is None and measure.id in parents:
            return measure.column
    columns = {m.column for m in table.measures}
    return columns.pop() if len(columns) == 1 else None


def measure_of(table: Table, column: str, quantity: str | None) -> Measure | None:
    """Return the measure of ``column`` in ``quantity``; without a quantity, its first one."""
    return next(
        (m for m in table.measures if m.column == column and quantity in (None, m.quantity)), None
    )


def counting(
    reading: Reading, table: Table, columns: Sequence[str], root_named: bool, limited: bool
) -> Counting:
    """Return how the question counts ``columns``.

    ``root_named``: it says «出席者» as well; ``limited``: it sets a limit on the number.
    """
    persons = table.quantities[0].id if table.quantities else None
    others = [q.id for q in table.quantities[1:]]
    found = _by_unit(reading, table, columns, persons)
    columns = columns or ([found.column] if found.column else [])
    bodies = found.quantity
    named = [t for t in reading.tags if t.role == "column"] if others else []
    labels = {fold(m.label): m.quantity for m in table.measures} if named else {}
    for tag in named:
        labelled = labels.get(reading.plain[tag.start : tag.end])
        if labelled in others:
            bodies = bodies or labelled  # 出席した市町村の数
        persons_named = reading.plain[tag.start : tag.end].endswith(PERSONS)
        if _BODY_COUNT.match(reading.plain, tag.end) and not persons_named:
            bodies = bodies or next((q for q in others if measure_of(table, tag.key, q)), None)
    if "by_bodies" in reading.ask and others and columns:
        bodies = bodies or next((q for q in others if measure_of(table, columns[0], q)), None)
        if bodies is not None:
            return replace(
                found, quantity=bodies, both=_PERSONS_TOO.search(reading.plain) is not None
            )
    before = _BEFORE_BODIES.search(reading.plain)
    if (
        before
        and others
        and any(
            t.start == before.end()
            and t.role == "column"
            and measure_of(table, t.key, others[0])
            and not reading.plain[t.start : t.end].endswith(PERSONS)
            for t in reading.tags
        )
    ):
        return replace(found, quantity=others[0])  # 10以上の市町村, number of municipalities
    if "persons" in reading.ask:
        also = "bodies" in reading.ask and any(
            m.column in columns and m.quantity != persons for m in table.measures
        )
        return replace(found, quantity=persons, both=bodies is not None or also)
    if bodies is not None:
        stated = any(f.unit in table.quantities[0].units for f in reading.figures)
        both = _PERSONS_TOO.search(reading.plain) is not None or (stated and not limited)
        return replace(found, quantity=bodies, both=both)
    if "bodies" in reading.ask and columns and not counts_rows(reading, columns, limited):
        if reading.language == "en":
            return replace(found, quantity=others[0] if others else persons)
        # «民間事業者の出席者数はいくつ» counts the persons.
        counts_persons = names_persons(reading) or (
            root_named and list(columns) != [root_column(table)]
        )
        return replace(found, quantity=persons if counts_persons or not others else others[0])
    quantity = _by_number(reading, table, columns, persons, limited)
    # «3施設4名»: both are stated, so both are said.
    stated = any(f.unit in table.quantities[0].units for f in reading.figures)
    both = quantity not in (None, persons) and stated and not limited
    return replace(found, quantity=quantity, both=both)


def _by_number(
    reading: Reading, table: Table, columns: Sequence[str], persons: str | None, limited: bool
) -> str | None:
    """Return the quantity of a number that the question states: 5市町村, 1か所."""
    for stated in reading.figures:
        if stated.type != "number":
            continue
        if limited and table.quantities and stated.unit in table.quantities[0].units:
            return persons  # 6名未満 is held against persons
        for measure in table.measures:
            if measure.unit == stated.unit and measure.quantity != persons:
                return measure.quantity
        for quantity in table.quantities[1:]:
            if columns and stated.unit in quantity.units:
                return quantity.id
    return None


def names_persons(reading: Reading) -> bool:
    """Say whether a column is named by its people: 乳児院の出席者, 市町村職員."""
    return any(
        t.role == "column" and reading.plain[t.start : t.end].removesuffix("数").endswith(PERSONS)
        for t in reading.tags
    )


def counts_rows(reading: Reading, columns: Sequence[str], limited: bool) -> bool:
    """Say whether the question counts rows: 何地域; or 何か所, where nothing else is counted so.

    ``limited``: it sets a limit on the number of each row.
    """
    if "rows" in reading.ask:
        return True
    if "bodies" not in reading.ask:
        return False
    return bool({"none", "some"} & set(reading.op)) or limited or not columns


def _by_unit(
    reading: Reading, table: Table, columns: Sequence[str], persons: str | None
) -> Counting:
    """Return what the units after 何 ask for: 何市町村, 何か所."""
    found = Counting()
    rows = with_rows("<rows>", reading.rows)
    known = tuple(u for q in table.quantities for u in q.units)
    for match in _WHAT_UNIT.finditer(reading.plain):
        unit = match.group(1)
        if rows.match(unit):
            continue  # 何地域, 何圏域: the rows are counted
        measures = [m for m in table.measures if m.quantity != persons and unit.startswith(m.unit)]
        if measures:
            column = None if columns else measures[0].column
            found = replace(found, quantity=found.quantity or measures[0].quantity, column=column)
        elif unit.startswith(known) and not unit.startswith(_GENERAL_UNITS):
            if not columns:
                word = next(u for u in known if unit.startswith(u))
                found = replace(found, unknown_unit=word)
            elif len(table.quantities) > 1:
                found = replace(found, quantity=found.quantity or table.quantities[1].id)
        elif not unit.startswith((*_GENERAL_UNITS, *known)):
            word = re.split(r"[はがをのでに?]", unit)[0]
            found = replace(found, unknown_unit=word)
    return found
