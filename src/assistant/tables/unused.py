"""Words of computing that a query does not use: with them it would answer another question."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.tables.days import favours
from assistant.tables.query import Operation, Query
from assistant.tables.reading import Reading
from assistant.tables.relative import RELATIVE
from assistant.tables.slots import Slots
from assistant.types import Table

# Words of computing that must not be passed over: what an operation does not use of them, it
# has not understood, and a number would answer another question.
_STRONG = {
    "share", "ratio", "difference", "mean", "median", "per", "same", "only_mean", "below_mean",
    "top", "bottom", "nth", "nth_ascending", "position_of", "max", "min", "breakdown",
    "descending", "ascending", "first", "last", "exceeds", "equal", "negated", "out_of",
    "relative", "span", "missing", "next_rank", "only_median", "below_median",
}  # fmt: skip
_USES: dict[Operation, set[str]] = {
    "value": {"max", "min", "equal"},
    "sum": set(),
    "mean": {"mean", "per"},
    "median": {"median", "mean"},
    "same": {"same"},
    "extreme": {"exceeds", "max", "min", "per", "share", "descending", "ascending", "same"},
    "rank": {"next_rank", "breakdown", "top", "bottom", "nth", "nth_ascending", "position_of",
             "descending", "ascending", "max", "min"},
    "threshold": {
        "only_mean", "below_mean", "mean", "only_median", "below_median", "median", "exceeds",
    },
    "difference": {"difference", "same", "max", "min", "mean", "median", "exceeds", "per"},
    "ratio": {"ratio", "max", "min", "mean", "median", "per"},
    "share": {"share", "breakdown"},
    "per": {"per", "mean"},
    "count": set(),
    "list": {"descending", "ascending", "breakdown", "first"},
    "breakdown": {"breakdown", "share"},
    "attribute": {"first", "last"},
    "duration": {"mean", "per"},
    "remainder": {"difference"},
    "shortfall": {"missing"},
    "reconcile": {"difference", "same", "equal"},
}  # fmt: skip
_EITHER = re.compile(r"または|又は|もしくは|どちらか|いずれか| or ")
_NOT_EVEN = re.compile(r"(?:半分|半数|割|%)(?:に)?も")


def passed_over(
    query: Query, reading: Reading, slots: Slots, table: Table, *, open_whole: bool
) -> bool:
    """Say whether the question computes something that ``query`` does not.

    ``open_whole``: it asks for a share of a whole that no table counts.
    """
    uses = _USES[query.operation] | RELATIVE
    if query.share_of_rows:
        uses = uses | {"share"}
    if query.operation == "threshold":
        uses = uses | ({"share"} if query.derived else set())
        uses = uses | ({"equal", "same"} if query.than else set())
    left = (_STRONG & set(reading.op)) - uses
    if query.operation == "extreme" and query.derived is not None:
        left -= {query.derived}
    if query.operation == "extreme" and query.with_mean:
        left -= {"mean"}
    if query.operation == "ratio" and "per_one" in reading.op:
        left -= {"share"}  # «1人に対して何人の割合»
    if query.places is not None or (query.operation in ("difference", "ratio") and query.position):
        left -= {"nth", "nth_ascending", "top"}
    if slots.excluded or query.left_out:
        left -= {"negated"}
    if slots.parts.of_column:
        left -= {"breakdown", "difference", "equal", "same"}  # «内訳は市町村7、施設6で合うか»
    if slots.excluded and not query.named and query.operation in ("sum", "value"):
        left -= {"difference"}  # «合計から長野を引くと»
    part = query.operation == "share" and _NOT_EVEN.search(reading.plain)
    if query.operation not in ("value", "threshold", "count", "list", "extreme") and not part:
        # Rows without anybody stand at the end of the longest-first order anyway.
        first = query.operation == "rank" and query.descending
        left |= ({"none"} if first else {"some", "none"}) & set(reading.op)
    if query.operation == "share" and "ratio" in reading.op:
        shares = [(m.start, m.end) for m in reading.op.get("share", [])]
        if all(any(s < m.end and m.start < e for s, e in shares) for m in reading.op["ratio"]):
            left -= {"ratio"}  # 比率 stands among the words for both
    if query.operation in ("sum", "value") and len(query.named) > 2 and "which" in reading.ask:
        left |= {"more", "less"} & set(reading.op)  # «AとBの合計とCはどちらが多い»
    if query.operation == "share" and (open_whole or _whole_of_itself(query, table)):
        return True
    apart = "by_row" in reading.op and len(slots.columns) < 2
    if query.operation == "share" and apart and not query.named:
        return True  # «各地域の里親比率»: one share of the whole would answer something else
    rows = len(query.named) or len(table.rows)
    # «1地域平均»: the mean of one row, no count of rows.
    counted = [n for n in slots.rows_mentioned if n not in (rows, 1)]
    if counted and not query.conditions and not query.limit and not query.position:
        return True
    pairwise_only = query.operation in ("difference", "ratio") and not query.key_groups
    if pairwise_only and (len(query.named) > 2 or len(slots.columns) > 2):
        return True  # «AとBとCの差»: two numbers have a difference, three have none
    if slots.left_out and not query.left_out:
        return True
    alone = [c for c in query.conditions if len(c.values) == 1 and favours(reading, c.dimension)]
    if query.operation == "extreme" and alone and not query.named:
        return True  # «金曜のほうが多い»: than what?
    if "several" in reading.op and not slots.limits:
        return True
    if "others" in reading.scope and not any(c.op == "not_in" for c in query.conditions):
        return True  # other than what? No turn before has named any
    if query.also and _either(reading):
        return True
    both_ways = {"none", "some"} <= set(reading.op) and bool({"more", "less"} & set(reading.op))
    if query.operation == "threshold" and both_ways:
        return True
    held = query.operation in ("threshold", "share") or query.yes_no
    met = (query.threshold, *(t for _, t in query.also)) if held else ()
    by_mean = {"only_mean", "below_mean", "only_median", "below_median"} & set(reading.op)
    limits = [
        limit
        for limit in slots.limits
        # «平均（15.7名）を上回った»: the number says what the mean is.
        if limit.threshold not in met and not by_mean
    ]
    ratio = "ratio" in reading.op and query.derived != "ratio"
    if limits or (ratio and "which" in reading.ask):
        return True
    both = {"max", "min"} <= set(reading.op) and query.operation == "value"
    return bool(left) or both


def _whole_of_itself(query: Query, table: Table) -> bool:
    """Say whether a share has no whole but the number itself: 77市町村の何%."""
    parts = [m for m in table.measures if m.id in query.measures]
    whole = query.over or query.over_all_rows or query.of_base
    return not whole and len(parts) == 1 and parts[0].parent is None


def _either(reading: Reading) -> bool:
    """Say whether one of several columns is enough: 里親か社協が来た地域."""
    plain, names = reading.plain, [t for t in reading.tags if t.role == "column"]
    joined = any(plain[a.end : b.start] == "か" for a, b in pairwise(names))
    return joined or _EITHER.search(plain) is not None
