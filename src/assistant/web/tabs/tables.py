"""The tab of the tables: as printed and as data, what the audit found, charts, downloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.types import Document, Passage, Table
from assistant.web import download
from assistant.web.current import Current, Site
from assistant.web.endpoints import Asked
from assistant.web.frame import frame, missing, with_query
from assistant.web.markup import attribute, published, source_address, source_url, text
from assistant.web.table import audit, figures
from assistant.web.table.grid import MOST_ROWS, Grid, file_rows
from assistant.web.table.place import Place, address_of
from assistant.web.table.view import View, charted
from assistant.web.tabs import TABLES, label_of

if TYPE_CHECKING:
    from assistant.tables.audit import Audit

_UP: Final = "../../"
_NO_TABLE: Final = "この名前の表はありません。"
_NO_CHART: Final = "このグラフはありません。"


@dataclass(frozen=True, slots=True)
class _Tables:
    """All tables by id with their documents, and what the audit found of each."""

    known: Mapping[str, tuple[Document, Table]]
    audits: Mapping[str, Audit]

    @classmethod
    def of(cls, assistant: Asked) -> _Tables:
        documents = assistant.documents
        known = {table.id: (document, table) for document in documents for table in document.tables}
        return cls(known, {found.table: found for found in assistant.audit()})


def add_routes(app: FastAPI, current: Current) -> None:
    """Add the tab, with an address for each table, its data, and the data of each chart."""
    # Here, so that the first reader does not wait for it.
    current.site.made(_Tables.of)

    @app.get("/tables", response_model=None)
    def first(request: Request) -> Response:
        site = current.site
        known = site.made(_Tables.of).known
        if len(known) == 1:
            table = next(iter(known.values()))[1]
            return RedirectResponse(with_query(address_of(table), request))
        return HTMLResponse(list_page(site))

    def lost(site: Site, words: str) -> HTMLResponse:
        return HTMLResponse(missing(TABLES, site, words, up=_UP), 404)

    @app.get("/tables/{document}/{name}")
    def one(
        document: str,
        name: str,
        count: str = "",
        details: str = "",
        sort: str = "",
        order: str = "",
        measure: str = "",
    ) -> HTMLResponse:
        site = current.site
        tables = site.made(_Tables.of)
        if (found := tables.known.get(f"{document}/{name}")) is None:
            return lost(site, _NO_TABLE)
        table, passages = found[1], site.assistant.passages
        view = View(
            count if count in {q.id for q in table.quantities} else None,
            details == "true",
            sort,
            order == "desc",
        )
        chosen = {
            "count": view.quantity,
            "details": details if view.details else None,
            "sort": sort,
            "order": order if view.descending else None,
            "measure": measure,
        }
        place = Place(table, _UP, {name: value for name, value in chosen.items() if value})
        body = (
            f'<main id="content" tabindex="-1">{_head(*found, len(tables.known) > 1)}'
            f"{Grid(place, view, passages).section()}{figures.section(place, measure)}"
            f"{audit.section(tables.audits[table.id], passages, _UP)}"
            f"{_printed(table, passages)}</main>"
        )
        return HTMLResponse(frame(TABLES, site, table.title, body, up=_UP, script=True))

    @app.get("/tables/{document}/{name}/data.csv", response_model=None)
    def data(document: str, name: str) -> Response:
        site = current.site
        if (found := site.made(_Tables.of).known.get(f"{document}/{name}")) is None:
            return lost(site, _NO_TABLE)
        return download.csv_file(list(file_rows(found[1])), found[1].title)

    @app.get("/tables/{document}/{name}/chart.csv", response_model=None)
    def chart(document: str, name: str, measure: str = "", by: str = "") -> Response:
        site = current.site
        if (found := site.made(_Tables.of).known.get(f"{document}/{name}")) is None:
            return lost(site, _NO_TABLE)
        drawn = next((m for m in charted(found[1]) if m.id == measure), None)
        file = figures.file_rows(found[1], drawn, by) if drawn else None
        return download.csv_file(file[1], file[0]) if file else lost(site, _NO_CHART)


def list_page(site: Site) -> str:
    """Return the page that lists the tables, where there is not just one."""
    label = label_of(TABLES, site.documents)
    items = "".join(
        f'<li><a href="{attribute(address_of(table))}">{text(table.title)}</a>'
        f'<p class="published">{text(document.title)}</p></li>'
        for document in site.documents
        for table in document.tables
    )
    listed = f'<ul class="documents">{items}</ul>' if items else "<p>資料に数の表はありません。</p>"
    body = (
        f'<main id="content" tabindex="-1"><header class="source-head"><h1>{text(label)}</h1>'
        f"</header>{listed}</main>"
    )
    return frame(TABLES, site, label, body)


def _head(document: Document, table: Table, among_others: bool) -> str:
    address = attribute(_UP + source_address(document))
    others = f'<p><a href="{_UP}tables">ほかの表を見る</a></p>' if among_others else ""
    return (
        f'<header class="source-head"><h1>{text(table.title)}</h1>'
        f'<p><a href="{address}">{text(document.title)}</a></p>{published(document)}{others}'
        '<nav class="within" aria-label="このページの中"><ul>'
        '<li><a href="#data">数値の表</a></li><li><a href="#charts">グラフ</a></li>'
        '<li><a href="#audit">合計の検算</a></li><li><a href="#printed">印刷のとおり</a></li>'
        "</ul></nav></header>"
    )


def _printed(table: Table, passages: Mapping[str, Passage]) -> str:
    """Return the rows, the total and the notes word for word, each with its place."""
    rows = (*table.rows[:MOST_ROWS], *((table.total,) if table.total else ()))
    more = (
        f"（{len(table.rows):,}行のうち、はじめの{MOST_ROWS:,}行です）"
        if len(table.rows) > MOST_ROWS
        else ""
    )
    items = "".join(
        f'<li><blockquote>{text(p.text)}</blockquote><p class="open">'
        f'<a href="{attribute(_UP + source_url(p))}">原文で見る</a></p></li>'
        for id in (*(row.passage for row in rows), *table.notes)
        if (p := passages.get(id))
    )
    return (
        '<section id="printed" aria-labelledby="printed-title">'
        '<h2 id="printed-title">印刷のとおり</h2>'
        f"<p>資料の文字を、行ごとにそのまま写したものです{more}。</p>"
        f'<ol class="printed">{items}</ol></section>'
    )
