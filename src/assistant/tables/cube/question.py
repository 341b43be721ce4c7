"""One question whose every word is explained: its measures, its rows, its conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.cube.money import SCALES, in_unit
from assistant.tables.cube.parts import Parts
from assistant.tables.follow import Turn
from assistant.tables.outcome import Refusal, Unclear
from assistant.tables.query import Condition, Operation, Query
from assistant.tables.shape import Shape, top_columns, without
from assistant.types import Measure, Table


class Question:
    """What every operation needs to know of a question. ``turns``: the turns it goes on with."""

    def __init__(self, table: Table, shape: Shape, parts: Parts, turns: Sequence[Turn]) -> None:
        self.table, self.shape, self.parts, self.turns = table, shape, parts, turns
        self.measures: dict[str, Measure] = {m.id: m for m in table.measures}
        self.last = turns[-1] if turns else None
        self._tops = top_columns(table)

    # -- which numbers ---------------------------------------------------------------------

    def _named_measures(self) -> list[str]:
        return [m.id for m in self.table.measures if m.column in self.parts.columns]

    def _measures(self, operation: Operation) -> tuple[str, ...] | Refusal | Unclear:
        """Return the measures that are asked for; empty where the question leaves that open."""
        parts = self.parts
        unit = (
            parts.asked
            or next((u for _, u, _ in parts.limits if u), "")
            or next((t.key for t in parts.stated if t.key), "")
        )
        if unit == "%" and operation in ("share", "change", "ratio"):
            unit = ""  # the percentage that is to be worked out, not one of the table
        if parts.columns:
            found = [self._measure(c, unit) for c in parts.columns]
            if None in found:
                return Refusal("not_stated", ())
            return tuple(m for m in found if m is not None)
        if self.last is not None and self.last.query.measures:
            before = self.last.query.measures
            if not unit or all(self._fits(self.measures[m], unit) for m in before):
                return before
        if unit and unit != "%":
            fitting = [
                m.id for m in self.table.measures
                if m.column in self._tops and self._fits(m, unit)
            ]  # fmt: skip
            if len(fitting) == 1:
                return tuple(fitting)
            return () if fitting else Refusal("not_stated", (unit,))
        tops = self._tops
        if len(tops) == 1:
            return tuple(m.id for m in self.table.measures if m.column == tops[0])[:1]
        return ()

    def _measure(self, column: str, unit: str) -> str | None:
        """Return the measure of ``column`` in ``unit``; None where it is not counted so."""
        found = [m for m in self.table.measures if m.column == column]
        fitting = [m for m in found if not unit or self._fits(m, unit)]
        return fitting[0].id if fitting else None

    def _fits(self, measure: Measure, unit: str) -> bool:
        """Say whether ``unit`` asks for this measure: 名 for 人, 円 for 千円."""
        same = next((q.units for q in self.table.quantities if q.id == measure.quantity), ())
        money = measure.unit.endswith("円") and unit.endswith("円")
        percent = measure.unit in ("%", "％") and unit in ("%", "％")
        return unit == measure.unit or unit in same or money or percent

    def _in_unit(self, measure: Measure, unit: str, value: str | int | float) -> int | float | None:
        if isinstance(value, str):
            return None
        if unit == "円" and measure.unit in SCALES:
            return in_unit(value, measure.unit)
        return value if not unit or self._fits(measure, unit) else None

    # -- which rows ------------------------------------------------------------------------

    def _inherited(self, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        """Return the conditions with those that a follow-up takes for granted."""
        if self.last is None:
            return conditions
        named = {c.dimension for c in conditions}
        before = list(self.last.query.conditions)
        if self.last.picked is not None:
            before = [c for c in before if c.dimension != self.last.picked.dimension]
            before.append(self.last.picked)
        by_key = (self.last.query.group or self.table.key) == self.table.key
        chose = self.last.query.operation in ("extreme", "rank", "threshold")
        pointing = "anaphora" in self.parts.reading.scope
        if chose and by_key and self.last.keys and (pointing or not self._compares()):
            before = [*without(before, self.table.key),
                      Condition(self.table.key, "in", self.last.keys)]  # fmt: skip
        if self._compares() and not pointing:
            group = self.parts.group or self.table.key
            before = list(without(before, group))
        if self.parts.has("whole"):
            before = list(without(before, self.table.key))
        dependent = {d.id for d in self.table.dimensions} - set(self.shape.identity)
        if named & dependent:
            before = list(without(before, self.table.key))
        elif self.table.key in named:
            before = [c for c in before if c.dimension not in dependent]
        return (*conditions, *(c for c in before if c.dimension not in named))

    def _compares(self) -> bool:
        return self.parts.has("max", "min", "top", "bottom", "nth", "descending", "ascending",
                              "by") or bool(self.parts.limits)  # fmt: skip

    def _rows(self, conditions: Sequence[Condition]) -> list[str]:
        """Return the dimensions of the identity that ``conditions`` leave open."""
        return [d for d in self.shape.identity if not self._fixed(conditions, d)]

    def _fixed(self, conditions: Sequence[Condition], dimension: str) -> bool:
        return any(
            c.dimension == dimension and c.op == "in" and len(c.values) == 1 for c in conditions
        )

    def _last_two(self) -> tuple[str, tuple[str, ...], tuple[Condition, ...]] | None:
        """Return what the last two turns differ in, with their values and what they share."""
        if len(self.turns) < 2:
            return None
        older, newer = ({(c.dimension, c.op): c for c in t.query.conditions}
                        for t in self.turns[-2:])  # fmt: skip
        differing = [k for k in older if k in newer and older[k] != newer[k]]
        if older.keys() != newer.keys() or len(differing) != 1 or differing[0][1] != "in":
            return None
        values = (*older[differing[0]].values, *newer[differing[0]].values)
        shared = tuple(c for k, c in newer.items() if k != differing[0])
        return differing[0][0], tuple(dict.fromkeys(values)), shared

    def _sides(
        self, query: Query, dimension: str, values: Sequence[str], shared: Sequence[Condition]
    ) -> Query:
        sides = tuple((Condition(dimension, "in", (v,)),) for v in values)
        return replace(query, conditions=tuple(shared), sides=sides, group=None)
