"""A part and its whole, and the bodies of one column, told apart by the words beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.tables.reading import Reading
from assistant.text.figures import Found
from assistant.types import Table


def named_apart(column: str, reading: Reading) -> bool:
    """Say whether a column that is left out is named a second time as what it is taken off."""
    tags = [t for t in reading.tags if t.role == "column" and t.key == column]
    return any(not reading.excluded(t) for t in tags)


def is_whole(whole: Found, part: Found, plain: str) -> bool:
    """Say whether one number is that of which the next is a part: 7人中4人."""
    alike = whole.type == part.type == "number" and whole.unit in (part.unit, "")
    between = plain[whole.end : part.start]
    return alike and re.fullmatch(r"中(?:の)?|の(?:うち|内)(?:の)?", between) is not None


_OF_THESE = re.compile(
    r"[^。?？]{0,6}(?:と|及び|および|、|で)、?(?:その|この)?(?:うち|内|中)(?:の|、|で)?[^。]{0,10}"
)
_WHOLE_BEHIND = re.compile(
    r"(?:何[人名]|いくつ)[^。?？]{1,8}[、。](?:で、|また、)?"
    r"(?:全部|全体|全員|合計|総数)(?:で|に)?(?:は|だと)?(?:何[人名]|いくつ)"
)


def asks_whole(reading: Reading, root: str | None) -> bool:
    """Say whether the total is asked for beside one of its parts.

    «木曽の出席者数と、そのうち市町村の人数», «里親が何人来ていて、全部では何人».
    """
    plain = reading.plain
    parts = [t for t in reading.tags if t.role == "column" and t.key != root]
    wholes = [t.end for t in reading.tags if t.role == "column" and t.key == root]
    wholes += [m.end for m in reading.ask.get("persons", [])]
    inside = any(
        _OF_THESE.fullmatch(plain[end : part.start]) for end in wholes for part in parts
        if end < part.start
    )  # fmt: skip
    return bool(parts) and (inside or _WHOLE_BEHIND.search(plain) is not None)


_OF_PART = re.compile(
    r"(?:の?(?:出席者|参加者|職員|関係者|人数))?(?:が|は|で)?(?:全部で|計)?[::]?\s*"
)
_CLAIMED_WHOLE = re.compile(
    r"(?:計|合計(?:で|は|が)?|合わせて|あわせて|全部で|足すと|=|は|で|と)\s*$"
)


@dataclass(frozen=True, slots=True)
class ClaimedParts:
    """Numbers that a question sets behind the names of columns: 市町村7、施設6で計13.

    ``of_column``: each such number with its column. ``whole``: the number that they are said to
    add up to, if there is one that no column stands before.
    """

    of_column: tuple[tuple[Found, str], ...] = ()
    whole: Found | None = None


def claimed_parts(reading: Reading, root: str | None) -> ClaimedParts:
    """Return the parts that a question claims, where it names two columns or more in this way."""
    tags = [t for t in reading.tags if t.role == "column"]
    pairs: list[tuple[Found, str]] = []
    for found in reading.figures:
        if found.type != "number" or found.modifier is not None:
            continue
        before = [t for t in tags if t.end <= found.start]
        if before and _OF_PART.fullmatch(reading.plain, before[-1].end, found.start):
            pairs.append((found, before[-1].key))
    narrow = {key for _, key in pairs if key != root}
    if len(narrow) < 2 or len({key for _, key in pairs}) < len(pairs):
        return ClaimedParts()
    last = max(found.end for found, _ in pairs)
    left = [f for f in reading.figures if f.type == "number" and f.start >= last]
    whole = left[0] if len(left) == 1 else None
    if whole is not None and not _CLAIMED_WHOLE.search(reading.plain, last, whole.start):
        return ClaimedParts()
    return ClaimedParts(tuple(pairs), whole)


def counts_bodies(found: Found, table: Table, reading: Reading) -> bool:
    """Say whether a number counts the bodies of the column before it: «乳児院が5か所参加».

    «乳児院は4か所で参加»: so many rows.
    """
    units = {u for q in table.quantities[1:] for u in q.units}
    if found.unit not in units or _AT_PLACES.match(reading.plain, found.end):
        return False
    return any(
        t.role == "column"
        and _OF_COLUMN.fullmatch(reading.plain[t.end : found.start])
        and any(m.column == t.key and m.quantity != table.quantities[0].id for m in table.measures)
        for t in reading.tags
    )


_AT_PLACES = re.compile(r"[でにへの](?!す|し)|から")
_OF_COLUMN = re.compile(r"(?:が|は|も|って)?(?:全部で|計|合計|全)?")
