"""Names, numbers and sentences of an answer in the language of the question."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.tables.query import Condition
from assistant.tables.words import words
from assistant.types import Dimension, Language, Measure, Table

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


@cache
def _templates() -> dict[str, dict[str, str]]:
    text = files("assistant.data").joinpath("table_answers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Wording:
    """How one table is spoken of in one language."""

    def __init__(self, table: Table, language: Language) -> None:
        self.table, self.language = table, language
        self._templates = _templates()[language]
        self._dimensions = {d.id: d for d in table.dimensions}
        self._quantities = {q.id: q for q in table.quantities}
        # Where a key has several rows (a library, year by year), no row is an event of its own.
        self.several = len({r.keys[table.key] for r in table.rows}) < len(table.rows)

    def say(self, template: str, **parts: Any) -> str:
        """Fill a sentence template; an unknown template is a programming error (KeyError)."""
        if template == "item" and str(parts["where"]).endswith("数"):
            parts["where"] = f"{parts['where']}は"  # «の数10施設» reads as some ten of them
        return self._templates[template].format(row_noun=self.table.row_noun, **parts)

    def tidy(self, text: str) -> str:
        """Return an answer without the blanks that an English one has before its stops."""
        if self.language == "ja":
            return text
        return re.sub(r"(?<=[\w.)\]])  +", " ", re.sub(r" +([,.;:](?=[ \n]|$))", r"\1", text))

    def join(self, items: list[str]) -> str:
        """Join items as a list in prose."""
        return self._templates["join"].join(items)

    def measure(self, measure: Measure) -> str:
        """Name a measure: 里親・ファミリーホームの出席者."""
        if self.language == "en":
            name = _english(measure.names) or measure.label
            if measure.quantity == self.table.quantities[0].id:
                return f"{name} ({self.unit(measure)})"
            return f"number of {name}"
        return measure.label

    def number(self, value: int | float, measure: Measure) -> str:
        """Print a number with the unit of its measure: 16名, 16 people."""
        return self.with_unit(value, self.unit(measure))

    def unit(self, measure: Measure) -> str:
        """Return the unit word of a measure in this language."""
        if self.language == "ja":
            return measure.unit
        quantity = self._quantities.get(measure.quantity)
        english = _english(quantity.units) if quantity else None
        if quantity is self.table.quantities[0] and english:
            return english
        return _english(measure.names) or measure.unit

    def with_unit(self, value: int | float, unit: str) -> str:
        """Print ``value`` with ``unit``, in the way of the language."""
        gap = " " if self.language == "en" and unit.isascii() and unit != "%" else ""
        return f"{show(value)}{gap}{unit}"

    def key(self, value: str) -> str:
        """Name a row by its key value: 松本地域."""
        return self.value(self._dimensions[self.table.key], value)

    def keys(self, values: list[str] | tuple[str, ...]) -> str:
        """Name several rows."""
        return self.join([self.key(v) for v in values])

    def value(self, dimension: Dimension, value: str) -> str:
        """Print a value of a dimension: an ISO date as 10月17日, a time as 9:00."""
        if dimension.type == "date":
            year, month, day = (int(p) for p in value.split("-"))
            del year  # the table does not print it; an answer says it only with its arithmetic
            printed = f"{month}月{day}日"
            return f"{_MONTHS[month - 1]} {day} ({printed})" if self.language == "en" else printed
        if dimension.type == "time":
            return value.removeprefix("0")
        if self.language == "en" and dimension.type != "weekday":
            english = _english(dimension.aliases.get(value, ()))
            if dimension.type == "number":
                return value + dimension.suffix  # as printed: 2019年度
            return f"{english} ({value})" if english else value
        if dimension.type == "weekday" and self.language == "en":
            english = _english(tuple(words()["weekdays"].get(value[:1], ())))
            return f"{english.capitalize()} ({value})" if english else value
        if dimension.type == "weekday":
            return value if value.endswith("曜日") else f"{value}曜日"
        return value + dimension.suffix

    def condition(self, condition: Condition) -> str:
        """Name the rows that a condition selects: 10月の地域懇談会."""
        dimension = self._dimensions[condition.dimension]
        if condition.op == "month":
            months = [int(v) for v in condition.values]
            if self.language == "en":
                return self.join([_MONTHS[m - 1] for m in months])
            return self.say("in_month", month="・".join(map(str, months)))
        names = self.join([self.value(dimension, v) for v in condition.values])
        if condition.op == "not_in":
            return self.say("other_than" if self.several else "except", names=names)
        if condition.op in ("ge", "le", "gt", "lt"):
            return self.say(f"since_{condition.op}", value=names)
        if condition.dimension == self.table.key or self.several:
            return names
        return self.say("on", values=names)

    def where(self, conditions: Sequence[Condition]) -> str:
        """Name the selected rows: both ends of a range as one, everything for no condition."""
        lower = {c.dimension: c for c in conditions if c.op == "ge"}
        upper = {c.dimension: c for c in conditions if c.op == "le"}
        names = []
        for condition in conditions:
            id = condition.dimension
            if id in lower and id in upper:
                if condition.op == "ge":
                    dimension = self._dimensions[id]
                    ends = (self.value(dimension, c[id].values[0]) for c in (lower, upper))
                    names.append(self.say("from_to", **dict(zip(("a", "b"), ends, strict=True))))
                elif condition.op != "le":
                    names.append(self.condition(condition))
            else:
                names.append(self.condition(condition))
        return "・".join(names) or self.say("total_where")

    def dimension(self, dimension: Dimension) -> str:
        """Name a dimension."""
        return (_english(dimension.names) if self.language == "en" else None) or dimension.label


def show(value: int | float) -> str:
    """Print a number: thousands apart, no decimals where it is whole, all it has else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(repr(value)):,f}"


def _english(names: tuple[str, ...]) -> str | None:
    return next((n for n in names if n.isascii() and n[:1].isalpha()), None)
