"""A source text as lines of HTML: numbered, passages with their ids, citation and finds marked.

Marks are cut in Python, from the same character offsets that the citation holds, because offsets
do not survive in a browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.types import Document, Passage, Span
from assistant.web.labels import place_of
from assistant.web.markup import attribute, text


def lines(
    document: Document, cited: Passage | None = None, hits: Sequence[Span] = ()
) -> Iterator[str]:
    """Yield one element for each line of the source, numbered from 1 as an editor would.

    A form feed is drawn as the page border it stands for.
    """
    view = _View(document, cited, hits)
    headings = [p for p in document.pieces if p.role == "heading"]
    offset = 0
    for number, line in enumerate(document.source.split("\n"), start=1):
        end = offset + len(line)
        if "\f" in line:
            yield '<p class="page-border"><span>ここで原文のページが変わります</span></p>'
        first, last = offset + len(line) - len(line.lstrip()), offset + len(line.rstrip())
        heading = any(h.start <= first < last <= h.end for h in headings)
        blank = not line.strip()
        yield (
            f'<div class="line{" heading" if heading else ""}{" blank" if blank else ""}" '
            f'id="L{number}"><span class="line-number" aria-hidden="true" data-n="{number}">'
            f"</span><span>{view.line(offset, end)}</span></div>"
        )
        offset = end + 1


class _View:
    """A document's text with what is marked in it."""

    def __init__(self, document: Document, cited: Passage | None, hits: Sequence[Span]) -> None:
        self._source = document.source
        self._passages = sorted(document.passages, key=lambda p: (p.start, p.end))
        self._cited = cited
        self._hits = hits

    def line(self, start: int, end: int) -> str:
        """Return ``source[start:end]`` with an anchor where a passage begins, the cited marked.

        Where passages overlap, the text still appears once: the first one keeps its span. A
        passage whose region is not stated ends with a sign, which is no part of the text.
        """
        pieces: list[str] = []
        at = start
        for passage in self._passages:
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
        for number, hit in enumerate(self._hits, start=1):
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
