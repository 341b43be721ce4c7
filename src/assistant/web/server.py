"""The HTTP server: Gradio's page, the source texts, the page's own files, behind the gate."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable
from importlib.resources import files
from typing import Final

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from gradio.routes import App
from starlette.routing import Mount, Route

from assistant.errors import InputError
from assistant.web.current import Current
from assistant.web.gate import Gate
from assistant.web.manage.door import Door, is_loopback
from assistant.web.manage.keeper import Keeper, Managed
from assistant.web.tabs import MANAGE, about, check, manage, opinions, source, tables
from assistant.web.theme import theme

_FILES: Final = {
    "page.css": "text/css; charset=utf-8",
    "tabs.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "explore.js": "text/javascript; charset=utf-8",
    "check.css": "text/css; charset=utf-8",
    "manage.css": "text/css; charset=utf-8",
    "forms.css": "text/css; charset=utf-8",
    "forms.js": "text/javascript; charset=utf-8",
    "check.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_SESSIONS: Final = 1_000
"""Conversations held in memory; the one unused for longest makes room."""

_REASONS: Final = {
    errno.EADDRINUSE: "ほかのプログラムが使っています",
    errno.EACCES: "このポートを使う権限がありません",
    errno.EADDRNOTAVAIL: "このコンピュータのアドレスではありません",
}

_STALE_AFTER: Final = 24 * 60 * 60


def create_app(
    blocks: gr.Blocks,
    current: Current,
    *,
    mcp: bool = False,
    managed: tuple[Keeper, Door] | None = None,
) -> FastAPI:
    """Return the whole application: the tabs that are finished pages, ``blocks`` for the others.

    With ``managed`` the documents can be changed, by those whom the door lets in.
    With ``mcp`` its endpoints are also tools for MCP clients, at :data:`tools.PATH`.
    """
    lifespan = None
    if mcp:
        from assistant.web import tools

        endpoint, lifespan = tools.create(current)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    if mcp:
        app.router.routes.append(Route(tools.PATH, endpoint))
    for tab in (opinions, tables, check, source, about):
        tab.add_routes(app, current)
    if managed is not None:
        manage.add_routes(app, *managed)
    _add_files(app)
    blocks.state_session_capacity = _SESSIONS
    blocks.delete_cache = (_STALE_AFTER, _STALE_AFTER)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        max_file_size=0,
        theme=theme(),
        mcp_server=False,
    )
    app.add_middleware(Gate, mcp=mcp, door=managed[1] if managed else None)
    return app


def run(
    blocks: gr.Blocks,
    current: Current,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    *,
    mcp: bool = False,
    managed: Managed | None = None,
) -> None:
    """Serve until interrupted; see :func:`assistant.web.page.serve`."""
    listening = _listen(host, port)
    name, bound = listening.getsockname()[:2]
    keeping = (Keeper(current, managed), Door(is_loopback(name))) if managed else None
    app = create_app(blocks, current, mcp=mcp, managed=keeping)
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )

    def ready() -> None:
        address = f"http://{shown}:{bound}/"
        on_ready(address)
        if managed and keeping:
            managed.on_ready(f"{address}{MANAGE.path}", keeping[1].word)

    server = _Server(config, app, ready)
    with listening, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address before anything slow is done."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except (OSError, OverflowError) as error:
        why = _REASONS.get(getattr(error, "errno", None) or 0, "このアドレスは使えません")
        raise InputError(
            f"{host}のポート{port}でページを開けません。{why}。"
            "--hostか--portで別のアドレスを指定してください。"
        ) from error
    return listening


class _Server(uvicorn.Server):
    """A server that tells when it answers, and ends although pages are open."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._pages = [r.app for r in app.routes if isinstance(r, Mount) and isinstance(r.app, App)]
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then tell."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the connection that each open page holds, then stop as uvicorn does."""
        for page in self._pages:
            page.stop_event.set()
        await super().shutdown(sockets)


def _add_files(app: FastAPI) -> None:
    folder = files("assistant.web") / "static"
    loaded = {name: (folder / name).read_bytes() for name in _FILES}

    @app.get("/page/{name}")
    def file(name: str) -> Response:
        if name not in loaded:
            return Response(status_code=404)
        return Response(loaded[name], media_type=_FILES[name])
