"""Read any UTF-8 text or Markdown: headings, paragraphs and list items.

A heading is a Markdown ``#`` line; in a text without any, a short line that stands alone and
ends like no sentence. Everything else is a passage of kind ``paragraph`` under its heading: a
list item, a table line, or a paragraph, cut between sentences where it is too long to quote.
``document.toml`` may say more: fields, the kinds of sections, tables; and what stands under a
heading that is a region's name is of that region.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.documents.draft import Draft
from assistant.documents.node import Node
from assistant.documents.pipe_tables import RULE, PipeTables, TextTable, read_text_table
from assistant.documents.schema import Schema
from assistant.documents.source import Source
from assistant.types import Region

KIND = "paragraph"
LONGEST = 400
"""Characters a paragraph may have before it is cut between two sentences."""
LONGEST_HEADING = 40
"""Characters of a line that may be a heading without being marked as one."""

_ATX = re.compile(r"(#{1,6})\s+(?P<title>.*?)\s*#*\s*")
_RULE = re.compile(r"[-=*_]{3,}|\|[\s:|-]+\|?|`{3,}\w*|~{3,}\w*")
_BULLET = re.compile(r"(?:[-*+]\s+|[・•●○◯■□◆◇▪‣\uF0D8\uF0B7]\s*)")
# Unlike a bullet, a number may be referred to: it stays in the passage.
_NUMBERED = re.compile(r"\d{1,3}[.．)）、](?!\d)\s*\S|[(（](?:\d{1,3}|[a-zA-Zア-ン])[)）]|[①-⑳]|\|")
_HEADING_NUMBER = re.compile(
    r"(?:第[\d一二三四五六七八九十]+[章節条部]\s*|\d{1,2}(?:[.．]\d{1,2})*(?:[.．、)）]\s*|\s+)"
    r"|[(（]\d{1,2}[)）]\s*|[①-⑳]\s*)(?=\S)"
)
_SENTENCE_END = re.compile(r"(?<=[。！？])(?![」』）)])|(?<=[.!?])(?=\s)")
_UNLIKE_HEADING = re.compile(r".*[：:～〜=|].*|.*[。．.、，,」!?！？;；]")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    """The line without white space at its ends."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What ``document.toml`` says about a text: ``fields`` are labels that lines begin with.

    ``kinds`` maps a section to the kind of the passages in it.
    """

    fields: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    text_tables: tuple[TextTable, ...] = ()


def read_declaration(node: Node) -> Plain:
    """Read the keys of ``document.toml`` that only a text has. Raises CorpusError."""
    return Plain(
        node.texts("fields", ()),
        node.text_map("kinds"),
        tuple(read_text_table(item) for item in node.nodes("text_table")),
    )


def read_plain(
    draft: Draft, title: str, declared: Plain | None = None, schemas: Sequence[Schema] = ()
) -> None:
    """Read the whole source into ``draft``; text before any heading stands under ``title``.

    Raises CorpusError where a table does not fit its declaration, or is not there.
    """
    declared = declared or Plain()
    reader = _Reader(draft, title, declared, PipeTables(draft, schemas, declared.text_tables))
    blocks = tuple(_blocks(draft.source))
    marked = any(_ATX.fullmatch(line.text) for block in blocks for line in block)
    bare = frozenset() if marked else _bare_headings(blocks)
    for n, block in enumerate(blocks):
        reader.read_block(block, n in bare)
    if reader.tables.missed:
        headers = "・".join(reader.tables.missed[0].headers)
        raise draft.source.misfit(len(draft.source.text), f"「{headers}」を列見出しとする表")


class _Reader:
    """Where reading stands: the section, the region that its headings name."""

    def __init__(self, draft: Draft, title: str, declared: Plain, tables: PipeTables) -> None:
        self.draft, self.declared, self.tables = draft, declared, tables
        self.section = title
        self.region: Region | None = None
        self._region_level = 0
        self._count = 0
        # The longest first: 開催日 is no 開催日時.
        labels = "|".join(map(re.escape, sorted(declared.fields, key=len, reverse=True)))
        self._field = re.compile(rf"({labels})(?:\s*[:：]\s*|\s+)(?=\S)") if labels else None

    def read_block(self, block: list[_Line], bare: bool) -> None:
        """Read the lines between two blank lines; ``bare``: they are a heading without a mark."""
        here = 0
        for start, end in _tables_in(block):
            self._read_groups(block[here:start], bare)
            lines = [(line.start, line.end) for line in block[start:end]]
            if not self.tables.read(lines, self.section, self.region):
                self._read_groups(block[start:end], bare)
            here = end
        self._read_groups(block[here:], bare)

    def _read_groups(self, lines: list[_Line], bare: bool) -> None:
        for group in _groups(lines, self._field):
            self._read(group, bare)

    def _read(self, group: list[_Line], bare: bool) -> None:
        first = group[0]
        heading = _ATX.fullmatch(first.text)
        if heading or bare:
            name = heading["title"] if heading else first.text
            self.draft.add_heading(name, (first.start, first.end))
            self._enter(name, len(heading[1]) if heading else 1)
        elif _RULE.fullmatch(first.text):
            self.draft.add_layout("罫線", (first.start, first.end))
        else:
            self._passages(first, group[-1].end)

    def _enter(self, name: str, level: int) -> None:
        self.section = _HEADING_NUMBER.sub("", name, count=1) or self.section
        named = self.draft.region_named(self.section)
        if named is not None:
            self.region, self._region_level = Region(named, "stated"), level
        elif level <= self._region_level:
            self.region, self._region_level = None, 0

    def _passages(self, first: _Line, end: int) -> None:
        start = first.start
        if bullet := _BULLET.match(first.text):
            start += bullet.end()
            self.draft.add_layout("行頭記号", (first.start, start))
        label = self._field.match(self.draft.source.text, start, end) if self._field else None
        if label:
            self.draft.add_heading(label[1], (start, label.end()))
            start = label.end()
        kind = self.declared.kinds.get(self.section, KIND)
        for span in cut(self.draft.source.text, start, end):
            self._count += 1
            self.draft.add_passage(
                f"{kind}/{self._count}",
                kind,
                self.section,
                span,
                region=self.region,
                label=label[1] if label else None,
            )


def _tables_in(block: list[_Line]) -> Iterator[tuple[int, int]]:
    """Yield the first line, and the line after the last, of each Markdown table in ``block``."""
    n = 0
    while n + 1 < len(block):
        if "|" in block[n].text and RULE.fullmatch(block[n + 1].text):
            end = n + 2
            while end < len(block) and "|" in block[end].text:
                end += 1
            yield n, end
            n = end
        else:
            n += 1


def _bare_headings(blocks: Sequence[list[_Line]]) -> frozenset[int]:
    """Return which blocks are headings in a text that marks none.

    A line that could be one is, if it comes first, has a number, or leads to a block that could
    not be one: of several short lines in a row (an address) the last alone would be a heading.
    """
    like = [
        len(block) == 1
        and len(block[0].text) <= LONGEST_HEADING
        and not _UNLIKE_HEADING.fullmatch(block[0].text)
        and not _BULLET.match(block[0].text)
        and not _RULE.fullmatch(block[0].text)
        for block in blocks
    ]
    return frozenset(
        n
        for n, block in enumerate(blocks[:-1])
        if like[n] and (n == 0 or not like[n + 1] or _HEADING_NUMBER.match(block[0].text))
    )


def _blocks(source: Source) -> Iterator[list[_Line]]:
    """Yield the runs of lines between blank lines."""
    block: list[_Line] = []
    here = 0
    while here < len(source.text):
        end = source.line_end(here)
        start, stop = source.trim(here, end)
        if start < stop:
            block.append(_Line(start, stop, source.text[start:stop]))
        elif block:
            yield block
            block = []
        here = end + 1
    if block:
        yield block


def _groups(block: list[_Line], field_start: re.Pattern[str] | None) -> Iterator[list[_Line]]:
    """Yield the lines of a block that belong together: a heading, an item, a paragraph."""
    group: list[_Line] = []
    for line in block:
        leads = bool(_BULLET.match(line.text) or _NUMBERED.match(line.text))
        leads = leads or bool(field_start and field_start.match(line.text))
        if group and (leads or _stands_alone(line) or _stands_alone(group[-1])):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _stands_alone(line: _Line) -> bool:
    return bool(_ATX.fullmatch(line.text) or _RULE.fullmatch(line.text))


def cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield ``[start, end)`` in parts of whole sentences, each as long as allowed."""
    if end - start <= LONGEST:
        yield start, end
        return
    begin = last = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.start() - begin > LONGEST and last > begin:
            yield begin, last
            begin = last
        last = match.start()
    if end - begin > LONGEST and begin < last < end:
        yield begin, last
        begin = last
    yield begin, end
