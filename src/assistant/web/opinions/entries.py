"""What the tab lists: an opinion with its responses, or a single passage about a region."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.text.normalize import fold, squeeze
from assistant.types import Document, Passage

Place = Callable[[str], int]

AGAIN = "【再掲】"
"""How Japanese documents mark what they have said before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage and the plan's ``responses`` to it; ``number`` counts in source order from 1.

    ``same`` are passages of other entries that say what a response of this one repeats.
    """

    number: int
    main: Passage
    responses: tuple[Passage, ...] = ()
    same: tuple[Passage, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything the entry shows, in order."""
        return (self.main, *self.responses)


def entries_of(documents: Sequence[Document]) -> tuple[Entry, ...]:
    """Return the entries of all documents in source order.

    They are the opinions with their responses, responses without an opinion, and what is said of a
    region outside the tables. A document that has none of these is listed passage by passage.
    """
    found: list[Entry] = []
    for document in documents:
        known = {p.id: p for p in document.passages}
        counted = {row.passage for t in document.tables for row in t.rows}
        counted |= {t.total.passage for t in document.tables if t.total}
        counted |= {note for t in document.tables for note in t.notes}
        prose = [p for p in document.passages if p.id not in counted]
        chosen = list(_listed(prose, known)) or [(passage, ()) for passage in prose]
        said = _said(prose)
        for main, responses in chosen:
            same = tuple(
                other
                for response in responses
                for other in said.get(_without_mark(response), ())
                if other.id != response.id
            )
            found.append(Entry(len(found) + 1, main, responses, same))
    return tuple(found)


def entry_of(passage: Passage, known: Mapping[str, Passage], place: Place) -> Entry:
    """Return the entry that shows a passage of a large corpus: its opinion's, or its own.

    ``place`` says where a passage stands in the corpus, from 0.
    """
    paired = [known[id] for id in passage.paired if id in known]
    opinion = next((p for p in paired if p.kind == "opinion"), None)
    if passage.kind == "policy" and opinion is not None:
        return entry_of(opinion, known, place)
    responses = tuple(paired) if passage.kind == "opinion" else ()
    return Entry(place(passage.id) + 1, passage, responses)


def _listed(
    prose: Sequence[Passage], known: Mapping[str, Passage]
) -> Iterator[tuple[Passage, tuple[Passage, ...]]]:
    for passage in prose:
        paired = tuple(known[id] for id in passage.paired if id in known)
        answers = any(p.kind == "opinion" for p in paired)
        if passage.kind == "opinion":
            yield passage, paired
        elif not answers if passage.kind == "policy" else passage.region is not None:
            yield passage, ()


def _said(prose: Sequence[Passage]) -> dict[str, list[Passage]]:
    said: dict[str, list[Passage]] = {}
    for passage in prose:
        if passage.kind == "policy":
            said.setdefault(_without_mark(passage), []).append(passage)
    return said


def _without_mark(passage: Passage) -> str:
    return squeeze(fold(passage.text.replace(AGAIN, "")))
