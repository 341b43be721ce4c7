"""The words of a .docx in reading order: the only module that knows python-docx.

The words are taken from the XML itself, because python-docx's own ``text`` leaves out what
drafts are full of: tracked insertions, text boxes, footnotes, content controls.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import docx
from docx.oxml import parse_xml

from assistant.files.grid import as_markdown

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset(
    {
        f"{_W}del",  # a tracked deletion
        f"{_W}moveFrom",
        f"{_W}rt",  # the reading above a word: 松本まつもと would be no word
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_BREAKS: Final = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_BOX: Final = f"{_W}txbxContent"
_NOTES: Final = ("/footnotes", "/endnotes")


def read_docx(data: bytes) -> str:
    """Return headers, body, footers and notes of the document, a paragraph a line.

    ``data`` must have passed :func:`assistant.files.guard.check_archive`. Raises whatever
    python-docx raises where it is damaged.
    """
    document = docx.Document(io.BytesIO(data))
    heads: dict[str, None] = {}
    feet: dict[str, None] = {}
    for section in document.sections:
        # The same words on every page count once.
        for found, parts in (
            (heads, (section.first_page_header, section.header, section.even_page_header)),
            (feet, (section.first_page_footer, section.footer, section.even_page_footer)),
        ):
            for part in parts:
                if not part.is_linked_to_previous:
                    found.update(dict.fromkeys(_blocks(part._element)))
    body = list(_blocks(document.element.body))
    return "\n".join([*heads, *body, *feet, *notes_of(document)])


def notes_of(document: Any) -> list[str]:
    """Return the footnotes and endnotes of an opened document, a paragraph each."""
    return [
        block
        for relation in document.part.rels.values()
        if relation.reltype.endswith(_NOTES)
        for block in _blocks(parse_xml(relation.target_part.blob))
    ]


def _blocks(parent: Any) -> Iterator[str]:
    """Yield the paragraphs and tables below ``parent`` that hold words, in document order."""
    for child in parent:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}p":
            words = "".join(words_in(child)).strip()
            if words:
                yield words
            for box in boxes_in(child):
                yield from _blocks(box)
        elif child.tag == f"{_W}tbl":
            rows = [
                [" ".join(_blocks(cell)) for cell in _children(row, "tc")]
                for row in _children(child, "tr")
            ]
            if any(cell for row in rows for cell in row):
                yield as_markdown(rows)
        else:
            yield from _blocks(child)


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows or cells of ``parent``, those inside content controls too."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _children(child, name)


def words_in(element: Any) -> Iterator[str]:
    """Yield the words of a paragraph, tracked insertions too, without what stands in its boxes."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED and child.tag != _BOX:
            yield from words_in(child)


def boxes_in(element: Any) -> Iterator[Any]:
    """Yield the text boxes that are anchored in a paragraph."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _SKIPPED:
            yield from boxes_in(child)
