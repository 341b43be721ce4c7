"""The pictures of the README, taken of the real page, and compared with those that are kept.

``make screenshots`` takes them anew. Another machine's fonts and their smoothing change many pixels
a little; a moved, missing or miscoloured part changes whole blocks of them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from .serving import ROOT, serving

BLOCK = 16
"""Pixels a side, averaged before pictures are compared: about a line of text."""
CHANGED = 24
"""Of 255 grey levels: how far apart two blocks may be and still count as alike."""
TOLERANCE = 0.06
"""Share of blocks that may differ: a line that breaks elsewhere, not a part that is gone."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]
expect = pytest.importorskip("playwright.sync_api").expect

KEPT = ROOT / "docs" / "images"
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
    return KEPT if update else tmp_path


def blocks(picture: Path) -> np.ndarray:
    """Return the grey levels of a picture, averaged over blocks: (rows, columns)."""
    with Image.open(picture) as image:
        size = (image.width // BLOCK, image.height // BLOCK)
        return np.asarray(image.convert("L").resize(size, Image.Resampling.BOX), dtype=float)


def compare(picture: Path) -> None:
    """Hold a picture to the one of that name that is kept, if it is not that one."""
    assert picture.stat().st_size > 10_000
    kept = KEPT / picture.name
    if picture == kept:
        return
    now, then = blocks(picture), blocks(kept)
    assert now.shape == then.shape, f"{picture.name}: {then.shape} → {now.shape} blocks"
    changed = float((np.abs(now - then) > CHANGED).mean())
    assert changed <= TOLERANCE, f"{picture.name}: {changed:.0%} of the picture has changed"


def test_a_part_that_is_gone_is_noticed(tmp_path):
    with Image.open(KEPT / "chat.png") as image:
        same, moved = image.copy(), image.copy()
    same.save(tmp_path / "chat.png")
    compare(tmp_path / "chat.png")
    moved.paste("white", (0, 200, moved.width, 500))
    moved.save(tmp_path / "chat.png")
    with pytest.raises(AssertionError, match="has changed"):
        compare(tmp_path / "chat.png")


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
    compare(picture)


@pytest.mark.parametrize("name", PAGES)
def test_the_other_tabs_can_be_pictured(visit, real, folder, name):
    path, screen = PAGES[name]
    page = visit(path, url=real.url, **screen)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    folder.mkdir(exist_ok=True)
    picture = folder / f"{name}.png"
    page.screenshot(path=picture)
    compare(picture)


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
    compare(picture)
