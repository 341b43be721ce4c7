"""The tab 「この資料について」."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from assistant.web.endpoints import Asked
from assistant.web.frame import frame
from assistant.web.markup import text
from assistant.web.tabs import ABOUT, label_of


def add_routes(app: FastAPI, assistant: Asked) -> None:
    """Add the tab."""
    documents = assistant.documents

    @app.get("/about")
    def page() -> HTMLResponse:
        label = label_of(ABOUT, documents)
        body = (
            f'<header class="source-head"><h1>{text(label)}</h1></header>'
            '<main id="content" tabindex="-1"></main>'
        )
        return HTMLResponse(frame(ABOUT, documents, label, body))
