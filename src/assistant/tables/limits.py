"""Limits that a question sets on a number: 10人以上, 20人台, 二桁, ちょうど3人の地域."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.tables.lexicon import Reading
from assistant.tables.query import Comparator, Threshold
from assistant.tables.words import after_number
from assistant.text.figures import Found
from assistant.types import Table

_OF_MODIFIER: dict[str, Comparator] = {
    "以上": "ge", "少なくとも": "ge", "超": "gt", "以下": "le", "以内": "le", "最大": "le",
    "未満": "lt",
}  # fmt: skip
_ROWS_BY_SHARE = re.compile(
    r"(?:以上|超)?を?(?:占め|超え|越え|上回)[^、。]{0,4}(?:地域|会場|圏域|会|ところ|とこ)"
)
_ROWS_WITH = re.compile(r"が?(?:参加|出席|来|集ま)[^、。]{0,5}(?:の(?:は|って)|地域|会場|会(?!議))")
_EXACT_BEFORE = ("ちょうど", "たった", "わずか", "exactly ", "only ", "just ")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit and whether rows are chosen by it («…人以上の地域») or one number held to it."""

    threshold: Threshold
    of_rows: bool


def find_limit(found: Found, reading: Reading, table: Table, named: bool) -> Limit | None:
    """Return the limit that ``found`` sets, None where it is stated for another reason.

    ``named``: the question names a row, of which a bare number is then claimed.
    """
    value = found.value
    if found.type not in ("number", "percent") or isinstance(value, str):
        return None
    after, before = reading.plain[found.end :], reading.plain[: found.start]
    of_rows = after_number("rows").match(after) is not None
    missed = after_number("lt").match(after) is not None
    if found.unit == "桁" and isinstance(value, int) and 0 < value < 10:
        low = 10 ** (value - 1) if value > 1 else 0
        both = Threshold("lt", low) if missed else Threshold("ge", low, 10**value)
        return Limit(both, of_rows)
    units = {"", "つ", "個", "こ", *(m.unit for m in table.measures)}
    units |= {u for q in table.quantities for u in q.units}
    modifier = _OF_MODIFIER.get(found.modifier or "")
    if found.type == "percent":
        chosen = _ROWS_BY_SHARE.match(after) is not None
        return Limit(Threshold(modifier, value), chosen) if modifier else None
    if found.unit not in units or "も含" in after[:10]:
        return None
    if after.startswith("台"):
        return Limit(Threshold("ge", value, value + (10 if value < 100 else 100)), of_rows)
    if missed:
        return Limit(Threshold("lt", value), of_rows)
    if modifier is not None:
        return Limit(Threshold(modifier, value), of_rows)
    if after_number("ge").match(after):
        return Limit(Threshold("ge", value), of_rows)
    if named:
        return None
    chosen = bool({"which", "rows"} & set(reading.ask)) or "listing" in reading.op
    exact = before.endswith(_EXACT_BEFORE) or after_number("eq").match(after)
    by_row = found.unit and _ROWS_WITH.match(after) is not None
    if by_row or (found.unit and (of_rows or (chosen and exact))):
        return Limit(Threshold("eq", value), True)
    return None


def find_majority(reading: Reading) -> Limit | None:
    """Return the limit that 過半 sets without a number."""
    found = re.search(r"過半(?!数)", reading.plain)
    if found is None:
        return None
    chosen = _ROWS_BY_SHARE.match(reading.plain[found.end() :]) is not None
    return Limit(Threshold("gt", 50), chosen)
