"""A CSV file with its declaration is a table: another subject, other units, 216 rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.csv_reader import records
from assistant.documents.load import load_document
from assistant.documents.source import Source
from assistant.errors import CorpusError
from assistant.types import Document

LIBRARIES = Path(__file__).parents[1] / "data" / "libraries"
HEADERS = {
    "loans.volumes": "貸出冊数",
    "loans/general.volumes": "うち一般書",
    "loans/children.volumes": "うち児童書",
    "visits.visitors": "来館者数",
    "open.days": "開館日数",
    "materials.cost": "資料費（千円）",
}
SMALL = """
title = "小さな表"
publisher = "例の市"
date = "2024"
licence = "なし"
reader = "csv"
source = "small.csv"

[[table]]
id = "small"
title = "小さな表"
section = "表"
row_noun = "回"
key = "day"

[[table.dimension]]
id = "day"
label = "日付"
type = "date"

[[table.dimension]]
id = "weekday"
label = "曜日"
type = "weekday"

[[table.dimension]]
id = "start"
label = "開始"
type = "time"

[[table.quantity]]
id = "persons"
label = "人数"
units = ["人"]

[[table.column]]
id = "guests"
label = "来場者"
units = { persons = "人" }
"""
HEADER = "日付,曜日,開始,来場者\n"


@pytest.fixture(scope="module")
def libraries() -> Document:
    return load_document(LIBRARIES)


def test_every_row_is_a_passage_as_it_stands_in_the_file(libraries: Document) -> None:
    lines = (LIBRARIES / "libraries.csv").read_text(encoding="utf-8").splitlines()
    assert [p.text for p in libraries.passages] == lines[1:]
    for passage in libraries.passages:
        assert libraries.source[passage.start : passage.end] == passage.text
        assert (passage.kind, passage.section) == ("table_row", "利用統計")


def test_values_are_those_of_another_csv_reader(libraries: Document) -> None:
    (table,) = libraries.tables
    with (LIBRARIES / "libraries.csv").open(encoding="utf-8", newline="") as file:
        *rows, total = list(csv.DictReader(file))
    assert table.total is not None
    assert len(table.rows) == len(rows) == 216
    for row, seen in zip((*table.rows, table.total), (*rows, total), strict=True):
        expected = {id: seen[h].replace(",", "") for id, h in HEADERS.items() if seen[h]}
        assert {id: str(cell.value) for id, cell in row.cells.items()} == expected
    assert table.rows[0].keys == {"library": "中央図書館", "ward": "中部", "year": "2012"}
    assert table.total.keys == {}


def test_a_blank_field_is_unknown_and_not_zero(libraries: Document) -> None:
    (table,) = libraries.tables
    row = next(
        r for r in table.rows if r.keys == {"library": "海岸図書館", "ward": "南部", "year": "2012"}
    )
    assert "loans.volumes" not in row.cells
    assert row.cells["open.days"].value == 0


def test_spans_lead_to_the_figures_in_the_file(libraries: Document) -> None:
    (table,) = libraries.tables
    for row in table.rows:
        for cell in row.cells.values():
            assert cell.span is not None
            printed = libraries.source[cell.span.start : cell.span.end]
            assert re.fullmatch(r"[\d,]+", printed)
            assert int(printed.replace(",", "")) == cell.value


def test_measures_have_their_units_and_parents(libraries: Document) -> None:
    (table,) = libraries.tables
    assert {m.id: m.unit for m in table.measures} == dict(
        zip(HEADERS, ("冊", "冊", "冊", "人", "日", "千円"), strict=True)
    )
    parents = {m.id: m.parent for m in table.measures if m.parent}
    assert parents == dict.fromkeys(
        ("loans/general.volumes", "loans/children.volumes"), "loans.volumes"
    )
    assert [m.id for m in table.measures if not m.additive] == ["open.days"]


@pytest.mark.parametrize(
    ("line", "keys", "value"),
    [
        ("2024/4/1,月,9:00,12\n", ("2024-04-01", "月", "09:00"), 12),
        # A full-width comma is part of a number, not between two fields.
        ("２０２４年４月１日,月,１３時,１，２３４人\n", ("2024-04-01", "月", "13:00"), 1234),
        ('2024-04-01,月,13時30分,"1,234人"', ("2024-04-01", "月", "13:30"), 1234),
        ('"2024.4.1",(月),9:00,3', None, None),
        ("2024-04-01 , 月,09:00,-3.5\r\n", ("2024-04-01", "月", "09:00"), -3.5),
    ],
)
def test_dates_times_and_numbers_in_the_forms_people_write(
    make_document: Callable[..., Document],
    line: str,
    keys: tuple[str, str, str] | None,
    value: float | None,
) -> None:
    if keys is None:
        with pytest.raises(CorpusError, match="2行目"):
            make_document(SMALL, HEADER + line, "small.csv")
        return
    (row,) = make_document(SMALL, HEADER + line, "small.csv").tables[0].rows
    assert tuple(row.keys.values()) == keys
    assert row.cells["guests.persons"].value == value


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "1行目: 列見出しの行を期待"),
        ("日付,曜日,開始\n", "1行目: 「来場者」という列"),
        ("日付,曜日,開始,来場者,天気\n", "「天気」という列が document.toml に定められていません"),
        (HEADER + "2024-04-01,月,9:00\n", "2行目: 4欄を期待しましたが、3欄"),
        (HEADER + "\n\n2024-04-01,火,9:00,1\n", "4行目: 2024-04-01 は月曜日ですが、火曜日"),
        (HEADER + "2024-04-31,月,9:00,1\n", "2行目: 日付"),
        (HEADER + "2024-04-01,月,25:00,1\n", "2行目: 開始"),
        (HEADER + "2024-04-01,月,9:00,多数\n", "2行目: 来場者の数字を期待しましたが、「多数」"),
        (HEADER + "2024-04-01,月,9:00,1_000\n", "2行目: 来場者の数字"),
        (HEADER + '2024-04-01,月,9:00,"1\n', "2行目: 引用符で閉じられた欄"),
        (HEADER + '2024-04-01,月,9:00,"1"2\n', "2行目: 引用符の後の"),
        (HEADER, "本文がありません"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_line(
    make_document: Callable[..., Document], source: str, message: str
) -> None:
    with pytest.raises(CorpusError) as caught:
        make_document(SMALL, source, "small.csv")
    assert message in str(caught.value)


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(exclude_categories=["Cs", "Cc", "Z"]) | st.sampled_from(',"\n'),
                max_size=6,
            ),
            min_size=2,
            max_size=4,
        ),
        max_size=5,
    )
)
def test_records_are_those_of_the_standard_library(rows: list[list[str]]) -> None:
    # The fields begin and end with ink, since white space around a field is not part of it.
    rows = [[f"<{field}>" for field in row] for row in rows]
    text = "\n".join(
        ",".join('"' + field.replace('"', '""') + '"' for field in row) for row in rows
    )
    read = list(records(Source("x.csv", text)))
    assert [[field.text for field in record.fields] for record in read] == rows
    for record in read:
        for field in record.fields:
            assert text[field.start : field.end].replace('""', '"') == field.text
