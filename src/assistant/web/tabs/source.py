"""The tab 「原文」: the full text of a document, the cited span marked, words found in it.

Every passage has an address that stays: ``source/<document>?passage=<id>#<id>``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final
from urllib.parse import urlencode

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
from assistant.web.source.sheets import Sheet, sheet, sheet_at
from assistant.web.tabs import SOURCE

_HEADINGS: Final = 500
"""Headings in the table of contents, at most."""
_ELSEWHERE: Final = 20
"""Passages on other sheets that hold the words looked for, at most."""
_BEGINNING: Final = 60
"""Characters that such a passage is shown by."""
_LOOKED_AT: Final = 5_000
"""Pieces among which they are looked for."""

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
    def source(name: str, passage: str | None = None, q: str = "", part: str = "1") -> HTMLResponse:
        site = current.site
        document = next((d for d in site.documents if d.id == name), None)
        if document is None:
            words = "この名前の資料はありません。"
            return HTMLResponse(missing(SOURCE, site, words, up="../"), 404)
        cited = site.assistant.passages.get(passage) if passage else None
        if passage and (cited is None or cited.document != name):
            words = "資料の中に、この番号の箇所はありません。"
            return HTMLResponse(missing(SOURCE, site, words, up="../"), 404)
        number = int(part) if re.fullmatch("[0-9]{1,9}", part) else 1
        return HTMLResponse(source_page(document, site, cited, whole(q)[:QUERY_LIMIT], number))


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
    number: int = 1,
) -> str:
    """Return the page that shows ``document`` whole, or the sheet of a long one.

    ``cited`` is marked if it is given, and decides which sheet is shown, else ``number`` does. So
    is every place of the words of ``query`` on the sheet.
    """
    source = document.source
    shown = sheet_at(source, cited.start) if cited else sheet(source, number)
    hits = tuple(
        Span(hit.start + shown.start, hit.end + shown.start)
        for hit in find(source[shown.start : shown.end], query)
    )
    turning = _turning(document, shown, query)
    body = (
        f'<header class="source-head"><h1>{text(document.title)}</h1>{published(document)}'
        f'<p class="terms">{text(document.licence)}</p></header>'
        f'<div class="source-layout"><aside class="beside" aria-label="原文の中をさがす">'
        f"{_search(document, shown, query, hits)}{_elsewhere(site, document, shown, query)}"
        f"{_contents(document)}{_regions(document, shown)}</aside>"
        f'<div class="source-column">{_cited(cited)}{turning}'
        '<main id="content" class="source-text" aria-label="原文" lang="ja" tabindex="-1">'
        f"{''.join(lines(document, shown, cited, hits))}</main>{turning}</div></div>"
    )
    return frame(SOURCE, site, f"{document.title} - 原文", body, up="../")


def _turning(document: Document, shown: Sheet, query: str) -> str:
    """Return links to the sheets before and after, where there is more than one."""
    if shown.count == 1:
        return ""
    steps = [("前へ", shown.number - 1), ("次へ", shown.number + 1)]
    links = "".join(
        f'<a href="{attribute(_sheet_url(document, number, query))}">{words}</a> '
        for words, number in steps
        if 1 <= number <= shown.count
    )
    where = f"長い資料のため、{shown.count:,}つに分けたうちの{shown.number:,}番目を表示しています。"
    return f'<p class="sheets">{where} {links}</p>'


def _sheet_url(document: Document, number: int, query: str = "") -> str:
    given = {"part": str(number)} | ({"q": query} if query else {})
    return f"../{source_address(document)}?{urlencode(given)}"


def _search(document: Document, shown: Sheet, query: str, hits: Sequence[Span]) -> str:
    address = attribute("../" + source_address(document))
    where = "原文" if shown.count == 1 else "この範囲"
    kept = "" if shown.count == 1 else f'<input type="hidden" name="part" value="{shown.number}">'
    said = ""
    if query.strip() and not hits:
        said = f'<p role="status">この言葉は{where}にありません。</p>'
    elif hits:
        listed = "".join(_hit(document.source, n, hit) for n, hit in enumerate(hits, start=1))
        more = "以上" if len(hits) == MOST else ""
        said = (
            f'<p role="status">{"" if shown.count == 1 else "この範囲の"}{len(hits)}箇所{more}'
            f'にあります。</p><ol class="hits">{listed}</ol>'
        )
    return (
        f'<form class="search" role="search" action="{address}">'
        '<div class="search-box"><label for="q">原文の中をさがす</label>'
        f'<input type="search" id="q" name="q" value="{attribute(query)}" '
        f'maxlength="{QUERY_LIMIT}">{kept}<button type="submit">さがす</button></div></form>{said}'
    )


def _elsewhere(site: Site, document: Document, shown: Sheet, query: str) -> str:
    """Return links to passages of other sheets that hold ``query`` word for word."""
    words = "".join(c for c in query if c not in '「」『』“”"')
    if shown.count == 1 or not any(c.isalnum() for c in words):
        return ""
    found = site.assistant.search(f"「{words}」", document=document.id, top_k=_ELSEWHERE)
    passages = [
        hit.passage
        for hit in found
        if hit.legs.get("literal", 0) > 0 and not shown.start <= hit.passage.start < shown.end
    ]
    if not passages:
        return ""
    items = "".join(
        f'<li><a href="{attribute("../" + source_url(p))}">{text(p.text[:_BEGINNING])}</a></li>'
        for p in passages
    )
    return f'<p>この範囲の外で、この言葉を含む記述:</p><ul class="hits">{items}</ul>'


def _hit(source: str, number: int, hit: Span) -> str:
    before, words, after = map(text, around(source, hit))
    return f'<li><a href="#hit-{number}">{before}<mark>{words}</mark>{after}</a></li>'


def _regions(document: Document, shown: Sheet) -> str:
    """Return the passages of a sheet whose region the source does not state, by the reason."""
    reasons: dict[tuple[str, str], list[Passage]] = {}
    for passage in shown.within(document.passages):
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
    source = document.source
    found = (piece for piece in document.pieces[:_LOOKED_AT] if piece.role == "heading")
    headings = list(islice(found, _HEADINGS))
    if len(headings) < 2:
        return ""
    items, line, place = "", 1, 0
    for piece in headings:
        line, place = line + source.count("\n", place, piece.start), piece.start
        on = sheet_at(source, place)
        address = _sheet_url(document, on.number) if on.count > 1 else ""
        words = text(" ".join(source[piece.start : piece.end].split()))
        items += f'<li><a href="{attribute(address)}#L{line}">{words}</a></li>'
    return (
        '<nav class="contents" aria-label="目次"><details><summary>目次</summary>'
        f"<ul>{items}</ul></details></nav>"
    )
