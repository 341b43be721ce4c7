"""The parts of an index side by side: a passage's number is its place in the whole corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index.outline import Outline
from assistant.index.part import Part
from assistant.index.rows import Lazy
from assistant.types import Document, Passage

_Numbers = NDArray[np.int64]


class Parts(Lazy[Passage]):
    """All passages in the order of the corpus, whichever parts their documents lie in.

    ``documents`` are in that order, which is that of their ids. Safe to share between threads.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        own = [
            (document.id, place, number)
            for place, part in enumerate(self.parts)
            for number, document in enumerate(part.documents)
        ]
        if len(self.parts) > 1:
            own.sort()
        self.documents: tuple[Document, ...] = tuple(
            self.parts[place].documents[number] for _, place, number in own
        )
        self._places = {id: (place, number) for id, place, number in own}
        firsts, first = {}, 0
        for document in self.documents:
            firsts[document.id] = first
            first += len(document.passages)
        self._count = first
        self._firsts = np.array(list(firsts.values()) or [0], dtype=np.int64)
        self._owners = np.array([place for _, place, _ in own] or [0], dtype=np.int64)
        self._shifts = []
        """For each part, by document as its attributes number them: what its numbers lack here."""
        of_documents = np.zeros(max(len(own), 1), dtype=np.int64)
        numbers = {id: n for n, id in enumerate(firsts)}
        self._bounds: dict[str, tuple[int, int, int]] = {}
        for place, part in enumerate(self.parts):
            shifts, before = {}, 0
            for document in part.documents:
                shifts[document.id] = firsts[document.id] - before
                of_documents[numbers[document.id]] = shifts[document.id]
                self._bounds[document.id] = place, before, before + len(document.passages)
                before += len(document.passages)
            of_part = [shifts[id] for id in part.attributes.documents]
            # Documents that follow one another in the corpus, too, are shifted alike.
            alike = of_part[:1] or [0] if len(set(of_part)) < 2 else of_part
            self._shifts.append(np.array(alike, dtype=np.int64))
        self._by_document = of_documents

    def __len__(self) -> int:
        return self._count

    def at(self, place: int) -> Passage:
        """Return the passage with a number."""
        part, number = self.local(place)
        return part.passages[number]

    def position(self, id: str) -> int:
        """Return the number of a passage by its id. Raises KeyError."""
        document = id.partition("/")[0]
        found = [self._places[document][0]] if document in self._places else range(len(self.parts))
        for place in found:
            number = self.parts[place].ids.number(id)
            if number is not None and self.parts[place].passages[number].id == id:
                return int(self.numbers(place, np.array([number]))[0])
        raise KeyError(id)

    def local(self, number: int) -> tuple[Part, int]:
        """Return the part that a passage lies in, and its number there."""
        document = int(np.searchsorted(self._firsts, number, side="right")) - 1
        part = self.parts[int(self._owners[document])]
        return part, number - int(self._by_document[document])

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document hold. Raises KeyError."""
        place, number = self._places[document]
        return self.parts[place].outlines[number]

    def bounds(self, document: str) -> tuple[int, int, int]:
        """Return the part of a document, and the numbers there at which it begins and ends."""
        return self._bounds[document]

    def numbers(self, place: int, own: NDArray[Any]) -> _Numbers:
        """Return the numbers of passages of a part, given by their numbers there."""
        shifts = self._shifts[place]
        if len(shifts) > 1:
            shifts = shifts[self.parts[place].attributes.numbers[0][own]]
        result: _Numbers = own + shifts
        return result

    def split(self, numbers: _Numbers) -> Iterator[tuple[int, NDArray[Any], _Numbers]]:
        """Yield for each part: its place, which of ``numbers`` lie in it, and these there."""
        documents = np.searchsorted(self._firsts, numbers, side="right") - 1
        owners, own = self._owners[documents], numbers - self._by_document[documents]
        for place in range(len(self.parts)):
            at = np.flatnonzero(owners == place)
            if len(at):
                yield place, at, own[at]

    def of_each(self, values: Sequence[NDArray[Any]], numbers: _Numbers) -> NDArray[Any]:
        """Return the values of these passages, given for each part by its own numbers."""
        result = np.zeros(len(numbers), dtype=values[0].dtype if values else np.int64)
        for place, at, own in self.split(numbers):
            result[at] = values[place][own]
        return result
