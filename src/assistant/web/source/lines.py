"""A source text as lines of HTML: numbered, passages with their ids, citation and finds marked.

Marks are cut in Python, from the same character offsets that the citation holds, because offsets
do not survive in a browser.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from assistant.types import Document, Passage, Span
from assistant.web.labels import place_of
from assistant.web.markup import attribute, text
from assistant.web.source.sheets import Placed, Sheet


def lines(
    document: Document, sheet: Sheet, cited: Passage | None = None, hits: Sequence[Span] = ()
) -> Iterator[str]:
    """Yield one element for each line of a sheet, numbered from 1 as an editor would.

    A form feed is drawn as the page border it stands for.
    """
    source = document.source
    view = _View(source, sheet.within(document.passages), cited, hits)
    headings = _Ordered([p for p in sheet.within(document.pieces) if p.role == "heading"])
    offset = sheet.start
    first_line = source.count("\n", 0, offset) + 1
    shown = source[sheet.start : sheet.end].removesuffix("\n" if sheet.end < len(source) else "")
    for number, line in enumerate(shown.split("\n"), start=first_line):
        end = offset + len(line)
        if "\f" in line:
            yield '<p class="page-border"><span>ここで原文のページが変わります</span></p>'
        first, last = offset + len(line) - len(line.lstrip()), offset + len(line.rstrip())
        heading = any(h.start <= first < last <= h.end for h in headings.within(first, last))
        blank = not line.strip()
        yield (
            f'<div class="line{" heading" if heading else ""}{" blank" if blank else ""}" '
            f'id="L{number}"><span class="line-number" aria-hidden="true" data-n="{number}">'
            f"</span><span>{view.line(offset, end)}</span></div>"
        )
        offset = end + 1


_Item = TypeVar("_Item", bound=Placed)


class _Ordered(Generic[_Item]):
    """Spans in order, so that those of one line are found without looking at all of them."""

    def __init__(self, spans: Sequence[_Item]) -> None:
        self._spans = sorted(spans, key=lambda span: (span.start, span.end))
        self._starts = [span.start for span in self._spans]
        # They may overlap: how far any span up to here reaches.
        self._reach = list(accumulate((span.end for span in self._spans), max))

    def within(self, start: int, end: int) -> Iterator[_Item]:
        """Yield the spans that may hold a character of ``[start, end)``, in order."""
        return (span for _, span in self.numbered(start, end))

    def numbered(self, start: int, end: int) -> Iterator[tuple[int, _Item]]:
        """Yield these spans with their numbers among all, from 1."""
        first, last = bisect_right(self._reach, start), bisect_left(self._starts, end)
        return ((n + 1, self._spans[n]) for n in range(first, last))


class _View:
    """A text with what is marked in it."""

    def __init__(
        self,
        source: str,
        passages: Sequence[Passage],
        cited: Passage | None,
        hits: Sequence[Span],
    ) -> None:
        self._source = source
        self._passages = _Ordered(passages)
        self._cited = cited
        self._hits = _Ordered(hits)

    def line(self, start: int, end: int) -> str:
        """Return ``source[start:end]`` with an anchor where a passage begins, the cited marked.

        Where passages overlap, the text still appears once: the first one keeps its span. A
        passage whose region is not stated ends with a sign, which is no part of the text.
        """
        pieces: list[str] = []
        at = start
        for passage in self._passages.within(start, end):
            left, right = max(passage.start, at), min(passage.end, end)
            if left >= right:
                continue
            pieces.append(self._plain(at, left))
            anchor = f' id="{attribute(passage.id)}"' if passage.start >= start else ""
            tag = "mark" if self._cited and passage.id == self._cited.id else "span"
            inner = self._plain(left, right)
            if inner.strip() or anchor:
                sign = _sign(passage) if passage.end <= end else ""
                pieces.append(f'<{tag} class="passage"{anchor}{sign}>{inner}</{tag}>')
            at = right
        return "".join(pieces) + self._plain(at, end)

    def _plain(self, start: int, end: int) -> str:
        """Return ``source[start:end]`` escaped, with what was found in it marked."""
        pieces: list[str] = []
        at = start
        for number, hit in self._hits.numbered(start, end):
            left, right = max(hit.start, at), min(hit.end, end)
            if left >= right:
                continue
            anchor = f' id="hit-{number}"' if hit.start >= start else ""
            pieces.append(self._text(at, left))
            if inner := self._text(left, right):
                pieces.append(f'<mark class="hit"{anchor}>{inner}</mark>')
            at = right
        return "".join(pieces) + self._text(at, end)

    def _text(self, start: int, end: int) -> str:
        return text(self._source[start:end].replace("\f", "").replace("\r", ""))


def _sign(passage: Passage) -> str:
    if passage.region is None or passage.region.basis == "stated":
        return ""
    place = place_of(passage.region)
    words = attribute(f"{place.sign} {place.name}（{place.basis}）")
    return f' data-basis="{words}"'
