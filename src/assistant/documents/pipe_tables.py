"""Read the Markdown tables of a text: for exact lookup, or cell by cell where they hold words.

A table that ``document.toml`` declares under ``[[table]]`` is read as a CSV file is; one under
``[[text_table]]`` gives a passage for each cell, with the region or the counterpart that its row
tells. A declaration belongs to the first table, not yet taken, that has exactly its headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.documents.csv_reader import Field, Record, read_rows
from assistant.documents.draft import Draft
from assistant.documents.node import Node
from assistant.documents.schema import Schema
from assistant.types import Region

_PIPE = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
"""The line between the headings of a Markdown table and its rows."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A declared table of words: its headings, and what its columns are.

    ``region`` is the heading of the column that names a region, ``kinds`` maps a heading to the
    kind of its cells (``paragraph`` where it has none), ``pairs`` are two headings whose cells
    answer each other.
    """

    headers: tuple[str, ...]
    region: str | None
    kinds: Mapping[str, str]
    pairs: tuple[str, str] | None


def read_text_table(node: Node) -> TextTable:
    """Read one ``[[text_table]]``. Raises CorpusError for missing, wrong or unknown keys."""
    table = TextTable(
        node.texts("headers"),
        node.optional_text("region"),
        node.text_map("kinds"),
        node.text_pair("pairs") if "pairs" in node else None,
    )
    node.close()
    named = (*table.kinds, *(table.pairs or ()), *((table.region,) if table.region else ()))
    for header in named:
        if header not in table.headers:
            raise node.wrong(f"「{header}」が headers にありません。")
    return table


def split_row(text: str, start: int, end: int) -> Record:
    """Return the cells of the table line ``text[start:end]``; its outer pipes are left out."""
    first = start + 1 if text[start] == "|" else start
    last = end - 1 if text[end - 1] == "|" and end - 1 > first else end
    edges = [first, *(m.start() for m in _PIPE.finditer(text, first, last)), last]
    fields = []
    for n in range(len(edges) - 1):
        left, right = edges[n] + (1 if n else 0), edges[n + 1]
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        fields.append(Field(text[left:right], left, right))
    return Record(tuple(fields), first, last)


class PipeTables:
    """Reads the tables of one text in order; ``missed`` are the text tables not yet found."""

    def __init__(
        self, draft: Draft, schemas: Sequence[Schema], text_tables: Sequence[TextTable]
    ) -> None:
        self._draft = draft
        self._schemas = list(schemas)
        self.missed = list(text_tables)
        self._cells = 0

    def read(
        self, lines: Sequence[tuple[int, int]], section: str, region: Region | None = None
    ) -> bool:
        """Read the table whose lines stand at ``lines``; return whether it is declared.

        ``section`` is the heading it stands under, ``region`` that heading's. The first line
        holds the table's headings. Raises CorpusError where a row does not fit the declaration.
        """
        text = self._draft.source.text
        header = split_row(text, *lines[0])
        names = [field.text for field in header.fields]
        schema = next((s for s in self._schemas if s.all_headers() == {*names}), None)
        declared = next((t for t in self.missed if list(t.headers) == names), None)
        if schema is None and declared is None:
            return False
        self._draft.add_layout("列見出し", lines[0])
        rows = []
        for start, end in lines[1:]:
            if RULE.fullmatch(text[start:end]):
                self._draft.add_layout("罫線", (start, end))
                continue
            row = split_row(text, start, end)
            rows.append(row)
            if schema is not None:
                self._edge(start, row.start)
                self._edge(row.end, end)
        if schema is not None:
            self._schemas.remove(schema)
            read_rows(self._draft, schema, header, rows, schema.id)
        elif declared is not None:
            self.missed.remove(declared)
            for row, (start, end) in zip(rows, _not_rules(text, lines[1:]), strict=True):
                self._read_cells(declared, names, row, (start, end), section, region)
        return True

    def _edge(self, start: int, end: int) -> None:
        if self._draft.source.text[start:end].strip():
            self._draft.add_layout("罫線", (start, end))

    def _read_cells(
        self,
        table: TextTable,
        names: Sequence[str],
        row: Record,
        line: tuple[int, int],
        section: str,
        region: Region | None,
    ) -> None:
        if len(row.fields) != len(names):
            raise self._draft.source.wrong(
                line[0], f"{len(names)}欄を期待しましたが、{len(row.fields)}欄あります。"
            )
        named = dict(zip(names, row.fields, strict=True))
        if table.region is not None:
            found = self._draft.region_named(named[table.region].text)
            if found is None:
                regions = "・".join(self._draft.regions)
                raise self._draft.source.misfit(
                    named[table.region].start, f"{table.region}（{regions}のどれか）"
                )
            region = Region(found, "stated")
        ids = {}
        for name, field in named.items():
            if field.text and name != table.region:
                self._cells += 1
                ids[name] = f"{table.kinds.get(name, 'cell')}/{self._cells}"
        here = line[0]
        for name, field in named.items():
            self._edge(here, field.start)
            here = field.end
            if name == table.region:
                self._draft.add_heading(field.text, (field.start, field.end))
            elif field.text:
                partner = _partner(table.pairs, name)
                self._draft.add_passage(
                    ids[name],
                    table.kinds.get(name, "paragraph"),
                    section if table.pairs and name in table.pairs else name,
                    (field.start, field.end),
                    region=region,
                    paired=(ids[partner],) if partner in ids else (),
                )
        self._edge(here, line[1])


def _not_rules(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start, end) for start, end in lines if not RULE.fullmatch(text[start:end])]


def _partner(pairs: tuple[str, str] | None, name: str) -> str:
    if pairs is None or name not in pairs:
        return ""
    return pairs[1] if name == pairs[0] else pairs[0]
