"""The frame of the pages that the server sends finished: head, navigation, body."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Document
from assistant.web.markup import text
from assistant.web.tabs import Tab, navigation


def frame(
    tab: Tab,
    documents: Sequence[Document],
    title: str,
    body: str,
    *,
    up: str = "",
    wide: bool = False,
) -> str:
    """Return a whole page of ``tab`` with ``body``, which is markup, between head and foot.

    ``up`` leads from the page's address to the root of the site; ``wide`` pages use the width of
    the screen, the others keep lines short enough to read.
    """
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{text(title)}</title><link rel="icon" href="{up}page/icon.svg">'
        f'<link rel="stylesheet" href="{up}page/page.css">'
        f'<script src="{up}page/explore.js" defer></script></head>'
        f'<body class="plain-page{" wide" if wide else ""}">'
        '<a class="skip" href="#content">本文へ移動</a>'
        f"{navigation(tab, documents, up)}{body}</body></html>"
    )
