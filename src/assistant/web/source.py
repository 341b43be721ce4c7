"""The full text of a document as a page of its own: numbered lines, the cited span marked.

The page is finished HTML and needs no script. Marks are cut in Python, from the same
character offsets that the citation holds, because offsets do not survive in a browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.types import Document, Passage
from assistant.web.labels import month_of
from assistant.web.markup import attribute, kind_line, region_line, text, trail_line

_STYLES: Final = "../page/page.css"


def source_page(document: Document, cited: Passage | None = None) -> str:
    """Return the page that shows ``document`` whole, with ``cited`` marked if it is given."""
    title = f"{document.title} - 原文"
    return _frame(
        title,
        '<a class="skip" href="#text">本文へ移動</a>'
        '<header class="source-head">'
        '<p class="back"><a href="../">質問のページへ戻る</a></p>'
        f"<h1>{text(document.title)}</h1>{published(document)}"
        f'<p class="terms">{text(document.licence)}</p></header>'
        f"{_cited(cited)}{_contents(document)}"
        '<main id="text" class="source-text" aria-label="原文" lang="ja" tabindex="-1">'
        f"{''.join(_lines(document, cited))}</main>"
        '<footer class="back"><a href="../">質問のページへ戻る</a></footer>',
    )


def missing_page(message: str) -> str:
    """Return the page for an address that names no document or passage."""
    return _frame(
        "見つかりません",
        '<header class="source-head"><h1>見つかりません</h1></header>'
        f"<main><p>{text(message)}</p>"
        '<p class="back"><a href="../">質問のページへ戻る</a></p></main>',
    )


def published(document: Document) -> str:
    """Return who published ``document`` and when, as a line of text."""
    parts = [text(part) for part in (document.publisher, month_of(document.date)) if part]
    return f'<p class="published">{" ・ ".join(parts)}</p>' if parts else ""


def _frame(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{text(title)}</title><link rel="icon" href="../page/icon.svg">'
        f'<link rel="stylesheet" href="{_STYLES}"></head>'
        f'<body class="source-page">{body}</body></html>'
    )


def _cited(passage: Passage | None) -> str:
    if passage is None:
        return ""
    return (
        '<section class="cited" aria-labelledby="cited-title"><h2 id="cited-title">'
        f"引用した箇所</h2>{kind_line(passage)}{trail_line(passage)}{region_line(passage)}"
        f'<p class="open"><a href="#{attribute(passage.id)}">該当する行へ移動</a></p></section>'
    )


def _contents(document: Document) -> str:
    """Return links to the headings of ``document``, folded away until asked for."""
    headings = [piece for piece in document.pieces if piece.role == "heading"]
    if len(headings) < 2:
        return ""
    items = "".join(
        f'<li><a href="#L{_line_number(document.source, piece.start)}">'
        f"{text(' '.join(document.source[piece.start : piece.end].split()))}</a></li>"
        for piece in headings
    )
    return (
        '<nav class="contents" aria-label="目次"><details><summary>目次</summary>'
        f"<ul>{items}</ul></details></nav>"
    )


def _line_number(source: str, offset: int) -> int:
    return source.count("\n", 0, offset) + 1


def _lines(document: Document, cited: Passage | None) -> Iterator[str]:
    """Yield one element for each line of the source, numbered from 1 as an editor would.

    A form feed is drawn as the page border it stands for.
    """
    passages = sorted(document.passages, key=lambda p: (p.start, p.end))
    headings = [p for p in document.pieces if p.role == "heading"]
    offset = 0
    for number, line in enumerate(document.source.split("\n"), start=1):
        end = offset + len(line)
        if "\f" in line:
            yield '<p class="page-border"><span>ここで原文のページが変わります</span></p>'
        first, last = offset + len(line) - len(line.lstrip()), offset + len(line.rstrip())
        heading = any(h.start <= first < last <= h.end for h in headings)
        content = _spans(document.source, offset, end, passages, cited)
        blank = not line.strip()
        yield (
            f'<div class="line{" heading" if heading else ""}{" blank" if blank else ""}" '
            f'id="L{number}"><span class="line-number" aria-hidden="true" data-n="{number}">'
            f"</span><span>{content}</span></div>"
        )
        offset = end + 1


def _spans(
    source: str, start: int, end: int, passages: Sequence[Passage], cited: Passage | None
) -> str:
    """Return ``source[start:end]`` with an anchor where a passage begins, the cited marked.

    Where passages overlap, the text still appears once: the first one keeps its span.
    """
    pieces: list[str] = []
    at = start
    for passage in passages:
        left, right = max(passage.start, at), min(passage.end, end)
        if left >= right:
            continue
        pieces.append(_plain(source, at, left))
        anchor = f' id="{attribute(passage.id)}"' if passage.start >= start else ""
        tag = "mark" if cited and passage.id == cited.id else "span"
        inner = _plain(source, left, right)
        if inner.strip() or anchor:
            pieces.append(f'<{tag} class="passage"{anchor}>{inner}</{tag}>')
        at = right
    return "".join(pieces) + _plain(source, at, end)


def _plain(source: str, start: int, end: int) -> str:
    return text(source[start:end].replace("\f", "").replace("\r", ""))
