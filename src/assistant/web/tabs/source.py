"""The full text of a document as a page of its own: numbered lines, the cited span marked.

The page is finished HTML and needs no script. Marks are cut in Python, from the same
character offsets that the citation holds, because offsets do not survive in a browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.types import Document, Passage
from assistant.web.endpoints import Asked
from assistant.web.frame import frame, missing
from assistant.web.markup import (
    attribute,
    kind_line,
    published,
    region_line,
    source_address,
    text,
    trail_line,
)
from assistant.web.tabs import SOURCE


def add_routes(app: FastAPI, assistant: Asked) -> None:
    """Add the tab, with an address for each document, and for each passage of it."""
    documents = assistant.documents
    known = {document.id: document for document in documents}

    @app.get("/source", response_model=None)
    def first() -> Response:
        if len(documents) == 1:
            return RedirectResponse(source_address(documents[0]))
        return HTMLResponse(list_page(documents))

    @app.get("/source/{name}")
    def source(name: str, passage: str | None = None) -> HTMLResponse:
        document = known.get(name)
        if document is None:
            words = "この名前の資料はありません。"
            return HTMLResponse(missing(SOURCE, documents, words, up="../"), 404)
        cited = next((p for p in document.passages if p.id == passage), None)
        if passage and cited is None:
            words = "資料の中に、この番号の箇所はありません。"
            return HTMLResponse(missing(SOURCE, documents, words, up="../"), 404)
        return HTMLResponse(source_page(document, documents, cited))


def list_page(documents: Sequence[Document]) -> str:
    """Return the page that lists the documents, where there is not just one."""
    items = "".join(
        f'<li><a href="{attribute(source_address(d))}">{text(d.title)}</a>{published(d)}</li>'
        for d in documents
    )
    body = (
        '<header class="source-head"><h1>原文</h1></header>'
        f'<main id="content" tabindex="-1"><ul class="documents">{items}</ul></main>'
    )
    return frame(SOURCE, documents, "原文", body)


def source_page(
    document: Document, documents: Sequence[Document], cited: Passage | None = None
) -> str:
    """Return the page that shows ``document`` whole, with ``cited`` marked if it is given."""
    body = (
        f'<header class="source-head"><h1>{text(document.title)}</h1>{published(document)}'
        f'<p class="terms">{text(document.licence)}</p></header>'
        f"{_cited(cited)}{_contents(document)}"
        '<main id="content" class="source-text" aria-label="原文" lang="ja" tabindex="-1">'
        f"{''.join(_lines(document, cited))}</main>"
    )
    return frame(SOURCE, documents, f"{document.title} - 原文", body, up="../")


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
