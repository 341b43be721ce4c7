"""Recompute every printed sum of a table, and say what agrees, what does not, and why.

Rows are checked along the tree of columns (the total against the columns it is made of),
columns against the printed total row. A sum that this program worked out itself is not checked:
it agrees by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from assistant.types import Cell, Measure, Table, TableRow


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a sum: its cell, what it is called, and the passage it stands in."""

    label: str
    cell: Cell
    passage: str


@dataclass(frozen=True, slots=True)
class Check:
    """One printed sum. ``label`` names it (松本地域・出席者合計), ``measure`` is its id.

    ``terms`` are in printed order; ``formula`` leaves out the empty ones. ``explanation`` is
    set where the sum does not agree. ``citations`` are passage ids, the printed sum's first.
    """

    axis: Literal["row", "column"]
    label: str
    measure: str
    unit: str
    printed: int | float
    computed: int | float
    formula: str
    terms: tuple[Term, ...]
    explanation: str | None
    citations: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the printed sum is the sum of its terms."""
        return self.printed == self.computed


@dataclass(frozen=True, slots=True)
class Audit:
    """Every check of one table: rows from top to bottom, then columns from left to right."""

    table: str
    document: str
    title: str
    checks: tuple[Check, ...]
    summary: str
    notes: tuple[str, ...] = ()
    """Passage ids of the table's own notes."""

    @property
    def disagreements(self) -> tuple[Check, ...]:
        """The checks whose printed sum is another than that of the terms."""
        return tuple(check for check in self.checks if not check.agrees)


def audit_table(table: Table) -> Audit:
    """Return the checks of ``table``; there are none where it prints no sums."""
    checks = (*_row_checks(table), *_column_checks(table))
    return Audit(
        table=table.id,
        document=table.document,
        title=table.title,
        checks=checks,
        summary=_summary(checks),
        notes=table.notes,
    )


_MOST_NAMES = 3
"""How many named things together may explain a difference; more would explain anything."""

_Repeated = tuple[str, tuple[str, ...]]
"""Something printed by name and the names of the rows it stands in."""


def _row_checks(table: Table) -> Iterator[Check]:
    names = _row_names(table)
    for row in (*table.rows, *_totals(table)):
        for measure in table.measures:
            parts = [m for m in table.measures if m.parent == measure.id]
            cell = row.cells.get(measure.id)
            if cell is None or cell.span is None or not parts:
                continue
            if any(part.id not in row.cells for part in parts):
                continue  # a total row that does not print its details
            terms = tuple(Term(m.label, row.cells[m.id], row.passage) for m in parts)
            if any(term.cell.span == cell.span for term in terms):
                continue  # the only detail of the row is itself the printed number
            label = f"{names[row.passage]}・{measure.label}"
            yield _check("row", label, measure, cell, terms, (row.passage,), ())


def _column_checks(table: Table) -> Iterator[Check]:
    names = _row_names(table)
    for total in _totals(table):
        for measure in table.measures:
            cell = total.cells.get(measure.id)
            if cell is None or not measure.additive:
                continue
            terms = tuple(
                Term(names[row.passage], row.cells[measure.id], row.passage)
                for row in table.rows
                if measure.id in row.cells
            )
            citations = (total.passage, *(term.passage for term in terms if term.cell.value))
            repeated = _repeated(table, measure, names)
            yield _check("column", measure.label, measure, cell, terms, citations, repeated)


def _check(
    axis: Literal["row", "column"],
    label: str,
    measure: Measure,
    cell: Cell,
    terms: tuple[Term, ...],
    citations: tuple[str, ...],
    repeated: Sequence[_Repeated],
) -> Check:
    computed = sum(term.cell.value for term in terms)
    shown = [_show(term.cell.value) for term in terms if term.cell.value] or ["0"]
    return Check(
        axis=axis,
        label=label,
        measure=measure.id,
        unit=measure.unit,
        printed=cell.value,
        computed=computed,
        formula=f"{' + '.join(shown)} = {_show(computed)}",
        terms=terms,
        explanation=None
        if computed == cell.value
        else _explain(measure.unit, cell.value, computed, repeated),
        citations=citations,
    )


def _explain(
    unit: str, printed: int | float, computed: int | float, repeated: Sequence[_Repeated]
) -> str:
    """Say why a sum differs, where things named in several rows account for it in one way."""
    surplus = computed - printed
    fitting = [
        chosen
        for size in range(1, min(len(repeated), _MOST_NAMES) + 1)
        for chosen in combinations(repeated, size)
        if sum(len(rows) - 1 for _, rows in chosen) == surplus
    ]
    if len(fitting) != 1:
        more = "多く" if surplus > 0 else "少なく"
        return (
            f"計算した値は、印刷された値より{_show(abs(surplus))}{unit}{more}なります。"
            "その理由は資料に書かれておらず、表からも決められません。"
        )
    stands = "、".join(
        f"「{name}」は{'と'.join(rows)}の{len(rows)}行に出ています" for name, rows in fitting[0]
    )
    return (
        f"{stands}。行ごとに数えると同じ{unit}を重ねて数えることになり、"
        f"一度だけ数えれば {_show(computed)} − {_show(surplus)} = {_show(printed)} で、"
        f"印刷された{_show(printed)}{unit}と一致します"
        "（資料に説明はなく、表から確かめたことです）。"
    )


def _repeated(table: Table, measure: Measure, names: Mapping[str, str]) -> tuple[_Repeated, ...]:
    """Return what is printed by name, without a count, in two rows or more."""
    return tuple(
        (_column_name(table, part), tuple(names[row.passage] for row in rows))
        for part in table.measures
        if part.parent == measure.id and len(rows := named_rows(part, table.rows)) > 1
    )


def named_rows(part: Measure, rows: Iterable[TableRow]) -> tuple[TableRow, ...]:
    """Return the ``rows`` in which the body that ``part`` is named for is printed without a count.

    It is one body however many they are, so that adding them up counts it again.
    """
    return tuple(
        row
        for row in rows
        if (cell := row.cells.get(part.id)) and cell.basis == "computed" and cell.value == 1
    )


def _column_name(table: Table, measure: Measure) -> str:
    return measure.names[0] if measure.names else measure.label


def _row_names(table: Table) -> dict[str, str]:
    """Return what each row is called, by passage id: its key, and more where keys repeat."""
    key, *others = sorted(table.dimensions, key=lambda dimension: dimension.id != table.key)
    choices = [(key,), *((key, other) for other in others), (key, *others)]
    names: list[str] = []
    for dimensions in choices:
        names = [" ".join(f"{row.keys[d.id]}{d.suffix}" for d in dimensions) for row in table.rows]
        if len(set(names)) == len(names):
            break
    named = {row.passage: name for row, name in zip(table.rows, names, strict=True)}
    return named | {total.passage: "合計の行" for total in _totals(table)}


def _totals(table: Table) -> Sequence[TableRow]:
    return () if table.total is None else (table.total,)


def _show(value: int | float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def _summary(checks: Sequence[Check]) -> str:
    if not checks:
        return "この表には、確かめられる合計が印刷されていません。"
    rows = sum(check.axis == "row" for check in checks)
    wrong = [check for check in checks if not check.agrees]
    counted = (
        f"印刷された合計{len(checks)}件（行{rows}件、列{len(checks) - rows}件）を計算し直しました。"
    )
    if not wrong:
        return f"{counted}すべて一致します。"
    names = "、".join(f"「{check.label}」" for check in wrong)
    return (
        f"{counted}{len(checks) - len(wrong)}件が一致し、{len(wrong)}件（{names}）が一致しません。"
    )
