"""The rows that dates of a sentence select: days, periods, months, years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.check.nearby import RANGE
from assistant.check.scan import Figure, Sentence
from assistant.tables.query import Condition
from assistant.text.dates import parts
from assistant.types import Table

# A date before one of these is the edge of a period, and selects no row.
_EDGE = re.compile(r"[^、。0-9]{0,10}?(?:皮切り|始ま|スタート|から|まで|にかけ|終わ|閉幕|幕)")


def selecting_dates(sentence: Sentence, figure: Figure) -> list[Figure]:
    """Return the dates before a figure that select rows: periods whole, edges of them not."""
    dates = [f for f in sentence.figures if f.found.type == "date" and f.end <= figure.start]
    paired = {
        f
        for a, b in pairwise(dates)
        if RANGE.fullmatch(sentence.text, a.end, b.start)
        for f in (a, b)
    }
    return [f for f in dates if f in paired or not _EDGE.match(sentence.text, f.end)]


def conditions_of(dates: Sequence[Figure], sentence: Sentence, table: Table) -> list[Condition]:
    """Return the conditions that dates set: days, a range of days, months, years."""
    if not dates:
        return []
    day = next((d for d in table.dimensions if d.type == "date"), None)
    number = next((d for d in table.dimensions if d.type == "number"), None)
    if day is None:
        years = [str(f.found.value)[:4] for f in dates if f.found.unit in ("年", "年度")]
        return [Condition(number.id, "in", tuple(years))] if number and years else []
    known = {r.keys[day.id][:4] for r in table.rows if day.id in r.keys}
    days: list[str] = []
    months: list[str] = []
    for figure in dates:
        year, month, date = parts(str(figure.found.value))
        if month is None:
            continue
        if (year is None or str(year) not in known) and len(known) == 1:
            year = int(min(known))
        if date is None:
            months.append(f"{month:02d}")
        elif year is not None:
            days.append(f"{year:04d}-{month:02d}-{date:02d}")
    if len(days) == 2 and RANGE.fullmatch(sentence.text, dates[0].end, dates[-1].start):
        return [Condition(day.id, "ge", (days[0],)), Condition(day.id, "le", (days[1],))]
    if days:
        return [Condition(day.id, "in", tuple(days))]
    return [Condition(day.id, "month", tuple(months))] if months else []
