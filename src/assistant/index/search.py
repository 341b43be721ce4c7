"""Passages for a query, best first: by word, by meaning, by expansions and word for word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.index.encoder import Encoder
from assistant.index.expanded import ExpandedIndex
from assistant.index.filters import Filter, Names
from assistant.index.fusion import Scores, fused, standardised
from assistant.index.interaction import InteractionIndex
from assistant.index.literals import LiteralIndex, find_literals
from assistant.index.lookup import Lookup, Wanted
from assistant.index.outline import Outline
from assistant.index.vectors import VectorIndex
from assistant.index.words import WordIndex, terms
from assistant.types import Document, Hit, Passage

if TYPE_CHECKING:
    from assistant.index.reranker import Reranker

POOL: Final = 1000
"""How many of the best of each leg are fused, and what a z-score is relative to. The interaction
leg only orders what the others find."""

RERANKED: Final = 30
"""How many of the best a reranker reads: each takes it milliseconds to tens of them."""

MAX_CHARACTERS: Final = 2000
"""A longer query is refused: nobody searches with more, and every step stays bounded."""

_DECIMALS: Final = 6
"""To which a leg's score is rounded: the last bits of a sum depend on the library's mood, and
passages with the same text must stay in the order of the source."""


_Numbers = NDArray[np.int64]
_Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A query as the legs take it, and the scores that are had for all passages at once."""

    text: str
    vector: NDArray[np.float32]
    words: _Scores
    expansion_words: _Scores
    literal: _Numbers
    coverage: float

    @property
    def is_unknown(self) -> bool:
        """Whether no leg knows anything of it."""
        return not any(
            leg.any() for leg in (self.words, self.expansion_words, self.literal, self.vector)
        )


class Index:
    """A verified index in memory, and the search in it. Safe to share between threads.

    ``documents`` and ``passages`` are in the order of the corpus and of the sources.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        words: WordIndex,
        vectors: VectorIndex,
        literals: LiteralIndex,
        encoder: Encoder,
        expanded: ExpandedIndex | None = None,
        interaction: InteractionIndex | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Take the legs; ``expanded`` only with expansions, ``interaction`` only with words.

        ``reranker`` orders the best of them anew; None leaves them as they are.
        """
        self.documents = tuple(documents)
        self.passages: tuple[Passage, ...] = tuple(p for d in documents for p in d.passages)
        self.encoder = encoder
        self._number = {passage.id: number for number, passage in enumerate(self.passages)}
        self._lookup = Lookup(self.documents)
        self.by_id = self._lookup.by_id
        self._words = words
        self._vectors = vectors
        self._literals = literals
        self._expanded = expanded
        self._interaction = interaction
        self._reranker = reranker
        self._names = Names(self.documents)
        self._fitting = lru_cache(maxsize=64)(self._find_fitting)

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
        allowed, is_candidate = self._fitting(wanted)
        if not wanted.is_open:
            pool = self._pool(asked, allowed)
            scores = self._scores(asked, pool)
        share = 1 / (1 + np.exp(-fused(standardised(scores, background))))
        first = 2 * asked.literal[pool] - is_candidate[pool]
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
                | {"literal": int(asked.literal[number])},
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
        return pool, standardised(scores, scores), asked.literal[pool]

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus. Raises KeyError."""
        return self._lookup.position(id)

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted; its words may be given by lemmas alone."""
        return self._lookup.count(wanted)

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""
        return self._lookup.select(wanted, limit)

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold. Raises KeyError."""
        return self._lookup.outline(document)

    def finds(
        self, lemma: str, among: Collection[str] | None = None, document: str | None = None
    ) -> bool:
        """Say whether a lemma finds any passage, of those with the ids ``among`` if given.

        It stands in the text, heading, label or region of a passage, or people say it when they
        look for the passage. ``document``: only its passages count.
        """
        words = self._expanded.words if self._expanded else self._words
        found = (self.passages[n] for n in words.having(lemma).tolist())
        return any(
            (among is None or p.id in among) and document in (None, p.document) for p in found
        )

    def has_expansions(self, passage: str) -> bool:
        """Say whether people's words for a passage, by its id, are indexed with it."""
        return self._expanded is not None and bool(self._expanded.some[self._number[passage]])

    def _ask(self, query: str) -> _Asked:
        found = terms(query)
        words = np.round(self._words.scores(found), _DECIMALS)
        return _Asked(
            query,
            self.encoder.encode_queries([query])[0],
            words,
            np.round(self._expanded.words.scores(found), _DECIMALS) if self._expanded else words,
            self._literals.counts(find_literals(query)),
            self._words.coverage(found, words),
        )

    def _pool(self, asked: _Asked, allowed: _Numbers | None) -> _Numbers:
        """Return the numbers of the best of each leg and of all literal finds, ascending."""
        among = np.arange(len(self.passages)) if allowed is None else allowed
        found = [self._vectors.nearest(asked.vector, POOL, allowed)[0]]
        found += [_best(asked.words, among), among[asked.literal[among] > 0]]
        if self._expanded and len(among) > POOL:
            found.append(self._expanded.nearest(asked.vector, POOL, allowed))
            found.append(_best(asked.expansion_words, among))
        return np.unique(np.concatenate(found))

    def _scores(self, asked: _Asked, numbers: _Numbers) -> Scores:
        """Return the scores of these passages, in their order, by each leg there is."""
        cosines = self._vectors.products(asked.vector, numbers).astype(np.float64)
        near, expanded = cosines, np.zeros(len(numbers), dtype=np.bool_)
        if self._expanded:
            near = self._expanded.cosines(asked.vector, numbers, cosines)
            expanded = self._expanded.some[numbers]
        legs = {
            "words": asked.words[numbers],
            "vectors": np.round(cosines, _DECIMALS),
            "expansion_words": asked.expansion_words[numbers],
            "expansion_vectors": np.round(near, _DECIMALS),
        }
        if self._interaction:
            nearest = self._interaction.scores(asked.text, numbers)
            legs["interaction"] = np.round(nearest, _DECIMALS)
        return Scores(legs, expanded, asked.coverage)

    def _find_fitting(self, wanted: Filter) -> tuple[_Numbers, NDArray[np.bool_]]:
        """Return the numbers of the passages that fit or may fit, and which of all only may."""
        fits = [wanted.fit(passage) for passage in self.passages]
        allowed = np.array([n for n, fit in enumerate(fits) if fit != "no"], dtype=np.int64)
        return allowed, np.array([fit == "candidate" for fit in fits], dtype=np.bool_)


def _order(totals: _Scores) -> _Numbers:
    """Return the places of the totals, best first; equal ones stay in the order of the sources."""
    return np.argsort(-totals, kind="stable")


def _best(scores: _Scores, among: _Numbers) -> _Numbers:
    """Return the best of ``among``, at most a pool, of those that score at all."""
    found = among[scores[among] > 0]
    if len(found) > POOL:
        found = found[np.argpartition(-scores[found], POOL)[:POOL]]
    return found


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
