"""The audit recomputes every printed sum and explains only what it can show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.documents.load import load_document
from assistant.tables.audit import audit_table
from assistant.types import Cell, Document, Span, Table, TableRow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def nagano() -> Document:
    return load_document(ROOT / "corpus" / "nagano-2024-kondankai")


@pytest.fixture(scope="module")
def table(nagano: Document) -> Table:
    return nagano.tables[0]


def with_cell(table: Table, row: int, measure: str, cell: Cell) -> Table:
    """Return the table with one cell changed; row -1 is the total row."""
    if row == -1:
        assert table.total is not None
        total = replace(table.total, cells={**table.total.cells, measure: cell})
        return replace(table, total=total)
    rows = list(table.rows)
    rows[row] = replace(rows[row], cells={**rows[row].cells, measure: cell})
    return replace(table, rows=tuple(rows))


def test_every_printed_sum_is_checked(table: Table) -> None:
    audit = audit_table(table)
    rows = [check for check in audit.checks if check.axis == "row"]
    columns = [check for check in audit.checks if check.axis == "column"]
    assert [check.label for check in rows] == [
        *(f"{row.keys['region']}地域・出席者合計" for row in table.rows),
        "合計の行・出席者合計",
    ]
    assert table.total is not None
    assert [check.measure for check in columns] == list(table.total.cells)
    assert rows[7].formula == "7 + 6 + 1 + 2 = 16"
    assert rows[-1].formula == "76 + 41 + 12 + 2 + 26 = 157"
    for check in audit.checks:
        assert check.computed == sum(term.cell.value for term in check.terms)


def test_it_finds_the_facility_that_came_twice(nagano: Document, table: Table) -> None:
    audit = audit_table(table)
    (check,) = audit.disagreements
    assert (check.measure, check.printed, check.computed) == ("facilities.bodies", 26, 27)
    assert check.formula == "4 + 1 + 3 + 1 + 1 + 1 + 1 + 5 + 10 = 27"
    assert check.explanation is not None
    assert "「波田学院」は松本地域と長野地域の2行に出ています" in check.explanation
    assert "27 − 1 = 26" in check.explanation
    assert "資料に説明はなく" in check.explanation
    assert "20件" in audit.summary
    assert "19件が一致し、1件（「出席した施設の数」）" in audit.summary
    passages = {p.id for p in nagano.passages}
    assert check.citations[0].endswith("attendance/total")
    assert {c for check in audit.checks for c in check.citations} <= passages
    assert audit.notes == (f"{nagano.id}/note/excluded-staff",)


@pytest.mark.parametrize(
    ("printed", "words"),
    [(25, "2施設多くなります"), (28, "1施設少なくなります")],
)
def test_a_difference_that_nothing_shows_is_not_explained(
    table: Table, printed: int, words: str
) -> None:
    changed = with_cell(table, -1, "facilities.bodies", Cell(printed, "printed", Span(0, 2)))
    (check,) = audit_table(changed).disagreements
    assert check.explanation is not None
    assert words in check.explanation
    assert "表からも決められません" in check.explanation
    assert "波田" not in check.explanation


def test_two_things_that_could_each_explain_it_explain_nothing(table: Table) -> None:
    named = Cell(1, "computed", reason="名前だけ")
    bodies = Cell(5, "computed", reason="1 + 1 + 1 + 1 + 1")
    changed = with_cell(table, 7, "facilities.bodies", bodies)
    changed = with_cell(changed, 8, "facilities/matsumoto_asahi.bodies", named)
    (check,) = audit_table(changed).disagreements
    assert check.explanation is not None
    assert "表からも決められません" in check.explanation


def test_a_wrong_row_sum_is_found(table: Table) -> None:
    changed = with_cell(table, 3, "total.persons", Cell(10, "printed", Span(0, 2)))
    found = {(c.axis, c.label, c.printed, c.computed) for c in audit_table(changed).disagreements}
    assert ("row", "木曽地域・出席者合計", 10, 9) in found
    assert ("column", "出席者合計", 157, 158) in found


def test_a_table_without_sums_has_nothing_to_check(table: Table) -> None:
    bare = replace(table, total=None, measures=tuple(m for m in table.measures if not m.parent))
    audit = audit_table(bare)
    assert audit.checks == ()
    assert "印刷されていません" in audit.summary


def test_another_table_is_checked_row_by_row_and_column_by_column() -> None:
    (table,) = load_document(ROOT / "tests" / "data" / "libraries").tables
    audit = audit_table(table)
    assert audit.disagreements == ()
    assert sum(check.axis == "column" for check in audit.checks) == 5  # days do not add up
    rows = [check for check in audit.checks if check.axis == "row"]
    assert rows[0].label == "中央図書館 2012年度・貸出冊数"
    assert len({check.label for check in rows}) == len(rows) == 216


def test_large_numbers_are_shown_with_commas() -> None:
    (table,) = load_document(ROOT / "tests" / "data" / "libraries").tables
    first: TableRow = table.rows[0]
    shown = audit_table(table).checks[0].formula
    assert shown.endswith(f"= {first.cells['loans.volumes'].value:,}")
