"""What one end of a range or list leaves out is in the other: R6.10.17～11.8, 9～12名."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.text import dates, times
from assistant.text.figure_types import Candidate

_RANGE = re.compile(r" ?(?:から|より|~|-|—|to|until|through|and|between)+ ?", re.IGNORECASE)
_LIST = re.compile(r" ?(?:、|,|・|及び|および|並びに|と|又は|または|or|and|&) ?", re.IGNORECASE)
_DOTTED = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}")


def join(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the figures with what their neighbour in a range or list gives them.

    The later end of a range of dates lies after the earlier: 2024年12月20日～1月8日 ends in 2025.
    """
    joined: list[Candidate] = []
    for candidate in candidates:
        if not joined:
            joined.append(candidate)
            continue
        previous = joined[-1]
        gap = text[previous.end : candidate.start]
        ranged = len(gap) <= 12 and _RANGE.fullmatch(gap) is not None
        listed = len(gap) <= 6 and _LIST.fullmatch(gap) is not None
        if ranged:
            joined[-1] = _give_back(text, previous, candidate)
        if ranged or listed:
            candidate = _carry(text, joined[-1], candidate, ranged=ranged)
        if candidate.start >= joined[-1].end:
            joined.append(candidate)
    return joined


def _give_back(text: str, first: Candidate, last: Candidate) -> Candidate:
    """Return the first end of a range with the unit, kind or era of the last: 9～12名."""
    if first.type == "date" and first.unit == "年" and last.unit == "年度":
        return replace(first, unit="年度")  # 令和6～11年度
    if first.type != "number" or first.unit:
        return first
    if last.type in ("number", "percent"):
        return replace(first, unit=last.unit, type=last.type)
    if not isinstance(first.value, int):
        return first
    if last.type == "time" and 0 <= first.value <= 24:
        return replace(first, value=f"{first.value:02d}:00", type="time")
    if last.type == "date" and last.unit in ("年", "年度") and 1868 <= first.value <= 2200:
        return replace(first, value=f"{first.value:04d}", unit=last.unit, type="date")
    return first


def _carry(text: str, first: Candidate, last: Candidate, *, ranged: bool) -> Candidate:
    """Return the later figure with what the earlier one gives it."""
    if first.type == "date":
        return _carry_date(text, first, last, ranged=ranged)
    if first.type == "time" and last.type == "time":
        afternoon = times.said_afternoon(text[first.start : first.end])
        hour = int(str(last.value)[:2])
        bare = not re.search(r"午前|午後|[ap]\.?m", text[last.start : last.end], re.IGNORECASE)
        if afternoon and bare and hour < 12 and f"{hour + 12:02d}" >= str(first.value)[:2]:
            return replace(last, value=f"{hour + 12:02d}{str(last.value)[2:]}")
    return last


def _carry_date(text: str, first: Candidate, last: Candidate, *, ranged: bool) -> Candidate:
    year, month, day = dates.parts(str(first.value))
    if last.type != "date":
        dotted = text[last.start : last.end]
        if ranged and _DOTTED.match(dotted) and "." in text[first.start : first.end]:
            last = dates.dotted_day(text, last.start) or last
        elif last.type == "number" and last.unit == "日" and first.unit == "日":
            last = dates.day_alone(text, last.start) or last
        elif ranged and last.type == "number" and last.unit in ("年", "年度"):
            # 令和6年から8年 ends in a year, 令和6年から3年 after three.
            era = dates.same_era(text[first.start : first.end], last.value)
            if era and (last.unit == "年度" or era > str(first.value)):
                last = replace(last, value=era, type="date")
        if last.type != "date":
            return last
    last_year, last_month, last_day = dates.parts(str(last.value))
    if last_year is not None or month is None:
        return last
    if last_month is None:
        # 10月30日～2日 ends in the next month.
        last_month = month % 12 + 1 if ranged and (last_day or 31) < (day or 1) else month
    if year is not None and ranged and (last_month, last_day or 31) < (month, day or 1):
        year += 1
    return replace(last, value=dates.iso(year, last_month, last_day))
