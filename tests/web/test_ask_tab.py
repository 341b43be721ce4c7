"""What one can do with an answer in a real browser: copy, save, go on, come back, rate."""

from __future__ import annotations

import json

import pytest

from .axe import violations
from .fakes import EAST, SCRIPT
from .serving import serving
from .test_browser import ask

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect


def test_an_answer_is_copied_with_its_citations(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "一覧で")
    turn.get_by_role("button", name="出典つきでコピー").click()
    expect(turn.get_by_role("button", name="コピーしました")).to_be_visible()
    expect(page.locator("#announcer [role=status]").last).to_have_text("コピーしました")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("## 一覧で\n\n地域別の出席者は次のとおりです。[1][2]")
    assert "| 東 | 10月17日 | 24名 |" in copied
    assert "- 計算（東と西の差）: 24 − 8 = 16" in copied
    assert f"1. 「{EAST.text}」（町民懇談会 実施結果の概要・出席者・" in copied
    assert f"原文: {page.url}source/machi?passage=machi%2Fattendance%2Feast#" in copied


def test_a_conversation_is_saved_as_markdown(visit):
    page = visit()
    ask(page, "東地域には何人出席しましたか")
    ask(page, f"危ない {SCRIPT}", 2)
    with page.expect_download() as download:
        page.get_by_role("button", name="会話を保存する").click()
    assert download.value.suggested_filename == "質問と回答.md"
    saved = download.value.path().read_text(encoding="utf-8")
    assert saved.startswith("# 公開資料への質問と回答\n\n## 東地域には何人出席しましたか\n")
    assert "\n## 危ない \\<script>" in saved
    assert "\n<script>" not in saved
    assert f"原文: {page.url}source/machi" in saved


def test_a_comparison_is_drawn_and_a_single_number_is_not(visit):
    page = visit()
    chart = ask(page, "一覧で").get_by_role("img", name="出席者（地域別）")
    assert chart.locator("text").all_text_contents() == ["東", "西", "24名", "8名"]
    assert ask(page, "東地域には何人出席しましたか", 2).locator("figure").count() == 0


def test_what_one_may_ask_next_has_an_answer_and_asks(visit):
    page = visit()
    turn = ask(page, "体制強化についての意見は？")
    offered = turn.get_by_role("navigation", name="続けて質問する").get_by_role("button")
    expect(offered.first).to_be_visible()
    question = offered.first.inner_text()
    offered.first.click()
    expect(page.locator("#turn-2 .question")).to_contain_text(question)
    expect(page.locator("#turn-2 .reply")).not_to_contain_text("出典に記載がありません")
    expect(turn.get_by_role("navigation")).to_have_count(0)  # only under the last answer


def test_the_conversation_is_there_again_after_another_tab(visit):
    page = visit()
    ask(page, "東地域には何人出席しましたか")
    ask(page, "では西は", 2)
    page.get_by_role("link", name="原文", exact=True).click()
    expect(page.locator("main.source-text")).to_be_visible()
    page.go_back()
    expect(page.locator("#turn-2 .reply")).to_contain_text("に続けて）西地域の出席者は8名です。")
    expect(page.locator("#turn-1 .reply")).to_contain_text("24名")
    page.get_by_role("button", name="最初からやり直す").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.locator(".turn")).to_have_count(0)


def test_what_was_typed_is_there_again_after_the_page_was_loaded_anew(visit):
    page = visit()
    box = page.locator("#question textarea")
    box.press_sequentially("書きかけ")
    page.reload()
    expect(box).to_have_value("書きかけ")
    box.press("Enter")
    expect(page.locator("#turn-1 .question")).to_contain_text("書きかけ")
    page.reload()
    expect(page.locator("#turn-1 .reply")).to_be_visible()
    page.wait_for_timeout(500)
    expect(box).to_have_value("")


def test_an_address_can_carry_a_question(visit):
    page = visit("?q=%E4%B8%80%E8%A6%A7%E3%81%A7")
    expect(page.locator("#turn-1 .question")).to_contain_text("一覧で")
    expect(page.locator("#turn-1 table")).to_be_visible()


def test_nothing_is_rated_where_nobody_asked_for_it(visit):
    page = visit()
    ask(page, "一覧で")
    expect(page.locator(".rating")).to_have_count(0)
    expect(page.locator("#page-foot")).to_contain_text("質問も評価も記録しません。")


def test_a_rating_with_its_remark_is_kept_in_the_operators_file(visit, tmp_path):
    file = tmp_path / "said.jsonl"
    with serving("fake", str(file)) as served:
        page = visit(url=served.url)
        expect(page.locator("#page-foot")).to_contain_text("評価だけを、この画面を運営する方の")
        turn = ask(page, "一覧で")
        turn.get_by_text("この回答を評価する").click()
        turn.get_by_role("textbox").fill("よい\n答え")
        assert violations(page) == []
        turn.get_by_role("button", name="役に立った", exact=True).click()
        expect(turn.locator(".rated")).to_have_text("「役に立った」と記録しました。")
    (line,) = file.read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert (said["good"], said["remark"], said["question"]) == (True, "よい\n答え", "一覧で")
    assert said["citations"] == ["machi/attendance/east", "machi/attendance/west"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_a_conversation(visit, scheme, width):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    assert violations(page) == []
    ask(page, "体制強化についての意見は？")
    ask(page, "予算はいくらですか", 2)
    ask(page, "一覧で", 3)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
