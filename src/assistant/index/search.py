"""Passages for a query, best first: by word, by meaning, by expansions and word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.index.encoder import Encoder
from assistant.index.filters import Filter
from assistant.index.filters import Names as FilterNames
from assistant.index.fusion import Scores, fused, standardised
from assistant.index.literals import find_literals
from assistant.index.lookup import Lookup, PassagesById, Wanted
from assistant.index.outline import Outline
from assistant.index.part import Part
from assistant.index.parts import Parts
from assistant.index.words import DECIMALS, WordIndex, WordScores, terms, weight
from assistant.types import Hit, Passage

if TYPE_CHECKING:
    from assistant.index.reranker import Reranker

POOL: Final = 1000
"""How many of the best of each leg are fused, and what a z-score is relative to. The interaction
leg only orders what the others find."""

RERANKED: Final = 30
"""How many of the best a reranker reads: each takes it milliseconds to tens of them."""

MAX_CHARACTERS: Final = 2000
"""A longer query is refused: nobody searches with more, and every step stays bounded."""

_LEGS: Final = ("words", "vectors", "expansion_words", "expansion_vectors", "interaction")

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


class Index:
    """A verified index, and the search in it. Safe to share between threads.

    ``documents`` are in the order of the corpus; ``passages`` in theirs and that of the sources,
    read when they are looked at. A passage's number is its place among them.
    """

    def __init__(
        self, parts: Sequence[Part], encoder: Encoder, reranker: Reranker | None = None
    ) -> None:
        """Take the parts, made with this ``encoder``.

        ``reranker`` orders the best of a search anew; None leaves them as they are.
        """
        self.encoder = encoder
        self.parts = Parts(parts)
        self.documents = self.parts.documents
        self.passages: Sequence[Passage] = self.parts
        self.by_id: Mapping[str, Passage] = PassagesById(self.parts)
        self._lookup = Lookup(self.parts)
        self._reranker = reranker
        kinds = dict.fromkeys(kind for part in parts for kind in part.attributes.kinds)
        self._names = FilterNames(self.documents, kinds)
        self._fitting = lru_cache(maxsize=8)(self._find_fitting)

    def search(
        self,
        query: str,
        *,
        section: str | None = None,
        region: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        top_k: int = 5,
    ) -> list[Hit]:
        """Return up to ``top_k`` passages, best first; none where no word of the query is known.

        Filters apply before ranking and do not change the order of what they let through. A
        passage whose region the source leaves open fits the filter of each of its candidates, but
        comes after those that are of the region.

        What the query puts in 「」 or "", and its figures, are looked for word for word, and a
        passage with more of them comes before any with fewer. ``score`` is twice their number,
        plus the fused score between 0 and 1, less 1 for a mere candidate. ``legs`` holds the
        number of literal finds (literal), the BM25 score of the passage (words) and of the
        passage with its expansions (expansion_words), the cosine of the passage (vectors) and of
        its expansions (expansion_vectors), and the mean cosine of the query's words with the
        nearest words of both (interaction; missing where the encoder knows no words). With a
        reranker its verdict, 0 to 1, on the best passages takes the place of the fused score
        (rerank; 0 for the others, which come after them).

        Raises InputError for a query that is empty, too long or without words, for a filter value
        that does not exist, and for a ``top_k`` below 1.
        """
        _check(query, top_k)
        wanted = self._names.filter(section, region, kind, document)
        asked = self._ask(query)
        if asked.is_unknown:
            return []
        # Measured against the whole index, so that a filter does not change what a leg counts.
        pool = self._pool(asked, None)
        scores = background = self._scores(asked, pool)
        mere = np.zeros(len(pool), dtype=np.bool_)
        if not wanted.is_open:
            fits = self._fitting(wanted)
            pool = self._pool(asked, fits)
            scores = replace(self._scores(asked, pool), coverage=background.coverage)
            mere = self.parts.of_each(fits, pool) == 1
        share = 1 / (1 + np.exp(-fused(standardised(scores, background))))
        literal = self.parts.of_each(asked.literal, pool).astype(np.int64)
        first = 2 * literal - mere
        totals = first + share
        if self._reranker:
            again = _order(totals)[:RERANKED]
            texts = [self.passages[number].text for number in pool[again].tolist()]
            verdicts = np.zeros(len(pool))
            verdicts[again] = self._reranker.scores(query, texts)
            scores = replace(scores, legs={**scores.legs, "rerank": verdicts})
            # The others stay behind: 0 to 1/2 for them, 1/2 to 1 for those that were read again.
            totals = first + share / 2
            totals[again] = first[again] + (1 + verdicts[again]) / 2
        best = _order(totals)[:top_k]
        return [
            Hit(
                self.passages[number],
                float(totals[place]),
                {leg: float(values[place]) for leg, values in scores.legs.items()}
                | {"literal": int(literal[place])},
            )
            for place, number in zip(best.tolist(), pool[best].tolist(), strict=True)
        ]

    def by_leg(self, query: str) -> tuple[_Numbers, Mapping[str, _Scores], _Numbers]:
        """Return what each leg says of the passages that are fused for a query.

        They are given by number, ascending, with their z-scores by leg and their number of
        literal finds. None come back where no word of the query is known.
        """
        asked = self._ask(query)
        pool = self._pool(asked, None)
        if asked.is_unknown:
            pool = pool[:0]
        scores = self._scores(asked, pool)
        literal = self.parts.of_each(asked.literal, pool).astype(np.int64)
        return pool, standardised(scores, scores), literal

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus. Raises KeyError."""
        return self.parts.position(id)

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted; its words may be given by lemmas alone."""
        return self._lookup.count(wanted)

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""
        return self._lookup.select(wanted, limit)

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold. Raises KeyError."""
        return self.parts.outline(document)

    def finds(
        self, lemma: str, among: Collection[str] | None = None, document: str | None = None
    ) -> bool:
        """Say whether a lemma finds any passage, of those with the ids ``among`` if given.

        It stands in the text, heading, label or region of a passage, or people say it when they
        look for the passage. ``document``: only its passages count.
        """
        return self._lookup.finds(lemma, among, document)

    def has_expansions(self, passage: str) -> bool:
        """Say whether people's words for a passage, by its id, are indexed with it."""
        part, number = self.parts.local(self.parts.position(passage))
        return part.expanded is not None and bool(part.expanded.some[number])

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
            name: times * weight(name, len(self.passages), n)
            for (name, times), n in zip(found.items(), having, strict=True)
        }
        return [index.scores(weights) for index in indexes], sum(weights.values())

    def _pool(self, asked: _Asked, fits: _Fits | None) -> _Numbers:
        """Return the numbers of the best of each leg and of the literal finds, ascending."""
        found: list[_Numbers] = []
        legs: list[list[tuple[_Numbers, NDArray[np.floating[Any]]]]] = [[], [], [], []]
        for place, part in enumerate(self.parts.parts):
            allowed = None if fits is None else np.flatnonzero(fits[place])
            words, expanded = asked.words[place], asked.expansion_words[place]
            near = part.vectors.nearest(asked.vector, POOL, allowed)
            of_part: list[tuple[_Numbers, NDArray[np.floating[Any]]]] = [near]
            of_part.append(_scored(words, words.best(POOL, allowed)))
            many = len(part.passages) if allowed is None else len(allowed)
            if part.expanded and many > POOL:
                of_part.append(part.expanded.nearest(asked.vector, POOL, allowed))
                of_part.append(_scored(expanded, expanded.best(POOL, allowed)))
            for leg, (numbers, scores) in zip(legs, of_part, strict=False):
                leg.append((self.parts.numbers(place, numbers), scores))
            literal = np.flatnonzero(asked.literal[place])
            if fits is not None:
                literal = literal[fits[place][literal] > 0]
            if len(literal) > POOL:
                best = np.lexsort((-words.of(literal), -asked.literal[place][literal]))
                literal = literal[best[:POOL]]
            found.append(self.parts.numbers(place, literal))
        for leg in legs:
            if leg:
                numbers = np.concatenate([n for n, _ in leg])
                if len(leg) > 1 and len(numbers) > POOL:
                    scores = np.concatenate([s for _, s in leg])
                    numbers = numbers[np.argsort(-scores, kind="stable")[:POOL]]
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


def _scored(scores: WordScores, numbers: _Numbers) -> tuple[_Numbers, _Scores]:
    return numbers, scores.of(numbers)


def _order(totals: _Scores) -> _Numbers:
    """Return the places of the totals, best first; equal ones stay in the order of the sources."""
    return np.argsort(-totals, kind="stable")


def _check(query: str, top_k: int) -> None:
    if len(query) > MAX_CHARACTERS:
        raise InputError(
            f"検索の語句が長すぎます（{len(query):,}文字）。{MAX_CHARACTERS:,}文字以内にしてください。"
        )
    if not query.strip():
        raise InputError("検索の語句が空です。探したいことばを入れてください。")
    if not any(char.isalnum() for char in query):
        raise InputError("検索の語句に言葉がありません。探したいことばを入れてください。")
    if top_k < 1:
        raise InputError(f"件数は1以上にしてください。いまの値は {top_k} です。")
