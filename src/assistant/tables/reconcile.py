"""The numbers of the rows, or of the columns, added up and held against the printed total."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tables.compute import Number, subtract
from assistant.tables.nouns import with_rows
from assistant.tables.quantity import measure_of, root_column
from assistant.tables.query import Query
from assistant.tables.reading import Reading
from assistant.tables.slots import Slots
from assistant.tables.speak import Speaker
from assistant.types import Measure, Table, TableRow

_PRINTED = re.compile(r"印字|印刷|合計欄|合計行|欄の数|printed")
_ADDING = re.compile(
    r"(?:足し|積み|積)上げ|足(?:す|し|せ|そ|した)|加算|合算|積算|加え|合計し|(?:行|列)の(?:合計|和)"
    r"|add(?:ed|ing)? up|sum of"
)
_EACH_ROW = (
    r"各<rows>|<rows>(?:ごと|別|毎)|<rows>の数|各行|(?<!合計)行(?=の|を|ごと|別|と)"
    r"|each|by region|rows"
)


def adds_rows(reading: Reading, slots: Slots, table: Table) -> bool:
    """Say whether the numbers of all rows are to be added up one by one.

    «施設数を地域ごとに積み上げると», «印刷された合計と各行を足した数»: where the printed total
    may differ, both are wanted.
    """
    if table.total is None or slots.named or slots.conditions or slots.excluded or slots.limits:
        return False
    plain = reading.plain
    adding, printed = _ADDING.search(plain), _PRINTED.search(plain)
    each = with_rows(_EACH_ROW, reading.rows).search(plain)
    return bool(each and (adding or printed))


def adds_columns(reading: Reading, slots: Slots, table: Table) -> bool:
    """Say whether columns that make up the total are added up and held against it."""
    root = root_column(table)
    total = measure_of(table, root, None) if root else None
    parts = [measure_of(table, c, None) for c in slots.columns]
    equal = {"equal", "same"} & set(reading.op) and "sum" in reading.op
    same_parent = all(p is not None and total is not None and p.parent == total.id for p in parts)
    free = not (slots.named or slots.conditions or slots.excluded)
    return bool(len(parts) > 1 and same_parent and equal and slots.root_named and free)


class Reconciled(Speaker):
    """Says a sum beside the total that is printed for it."""

    def reconcile(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the sum over the rows, or of several columns, the printed total and their gap."""
        measures = self.measure_list(query)
        if len(measures) == 1:
            return self._held_against(
                self.calculator.added(measures[0].id, rows), measures[0],
                self.wording.say("added_rows", what=self.wording.measure(measures[0])),
                self.notes.get(measures[0].id, ""),
            )  # fmt: skip
        parts = [(m, self.calculator.of(m.id, ())) for m in measures]
        whole = next(m for m in self.table.measures if m.id == measures[0].parent)
        value = sum(n.value for _, n in parts)
        items = [
            self.wording.say("item", where=self.wording.measure(m), marks="",
                             number=self.measured(n, m, self.wording.say("total_where")))
            for m, n in parts
        ]  # fmt: skip
        formula = f"{' + '.join(str(n.value) for _, n in parts)} = {value}"
        passages = tuple(p for _, n in parts for p in n.passages)
        name = self.wording.say("added_columns", items=self.wording.join(items))
        return self._held_against(Number(value, formula, passages), whole, name, "")

    def _held_against(self, added: Number, measure: Measure, name: str, reason: str) -> str:
        printed = self.calculator.of(measure.id, ())
        gap = subtract(added, printed)
        text = self.measured(added, measure, name)
        first = len(self.said.figures)
        total = self.measured(printed, measure, self.wording.say("total_where"))
        apart = ""
        if gap.value:
            unit = self.wording.unit(measure)
            apart = self.figure(gap, unit, self.wording.measure(measure))
        self.said.beside.update(range(first, len(self.said.figures)))
        return self.wording.say(
            "reconcile_apart" if gap.value else "reconcile_same",
            name=name, number=text, formula=added.formula, printed=total, apart=apart,
            gap=gap.formula, reason=reason,
            marks=self.citer.mark(*added.passages, *printed.passages),
        )  # fmt: skip
