"""How many of the rows something is said of: «半分以上の会場で…», «3地域以上で…»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.tables.nouns import with_rows
from assistant.tables.query import Comparator, Threshold
from assistant.tables.reading import Reading

_LIMIT = r"(?P<limit>以上|を?超える|超|未満|以下)?"
_CASE = r"(?:で(?!す|し)|が|は|に|から|も|には|では|とも)"
# «半数以上の会場で», «会場の半数以上で»: the share stands before the noun, or behind it.
_BEFORE_NOUN = rf"{_LIMIT}の<rows>{_CASE}"
_BEHIND_NOUN = rf"{_LIMIT}{_CASE}"
_THERE = re.compile(r"来|いた|いる|見え|みえ|(?:参加|出席)(?:し|が)")
_NOUN = r"<rows>の(?:うち)?(?:約)?$"
_COMPARATORS: dict[str | None, Comparator] = {
    "以上": "ge", "超": "gt", "超える": "gt", "を超える": "gt", "未満": "lt", "以下": "le",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantifier:
    """How many rows: in per cent of them, or ``counted``. Without a threshold: not exactly said."""

    threshold: Threshold | None
    counted: bool
    start: int
    end: int


def find_quantifier(reading: Reading) -> Quantifier | None:
    """Return how many of the rows the question speaks of, None where it speaks of no such part."""
    return _of_figure(reading) or _of_word(reading)


def _of_figure(reading: Reading) -> Quantifier | None:
    plain, rows = reading.plain, reading.rows
    for found in reading.figures:
        value = found.value
        if isinstance(value, str):
            continue
        if found.type == "percent":
            match = with_rows(_BEFORE_NOUN, rows).match(plain, found.end)
            came = match and _THERE.match(plain, match.end())
            if plain[: found.start].endswith("が") and not came:
                match = None  # «施設が3割以上の地域»: what is said of each of the rows
            if match is None and with_rows(_NOUN, rows).search(plain[: found.start]):
                match = with_rows(_BEHIND_NOUN, rows).match(plain, found.end)
            if match:
                op = _COMPARATORS.get(match["limit"], "gt" if found.modifier == "超" else None)
                op = op or ("ge" if found.modifier == "以上" else "eq")
                return Quantifier(Threshold(op, value), False, found.start, match.end())
        counted = found.type == "number" and found.unit and value > 1
        if counted and with_rows("<rows>", rows).fullmatch(found.unit):
            match = re.compile(_BEHIND_NOUN).match(plain, found.end)
            limit = match["limit"] if match else None
            if match and limit:
                op = _COMPARATORS[limit]
                return Quantifier(Threshold(op, value), True, found.start, match.end())
    return None


def _of_word(reading: Reading) -> Quantifier | None:
    for name, threshold in (("most_rows", Threshold("gt", 50)), ("many_rows", None)):
        for mark in reading.op.get(name, []):
            return Quantifier(threshold, False, mark.start, mark.end)
    return None
