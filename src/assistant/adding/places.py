"""Which words of a document are places, and what to call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from assistant.adding.words import words

MOSTLY: Final = 0.8
"""Share of names that must be known for all of them to be taken for names of one kind."""

_PARTICLE = re.compile(r"[のをがはにでと、。・\s]")
"""What stands between words, not in the names of places that end as others do: これからの地域."""


@dataclass(slots=True)
class Region:
    """A region as ``document.toml`` declares it."""

    name: str
    aliases: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)


class Gazetteer:
    """Japan's prefectures and great cities, and the regions that the corpus already knows."""

    def __init__(self, declared: Iterable[Sequence[Mapping[str, Any]]] = ()) -> None:
        """Take the ``[[region]]`` entries of each document there is."""
        self._known: list[dict[str, Region]] = []
        for entries in declared:
            regions = {str(e.get("name", "")): Region(str(e.get("name", ""))) for e in entries}
            for entry in entries:
                region = regions[str(entry.get("name", ""))]
                region.aliases |= dict.fromkeys(map(str, entry.get("aliases", ())))
                region.places |= dict.fromkeys(map(str, entry.get("places", ())))
            self._known.append(regions)

    def is_place(self, word: str) -> bool:
        """Say whether ``word`` is a place by its form, or by being known."""
        found = words()
        if not word or len(word) > 12:
            return False
        if word in found.places or any(bare(word) in regions for regions in self._known):
            return True
        if word in found.no_places or _PARTICLE.search(word):
            return False
        return len(bare(word)) > 1 and word.endswith(found.place_endings)

    def is_place_column(self, header: str, values: Sequence[str]) -> bool:
        """Say whether the column of ``values`` under ``header`` names a place in each row."""
        if not values or any(len(value) > 12 for value in values):
            return False
        places = sum(map(self.is_place, values))
        if header in words().place_headers:
            return places >= len(values) / 2 or all(len(value) <= 6 for value in values)
        return places >= len(values) * MOSTLY

    def regions(self, values: Iterable[str]) -> list[Region]:
        """Return the regions that ``values`` name, in order, each once.

        What another document of the corpus says about regions of those names is taken over, if
        it knows most of them: other names, and the places in them.
        """
        printed: dict[str, dict[str, None]] = {}
        for value in values:
            printed.setdefault(bare(value), {})[value] = None
        known = max(
            self._known, key=lambda regions: sum(name in regions for name in printed), default={}
        )
        if sum(name in known for name in printed) < len(printed) * MOSTLY:
            known = {}
        found = []
        for name, forms in printed.items():
            region = Region(name)
            region.aliases |= {form: None for form in forms if form != name}
            if name in known:
                region.aliases |= known[name].aliases
                region.places |= known[name].places
            stem = name[:-1]
            if name[-1:] in "市町村区都府県" and len(stem) > 1 and stem not in printed:
                region.aliases[stem] = None
            found.append(region)
        return found


def bare(value: str) -> str:
    """Return a region's name without the word for what it is: 松本 for 松本地域."""
    for ending in words().place_dropped:
        if value.endswith(ending) and len(value) > len(ending) + 1:
            return value.removesuffix(ending)
    return value


def shared_ending(values: Mapping[str, str]) -> str:
    """Return the ending that every printed value has and its name has not: 地域."""
    endings = {printed.removeprefix(name) for printed, name in values.items()}
    return endings.pop() if len(endings) == 1 else ""
