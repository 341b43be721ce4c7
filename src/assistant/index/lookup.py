"""Passages by what they are and hold, in printed order: what answers need beside a search.

Nothing here ranks. Every condition is one that a list of the passages that meet it can answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.bags import merged
from assistant.index.literals import said_marks, unit_mark
from assistant.index.part import Part, rows_of_tables
from assistant.index.parts import Parts
from assistant.text.normalize import kana_key
from assistant.types import Passage, Region

__all__ = ["Lookup", "PassagesById", "Spellings", "Wanted", "said_marks", "unit_mark"]

_KEPT: Final = 4096
"""Passages of which it is remembered where they lie."""
_KEPT_WORDS: Final = 256
"""Words of which the passages are at hand."""

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Spellings:
    """A word in the ways that it may stand in a passage: any one of them will do.

    ``lemmas`` (:func:`content_lemmas`) may stand in the text, the heading, the label or the name of
    the region; ``keys`` (:func:`holding_key`) in the text, wherever words begin or end.
    """

    lemmas: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What passages must be, all of it together; rows of tables only with ``rows``.

    ``kinds``: one of these, any where there are none. ``region``: it is the passage's, stated or
    inferred. ``candidate``: the passage's region is open, and this one may be it. ``words``: each
    of them stands in the passage. ``marks``: a figure of the text has one of them
    (:func:`said_marks`).
    """

    document: str | None = None
    section: str | None = None
    kinds: tuple[str, ...] = ()
    region: str | None = None
    candidate: str | None = None
    words: tuple[Spellings, ...] = ()
    marks: tuple[str, ...] = ()
    rows: bool = False


