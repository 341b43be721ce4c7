"""Which entries are shown: search, choices, order, counts, and groups of similar ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from assistant.web.endpoints import Asked
from assistant.web.labels import kind_of, place_of
from assistant.web.opinions.entries import Entry, entries_of
from assistant.web.opinions.large import NO_REGION, Large
from assistant.web.opinions.words import marks

ORDERS: Final = {"": "近い順（言葉がなければ意見から）", "source": "資料の順", "topic": "分野の順"}
"""The orders there are; the first is taken where none is chosen."""

GROUPS: Final = ("section", "region", "kind", "basis", "document")
"""The names of the groups of choices."""

_SEARCHED: Final = 1_000
"""Passages a search looks at: all that the engine gives at a time."""

_NEAR: Final = 8
"""Entries that hold none of the words, but come near in meaning, shown after those that do."""

_SIMILAR: Final = 0.55
"""Cosine from which two opinions that are each other's nearest count as similar: below it, pairs
of the development documents share words but not their concern."""

MOST_LISTED: Final = 5_000
"""Passages up to which all entries are at hand. Of more, those nearest to a query are looked at,
or without one the first that fit what is chosen."""

MOST_COMPARED: Final = 400
"""Above this number comparing each with each would keep a reader waiting."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asks for: an entry fits one of the values chosen in each of the GROUPS."""

    query: str = ""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry as found: ``holds`` tells whether it has a word of the query, or is only near.

    ``similar`` are the entries that are shown together with it.
    """

    entry: Entry
    holds: bool = True
    similar: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices: value, words and how many entries each would show."""

    name: str
    label: str
    options: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What is shown, and the choices with their counts."""

    found: tuple[Found, ...]
    facets: tuple[Facet, ...]
    order: str
    partial: bool = False
    """Whether only ``_SEARCHED`` of very many passages were looked at."""
    near: int = 0
    """How many of those found hold none of the words and only come near in meaning."""


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    label: str
    values: Callable[[Entry], dict[str, str]]
    """What an entry is chosen by: value → words."""
    options: dict[str, str] = field(default_factory=dict)


class Finder:
    """Finds entries of the documents of ``assistant``. Safe to share between threads."""

    def __init__(self, assistant: Asked) -> None:
        self._assistant = assistant
        large = len(assistant.passages) > MOST_LISTED
        self._large = Large(assistant) if large else None
        self.entries = () if large else entries_of(assistant.documents)
        self._topics = {
            (d.id, name): place
            for d in assistant.documents
            for place, name in enumerate(d.sections)
        }
        groups = (
            _Group("section", "分野", lambda e: {e.main.section: e.main.section}),
            _Group("region", "地域", _regions),
            _Group("kind", "種類", lambda e: {p.kind: kind_of(p)[1] for p in e.passages}),
            _Group("basis", "地域の根拠", _basis),
            _Group(
                "document",
                "資料",
                lambda e: {e.main.document: assistant.titles[e.main.document]},
            ),
        )
        # A group with one value chooses nothing.
        self._groups = tuple(
            replace(group, options=options)
            for group in groups
            if len(options := self._options(group)) > 1
        )

    @property
    def can_group(self) -> bool:
        """Whether there are few enough entries to be compared with each other."""
        return 1 < len(self.entries) <= MOST_COMPARED

    def find(self, choice: Choice) -> Result:
        """Return what fits ``choice``. Raises InputError for a query that cannot be searched."""
        ranked = list(self._ranked(choice))
        shown = [found for found in ranked if self._fits(found.entry, choice)]
        facets = tuple(self._facet(group, ranked, choice) for group in self._groups)
        near = sum(not found.holds for found in shown)
        order = choice.order if choice.order in ORDERS else ""
        if not order and not choice.query.strip():
            shown.sort(key=lambda found: found.entry.main.kind != "opinion")
        elif order == "source":
            shown.sort(key=lambda found: found.entry.number)
        elif order == "topic":
            shown.sort(key=lambda found: self._topic(found.entry))
        if choice.grouped and self.can_group:
            shown = list(self._grouped(shown))
        return Result(tuple(shown), facets, order, self._large is not None, near)

    def _ranked(self, choice: Choice) -> Iterator[Found]:
        """Yield the entries that the query finds, best first; all of them where there is none."""
        query = choice.query.strip()
        if not query:
            entries = self._large.first(choice.groups, _SEARCHED) if self._large else self.entries
            yield from (Found(entry) for entry in entries)
            return
        hits = self._assistant.search(query, top_k=_SEARCHED)
        owners = {p.id: entry for entry in self.entries for p in entry.passages}
        kinds = choice.groups.get("kind")
        seen: dict[int, Found] = {}
        near = 0
        for hit in hits:
            own = self._large.entry if self._large else lambda p: owners.get(p.id)
            entry = own(hit.passage)
            if entry is None or (kinds and hit.passage.kind not in kinds):
                continue
            holds = bool(marks(query, hit.passage.text))
            if entry.number not in seen:
                seen[entry.number] = Found(entry, holds)
            elif holds:
                seen[entry.number] = replace(seen[entry.number], holds=True)
        for found in seen.values():
            if found.holds:
                yield found
        for found in seen.values():
            if not found.holds and near < _NEAR:
                near += 1
                yield found

    def _fits(self, entry: Entry, choice: Choice, without: str = "") -> bool:
        return all(
            group.name == without
            or not (wanted := choice.groups.get(group.name))
            or not group.values(entry).keys().isdisjoint(wanted)
            for group in self._groups
        )

    def _facet(self, group: _Group, ranked: Sequence[Found], choice: Choice) -> Facet:
        """Count what each value of ``group`` would show beside what is chosen in the others."""
        counts = Counter(
            value
            for found in ranked
            if self._fits(found.entry, choice, group.name)
            for value in group.values(found.entry)
        )
        options = tuple((value, words, counts[value]) for value, words in group.options.items())
        return Facet(group.name, group.label, options)

    def _options(self, group: _Group) -> dict[str, str]:
        """Return what there is to choose: regions and topics in the documents' order."""
        found: dict[str, str] = {}
        for entry in self.entries:
            found |= group.values(entry)
        if self._large:
            found = self._large.options(group.name)
        order: dict[str, int] = {}
        for document in self._assistant.documents:
            for name in (*document.sections, *document.regions):
                order.setdefault(name, len(order))
        return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))

    def _topic(self, entry: Entry) -> tuple[int, int]:
        place = self._topics.get((entry.main.document, entry.main.section), len(self._topics))
        return place, entry.number

    def _grouped(self, shown: Sequence[Found]) -> Iterator[Found]:
        """Yield ``shown`` with similar entries under the first of them."""
        numbers = {found.entry.number for found in shown}
        taken: set[int] = set()
        for found in shown:
            if found.entry.number in taken:
                continue
            others = [e for e in self._similar.get(found.entry.number, ()) if e.number in numbers]
            others = [e for e in others if e.number not in taken]
            taken |= {found.entry.number, *(e.number for e in others)}
            yield replace(found, similar=tuple(others))

    @cached_property
    def _similar(self) -> dict[int, list[Entry]]:
        """The entries that go together with each: by their response, or near each other."""
        owners = {p.id: entry for entry in self.entries for p in entry.passages}
        nearest = {entry.number: self._nearest(entry) for entry in self.entries}
        by_number = {entry.number: entry for entry in self.entries}
        linked: dict[int, set[int]] = {entry.number: set() for entry in self.entries}
        for entry in self.entries:
            others = {owners[p.id].number for p in entry.same if p.id in owners}
            near = nearest[entry.number]
            if near is not None and nearest[near] == entry.number:
                others.add(near)
            for other in others - {entry.number}:
                linked[entry.number].add(other)
                linked[other].add(entry.number)
        return {
            number: [by_number[other] for other in sorted(_reached(number, linked) - {number})]
            for number in linked
        }

    def _nearest(self, entry: Entry) -> int | None:
        hits = self._assistant.search(entry.main.text, kind=entry.main.kind, top_k=6)
        owners = {e.main.id: e.number for e in self.entries}
        near = [
            (hit.legs.get("vectors", 0.0), -owners[hit.passage.id])
            for hit in hits
            if hit.passage.id in owners and hit.passage.id != entry.main.id
        ]
        cosine, number = max(near, default=(0.0, 0))
        return -number if cosine >= _SIMILAR else None


def _reached(start: int, linked: dict[int, set[int]]) -> set[int]:
    reached, waiting = {start}, [start]
    while waiting:
        new = linked[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return reached


def _regions(entry: Entry) -> dict[str, str]:
    """Return the regions of an entry; one that the source leaves open has all its candidates."""
    region = entry.main.region
    if region is None:
        return {NO_REGION: NO_REGION}
    names = region.candidates if region.basis == "unresolved" else (region.name or "",)
    return {name: name for name in names if name}


def _basis(entry: Entry) -> dict[str, str]:
    region = entry.main.region
    if region is None:
        return {"none": NO_REGION}
    place = place_of(region)
    return {region.basis: f"{place.sign} {place.basis}"}
