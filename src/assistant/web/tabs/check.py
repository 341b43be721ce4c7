"""The tab 「数字を確かめる」: a text or a file is sent, and each of its figures is checked.

The page is a plain form and works without a script. What is sent is read in memory, answered in
the same response, and forgotten: the page itself carries the text on to the report.
"""

from __future__ import annotations

import html
import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.datastructures import UploadFile

from assistant.check.types import Checked
from assistant.errors import AssistantError, InputError
from assistant.files.guard import MAX_BYTES, MAX_PAGES, shown_name
from assistant.files.read import read_text_file
from assistant.files.types import FileText
from assistant.report import parts
from assistant.report.write import FORMATS
from assistant.web.checked import result
from assistant.web.current import Current, Site
from assistant.web.endpoints import UNEXPECTED, Asked
from assistant.web.frame import frame
from assistant.web.gate import FORM_LIMIT
from assistant.web.markup import attribute, plain, text, whole
from assistant.web.render import error
from assistant.web.sent import read_form, text_of
from assistant.web.tabs import CHECK

_LOG = logging.getLogger(__name__)

LEAD: Final = (
    "文章の中の数字と「」の引用を、資料と一つずつ照らし合わせます。"
    "送られた文章やファイルは、この場で読むだけで、残しません。"
)
PASTED: Final = "貼り付けた文章"
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


class _Places:
    """The places for checks that run at once; who finds none for _PATIENCE seconds is told."""

    def __init__(self) -> None:
        self._free = threading.BoundedSemaphore(_AT_ONCE)

    def __enter__(self) -> None:
        if not self._free.acquire(timeout=_PATIENCE):
            raise InputError("ただいま混み合っています。少し待ってから、もう一度お試しください。")

    def __exit__(self, *_raised: object) -> None:
        self._free.release()


def add_routes(app: FastAPI, current: Current) -> None:
    """Add the tab: its form, and what becomes of it (a page, or the report as a file)."""
    places = _Places()

    def page(main: str, site: Site) -> str:
        return frame(CHECK, site, CHECK.label, _main(main))

    @app.get(f"/{CHECK.path}")
    def empty() -> HTMLResponse:
        return HTMLResponse(page(_form(""), current.site))

    @app.post(f"/{CHECK.path}", response_model=None)
    async def check(request: Request) -> Response:
        site = current.site
        try:
            sent = await _read_form(request)
            if sent.format:
                return await run_in_threadpool(_report, site.assistant, places, sent)
        except AssistantError as error:
            return HTMLResponse(page(_complaint(str(error)) + _form(""), site), 400)
        head, tail = page(_HERE, site).split(_HERE)

        def written() -> Iterator[str]:
            yield head
            yield from _work(site.assistant, places, sent)
            yield tail

        return StreamingResponse(written(), media_type="text/html; charset=utf-8")


async def _read_form(request: Request) -> _Sent:
    """Read the form in memory; raises InputError where it is none or holds too much."""
    # The gate bounds the whole request: nothing is spooled to disk.
    form = await read_form(request, files=1, fields=4, longest=_TEXT_LIMIT, spooled=FORM_LIMIT)
    words, name, kind = (text_of(form, field) for field in ("text", "name", "format"))
    file, data = form.get("file"), None
    if isinstance(file, UploadFile) and file.filename:
        name, data = whole(file.filename), await file.read()
    await form.close()
    return _Sent(words, shown_name(name) if name else PASTED, data, kind)


def _report(assistant: Asked, places: _Places, sent: _Sent) -> Response:
    """Return the report on the text as a file; raises AssistantError as the check does."""
    if sent.format not in FORMATS:
        raise InputError(f"報告書の形式は {'、'.join(FORMATS)} から選んでください。")
    try:
        with places:
            content = FORMATS[sent.format](assistant.check(sent.text), sent.name)
    except AssistantError:
        raise
    except Exception as error:
        _LOG.exception("unexpected error while making a report")
        raise InputError(UNEXPECTED) from error
    file = quote(f"{parts.TITLE}{sent.format}")
    disposition = f"attachment; filename=\"report{sent.format}\"; filename*=UTF-8''{file}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type=_KINDS[sent.format][1], headers=headers)


