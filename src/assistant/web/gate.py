"""What stands between the network and Gradio: allowed paths, sizes, headers, the page's head.

Gradio serves many routes that this page never uses (uploads, file and address proxies,
theme editing, run history). Everything is refused but the few that the page and the
client libraries need.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.files.guard import MAX_BYTES
from assistant.web.manage.door import Door
from assistant.web.manage.show import MOST_FILES
from assistant.web.tabs import ALL, CHECK, MANAGE

BODY_LIMIT: Final = 2 * 1024 * 1024
"""Bytes a request may carry: far above the longest question, far below a nuisance."""

_ALLOWED: Final = re.compile(
    r"/|/check"
    r"|/(?:opinions|tables|source|about)(?:[/.].+)?|/page/.+"  # ours
    r"|/(?:assets|static|svelte)/.+|/config|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt"
    r"|/gradio_api/(?:info|openapi\.json|app_id|startup-events|theme\.css|cancel|reset)"
    r"|/gradio_api/queue/(?:join|data)"
    r"|/gradio_api/heartbeat/[^/]+"
    r"|/gradio_api/call/.+"
)
"""The paths that exist here; a closing slash is Gradio's own variant of the same path."""

MCP: Final = "/gradio_api/mcp"
"""Only with ``serve --mcp``: where Gradio's own server of this protocol would be."""

FORM_LIMIT: Final = MAX_BYTES + 4 * 1024 * 1024
"""Bytes that the form for checking a text may carry: the largest file, the longest text."""

ADD_LIMIT: Final = MOST_FILES * MAX_BYTES + 2 * 1024 * 1024
"""Bytes that the form for adding files may carry: as many of the largest as it takes."""

_MANAGED: Final = re.compile(rf"/{MANAGE.path}(?:/.+)?")
"""Only with ``serve --manage``; see :mod:`assistant.web.manage.door`."""

_TABS: Final = frozenset(f"/{tab.path}/" for tab in (*ALL, MANAGE) if tab.path)
"""Addresses of tabs with a slash too many, as people type them."""

_LIMITS: Final = {f"/{CHECK.path}": FORM_LIMIT, f"/{MANAGE.path}/add": ADD_LIMIT}
"""Where a request may carry more than BODY_LIMIT."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})

# 'unsafe-eval': Gradio compiles the templates of its HTML component with Function(); scripts
# themselves come only from this server or carry the nonce of this one response.
# 'unsafe-inline' for styles: Gradio writes style attributes and elements while it runs.
_PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_STATIC_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_REFUSAL: Final = (
    '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<title>{words}</title><link rel="stylesheet" href="{up}page/page.css">'
    '<link rel="stylesheet" href="{up}page/tabs.css"></head><body class="plain-page"><main>'
    '<header class="source-head"><h1>{words}</h1></header>'
    '<p><a href="{up}">最初のページへ</a></p></main></body></html>'
)
"""What a person sees of a refusal; ``words`` are the gate's own."""

_TOO_LARGE: Final = "送られた内容が大きすぎます。"

_FOREVER: Final = "public, max-age=31536000, immutable"
"""Gradio's assets carry a hash of their content in their name."""

_META: Final = re.compile(rb"\s*<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>")
_SCRIPT: Final = re.compile(rb"<script(?=[\s>])")
_HEAD_ADDITIONS: Final = (
    b'<link rel="icon" href="page/icon.svg">'
    b'<link rel="stylesheet" href="page/page.css"><script src="page/page.js"></script>'
)


