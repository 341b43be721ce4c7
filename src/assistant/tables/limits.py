"""Limits that a question sets on a number: 10人以上, 20人台, 二桁, ちょうど3人の地域."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from assistant.tables.nouns import with_rows
from assistant.tables.query import Comparator, Threshold
from assistant.tables.reading import Reading
from assistant.tables.words import after_number
from assistant.text.figures import Found
from assistant.types import Table

_OF_MODIFIER: dict[str, Comparator] = {
    "以上": "ge", "少なくとも": "ge", "超": "gt", "以下": "le", "以内": "le", "最大": "le",
    "未満": "lt",
}  # fmt: skip
_ROWS_BY_SHARE = r"(?:以上|超)?を?(?:占め|超え|越え|上回)[^、。]{0,4}<rows>"
# Behind what has the share: «割合が50%以上の地域», not «半数以上の地域で».
_ROWS_OF_SHARE = r"(?:以上|超|以下|未満)?の<rows>"
_ROWS_WITH = (
    r"(?:が|で|だけ|のみ)?(?:参加|出席|来|集ま|見え|みえ)[^、。と]{0,5}(?:の(?:は|って)|<rows>)"
)
_JUST = r"(?:だった|を占め|にあた|に当た|と同じ)[^、。]{0,4}(?:の[はが]|<rows>)"
_SEVERAL = re.compile(r"(?:複数|2つ以上)の?")
# 一人で is an adverb, no number, unless it says how many came to a row.
_ALONE = r"一人で(?:参加|出席|来|見え|みえ|いらし|お越し)[^、。と]{0,6}(?:<rows>)"
# «20人以上いない地域»: the limit is denied, not the people.
_NOT_THAT_MANY = (
    r"(?:以上)?[はも]?(?:い|おら|来|集まら|(?:参加|出席)(?:し|者?[がの]))(?:てい?)?"
    r"(?:な[いかく]|ません|ん<rows>)"
)
_ROWS_BEFORE = re.compile(
    r"(?:region|meeting|area|venue|session|place)s? (?:with|where|that|which|having|had)\b[^,.?]*$"
)
_PER_ONE = re.compile(r"(?:つ|団体|機関|か所)?(?:あたり|当たり|当り|につき)")
_FROM_TIMES = re.compile(r"[をにより](?:超|上|届|達|も?多|多|下)")
_TIMES: dict[str, Comparator] = {"超": "gt", "上": "gt", "届": "ge", "達": "ge", "も": "gt",
                                 "多": "gt", "下": "lt"}  # fmt: skip
_EXACT_BEFORE = ("ちょうど", "たった", "わずか", "exactly ", "only ", "just ")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit and whether rows are chosen by it («…人以上の地域») or one number held to it."""

    threshold: Threshold
    of_rows: bool
    column: str | None = None
    """The column named before the number, where there is one: 市町村が6人で里親が2人の地域."""
    unit: str = ""


def find_limit(found: Found, reading: Reading, table: Table, named: bool) -> Limit | None:
    """Return the limit that ``found`` sets, None where it is stated for another reason.

    ``named``: the question names a row, of which a bare number is then claimed.
    """
    value = found.value
    if found.type not in ("number", "percent") or isinstance(value, str):
        return None
    after, before = reading.plain[found.end :], reading.plain[: found.start]
    of_rows = after_number("rows").match(after) is not None
    of_rows = of_rows or _ROWS_BEFORE.search(before) is not None
    missed = after_number("lt").match(after) is not None
    denied = with_rows(_NOT_THAT_MANY, reading.rows).match(after) is not None
    missed = missed or (found.modifier == "以上" and denied)
    if found.unit == "桁" and isinstance(value, int) and 0 < value < 10:
        low = 10 ** (value - 1) if value > 1 else 0
        both = Threshold("lt", low) if missed else Threshold("ge", low, 10**value)
        return Limit(both, of_rows)
    units = {"", "つ", "個", "こ", *(m.unit for m in table.measures)}
    units |= {u for q in table.quantities for u in q.units}
    # «5 facility staff»: the word behind the number begins a column's name.
    names_column = any(t.role == "column" and found.start < t.start < found.end
                       for t in reading.tags)  # fmt: skip
    modifier = _OF_MODIFIER.get(found.modifier or "")
    if found.type == "percent":
        chosen = with_rows(_ROWS_BY_SHARE, reading.rows).match(after) is not None
        of_share = with_rows(_ROWS_OF_SHARE, reading.rows).match(after) is not None
        chosen = chosen or (of_share and before.endswith(("が", "は")))
        if (
            modifier is None
            and "which" in reading.ask
            and with_rows(_JUST, reading.rows).match(after)
        ):
            return Limit(Threshold("eq", value), True)
        return Limit(Threshold(modifier, value), chosen) if modifier else None
    if found.unit == "倍" and "ratio" in reading.op:
        after_it = _FROM_TIMES.match(after)
        op = modifier or (_TIMES[after_it[0][1:2]] if after_it else None)
        op = "lt" if missed else op
        return Limit(Threshold(op, value), False) if op else None
    if (found.unit not in units and not names_column) or "も含" in after[:10]:
        return None
    if after.startswith("台"):
        return Limit(Threshold("ge", value, value + (10 if value < 100 else 100)), of_rows)
    if missed:
        return Limit(Threshold("lt", value), of_rows)
    if modifier is not None:
        return Limit(Threshold(modifier, value), of_rows)
    if after_number("ge").match(after):
        return Limit(Threshold("ge", value), of_rows)
    if named or _PER_ONE.match(after):
        return None
    chosen = bool({"which", "rows"} & set(reading.ask)) or "listing" in reading.op
    exact = before.endswith(_EXACT_BEFORE) or after_number("eq").match(after)
    by_row = found.unit and with_rows(_ROWS_WITH, reading.rows).match(after) is not None
    if by_row or (found.unit and (of_rows or (chosen and exact))):
        return Limit(Threshold("eq", value), True)
    return None


