"""The tab 「資料の管理」, only with ``serve --manage``: add, confirm, correct and remove documents.

Every form is answered with the address of the change it began, where its course can be seen and
looked at again; nothing is sent twice by a reload.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import InputError
from assistant.web.manage import show
from assistant.web.manage.door import COOKIE, Door
from assistant.web.manage.keeper import Keeper
from assistant.web.manage.pages import Pages, root_of
from assistant.web.sent import read_form, text_of
from assistant.web.tabs import MANAGE


class _Closed(Exception):
    """Somebody who has not said the word; ``wrong``: who said another."""

    def __init__(self, wrong: bool = False) -> None:
        self.wrong = wrong


def add_routes(app: FastAPI, keeper: Keeper, door: Door) -> None:
    """Add the tab, closed to all whom ``door`` does not let in."""
    pages = Pages(keeper)

    def closed(request: Request, found: Exception) -> Response:
        wrong = isinstance(found, _Closed) and found.wrong
        return pages.shown(request, show.way_in(wrong, root_of(request)), 403)

    def enter(request: Request) -> None:
        if not door.is_open(request.cookies):
            raise _Closed

    app.add_exception_handler(_Closed, closed)

    @app.post(f"/{MANAGE.path}/enter")
    async def say(request: Request) -> Response:
        try:
            form = await read_form(request, files=0, fields=1, longest=1024)
        except InputError:
            raise _Closed(wrong=True) from None
        cookie = door.enter(text_of(form, "word"))
        if cookie is None:
            raise _Closed(wrong=True)
        response = RedirectResponse(f"../{MANAGE.path}", 303)
        # No "secure": the server itself speaks plain HTTP.
        response.set_cookie(
            COOKIE, cookie, path=f"/{MANAGE.path}", httponly=True, samesite="strict"
        )
        return response

    router = APIRouter(prefix=f"/{MANAGE.path}", dependencies=[Depends(enter)])
    router.get("")(pages.list)
    router.post("/add")(pages.add)
    router.post("/refresh")(pages.refresh)
    router.get("/changes/{number}")(pages.change)
    router.get("/documents/{id}")(pages.document)
    router.post("/documents/{id}")(pages.correct)
    router.post("/documents/{id}/checked")(pages.checked)
    router.get("/documents/{id}/remove")(pages.ask_removal)
    router.post("/documents/{id}/remove")(pages.remove)
    app.include_router(router)
