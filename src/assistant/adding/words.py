"""The general words by which parts of a document are known: ``data/adding.toml``, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.text.normalize import fold, squeeze


@dataclass(frozen=True, slots=True)
class Quantity:
    """A way of counting: its id and name, and the units that belong to it."""

    id: str
    label: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists, as they stand in the file; see there what each is for."""

    fields: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    totals: frozenset[str]
    parts: tuple[str, ...]
    missing: frozenset[str]
    codes: tuple[str, ...]
    years: tuple[str, ...]
    not_additive: tuple[str, ...]
    units: dict[str, tuple[str, ...]]
    stem_before: tuple[str, ...]
    stem_after: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    place_headers: frozenset[str]
    place_endings: tuple[str, ...]
    place_dropped: tuple[str, ...]
    no_places: frozenset[str]
    """Words that end like places and name none."""
    places: frozenset[str]
    """Japan's prefectures and great cities."""


@cache
def words() -> Words:
    """Return the word lists of the package."""
    data = _load("adding.toml")
    known = _load("places.toml")
    cities = [city for of in known["cities"].values() for city in of]
    return Words(
        fields=tuple(data["fields"]),
        kinds={kind: tuple(names) for kind, names in data["kinds"].items()},
        totals=frozenset(data["rows"]["total"]),
        parts=tuple(data["rows"]["part"]),
        missing=frozenset(data["rows"]["missing"]),
        codes=tuple(data["rows"]["codes"]),
        years=tuple(data["rows"]["years"]),
        not_additive=tuple(data["rows"]["not_additive"]),
        units={unit: tuple(names) for unit, names in data["units"].items()},
        stem_before=tuple(data["stems"]["before"]),
        stem_after=tuple(data["stems"]["after"]),
        quantities=tuple(
            Quantity(q["id"], q["label"], tuple(q["units"])) for q in data["quantity"]
        ),
        place_headers=frozenset(data["places"]["headers"]),
        place_endings=tuple(data["places"]["endings"]),
        place_dropped=tuple(data["places"]["dropped"]),
        no_places=frozenset(data["places"]["no_names"]),
        places=frozenset((*known["prefectures"], *cities)),
    )


def kind_of_heading(heading: str) -> str | None:
    """Return the kind that the words of ``heading`` name, None where none or several do."""
    plain = squeeze(fold(heading))
    found = [kind for kind, names in words().kinds.items() if any(n in plain for n in names)]
    return found[0] if len(found) == 1 else None


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("assistant.data").joinpath(name).read_text(encoding="utf-8"))
