"""Rows are selected by SQLite as plain Python selects them, and no text reaches the SQL."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from assistant.tables.execute import TableStore
from assistant.tables.query import Condition
from assistant.types import Cell, Dimension, DimensionType, Measure, Quantity, Table, TableRow

from . import plain
from .plain import Row

NASTY = "x'); DROP TABLE t; --"


def make_table(rows: Iterable[Row], types: dict[str, DimensionType], measures: list[str]) -> Table:
    return Table(
        id=NASTY, document="d", title="t", section="s", row_noun="行", key=next(iter(types)),
        dimensions=tuple(Dimension(id, id, type_) for id, type_ in types.items()),
        quantities=(Quantity("q", "数", ("個",)),),
        measures=tuple(Measure(m, m, "q", m, "個") for m in measures),
        rows=tuple(
            TableRow(f"d/{i}", row.keys, {m: Cell(v, "printed") for m, v in row.numbers.items()})
            for i, row in enumerate(rows)
        ),
    )  # fmt: skip


TYPES: dict[str, DimensionType] = {"name": "category", "day": "date", "hour": "time"}
NAMES = ("北", "南", NASTY, 'a"b', "%", "NULL", "")
DAYS = ("2024-10-17", "2024-10-31", "2024-11-01", "2025-11-30")
HOURS = ("09:00", "12:00", "13:30")
made_rows = st.lists(
    st.builds(
        lambda name, day, hour, n, m: Row(
            {"name": name, "day": day, "hour": hour},
            {"n": n, NASTY: m} if m is not None else {"n": n},
        ),
        st.sampled_from(NAMES),
        st.sampled_from(DAYS),
        st.sampled_from(HOURS),
        st.integers(-5, 10**12),
        st.none() | st.integers(0, 9),
    ),
    min_size=1,
    max_size=8,
)
made_conditions = st.lists(
    st.one_of(
        st.builds(
            Condition,
            st.just("name"),
            st.sampled_from(["in", "not_in"]),
            st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(tuple),
        ),
        st.builds(
            Condition,
            st.just("day"),
            st.just("month"),
            st.lists(st.sampled_from(["10", "11", "12"]), min_size=1, max_size=2).map(tuple),
        ),
        st.builds(
            Condition,
            st.just("day"),
            st.sampled_from(["ge", "le", "gt", "lt"]),
            st.sampled_from(DAYS).map(lambda v: (v,)),
        ),
        st.builds(
            Condition,
            st.just("hour"),
            st.sampled_from(["ge", "lt"]),
            st.sampled_from(HOURS).map(lambda v: (v,)),
        ),
    ),
    max_size=3,
)


@given(made_rows, made_conditions)
def test_selection_and_sums_equal_a_plain_loop(
    rows: list[Row], conditions: list[Condition]
) -> None:
    store = TableStore(make_table(rows, TYPES, ["n", NASTY]))
    wanted = plain.select(rows, conditions)
    assert [r.keys for r in store.rows(conditions)] == [r.keys for r in wanted]
    for measure in ("n", NASTY):
        # A row without such a cell belongs to no group: blank is not zero.
        given = [row for row in wanted if measure in row.numbers]
        groups = store.groups(measure, conditions, "name")
        assert {g.name: g.value for g in groups} == plain.by(given, "name", measure)
        assert [g.name for g in groups] == list(plain.by(given, "name", measure))
        assert sum(len(g.rows) for g in groups) == len(given)


def test_numbers_are_compared_as_numbers() -> None:
    rows = [Row({"size": size}, {"n": 1}) for size in ("9", "10", "100")]
    store = TableStore(make_table(rows, {"size": "number"}, ["n"]))
    assert [r.keys["size"] for r in store.rows([Condition("size", "ge", ("10",))])] == ["10", "100"]


def test_rows_can_be_grouped_by_a_number() -> None:
    rows = [Row({"size": size}, {"n": 1}) for size in ("9", "10", "9")]
    store = TableStore(make_table(rows, {"size": "number"}, ["n"]))
    assert [(g.name, g.value) for g in store.groups("n", (), "size")] == [("9", 2), ("10", 1)]


def test_decimals_are_added_as_people_add_them() -> None:
    rows = [Row({"name": "a"}, {"n": n}) for n in (0.1, 0.2, 12)]  # type: ignore[dict-item]
    store = TableStore(make_table(rows, {"name": "category"}, ["n"]))
    assert [g.value for g in store.groups("n", (), "name")] == [12.3]


def test_names_of_columns_are_positions() -> None:
    rows = [Row({NASTY: NASTY}, {NASTY: 7})]
    store = TableStore(make_table(rows, {NASTY: "category"}, [NASTY]))
    statements: list[str] = []
    store._database.set_trace_callback(statements.append)
    where = [Condition(NASTY, "in", (NASTY,))]
    assert [g.value for g in store.groups(NASTY, where, NASTY)] == [7]
    assert [g.name for g in store.groups(NASTY, where, NASTY)] == [NASTY]
    names = [row[1] for row in store._database.execute("PRAGMA table_info(t)")]
    assert names == ["row", "d0", "m0"]
    assert statements
    # The trace shows values in their place: quoted, as one string each.
    for statement in statements:
        assert NASTY not in statement.replace("'" + NASTY.replace("'", "''") + "'", "")


def test_a_store_is_shared_between_threads(table: Table) -> None:
    store = TableStore(table)
    regions = [row.keys["region"] for row in table.rows]

    def attended(region: str) -> int | float:
        where = [Condition("region", "in", (region,))]
        return store.groups("total.persons", where, "region")[0].value

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(attended, regions * 20))
    assert found == [row.cells["total.persons"].value for row in table.rows] * 20
