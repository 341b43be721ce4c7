"""What one reading of a question fills in: columns, rows, conditions, premises."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.tables.days import (
    dimension_of,
    use_date,
    use_open_range,
    use_part_of_month,
    use_range,
)
from assistant.tables.lexicon import Lexicon, Reading
from assistant.tables.limits import (
    Limit,
    find_alone,
    find_limit,
    find_majority,
    find_range,
    find_several,
    joined,
)
from assistant.tables.nouns import with_rows
from assistant.tables.parts import (
    ClaimedParts,
    asks_whole,
    claimed_parts,
    counts_bodies,
    is_whole,
    named_apart,
)
from assistant.tables.quantifier import Quantifier, find_quantifier
from assistant.tables.quantity import Counting, counting, root_column
from assistant.tables.query import Condition, Premise
from assistant.tables.residue import Tag
from assistant.tables.sums import Side, find_sides
from assistant.tables.words import matcher
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
_ASKED_OPEN = {"persons", "bodies", "rows", "which", "when", "where"}
_NUMBER_OPERATIONS = ("top", "bottom", "nth", "nth_ascending")


@dataclass(slots=True)
class Slots:
    """The parts of a query that a question names; empty where it names none."""

    columns: list[str] = field(default_factory=list)
    counting: Counting = field(default_factory=Counting)
    named: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Columns that are not to be counted: 児相を除く人数."""
    conditions: list[Condition] = field(default_factory=list)
    premises: list[Premise] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    outside_year: str | None = None
    place: str | None = None
    """A municipality that the table holds only as part of a row."""
    foreign_unit: str | None = None
    """The unit of a number that the table counts nothing in: 70歳."""
    town: str | None = None
    """A municipality in which the question takes a named row's meeting to have been."""
    rows_mentioned: list[int | float] = field(default_factory=list)
    """Counts of rows beside which the question asks something else: 9地域の平均."""
    rows_claimed: int | float | None = None
    """How many rows the question says there are: 全12回開催された."""
    sides: tuple[Side, ...] = ()
    """Rows that are added up and held against others: AとBを合わせた人数はCより."""
    quantifier: Quantifier | None = None
    """Of how many of the rows something is said: 半分以上の会場で."""
    root_named: bool = False
    """True where the total itself is named (出席者)."""
    whole_too: bool = False
    """True where the total is asked for beside a part of it: 出席者数と、そのうち里親の人数."""
    parts: ClaimedParts = field(default_factory=ClaimedParts)
    """Numbers that the question claims of several columns."""
    counts_units: bool = False
    """True where a number of the question carries a unit of the table."""
    row_of_place: bool = False
    """True where that municipality gives its name or its venue to the row."""


def fill(reading: Reading, lexicon: Lexicon) -> Slots:
    """Read every slot off ``reading``."""
    table = lexicon.table
    slots = Slots()
    key = table.key
    guessed = _guessed_venues(reading, table, slots)
    within = _included(reading)
    by_key = [t for t in reading.tags if t.role == "value" and t.key == key and t not in guessed]
    for tag in reading.tags:
        if tag.role != "value" or tag in guessed or tag in within:
            continue
        spelled = any((t.start, t.end) == (tag.start, tag.end) for t in by_key)
        for value in _as_keys(lexicon, tag.key, tag.value):
            excluded = reading.excluded(tag)
            compares = _COMPARES & set(reading.op) or len({t.value for t in by_key}) > 1
            if tag.key != key and by_key and not spelled and not compares:
                # A venue beside a named row is something to check: «松本は県庁でしたか».
                slots.premises.append(Premise("place", tag.value, tag.key))
                continue
            target = slots.excluded if excluded else slots.named
            if value not in target:
                target.append(value)
    _guess_building(reading, lexicon, slots)
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
            _leave_out_date(str(found.value), table, slots)
            continue
        if found in column_of or (found is slots.parts.whole):
            of = column_of.get(found, "")
            slots.premises.append(Premise("number", found.value, found.unit, column=of))
            slots.whole_too = slots.whole_too or of == root
            continue
        limit = find_limit(found, reading, table, bool(slots.named))
        if limit is not None and _is_heard(found, reading):
            op = limit.threshold.op
            slots.premises.append(Premise("number", limit.threshold.value or 0, found.unit, op))
        elif limit is not None:
            column = _column_before(found, reading)
            slots.limits.append(replace(limit, column=column, unit=found.unit))
        else:
            _use_figure(found, table, slots, reading)
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
    if slots.excluded:
        slots.conditions.append(Condition(key, "not_in", tuple(slots.excluded)))
    return slots


