"""Read passages that come one by one, each a row of a CSV file: comments of a survey, answers.

One column holds the text; others may hold the section it stands under, its region, its kind and
a label. Every other column is kept as it is, and only the text is searched and cited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.documents.csv_reader import Field, records
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
    count = 0
    for record in lines:
        if len(record.fields) != len(names):
            raise draft.source.wrong(
                record.start,
                f"{len(names)}欄を期待しましたが、{len(record.fields)}欄あります。",
            )
        named = dict(zip(names, record.fields, strict=True))
        here = record.start
        for name, field in named.items():
            if name == columns.text and field.text:
                _layout(draft, here, field.start)
                count = _passages(draft, title, columns, named, field, count)
                here = field.end
        _layout(draft, here, record.end)


def _passages(
    draft: Draft,
    title: str,
    columns: Columns,
    named: Mapping[str, Field],
    field: Field,
    count: int,
) -> int:
    def value(name: str | None) -> str | None:
        return named[name].text or None if name is not None else None

    written = value(columns.kind) or KIND
    kind = (columns.kinds or {}).get(written, written)
    if not _KIND.fullmatch(kind):
        where = named[columns.kind or columns.text].start
        raise draft.source.wrong(
            where,
            f"種類「{kind}」に当たるものを document.toml の [records.kinds] に書いてください。",
        )
    region = None
    printed = value(columns.region)
    if printed is not None and columns.region is not None:
        found = draft.region_named(printed)
        if found is None:
            regions = "・".join(draft.regions)
            raise draft.source.misfit(named[columns.region].start, f"地域（{regions}のどれか）")
        region = Region(found, "stated")
    for span in cut(draft.source.text, field.start, field.end):
        count += 1
        draft.add_passage(
            f"{kind}/{count}",
            kind,
            value(columns.section) or title,
            span,
            region=region,
            label=value(columns.label),
        )
    return count


def _layout(draft: Draft, start: int, end: int) -> None:
    """Keep the other columns between two offsets as one piece of layout."""
    if draft.source.text[start:end].strip():
        draft.add_layout("ほかの欄", (start, end))
