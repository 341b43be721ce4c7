"""A .docx as Markdown: headings and lists by their styles, tables with their merged cells."""

from __future__ import annotations

import io
import re
from typing import Final

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from assistant.adding.converted import Converted, as_line
from assistant.adding.grid import clean
from assistant.files.grid import as_markdown

_HEADING: Final = re.compile(r"(?:heading|見出し)\s*(\d)", re.I)
_TITLE: Final = ("Title", "表題")
_LIST: Final = re.compile(r"list|箇条書き|リスト", re.I)


def convert_docx(data: bytes) -> Converted:
    """Return the .docx ``data``, which the guard has let through, as Markdown.

    Raises whatever python-docx raises where it is damaged.
    """
    document = docx.Document(io.BytesIO(data))
    items = list(document.iter_inner_content())
    title = document.core_properties.title or None
    parts: list[str] = []
    warnings: dict[str, None] = {}
    for item in items:
        if isinstance(item, Paragraph):
            text = _paragraph(item)
            if text:
                joined = parts and parts[-1].startswith("- ") and text.startswith("- ")
                if joined:
                    parts[-1] += f"\n{text}"
                else:
                    parts.append(text)
        elif isinstance(item, Table):
            rows, doubts = clean(_grid(item))
            warnings |= dict.fromkeys(doubts)
            if len(rows) > 1 and max(map(len, rows)) > 1:
                parts.append(as_markdown(rows))
            else:
                # A frame around a text.
                parts += [cell for row in rows for cell in row if cell]
    if document.part.element.xpath(".//w:ins|.//w:del"):
        warnings["変更履歴のある文書です。確定した文字だけを読みました。"] = None
    return Converted("\n\n".join(parts) + "\n", "plain", title, tuple(warnings))


def _paragraph(paragraph: Paragraph) -> str:
    text = " ".join(paragraph.text.split())
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
            here.append(None if merged else cell.text)
        rows.append(here)
        above = [cell._tc for cell in cells]
    return rows
