"""The tab of the opinions in a real browser: typing, choices, marks, groups, files."""

from __future__ import annotations

import csv
import io

import pytest

from .axe import violations
from .fakes import GUESSED, OPEN, OPINION, POLICY

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect

BOX = "input[type=search]"


@pytest.fixture
def opened(visit):
    """Open the tab, its choices unfolded."""

    def open_tab(query: str = "", **options):
        page = visit(f"opinions{query}", **options)
        page.locator(".facets").evaluate("facets => { facets.open = true; }")
        return page

    return open_tab


def texts(page) -> list[str]:
    return page.locator(".entry .side:first-child blockquote").all_inner_texts()


def test_an_opinion_stands_beside_the_plans_response(opened):
    page = opened(viewport={"width": 1280, "height": 900})
    first = page.locator(".entry").first
    opinion, policy = first.locator(".side").all()
    expect(opinion).to_contain_text("意見")
    expect(opinion.locator("blockquote")).to_have_text(OPINION.text)
    expect(policy).to_contain_text("対応方針")
    expect(policy.locator("blockquote")).to_have_text(POLICY.text)
    expect(policy.locator(".explain")).to_contain_text("「再掲」は、別の意見への方針")
    assert opinion.bounding_box()["y"] == policy.bounding_box()["y"]
    assert opinion.bounding_box()["x"] < policy.bounding_box()["x"]
    assert texts(page) == [OPINION.text, OPEN.text, GUESSED.text]


def test_typing_searches_marks_the_words_and_keeps_the_focus(opened):
    page = opened()
    page.locator(BOX).press_sequentially("浸透 体制")
    expect(page.locator("[role=status]")).to_contain_text("2件の記述と、意味の近い記述1件")
    marked = page.locator(".entry mark")
    expect(marked.first).to_have_text("体制")
    assert marked.all_inner_texts() == ["体制", "浸透", "体制"]
    assert "q=%E6%B5%B8%E9%80%8F" in page.url
    expect(page.locator(BOX)).to_be_focused()
    expect(page.locator(BOX)).to_have_value("浸透 体制")
    expect(page.get_by_text("語句は含みませんが、意味の近い記述です。")).to_have_count(1)
    page.reload()
    expect(marked).to_have_count(3)


def test_half_a_word_is_not_searched_while_it_is_converted(opened):
    page = opened()
    page.focus(BOX)
    method = page.context.new_cdp_session(page)
    for part in ("し", "しせ", "しせつ"):
        method.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    page.wait_for_timeout(400)
    assert "q=" not in page.url
    method.send("Input.insertText", {"text": "施設"})
    expect(page.locator(".entry mark").first).to_have_text("施設")


def test_choices_narrow_down_and_count_what_they_would_show(opened):
    page = opened()
    east = page.get_by_role("checkbox", name="東 1 件")
    expect(east).to_be_visible()
    page.get_by_role("checkbox", name="西 2 件").check()
    expect(page.locator(".entry")).to_have_count(2)
    assert texts(page) == [OPEN.text, GUESSED.text]  # the open one may be of any region
    page.get_by_role("checkbox", name="△ 推定 1 件").check()
    expect(page.locator(".entry")).to_have_count(1)
    assert texts(page) == [GUESSED.text]
    expect(page.get_by_role("checkbox", name="東 0 件")).to_be_visible()
    expect(page.locator("#chosen")).to_have_text("（2件選択中）")
    expect(page.locator("[role=status]")).to_contain_text("1件")
    page.go_back()
    expect(page.locator(".entry")).to_have_count(2)
    expect(page.get_by_role("checkbox", name="△ 推定")).not_to_be_checked()


def test_the_order_can_be_chosen(opened):
    page = opened("?q=%E6%96%BD%E8%A8%AD")  # 施設
    assert texts(page)[0] == GUESSED.text
    page.get_by_role("radio", name="資料の順").check()
    expect(page.locator(".entry blockquote").first).to_have_text(OPINION.text)


def test_what_is_typed_is_shown_nearest_first(opened):
    page = opened()
    page.locator(BOX).press_sequentially("施設")
    expect(page.locator(".entry mark").first).to_have_text("施設")
    assert "order=" not in page.url
    assert texts(page)[0] == GUESSED.text


def test_a_word_that_stands_nowhere_is_named(opened):
    page = opened()
    page.fill(BOX, "潜水艦")
    expect(page.locator("[role=status]")).to_contain_text("「潜水艦」を含む記述はありません。")


def test_nothing_found_says_what_to_do(opened):
    page = opened("?q=%E6%96%BD%E8%A8%AD&kind=opinion&basis=inferred")
    expect(page.get_by_role("status")).to_contain_text("合う記述がありません。")
    page.get_by_role("link", name="条件をすべて外して").click()
    expect(page.locator(".entry")).to_have_count(3)


def test_a_query_that_cannot_be_searched_is_explained(opened):
    page = opened()
    page.fill(BOX, "壊れる")
    expect(page.get_by_role("alert")).to_contain_text("検索の語句に言葉がありません。")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files_hold_exactly_what_is_shown(opened, ending):
    page = opened("?region=%E8%A5%BF")  # 西
    name = {"csv": "CSVで保存", "xlsx": "Excelで保存"}[ending]
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    assert download.value.suggested_filename == f"意見と対応方針.{ending}"
    data = download.value.path().read_bytes()
    if ending == "csv":
        head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    else:
        openpyxl = pytest.importorskip("openpyxl")
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        head, *rows = [
            ["" if value is None else value for value in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    assert [row[head.index("記述")] for row in rows] == texts(page)
    assert [str(row[0]) for row in rows] == ["2", "3"]
    assert rows[0][head.index("地域")] == "東、西、南"
    assert rows[0][head.index("地域の根拠")].startswith("未確定・")


def test_everything_is_there_without_a_script(visit):
    page = visit("opinions", java_script_enabled=False)
    page.fill(BOX, "施設")
    page.get_by_role("button", name="さがす").click()
    expect(page.locator(".entry mark").first).to_have_text("施設")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(opened, scheme, width):
    page = opened(
        "?q=%E6%96%BD%E8%A8%AD", color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_wide_screen_the_choices_stand_beside_the_results(visit):
    page = visit("opinions", viewport={"width": 1280, "height": 900})
    choice = page.get_by_role("checkbox", name="西 2 件")
    expect(choice).to_be_in_viewport()
    expect(page.locator(".entry").first).to_be_in_viewport()
    expect(page.locator(".facets summary")).to_be_hidden()
    choice.check()
    expect(page.locator(".entry")).to_have_count(2)


def test_the_keyboard_reaches_the_box_a_choice_and_a_place_in_the_source(visit):
    page = visit("opinions", viewport={"width": 360, "height": 740})
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the tabs
    page.keyboard.press("Tab")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # unfold
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#chosen")).to_have_text("（1件選択中）")
    expect(page.locator(".facets input").first).to_be_focused()
