"""Numbers for each value of a dimension: by weekday, by month, by time of day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.tables.compute import Number
from assistant.tables.lookup import Lookups
from assistant.tables.query import Condition, Query
from assistant.tables.reading import Reading
from assistant.types import Dimension, Measure, Table, TableRow

_EACH = r"(?:別|ごと|毎)"
_MOST = r"(?:多|少な)(?:い|かった)(?:の?は)?"
_ASKED = r"(?:どの|何){name}(?:が|に|の|は)[^。、]{{0,14}}(?:多|少な|最|一番)"


def group_asked(reading: Reading, table: Table) -> str | None:
    """Return the dimension for each value of which a number is asked for; dates go by month.

    Dimensions that name one row each are no groups.
    """
    date = next((d.id for d in table.dimensions if d.type == "date"), None)
    if date is not None and _asks("月").search(reading.plain):
        return date
    for dimension in table.dimensions:
        values = [r.keys.get(dimension.id) for r in table.rows]
        single = dimension.id == table.key or len(set(values)) == len(values)
        if single or dimension.type not in ("category", "weekday"):
            continue
        if _asks(dimension.label, *dimension.names).search(reading.plain):
            return dimension.id
    return None


@cache
def _asks(*names: str) -> re.Pattern[str]:
    """Return what asks for a number by each value of the dimension that is called ``names``."""
    name = f"(?:{'|'.join(map(re.escape, names))})"
    each = rf"{name}(?:[(（][^)）]*[)）])?{_EACH}|{name}{_EACH}"
    most = rf"{_MOST}{name}(?![0-9曜])"
    return re.compile(f"{each}|{most}|{_ASKED.format(name=name)}")


class Grouped(Lookups):
    """Answers that add rows up by a dimension."""

    def grouped(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say the number of each group, and which is the largest or smallest where asked."""
        measure = self.measure_list(query)[0] if query.measures else None
        said: list[tuple[str, Number]] = []
        for name, members in self._groups(query, rows):
            number = self._number(query, measure, members)
            if number is not None:
                said.append((name, number))
        unit = self.wording.unit(measure) if measure else self.row_unit()
        items = []
        for name, number in said:
            text = self.figure(number, unit, name)
            shown = f"（{number.formula}）" if number.formula else ""
            marks = shown + self.citer.mark(*number.passages)
            items.append(self.wording.say("item", where=name, number=text, marks=marks))
        what = self.wording.measure(measure) if measure else self.table.row_noun
        text = self.wording.say("list", what=what, items=self.wording.join(items))
        if query.operation == "extreme" and said:
            edge = (max if query.descending else min)(n.value for _, n in said)
            best = self.wording.join([name for name, n in said if n.value == edge])
            more = self.wording.say("many" if query.descending else "few")
            text += self.wording.say("group_most", where=best, most=more)
        return text

    def _number(
        self, query: Query, measure: Measure | None, rows: Sequence[TableRow]
    ) -> Number | None:
        if query.operation == "count" or measure is None:
            return self.calculator.row_count(rows)
        total = self.calculator.added(measure.id, rows)
        if query.operation == "mean":
            return self.divide(total, Number(len(rows), None, ()))
        return total

    def _groups(
        self, query: Query, rows: Sequence[TableRow]
    ) -> list[tuple[str, tuple[TableRow, ...]]]:
        dimension: Dimension = next(d for d in self.table.dimensions if d.id == query.group)
        found: dict[str, list[TableRow]] = {}
        for row in rows:
            value = row.keys[dimension.id]
            if dimension.type == "date":
                name = self.wording.condition(Condition(dimension.id, "month", (value[5:7],)))
            else:
                name = self.wording.value(dimension, value)
            found.setdefault(name, []).append(row)
        return [(name, tuple(members)) for name, members in found.items()]


def by_group(query: Query, group: str) -> Query:
    """Return ``query`` over the groups of ``group``, whatever attributes its words ask for."""
    return replace(query, group=group, attributes=(), beside=False)
