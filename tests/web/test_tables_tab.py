"""The tab of the tables in a real browser: order, choices, audit, charts, files."""

from __future__ import annotations

import csv
import io
import itertools

import pytest

from .axe import violations
from .fakes import EAST, IMAGE, TABLE

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect

PATH = "tables/machi/attendance"


def column(page, number: int) -> list[str]:
    return page.locator(f"#data tbody tr > :nth-child({number})").all_inner_texts()


def test_the_address_of_the_tab_leads_to_the_only_table(visit):
    page = visit("tables")
    assert page.url.endswith(PATH)
    current = page.locator(".tabs [aria-current=page]")
    expect(current).to_have_text("出席者")  # the document's word for it
    expect(page.get_by_role("heading", level=1)).to_have_text(f"懇談会の出席者 {IMAGE}")


def test_rows_sort_without_leaving_the_place_and_the_way_back_works(visit):
    page = visit(PATH)
    assert column(page, 1) == ["東", "西"]
    page.get_by_role("link", name="その他の出席者").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("その他の出席者")
    page.get_by_role("link", name="その他の出席者").click()
    expect(page.locator("th[aria-sort=ascending]")).to_be_visible()
    assert column(page, 1) == ["西", "東"]
    assert "sort=others.persons" in page.url
    # The focus stays on the header, so that the keyboard can press it again.
    assert page.evaluate("document.activeElement.dataset.order") == "others.persons"
    page.reload()
    assert column(page, 1) == ["西", "東"]
    page.go_back()
    expect(page.locator("th[aria-sort=descending]")).to_be_visible()


def test_region_and_date_stand_before_the_numbers_and_the_rest_after_them(visit):
    page = visit(PATH)
    heads = page.locator("#data thead th").all_inner_texts()
    assert [head.split("\n")[0].split("（")[0].strip() for head in heads[:3]] == [
        "地域",
        "開催日",
        "出席者合計",
    ]
    assert "開始時刻" in heads[-1]
    feet = page.locator("#data tfoot tr").first.locator("th, td")
    expect(feet).to_have_count(len(heads))


def test_no_column_is_lost_on_paper(visit):
    page = visit(PATH, viewport={"width": 440, "height": 800})
    page.emulate_media(media="print")
    table = page.locator("#data table").bounding_box()
    assert table["x"] + table["width"] <= 440


def test_columns_are_chosen_by_radio_buttons_and_details_by_a_box(visit):
    page = visit(PATH)
    heads = page.locator("#data thead th")
    expect(heads).to_have_count(7)
    page.get_by_role("radio", name="数", exact=True).check()
    expect(heads).to_have_count(4)
    page.get_by_role("radio", name="すべて").check()
    page.get_by_role("checkbox", name="内訳の列も表示する").check()
    expect(heads).to_have_count(8)
    expect(page.locator("#data")).to_contain_text("商店の出席者")


def test_totals_say_where_the_rows_add_up_to_something_else(visit):
    page = visit(PATH)
    feet = page.locator("#data tfoot tr")
    assert feet.nth(0).locator(".number").all_inner_texts() == ["32", "23", "9", "2"]
    assert feet.nth(1).locator(".number").all_inner_texts() == ["32", "23", "9", "3"]
    expect(page.locator(".differs")).to_have_text("3")
    audit = page.locator("#audit")
    expect(audit.get_by_role("heading", level=3)).to_contain_text(
        "その他の団体の数: 印刷は2団体、計算では3団体"
    )
    audit.locator("summary", has_text="もとの行").click()
    audit.get_by_role("link", name=EAST.text).click()
    expect(page.locator("mark")).to_be_in_viewport()


def test_how_a_number_is_known_is_said_in_words(visit):
    page = visit(PATH)
    expect(page.locator(".legend")).to_contain_text(
        "△ 印刷された数字の列を、合計から割り出したもの"
    )
    page.locator("summary", has_text="△の数字の決め方").click()
    expect(page.get_by_text("合計が合う列は一つだけです。")).to_be_visible()


