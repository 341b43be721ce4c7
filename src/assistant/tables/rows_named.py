"""Which rows a question names, and which names in it choose none."""

from __future__ import annotations

import re

from assistant.tables.lexicon import Lexicon
from assistant.tables.nouns import with_rows
from assistant.tables.query import Premise
from assistant.tables.reading import Reading
from assistant.tables.residue import Tag
from assistant.tables.slots import Slots
from assistant.tables.words import matcher
from assistant.types import Table

_EXAMPLE = re.compile(r"(?:みたい|のよう)[にな]")
_INCLUDES = re.compile(r"[)）]?[もを]?含(?:む|め(?:た|て|ると)?)[、,]?")
_WHOLE = r"(?:県|全|すべて|総|合計|[0-9]+<rows>)"


def included(reading: Reading) -> list[Tag]:
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


def guessed_venues(reading: Reading, table: Table, slots: Slots) -> list[Tag]:
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


def guess_building(reading: Reading, lexicon: Lexicon, slots: Slots) -> None:
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


def as_keys(lexicon: Lexicon, dimension: str, value: str) -> list[str]:
    """Return the rows that a value names by itself: the row, or the one with that venue."""
    table = lexicon.table
    if dimension == table.key:
        return [value]
    if dimension not in lexicon.identifying:
        return []
    return [r.keys[table.key] for r in table.rows if r.keys.get(dimension) == value]
