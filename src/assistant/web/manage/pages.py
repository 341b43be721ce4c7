"""What the managing pages answer, address by address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.datastructures import FormData, UploadFile

from assistant.adding import shelf
from assistant.adding.correct import LONGEST, declaration, tick_off
from assistant.adding.declare import About, is_line
from assistant.adding.review import written
from assistant.errors import AssistantError, InputError
from assistant.web.frame import frame
from assistant.web.manage import show
from assistant.web.manage.keeper import Change, Draft, Keeper, Outcome, Work
from assistant.web.manage.understood import Uncertain, understood
from assistant.web.manage.work import adding, correcting, refuse_last, removing
from assistant.web.markup import text, whole
from assistant.web.render import error
from assistant.web.sent import read_form, text_of
from assistant.web.tabs import MANAGE

_STEP: Final = 0.2
"""Seconds between two looks at a change whose course is being shown."""
_QUIET: Final = 50
"""Looks without a new step after which something is sent, so that the connection is kept."""
_FIELDS: Final = 1_000
"""Texts of one form: the marks of a long review list."""


class Pages:
    """What each address answers; all of it is for those alone whom the door lets in."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._corpus = keeper.corpus

    def shown(
        self, request: Request, body: str, status: int = 200, title: str = MANAGE.label
    ) -> HTMLResponse:
        """Return ``body`` in its frame, never kept by a browser."""
        site, up = self._keeper.current.site, root_of(request)
        page = frame(MANAGE, site, title, _styled(body, up), up=up)
        return HTMLResponse(page, status, {"Cache-Control": "no-store"})

    def refused(self, request: Request, found: AssistantError, status: int = 400) -> Response:
        """Return the page for what cannot be done; on a change under way, where to see it."""
        up = root_of(request)
        content = error(str(found))
        if (running := self._keeper.running) is not None:
            address = f"{up}{MANAGE.path}/changes/{running.number}"
            content += f'<p><a href="{address}">経過を見る</a></p>'
        title = "できませんでした"
        return self.shown(
            request, show.main(title, content, back=f"{up}{MANAGE.path}"), status, title
        )

    def begun(
        self, request: Request, name: str, work: Work, draft: Draft | None = None
    ) -> Response:
        """Begin ``work`` and lead to its course; say so where another is under way."""
        try:
            change = self._keeper.start(name, work, draft)
        except InputError as found:
            if draft is None:
                return self.refused(request, found, 409)
            up = root_of(request)
            body = f"{error(str(found))}{show.toml_form(draft, up)}"
            page = show.main("できませんでした", body, back=f"{up}{MANAGE.path}")
            return self.shown(request, page, 409)
        return RedirectResponse(f"{root_of(request)}{MANAGE.path}/changes/{change.number}", 303)

    def list(self, request: Request, page: int = 1) -> Response:
        """Return the list of documents and the form that adds files."""
        uncertain = self._keeper.current.site.made(Uncertain)
        found = shelf.entries(self._corpus)
        page = min(max(page, 1), max(1, -(-len(found) // show.SHOWN)))
        rows = [
            (entry, uncertain.document(entry.id), len(written(entry)) + len(uncertain.of(entry.id)))
            for entry in found[(page - 1) * show.SHOWN : page * show.SHOWN]
        ]
        return self.shown(request, show.list_page(rows, len(found), page, self._keeper.running))

    async def add(self, request: Request) -> Response:
        """Begin to add the files of the form."""
        try:
            # Before the files travel.
            self._keeper.refuse_second()
        except InputError as found:
            return self.refused(request, found, 409)
        try:
            form = await read_form(
                request, files=2 * show.MOST_FILES, fields=_FIELDS, longest=LONGEST
            )
        except InputError as found:
            return self.refused(request, found)
        try:
            work = self._adding(form)
        except InputError as found:
            await form.close()
            return self.refused(request, found)
        answer = self.begun(request, "資料を足す作業", work)
        if answer.status_code == 409:
            await form.close()
        return answer

    def _adding(self, form: FormData) -> Work:
        files = [
            (whole(one.filename), one.file)
            for one in form.getlist("files")
            if isinstance(one, UploadFile) and one.filename
        ]
        if not files:
            raise InputError("ファイルが選ばれていません。足すファイルを選んでください。")
        if len(files) > show.MOST_FILES:
            raise InputError(
                f"一度に足せるのは{show.MOST_FILES}個までです（選ばれたのは{len(files)}個）。"
                "分けて足してください。"
            )
        title, publisher, date = (_fact(form, name) for name in ("title", "publisher", "date"))
        id = text_of(form, "id").strip() or None
        if len(files) > 1 and (title or id):
            raise InputError("題名と ID は、ファイルを一つだけ選んだときに使えます。")
        if id is not None:
            shelf.check_id(id)
        about = About(title, publisher, date)
        tables = text_of(form, "tables") != "no"
        return adding(self._corpus, files, about, id, tables=tables)

    def refresh(self, request: Request) -> Response:
        """Begin to read the corpus anew, for who has changed it by hand."""

        def work(_say: object, accept: Callable[[], None]) -> Outcome:
            accept()
            return Outcome(("資料を読み直し、索引を新しくしました。",))

        return self.begun(request, "資料を読み直す作業", work)

    async def change(self, request: Request, number: int) -> Response:
        """Return the course of a change, growing until it ends, then how it ended."""
        change = self._keeper.change(number)
        if change is None:
            return self.refused(
                request, InputError("この番号の作業の記録は、もうありません。"), 404
            )
        up = root_of(request)
        here = "\N{REPLACEMENT CHARACTER}here\N{REPLACEMENT CHARACTER}"
        title = f"{change.name}の経過"
        page = show.main(title, here, back=f"{up}{MANAGE.path}")
        whole_page = frame(MANAGE, self._keeper.current.site, title, _styled(page, up), up=up)
        head, tail = whole_page.split(here)

        async def course() -> AsyncIterator[str]:
            yield f'{head}<div class="course" role="status">'
            async for step in _course(change):
                yield step
            assert change.outcome is not None
            titles = {e.id: e.title for e in await run_in_threadpool(shelf.entries, self._corpus)}
            yield f"</div>{show.outcome(change, change.outcome, titles, up)}{tail}"

        return StreamingResponse(
            course(), media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"}
        )

    def document(self, request: Request, id: str) -> Response:
        """Return what was understood of a document, and the forms that change it."""
        up = root_of(request)
        site = self._keeper.current.site
        uncertain = site.made(Uncertain)
        try:
            entry = shelf.find(self._corpus, id)
            draft = Draft(id, *declaration(self._corpus, id))
        except InputError as found:
            return self.refused(request, found, 404)
        document = uncertain.document(id)
        open_ones = [*([entry.problem] if entry.problem else []), *uncertain.of(id)]
        report = (
            understood(document, site.assistant.outline(id), str(entry.added.get("file", "")), up)
            if document is not None
            else "<p>この資料は、まだ答えに使われていません。</p>"
        )
        sections = [
            ("doubts", "確かめること", show.doubts_form(id, written(entry), open_ones, up)),
            ("understood", "読み取った内容", report),
            ("declaration", "読み方を直す", show.toml_form(draft, up)),
        ]
        if entry.added:
            sections.append(("version", "新しい版に置き換える", show.add_form(up, entry)))
        away = f'<p><a href="{up}{show.address_of(id)}/remove">この資料を取り除く</a></p>'
        sections.append(("away", "取り除く", away))
        content = "".join(
            f'<section id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">{words}'
            f"</h2>{body}</section>"
            for name, words, body in sections
        )
        title = entry.title or id
        page = show.main(title, content, f"ID: {text(id)}", back=f"{up}{MANAGE.path}")
        return self.shown(request, page, title=f"{title} - {MANAGE.label}")

    async def correct(self, request: Request, id: str) -> Response:
        """Begin to put a corrected declaration into force."""
        try:
            form = await read_form(request, files=0, fields=4, longest=LONGEST)
            shelf.check_id(id)
        except InputError as found:
            return self.refused(request, found)
        draft = Draft(id, text_of(form, "toml"), text_of(form, "checksum"))
        return self.begun(request, "読み方を直す作業", correcting(self._corpus, draft), draft)

    async def checked(self, request: Request, id: str) -> Response:
        """Tick off what somebody has looked at."""
        try:
            form = await read_form(request, files=0, fields=_FIELDS, longest=LONGEST)
            seen = {whole(value) for value in form.getlist("seen") if isinstance(value, str)}
            await run_in_threadpool(tick_off, self._corpus, id, seen)
        except InputError as found:
            return self.refused(request, found)
        return RedirectResponse(f"{root_of(request)}{show.address_of(id)}#doubts", 303)

    def ask_removal(self, request: Request, id: str) -> Response:
        """Ask whether a document is to go."""
        up, refused = root_of(request), None
        try:
            entry = shelf.find(self._corpus, id)
        except InputError as found:
            return self.refused(request, found, 404)
        try:
            refuse_last(self._corpus, id)
        except InputError as found:
            refused = str(found)
        title = "資料を取り除く"
        content = show.remove_form(entry, refused, up)
        return self.shown(request, show.main(title, content, back=f"{up}{MANAGE.path}"), 200, title)

    async def remove(self, request: Request, id: str) -> Response:
        """Begin to take a document out."""
        try:
            form = await read_form(request, files=0, fields=4, longest=1024)
            entry = await run_in_threadpool(shelf.find, self._corpus, id)
            sure = text_of(form, "sure") == "yes"
            if not entry.added and not sure:
                raise InputError("元に戻せないことを確かめて、印を付けてから取り除いてください。")
        except InputError as found:
            return self.refused(request, found)
        work = removing(self._corpus, id, sure=sure)
        return self.begun(request, "資料を取り除く作業", work)


async def _course(change: Change) -> AsyncIterator[str]:
    """Yield every step of ``change`` as markup, until it has ended."""
    shown = quiet = 0
    while True:
        ended = change.outcome is not None
        steps = change.steps[shown:]
        for step in steps:
            yield f"<p>{text(step)}</p>"
        shown += len(steps)
        if ended:
            return
        quiet = 0 if steps else quiet + 1
        if quiet >= _QUIET:
            quiet = 0
            yield "<!-- -->"
        await asyncio.sleep(_STEP)


def _fact(form: FormData, name: str) -> str | None:
    value = text_of(form, name).strip()
    if value and (len(value) > show.LONGEST_FACT or not is_line(value)):
        raise InputError(
            f"題名、発行者、日付は、{show.LONGEST_FACT}文字までの1行で書いてください。"
        )
    return value or None


def _styled(body: str, up: str) -> str:
    return (
        f'<link rel="stylesheet" href="{up}page/forms.css">'
        f'<link rel="stylesheet" href="{up}page/manage.css">{body}'
        f'<script src="{up}page/forms.js" defer></script>'
    )


def root_of(request: Request) -> str:
    """Return what leads from the request's address to the root of the site."""
    return "../" * (request.url.path.count("/") - 1)
