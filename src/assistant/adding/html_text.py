"""An HTML page as Markdown: what is read, not what runs or leads elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from assistant.adding.converted import Converted, as_line
from assistant.adding.grid import clean
from assistant.files.grid import as_markdown

_UNREAD: Final = frozenset(
    {"script", "style", "noscript", "template", "nav", "head", "svg", "form"}
)
_BLOCKS: Final = frozenset(
    {"p", "div", "section", "article", "main", "ul", "ol", "dl", "dd", "blockquote", "pre", "br",
     "header", "footer", "aside", "figure", "figcaption", "caption", "hr", "body", "address"}
)  # fmt: skip
MOST_SPAN: Final = 200
"""Rows or columns that one cell may say it reaches over."""


class _Reader(HTMLParser):
    """Collects blocks of Markdown; every tag ends the block before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.title = ""
        self.warnings: dict[str, None] = {}
        self._words: list[str] = []
        self._lead = ""
        self._unread: list[str] = []
        self._in_title = False
        self._rows: list[list[tuple[str, int, int]]] | None = None
        self._nested = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        if tag in _UNREAD:
            self._unread.append(tag)
        if self._unread:
            return
        if tag == "table":
            self._flush()
            if self._rows is None:
                self._rows = []
            else:
                self._nested += 1
        elif self._rows is not None:
            if self._nested:
                self._words.append(" ")
            elif tag == "tr":
                self._rows.append([])
            elif tag in ("td", "th"):
                self._words = []
                spans = dict(attrs)
                self._span = (_span(spans.get("rowspan")), _span(spans.get("colspan")))
            elif tag == "br":
                self._words.append("\n")
        elif re.fullmatch(r"h[1-6]", tag):
            self._flush()
            self._lead = "#" * int(tag[1]) + " "
        elif tag in ("li", "dt"):
            self._flush()
            self._lead = "- " if tag == "li" else ""
        elif tag in _BLOCKS:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._unread:
            if tag in self._unread:
                while self._unread.pop() != tag:
                    pass
            return
        if tag == "table" and self._rows is not None:
            if self._nested:
                self._nested -= 1
            else:
                self._end_table()
        elif self._rows is not None and not self._nested:
            if tag in ("td", "th") and self._rows and hasattr(self, "_span"):
                self._rows[-1].append(("".join(self._words).strip(), *self._span))
                self._words = []
        elif re.fullmatch(r"h[1-6]", tag) or tag in _BLOCKS or tag in ("li", "dt"):
            self._flush()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._unread:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        if self._rows is not None:
            self._end_table()
        self._flush()

    def _flush(self) -> None:
        text = " ".join("".join(self._words).split())
        if text and self._rows is None:
            lead = self._lead
            text = text if lead else as_line(text)
            item = lead == "- " and self.blocks and self.blocks[-1].startswith("- ")
            if item:
                self.blocks[-1] += f"\n{lead}{text}"
            else:
                self.blocks.append(f"{lead}{text}")
        if self._rows is None:
            self._words, self._lead = [], ""

    def _end_table(self) -> None:
        rows, doubts = clean(_laid_out(self._rows or []))
        self._rows, self._words = None, []
        self.warnings |= dict.fromkeys(doubts)
        if len(rows) > 1 and max(map(len, rows)) > 1:
            self.blocks.append(as_markdown(rows))
        else:
            self.blocks += [cell for row in rows for cell in row if cell]


def convert_html(text: str) -> Converted:
    """Return the page ``text`` as Markdown. Never raises: browsers read any HTML, so does this."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    title = " ".join(reader.title.split()) or None
    return Converted("\n\n".join(reader.blocks) + "\n", "plain", title, tuple(reader.warnings))


def _span(written: str | None) -> int:
    return min(int(written), MOST_SPAN) if written and written.isdecimal() and int(written) else 1


def _laid_out(rows: list[list[tuple[str, int, int]]]) -> list[list[str | None]]:
    """Return the cells at their places; None where a cell reaches over."""
    grid: dict[tuple[int, int], str | None] = {}
    for y, row in enumerate(rows):
        x = 0
        for text, down, right in row:
            while (y, x) in grid:
                x += 1
            for dy in range(min(down, len(rows) - y)):
                for dx in range(right):
                    grid[y + dy, x + dx] = None if dy or dx else text
            x += right
    width = max((x for _, x in grid), default=-1) + 1
    return [[grid.get((y, x), "") for x in range(width)] for y in range(len(rows))]
