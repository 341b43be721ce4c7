"""Tables in which a key has several rows: every number is that of a plain loop over the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.answer.grounding import ungrounded
from assistant.documents.load import load_document
from assistant.tables.compute import Calculator, meets
from assistant.tables.cube.respond import CubeResponder
from assistant.tables.execute import TableStore
from assistant.tables.query import Condition, Operation, Query, Threshold
from assistant.tables.speak import Said
from assistant.tables.wording import Wording
from assistant.types import Measure

from . import plain
from .conftest import BUSES, LIBRARIES, Tables
from .plain import Row
from .test_properties import check_formula

BOUNDED = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
_SHOWN = 20


class Subject:
    """A table beside its plain reading."""

    def __init__(self, tables: Tables, rows: Sequence[Row]) -> None:
        self.tables, self.rows = tables, rows
        (self.table,) = tables.documents[0].tables
        self.calculator = Calculator(TableStore(self.table))

    def __repr__(self) -> str:
        return self.table.id

    def measure(self, id: str) -> Measure:
        return next(m for m in self.table.measures if m.id == id)

    def respond(self, query: Query) -> Said:
        """Run a query; whatever is said is grounded, and every formula is true."""
        citer = self.tables.citer()
        wording = Wording(self.table, "ja")
        said = CubeResponder(self.calculator, wording, citer, {}).respond(query)
        texts = [*(c.passage.text for c in citer.citations()), *said.names]
        if not said.blank and not said.open:
            assert ungrounded(said.text, texts, said.figures) == [], said.text
        for figure in said.figures:
            assert figure.text in said.text
            check_formula(replace(figure, formula=(figure.formula or "").replace(",", "") or None))
        return said


SUBJECTS = (
    Subject(Tables(load_document(LIBRARIES)), plain.libraries()),
    Subject(Tables(load_document(BUSES)), plain.buses()),
)

Case = tuple[Subject, tuple[Condition, ...], str, list[Row]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a table, conditions on its rows, a measure, and the rows that meet them."""
    subject = draw(st.sampled_from(SUBJECTS))
    found = []
    dimensions = [d.id for d in subject.table.dimensions]
    for dimension in draw(st.lists(st.sampled_from(dimensions), max_size=3, unique=True)):
        values = sorted({row.keys[dimension] for row in subject.rows})
        number = next(d.type for d in subject.table.dimensions if d.id == dimension) == "number"
        op = draw(st.sampled_from(["in", "in", "not_in", *(["ge", "le"] if number else [])]))
        size = 1 if op in ("ge", "le") else 2
        some = draw(st.lists(st.sampled_from(values), min_size=1, max_size=size, unique=True))
        found.append(Condition(dimension, op, tuple(some)))  # type: ignore[arg-type]
    measure = draw(st.sampled_from([m.id for m in subject.table.measures]))
    rows = plain.select(subject.rows, found)
    assume(rows)
    return subject, tuple(found), measure, rows


def exact(values: Sequence[float]) -> Fraction:
    return sum((Fraction(str(v)) for v in values), Fraction(0))


def query(case: Case, operation: Operation) -> Query:
    return Query(case[0].table.id, operation, (case[2],), case[1])


def values(said: Said) -> list[Fraction]:
    return [Fraction(str(f.value)) for f in said.figures]


@BOUNDED
@given(cases())
def test_a_value_is_added_up_or_not_stated(
    case: Case,
) -> None:
    subject, where, measure, rows = case
    said = subject.respond(query(case, "value"))
    given_ = [r.numbers[measure] for r in rows if measure in r.numbers]
    if not given_:
        assert said.blank
        assert said.figures == []
    elif len(given_) == 1 or subject.measure(measure).additive:
        assert values(said)[-1] == exact(given_)
        total = subject.table.total
        printed = not where and total is not None and measure in total.cells
        assert ("記載がない" in said.text) == (not printed and len(given_) < len(rows))
    elif said.open:
        assert said.figures == []
    else:
        assert values(said) == [Fraction(str(v)) for v in given_]


