"""What the numbers, days and times of a question state of the table."""

from __future__ import annotations

import re

from assistant.tables.days import (
    dimension_of,
    use_date,
    use_open_range,
)
from assistant.tables.nouns import with_rows
from assistant.tables.parts import (
    counts_bodies,
)
from assistant.tables.query import Condition, Premise
from assistant.tables.reading import Reading
from assistant.tables.slots import Slots
from assistant.tables.words import matcher
from assistant.text.figures import Found
from assistant.types import Table

# Units of things that no count of persons or bodies is about; general ones (回, 時間) are not here.
_FOREIGN = (
    "歳",
    "才",
    "代",
    "円",
    "万円",
    "億円",
    "台",
    "席",
    "部",
    "枚",
    "階",
    "km",
    "キロ",
    "メートル",
)


def _counts_rows(found: Found, reading: Reading) -> bool:
    """Say whether the unit of a number is what a row is called, or what places are counted in."""
    named = with_rows("<rows>", reading.rows).fullmatch(found.unit)
    return found.unit == "か所" or (bool(found.unit) and named is not None)


_SPREAD = re.compile(
    r"です|ですか|と(?:の|いう)(?:認識|理解|こと|説明)|で(?:間違い|合って|よろし|正し|相違|いい|よ[いろ])|に及|だけ|のみ|[でにから]{1,2}(?:参加|出席|来)|あった|でした|だった"
)
_HELD = re.compile(r"開催|実施|開かれ|開いた|行われ|行った|やった|あった|でした|だった|です")
_PER = re.compile(r"(?:つ|団体|機関|か所)?(?:あたり|当たり|当り|につき|に対[しす])")


def _is_year(found: Found, reading: Reading) -> bool:
    """Say whether a bare number is a year: «in 2025»."""
    return (
        found.type == "number" and (found.unit == "" or found.unit.isascii())
        and re.match(r"(?:19|20)\d\d\b", found.text) is not None
    )  # fmt: skip


# «施設数は27で正しいですか», «…は27だと聞きました»: a bare number that is to be confirmed.
_BARE_CLAIM = re.compile(
    r"(?:で(?:す|正し|合って|あって|間違|しょう|よ)|だ(?:と|よね|そう|った)|と(?:聞|思|書)|[にと]な(?:り|る|っ))"
)


_ASKED = ("persons", "bodies", "rows")


def is_heard(found: Found, reading: Reading) -> bool:
    """Say whether a number is only what somebody heard, before a question for the right one."""
    heard = matcher("hearsay").search(reading.plain)
    if heard is None or found.end > heard.start() or found.type != "number":
        return False
    return any(m.start >= heard.end() for name in _ASKED for m in reading.ask.get(name, []))


def leave_out_date(value: str, table: Table, slots: Slots) -> None:
    """Leave out a day or a month: 10月以外."""
    alone = Slots()
    use_date(value, table, alone)
    slots.outside_year = slots.outside_year or alone.outside_year
    for condition in alone.conditions:
        days = dict.fromkeys(r.keys.get(condition.dimension, "") for r in table.rows)
        months = condition.op == "month"
        met = tuple(d for d in days if (d[5:7] if months else d) in condition.values)
        slots.conditions.append(Condition(condition.dimension, "not_in", met))


def _counted(found: Found, reading: Reading) -> bool:
    """Say whether a column stands right behind a bare number: «20 foster parents»."""
    return any(t.role == "column" and t.start == found.end + 1 for t in reading.tags)


def use_figure(found: Found, table: Table, slots: Slots, reading: Reading) -> None:
    """Put a figure that sets no limit into ``slots``: as a day, a time, a claim, a count."""
    if found.type == "date" and found.modifier in ("以降", "以前"):
        use_open_range(found, table, slots)
    elif found.type == "date":
        use_date(str(found.value), table, slots)
        if found.weekday and (weekday := dimension_of(table, "weekday")):
            slots.premises.append(Premise("weekday", found.weekday, weekday))
    elif found.type == "time":
        ends = re.match(r"\s*(?:まで|に終|終)", reading.plain[found.end :])
        times = [d.id for d in table.dimensions if d.type == "time"]
        if times:
            which = times[-1] if ends else times[0]
            slots.conditions.append(Condition(which, "in", (str(found.value),)))
    elif _is_year(found, reading):
        use_date(str(found.value), table, slots)
    elif found.type == "number" and _PER.match(reading.plain[found.end :]):
        return
    elif found.type == "number" and isinstance(found.value, (int, float)):
        units = {u for q in table.quantities for u in q.units} | {m.unit for m in table.measures}
        held = _HELD.search(reading.plain) is not None
        spread = _SPREAD.match(reading.plain[found.end :]) is not None
        several = isinstance(found.value, int) and found.value > 1
        if counts_bodies(found, table, reading):
            slots.counts_units = True
            slots.premises.append(Premise("number", found.value, found.unit))
        elif _counts_rows(found, reading) and several and (spread if slots.columns else held):
            slots.rows_claimed = found.value
            people = "persons" in reading.ask and not slots.columns
            slots.premises.append(Premise("rows" if people else "number", found.value, found.unit))
        elif _counts_rows(found, reading) and found.modifier == "全" and several:
            slots.premises.append(Premise("rows", found.value, found.unit))
        elif _counts_rows(found, reading) and found.modifier is None:
            slots.rows_mentioned.append(found.value)
        elif "lasted" in reading.ask:
            slots.premises.append(Premise("number", found.value, found.unit))
        elif found.unit in _FOREIGN:
            slots.foreign_unit = found.unit
        elif found.unit in units or (
            not found.unit
            and (_BARE_CLAIM.match(reading.plain, found.end) or _counted(found, reading))
        ):
            slots.counts_units = slots.counts_units or found.unit in units
            slots.premises.append(Premise("number", found.value, found.unit))
    elif found.type == "percent" and isinstance(found.value, (int, float)):
        slots.premises.append(Premise("number", found.value, "%"))
