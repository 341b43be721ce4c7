"""The tab 「この資料について」: what is held, how answers are made, what is used."""

from __future__ import annotations

import pytest

from .axe import violations
from .fakes import IMAGE, MACHI

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect


def test_it_says_what_is_held_and_how_much_of_it_is_certain(visit):
    page = visit("about")
    expect(page.get_by_role("heading", level=2).first).to_have_text("収めている資料")
    expect(page.locator("#documents")).to_contain_text("公式な見解を示すものではありません。")
    document = page.locator(".about-document")
    expect(document.get_by_role("link", name=MACHI.title)).to_have_attribute("href", "source/machi")
    expect(document).to_contain_text("2024年11月")
    expect(document).to_contain_text("8件（目的1件、意見1件、")
    expect(document).to_contain_text("記載あり2件、推定1件、未確定1件")
    expect(document).to_contain_text("（2行）")
    expect(page.locator("#index")).to_contain_text(f"encoder {IMAGE}（256次元）")
    expect(page.locator("#software")).to_contain_text("MIT License")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(visit, scheme, width):
    page = visit("about", color_scheme=scheme, viewport={"width": width, "height": 800})
    page.locator("summary").evaluate_all("all => all.forEach(s => s.parentElement.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
