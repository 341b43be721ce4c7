"""A PDF as Markdown: headings by size and weight, tables by their rules, columns in order.

Built on the guarded opening of :mod:`assistant.files`; knows pdfplumber's pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Final

from pdfplumber.page import Page

from assistant.adding.converted import Converted, as_line
from assistant.adding.grid import clean
from assistant.errors import InputError
from assistant.files.columns import Box, in_reading_order
from assistant.files.grid import as_markdown
from assistant.files.guard import shown_name
from assistant.files.pdf import MOST_EDGES, open_pdf

LARGER: Final = 1.12
"""How much larger than the body a heading is set at least."""
LONGEST_HEADING: Final = 60
MARGIN: Final = 0.08
"""Share of the page's height, at top and bottom, in which running heads stand."""
REPEATED: Final = 3
"""Pages on which the same words in the margin are a running head."""

_UNKNOWN = re.compile(r"\(cid:\d+\)")
_PAGE_NUMBER = re.compile(r"[-–—‐－ー\s]*\d{1,3}(?:\s*[/／]\s*\d{1,3})?[-–—‐－ー\s頁ページ]*")
_BULLET = re.compile(r"[・●○■□◆◇▪‣\uf0a0-\uf0ff]\s*")
_SENTENCE = re.compile(r"[。．、，:：;；]$")
_TABLE = "\x00"


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph or a table on one page; ``size`` is the height of its letters in points."""

    text: str
    size: float
    bold: bool
    page: int
    in_margin: bool
    table: bool = False


def convert_pdf(name: str, data: bytes) -> Converted:
    """Return the PDF ``data`` as Markdown.

    Raises InputError, one Japanese sentence, where it is encrypted, damaged, too long, or holds
    no letters (pictures alone).
    """
    lines: list[_Line] = []
    warnings: dict[str, None] = {}
    pictures: list[int] = []
    with open_pdf(name, data) as pdf:
        title = (pdf.metadata or {}).get("Title")
        for number, page in enumerate(pdf.pages, start=1):
            found, doubts = _read_page(page.dedupe_chars(), number)
            lines += found
            warnings |= dict.fromkeys(f"{number}ページの表: {doubt}" for doubt in doubts)
            if not found and page.images:
                pictures.append(number)
            page.close()
    if not lines:
        raise InputError(
            f"「{shown_name(name)}」には文字の情報がありません（画像だけの PDF のようです）。"
            "文字認識（OCR）をしたファイルか、元の文書を指定してください。"
        )
    for number in pictures:
        warnings[f"{number}ページは画像だけのため、読めませんでした。"] = None
    heads = _running_heads(lines)
    if heads:
        shown = "、".join(f"「{head}」" for head in sorted(heads)[:3])
        warnings[f"各ページの上下にくりかえし印刷された {shown} を除きました。"] = None
    kept = [ln for ln in lines if not (ln.in_margin and (ln.text in heads or _is_number(ln.text)))]
    if any("\N{REPLACEMENT CHARACTER}" in line.text for line in kept):
        warnings["文字コードの分からない字があります（\N{REPLACEMENT CHARACTER}で示します）。"] = (
            None
        )
    text = _as_markdown(kept)
    return Converted(text, "plain", title if isinstance(title, str) else None, tuple(warnings))


def _read_page(page: Page, number: int) -> tuple[list[_Line], list[str]]:
    for letter in page.chars:
        if _UNKNOWN.fullmatch(letter["text"]):
            letter["text"] = "\N{REPLACEMENT CHARACTER}"
    tables, doubts = [], []
    for table in page.find_tables() if len(page.edges) <= MOST_EDGES else []:
        rows, said = clean(table.extract())
        # A frame around a text is no table.
        if len(rows) > 1 and max(map(len, rows)) > 1:
            tables.append((table.bbox, as_markdown(rows)))
            doubts += said
    boxes = [Box(*bbox, f"{_TABLE}{n}", table=True) for n, (bbox, _) in enumerate(tables)]
    outside = page.filter(lambda item: not any(_inside(item, bbox) for bbox, _ in tables))
    words = outside.extract_words(x_tolerance_ratio=0.4, extra_attrs=["fontname", "size"])
    boxes += [Box(w["x0"], w["top"], w["x1"], w["bottom"], w["text"]) for w in words]
    low, high = page.height * MARGIN, page.height * (1 - MARGIN)
    lines = []
    for text, top, bottom in in_reading_order(boxes):
        margin = bottom < low or top > high
        if text.startswith(_TABLE):
            markdown = tables[int(text.removeprefix(_TABLE))][1]
            lines.append(_Line(markdown, 0.0, False, number, margin, table=True))
            continue
        own = [w for w in words if top - 1 <= w["top"] and w["bottom"] <= bottom + 1]
        own = [w for w in own if w["text"] in text] or own
        size = median(w["size"] for w in own) if own else 0.0
        bold = bool(own) and all(re.search(r"bold|black|heavy", w["fontname"], re.I) for w in own)
        lines.append(_Line(text, round(size, 1), bold, number, margin))
    return lines, doubts


def _inside(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _running_heads(lines: Sequence[_Line]) -> set[str]:
    pages: Counter[str] = Counter()
    for text, _ in {(ln.text, ln.page) for ln in lines if ln.in_margin and not ln.table}:
        pages[text] += 1
    return {text for text, count in pages.items() if count >= REPEATED}


def _is_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None


def _as_markdown(lines: Sequence[_Line]) -> str:
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += 0 if line.table else len(line.text)
    body = letters.most_common(1)[0][0] if letters else 0.0
    headings = [_is_heading(line, body) for line in lines]
    # The largest are the first level; at most four levels, as in any paper.
    sizes = sorted({ln.size for ln, head in zip(lines, headings, strict=True) if head})[::-1]
    parts: list[str] = []
    before: _Line | None = None
    for line, head in zip(lines, headings, strict=True):
        if line.table:
            if before is not None and before.table and before.page < line.page:
                line = _continued(before, line)
                if parts[-1].partition("\n")[0] == line.text.partition("\n")[0]:
                    # The same headings on the next page: one table.
                    parts[-1] += "\n" + line.text.split("\n", 2)[2]
                    before = line
                    continue
            parts.append(line.text)
        elif head:
            parts.append(f"{'#' * min(sizes.index(line.size) + 1, 4)} {line.text}")
        elif bullet := _BULLET.match(line.text):
            parts.append(f"- {line.text[bullet.end() :]}")
        else:
            parts.append(as_line(line.text))
        before = line
    return "\n\n".join(parts) + "\n"


def _continued(before: _Line, line: _Line) -> _Line:
    """Return ``line`` with the headings of the table that a page break cut it off from.

    A table at the top of a page that has no headings of its own goes on from the last one.
    """
    head = before.text.split("\n", 2)
    first = line.text.partition("\n")[0]
    same_width = head[0].count("|") == first.count("|")
    if not same_width or first == head[0] or not re.search(r"[0-9０-９]", first):
        return line
    rows = [row for n, row in enumerate(line.text.split("\n")) if n != 1]
    return replace(line, text="\n".join([head[0], head[1], *rows]))


def _is_heading(line: _Line, body: float) -> bool:
    if line.table or len(line.text) > LONGEST_HEADING or _SENTENCE.search(line.text):
        return False
    if _BULLET.match(line.text) or not re.search(r"[^\W\d_]", line.text):
        return False
    return bool(line.size >= body * LARGER or (line.bold and line.size >= body))
