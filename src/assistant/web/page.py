"""The site: Gradio's pages with their endpoints, and the server that shows them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import gradio as gr

from assistant.errors import AssistantError
from assistant.web import charts, render, server
from assistant.web.endpoints import Asked, add_endpoints
from assistant.web.feedback import Feedback
from assistant.web.tabs import ask

AT_ONCE: Final = 4
"""Questions answered at a time; each takes milliseconds, so the others hardly wait."""

WAITING: Final = 64
"""Questions that may wait; the next one is told that the page is busy."""


def create_page(
    assistant: Asked, examples: Sequence[str] | None = None, feedback: Feedback | None = None
) -> gr.Blocks:
    """Return Gradio's pages over ``assistant``, with the endpoints for programs.

    ``examples`` are questions offered before the first one; None takes the documents' own. With
    ``feedback`` readers can say of each answer whether it helped.
    """
    page = gr.Blocks(title=render.title(assistant.documents), analytics_enabled=False)
    with page:
        ask.build(assistant, examples, feedback)
        add_endpoints(assistant)
    # api_open=False: no route leads past the queue, so the bounds hold for programs too.
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


def serve(
    assistant: Asked,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    examples: Sequence[str] | None = None,
    on_ready: Callable[[str], None] | None = None,
    mcp: bool = False,
    feedback: Path | None = None,
) -> None:
    """Show the page at ``http://host:port`` until the process is interrupted.

    ``on_ready`` gets the address once the page answers; left out, it is printed for the person
    at the terminal. Port 0 takes any free port. ``mcp`` gives the endpoints to MCP clients too.
    ``feedback`` is a file for what readers say of the answers; None keeps nothing.
    Raises InputError where the address or the file cannot be used.
    """
    page = create_page(assistant, examples, Feedback(feedback) if feedback else None)
    _warm(assistant)

    def ready(address: str) -> None:
        threading.Thread(target=charts.warm, daemon=True).start()
        (on_ready or _tell)(address)

    server.run(page, assistant, host, port, ready, mcp=mcp)


def _warm(assistant: Asked) -> None:
    """Let the engine load what it needs, so that the first person does not wait for it."""
    for document in assistant.documents:
        for question in document.examples:
            with contextlib.suppress(AssistantError):
                assistant.ask(question)


def _tell(address: str) -> None:
    print(f"ページを開きました: {address} （終わるには Ctrl+C）", flush=True)