def _work(assistant: Asked, places: _Places, sent: _Sent) -> Iterator[str]:
    """Yield what is being done, then the result, as markup; every problem becomes a sentence."""
    words = sent.text
    yield '<div class="course" role="status">'
    try:
        with places:
            warnings: tuple[str, ...] = ()
            if sent.data is not None:
                yield _step(f"「{sent.name}」を読んでいます…")
                for step in _reading(sent.name, sent.data):
                    if isinstance(step, FileText):
                        words, warnings = step.text, step.warnings
                    else:
                        page, count = step
                        yield _step(f"「{sent.name}」を読んでいます（{page}／{count}ページ）…")
            yield _step("数字を確かめています…")
            checked = assistant.check(words)
        found = len(checked.claims) + len(checked.quotes)
        if found > MOST_FINDINGS:
            raise InputError(
                f"数字と引用が多すぎます（{found:,}件）。ページで一度に示せるのは"
                f"{MOST_FINDINGS:,}件までです。文章を分けてください。"
            )
        shown = _result(checked, sent.name, warnings, len(assistant.documents) > 1)
    except AssistantError as error:
        shown = _complaint(str(error))
    except Exception:
        _LOG.exception("unexpected error while checking")
        shown = _complaint(UNEXPECTED)
    yield f"</div>{shown}{_form(words)}"


def _reading(name: str, data: bytes) -> Iterator[tuple[int, int] | FileText]:
    """Yield (page, of how many) while the file is read, last its text; raises what reading does."""
    steps: queue.SimpleQueue[tuple[int, int] | FileText | Exception] = queue.SimpleQueue()

    def read() -> None:
        try:
            steps.put(read_text_file(name, data, lambda page, count: steps.put((page, count))))
        except Exception as error:
            steps.put(error)

    threading.Thread(target=read, daemon=True).start()
    while isinstance(step := steps.get(), tuple):
        yield step
    if isinstance(step, Exception):
        raise step
    yield step


def _main(content: str) -> str:
    return (
        '<link rel="stylesheet" href="page/forms.css">'
        '<link rel="stylesheet" href="page/check.css"><main id="content" tabindex="-1">'
        f'<header class="source-head"><h1>{CHECK.label}</h1><p class="lead">{LEAD}</p></header>'
        f'{content}</main><script src="page/forms.js" defer></script>'
        '<script src="page/check.js" defer></script>'
    )


def _form(words: str) -> str:
    """Return the form; ``words`` stand in its text box."""
    again = "直して、もう一度確かめる" if words else "確かめる"
    kinds = ".txt,.md,.docx,.pdf"
    megabytes = MAX_BYTES // 1024 // 1024
    return (
        '<form class="check-form" method="post" enctype="multipart/form-data" '
        f'action="{CHECK.path}#result" aria-label="確かめる文章の入力" data-limit="{MAX_BYTES}">'
        '<p><label for="check-text">確かめる文章</label>'
        '<textarea id="check-text" name="text" rows="10" '
        f'placeholder="数字や「」の引用を含む文章を貼り付けてください">\n{_kept(words)}</textarea></p>'
        '<p><label for="check-file">または、ファイル</label>'
        f'<input id="check-file" type="file" name="file" accept="{kinds}" '
        'aria-describedby="check-hint"></p>'
        f'<p class="hint" id="check-hint">テキスト、Markdown、Word（.docx）、PDF。{megabytes} MB、'
        f"{MAX_PAGES}ページまで。ファイルを選ぶと、文章の欄ではなくファイルを確かめます。</p>"
        f'<p><button type="submit" class="primary">{again}</button></p></form>'
    )


def _kept(words: str) -> str:
    """Return ``words`` for a text box: as they are, a glyph of private use too."""
    return html.escape(plain(words), quote=False)


def _result(checked: Checked, name: str, warnings: Sequence[str], titled: bool) -> str:
    notes = "".join(f'<p class="warning">{text(warning)}</p>' for warning in warnings)
    return (
        '<section id="result" class="result" aria-labelledby="result-title" tabindex="-1">'
        f'<h2 id="result-title">結果 <span class="of">{text(name)}</span></h2>{notes}'
        f"{_downloads(checked, name)}{result(checked, titled)}</section>"
    )


def _downloads(checked: Checked, name: str) -> str:
    """Return the buttons for the report; the form carries the text, the server keeps none."""
    buttons = "".join(
        f'<button type="submit" name="format" value="{ending}">{words}</button>'
        for ending, (words, _) in _KINDS.items()
    )
    return (
        '<form class="report-form" method="post" enctype="multipart/form-data" '
        f'action="{CHECK.path}" aria-label="報告書"><span>報告書を保存する</span>'
        f'<textarea name="text" hidden>\n{_kept(checked.text)}</textarea>'
        f'<input type="hidden" name="name" value="{attribute(name)}">{buttons}</form>'
    )


def _complaint(words: str) -> str:
    return f'<div id="result" tabindex="-1">{error(words)}</div>'


def _step(words: str) -> str:
    return f"<p>{text(words)}</p>"
