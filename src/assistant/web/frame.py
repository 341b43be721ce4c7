"""The frame of the pages that the server sends finished: head, navigation, body."""

from __future__ import annotations

from starlette.requests import Request

from assistant.web.current import Site
from assistant.web.markup import text
from assistant.web.tabs import Tab, navigation


def frame(
    tab: Tab,
    site: Site,
    title: str,
    body: str,
    *,
    up: str = "",
    script: bool = False,
) -> str:
    """Return a whole page of ``tab`` with ``body``, which is markup, between head and foot.

    ``up`` leads from the page's address to the root of the site. Only where ``script`` is set
    does the page do anything beyond links and forms.
    """
    code = f'<script src="{up}page/explore.js" defer></script>' if script else ""
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{text(title)}</title><link rel="icon" href="{up}page/icon.svg">'
        f'<link rel="stylesheet" href="{up}page/page.css">'
        f'<link rel="stylesheet" href="{up}page/tabs.css">{code}</head>'
        '<body class="plain-page"><a class="skip" href="#content">本文へ移動</a>'
        f"{navigation(tab, site.documents, up, site.tabs)}{body}</body></html>"
    )


def missing(tab: Tab, site: Site, message: str, *, up: str) -> str:
    """Return the page for an address below ``tab`` that names nothing."""
    body = (
        '<main id="content" tabindex="-1"><header class="source-head"><h1>見つかりません</h1>'
        f"</header><p>{text(message)}</p></main>"
    )
    return frame(tab, site, "見つかりません", body, up=up)


def with_query(address: str, request: Request) -> str:
    """Return ``address`` with what was chosen in the address that leads there."""
    return f"{address}?{request.url.query}" if request.url.query else address
