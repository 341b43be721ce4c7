"""Every kind of file becomes a document whose sections, tables and regions are found."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml

from assistant.types import Document

from .conftest import Shelf
from .papers import make_pdf, nagano, nagano_pdf

MARKDOWN = """# 里親カフェの記録

令和5年11月　例の県

日時：令和5年11月3日

## 出席者

| 地域 | 大人 | 子ども | 合計 |
|---|---|---|---|
| 北部地域 | 12名 | 3名 | 15名 |
| 南部地域 | 1,008名 | － | 1,008名 |
| 合計 | 1,020名 | 3名 | 1,023名 |

## 参加者の意見

- 夜の開催がよい
- 託児がほしい
"""


def cells(document: Document) -> list[dict[str, float]]:
    (table,) = document.tables
    return [{id: c.value for id, c in row.cells.items()} for row in table.rows]


def test_the_summary_printed_as_pdf_says_the_region_of_every_cell(shelf: Shelf) -> None:
    added = shelf.add("結果の概要.pdf", nagano_pdf())
    assert added.id == "結果の概要"
    document = shelf.document(added.id)
    original = nagano()
    words = {p.text for p in original.passages if p.kind in ("region_support", "region_resources")}
    of_regions = [p for p in document.passages if p.text.replace(" ", "") in words]
    assert len(of_regions) == 20
    assert {p.region.basis for p in of_regions if p.region} == {"stated"}
    assert [p.region.name for p in of_regions if p.region] == [
        name for name in document.regions for _ in range(2)
    ]
    assert document.regions == original.regions
    opinions = [p for p in document.passages if p.kind == "opinion"]
    assert len(opinions) == 22
    assert all(len(p.paired) == 1 for p in opinions)


def test_the_attendance_table_printed_as_pdf_is_exact(shelf: Shelf) -> None:
    shelf.add("kondankai.pdf", nagano_pdf())
    (table,) = shelf.document("kondankai").tables
    (printed,) = nagano().tables
    columns = ["municipalities", "facilities", "foster", "other", "guidance", "total"]
    by_label = {m.label: m.id for m in table.measures}
    labels = ["市町村", "施設", "里親", "その他", "児童相談所", "出席者の合計"]
    for row, original in zip(table.rows, printed.rows, strict=True):
        assert row.keys[table.key] == original.keys["region"]
        assert original.keys["date"] in row.keys.values()
        found = [row.cells.get(by_label[label]) for label in labels]
        assert [cell.value if cell else 0 for cell in found] == [
            original.cells[f"{column}.persons"].value for column in columns
        ]
    assert table.total is not None
    assert table.total.cells[by_label["出席者の合計"]].value == 157
    assert {m.parent for m in table.measures} == {None, by_label["出席者の合計"]}


def test_a_pdf_keeps_reading_order_headings_and_tables_over_pages(shelf: Shelf) -> None:
    rows = [["館名", "貸出冊数"], *([f"第{n}館", f"{n * 10}"] for n in range(1, 70))]
    paper = make_pdf(
        [
            ("title", "図書館の統計"),
            ("h1", "はじめに"),
            ("p", "この資料は、市の図書館の利用をまとめたものである。" * 6),
            ("item", "一つ目の点"),
            ("h1", "貸出"),
            ("table", (rows, [200, 100])),
        ]
    )
    shelf.add("stats.pdf", paper)
    document = shelf.document("stats")
    assert document.title == "図書館の統計"
    assert document.sections == ("はじめに", "貸出")
    assert "この資料は、市の図書館の利用をまとめたものである。この資料は" in document.source
    (table,) = document.tables
    assert len(table.rows) == 69
    assert [c.value for row in table.rows for c in row.cells.values()] == [
        n * 10 for n in range(1, 70)
    ]


def test_markdown_stays_as_it_is(shelf: Shelf) -> None:
    added = shelf.add("kiroku.md", MARKDOWN)
    document = shelf.document("kiroku")
    assert document.source == MARKDOWN
    assert (document.title, document.date) == ("里親カフェの記録", "2023-11")
    assert document.regions == ("北部", "南部")
    assert cells(document) == [
        {"c4.persons": 15, "c2.persons": 12, "c3.persons": 3},
        {"c4.persons": 1008, "c2.persons": 1008},
    ]
    assert [m.parent for m in document.tables[0].measures] == [None, "c4.persons", "c4.persons"]
    assert {p.label: p.text for p in document.passages if p.label} == {"日時": "令和5年11月3日"}
    assert [p.text for p in document.passages if p.kind == "opinion"] == [
        "夜の開催がよい",
        "託児がほしい",
    ]
    assert any("意見として読みます" in doubt for doubt in added.doubts)


def word() -> bytes:
    paper = docx.Document()
    paper.add_heading("里親カフェの記録", 0)
    paper.add_heading("良かったこと", 1)
    paper.add_paragraph("話せてよかった。")
    paper.add_paragraph("夜の開催", style="List Bullet")
    paper.add_paragraph("託児", style="List Bullet")
    paper.add_heading("出席", 1)
    table = paper.add_table(4, 3)
    for y, row in enumerate(
        [["地域", "大人", "子ども"], ["北市", "5名", "2名"], ["", "6名", "3名"]]
    ):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    for x, text in enumerate(["南市", "7名", "4名"]):
        table.cell(3, x).text = text
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def test_word_headings_lists_and_merged_cells(shelf: Shelf) -> None:
    added = shelf.add("cafe.docx", word())
    document = shelf.document("cafe")
    assert document.title == "里親カフェの記録"
    assert [(p.section, p.text) for p in document.passages if p.kind == "paragraph"] == [
        ("良かったこと", "話せてよかった。"),
        ("良かったこと", "夜の開催"),
        ("良かったこと", "託児"),
    ]
    (table,) = document.tables
    assert [row.keys[table.key] for row in table.rows] == ["北市", "北市", "南市"]
    assert any("結合されたセル" in doubt for doubt in added.doubts)


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_excel_one_sheet_with_title_and_unit_above(shelf: Shelf) -> None:
    data = book(
        (
            "資料費",
            [
                ["市立図書館の資料費", None, None],
                [None, "（単位：千円）", None],
                ["館名", "基準日", "資料費"],
                ["中央図書館", datetime.date(2024, 4, 1), 12345],
                ["港図書館", datetime.date(2024, 4, 1), 678.5],
            ],
        )
    )
    shelf.add("hi.xlsx", data, about=None)
    document = shelf.document("hi")
    (table,) = document.tables
    assert [(m.label, m.unit) for m in table.measures] == [("資料費", "千円")]
    assert [c.value for row in table.rows for c in row.cells.values()] == [12345, 678.5]
    assert [d.type for d in table.dimensions] == ["category", "date"]


def test_excel_of_several_sheets_has_a_section_for_each(shelf: Shelf) -> None:
    data = book(
        ("貸出", [["館名", "貸出冊数"], ["中央", 10], ["港", 20]]),
        ("来館", [["館名", "来館者数"], ["中央", 30], ["港", 40]]),
    )
    shelf.add("two.xlsx", data)
    document = shelf.document("two")
    assert [(t.section, t.measures[0].unit) for t in document.tables] == [
        ("貸出", "冊"),
        ("来館", "人"),
    ]


def test_html_is_read_without_what_runs_or_leads_elsewhere(shelf: Shelf) -> None:
    page = """<!DOCTYPE html><html><head><title>市の会議</title><style>p{}</style></head><body>
    <nav><a href="/">戻る</a></nav><h1>市の会議</h1><p>晴れた日に<b>開いた</b>。</p>
    <script>alert("だめ")</script><h2>意見</h2><ul><li>静かだった</li><li>遠い &amp; 寒い</li></ul>
    <table><tr><th>館名</th><th>冊数</th></tr><tr><td>中央</td><td>1,200</td></tr>
    <tr><td>港</td><td>30</td></tr></table></body></html>"""
    shelf.add("kaigi.html", page)
    document = shelf.document("kaigi")
    assert document.title == "市の会議"
    assert "だめ" not in document.source
    assert "戻る" not in document.source
    assert [p.text for p in document.passages if p.kind == "opinion"] == [
        "静かだった",
        "遠い & 寒い",
    ]
    assert [row[id] for row in cells(document) for id in row] == [1200, 30]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp"])
def test_csv_in_any_japanese_encoding(shelf: Shelf, encoding: str) -> None:
    text = '館名,年度,貸出冊数\r\n中央図書館,2023,"12,345"\r\n港図書館,2023,6789\r\n合計,,19134\r\n'
    shelf.add("kashidashi.csv", text.encode(encoding))
    document = shelf.document("kashidashi")
    (table,) = document.tables
    assert table.total is not None
    assert [c.value for c in table.total.cells.values()] == [19134]
    assert [(d.label, d.type) for d in table.dimensions] == [
        ("館名", "category"),
        ("年度", "number"),
    ]
    assert table.measures[0].unit == "冊"


def test_jsonl_of_passages_keeps_their_fields(shelf: Shelf) -> None:
    lines = [
        {"text": "夜の開催が, よい", "section": "日程", "region": "北部地域", "kind": "意見"},
        {
            "text": "検討する\n予定",
            "section": "日程",
            "region": "南部地域",
            "kind": "policy",
            "n": 3,
        },
        {"text": '"静かに"と言われた', "section": "会場", "region": "北部地域", "kind": "opinion"},
    ]
    shelf.add("koe.jsonl", "\n".join(json.dumps(one, ensure_ascii=False) for one in lines))
    document = shelf.document("koe")
    assert [(p.kind, p.section, p.region and p.region.name, p.text) for p in document.passages] == [
        ("opinion", "日程", "北部", "夜の開催が, よい"),
        ("policy", "日程", "南部", "検討する 予定"),
        ("opinion", "会場", "北部", "“静かに”と言われた"),
    ]


def test_a_survey_with_a_column_of_comments_is_read_comment_by_comment(shelf: Shelf) -> None:
    rows = ["年,地域,景気の現状に対する判断理由"]
    rows += [f"2023,北海道,観光客が増えて店の売上が前の年より大きく伸びている{n}" for n in range(5)]
    shelf.add("survey.csv", "\n".join(rows))
    document = shelf.document("survey")
    assert len(document.passages) == 5
    assert document.passages[0].region is not None
    assert document.passages[0].region.name == "北海道"


def test_rows_without_numbers_are_quoted_whole(shelf: Shelf) -> None:
    shelf.add("list.csv", "施設名,住所\n青空園,例の市1\n海の家,例の町2\n")
    document = shelf.document("list")
    assert document.tables == ()
    assert any("青空園" in p.text and "例の市1" in p.text for p in document.passages)


GUESSED: list[tuple[str, list[list[str]], str, str]] = [
    ("a subtotal would be counted twice", [["館", "冊数"], ["甲", "1"], ["小計", "1"]], "", "小計"),
    ("two totals", [["館", "冊数"], ["甲", "1"], ["計", "1"], ["総数", "1"]], "", "二つ以上"),
    ("nothing names a row", [["大人", "子ども"], ["1", "2"], ["3", "4"]], "", "見分ける列"),
    ("headings that are alike", [["館", "冊数", "冊数"], ["甲", "1", "2"]], "", "同じ列見出し"),
]


@pytest.mark.parametrize(("why", "rows", "caption", "said"), GUESSED)
def test_a_table_that_is_not_certain_is_quoted_and_the_review_says_why(
    shelf: Shelf, why: str, rows: list[list[str]], caption: str, said: str
) -> None:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    added = shelf.add("t.md", "# 表のある資料\n\n" + "\n".join(lines) + "\n")
    assert shelf.document("t").tables == (), why
    assert any(said in doubt for doubt in added.doubts), added.doubts


MANY: list[tuple[str, Callable[[], bytes]]] = [("a.pdf", nagano_pdf), ("b.docx", word)]


@pytest.mark.parametrize(("name", "make"), MANY)
def test_the_same_bytes_give_the_same_folder(
    shelf: Shelf, name: str, make: Callable[[], bytes]
) -> None:
    data = make()
    shelf.add(name, data)
    first = shelf.state()
    for path in first:
        (shelf.corpus / path).unlink()
    (shelf.corpus / name[0]).rmdir()
    shelf.add(name, data)
    assert shelf.state() == first


def test_a_formula_without_a_result_is_unknown_and_said(shelf: Shelf) -> None:
    data = book(("表", [["館名", "冊数"], ["甲", 3], ["乙", "=1+1"], ["丙", 5]]))
    added = shelf.add("f.xlsx", data)
    (table,) = shelf.document("f").tables
    assert [[c.value for c in row.cells.values()] for row in table.rows] == [[3], [], [5]]
    assert any("計算結果が保存されていない" in doubt for doubt in added.doubts)


def test_word_insertions_boxes_controls_and_notes_are_not_lost(shelf: Shelf) -> None:
    paper = docx.Document()
    paper.add_heading("記録", 0)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = paper.element.body
    for number, xml in enumerate(
        [
            "<w:p {W}><w:r><w:t>出席は</w:t></w:r>"
            "<w:ins w:id='1'><w:r><w:t>16名</w:t></w:r></w:ins>"
            "<w:del w:id='2'><w:r><w:delText>15名</w:delText></w:r></w:del></w:p>",
            "<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>枠の中の文</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>",
            "<w:p {W}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>箱の中の文</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>",
        ]
    ):
        body.insert(1 + number, parse_xml(xml.replace("{W}", space)))
    out = io.BytesIO()
    paper.save(out)
    added = shelf.add("d.docx", out.getvalue())
    texts = [p.text for p in shelf.document("d").passages]
    assert texts == ["出席は16名", "枠の中の文", "箱の中の文"]
    assert any("変更履歴" in doubt for doubt in added.doubts)


def test_cells_with_two_counts_are_two_columns_of_numbers(shelf: Shelf) -> None:
    shelf.add(
        "two.md",
        "# 出席\n\n| 地域 | 市町村 | 施設 |\n|---|---|---|\n"
        "| 北部地域 | 13市町村　15名 | 3児童養護　5名 |\n"
        "| 南部地域 | ５市町村　６名 | 1児童養護　2名 |\n",
    )
    (table,) = shelf.document("two").tables
    assert [m.unit for m in table.measures] == ["市町村", "名", "児童養護", "名"]
    assert [[c.value for c in row.cells.values()] for row in table.rows] == [
        [13, 15, 3, 5],
        [5, 6, 1, 2],
    ]


def test_excel_headings_of_two_rows_and_merged_cells(shelf: Shelf) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [
        ["市立図書館の貸出冊数（冊）", None, None, None],
        ["地区", "館名", "貸出冊数", None],
        [None, None, "一般書", "児童書"],
        ["中部", "中央図書館", 10, 20],
        [None, "港図書館", 30, 40],
    ]:
        sheet.append(row)
    for cells in ("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"):
        sheet.merge_cells(cells)
    out = io.BytesIO()
    workbook.save(out)
    shelf.add("merged.xlsx", out.getvalue())
    (table,) = shelf.document("merged").tables
    assert [m.label for m in table.measures] == ["貸出冊数 一般書", "貸出冊数 児童書"]
    assert [list(row.keys.values()) for row in table.rows] == [
        ["中部", "中央図書館"],
        ["中部", "港図書館"],
    ]
    assert [c.value for row in table.rows for c in row.cells.values()] == [10, 20, 30, 40]
