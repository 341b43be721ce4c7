"""The endpoints as tools of the Model Context Protocol, for ``serve --mcp``.

Gradio can serve them too, but hands results over as Python's own notation; programs expect JSON.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Final

import anyio
import gradio as gr
from anyio.to_thread import run_sync
from mcp.server.fastmcp.tools.base import Tool as ToolFunction
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, TextContent, Tool
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.current import Current
from assistant.web.endpoints import endpoint_functions
from assistant.web.gate import MCP

PATH: Final = MCP
AT_ONCE: Final = 4
"""Calls answered at a time, as on the page."""

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


class _Endpoint:
    """The manager as an ASGI application: Starlette takes a function for one of requests."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


def create(current: Current) -> tuple[ASGIApp, Lifespan]:
    """Return the application that answers at :data:`PATH`, and what runs while it does.

    Each tool gives the object of its endpoint as JSON text and as structured content (a list as
    ``{"result": […]}``); an error is one Japanese sentence, marked as an error.
    """
    functions = endpoint_functions(current)
    server: Server[Any, Any] = Server("assistant")
    listed = [_described(name, function) for name, function in functions.items()]
    limit = anyio.CapacityLimiter(AT_ONCE)

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator]
    async def list_tools() -> list[Tool]:
        return listed

    @server.call_tool(validate_input=False)  # type: ignore[untyped-decorator]
    async def call_tool(name: str, arguments: dict[str, Any]) -> CallToolResult:
        if name not in functions:
            return _failed(
                f"「{name}」という機能はありません。使えるのは{'、'.join(functions)}です。"
            )
        try:
            result = await run_sync(_call, functions[name], arguments, limiter=limit)
        except gr.Error as error:
            return _failed(str(error.message))
        text = json.dumps(result, ensure_ascii=False)
        structured = result if isinstance(result, dict) else {"result": result}
        return CallToolResult(
            content=[TextContent(type="text", text=text)], structuredContent=structured
        )

    manager = StreamableHTTPSessionManager(server, stateless=True, json_response=True)

    @asynccontextmanager
    async def running(_app: Any) -> AsyncIterator[None]:
        async with manager.run():
            yield

    return _Endpoint(manager), running


def _described(name: str, function: Callable[..., Any]) -> Tool:
    described = ToolFunction.from_function(function, name=name)
    return Tool(name=name, description=described.description, inputSchema=described.parameters)


def _call(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    try:
        call = partial(function, **arguments)
        return call()
    except TypeError as error:
        raise gr.Error(
            f"引数が合いません（{error}）。機能の説明にある名前で渡してください。"
        ) from error


def _failed(sentence: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=sentence)], isError=True)
