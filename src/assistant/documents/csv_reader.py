"""Read a CSV file as a document: each line a passage, all lines together one table.

The file itself is the source, so an offset leads to the very figure in it. Every column must be
declared in ``[[table]]`` as a dimension, as a measure, or under ``ignore``. A field without
text gives no cell: what a file leaves blank is unknown, not zero.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.documents.days import another_weekday
from assistant.documents.draft import Draft
from assistant.documents.schema import Schema, key_value, weekday_conflict, wrong_weekday
from assistant.documents.source import Source
from assistant.documents.verify import number
from assistant.types import Cell, Measure, Region, Span, TableRow

KIND = "table_row"
_QUOTE = '"'
_SEPARATOR = re.compile(r"[,\n]")
_DIGITS = r"[+\-−]?[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?"


class Field(NamedTuple):
    """One field of a record: its text, unquoted, and the span that it stands at."""

    text: str
    start: int
    end: int


class Record(NamedTuple):
    """One record and the span of its line, quotes and all."""

    fields: tuple[Field, ...]
    start: int
    end: int


def records(source: Source) -> Iterator[Record]:
    """Yield the records of a comma-separated file (RFC 4180) that are not blank.

    Raises CorpusError where a quoted field does not end.
    """
    text, here = source.text, 0
    while here < len(text):
        start = here
        end = source.line_end(start)
        if text.find(_QUOTE, start, end) < 0:
            fields = _unquoted(text, start, end)
            here = end
        else:
            field, here = _field(source, start)
            quoted = [field]
            while text[here : here + 1] == ",":
                field, here = _field(source, here + 1)
                quoted.append(field)
            fields = tuple(quoted)
        if text[start:here].strip():
            yield Record(fields, *source.trim(start, here))
        here += 1


def _unquoted(text: str, start: int, end: int) -> tuple[Field, ...]:
    """Return the fields of a line without quotation marks, as :func:`_field` reads each.

    Most lines of most files are such, and files have hundreds of thousands of them.
    """
    fields = []
    for part in text[start:end].split(","):
        found = part.strip()
        first = start if len(found) == len(part) else start + len(part) - len(part.lstrip())
        fields.append(Field(found, first, first + len(found)))
        start += len(part) + 1
    return tuple(fields)


def _field(source: Source, here: int) -> tuple[Field, int]:
    """Return the field that begins at ``here`` and the offset of what ends it."""
    text = source.text
    start = here
    while start < len(text) and text[start] in " \t":
        start += 1
    if text[start : start + 1] != _QUOTE:
        end = _field_end(text, start)
        first, last = source.trim(start, end)
        return Field(text[first:last], first, last), end
    end = start + 1
    while True:
        end = text.find(_QUOTE, end)
        if end < 0:
            raise source.misfit(start, "引用符で閉じられた欄")
        if text[end + 1 : end + 2] != _QUOTE:
            break
        end += 2
    first, last = source.trim(start + 1, end)
    behind = _field_end(text, end + 1)
    if text[end + 1 : behind].strip():
        raise source.misfit(end + 1, "引用符の後のコンマか改行")
    return Field(text[first:last].replace(_QUOTE * 2, _QUOTE), first, last), behind


def _field_end(text: str, start: int) -> int:
    match = _SEPARATOR.search(text, start)
    return match.start() if match else len(text)


def read_csv(draft: Draft, schema: Schema) -> None:
    """Read the whole source into ``draft``: a heading line, a line for each row.

    Raises CorpusError where a line has another number of fields than the heading line, where a
    value is not of its column's type, or where a column is declared nowhere or missing.
    """
    lines = records(draft.source)
    header = next(lines, None)
    if header is None:
        raise draft.source.misfit(0, "列見出しの行")
    draft.add_layout("列見出し", (header.start, header.end))
    read_rows(draft, schema, header, lines, "row")


def read_rows(
    draft: Draft, schema: Schema, header: Record, lines: Iterable[Record], prefix: str
) -> None:
    """Read ``lines`` under ``header`` as a table; passages are called ``prefix/1`` and so on.

    Raises CorpusError as :func:`read_csv` does.
    """
    places = _places(draft, schema, header.fields)
    rows: list[TableRow] = []
    total: TableRow | None = None
    end = header.end
    for n, record in enumerate(lines, start=1):
        end = record.end
        if len(record.fields) != len(header.fields):
            raise draft.source.wrong(
                record.start,
                f"{len(header.fields)}欄を期待しましたが、{len(record.fields)}欄あります。",
            )
        key = record.fields[places[schema.key]]
        if schema.total_value is not None and key.text == schema.total_value:
            if total is not None:
                raise draft.source.wrong(key.start, "合計の行が二つあります。")
            total = _row(draft, schema, record, places, f"{prefix}/total", {})
        else:
            keys = _keys(draft, schema, record.fields, places)
            rows.append(_row(draft, schema, record, places, f"{prefix}/{n}", keys))
    if schema.total_value is not None and total is None:
        raise draft.source.misfit(end, f"「{schema.total_value}」の行")
    draft.tables.append(schema.table(draft.document, tuple(rows), total))


def _places(draft: Draft, schema: Schema, header: Sequence[Field]) -> dict[str, int]:
    """Return where each dimension and measure stands, by id, in columns from 0."""
    wanted = {d.id: schema.headers[d.id] for d in schema.dimensions if d.id not in schema.derived}
    for column in schema.columns:
        wanted |= {f"{column.id}.{q}": column.headers[q] for q in column.quantities}
    names = [field.text for field in header]
    for name in wanted.values():
        # Two quantities may stand in one column: 13市町村　15名.
        if names.count(name) != 1:
            raise draft.source.misfit(header[0].start, f"「{name}」という列（一つだけ）")
    for field in header:
        if field.text not in (*wanted.values(), *schema.ignored):
            raise draft.source.wrong(
                field.start, f"「{field.text}」という列が document.toml に定められていません。"
            )
    return {id: names.index(name) for id, name in wanted.items()}


def _keys(
    draft: Draft, schema: Schema, fields: Sequence[Field], places: Mapping[str, int]
) -> dict[str, str]:
    keys: dict[str, str] = {}
    for dimension in schema.dimensions:
        if dimension.id in schema.derived:
            continue
        field = fields[places[dimension.id]]
        value = key_value(dimension.type, field.text, schema.years.get(dimension.id))
        if value is None:
            raise draft.source.misfit(field.start, f"{dimension.label}（{dimension.type}）")
        if dimension.type == "date" and (weekday := another_weekday(field.text, value)):
            raise draft.source.wrong(field.start, wrong_weekday(value, weekday))
        if dimension.id == schema.region_dimension:
            value = draft.region_named(field.text)
            if value is None:
                names = "・".join(draft.regions)
                raise draft.source.misfit(field.start, f"{dimension.label}（{names}のどれか）")
        keys[dimension.id] = value
    if conflict := weekday_conflict(schema, keys):
        raise draft.source.wrong(fields[0].start, conflict)
    return schema.with_derived(keys)


def _row(
    draft: Draft,
    schema: Schema,
    record: Record,
    places: Mapping[str, int],
    id: str,
    keys: Mapping[str, str],
) -> TableRow:
    shared = {place for place, count in Counter(places.values()).items() if count > 1}
    cells: dict[str, Cell] = {}
    for measure in schema.measures:
        place = places[measure.id]
        field = record.fields[place]
        if not field.text or field.text in schema.missing:
            continue  # nothing is written there: unknown, not zero
        if place in shared:
            cell = _cell_by_unit(draft, measure, field)
        else:
            cell = _cell(draft, measure, field)
        if cell is not None:
            cells[measure.id] = cell
    region = keys.get(schema.region_dimension or "")
    passage = draft.add_passage(
        id,
        KIND,
        schema.section,
        (record.start, record.end),
        region=None if region is None else Region(region, "stated"),
    )
    return TableRow(passage.id, keys, cells)


def _cell(draft: Draft, measure: Measure, field: Field) -> Cell:
    digits = field.text.removesuffix(measure.unit).rstrip()
    value = number(digits)
    if value is None:
        raise draft.source.misfit(field.start, f"{measure.label}の数字")
    return Cell(value, "printed", Span(field.start, field.start + len(digits)))


def _cell_by_unit(draft: Draft, measure: Measure, field: Field) -> Cell | None:
    """Return the number with the measure's unit in a field of several: 13市町村　15名."""
    found = numbers_with(measure.unit, draft.source.text[field.start : field.end])
    if len(found) > 1:
        raise draft.source.wrong(field.start, f"「{measure.unit}」の数字が二つ以上あります。")
    if not found:
        return None
    start, end, value = found[0]
    return Cell(value, "printed", Span(field.start + start, field.start + end))


def numbers_with(unit: str, text: str) -> list[tuple[int, int, int | float]]:
    """Return the start, end and value of each number in ``text`` that ``unit`` stands behind."""
    found = []
    for match in re.finditer(rf"({_DIGITS})\s*{re.escape(unit)}", text):
        value = number(match[1])
        if value is not None:
            found.append((*match.span(1), value))
    return found
