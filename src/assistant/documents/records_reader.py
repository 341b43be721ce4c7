"""Read passages that come one by one, each a row of a CSV file: comments of a survey, answers.

One column holds the text; others may hold the section it stands under, its region, its kind and
a label. Every other column is kept as it is, and only the text is searched and cited.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.documents.csv_reader import Field, Record, records
from assistant.documents.draft import Draft
from assistant.documents.node import Node
from assistant.documents.plain_reader import KIND, cut
from assistant.types import Region

_KIND = re.compile(r"[a-z][a-z_]{0,30}")


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of the columns that mean something; None where a file has no such column.

    ``kinds`` maps what a file writes in its column of kinds (意見) to the kind that it is.
    """

    text: str
    section: str | None = None
    region: str | None = None
    kind: str | None = None
    label: str | None = None
    kinds: Mapping[str, str] | None = None

    @classmethod
    def read(cls, node: Node) -> Columns:
        """Read ``[records]``. Raises CorpusError for missing, wrong or unknown keys."""
        columns = cls(
            text=node.text("text"),
            section=node.optional_text("section"),
            region=node.optional_text("region"),
            kind=node.optional_text("kind"),
            label=node.optional_text("label"),
            kinds=node.text_map("kinds"),
        )
        node.close()
        return columns


def read_records(draft: Draft, title: str, columns: Columns) -> None:
    """Read the whole source into ``draft``: a heading line, then a line for each passage.

    Without a section a passage stands under ``title``. Raises CorpusError where a line has
    another number of fields than the heading line, or a column or a region is not known.
    """
    lines = records(draft.source)
    header = next(lines, None)
    if header is None:
        raise draft.source.misfit(0, "列見出しの行")
    names = [field.text for field in header.fields]
    wanted = (columns.text, columns.section, columns.region, columns.kind, columns.label)
    for name in wanted:
        if name is not None and names.count(name) != 1:
            raise draft.source.misfit(header.start, f"「{name}」という列（一つだけ）")
    draft.add_layout("列見出し", (header.start, header.end))
    reading = _Reading(draft, title, columns, names)
    for record in lines:
        if len(record.fields) != len(names):
            raise draft.source.wrong(
                record.start,
                f"{len(names)}欄を期待しましたが、{len(record.fields)}欄あります。",
            )
        reading.read(record)


class _Reading:
    """The state of reading: where the columns stand, and what their values came to.

    There may be hundreds of thousands of rows, and but some dozens of kinds and regions.
    """

    def __init__(self, draft: Draft, title: str, columns: Columns, names: Sequence[str]) -> None:
        self._draft = draft
        self._title = title
        self._columns = columns
        # Of two columns of the same name the last counts; the ones that mean something have none.
        self._places = {name: n for n, name in enumerate(names)}
        self._kinds: dict[str, str] = {}
        self._regions: dict[str, Region] = {}
        self._count = 0

    def read(self, record: Record) -> None:
        """Add the passages of a record, and what stands around its text as layout."""
        text = record.fields[self._places[self._columns.text]]
        here = record.start
        if text.text:
            self._layout(here, text.start)
            self._passages(record.fields, text)
            here = text.end
        self._layout(here, record.end)

    def _passages(self, fields: Sequence[Field], text: Field) -> None:
        kind = self._kind(fields)
        region = self._region(fields)
        section = self._value(fields, self._columns.section) or self._title
        label = self._value(fields, self._columns.label)
        for span in cut(self._draft.source.text, text.start, text.end):
            self._count += 1
            id = f"{kind}/{self._count}"
            self._draft.add_passage(id, kind, section, span, region=region, label=label)

    def _value(self, fields: Sequence[Field], name: str | None) -> str | None:
        # Interned: the same few sections and labels stand in row after row.
        return sys.intern(fields[self._places[name]].text) or None if name is not None else None

    def _kind(self, fields: Sequence[Field]) -> str:
        written = self._value(fields, self._columns.kind) or KIND
        if written not in self._kinds:
            kind = (self._columns.kinds or {}).get(written, written)
            if not _KIND.fullmatch(kind):
                where = fields[self._places[self._columns.kind or self._columns.text]].start
                raise self._draft.source.wrong(
                    where,
                    f"種類「{kind}」に当たるものを document.toml の [records.kinds] に"
                    "書いてください。",
                )
            self._kinds[written] = kind
        return self._kinds[written]

    def _region(self, fields: Sequence[Field]) -> Region | None:
        printed = self._value(fields, self._columns.region)
        if printed is None or self._columns.region is None:
            return None
        if printed not in self._regions:
            found = self._draft.region_named(printed)
            if found is None:
                regions = "・".join(self._draft.regions)
                where = fields[self._places[self._columns.region]].start
                raise self._draft.source.misfit(where, f"地域（{regions}のどれか）")
            self._regions[printed] = Region(found, "stated")
        return self._regions[printed]

    def _layout(self, start: int, end: int) -> None:
        """Keep the other columns between two offsets as one piece of layout."""
        if start < end and self._draft.source.text[start:end].strip():
            self._draft.add_layout("ほかの欄", (start, end))
