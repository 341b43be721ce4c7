"""How many were missing to a number that the question names: «あと何人いたら10人»."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tables.compute import Number, subtract
from assistant.tables.query import Query
from assistant.tables.reading import Reading
from assistant.tables.speak import Speaker
from assistant.types import Table, TableRow


def aimed_at(reading: Reading, table: Table) -> int | float | None:
    """Return the one number of persons that the question counts up to, None without one."""
    persons = table.quantities[0].units if table.quantities else ()
    found = [f.value for f in reading.figures if f.type == "number" and f.unit in persons]
    return found[0] if len(found) == 1 and isinstance(found[0], int | float) else None


class Shortfall(Speaker):
    """Says how far a number is from one that the question names."""

    def shortfall(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the number that there was, and what was missing."""
        measure = self.measure_list(query)[0]
        target = query.target
        there = self.calculator.of(measure.id, query.conditions)
        what, where = self.wording.measure(measure), self.where(query)
        text = self.measured(there, measure, where)
        marks = self.citer.mark(*there.passages)
        if target is None or there.value >= target:
            return self.wording.say("reached", where=where, what=what, number=text, marks=marks)
        gap = subtract(Number(target, None, ()), there)
        missing = self.measured(Number(gap.value, gap.formula, there.passages), measure, where)
        return self.wording.say(
            "missing", where=where, what=what, number=text, gap=missing,
            formula=gap.formula, marks=marks,
        )  # fmt: skip
