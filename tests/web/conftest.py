"""A served page for the whole run, and browser pages that notice what must not happen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from .serving import Served, serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
GRADIO_PAGES = {"": "#question textarea"}
"""What stands on a page of Gradio's once it is ready; the others are whole when they arrive."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-screenshots",
        action="store_true",
        help="write the pictures of docs/images/ anew",
    )


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """The page over the fake engine, in a process that cannot reach other hosts."""
    with serving() as page:
        yield page


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Watched:
    """What a browser context did that a test did not ask for."""

    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def check(self) -> None:
        assert not self.console, self.console
        assert not self.foreign, self.foreign
        assert not self.failed, self.failed


@pytest.fixture
def visit(browser, served) -> Iterator[Callable]:
    """Open the page (or a path of it); at the end the console must have stayed clean.

    Requests to any other host are refused and fail the test.
    """
    contexts = []

    def open_page(path: str = "", url: str = served.url, context=None, **options):
        if context is None:
            # A moving page has no steady boxes to measure: scrolling is at once.
            options = {"locale": "ja-JP", "reduced_motion": "reduce", **options}
            context = browser.new_context(**options)
            watched = Watched()
            contexts.append((context, watched))
            context.route("**/*", lambda route: _local_only(route, watched))
            context.on("page", lambda page: _listen(page, watched))
        page = context.new_page()
        page.goto(url + path)
        if path in GRADIO_PAGES:
            page.wait_for_selector(GRADIO_PAGES[path])
        return page

    yield open_page
    for context, watched in contexts:
        context.close()
        watched.check()


def _local_only(route, watched: Watched) -> None:
    if urlsplit(route.request.url).hostname == "127.0.0.1":
        route.continue_()
    else:
        watched.foreign.append(route.request.url)
        route.abort()


def _listen(page, watched: Watched) -> None:
    page.on("console", lambda message: watched.console.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: watched.console.append(f"error: {error}"))
    page.on(
        "response",
        lambda response: (
            response.status >= 400 and watched.failed.append(f"{response.status} {response.url}")
        ),
    )
