"""Passages for a query, best first: by word, by meaning and word for word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.index.encoder import Encoder
from assistant.index.filters import Filter, Names
from assistant.index.literals import LiteralIndex, find_literals
from assistant.index.vectors import VectorIndex
from assistant.index.words import WordIndex
from assistant.types import Document, Hit, Passage

WEIGHTS: Final = {"words": 0.5, "vectors": 0.5}
"""How much each leg counts in the sum of their z-scores. Right passage first / among five on the
232 development questions that have one: words alone .43/.62, vectors alone .41/.59, half and half
.47/.67; from .4 to .6 nothing moves by more than one hundredth."""

POOL: Final = 1000
"""How many of the best of each leg are fused, and what a z-score is relative to."""

MAX_CHARACTERS: Final = 2000
"""A longer query is refused: nobody searches with more, and every step stays bounded."""

_DECIMALS: Final = 6
"""To which a leg's score is rounded: the last bits of a sum depend on the library's mood, and
passages with the same text must stay in the order of the source."""


_Numbers = NDArray[np.int64]
_Scores = NDArray[np.float64]


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
    ) -> None:
        self.documents = tuple(documents)
        self.passages: tuple[Passage, ...] = tuple(p for d in documents for p in d.passages)
        self.encoder = encoder
        self._words = words
        self._vectors = vectors
        self._literals = literals
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
        plus the fused score between 0 and 1, less 1 for a mere candidate; ``legs`` holds the BM25
        score (words), the cosine (vectors) and the number of literal finds (literal).

        Raises InputError for a query that is empty, too long or without words, for a filter value
        that does not exist, and for a ``top_k`` below 1.
        """
        _check(query, top_k)
        wanted = self._names.filter(section, region, kind, document)
        words = np.round(self._words.scores(query), _DECIMALS)
        literal = self._literals.counts(find_literals(query))
        vector = self.encoder.encode_queries([query])[0]
        if not (words.any() or literal.any() or vector.any()):
            return []
        # Measured against the whole index, so that a filter does not change what a leg counts.
        everywhere = self._pool(words, literal, vector, None)
        allowed, is_candidate = self._fitting(wanted)
        pool = self._pool(words, literal, vector, None if wanted.is_open else allowed)
        cosines = self._cosines(vector, pool)
        fused = WEIGHTS["words"] * _standardised(words[pool], words[everywhere]) + WEIGHTS[
            "vectors"
        ] * _standardised(cosines, self._cosines(vector, everywhere))
        scores = 2 * literal[pool] + 1 / (1 + np.exp(-fused)) - is_candidate[pool]
        # Equal scores stay in the order of the sources.
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [
            Hit(
                self.passages[number],
                float(scores[place]),
                {
                    "words": float(words[number]),
                    "vectors": float(cosines[place]),
                    "literal": int(literal[number]),
                },
            )
            for place, number in zip(best.tolist(), pool[best].tolist(), strict=True)
        ]

    def _pool(
        self,
        words: _Scores,
        literal: NDArray[np.int64],
        vector: NDArray[np.float32],
        allowed: _Numbers | None,
    ) -> _Numbers:
        """Return the numbers of the best of each leg and of all literal finds, ascending."""
        nearest, _ = self._vectors.nearest(vector, POOL, allowed)
        among = np.arange(len(self.passages)) if allowed is None else allowed
        found = among[words[among] > 0]
        if len(found) > POOL:
            found = found[np.argpartition(-words[found], POOL)[:POOL]]
        return np.unique(np.concatenate([nearest, found, among[literal[among] > 0]]))

    def _cosines(self, vector: NDArray[np.float32], numbers: _Numbers) -> _Scores:
        products = self._vectors.products(vector, numbers).astype(np.float64)
        rounded: _Scores = np.round(products, _DECIMALS)
        return rounded

    def _find_fitting(self, wanted: Filter) -> tuple[_Numbers, NDArray[np.bool_]]:
        """Return the numbers of the passages that fit or may fit, and which of all only may."""
        fits = [wanted.fit(passage) for passage in self.passages]
        allowed = np.array([n for n, fit in enumerate(fits) if fit != "no"], dtype=np.int64)
        return allowed, np.array([fit == "candidate" for fit in fits], dtype=np.bool_)


def _standardised(values: _Scores, background: _Scores) -> _Scores:
    """Return z-scores of ``values`` against ``background``; zeros where that is all alike."""
    spread = background.std()
    if spread == 0:
        return np.zeros_like(values)
    result: _Scores = (values - background.mean()) / spread
    return result


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
