"""Which documents of a corpus lie together in a part of its index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.index.bags import digest_key

LARGE: Final = 20_000
"""Passages from which a document is a part of its own, and about which the others are together: as
many as are indexed in a few seconds where one of them changes. Fewer would make more parts, each of
which costs a search some tens of microseconds."""


def deal(passages: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of documents, given with how many passages each has, by part.

    It depends on nothing else, so that the same corpus gives the same parts however it grew. A
    document stays where it is until the small ones together have doubled.
    """
    large = [id for id, count in passages.items() if count >= LARGE]
    small = sorted(id for id, count in passages.items() if count < LARGE)
    total = sum(passages[id] for id in small)
    groups = 1
    while groups * LARGE < total:
        groups *= 2
    dealt: dict[int, list[str]] = {}
    for id in small:
        dealt.setdefault(digest_key(id) % groups, []).append(id)
    return tuple(sorted([*((id,) for id in large), *map(tuple, dealt.values())]))
