"""Answers that say the numbers of the selected rows, when, where and how long they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.compute import Number
from assistant.tables.query import Condition, Query
from assistant.tables.speak import Speaker
from assistant.tables.wording import show
from assistant.types import Dimension, Figure, TableRow


class Attributes(Speaker):
    """Answers that read numbers and dimensions off the selected rows."""

    def value(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say each measure of the selected rows; the attributes too, where asked beside it.

        Two groups of rows that are asked for each by itself (10月と11月をそれぞれ) are said apart.
        """
        if query.apart and not query.named and (groups := self.group_conditions(query)):
            each = [replace(query, conditions=found, apart=False) for found in groups]
            return "\n".join(self.value(q, self.calculator.store.rows(q.conditions)) for q in each)
        parts = [self.value_of(query, rows, m) for m in self.measure_list(query)]
        asked = tuple(a for a in query.attributes if a != self.table.key)
        if asked and query.beside and len(rows) <= 3:
            parts.append(self.attribute(replace(query, attributes=asked, measures=()), rows))
        return "\n".join(parts)

    def attribute(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say when, where, or which row."""
        if query.limit and not query.named:
            both = query.limit > 1
            first = self._by_date(rows, False) if both else []
            rows = [*first, *self._by_date(rows, query.descending)]
        self.said.keys = tuple(r.keys[self.table.key] for r in rows)
        asked = [d for d in self.table.dimensions if d.id in query.attributes]
        others = [d for d in asked if d.id != self.table.key]
        if not others:
            if query.limit:
                others = [d for d in self.table.dimensions if d.type in ("date", "weekday")]
            else:
                where = self.wording.keys(self.said.keys)
                marks = self.citer.mark(*(r.passage for r in rows))
                return self.wording.say(
                    "which", condition=self.where(query), where=where, marks=marks
                )
        # A date is said with its weekday, as the table prints it.
        parts = []
        for row in rows:
            items = [
                self.wording.say("attribute_item", label=self.wording.dimension(d),
                                 value=self._stated(d, row))
                for d in others
                if not (d.type == "weekday" and any(o.type == "date" for o in others))
            ]  # fmt: skip
            parts.append(
                self.wording.say(
                    "attribute",
                    where=self.wording.key(row.keys[self.table.key]),
                    items=self.wording.join(items),
                    marks=self.citer.mark(row.passage),
                )
            )
        if query.measures and rows:
            # «最初の会はいつ、何人»: the number beside the day.
            here = Condition(self.table.key, "in", self.said.keys)
            number = replace(query, conditions=(here,), beside=False)
            parts.append(self.value(number, rows))
        return "\n".join(parts)

    def _stated(self, dimension: Dimension, row: TableRow) -> str:
        """Print a value; a date or a time is a figure of the answer as well."""
        text = self.printed(dimension, row)
        if dimension.type in ("date", "time"):
            where = self.wording.key(row.keys[self.table.key])
            label = f"{where}・{self.wording.dimension(dimension)}"
            cited = self.citer.numbers(row.passage)
            value = row.keys[dimension.id]
            self.said.figures.append(Figure(text, value, "", label, None, cited))
        return text

    def printed(self, dimension: Dimension, row: TableRow) -> str:
        """Return a value as an answer prints it: a date with its weekday."""
        value = self.wording.value(dimension, row.keys[dimension.id])
        weekday = next((d for d in self.table.dimensions if d.type == "weekday"), None)
        if dimension.type == "date" and weekday and weekday.id in row.keys:
            value += f"({row.keys[weekday.id][:1]})"
        return value

    def _by_date(self, rows: Sequence[TableRow], last: bool) -> list[TableRow]:
        date = next((d.id for d in self.table.dimensions if d.type == "date"), self.table.key)
        edge = (max if last else min)(r.keys[date] for r in rows)
        return [r for r in rows if r.keys[date] == edge]

    def _same_length(self, rows: Sequence[TableRow], times: Sequence[str], unit: str) -> str:
        """Say how long all rows took, where that is the same for each; nothing where it differs."""
        lengths = {_hours(r.keys[times[1]]) - _hours(r.keys[times[0]]) for r in rows}
        if len(lengths) != 1 or len(rows) < 2:
            return ""
        value = lengths.pop()
        clocks = list(dict.fromkeys(_clock(r, times) for r in rows))
        passages = tuple(r.passage for r in rows)
        number = Number(int(value) if value == int(value) else value, None, passages)
        text = self.figure(number, unit, self.wording.say("total_where"))
        return self.wording.say(
            "same_length", number=text, times=self.wording.join(clocks),
            marks=self.citer.mark(*passages),
        )  # fmt: skip

    def duration(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Say how long, from the start and the end."""
        times = [d.id for d in self.table.dimensions if d.type == "time"]
        if len(times) < 2:
            return self.wording.say("none_selected")
        unit = "時間" if self.wording.language == "ja" else "hours"
        parts, seen = [], []
        if not (query.conditions or query.added) and (same := self._same_length(rows, times, unit)):
            return same
        for row in rows:
            start, end = row.keys[times[0]], row.keys[times[1]]
            hours = _hours(end) - _hours(start)
            value = int(hours) if hours == int(hours) else hours
            formula = f"{end.removeprefix('0')} − {start.removeprefix('0')} = {value}"
            number = Number(value, formula, (row.passage,))
            seen.append(value)
            where = self.wording.key(row.keys[self.table.key])
            text = self.figure(number, unit, where)
            parts.append(
                self.wording.say(
                    "duration", where=where, start=start.removeprefix("0"),
                    end=end.removeprefix("0"), number=text, formula=formula,
                    marks=self.citer.mark(row.passage),
                )
            )  # fmt: skip
        if query.added and len(seen) > 1:
            terms = " + ".join(show(v) for v in seen)
            total = Number(sum(seen), f"{terms} = {show(sum(seen))}", ())
            text = self.figure(total, unit, self.where(query))
            parts.append(self.wording.say("together", number=text, formula=total.formula))
        return "\n".join(parts)


def _clock(row: TableRow, times: Sequence[str]) -> str:
    return "–".join(row.keys[t].removeprefix("0") for t in times[:2])


def _hours(time: str) -> float:
    hours, minutes = time.split(":")
    return int(hours) + int(minutes) / 60
