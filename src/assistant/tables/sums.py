"""Rows that a question adds up before it holds them against others: «AとBを合わせた数はCの…»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.tables.residue import Tag
from assistant.tables.words import words


@dataclass(frozen=True, slots=True)
class Side:
    """Rows that are one side of a comparison, added up where there are several."""

    keys: tuple[str, ...]
    start: int
    end: int


@cache
def _patterns(rows: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    joints = "|".join(words()["exclusion"]["joints"])
    noun = rf"(?:{rows})?(?:の(?:人数|出席者数?|参加者数?|人|分))?"
    together = "|".join(words()["together"]["words"])
    return (
        re.compile(rf"{noun}\s*(?:{joints})+\s*"),
        re.compile(
            rf"{noun}(?:の?(?:[2-9]つ|[2-9](?:{rows})|両方|両者))?[、,]?"
            rf"(?:を?(?:全部|みんな|すべて|全て))?(?:{together})(?:た|て|ると?)?の?"
        ),
    )


def find_sides(plain: str, tags: Sequence[Tag], key: str, rows: str) -> tuple[Side, ...]:
    """Return the sides that the named rows make, in order; none where no sum is among them.

    ``key`` is the dimension that names rows, ``rows`` what one of them is called.
    """
    joint, together = _patterns(rows)
    spans = dict.fromkeys((t.start, t.end) for t in tags if t.role == "value" and t.key == key)
    found: list[Side] = []
    summed = False
    chain: list[tuple[int, int]] = []
    for span in spans:
        if chain and not joint.fullmatch(plain[chain[-1][1] : span[0]]):
            found += [_side(tags, key, [c]) for c in chain]
            chain = []
        chain.append(span)
        marker = together.match(plain, span[1])
        if marker and len(chain) > 1:
            found.append(_side(tags, key, chain, marker.end()))
            chain, summed = [], True
    found += [_side(tags, key, [c]) for c in chain]
    return tuple(found) if summed and len(found) > 1 else ()


def _side(
    tags: Sequence[Tag], key: str, chain: Sequence[tuple[int, int]], end: int | None = None
) -> Side:
    named = [t.value for t in tags if t.role == "value" and t.key == key
             and (t.start, t.end) in chain]  # fmt: skip
    return Side(tuple(dict.fromkeys(named)), chain[0][0], end or chain[-1][1])
