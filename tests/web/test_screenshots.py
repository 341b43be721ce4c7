"""The pictures of the README, taken of the real page; only written when asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from .serving import ROOT, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
expect = pytest.importorskip("playwright.sync_api").expect

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SCREENS = {
    "chat": (3, {"viewport": DESK, "color_scheme": "light"}),
    "chat-dark": (2, {"viewport": DESK, "color_scheme": "dark"}),
    "chat-phone": (
        0,
        {"viewport": PHONE, "color_scheme": "light", "device_scale_factor": 2},
    ),
}
"""Name of a picture: which of the offered examples it asks, and on what screen."""

PAGES = {
    "opinions": ("opinions?q=里親", {"viewport": DESK, "color_scheme": "light"}),
    "tables": ("tables", {"viewport": DESK, "color_scheme": "light"}),
    "source-phone": (
        "source?q=里親",
        {"viewport": PHONE, "color_scheme": "dark", "device_scale_factor": 2},
    ),
}
"""Name of a picture: the address of a tab, and on what screen."""


@pytest.fixture(scope="module")
def real():
    """The page over the project's own corpus and engine, without any other host."""
    with serving("real") as page:
        yield page
        assert page.blocked == []


@pytest.fixture
def folder(request, tmp_path) -> Path:
    update = request.config.getoption("--update-screenshots", default=False)
    return ROOT / "docs" / "images" if update else tmp_path


@pytest.mark.parametrize("name", SCREENS)
def test_the_real_page_answers_and_can_be_pictured(visit, real, folder, name):
    example, screen = SCREENS[name]
    page = visit(url=real.url, **screen)
    question = page.locator(".welcome button").nth(example)
    expect(question).to_be_visible()
    asked = question.inner_text()
    question.click()
    turn = page.locator("#turn-1")
    expect(turn.locator(".question")).to_contain_text(asked)
    expect(turn.locator(".citation").first).to_be_visible()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    folder.mkdir(exist_ok=True)
    picture = folder / f"{name}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 10_000


@pytest.mark.parametrize("name", PAGES)
def test_the_other_tabs_can_be_pictured(visit, real, folder, name):
    path, screen = PAGES[name]
    page = visit(path, url=real.url, **screen)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    folder.mkdir(exist_ok=True)
    picture = folder / f"{name}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 10_000


def test_a_citation_of_the_real_page_leads_to_its_place(visit, real):
    page = visit(url=real.url)
    page.locator(".welcome button").first.click()
    card = page.locator("#turn-1 .citation").first
    quoted = card.locator("blockquote").inner_text()
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="原文で見る").click()
    marks = opened.value.locator("mark")
    expect(marks.first).to_be_in_viewport()
    assert "".join("".join(marks.all_inner_texts()).split()) == "".join(quoted.split())


DRAFT = (
    "松本会場には16名が集まった。うち児童相談所は2名だった。"
    "長野は28名と最も多く、上田では里親5名が出席した。\n"
    "10月17日(木)から11月8日まで開かれ、157名が参加。予算は300万円だった。\n"
    "県は「里親等委託の推進」を掲げている。\n"
)


def test_the_real_page_checks_a_text_and_can_be_pictured(visit, real, folder):
    page = visit("check", url=real.url, viewport=DESK, color_scheme="light")
    page.fill("#check-text", DRAFT)
    page.get_by_role("button", name="確かめる").click()
    wrong = page.locator(".marked .contradicted").first
    expect(wrong).to_contain_text("5名")
    page.get_by_label("一致しないものだけを並べる").check()
    expect(page.locator(".detail.contradicted").first).to_contain_text("3名")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    folder.mkdir(exist_ok=True)
    picture = folder / "check.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 10_000
