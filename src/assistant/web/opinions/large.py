"""Entries of a corpus too large to have them all at hand: made of the passages that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice, product
from typing import Final

from assistant.index.lookup import Wanted
from assistant.types import Passage, Region
from assistant.web.endpoints import Asked
from assistant.web.labels import place_of, words_of
from assistant.web.opinions.entries import Entry, entry_of

NO_REGION: Final = "地域の別なし"

_OPTIONS: Final = 50
"""Values of one group that can be chosen among."""

_COMBINED: Final = 8
"""Chosen values of one group that are looked up; others are told apart among what is found."""


class Large:
    """Entries of the documents of ``assistant``, each made when it is asked for."""

    def __init__(self, assistant: Asked) -> None:
        self._assistant = assistant

    def entry(self, passage: Passage) -> Entry:
        """Return the entry that shows ``passage``."""
        return entry_of(passage, self._assistant.passages, self._assistant.position)

    def first(self, groups: Mapping[str, tuple[str, ...]], most: int) -> list[Entry]:
        """Return the first entries of what is chosen in ``groups``, in source order.

        Documents, sections, kinds and regions are looked up; the caller tells the rest apart.
        """
        documents, sections, regions = (
            groups.get(name, ())[:_COMBINED] or (None,)
            for name in ("document", "section", "region")
        )
        found: dict[str, Passage] = {}
        for document, section, region in product(documents, sections, regions):
            wanted = Wanted(
                document=document,
                section=section,
                kinds=tuple(groups.get("kind", ())),
                region=None if region == NO_REGION else region,
            )
            found |= {p.id: p for p in self._assistant.select(wanted, most)}
            if wanted.region is not None:
                open_ones = replace(wanted, region=None, candidate=wanted.region)
                found |= {p.id: p for p in self._assistant.select(open_ones, most)}
        entries = {entry.number: entry for entry in map(self.entry, found.values())}
        return [entries[number] for number in sorted(entries)][:most]

    def options(self, group: str) -> dict[str, str]:
        """Return what there is to choose in a group, with its words: the first values of it."""
        documents = self._assistant.documents
        outlines = [self._assistant.outline(document.id) for document in documents]
        found: Iterable[tuple[str, str]]
        match group:
            case "section":
                found = ((s.name, s.name) for outline in outlines for s in outline.sections)
            case "region":
                found = ((name, name) for document in documents for name in document.regions)
            case "kind":
                found = (
                    (kind, words_of(kind, document))
                    for document, outline in zip(documents, outlines, strict=True)
                    for kind, _ in outline.kinds
                )
            case "basis":
                places = ((b, place_of(Region(None, b))) for o in outlines for b, _ in o.bases)
                found = ((basis, f"{place.sign} {place.basis}") for basis, place in places)
            case _:
                found = ((document.id, document.title) for document in documents)
        none = {"region": {NO_REGION: NO_REGION}, "basis": {"none": NO_REGION}}.get(group, {})
        return dict(islice(dict(found).items(), _OPTIONS)) | none
