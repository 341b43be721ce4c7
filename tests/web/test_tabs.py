"""The tabs together: one address each, the way back, names, keyboard, no script, hostile words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.web.tabs import ALL, label_of, navigation

from .axe import violations
from .fakes import HOSTILE_DOCUMENT, IMAGE, MACHI, SCRIPT
from .serving import serving
from .test_http import fetch

expect = pytest.importorskip("playwright.sync_api").expect

LABELS = ["質問する", "意見をさがす", "出席者", "数字を確かめる", "原文", "この資料について"]
FINISHED = ["opinions", "tables", "check", "source", "about"]
"""Tabs that the server sends whole."""


def test_the_tables_are_called_what_the_documents_call_them():
    assert [label_of(tab, (MACHI,)) for tab in ALL] == LABELS
    assert label_of(ALL[2], (HOSTILE_DOCUMENT,)) == "数の表"
    long = replace(
        MACHI, tables=(replace(MACHI.tables[0], section="出席者の数についての長い題名"),)
    )
    assert label_of(ALL[2], (long,)) == "数の表"


@pytest.mark.parametrize("up", ["", "../", "../../"])
def test_exactly_one_tab_is_current_and_links_lead_from_every_depth(up):
    for tab in ALL:
        links = navigation(tab, (MACHI,), up)
        assert links.count('aria-current="page"') == 1
        assert f'href="{up}opinions"' in links


@pytest.mark.browser
def test_every_tab_has_an_address_and_the_way_back_works(visit):
    page = visit()
    for label in LABELS[1:]:
        page.locator(".tabs").get_by_role("link", name=label, exact=True).click()
        expect(page.locator(".tabs [aria-current=page]")).to_have_text(label)
    for label in reversed(LABELS[:-1]):
        page.go_back()
        expect(page.locator(".tabs [aria-current=page]")).to_have_text(label)
    page.go_forward()
    expect(page.locator(".tabs [aria-current=page]")).to_have_text(LABELS[1])


@pytest.mark.browser
@pytest.mark.parametrize("path", FINISHED)
def test_a_finished_tab_has_a_title_one_main_part_and_a_way_past_the_tabs(visit, path):
    page = visit(path)
    assert page.title()
    assert page.evaluate("document.documentElement.lang") == "ja"
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("navigation", name="ページ", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("path", FINISHED)
def test_a_finished_tab_is_there_without_a_script_and_in_high_contrast(visit, path):
    page = visit(path, java_script_enabled=False, forced_colors="active")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".tabs [aria-current=page]")).to_have_count(1)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["", *FINISHED])
def test_nothing_jumps_while_a_tab_opens(visit, path):
    page = visit(path)
    page.wait_for_timeout(300)
    shift = page.evaluate(
        """() => {
            const seen = new PerformanceObserver(() => {});
            seen.observe({type: "layout-shift", buffered: true});
            return seen.takeRecords().reduce((sum, shift) => sum + shift.value, 0);
        }"""
    )
    assert shift < 0.05  # from 0.1 on a reader is disturbed (web.dev, Cumulative Layout Shift)


def test_hostile_words_of_a_document_are_escaped_on_every_tab():
    with serving("two") as page:
        for path in (
            "opinions",
            "opinions?q=%3Cscript%3E%22%27&section=%22%3E%3Cscript%3E",
            "tables",
            "tables/machi/attendance?sort=%22%3E%3Cscript%3E&measure=%22%3E%3Cscript%3E",
            "source",
            "source/warui?q=%3Cscript%3E",
            "about",
        ):
            status, _, body = fetch(page.url + path)
            assert status == 200
            assert SCRIPT.encode() not in body
            assert IMAGE.encode() not in body
            assert b'"><script>' not in body
