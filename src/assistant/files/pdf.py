"""The words of a PDF in reading order: the only module here that knows pdfplumber.

A PDF holds letters at places, no sentences. Ruled tables become rows; two columns of running
text are read one after the other; lines that fill their column are joined again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Final

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from assistant.errors import InputError
from assistant.files.columns import Box, in_reading_order
from assistant.files.grid import as_markdown
from assistant.files.guard import MAX_PAGES, damaged, encrypted, shown_name
from assistant.files.types import FileText

MOST_EDGES: Final = 4_000
"""Ruling lines of a page among which tables are looked for; maps and plots have far more."""

_NO_CHARACTER: Final = re.compile(r"\(cid:\d+\)")
"""What pdfminer writes for a letter whose meaning the PDF does not tell. Its digits are none."""

_PAGE_NUMBER: Final = re.compile(
    r"[-–—‐－ー\s]*(?:p\.?\s*)?\d{1,3}(?:\s*[/／]\s*\d{1,3})?[-–—‐－ー\s頁ページ]*", re.I
)
_Place = tuple[float, float, float, float]
"""x0, top, x1, bottom in the page's units."""

_MARGIN: Final = 0.08
"""Share of the page's height, at top and bottom, where a number alone is the page's."""


def open_pdf(name: str, data: bytes) -> PDF:
    """Return the opened PDF, of at most MAX_PAGES pages; the caller closes it.

    Raises InputError, one Japanese sentence, where it is encrypted, damaged or too long.
    """
    try:
        pdf = pdfplumber.open(io.BytesIO(data))
        count = len(pdf.pages)
    except (PdfminerException, PDFException) as error:
        # pdfplumber wraps the exceptions of pdfminer.
        causes = (error, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
            raise encrypted(name) from error
        raise damaged(name) from error
    if count == 0:
        raise damaged(name)
    if count > MAX_PAGES:
        raise InputError(
            f"「{shown_name(name)}」は長すぎます（{count:,}ページ）。"
            f"{MAX_PAGES}ページまでに分けてください。"
        )
    return pdf


def read_pdf(name: str, data: bytes, on_page: Callable[[int, int], None]) -> FileText:
    """Return the words of every page; ``on_page`` gets each finished page's number and of how many.

    Raises InputError as :func:`open_pdf` does, and where no page holds any letters.
    """
    pages: list[str] = []
    pictures: list[int] = []
    unknown: list[int] = []
    with open_pdf(name, data) as pdf:
        count = len(pdf.pages)
        for number, page in enumerate(pdf.pages, start=1):
            letters, meaningless = _settle(page)
            if meaningless:
                unknown.append(number)
            words = page_text(page) if meaningless * 2 <= letters else ""
            if words:
                pages.append(words)
            elif page.images and not letters:
                pictures.append(number)
            page.close()
            on_page(number, count)
    if unknown and not pages:
        raise InputError(
            f"「{shown_name(name)}」の文字は、何の文字かの情報がないため読めません。"
            "元の文書か、文字を選んでコピーできる PDF を指定してください。"
        )
    if not pages:
        raise InputError(
            f"「{shown_name(name)}」には文字の情報がありません（画像だけの PDF のようです）。"
            "文字認識（OCR）をしたファイルか、元の文書を指定してください。"
        )
    warnings = []
    if pictures:
        warnings.append(f"{_listed(pictures)}は画像だけのため、読めませんでした。")
    if unknown:
        warnings.append(
            f"{_listed(unknown)}に、読めない文字があります（\N{REPLACEMENT CHARACTER}で示します）。"
        )
    return FileText("\n\n".join(pages), "pdf", count, tuple(warnings))


def page_text(page: Page) -> str:
    """Return the words of one page: paragraphs a line each, ruled tables as Markdown."""
    tables = _tables(page)
    boxes = [
        Box(x0, top, x1, bottom, as_markdown([[cell or "" for cell in row] for row in rows]), True)
        for (x0, top, x1, bottom), rows in tables
    ]
    outside = page.filter(lambda item: not any(_inside(item, place) for place, _ in tables))
    words = outside.extract_words(x_tolerance_ratio=0.4, keep_blank_chars=False)
    boxes += [Box(w["x0"], w["top"], w["x1"], w["bottom"], w["text"]) for w in words]
    low, high = page.height * _MARGIN, page.height * (1 - _MARGIN)
    return "\n".join(
        text
        for text, top, bottom in in_reading_order(boxes)
        if (low <= top and bottom <= high) or not _PAGE_NUMBER.fullmatch(text)
    )


def _tables(page: Page) -> list[tuple[_Place, list[list[str | None]]]]:
    """Return place and cells of the ruled tables; a box around a text is none."""
    if len(page.edges) > MOST_EDGES:
        return []
    found = [(table, table.extract()) for table in page.find_tables()]
    return [
        (table.bbox, rows)
        for table, rows in found
        if len(rows) > 1 and max(map(len, rows)) > 1 and any(cell for row in rows for cell in row)
    ]


def _inside(item: dict[str, Any], place: _Place) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(place[0] <= x <= place[2] and place[1] <= y <= place[3])


def _settle(page: Page) -> tuple[int, int]:
    """Put right the letters of ``page``; return how many there are and how many mean nothing.

    Bold that is drawn by printing twice would double every digit: of equal letters at one place
    the first is kept. (pdfplumber's own ``dedupe_chars`` takes as long as everything else.)
    """
    kept = []
    taken: set[tuple[str, int, int]] = set()
    unknown = 0
    for letter in page.chars:
        if _NO_CHARACTER.fullmatch(letter["text"]):
            letter["text"] = "\N{REPLACEMENT CHARACTER}"
            unknown += 1
        x, y = round(letter["x0"]), round(letter["top"])
        near = {(letter["text"], x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        if taken.isdisjoint(near):
            taken.add((letter["text"], x, y))
            kept.append(letter)
    page.chars[:] = kept
    return len(kept), unknown


def _listed(pages: list[int]) -> str:
    shown = "、".join(str(number) for number in pages[:5])
    return f"{shown}ページ" + (f"など{len(pages)}ページ" if len(pages) > 5 else "")
