"""What the rows of a query are held against, and what is taken off its number."""

from __future__ import annotations

from dataclasses import replace

from assistant.tables.follow import Follow
from assistant.tables.measures import MeasureChoice
from assistant.tables.operation import OperationChoice
from assistant.tables.quantity import PERSONS, measure_of, root_column
from assistant.tables.query import Comparator, Query, Threshold
from assistant.tables.reading import Reading
from assistant.tables.slots import Slots
from assistant.types import Table


class Holding:
    """Settles the limits of one question's query."""

    def __init__(
        self,
        reading: Reading,
        table: Table,
        slots: Slots,
        follow: Follow,
        choice: MeasureChoice,
        operations: OperationChoice,
    ) -> None:
        self.reading, self.table, self.slots = reading, table, slots
        self.ask, self.op = reading.ask, reading.op
        self.follow, self.choice, self.operations = follow, choice, operations

    def _threshold(self, query: Query) -> Query:
        """Settle what the rows have to meet, and whether one total is meant instead of rows."""
        op = self.op
        if self.operations.between(query):
            return self._between(query)
        if "only_median" in op or "below_median" in op:
            over = Threshold("gt" if "only_median" in op else "lt", None)
            return replace(query, threshold=over, by_median=True)
        if "only_mean" in op or "below_mean" in op:
            return replace(query, threshold=Threshold("gt" if "only_mean" in op else "lt", None))
        if query.threshold is None:
            before = self.follow.threshold()
            if before is not None:
                return replace(query, threshold=before)
            if self._asks_for_others():
                # Those that are there answer it; whether はい or いいえ, languages differ.
                query = replace(query, yes_no=False)
                return self._several(replace(query, threshold=Threshold("gt", 0)))
            none = "none" in op and "some" not in op
            return self._several(replace(query, threshold=Threshold("eq" if none else "gt", 0)))
        chosen = any(limit.of_rows for limit in self.slots.limits)
        of_rows = {"which", "rows"} & set(self.ask) or {"listing", "count"} & set(op)
        whole = query.yes_no or "all" in self.reading.scope or "sum" in op
        named = query.named or any(p.type in ("only", "among") for p in query.premises)
        if self.slots.limits and whole and not chosen and not of_rows and not named:
            return replace(query, of_total=True)
        return query if query.named else self._several(query)

    def _asks_for_others(self) -> bool:
        """Say whether the question ends in asking if there were none elsewhere: «…いなかった？»."""
        marks = self.op.get("none", [])
        end = len(self.reading.plain.rstrip("?？。 "))
        denied = any(m.end >= end - 3 for m in marks)
        return self.follow.others and "yes_no" in self.ask and denied

    def _remainder(self, query: Query) -> Query:
        """Settle what is taken off what: 児童養護施設以外の施設, else off the total."""
        persons = self.table.quantities[0].id
        parts = [measure_of(self.table, c, persons) for c in self.slots.left_out]
        parents = {m.parent for m in parts if m is not None}
        bases = [measure_of(self.table, c, persons) for c in self.slots.columns]
        base = next((m for m in bases if m is not None and m.id in parents), None)
        if base is None and bases and self.slots.columns != [root_column(self.table)]:
            return query  # «児相以外の里親»: no part of it
        if base is None:
            base = measure_of(self.table, root_column(self.table) or "", persons)
        if base is None or not all(parts):
            return query
        return replace(
            query, measures=(base.id,), left_out=tuple(m.id for m in parts if m is not None)
        )

    def _several(self, query: Query) -> Query:
        """Let rows meet more than one limit: 里親と社協がともに0名, 市町村が6人で里親が2人."""
        limits, columns = self.slots.limits, self.slots.columns
        pairs = [(limit.column, limit) for limit in limits if limit.column]
        if len(limits) > 1 and len({c for c, _ in pairs}) == len(limits):
            chosen = [(self._limited(str(c), limit.unit), limit.threshold) for c, limit in pairs]
        elif len(columns) > 1 and len(limits) < 2 and query.threshold is not None:
            unit = limits[0].unit if limits else ""
            chosen = [(self._limited(c, unit), query.threshold) for c in columns]
        else:
            return query
        if not all(m for m, _ in chosen):
            return query
        (first, threshold), *rest = chosen
        return replace(query, measures=(first,), threshold=threshold, also=tuple(rest))

    def _limited(self, column: str, unit: str) -> str:
        """Return the measure of ``column`` that a number with ``unit`` is held against."""
        persons, *others = self.table.quantities
        quantity = self.slots.counting.quantity
        if unit in persons.units:
            quantity = persons.id
        else:
            quantity = next((q.id for q in others if unit in q.units), quantity)
        measure = measure_of(self.table, column, quantity) or measure_of(self.table, column, None)
        return measure.id if measure else ""

    def _between(self, query: Query) -> Query:
        """Hold one number of each row against another: 施設が市町村より多い地域."""
        columns, quantity = self.slots.columns, self.slots.counting.quantity
        first = next((t for t in self.reading.tags if t.role == "column"), None)
        if first is None or not columns:
            return query
        if len(columns) > 1:
            chosen = [measure_of(self.table, c, quantity) for c in columns]
        else:
            chosen = [m for m in self.table.measures if m.column == columns[0]]
            named = self.reading.plain[first.start : first.end].endswith(PERSONS)
            if not named and self.reading.plain[first.end :].startswith(("数", "の数")):
                chosen.reverse()  # 市町村数が人数を上回る
        measures = [m.id for m in chosen if m is not None]
        op = self.op
        equal = "equal" in op or "same" in op
        less = "less" in op or "を下回" in self.reading.plain
        compare: Comparator = "eq" if equal else "lt" if less else "gt"
        if len(measures) < 2:
            return query
        return replace(
            query,
            measures=tuple(measures[:1]),
            than=measures[1],
            threshold=Threshold(compare, None),
        )
