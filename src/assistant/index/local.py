"""An index in files of this machine: the legs of search over its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.backend import Found
from assistant.index.encoder import Encoder
from assistant.index.filters import Filter
from assistant.index.fusion import Scores
from assistant.index.literals import find_literals
from assistant.index.lookup import Lookup, PassagesById
from assistant.index.part import Part
from assistant.index.parts import Parts
from assistant.index.words import DECIMALS, WordIndex, WordScores, terms, weight
from assistant.types import Passage

_LEGS: Final = ("words", "vectors", "expansion_words", "expansion_vectors", "interaction")

_FILTERS: Final = 8
"""Filters of which it is kept what they let by: a byte for each passage."""

_Numbers = NDArray[np.int64]
_Scores = NDArray[np.float64]
_Fits = Sequence[NDArray[np.int8]]
"""For each part, how each of its passages fits a filter (:meth:`Attributes.fits`)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A query as the legs take it, with what they say of each part's passages.

    ``most`` is the most that a text could ever score by its words.
    """

    text: str
    vector: NDArray[np.float32]
    words: Sequence[WordScores]
    expansion_words: Sequence[WordScores]
    literal: Sequence[NDArray[np.int16]]
    most: float

    @property
    def is_unknown(self) -> bool:
        """Whether no leg knows anything of it."""
        return not (
            any(scores.any for scores in (*self.words, *self.expansion_words))
            or any(counts.any() for counts in self.literal)
            or self.vector.any()
        )


class LocalBackend:
    """The parts of an index. Safe to share between threads."""

    def __init__(self, parts: Sequence[Part], encoder: Encoder) -> None:
        """Take the parts, made with this ``encoder``."""
        self.encoder = encoder
        self.parts = Parts(parts)
        self.documents = self.parts.documents
        self.by_id: Mapping[str, Passage] = PassagesById(self.parts)
        self.kinds: Collection[str] = {k: 0 for part in parts for k in part.attributes.kinds}
        self.position = self.parts.position
        self.outline = self.parts.outline
        self._lookup = Lookup(self.parts)
        self.count = self._lookup.count
        self.select = self._lookup.select
        self.has = self._lookup.has
        self._fitting = lru_cache(maxsize=_FILTERS)(self._find_fitting)

    def find(self, query: str, wanted: Filter, most: int) -> Found | None:
        """Return the best of each leg (:meth:`Backend.find`)."""
        asked = self._ask(query)
        if asked.is_unknown:
            return None
        # Measured against the whole index, so that a filter does not change what a leg counts.
        pool = self._pool(asked, None, most)
        scores = background = self._scores(asked, pool)
        mere = np.zeros(len(pool), dtype=np.bool_)
        if not wanted.is_open:
            fits = self._fitting(wanted)
            pool = self._pool(asked, fits, most)
            scores = replace(self._scores(asked, pool), coverage=background.coverage)
            mere = self.parts.of_each(fits, pool) == 1
        numbers = pool.tolist()
        return Found(
            scores,
            background,
            self.parts.of_each(asked.literal, pool).astype(np.int64),
            mere,
            lambda places: [self.parts[numbers[place]] for place in places],
        )

    def finds(
        self, lemma: str, among: Collection[str] | None = None, document: str | None = None
    ) -> bool:
        """Say whether a lemma finds any passage (:meth:`Backend.finds`)."""
        return self._lookup.finds(lemma, among, document)

    def has_expansions(self, id: str) -> bool:
        """Say whether people's words for a passage, by its id, are indexed with it."""
        part, number = self.parts.local(self.parts.position(id))
        return part.expanded is not None and bool(part.expanded.some[number])

    def close(self) -> None:
        """Do nothing: the files go with the last who looks at them."""

    def _ask(self, query: str) -> _Asked:
        found = Counter(terms(query))
        plain = [part.words for part in self.parts.parts]
        expanded = [p.expanded.words if p.expanded else p.words for p in self.parts.parts]
        words, most = self._word_scores(found, plain)
        literals = find_literals(query)
        return _Asked(
            query,
            self.encoder.encode_queries([query])[0],
            words,
            self._word_scores(found, expanded)[0] if expanded != plain else words,
            [
                part.literals.counts(literals, part.words, scores)
                for part, scores in zip(self.parts.parts, words, strict=True)
            ],
            most,
        )

    def _word_scores(
        self, found: Mapping[str, int], indexes: Sequence[WordIndex]
    ) -> tuple[list[WordScores], float]:
        """Return the scores of each part's texts for terms, and the most a text could score."""
        names = list(found)
        having = np.sum([index.frequencies(names) for index in indexes], axis=0).tolist()
        weights = {
            name: times * weight(name, len(self.parts), n)
            for (name, times), n in zip(found.items(), having, strict=True)
        }
        return [index.scores(weights) for index in indexes], sum(weights.values())

    def _pool(self, asked: _Asked, fits: _Fits | None, most: int) -> _Numbers:
        """Return the numbers of the best of each leg and of the literal finds, ascending."""
        found: list[_Numbers] = []
        legs: list[list[tuple[_Numbers, NDArray[np.floating[Any]]]]] = [[], [], [], []]
        for place, part in enumerate(self.parts.parts):
            allowed = None if fits is None else np.flatnonzero(fits[place])
            words, expanded = asked.words[place], asked.expansion_words[place]
            near = part.vectors.nearest(asked.vector, most, allowed)
            of_part: list[tuple[_Numbers, NDArray[np.floating[Any]]]] = [near]
            of_part.append(words.best(most, allowed))
            many = len(part.passages) if allowed is None else len(allowed)
            if part.expanded and many > most:
                of_part.append(part.expanded.nearest(asked.vector, most, allowed))
                of_part.append(expanded.best(most, allowed))
            for leg, (numbers, scores) in zip(legs, of_part, strict=False):
                leg.append((self.parts.numbers(place, numbers), scores))
            literal = np.flatnonzero(asked.literal[place])
            if fits is not None:
                literal = literal[fits[place][literal] > 0]
            if len(literal) > most:
                best = np.lexsort((-words.of(literal), -asked.literal[place][literal]))
                literal = literal[best[:most]]
            found.append(self.parts.numbers(place, literal))
        for leg in legs:
            if leg:
                numbers = np.concatenate([n for n, _ in leg])
                if len(leg) > 1 and len(numbers) > most:
                    scores = np.concatenate([s for _, s in leg])
                    numbers = numbers[np.argsort(-scores, kind="stable")[:most]]
                found.append(numbers)
        return np.unique(np.concatenate(found))

    def _scores(self, asked: _Asked, numbers: _Numbers) -> Scores:
        """Return the scores of these passages, in their order, by each leg there is."""
        legs = {leg: np.zeros(len(numbers)) for leg in _LEGS}
        expanded = np.zeros(len(numbers), dtype=np.bool_)
        for place, at, own in self.parts.split(numbers):
            part = self.parts.parts[place]
            cosines = part.vectors.products(asked.vector, own).astype(np.float64)
            near = cosines
            if part.expanded:
                near = part.expanded.cosines(asked.vector, own, cosines)
                expanded[at] = part.expanded.some[own]
            legs["words"][at] = asked.words[place].of(own)
            legs["vectors"][at] = np.round(cosines, DECIMALS)
            legs["expansion_words"][at] = asked.expansion_words[place].of(own)
            legs["expansion_vectors"][at] = np.round(near, DECIMALS)
            if part.interaction:
                nearest = part.interaction.scores(asked.text, own)
                legs["interaction"][at] = np.round(nearest, DECIMALS)
        if not any(part.interaction for part in self.parts.parts):
            del legs["interaction"]
        best = float(legs["words"].max(initial=0.0))
        return Scores(legs, expanded, best / asked.most if asked.most else 0.0)

    def _find_fitting(self, wanted: Filter) -> _Fits:
        return [part.attributes.fits(wanted) for part in self.parts.parts]
