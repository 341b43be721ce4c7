"""The attendance table as read, against a reading of the same table by eye."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from assistant.types import Cell, Document, Table

BY_EYE = Path(__file__).parents[1] / "data" / "attendance.csv"
COLUMNS = {
    "municipalities.bodies": 68,
    "municipalities.persons": 76,
    "foster.persons": 12,
    "guidance.persons": 26,
    "total.persons": 157,
}
FACILITIES = ("child_home", "infant_home", "foster_support", "independence_home", "family_support")
NAMED_FACILITIES = ("matsumoto_asahi", "hata_gakuin")
OTHERS = ("council", "private")


@pytest.fixture(scope="module")
def by_eye() -> list[dict[str, str]]:
    with BY_EYE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def table(nagano: Document) -> Table:
    (table,) = nagano.tables
    return table


def facility_persons(row: dict[str, str]) -> int:
    return sum(int(row[f"{name}.persons"]) for name in FACILITIES + NAMED_FACILITIES)


def facility_bodies(row: dict[str, str]) -> int:
    counted = sum(int(row[f"{name}.bodies"]) for name in FACILITIES)
    return counted + sum(row[f"{name}.persons"] != "0" for name in NAMED_FACILITIES)


def other_persons(row: dict[str, str]) -> int:
    return sum(int(row[f"{name}.persons"]) for name in OTHERS)


def test_reading_by_eye_adds_up(by_eye: list[dict[str, str]]) -> None:
    assert len(by_eye) == 10
    for row in by_eye:
        parts = [row[f"{c}.persons"] for c in ("municipalities", "foster", "guidance")]
        total = sum(map(int, parts)) + facility_persons(row) + other_persons(row)
        assert total == int(row["total.persons"]), row["region"]
    for column, total in COLUMNS.items():
        assert sum(int(row[column]) for row in by_eye) == total, column
    assert sum(map(facility_persons, by_eye)) == 41
    assert sum(map(other_persons, by_eye)) == 2
    # The source prints 26 facilities: 波田学院 came to two meetings.
    assert sum(map(facility_bodies, by_eye)) == 27


def test_rows_are_those_read_by_eye(table: Table, by_eye: list[dict[str, str]]) -> None:
    for row, seen in zip(table.rows, by_eye, strict=True):
        assert {k: v for k, v in row.keys.items() if k != "session"} == {
            k: seen[k] for k in ("region", "date", "weekday", "start", "end", "venue")
        }
        values = {id: cell.value for id, cell in row.cells.items()}
        expected = {id: int(seen[id]) for id in COLUMNS}
        for name in FACILITIES:
            for quantity in ("persons", "bodies"):
                expected[f"facilities/{name}.{quantity}"] = int(seen[f"{name}.{quantity}"])
        for parent, names in (("facilities", NAMED_FACILITIES), ("other", OTHERS)):
            for name in names:
                persons = int(seen[f"{name}.persons"])
                expected[f"{parent}/{name}.persons"] = persons
                expected[f"{parent}/{name}.bodies"] = min(persons, 1)
        expected["facilities.persons"] = facility_persons(seen)
        expected["facilities.bodies"] = facility_bodies(seen)
        expected["other.persons"] = other_persons(seen)
        expected["other.bodies"] = sum(seen[f"{name}.persons"] != "0" for name in OTHERS)
        assert values == expected, seen["region"]


def test_total_row_holds_what_is_printed_and_nothing_else(table: Table) -> None:
    assert table.total is not None
    assert table.total.keys == {}
    assert {id: cell.value for id, cell in table.total.cells.items()} == {
        **COLUMNS,
        "facilities.bodies": 26,
        "facilities.persons": 41,
        "other.bodies": 2,
        "other.persons": 2,
    }
    assert {cell.basis for cell in table.total.cells.values()} == {"printed"}


def test_digits_at_every_span_give_the_value_inside_the_row(nagano: Document, table: Table) -> None:
    passages = {p.id: p for p in nagano.passages}
    assert table.total is not None
    for row in (*table.rows, table.total):
        passage = passages[row.passage]
        for id, cell in row.cells.items():
            assert (cell.span is None) == (cell.basis in ("empty", "computed")), id
            if cell.span is not None:
                assert passage.start <= cell.span.start < cell.span.end <= passage.end
                printed = nagano.source[cell.span.start : cell.span.end]
                assert re.fullmatch(r"\d+", printed)
                assert int(printed) == cell.value
                assert re.match(
                    r"\s*(名|市町村|施設|事業者|児|乳|里|自)", nagano.source[cell.span.end :]
                )


def test_every_printed_number_of_a_row_is_the_value_of_a_cell(
    nagano: Document, table: Table
) -> None:
    passages = {p.id: p for p in nagano.passages}
    assert table.total is not None
    for row in (*table.rows, table.total):
        passage = passages[row.passage]
        printed = nagano.source[passage.start : passage.end]
        # Behind the time and the venue only counts are printed.
        begin = passage.start + (printed.index("～") + 6 if "～" in printed else 0)
        numbers = {m.start() for m in re.finditer(r"\d+", nagano.source[: passage.end])}
        numbers = {n for n in numbers if n >= begin}
        assert numbers == {cell.span.start for cell in row.cells.values() if cell.span}


def test_lost_columns_are_assigned_with_a_reason(table: Table) -> None:
    assigned = [
        (row.keys["region"], id, cell)
        for row in table.rows
        for id, cell in row.cells.items()
        if cell.basis == "assigned"
    ]
    # Seven rows have a foster parent, all ten a child guidance centre; none prints which is which.
    assert [id for _, id, _ in assigned].count("foster.persons") == 7
    assert [id for _, id, _ in assigned].count("guidance.persons") == 10
    assert len(assigned) == 17
    for _, id, cell in assigned:
        label = {"foster": "里親・ファミリーホーム", "guidance": "児童相談所"}[id.split(".")[0]]
        assert f"「{label}」" in (cell.reason or "")


def test_sums_and_counts_worked_out_here_show_how(table: Table) -> None:
    nagano_row = next(row for row in table.rows if row.keys["region"] == "長野")
    persons, bodies = nagano_row.cells["facilities.persons"], nagano_row.cells["facilities.bodies"]
    assert (persons.basis, persons.value) == ("computed", 15)
    assert (persons.reason or "").endswith("波田学院1名 = 15名")
    assert (bodies.basis, bodies.value) == ("computed", 10)
    named = nagano_row.cells["facilities/hata_gakuin.bodies"]
    assert (named.basis, named.value) == ("computed", 1)
    assert "波田学院" in (named.reason or "")
    single = next(row for row in table.rows if row.keys["region"] == "木曽")
    assert single.cells["facilities.persons"].basis == "printed"
    alps = next(row for row in table.rows if row.keys["region"] == "北アルプス")
    assert alps.cells["facilities.persons"] == Cell(0, "empty")


def test_columns_form_a_tree_under_the_total(table: Table) -> None:
    parents = {measure.id: measure.parent for measure in table.measures}
    assert parents["total.persons"] is None
    assert [id for id, parent in parents.items() if parent == "total.persons"] == [
        f"{c}.persons" for c in ("municipalities", "facilities", "foster", "other", "guidance")
    ]
    assert parents["facilities.bodies"] is None
    assert parents["facilities/infant_home.bodies"] == "facilities.bodies"
    assert parents["other/council.persons"] == "other.persons"


def test_children_add_up_to_their_parent_in_every_row(table: Table) -> None:
    for row in table.rows:
        for measure in table.measures:
            parts = [row.cells[m.id].value for m in table.measures if m.parent == measure.id]
            if parts:
                assert sum(parts) == row.cells[measure.id].value, (row.passage, measure.id)


def test_session_is_derived_from_the_start(table: Table) -> None:
    afternoon = {r.keys["region"] for r in table.rows if r.keys["session"] == "午後"}
    assert afternoon == {"木曽", "北信", "佐久", "北アルプス"}
    assert {r.keys["session"] for r in table.rows} == {"午前", "午後"}


def test_rows_name_their_region_as_stated(nagano: Document, table: Table) -> None:
    passages = {p.id: p for p in nagano.passages}
    for row in table.rows:
        region = passages[row.passage].region
        assert region is not None
        assert (region.name, region.basis) == (row.keys["region"], "stated")
    assert table.notes == (f"{nagano.id}/note/excluded-staff",)
