"""The tab 「数字を確かめる」: a text or a file is sent, and each of its figures is checked.

The page is a plain form and works without a script. What is sent is read in memory, answered in
the same response, and forgotten: the page itself carries the text on to the report.
"""

from __future__ import annotations

import html
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from assistant.check.types import Checked
from assistant.errors import AssistantError, InputError
from assistant.files.guard import MAX_BYTES, shown_name
from assistant.files.read import read_text_file
from assistant.files.types import FileText
from assistant.report.write import FORMATS
from assistant.web.checked import result
from assistant.web.endpoints import UNEXPECTED, Asked
from assistant.web.frame import frame
from assistant.web.markup import attribute, plain, text, whole
from assistant.web.tabs import CHECK

_LOG = logging.getLogger(__name__)

LEAD: Final = (
    "文章の中の数字と「」の引用を、資料と一つずつ照らし合わせます。"
    "送られた文章やファイルは、この場で読むだけで、残しません。"
)
PASTED: Final = "貼り付けた文章"
BODY_LIMIT: Final = MAX_BYTES + 4 * 1024 * 1024
"""Bytes a form may carry: the largest file and beside it the longest text."""

MOST_FINDINGS: Final = 3_000
"""Figures and quotations one page shows; more would take a browser many seconds to draw."""

_TEXT_LIMIT: Final = 3 * 1024 * 1024
_AT_ONCE: Final = 4
_PATIENCE: Final = 20.0
"""Seconds a check waits for one of the _AT_ONCE places."""

_KINDS: Final = {
    ".md": ("Markdown", "text/markdown; charset=utf-8"),
    ".html": ("HTML", "text/html; charset=utf-8"),
    ".docx": (
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
_HERE: Final = "\N{REPLACEMENT CHARACTER}here\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a form brought: a text, or a file with its name and bytes."""

    text: str
    name: str
    data: bytes | None
    format: str


def add_routes(app: FastAPI, assistant: Asked) -> None:
    """Add the tab: its form, what becomes of it, and the report as a file."""
    places = threading.BoundedSemaphore(_AT_ONCE)

    @contextmanager
    def place() -> Iterator[None]:
        if not places.acquire(timeout=_PATIENCE):
            raise InputError(
                "ただいま混み合っています。少し待ってから、もう一度お試しください。"
            )
        try:
            yield
        finally:
            places.release()

    def page(main: str) -> str:
        return frame(CHECK, assistant.documents, f"{CHECK.label}", main)

    @app.get(f"/{CHECK.path}")
    def empty() -> HTMLResponse:
        return HTMLResponse(page(_main(_form(""))))

    @app.post(f"/{CHECK.path}")
    async def check(request: Request) -> Response:
        try:
            sent = await _sent(request)
        except AssistantError as error:
            return HTMLResponse(page(_main(_complaint(str(error)) + _form(""))), 400)
        head, tail = page(_main(_HERE)).split(_HERE)

        def written() -> Iterator[str]:
            yield head
            yield from _work(assistant, sent, place)
            yield tail

        return StreamingResponse(written(), media_type="text/html; charset=utf-8")

    @app.post(f"/{CHECK.path}/report")
    async def report(request: Request) -> Response:
        try:
            sent = await _sent(request)
        except AssistantError as error:
            return HTMLResponse(page(_main(_complaint(str(error)) + _form(""))), 400)
        return await run_in_threadpool(_report, assistant, sent, place, page)


_Place = Callable[[], "contextmanager[None]"]
