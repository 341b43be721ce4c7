"""The managing pages in a browser: added, corrected and removed by hand, on any screen."""

from __future__ import annotations

import pytest

from .axe import violations
from .managing import LOANS, Desk, managing
from .test_screenshots import DESK, compare, folder

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser
picture_folder = folder

FILE = {"name": "kashidashi.csv", "mimeType": "text/csv", "buffer": LOANS.encode()}
WAYS = {"scripted": {}, "without a script": {"java_script_enabled": False}}


@pytest.fixture(scope="module")
def served_desk(tmp_path_factory):
    with managing(tmp_path_factory.mktemp("browser")) as desk:
        yield desk


@pytest.fixture
def desk(served_desk) -> Desk:
    yield served_desk
    for id in {name.split("/")[0] for name in served_desk.state()} - {"cafe"}:
        served_desk.remove(id)


@pytest.mark.parametrize("way", WAYS)
def test_a_document_is_added_corrected_and_removed(visit, desk, way):
    page = visit("manage", url=desk.url, **WAYS[way])
    page.get_by_label("ファイル（まとめて選べます）").set_input_files(FILE)
    page.get_by_text("題名などを書く").click()
    page.get_by_label("題名", exact=True).fill("図書館の貸出")
    page.get_by_role("button", name="足す", exact=True).click()
    expect(page.get_by_role("heading", name="できました")).to_be_visible()
    page.get_by_role("link", name="「図書館の貸出」の読み方を確かめる").click()
    expect(page.get_by_role("row", name="貸出冊数")).to_contain_text("単位は「冊」")

    box = page.get_by_label("document.toml")
    right = box.input_value()
    box.fill(right.replace('"冊"', "冊"))
    page.get_by_role("button", name="保存して読み直す").click()
    expect(page.get_by_role("alert")).to_contain_text("TOML として読めません")
    box.fill(right.replace('"冊"', '"点"'))
    page.get_by_role("button", name="保存して読み直す").click()
    expect(page.get_by_role("heading", name="できました")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="の読み方を確かめる").click()
    expect(page.get_by_role("row", name="貸出冊数")).to_contain_text("単位は「点」")

    page.get_by_label("利用条件を").check()
    page.get_by_role("button", name="選んだものを確かめたことにする").click()
    expect(page.get_by_label("利用条件を")).to_have_count(0)
    page.get_by_role("link", name="この資料を取り除く").click()
    page.get_by_role("button", name="取り除く").click()
    expect(page.get_by_text("資料「図書館の貸出」（kashidashi）を取り除きました。")).to_be_visible()


def test_a_file_that_is_too_large_does_not_travel(visit, desk):
    page = visit("manage", url=desk.url)
    large = {"name": "大.txt", "mimeType": "text/plain", "buffer": b"a" * (10 * 1024 * 1024 + 1)}
    page.get_by_label("ファイル（まとめて選べます）").set_input_files([FILE, large])
    expect(page.get_by_role("alert")).to_contain_text(
        "「大.txt」は大きすぎます（10,485,761バイト）"
    )
    page.get_by_role("button", name="足す", exact=True).click()
    assert page.url == f"{desk.url}manage"
    page.get_by_label("ファイル（まとめて選べます）").set_input_files(FILE)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_chat_answers_from_what_was_just_added(visit, desk):
    talk = visit(url=desk.url)
    expect(talk.locator("#page-head")).not_to_contain_text("図書館の貸出")
    desk.add(("kashidashi.csv", LOANS), title="図書館の貸出")
    talk.fill("#question textarea", "港図書館の貸出冊数は何冊ですか")
    talk.keyboard.press("Enter")
    expect(talk.locator("#turn-1")).to_contain_text("6,789冊")
    talk.reload()
    expect(talk.locator("#page-head .documents")).to_contain_text("図書館の貸出")
    talk.locator(".tabs").get_by_role("link", name="資料の管理").click()
    expect(talk.get_by_role("heading", name="資料（2件）")).to_be_visible()


def test_the_course_is_shown_while_it_lasts(visit, desk):
    page = visit("manage", url=desk.url)
    with desk.held():
        page.get_by_label("ファイル（まとめて選べます）").set_input_files(FILE)
        page.get_by_role("button", name="足す", exact=True).click(no_wait_after=True)
        expect(page.get_by_role("status")).to_contain_text("索引を新しくしています")
        other = visit("manage", url=desk.url, context=page.context)
        expect(other.get_by_role("status")).to_contain_text("資料を足す作業をしています")
        assert violations(other) == []
        other.close()
    expect(page.get_by_role("heading", name="できました")).to_be_visible()
    expect(page.get_by_role("status")).to_be_hidden()


SCREENS = {
    "narrow": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    "dark": {"viewport": DESK, "color_scheme": "dark"},
    "light": {"viewport": DESK, "color_scheme": "light"},
    "without a script": {"java_script_enabled": False, "viewport": DESK},
}


@pytest.mark.parametrize("screen", ["narrow", "dark", "light"])
def test_every_managing_page_is_accessible_and_fits(visit, desk, screen, tmp_path):
    ends = desk.change(
        "manage/add",
        [("title", "図書館の貸出冊数についての長い題名の資料その一")],
        [("kashidashi.csv", LOANS.encode())],
    )
    assert "できました" in ends
    last = desk.begin("manage/documents/kashidashi", [("toml", "x ="), ("checksum", "")])
    desk.get(last)
    first = last.rpartition("/")[0] + "/1"
    for path in (
        "manage",
        "manage/documents/kashidashi",
        "manage/documents/cafe/remove",
        "manage/documents/kashidashi/remove",
        last,
        first,
    ):
        page = visit(path, url=desk.url, **SCREENS[screen])
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert violations(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
        page.screenshot(path=tmp_path / f"{path.replace('/', '-')}.png", full_page=True)


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(visit, desk):
    page = visit("manage", url=desk.url)
    wanted = page.locator(
        "main :is(a, button, summary, input:not([type=hidden]), textarea):visible"
    )
    names = set(wanted.evaluate_all("all => all.map((one) => one.outerHTML)"))
    assert len(names) > 7
    reached = set()
    for _ in range(len(names) + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.outerHTML"))
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none" or page.evaluate("document.activeElement === document.body")
    unreached = [name for name in names - reached if 'type="radio"' not in name]
    assert unreached == []


def test_the_page_can_be_pictured(visit, desk, picture_folder):
    desk.add(("kashidashi.csv", LOANS), title="市立図書館の貸出冊数", publisher="例の市 図書館課")
    page = visit("manage/documents/kashidashi", url=desk.url, viewport=DESK, color_scheme="light")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    picture_folder.mkdir(exist_ok=True)
    picture = picture_folder / "manage.png"
    page.screenshot(path=picture)
    compare(picture)
