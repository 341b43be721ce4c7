"""The tab of the full text: what is found in it, its addresses, how regions are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Hit
from assistant.web.current import Site
from assistant.web.markup import source_url
from assistant.web.source import sheets
from assistant.web.source.find import MOST, around, find
from assistant.web.tabs.source import source_page

from .axe import violations
from .fakes import GUESSED, MACHI, OPEN, SOURCE, FakeAssistant
from .test_render import Reader

expect = pytest.importorskip("playwright.sync_api").expect

ADDRESS = "source/machi"


@pytest.mark.parametrize(
    ("source", "query", "expected"),
    [
        ("体制の強化と体制", "体制", ["体制", "体制"]),
        ("受\n け皿づくり", "受け皿", ["受\n け皿"]),  # a sentence broken across lines
        ("ショートステイ", "ｼｮｰﾄｽﾃｲ", ["ショートステイ"]),
        ("ＮＰＯ法人", "npo", ["ＮＰＯ"]),
        ("里親等委託", "里親 委託", ["里親", "委託"]),
        ("里親委託", "里親委 親委託", ["里親委託"]),  # overlapping finds are one
        ("ああああ", "ああ", ["ああ", "ああ"]),
        ("体制", "ない", []),
        ("体制", " 　", []),
    ],
)
def test_words_are_found_whatever_their_form_and_line_breaks(source, query, expected):
    assert [source[span.start : span.end] for span in find(source, query)] == expected


@given(st.text(max_size=60), st.text(max_size=8))
def test_finds_are_in_order_inside_the_text_and_never_overlap(source, query):
    flat = [place for span in find(source, query) for place in (span.start, span.end)]
    assert flat == sorted(flat)
    assert all(0 <= place <= len(source) for place in flat)


def test_the_number_of_finds_is_bounded():
    assert len(find("あ" * 3 * MOST, "あ")) == MOST


def test_a_find_is_shown_with_what_stands_around_it():
    (span,) = find(SOURCE, "受け皿")
    assert around(SOURCE, span)[1] == "受け皿"
    assert around(SOURCE, span)[0].endswith("ショートステイを地域内で完結できる")


@given(st.text("ab\n", max_size=60), st.integers(1, 9))
def test_sheets_are_whole_lines_and_lose_nothing(source, length):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "LENGTH", length)
        count = sheets.sheet(source, 1).count
        found = [sheets.sheet(source, number) for number in range(1, count + 1)]
        assert "".join(source[s.start : s.end] for s in found) == source
        assert all(s.end in (0, len(source)) or source[s.end - 1] == "\n" for s in found)
        for place in range(len(source)):
            on = sheets.sheet_at(source, place)
            assert on.start <= place < on.end
        assert sheets.sheet(source, 10**6) == found[-1]


def test_a_long_source_is_shown_in_sheets(monkeypatch):
    monkeypatch.setattr(sheets, "LENGTH", 30)
    site = Site(FakeAssistant())
    shown = [source_page(MACHI, site, number=n) for n in (1, 2)]
    text = "".join(Reader(page).inside("main") for page in shown)
    beginning = "".join(MACHI.source.split())
    assert beginning.startswith("".join(text.split()))
    assert "source/machi?part=2" in shown[0]
    assert 'id="L1"' in shown[0]
    assert 'id="L1"' not in shown[1]
    for passage in MACHI.passages:
        page = Reader(source_page(MACHI, site, passage))
        assert "".join(page.inside("mark").split()) in "".join(passage.text.split())
        assert passage.id in {a.get("id") for _, a in page.elements}


def test_words_on_other_sheets_are_linked(monkeypatch):
    monkeypatch.setattr(sheets, "LENGTH", 30)

    class Finding(FakeAssistant):
        def search(self, query, **filters):
            assert (query, filters["document"]) == ("「受け皿」", "machi")
            return [Hit(p, 2.5, {"literal": 1}) for p in MACHI.passages if "受け皿" in p.text]

    page = source_page(MACHI, Site(Finding()), query="「受け皿」")
    found = [p for p in MACHI.passages if "受け皿" in p.text]
    assert found
    assert all(source_url(p) in page for p in found)


@pytest.mark.browser
def test_the_tab_leads_to_the_only_document(visit):
    page = visit("source")
    assert page.url.endswith("/source/machi")
    expect(page.locator(".tabs [aria-current=page]")).to_have_text("原文")


@pytest.mark.browser
def test_words_are_marked_over_line_breaks_and_listed_with_links(visit):
    page = visit(ADDRESS)
    page.get_by_role("searchbox").fill("受け皿")
    page.get_by_role("button", name="さがす").click()
    expect(page.get_by_role("status")).to_have_text("1箇所にあります。")
    marks = page.locator("main mark.hit")
    assert marks.all_inner_texts() == ["受", "け皿"]
    page.locator(".hits a").click()
    expect(marks.first).to_be_in_viewport()
    page.get_by_role("searchbox").fill("ない言葉")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("この言葉は原文にありません。")


@pytest.mark.browser
def test_a_passage_is_found_by_its_id_alone(visit):
    page = visit(f"{ADDRESS}#machi/region/1")
    expect(page.locator("[id='machi/region/1']")).to_be_in_viewport()


@pytest.mark.browser
def test_regions_that_are_not_stated_are_marked_and_explained(visit):
    page = visit(ADDRESS)
    signs = page.locator("[data-basis]").evaluate_all(
        "all => all.map(e => [e.dataset.basis, getComputedStyle(e, '::after').content])"
    )
    assert signs == [
        ["? 地域（未確定）", '"? 地域（未確定）"'],
        ["△ 西（推定）", '"△ 西（推定）"'],
    ]
    page.locator("summary", has_text="地域が書かれていない記述").click()
    reasons = page.locator(".regions")
    expect(reasons).to_contain_text(GUESSED.region.reason)
    expect(reasons).to_contain_text("候補: 東・西・南")
    reasons.get_by_role("link", name=OPEN.text).click()
    expect(page.locator("mark").first).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(visit, scheme, width):
    page = visit(
        f"{ADDRESS}?q=%E5%9C%B0%E5%9F%9F&passage=machi%2Fopinion%2F1",
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    page.locator("summary").evaluate_all("all => all.forEach(s => s.parentElement.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