def test_charts_show_every_number_and_follow_the_chosen_column(visit):
    page = visit(PATH)
    chart = page.get_by_role("img", name="出席者合計（地域別）")
    assert chart.locator("text").all_text_contents() == ["東", "西", "24名", "8名"]
    expect(page.get_by_role("img", name="出席者合計（開催日別）")).to_be_visible()
    parts = page.get_by_role("img", name="出席者合計の内訳", exact=True)
    assert parts.locator("text").all_text_contents() == ["町", "その他", "23名", "9名"]
    panels = page.get_by_role("img", name="出席者合計の内訳（地域別）")
    expect(panels.locator("text")).to_have_count(2 + 2 * 3)
    page.get_by_role("radio", name="町の出席者").check()
    expect(page.get_by_role("img", name="町の出席者（地域別）")).to_be_visible()


def test_a_chart_is_saved_as_a_picture_that_has_ink_on_white(visit):
    image = pytest.importorskip("PIL.Image")
    page = visit(PATH, color_scheme="dark")
    with page.expect_download() as download:
        page.locator("figure", has_text="出席者合計（地域別）").get_by_role(
            "button", name="PNGで保存"
        ).click()
    assert download.value.suggested_filename == "出席者合計（地域別）.png"
    picture = image.open(download.value.path()).convert("L")
    assert picture.width == 800
    assert picture.getpixel((1, 1)) == 255
    dark = sum(picture.histogram()[:80])
    assert dark > 500, "no text and no outlines"


def test_the_file_of_the_table_holds_every_column(visit):
    page = visit(PATH)
    with page.expect_download() as download:
        page.get_by_role("link", name="すべての列をCSVで保存").click()
    data = download.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # without it Excel takes it for Shift_JIS
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [
        ["地域", "開催日", "開始時刻", *(f"{m.label}（{m.unit}）" for m in TABLE.measures)],
        ["東", "2024-10-17", "09:00", "24", "15", "9", "2", ""],
        ["西", "2024-10-18", "13:30", "8", "8", "0", "1", ""],
        ["合計", "", "", "32", "23", "9", "2", ""],
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("出席者合計（地域別）", [["", "出席者合計（地域別）（名）"], ["東", "24"], ["西", "8"]]),
        ("出席者合計の内訳", [["", "出席者合計の内訳（名）"], ["町", "23"], ["その他", "9"]]),
        (
            "出席者合計の内訳（地域別）",
            [["", "町（名）", "その他（名）"], ["東", "15", "9"], ["西", "8", "0"]],
        ),
    ],
)
def test_the_file_of_a_chart_holds_its_numbers(visit, title, expected):
    page = visit(PATH)
    figure = page.get_by_role("figure").filter(has=page.get_by_role("img", name=title, exact=True))
    with page.expect_download() as download:
        figure.get_by_role("link", name="CSVで保存").click()
    assert download.value.suggested_filename == f"{title}.csv"
    data = download.value.path().read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data))) == expected


def test_everything_is_there_without_a_script(visit):
    page = visit(PATH, java_script_enabled=False)
    page.get_by_role("link", name="出席者合計").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("出席者合計")
    page.get_by_role("radio", name="数", exact=True).check()
    page.get_by_role("button", name="表示する").first.click()
    expect(page.locator("#data thead th")).to_have_count(4)


def test_a_lost_connection_is_said(visit):
    page = visit(PATH)
    page.evaluate("() => { window.fetch = async () => { throw new TypeError(); }; }")
    page.get_by_role("link", name="出席者合計").click()
    expect(page.get_by_role("alert")).to_contain_text("サーバーと通信できませんでした")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(visit, scheme, width):
    page = visit(PATH, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.locator("summary").evaluate_all("all => all.forEach(s => s.parentElement.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_headings_go_down_one_level_at_a_time(visit):
    tags = visit(PATH).locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")
    levels = [int(tag[1]) for tag in tags]
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), levels
