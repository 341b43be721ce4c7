"""The tab 「意見をさがす」: opinions with the plan's responses, searched and narrowed down."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from assistant.errors import AssistantError
from assistant.web import download, render
from assistant.web.current import Current
from assistant.web.forms import check_box, check_boxes, radios
from assistant.web.frame import frame
from assistant.web.markup import attribute, text, whole
from assistant.web.opinions.finding import GROUPS, ORDERS, Choice, Finder, Result
from assistant.web.opinions.show import file_rows, item
from assistant.web.tabs import OPINIONS

SHOWN: Final = 100
"""Entries on one page; a file has all of them."""

QUERY_LIMIT: Final = 2_000
"""Characters the box takes, as many as the engine searches with."""

_CHOICES: Final = 100
"""Values of one group that are read from an address."""

_PARTIAL: Final = {
    True: "。記述がたいへん多いため、言葉に近いものの中から示しています。",
    False: "。記述がたいへん多いため、資料のはじめのほうから示しています。",
}
"""Said where not all passages were looked at, by whether words were looked for."""

_FILE: Final = "意見と対応方針"
_NOTHING: Final = Result((), (), "")
_LEAD: Final = (
    "意見と、それへの対応方針を、並べて読めます。"
    "言葉を入れると、その言葉を含むものと、意味の近いものが出ます。"
)


def add_routes(app: FastAPI, current: Current) -> None:
    """Add the tab and its files."""
    # Here, so that the first reader does not wait for it.
    current.site.made(Finder)

    @app.get("/opinions")
    def page(request: Request) -> HTMLResponse:
        site = current.site
        finder = site.made(Finder)
        titles = site.assistant.titles if len(site.documents) > 1 else {}
        choice = _choice(request)
        trouble = ""
        try:
            result = finder.find(choice)
        except AssistantError as error:
            result, trouble = _NOTHING, render.error(str(error))
        body = (
            '<main id="content" tabindex="-1"><header class="source-head">'
            f'<h1>{OPINIONS.label}</h1><p class="lead">{_LEAD}</p></header>'
            '<div class="source-layout"><form class="search beside" action="opinions" '
            'data-auto="results" role="search">'
            f"{_box(choice)}{_facets(result, choice, finder.can_group)}</form>"
            f'<div class="source-column">{_results(result, choice, titles, trouble)}</div></div>'
            "</main>"
        )
        return HTMLResponse(frame(OPINIONS, site, _title(choice), body, script=True))

    @app.get("/opinions.{ending}")
    def file(request: Request, ending: str) -> Response:
        site = current.site
        try:
            found = site.made(Finder).find(_choice(request)).found
        except AssistantError as error:
            return Response(str(error), 400, media_type="text/plain; charset=utf-8")
        rows = file_rows(found, site.assistant.titles)
        if ending == "csv":
            return download.csv_file(rows, _FILE)
        if ending == "xlsx":
            return download.excel_file(rows, _FILE, _FILE)
        words = "保存できる形は、CSV（.csv）と Excel（.xlsx）です。"
        return Response(words, 404, media_type="text/plain; charset=utf-8")


def _choice(request: Request) -> Choice:
    given = request.query_params
    groups = {name: tuple(map(whole, given.getlist(name)[:_CHOICES])) for name in GROUPS}
    return Choice(
        query=whole(given.get("q", "")),
        groups=groups,
        order=given.get("order", ""),
        grouped=given.get("group") == "true",
    )


def _title(choice: Choice) -> str:
    words = choice.query.strip()
    return f"「{words[:30]}」の意見" if words else OPINIONS.label


def _box(choice: Choice) -> str:
    return (
        '<div class="search-box"><label for="q">さがす言葉</label>'
        f'<input type="search" id="q" name="q" value="{attribute(choice.query)}" '
        f'maxlength="{QUERY_LIMIT}" autocomplete="off">'
        '<button type="submit" class="unscripted">さがす</button></div>'
    )


def _facets(result: Result, choice: Choice, can_group: bool) -> str:
    boxes = "".join(
        check_boxes(facet.label, facet.name, facet.options, choice.groups[facet.name])
        for facet in result.facets
    )
    orders = radios("並べ方", "order", list(ORDERS.items()), result.order)
    group = check_box("group", "true", "似た記述をまとめる", choice.grouped) if can_group else ""
    chosen = sum(map(len, choice.groups.values()))
    count = f"（{chosen}件選択中）" if chosen else ""
    unfolded = " open" if chosen or result.order else ""
    return (
        f'<details class="facets"{unfolded}><summary>絞りこむ・並べ替える'
        f'<span id="chosen" data-follow>{count}</span></summary>'
        f"{boxes}{orders}{group}</details>"
    )


def _results(result: Result, choice: Choice, titles: dict[str, str], trouble: str) -> str:
    items = "".join(item(found, choice.query, titles) for found in result.found[:SHOWN])
    shown = sum(1 + len(found.similar) for found in result.found)
    query = urlencode(_query(choice))
    if trouble:
        said = trouble
    elif not shown:
        said = (
            '<p role="status" class="empty">合う記述がありません。言葉を短くするか、'
            '<a href="opinions">条件をすべて外して</a>みてください。</p>'
        )
    else:
        more = f"（はじめの{SHOWN}件を表示しています）" if len(result.found) > SHOWN else ""
        part = _PARTIAL[bool(choice.query.strip())] if result.partial else ""
        said = (
            f'<p role="status">{_counted(shown, result.near, choice)}{more}{part}</p>'
            '<p class="downloads">'
            f'<a href="opinions.csv?{attribute(query)}" download>CSVで保存</a>'
            f'<a href="opinions.xlsx?{attribute(query)}" download>Excelで保存</a></p>'
        )
    return (
        '<section id="results" aria-labelledby="results-title">'
        f'<h2 id="results-title" class="visually-hidden">見つかった記述</h2>'
        f'<div class="found">{said}</div><ol class="entries">{items}</ol></section>'
    )


def _counted(shown: int, near: int, choice: Choice) -> str:
    """Return how many hold the words of the query, apart from those that only come near."""
    if near == shown:
        words = text(choice.query.strip()[:30])
        return f"「{words}」を含む記述はありません。意味の近い記述を{near}件示します。"
    also = f"と、意味の近い記述{near}件" if near else ""
    return f"<strong>{shown - near}件</strong>の記述{also}"


def _query(choice: Choice) -> list[tuple[str, str]]:
    pairs = [("q", choice.query), ("order", choice.order)]
    pairs += [(name, value) for name, values in choice.groups.items() for value in values]
    pairs += [("group", "true" if choice.grouped else "")]
    return [(name, value) for name, value in pairs if value]