def joined(limits: list[Limit]) -> list[Limit]:
    """Return ``limits`` with a lower and an upper one as one range: 10人以上20人未満.

    Whole numbers are counted, so that an upper limit that is included ends below the next one.
    """
    if len(limits) != 2:
        return limits
    low, high = sorted(limits, key=lambda limit: limit.threshold.op not in ("ge", "gt"))
    bottom, top = low.threshold, high.threshold
    whole = isinstance(bottom.value, int) and isinstance(top.value, int)
    if not whole or bottom.op not in ("ge", "gt") or top.op not in ("lt", "le"):
        return limits
    start = int(bottom.value or 0) + (bottom.op == "gt")
    below = int(top.value or 0) + (top.op == "le")
    if start >= below or (high.column and low.column != high.column):
        return limits
    chosen = low.of_rows or high.of_rows
    return [Limit(Threshold("ge", start, below), chosen, low.column, low.unit)]


_FROM_TO = re.compile(r"\s*(?:~|～|-|から|or|to|and|か)\s*")
_WITHIN = r"(?:の(?:間|範囲)|まで|以下|だ|い|来|の<rows>|が?(?:参加|出席))"


def find_range(figures: tuple[Found, ...], reading: Reading) -> tuple[Limit, list[Found]] | None:
    """Return the limit that two numbers set together, 10人から20人の地域, and the two."""
    numbers = [f for f in figures if f.type == "number" and isinstance(f.value, int)]
    for low, high in pairwise(numbers):
        joint = _FROM_TO.fullmatch(reading.plain[low.end : high.start])
        before = reading.plain[: low.start].endswith(("between ", "from "))
        after = with_rows(_WITHIN, reading.rows).match(reading.plain[high.end :]) or before
        if not joint or not after or low.unit not in ("", high.unit) or high.modifier == "未満":
            continue
        if isinstance(low.value, int) and isinstance(high.value, int) and low.value < high.value:
            chosen = bool({"which", "rows"} & set(reading.ask)) or "listing" in reading.op
            of_rows = after_number("rows").match(reading.plain[high.end :]) is not None or chosen
            if of_rows:
                both = Threshold("ge", low.value, high.value + 1)
                return Limit(both, True, unit=high.unit), [low, high]
    return None


def find_several(reading: Reading, table: Table) -> Limit | None:
    """Return the limit that 複数 sets: two or more, of the unit behind it."""
    found = _SEVERAL.search(reading.plain)
    if found is None or not any(t.role == "column" for t in reading.tags):
        return None
    if with_rows("<rows>[がは]$", reading.rows).search(reading.plain[: found.start()]):
        return None  # «…の圏域が複数あったが»: so many rows, whatever their numbers
    units = [u for q in table.quantities for u in q.units]
    behind = reading.plain[found.end() :]
    unit = next((u for u in units if behind.startswith(u)), units[0])
    return Limit(Threshold("ge", 2), True, unit=unit)


def find_alone(reading: Reading) -> Limit | None:
    """Return the limit that 一人で sets on rows: «里親が一人で見えた地域»."""
    found = with_rows(_ALONE, reading.rows).search(reading.plain)
    return Limit(Threshold("eq", 1), True, unit="人") if found else None


def find_majority(reading: Reading) -> Limit | None:
    """Return the limit that 過半 sets without a number."""
    found = re.search(r"過半(?!数)", reading.plain)
    if found is None:
        return None
    by_share = with_rows(_ROWS_BY_SHARE, reading.rows)
    chosen = by_share.match(reading.plain[found.end() :]) is not None
    return Limit(Threshold("gt", 50), chosen)
