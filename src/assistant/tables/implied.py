"""What the words of a question mean together, beyond the patterns they match one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.tables.follow import Turn
from assistant.tables.reading import Reading
from assistant.tables.words import Mark

_NEXT = re.compile(r"(?:その|の)?次")
_HELD = re.compile(r"開|行|やっ|あっ|実施|日|いつ|会(?!場)")
# «11月10日までやっていた», «10月17日から始まった»: what the last or the first day is said to be.
_EDGES = {
    "last": re.compile(r"まで(?!に|の(?:会|間|出席|参加|合計|地域))"),
    "first": re.compile(r"(?:から|に)(?:始|スタート|開始|はじ|幕)"),
}
_RANGE = re.compile(r"(?:から|より|~|～)")
_IS_ROW = re.compile(r"(?:の|だった|である|、)?")
_DOUBT = re.compile(
    r"(?<=が|ど|の|は)、?違(?:う|い)(?:ます|ました)?(?:か(?:な|ね|しら)?|の(?:か|でしょうか)?|んじゃ)[?？。]*$"
)
_OPEN = {"persons", "bodies", "rows", "days", "which", "start", "end", "time", "duration", "where"}
HOURS = ("時間", "hours")
"""Units in which a question says how long a row took."""
_LASTED = re.compile(r"(?:だ|です|でし|ず|かか|と|で|って|ほど|くらい|ぐらい|程度)")


def implied(reading: Reading, turns: Sequence[Turn]) -> Reading:
    """Return ``reading`` with what its words imply in each other's light, and in the last turn's.

    «その次は？» behind an order of rows means the next in that order; a day up to which there
    were meetings is a claim about the last one; a number of hours, one about how long they were.
    """
    reading = _doubted(_in_apposition(_next_in_order(reading, turns)))
    return _counting_up(_lasting(_edges(reading)))


def _next_in_order(reading: Reading, turns: Sequence[Turn]) -> Reading:
    orders = reading.op.get("next_rank", [])
    if orders and "next" in reading.op:
        # «長野の次に多い» holds the words for the next row in time.
        times = reading.op["next"]
        apart = [m for m in times if not any(o.start <= m.end <= o.end for o in orders)]
        reading = _with(_without(reading, "next"), "next", apart)
    last = turns[-1].query if turns else None
    if last is None or last.operation not in ("extreme", "rank") or last.by != "row":
        return reading
    marks = [m for m in reading.op.get("next", []) if _NEXT.match(reading.plain[m.start :])]
    if not marks or _HELD.search(reading.plain):
        return reading
    return _with(_without(reading, "next"), "next_rank", marks)


def _in_apposition(reading: Reading) -> Reading:
    """Let «首位の長野と2位の差» compare two places: the name only says who has the first."""
    if not {"difference", "ratio"} & set(reading.op) or not {"nth", "min"} & set(reading.op):
        return reading
    ends = [m.end for m in reading.op.get("max", [])]
    named = [t for t in reading.tags if t.role == "value"]
    beside = [t for t in named if any(_IS_ROW.fullmatch(reading.plain[e : t.start]) for e in ends)]
    if not beside or len({(t.start, t.end) for t in named}) > 1:
        return reading
    return replace(reading, tags=tuple(t for t in reading.tags if t not in beside))


def _doubted(reading: Reading) -> Reading:
    """Read «…と聞いたが違うか» as a claim to be checked, which compares nothing."""
    doubt = _DOUBT.search(reading.plain)
    marks = reading.op.get("difference", [])
    kept = [m for m in marks if doubt is None or m.start < doubt.start()]
    if doubt is None or kept == marks:
        return reading
    ask = {"yes_no": [Mark(doubt.start(), doubt.end())], **reading.ask}
    return replace(_with(_without(reading, "difference"), "difference", kept), ask=ask)


def _edges(reading: Reading) -> Reading:
    days = [f for f in reading.figures if f.type == "date" and not f.modifier]
    rows = any(t.role in ("value", "column") for t in reading.tags)
    if len(days) != 1 or "yes_no" not in reading.ask or _OPEN & set(reading.ask) or rows:
        return reading
    found = days[0]
    for edge, pattern in _EDGES.items():
        said = pattern.match(reading.plain, found.end)
        ranged = _RANGE.search(reading.plain[: found.start])
        if said and not ranged and edge not in reading.op:
            return _with(reading, edge, [Mark(found.end, said.end())])
    return reading


def _lasting(reading: Reading) -> Reading:
    hours = [f for f in reading.figures if f.type == "number" and f.unit in HOURS]
    if len(hours) != 1 or "yes_no" not in reading.ask or "duration" in reading.ask:
        return reading
    found = hours[0]
    if reading.residue or not _LASTED.match(reading.plain, found.end) or "persons" in reading.ask:
        return reading
    ask = {**reading.ask, "lasted": [Mark(found.start, found.end)]}
    return replace(reading, ask=ask)


def _counting_up(reading: Reading) -> Reading:
    """Take «あと何人必要» for what is missing to a number, and not for what somebody asked for."""
    missing = reading.op.get("missing", [])
    said = reading.ask.get("text", [])
    kept = [m for m in said if not any(m.start < o.end and o.start < m.end for o in missing)]
    if not missing or kept:
        return reading
    return replace(reading, ask={k: v for k, v in reading.ask.items() if k != "text"})


def _with(reading: Reading, name: str, marks: list[Mark]) -> Reading:
    return replace(reading, op={**reading.op, name: marks}) if marks else reading


def _without(reading: Reading, name: str) -> Reading:
    return replace(reading, op={k: v for k, v in reading.op.items() if k != name})
