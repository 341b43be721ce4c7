"""The pages a reader moves between, one module each, and the navigation that joins them.

Every tab has an address of its own. One is Gradio's page, because it holds a conversation
(``ask``: its ``build`` is called inside the Blocks). The others are finished HTML from the server,
each with an ``add_routes``: they appear at once and work without a script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.types import Document
from assistant.web.markup import text


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its address below the root of the site, without a slash, and its name."""

    path: str
    label: str


ASK: Final = Tab("", "質問する")
OPINIONS: Final = Tab("opinions", "意見をさがす")
TABLES: Final = Tab("tables", "数の表")
CHECK: Final = Tab("check", "数字を確かめる")
SOURCE: Final = Tab("source", "原文")
ABOUT: Final = Tab("about", "この資料について")
MANAGE: Final = Tab("manage", "資料の管理")
"""Only with ``serve --manage``."""

ALL: Final = (ASK, OPINIONS, TABLES, CHECK, SOURCE, ABOUT)


_LONGEST_LABEL: Final = 12
"""Characters of the name of a tab; the navigation is no place for a whole title."""


def label_of(tab: Tab, documents: Sequence[Document]) -> str:
    """Return the name of ``tab`` over these documents.

    The tables are called what the documents call them (出席者), where all call them the same and
    the word is short.
    """
    sections = {table.section for document in documents for table in document.tables}
    own = sections.pop() if tab == TABLES and len(sections) == 1 else ""
    return own if 0 < len(own) <= _LONGEST_LABEL else tab.label


def navigation(
    current: Tab, documents: Sequence[Document], up: str = "", tabs: Sequence[Tab] = ALL
) -> str:
    """Return the links to ``tabs``, ``current`` marked.

    ``up`` leads from the page's address to the root of the site: ``""``, ``"../"`` and so on.
    """
    links = "".join(_link(tab, current, documents, up) for tab in tabs)
    return f'<nav class="tabs" aria-label="ページ"><ul>{links}</ul></nav>'


def _link(tab: Tab, current: Tab, documents: Sequence[Document], up: str) -> str:
    here = ' aria-current="page"' if tab == current else ""
    address = up + tab.path or "./"
    return f'<li><a href="{address}"{here}>{text(label_of(tab, documents))}</a></li>'
