"""Read the slots of a question off its words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from assistant.tables.days import (
    against_other,
    use_part_of_month,
    use_range,
)
from assistant.tables.lexicon import Lexicon
from assistant.tables.limits import (
    find_alone,
    find_limit,
    find_majority,
    find_range,
    find_several,
    joined,
)
from assistant.tables.parts import (
    asks_whole,
    claimed_parts,
    is_whole,
    named_apart,
)
from assistant.tables.quantifier import find_quantifier
from assistant.tables.quantity import counting, root_column
from assistant.tables.query import Condition, Premise
from assistant.tables.reading import Reading
from assistant.tables.rows_named import as_keys, guess_building, guessed_venues, included
from assistant.tables.slots import Slots
from assistant.tables.stated import is_heard, leave_out_date, use_figure
from assistant.tables.sums import find_sides
from assistant.text.figures import Found
from assistant.types import Table

# «飯田市で», «飯田市の会»: the meeting there; «飯田市の職員»: people of that town alone.
_MEETING = re.compile(r"で(?!は)|での|の会|会場|の懇談会|開催|における|に集")
# «北信の会に飯山市から何人来た»: of the row's people only those of one town.
_FROM_PLACE = re.compile(
    r"から(?!も?近)|より(?!も)|の(?:職員|人(?!も)|方(?!の|面)|担当|里親|出席|参加)"
)
_FIELD = re.compile(r"の?(?:欄|行|セル)")
_COUNTS = re.compile(
    r"出席し|参加し|来(?:た|て|ま)|何(?:人|名|施設|市町村|か所)|いくつ|人数|数[はをが]|how many"
)
_COMPARES = {"difference", "ratio", "more", "less", "sum", "each", "exceeds"}
_ASKED_OPEN = {"persons", "bodies", "rows", "which", "when", "where"}
_NUMBER_OPERATIONS = ("top", "bottom", "nth", "nth_ascending")


def fill(reading: Reading, lexicon: Lexicon) -> Slots:
    """Read every slot off ``reading``."""
    table = lexicon.table
    slots = Slots()
    key = table.key
    guessed = guessed_venues(reading, table, slots)
    within = included(reading)
    by_key = [t for t in reading.tags if t.role == "value" and t.key == key and t not in guessed]
    for tag in reading.tags:
        if tag.role != "value" or tag in guessed or tag in within:
            continue
        spelled = any((t.start, t.end) == (tag.start, tag.end) for t in by_key)
        for value in as_keys(lexicon, tag.key, tag.value):
            excluded = reading.excluded(tag)
            compares = _COMPARES & set(reading.op) or len({t.value for t in by_key}) > 1
            if tag.key != key and by_key and not spelled and not compares:
                # A venue beside a named row is something to check: «松本は県庁でしたか».
                slots.premises.append(Premise("place", tag.value, tag.key))
                continue
            target = slots.excluded if excluded else slots.named
            if value not in target:
                target.append(value)
    guess_building(reading, lexicon, slots)
    for dimension in table.dimensions:
        if dimension.id == key or dimension.id in lexicon.identifying:
            continue
        values = [t for t in reading.tags if t.role == "value" and t.key == dimension.id]
        kept = dict.fromkeys(t.value for t in values if not reading.excluded(t))
        left_out = dict.fromkeys(t.value for t in values if reading.excluded(t))
        if kept:
            slots.conditions.append(Condition(dimension.id, "in", tuple(kept)))
        if left_out:
            slots.conditions.append(Condition(dimension.id, "not_in", tuple(left_out)))
    for tag in reading.tags:
        if tag.role == "place" and tag not in within:
            slots.place = tag.key
            named = any(
                t.role == "value" and (t.start, t.end) == (tag.start, tag.end) for t in reading.tags
            )
            meeting = _MEETING.match(reading.plain[tag.end :])
            counts = _COUNTS.search(reading.plain) is not None
            slots.row_of_place = named and (meeting is not None or not counts)
            from_there = _FROM_PLACE.match(reading.plain, tag.end)
            if tag.value in slots.named and not named and not from_there:
                # «塩尻市がある松本地域»; «上伊那の会は駒ヶ根で» is a guess at the place.
                slots.town = tag.key if reading.plain.startswith("で", tag.end) else None
                slots.place = None
    root = root_column(table)
    slots.root_named = root in reading.keys("column")
    slots.left_out = _left_out(reading, table)
    slots.whole_too = asks_whole(reading, root)
    slots.columns = [c for c in _columns(reading, table) if c not in slots.left_out]
    consumed = _consumed(reading)
    slots.sides = find_sides(reading.plain, reading.tags, key, reading.rows)
    slots.quantifier = find_quantifier(reading)
    if slots.quantifier is not None:
        consumed.append((slots.quantifier.start, slots.quantifier.end))
    ranged = use_range(reading, table, slots)
    between = find_range(reading.figures, reading)
    if between is not None:
        slots.limits.append(between[0])
        ranged += between[1]
    several_rows = len(slots.named) > 1
    if "yes_no" in reading.ask and not several_rows and not _ASKED_OPEN & set(reading.ask):
        slots.parts = claimed_parts(reading, root)
    column_of = dict(slots.parts.of_column)
    wholes = [a for a, b in pairwise(reading.figures) if is_whole(a, b, reading.plain)]
    for found in reading.figures:
        if found in wholes:
            slots.premises.append(Premise("whole", found.value, found.unit))
            continue
        if any(s <= found.start and found.end <= e for s, e in consumed):
            continue
        if found.value == 0 and "none" in reading.op:
            continue  # «zero people» is said by the operation already
        if found in ranged:
            continue
        if any(found in e.dates for e in reading.exclusions):
            leave_out_date(str(found.value), table, slots)
            continue
        if found in column_of or (found is slots.parts.whole):
            of = column_of.get(found, "")
            slots.premises.append(Premise("number", found.value, found.unit, column=of))
            slots.whole_too = slots.whole_too or of == root
            continue
        limit = find_limit(found, reading, table, bool(slots.named))
        if limit is not None and is_heard(found, reading):
            op = limit.threshold.op
            slots.premises.append(Premise("number", limit.threshold.value or 0, found.unit, op))
        elif limit is not None:
            column = _column_before(found, reading)
            slots.limits.append(replace(limit, column=column, unit=found.unit))
        else:
            use_figure(found, table, slots, reading)
    use_part_of_month(reading, table, slots)
    slots.limits = joined(slots.limits)
    several = find_several(reading, table) or find_alone(reading)
    if several is not None and not slots.limits:
        slots.limits.append(several)
    majority = find_majority(reading)
    if majority is not None and slots.quantifier is None:
        slots.limits.append(majority)
    # 合計欄 is where a number is printed, not whom it counts.
    people = any(
        t.role == "column" and t.key == root and not _FIELD.match(reading.plain, t.end)
        for t in reading.tags
    )
    slots.counting = counting(reading, table, slots.columns, people, bool(slots.limits))
    units = {f.unit for f, _ in slots.parts.of_column}
    if slots.parts.of_column and units <= {"", *table.quantities[0].units}:
        slots.counting = replace(slots.counting, quantity=table.quantities[0].id, both=False)
    twice = [c for c in slots.left_out if named_apart(c, reading)]
    if twice and slots.columns in ([], [root]):
        # «市町村職員数から出席市町村数を引く»: one column, less itself counted otherwise.
        slots.columns, slots.left_out = twice[:1], []
        slots.counting = replace(slots.counting, both=True)
    if not slots.columns and slots.counting.column:
        slots.columns = [slots.counting.column]
    slots.conditions = [against_other(c, reading, table) for c in slots.conditions]
    if slots.excluded:
        slots.conditions.append(Condition(key, "not_in", tuple(slots.excluded)))
    return slots


def _columns(reading: Reading, table: Table) -> list[str]:
    found = [
        t for t in reading.tags
        # 何施設 asks for a unit, it names no column.
        if t.role == "column" and not reading.plain[: t.start].endswith(("何", "なん"))
    ]  # fmt: skip
    columns = list(dict.fromkeys(t.key for t in found))
    root = root_column(table)
    # «出席者» beside «里親» only says that people are meant.
    return [c for c in columns if c != root] or columns


def _column_before(found: Found, reading: Reading) -> str | None:
    """Return the column named between the number before ``found`` and ``found`` itself."""
    edge = max((f.end for f in reading.figures if f.end <= found.start), default=0)
    columns = [t for t in reading.tags if t.role == "column" and edge <= t.start <= found.start]
    return columns[-1].key if columns else None


def _left_out(reading: Reading, table: Table) -> list[str]:
    """Return the columns that the question leaves out: 児相以外, 市町村でも施設でもない."""
    found = [t.key for e in reading.exclusions for t in e.tags if t.role == "column"]
    return [c for c in dict.fromkeys(found) if c != root_column(table)]


def _consumed(reading: Reading) -> list[tuple[int, int]]:
    spans = [(m.start, m.end) for name in _NUMBER_OPERATIONS for m in reading.op.get(name, [])]
    spans += [(m.start, m.end) for o in ("none", "some") for m in reading.op.get(o, [])]
    spans += [(m.start, m.end) for m in reading.op.get("mean", []) + reading.op.get("per", [])]
    spans += [(m.start, m.end) for m in reading.op.get("first", []) + reading.op.get("last", [])]
    spans += [(m.start, m.end) for ms in reading.scope.values() for m in ms]
    return spans
