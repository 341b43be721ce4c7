"""The tab 「原文」: the full text of a document, the cited span marked, words found in it.

Every passage has an address that stays: ``source/<document>?passage=<id>#<id>``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.types import Document, Passage, Span
from assistant.web.current import Current, Site
from assistant.web.frame import frame, missing, with_query
from assistant.web.labels import place_of
from assistant.web.markup import (
    attribute,
    kind_line,
    published,
    region_line,
    source_address,
    source_url,
    text,
    trail_line,
    whole,
)
from assistant.web.source.find import MOST, around, find
from assistant.web.source.lines import lines
from assistant.web.tabs import SOURCE

QUERY_LIMIT: Final = 200
"""Characters of the words to be found in a text."""


def add_routes(app: FastAPI, current: Current) -> None:
    """Add the tab, with an address for each document, and for each passage of it."""

    @app.get("/source", response_model=None)
    def first(request: Request) -> Response:
        site = current.site
        if len(site.documents) == 1:
            return RedirectResponse(with_query(source_address(site.documents[0]), request))
        return HTMLResponse(list_page(site))

    @app.get("/source/{name}")
    def source(name: str, passage: str | None = None, q: str = "") -> HTMLResponse:
        site = current.site
        document = next((d for d in site.documents if d.id == name), None)
        if document is None:
            words = "この名前の資料はありません。"
            return HTMLResponse(missing(SOURCE, site, words, up="../"), 404)
        cited = next((p for p in document.passages if p.id == passage), None)
        if passage and cited is None:
            words = "資料の中に、この番号の箇所はありません。"
            return HTMLResponse(missing(SOURCE, site, words, up="../"), 404)
        return HTMLResponse(source_page(document, site, cited, whole(q)[:QUERY_LIMIT]))


def list_page(site: Site) -> str:
    """Return the page that lists the documents, where there is not just one."""
    items = "".join(
        f'<li><a href="{attribute(source_address(d))}">{text(d.title)}</a>{published(d)}</li>'
        for d in site.documents
    )
    body = (
        '<header class="source-head"><h1>原文</h1></header>'
        f'<main id="content" tabindex="-1"><ul class="documents">{items}</ul></main>'
    )
    return frame(SOURCE, site, "原文", body)


def source_page(
    document: Document,
    site: Site,
    cited: Passage | None = None,
    query: str = "",
) -> str:
    """Return the page that shows ``document`` whole.

    ``cited`` is marked if it is given, and so is every place of the words of ``query``.
    """
    hits = find(document.source, query)
    body = (
        f'<header class="source-head"><h1>{text(document.title)}</h1>{published(document)}'
        f'<p class="terms">{text(document.licence)}</p></header>'
        f'<div class="source-layout"><aside class="beside" aria-label="原文の中をさがす">'
        f"{_search(document, query, hits)}{_contents(document)}{_regions(document)}</aside>"
        f'<div class="source-column">{_cited(cited)}'
        '<main id="content" class="source-text" aria-label="原文" lang="ja" tabindex="-1">'
        f"{''.join(lines(document, cited, hits))}</main></div></div>"
    )
    return frame(SOURCE, site, f"{document.title} - 原文", body, up="../")


def _search(document: Document, query: str, hits: Sequence[Span]) -> str:
    address = attribute("../" + source_address(document))
    said = ""
    if query.strip() and not hits:
        said = '<p role="status">この言葉は原文にありません。</p>'
    elif hits:
        listed = "".join(_hit(document.source, n, hit) for n, hit in enumerate(hits, start=1))
        more = "以上" if len(hits) == MOST else ""
        said = (
            f'<p role="status">{len(hits)}箇所{more}にあります。</p><ol class="hits">{listed}</ol>'
        )
    return (
        f'<form class="search" role="search" action="{address}">'
        '<div class="search-box"><label for="q">原文の中をさがす</label>'
        f'<input type="search" id="q" name="q" value="{attribute(query)}" '
        f'maxlength="{QUERY_LIMIT}"><button type="submit">さがす</button></div></form>{said}'
    )


def _hit(source: str, number: int, hit: Span) -> str:
    before, words, after = map(text, around(source, hit))
    return f'<li><a href="#hit-{number}">{before}<mark>{words}</mark>{after}</a></li>'


def _regions(document: Document) -> str:
    """Return the passages whose region the source does not state, with the reason, by reason."""
    reasons: dict[tuple[str, str], list[Passage]] = {}
    for passage in document.passages:
        if passage.region and passage.region.basis != "stated":
            place = place_of(passage.region)
            head = f"{place.sign} {place.name}（{place.basis}）"
            reasons.setdefault((head, "".join(place.details)), []).append(passage)
    if not reasons:
        return ""
    items = "".join(
        f'<li><p><strong>{text(head)}</strong></p><p class="explain">{text(why)}</p><ul>'
        + "".join(
            f'<li><a href="{attribute("../" + source_url(p))}">{text(p.text)}</a></li>'
            for p in passages
        )
        + "</ul></li>"
        for (head, why), passages in reasons.items()
    )
    return (
        '<details class="regions"><summary>地域が書かれていない記述</summary>'
        "<p>表の行が失われているなど、どの地域の記述かが原文だけでは分からないものです。"
        f"本文にも印を付けています。</p><ul>{items}</ul></details>"
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