@BOUNDED
@given(cases(), st.booleans())
def test_an_extreme_is_that_of_the_groups(case: Case, descending: bool) -> None:
    subject, _, measure, rows = case
    key = subject.table.key
    given_ = [r for r in rows if measure in r.numbers]
    assume(given_)
    said = subject.respond(replace(query(case, "extreme"), group=key, descending=descending))
    groups: dict[str, list[float]] = {}
    for row in given_:
        groups.setdefault(row.keys[key], []).append(row.numbers[measure])
    if subject.measure(measure).additive:
        numbers = {name: exact(v) for name, v in groups.items()}
    else:
        numbers = {n: Fraction(str((max if descending else min)(v))) for n, v in groups.items()}
    edge = (max if descending else min)(numbers.values())
    assert values(said) == [edge]
    assert set(said.keys) == {name for name, value in numbers.items() if value == edge}


@BOUNDED
@given(cases(), st.sampled_from(["ge", "gt", "le", "lt"]), st.data())
def test_a_threshold_is_met_by_those_that_meet_it(case: Case, op: str, data: st.DataObject) -> None:
    subject, _, measure, rows = case
    key = subject.table.key
    given_ = [r for r in rows if measure in r.numbers]
    assume(given_ and subject.measure(measure).additive)
    groups: dict[str, Fraction] = {}
    for row in given_:
        groups[row.keys[key]] = groups.get(row.keys[key], Fraction(0)) + exact(
            [row.numbers[measure]]
        )
    edge = float(data.draw(st.sampled_from(sorted(groups.values()))))
    threshold = Threshold(op, edge)  # type: ignore[arg-type]
    met = [name for name, value in groups.items() if meets(float(value), threshold)]
    said = subject.respond(replace(query(case, "threshold"), group=key, threshold=threshold))
    if met:
        assert values(said)[-1 if len(met) <= _SHOWN else -2] == len(met)
        assert list(said.keys) == met
    else:
        assert len(said.figures) == 1


@BOUNDED
@given(cases(), st.sampled_from(["mean", "median"]))
def test_blank_cells_are_in_no_mean(case: Case, operation: Operation) -> None:
    subject, _, measure, rows = case
    given_ = [r.numbers[measure] for r in rows if measure in r.numbers]
    assume(given_)
    said = subject.respond(query(case, operation))
    if operation == "mean":
        wanted = plain.rounded(exact(given_) / len(given_))
    else:
        wanted = float(Fraction(median(Fraction(str(v)) for v in given_)))
    assert float(said.figures[0].value) == pytest.approx(wanted, abs=1e-9)


@BOUNDED
@given(cases())
def test_a_listing_has_a_line_for_every_group(
    case: Case,
) -> None:
    subject, _, measure, rows = case
    said = subject.respond(replace(query(case, "list"), group=subject.table.key))
    lines = len({r.keys[subject.table.key] for r in rows})
    if not subject.measure(measure).additive and lines < len(rows):
        lines = len(rows)
    assert len(said.rows) == 1 + lines


@BOUNDED
@given(cases(), st.data())
def test_two_years_are_compared_with_all_else_equal(case: Case, data: st.DataObject) -> None:
    subject, where, measure, _ = case
    assume(subject.measure(measure).additive)
    years = sorted({r.keys["year"] for r in subject.rows})
    two = data.draw(st.lists(st.sampled_from(years), min_size=2, max_size=2, unique=True))
    kept = tuple(c for c in where if c.dimension != "year")
    sides = tuple((Condition("year", "in", (y,)),) for y in two)
    numbers = []
    for side in sides:
        rows = plain.select(subject.rows, (*kept, *side))
        numbers.append([r.numbers[measure] for r in rows if measure in r.numbers])
    asked = Query(subject.table.id, "difference", (measure,), kept, sides=sides)
    said = subject.respond(asked)
    if not all(numbers):
        assert said.blank
    elif exact(numbers[0]) == exact(numbers[1]):
        assert values(said) == [exact(n) for n in numbers]
    else:
        both = [exact(n) for n in numbers]
        assert values(said) == [*both, abs(both[0] - both[1])]