_EXAMPLE = re.compile(r"(?:みたい|のよう)[にな]")
_INCLUDES = re.compile(r"[)）]?[もを]?含(?:む|め(?:た|て|ると)?)[、,]?")
_WHOLE = r"(?:県|全|すべて|総|合計|[0-9]+<rows>)"


def _included(reading: Reading) -> list[Tag]:
    """Return names that choose no rows: «長野を含めた全体», an example of what is left out."""
    found = []
    starts = {t.start for t in reading.tags if t.role == "value"}
    whole = with_rows(_WHOLE, reading.rows)
    for tag in reading.tags:
        if tag.role not in ("value", "place"):
            continue
        part = _INCLUDES.match(reading.plain, tag.end)
        if reading.exclusions and _EXAMPLE.match(reading.plain, tag.end):
            found.append(tag)  # «岡谷市役所みたいに合同庁舎じゃない会場»
        if part and (part.end() in starts or whole.match(reading.plain, part.end())):
            found.append(tag)
    return found


_COMPARES = {"difference", "ratio", "more", "less", "sum", "each", "exceeds"}


def _guessed_venues(reading: Reading, table: Table, slots: Slots) -> list[Tag]:
    """Take a venue that no row has for a guess at the venue of the row named: 諏訪合同庁舎.

    Return the tags of its words. The name of a row and an ending that several venues share
    make one name, where another name stands for the row itself.
    """
    by_key = [t for t in reading.tags if t.role == "value" and t.key == table.key]
    shared = [t for t in reading.tags if t.role == "value" and t.key != table.key]
    found: list[Tag] = []
    for tag in by_key[1:]:
        behind = [
            t for t in shared
            if re.fullmatch(r"市?の?", reading.plain[tag.end : max(t.start, tag.end)])
            and t.start >= tag.end
        ]  # fmt: skip
        if len(behind) > 1:
            name = reading.plain[tag.start : behind[0].end]
            slots.premises.append(Premise("place", name, behind[0].key))
            found += [tag, *behind]
    return found


def _guess_building(reading: Reading, lexicon: Lexicon, slots: Slots) -> None:
    """Take a building named after a row for a guess at its venue: «上田市役所で»."""
    key = lexicon.table.key
    venue = next((d for d in lexicon.identifying if d != key), None)
    for tag in reading.tags:
        if venue is None or tag.role != "value" or tag.key != key:
            continue
        after = re.match(r"市?の?", reading.plain[tag.end :])
        start = tag.end + (after.end() if after else 0)
        building = matcher("buildings").match(reading.plain, start)
        if building and not any(t.key == venue and t.end >= building.end() for t in reading.tags):
            slots.premises.append(Premise("place", building.group(), venue))


def _as_keys(lexicon: Lexicon, dimension: str, value: str) -> list[str]:
    table = lexicon.table
    if dimension == table.key:
        return [value]
    if dimension not in lexicon.identifying:
        return []
    return [r.keys[table.key] for r in table.rows if r.keys.get(dimension) == value]


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


def _is_heard(found: Found, reading: Reading) -> bool:
    """Say whether a number is only what somebody heard, before a question for the right one."""
    heard = matcher("hearsay").search(reading.plain)
    if heard is None or found.end > heard.start() or found.type != "number":
        return False
    return any(m.start >= heard.end() for name in _ASKED for m in reading.ask.get(name, []))


def _leave_out_date(value: str, table: Table, slots: Slots) -> None:
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


def _use_figure(found: Found, table: Table, slots: Slots, reading: Reading) -> None:
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
