"""The site: Gradio's pages with their endpoints, and the server that shows them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import gradio as gr

from assistant.web import charts, render, server
from assistant.web.current import Current, Site, warm
from assistant.web.endpoints import Asked, add_endpoints
from assistant.web.feedback import Feedback
from assistant.web.manage.keeper import Managed
from assistant.web.tabs import ALL, MANAGE, ask

AT_ONCE: Final = 4
"""Questions answered at a time; each takes milliseconds, so the others hardly wait."""

WAITING: Final = 64
"""Questions that may wait; the next one is told that the page is busy."""


def create_page(
    current: Current, examples: Sequence[str] | None = None, feedback: Feedback | None = None
) -> gr.Blocks:
    """Return Gradio's pages over the assistant in force, with the endpoints for programs.

    ``examples`` are questions offered before the first one; None takes the documents' own. With
    ``feedback`` readers can say of each answer whether it helped.
    """
    page = gr.Blocks(title=render.title(current.site.documents), analytics_enabled=False)
    with page:
        show = ask.build(current, examples, feedback)
        add_endpoints(current)
    # api_open=False: no route leads past the queue, so the bounds hold for programs too.
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)

    def changed(site: Site) -> None:
        show(site)
        page.title = render.title(site.documents)
        page.config = page.get_config_file()

    current.watch(changed)
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
    managed: Managed | None = None,
) -> None:
    """Show the page at ``http://host:port`` until the process is interrupted.

    ``on_ready`` gets the address once the page answers; left out, it is printed for the person
    at the terminal. Port 0 takes any free port. ``mcp`` gives the endpoints to MCP clients too.
    ``feedback`` is a file for what readers say of the answers; None keeps nothing. ``managed`` is
    the corpus that can be changed on a page of its own; None shows no such page.
    Raises InputError where the address or the file cannot be used.
    """
    current = Current(assistant, (*ALL, MANAGE) if managed else ALL)
    page = create_page(current, examples, Feedback(feedback) if feedback else None)
    warm(assistant)

    def ready(address: str) -> None:
        threading.Thread(target=charts.warm, daemon=True).start()
        (on_ready or _tell)(address)

    server.run(page, current, host, port, ready, mcp=mcp, managed=managed)


def _tell(address: str) -> None:
    print(f"ページを開きました: {address} （終わるには Ctrl+C）", flush=True)
