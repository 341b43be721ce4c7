"""A .docx as Markdown: headings and lists by their styles, tables with their merged cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

import docx
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from assistant.adding.converted import Converted, as_line
from assistant.adding.grid import clean
from assistant.files.grid import as_markdown
from assistant.files.word import boxes_in, notes_of, words_in

_HEADING: Final = re.compile(r"(?:heading|見出し)\s*(\d)", re.I)
_TITLE: Final = ("Title", "表題")
_LIST: Final = re.compile(r"list|箇条書き|リスト", re.I)


def convert_docx(data: bytes) -> Converted:
    """Return the .docx ``data``, which the guard has let through, as Markdown.

    Raises whatever python-docx raises where it is damaged.
    """
    document = docx.Document(io.BytesIO(data))
    items = list(_blocks(document.element.body, document))
    title = document.core_properties.title or None
    parts: list[str] = []
    warnings: dict[str, None] = {}
    for item in items:
        if isinstance(item, Paragraph):
            text = _paragraph(item)
            if text and parts and parts[-1].startswith("- ") and text.startswith("- "):
                parts[-1] += f"\n{text}"
            elif text:
                parts.append(text)
            for box in boxes_in(item._p):
                inside = [Paragraph(p, item._parent) for p in box.iterchildren(qn("w:p"))]
                parts += [words for one in inside if (words := _paragraph(one))]
        elif isinstance(item, Table):
            rows, doubts = clean(_grid(item))
            warnings |= dict.fromkeys(doubts)
            if len(rows) > 1 and max(map(len, rows)) > 1:
                parts.append(as_markdown(rows))
            else:
                # A frame around a text.
                parts += [cell for row in rows for cell in row if cell]
    parts += notes_of(document)
    if document.part.element.xpath(".//w:ins|.//w:del"):
        warnings["変更履歴のある文書です。確定した文字だけを読みました。"] = None
    return Converted("\n\n".join(parts) + "\n", "plain", title, tuple(warnings))


def _blocks(element: Any, parent: Any) -> Iterator[Paragraph | Table]:
    """Yield paragraphs and tables in order, those inside content controls too."""
    for child in element:
        if child.tag == qn("w:p"):
            yield Paragraph(child, parent)
        elif child.tag == qn("w:tbl"):
            yield Table(child, parent)
        elif child.tag != qn("w:del"):
            yield from _blocks(child, parent)


def _paragraph(paragraph: Paragraph) -> str:
    text = " ".join("".join(words_in(paragraph._p)).split())
    if not text:
        return ""
    style = (paragraph.style.name if paragraph.style else "") or ""
    if heading := _HEADING.match(style):
        return f"{'#' * min(int(heading[1]) + 1, 6)} {text}"
    if style in _TITLE:
        return f"# {text}"
    if _LIST.search(style) or (paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None):
        return f"- {text}"
    return as_line(text)


def _grid(table: Table) -> list[list[str | None]]:
    """Return the cells; None where a merged cell goes on."""
    rows: list[list[str | None]] = []
    above: list[object] = []
    for row in table.rows:
        cells = list(row.cells)
        here: list[str | None] = []
        for n, cell in enumerate(cells):
            merged = (n > 0 and cells[n - 1]._tc is cell._tc) or (
                n < len(above) and above[n] is cell._tc
            )
            here.append(None if merged else _cell(cell))
        rows.append(here)
        above = [cell._tc for cell in cells]
    return rows


def _cell(cell: _Cell) -> str:
    return "\n".join("".join(words_in(paragraph._p)) for paragraph in cell.paragraphs)
