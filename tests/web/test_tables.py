"""Tables as readers see them, without a browser: another document's, orders, charts, files."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.documents.load import load_corpus
from assistant.tables.audit import audit_table
from assistant.types import Passage
from assistant.web import charts
from assistant.web.download import csv_file
from assistant.web.table import audit, figures
from assistant.web.table import grid as grid_module
from assistant.web.table.grid import Grid, file_rows
from assistant.web.table.place import Place
from assistant.web.table.view import (
    MOST_BARS,
    View,
    by_dimension,
    by_part,
    charted,
    measures_of,
    rows_of,
    total_of,
)
from assistant.web.tabs import tables as tables_tab

from .fakes import HOSTILE_DOCUMENT, MACHI, TABLE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def libraries():
    """A table of another subject: 216 rows, six columns in four units."""
    documents = load_corpus(ROOT / "tests" / "data")
    return next(d for d in documents if d.id == "libraries").tables[0]


def measure(table, id: str):
    return next(m for m in table.measures if m.id == id)


def dimension(table, id: str):
    return next(d for d in table.dimensions if d.id == id)


def test_another_documents_table_is_shown_drawn_and_saved_whole(libraries):
    place = Place(libraries, "../../")
    shown = Grid(place, View(), {}).section()
    assert shown.count("<tr>") == 1 + 216 + 2  # heads, rows, both totals
    assert "貸出冊数<small>（冊）</small>" in shown
    drawn = figures.section(place, "")
    titles = re.findall(r"<figcaption>(.*?)</figcaption>", drawn)
    assert titles[:3] == ["貸出冊数（館名別）", "貸出冊数の内訳", "貸出冊数（年度別）"]
    head, *rows = file_rows(libraries)
    assert len(rows) == 217
    assert {len(row) for row in rows} == {len(head)}
    assert sum(row[3] or 0 for row in rows[:-1]) == rows[-1][3]


def test_what_does_not_add_up_is_neither_summed_nor_drawn(libraries):
    days = measure(libraries, "open.days")
    assert total_of(libraries, days) == (None, None)
    assert days not in charted(libraries)
    assert by_dimension(libraries, days, dimension(libraries, "ward")) is None


def test_series_add_up_to_the_printed_total(libraries):
    loans = measure(libraries, "loans.volumes")
    printed = libraries.total.cells["loans.volumes"].value
    for id in ("library", "ward", "year"):
        series = by_dimension(libraries, loans, dimension(libraries, id))
        assert series is None or sum(series.values) == printed
    assert sum(by_part(libraries, loans).values) == printed
    years = by_dimension(libraries, loans, dimension(libraries, "year")).labels
    assert list(years) == sorted(years)
    assert all(label.endswith("年度") for label in years)


def test_too_many_bars_are_no_chart():
    rows = tuple(
        SimpleNamespace(passage=str(n), keys={"k": str(n)}, cells=TABLE.rows[0].cells)
        for n in range(MOST_BARS + 1)
    )
    table = SimpleNamespace(rows=rows, measures=TABLE.measures, dimensions=())
    key = SimpleNamespace(id="k", type="category", label="k", suffix="")
    assert by_dimension(table, TABLE.measures[0], key) is None


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        ("", False, ["東", "西"]),
        ("region", False, ["東", "西"]),
        ("date", True, ["西", "東"]),
        ("total.persons", False, ["西", "東"]),
        ("total.persons", True, ["東", "西"]),
        ("others/shops.persons", True, ["東", "西"]),  # nobody has a number: as printed
        ("no such column", True, ["東", "西"]),
    ],
)
def test_rows_stand_in_the_chosen_order(sort, descending, expected):
    found = rows_of(TABLE, View(sort=sort, descending=descending))
    assert [row.keys["region"] for row in found] == expected


def test_details_are_hidden_until_asked_for():
    ids = [m.id for m in measures_of(TABLE, View())]
    assert ids == ["total.persons", "towns.persons", "others.persons", "others.bodies"]
    assert len(measures_of(TABLE, View(details=True))) == len(ids) + 1
    assert [m.id for m in measures_of(TABLE, View(quantity="bodies"))] == ["others.bodies"]


def test_the_audit_of_the_first_document_finds_and_explains_the_facilities():
    (document,) = [d for d in load_corpus(ROOT / "corpus") if d.id == "nagano-2024-kondankai"]
    passages = {p.id: p for p in document.passages}
    shown = audit.section(audit_table(document.tables[0]), passages, "")
    assert "出席した施設の数: 印刷は26施設、計算では27施設" in shown
    assert "波田学院" in shown
    assert shown.count("✓") == 19


def test_words_of_documents_and_addresses_are_escaped():
    view = View(sort='"><script>')
    place = Place(TABLE, "../../", {"sort": '"><script>'})
    shown = Grid(place, view, MACHI_PASSAGES).section() + figures.section(place, '"><b>')
    assert "<script" not in shown
    assert "<b>" not in shown


MACHI_PASSAGES = {p.id: p for p in (*MACHI.passages, *HOSTILE_DOCUMENT.passages)}


def test_a_chart_is_the_same_bytes_each_time_and_names_no_font_or_id():
    arguments = (["東", "西<b>"], [3, 0], ["3名", "0名"], 'a"b')
    first = charts.bars(*arguments)
    charts._bars.cache_clear()
    assert charts.bars(*arguments) == first
    assert "font-family" not in first
    assert " id=" not in first
    assert "&lt;b&gt;" in first
    assert 'aria-label="a&quot;b"' in first
    assert "var(--bar)" in first


def test_a_long_name_is_cut_and_a_formula_sign_does_no_harm():
    drawn = charts.bars(["あ" * 40, "$x_1$"], [1, 2], ["1", "2"], "t")
    assert "あ" * 14 + "…" in drawn
    assert "$x_1$" in drawn


@pytest.mark.parametrize("dangerous", ["=1+1", "+1", "-1", "@a", "\tx"])
def test_a_text_is_no_formula_in_a_csv_file(dangerous):
    data = csv_file([["a"], [dangerous], [-1]], "n").body.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data))) == [["a"], [f"'{dangerous}"], ["-1"]]


def test_a_long_table_shows_its_first_rows_and_says_so(monkeypatch):
    monkeypatch.setattr(grid_module, "MOST_ROWS", 1)
    shown = Grid(Place(TABLE, ""), View(), {}).section()
    assert "2行のうち、はじめの1行を表示しています。" in shown
    assert shown.count('<tr><th scope="row">') == 1 + 2  # a row and both totals


def test_a_large_table_is_shown_as_printed_only_in_part(libraries, monkeypatch):
    monkeypatch.setattr(tables_tab, "MOST_ROWS", 2)
    passages = {
        row.passage: Passage(row.passage, "libraries", "paragraph", "表", "文字", 0, 1)
        for row in libraries.rows
    }
    shown = tables_tab._printed(libraries, passages)
    assert shown.count("<li>") == 2
    assert "216行のうち、はじめの2行です" in shown
