"""Read any UTF-8 text or Markdown: headings, paragraphs and list items.

A heading is a Markdown ``#`` line; in a text without any, a short line that stands alone and
ends like no sentence. Everything else is a passage of kind ``paragraph`` under its heading: a
list item, a table line, or a paragraph, cut between sentences where it is too long to quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.draft import Draft
from assistant.documents.source import Source

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


def read_plain(draft: Draft, title: str) -> None:
    """Read the whole source into ``draft``; text before any heading stands under ``title``."""
    blocks = tuple(_blocks(draft.source))
    marked = any(_ATX.fullmatch(line.text) for block in blocks for line in block)
    bare = frozenset() if marked else _bare_headings(blocks)
    section = title
    count = 0
    for n, block in enumerate(blocks):
        for group in _groups(block):
            first = group[0]
            heading = _ATX.fullmatch(first.text)
            if heading or n in bare:
                name = heading["title"] if heading else first.text
                draft.add_heading(name, (first.start, first.end))
                section = _HEADING_NUMBER.sub("", name, count=1) or section
            elif _RULE.fullmatch(first.text):
                draft.add_layout("罫線", (first.start, first.end))
            else:
                start = first.start
                if bullet := _BULLET.match(first.text):
                    start += bullet.end()
                    draft.add_layout("行頭記号", (first.start, start))
                for span in _cut(draft.source.text, start, group[-1].end):
                    count += 1
                    draft.add_passage(f"{KIND}/{count}", KIND, section, span)


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


def _groups(block: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of a block that belong together: a heading, an item, a paragraph."""
    group: list[_Line] = []
    for line in block:
        leads = bool(_BULLET.match(line.text) or _NUMBERED.match(line.text))
        if group and (leads or _stands_alone(line) or _stands_alone(group[-1])):
            yield group
            group = []
        group.append(line)
    yield group


def _stands_alone(line: _Line) -> bool:
    return bool(_ATX.fullmatch(line.text) or _RULE.fullmatch(line.text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield ``[start, end)`` in parts of whole sentences, each as long as allowed."""
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
