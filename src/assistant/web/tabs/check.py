"""The tab 「数字を確かめる」: a text is pasted, and each of its figures is checked."""

from __future__ import annotations

from typing import Final

from assistant.web import render
from assistant.web.endpoints import Asked
from assistant.web.parts import still
from assistant.web.tabs import CHECK

LEAD: Final = "文章の中の数字を、資料の数字と一つずつ照らし合わせます。"


def build(assistant: Asked) -> None:
    """Add the tab to the page of Blocks being built."""
    still(render.header(CHECK, assistant.documents, LEAD, "check", "本文へ移動"), "page-head")
    still(render.footer(assistant.documents), "page-foot")