class Gate:
    """ASGI middleware around the whole application; see the module's description."""

    def __init__(self, app: ASGIApp, mcp: bool = False, door: Door | None = None) -> None:
        self._app = app
        self._mcp = mcp
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an allowed HTTP request on, bounded, and add the security headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].rstrip("/") or "/"
        nonce = secrets.token_urlsafe(16) if path == "/" else ""
        headers = {
            **_HEADERS,
            "Content-Security-Policy": _PAGE_POLICY.format(nonce=nonce)
            if nonce
            else _STATIC_POLICY,
        }
        if path.startswith("/assets/"):
            headers["Cache-Control"] = _FOREVER
        sender = _with_headers(send, headers)
        limit = _LIMITS.get(path, BODY_LIMIT)
        managed = self._door is not None and _MANAGED.fullmatch(path)
        allowed = managed or _ALLOWED.fullmatch(path) or (self._mcp and path == MCP)
        given = Headers(scope=scope)
        refusal = self._door.refusal(scope["method"], given) if managed and self._door else None
        if not allowed or ".." in path:
            await _refuse(404, "このアドレスはありません。", scope, receive, sender)
        elif scope["method"] not in _METHODS:
            await _refuse(405, "この方法では呼び出せません。", scope, receive, sender)
        elif refusal:
            await _refuse(403, refusal, scope, receive, sender)
        elif int(given.get("content-length", "0")) > limit:
            await _refuse(413, _TOO_LARGE, scope, receive, sender)
        elif scope["path"] in _TABS:
            await RedirectResponse(f"..{path}")(scope, receive, sender)
        elif nonce:
            # The page is rewritten, so it must not arrive compressed.
            plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
            scope = {**scope, "headers": plain}
            await self._app(scope, receive, _Rewriter(sender, nonce).send)
        else:
            body = _Body(receive, limit)
            # Who has gone, or was cut off here, is no error of the application.
            with contextlib.suppress(ClientDisconnect):
                await self._app(scope, body.receive, body.unless_too_large(sender))
            if body.too_large:
                await _refuse(413, _TOO_LARGE, scope, receive, sender)


def rewrite(page: bytes, nonce: str) -> bytes:
    """Return Gradio's page in Japanese, with our style and script, naming no other host.

    The ``base`` element goes too: with it, ``href="#…"`` would leave the page whenever the
    address carries a query.
    """
    page = _META.sub(b"", page).replace(b'lang="en"', b'lang="ja"', 1)
    page = re.sub(rb"<base [^>]*>", b"", page, count=1)
    page = page.replace(b"</head>", _HEAD_ADDITIONS + b"</head>", 1)
    page = page.replace(
        b"<gradio-app",
        "<noscript><p>このページにはJavaScriptが要ります。</p></noscript><gradio-app".encode(),
        1,
    )
    return _SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', page)


class _Rewriter:
    """Collects one HTML response, rewrites it and sends it on with its new length."""

    def __init__(self, send: Send, nonce: str) -> None:
        self._send = send
        self._nonce = nonce
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Hold back an HTML response until it is whole; let any other pass."""
        if message["type"] == "http.response.start":
            kind = MutableHeaders(scope=message).get("content-type", "")
            if message["status"] == 200 and kind.startswith("text/html"):
                self._start = message
                return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        # HEAD has no body, but a length of its own; leave it.
        body = rewrite(bytes(self._body), self._nonce) if self._body else b""
        headers = MutableHeaders(scope=self._start)
        if body:
            headers["content-length"] = str(len(body))
        headers["cache-control"] = "no-store"
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _with_headers(send: Send, wanted: Mapping[str, str]) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in wanted.items():
                headers.setdefault(name, value)
        await send(message)

    return sender


class _Body:
    """Counts a request body whose length was not declared, and ends it beyond the limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._total = 0

    @property
    def too_large(self) -> bool:
        """Whether more came than a request may carry."""
        return self._total > self._limit

    async def receive(self) -> Message:
        """Return the next piece, or the end of the connection once there were too many."""
        message = await self._receive()
        self._total += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.too_large else message

    def unless_too_large(self, send: Send) -> Send:
        """Return ``send`` that drops what the application says about a body cut short."""

        async def sender(message: Message) -> None:
            if not self.too_large:
                await send(message)

        return sender


async def _refuse(status: int, words: str, scope: Scope, receive: Receive, send: Send) -> None:
    # The rest of the body, if any, is not read: the connection ends with the answer.
    headers = {"Connection": "close"}
    response: Response = JSONResponse({"error": words}, status, headers)
    if "text/html" in Headers(scope=scope).get("accept", ""):
        up = "../" * max(scope["path"].count("/") - 1, 0) or "./"
        response = HTMLResponse(_REFUSAL.format(words=words, up=up), status, headers)
    await response(scope, receive, send)