class PassagesById(Mapping[str, Passage]):
    """The passages of an index by id, rows of tables too, in the order of the corpus."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __getitem__(self, id: str) -> Passage:
        return self._parts[self._parts.position(id)]

    def __iter__(self) -> Iterator[str]:
        return (passage.id for passage in self._parts)

    def __len__(self) -> int:
        return len(self._parts)


class Lookup:
    """The passages of an index. Safe to share between threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._rows = [_rows(part) for part in parts.parts]
        # An answer asks for the same few words in one passage after the other.
        self._places_of_ids = lru_cache(_KEPT)(lambda id: parts.local(parts.position(id)))
        self._texts_with = lru_cache(_KEPT_WORDS)(lambda part, lemma: part.words.having(lemma))

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted: at once where its words are lemmas alone."""
        if any(word.keys for word in wanted.words):
            return sum(1 for _ in self._found(wanted))
        return sum(len(self._candidates(place, wanted)) for place in self._places(wanted))

    def has(self, id: str, lemma: str) -> bool:
        """Say whether a passage has a lemma (:meth:`Backend.has`)."""
        part, own = self._places_of_ids(id)
        having = self._texts_with(part, lemma)
        at = int(having.searchsorted(own))
        return at < len(having) and int(having[at]) == own

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""
        return tuple(self._parts[number] for number in islice(self._found(wanted), limit))

    def _found(self, wanted: Wanted) -> Iterator[int]:
        found = [
            self._parts.numbers(place, self._candidates(place, wanted))
            for place in self._places(wanted)
        ]
        numbers = np.sort(np.concatenate(found)) if found else _NONE
        unsure = [word for word in wanted.words if word.keys]
        return (n for n in numbers.tolist() if all(self._holds(n, word) for word in unsure))

    def finds(self, lemma: str, among: Collection[str] | None, document: str | None) -> bool:
        """Say whether a lemma finds any passage (:meth:`Index.finds`)."""
        if among is not None:
            numbers = np.array([self._parts.position(id) for id in among], dtype=np.int64)
            split = [(place, own) for place, _, own in self._parts.split(numbers)]
        elif document is not None:
            place, start, end = self._parts.bounds(document)
            having = _finding(self._parts.parts[place], lemma)
            return bool(np.searchsorted(having, end) > np.searchsorted(having, start))
        else:
            return any(len(_finding(part, lemma)) for part in self._parts.parts)
        for place, own in split:
            if document is not None:
                bound, start, end = self._parts.bounds(document)
                own = own[(own >= start) & (own < end)] if place == bound else own[:0]
            if _held(_finding(self._parts.parts[place], lemma), own).any():
                return True
        return False

    def _places(self, wanted: Wanted) -> Sequence[int]:
        if wanted.document is None:
            return range(len(self._parts.parts))
        return [self._parts.bounds(wanted.document)[0]]

    def _candidates(self, place: int, wanted: Wanted) -> NDArray[np.int64]:
        """Return the numbers in a part of what may be wanted: its keys are still to be seen."""
        part = self._parts.parts[place]
        having = [_having(part, word) for word in wanted.words]
        if wanted.marks:
            having.append(_union([part.literals.saying(mark) for mark in wanted.marks]))
        having.sort(key=len)
        numbers = having[0] if having else np.arange(len(part.passages))
        for other in having[1:]:
            numbers = numbers[_held(other, numbers)]
        return self._fitting(place, numbers, wanted)

    def _fitting(self, place: int, numbers: NDArray[np.int64], wanted: Wanted) -> NDArray[np.int64]:
        """Return those of the numbers in a part that are of the wanted kind and place."""
        attributes = self._parts.parts[place].attributes
        if not wanted.rows and len(self._rows[place]):
            numbers = numbers[~_held(self._rows[place], numbers)]
        conditions: tuple[tuple[int, Sequence[Any], Callable[[Any], bool]], ...] = (
            (0, attributes.documents, _is(wanted.document)),
            (1, attributes.sections, _is(wanted.section)),
            (2, attributes.kinds, lambda kind: not wanted.kinds or kind in wanted.kinds),
            (4, attributes.regions, lambda region: _of_region(region, wanted)),
        )
        for row, values, is_wanted in conditions:
            right = np.array([is_wanted(value) for value in values], dtype=np.bool_)
            if not right.all():
                numbers = numbers[right[attributes.numbers[row][numbers]]]
        return numbers

    def _holds(self, number: int, word: Spellings) -> bool:
        part, own = self._parts.local(number)
        key = kana_key(part.literals.key(own))
        return any(each in key for each in word.keys) or any(
            _held(part.words.having(lemma), np.array([own]))[0] for lemma in word.lemmas
        )


def _rows(part: Part) -> NDArray[np.int64]:
    """Return the numbers of the passages that are rows of tables, ascending."""
    ids = (id for document in part.documents for id in rows_of_tables(document))
    numbers = [number for id in ids if (number := part.ids.number(id)) is not None]
    return np.array(sorted(numbers), dtype=np.int64)


def _having(part: Part, word: Spellings) -> NDArray[np.int64]:
    """Return the numbers of the passages that hold a word, or may: those for its keys."""
    found: list[NDArray[np.integer[Any]]] = [part.words.having(lemma) for lemma in word.lemmas]
    found += [part.literals.candidates(key, part.words, any_kana=True) for key in word.keys]
    return _union(found)


def _finding(part: Part, lemma: str) -> NDArray[np.int32]:
    return (part.expanded.words if part.expanded else part.words).having(lemma)


def _union(found: Sequence[NDArray[np.integer[Any]]]) -> NDArray[np.int64]:
    return merged(found).astype(np.int64) if found else _NONE


def _held(having: NDArray[np.integer[Any]], numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of ``numbers`` stand in ``having``, which is ascending."""
    if not len(having):
        return np.zeros(len(numbers), dtype=np.bool_)
    at = np.minimum(np.searchsorted(having, numbers), len(having) - 1)
    result: NDArray[np.bool_] = having[at] == numbers
    return result


def _is(wanted: str | None) -> Callable[[object], bool]:
    return lambda value: wanted in (None, value)


def _of_region(region: Region | None, wanted: Wanted) -> bool:
    if wanted.region is not None and (region is None or region.name != wanted.region):
        return False
    is_open = region is not None and region.name is None
    return wanted.candidate is None or (
        region is not None and is_open and wanted.candidate in region.candidates
    )
