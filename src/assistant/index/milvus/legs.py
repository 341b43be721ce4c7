"""The legs of search over a collection: the best of each, and the scores of given passages.

They are those of the index in files and score alike, but for what a server decides by itself: BM25
counts the texts of one shard at a time, and an approximate vector index may miss a passage.

Milvus weighs all terms of a text alike and the terms of a query by how often they stand in it. A
pair of characters counts half a lemma, so lemmas are asked for twice and the sum is halved.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.bags import Bags
from assistant.index.encoder import Encoder
from assistant.index.expanded import NEAREST
from assistant.index.filters import Filter
from assistant.index.fusion import Scores
from assistant.index.interaction import InteractionIndex, TextWords, WordVectors
from assistant.index.literals import Literal, find_literals, literal_key
from assistant.index.milvus.client import MOST, Row, Server
from assistant.index.milvus.layout import (
    bm25_of,
    both,
    expansions_of,
    expression,
    maybe_holding,
    one_of,
    quoted,
    written,
)
from assistant.index.words import DECIMALS, K1, PAIR_WEIGHT, B, is_pair, terms
from assistant.text.normalize import holding_key

_Scores = NDArray[np.float64]

LEMMA_TIMES: Final = round(1 / PAIR_WEIGHT)
"""How often a lemma of a query is asked for, a pair once."""

_AT_ONCE: Final = 6
"""Calls that are under way at the same time: one for each leg."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query as the legs take it; ``words`` are its terms as Milvus is asked for them."""

    text: str
    terms: Sequence[str]
    words: str
    vector: NDArray[np.float32]
    literals: Sequence[Literal]


class Legs:
    """The legs over one collection. Safe to share between threads.

    Every method that asks raises IndexUnusableError where the server does not answer.
    """

    def __init__(
        self, server: Server, name: str, encoder: Encoder, passages: int, terms: int
    ) -> None:
        """Take what the collection holds: so many ``passages``, and ``terms`` in all of them."""
        self._server, self._name, self._encoder = server, name, encoder
        self._passages = passages
        self._mean_length = terms / passages if passages else 0.0
        self._calls = ThreadPoolExecutor(_AT_ONCE, "milvus")

    def ask(self, query: str) -> Asked:
        """Return a query as the legs take it; nothing is asked of the server."""
        found = terms(query)
        lemmas = [term for term in found if not is_pair(term)]
        return Asked(
            query,
            found,
            written([*found, *lemmas * (LEMMA_TIMES - 1)]),
            self._encoder.encode_queries([query])[0],
            find_literals(query),
        )

    def find(self, asked: Asked, wanted: Filter, most: int) -> dict[str, int] | None:
        """Return the ids of the best of each leg and of the literal finds that a filter lets by.

        ``most`` of each leg. The values are the numbers of literal finds. None where no leg knows
        anything of the query.
        """
        scope = expression(wanted)
        literal = [self._calls.submit(self._holding, one, scope) for one in asked.literals]
        by_vector = self._nearest("vector", asked, most, scope)
        by_words = [self._nearest(field, asked, most, scope) for field in _WORDS.values()]
        by_expansions = self._nearest_expansions(asked, most, scope)
        worded = [row["id"] for job in by_words for _, row in job.result()]
        counts = dict.fromkeys(worded, 0)
        counts |= {row["id"]: 0 for _, row in by_vector.result()}
        counts |= {row["passage"]: 0 for _, row in by_expansions.result()}
        held = Counter(id for job in literal for id in job.result())
        counts |= dict(held.most_common(most))
        return counts if worded or held or asked.vector.any() else None

    def scores(self, asked: Asked, rows: Mapping[str, Row]) -> Scores:
        """Return the scores of passages by each leg there is, in the order of their rows by id.

        A row has at least :data:`NEEDED`.
        """
        ids = list(rows)
        only = one_of("id", ids)
        by_vector = self._nearest("vector", asked, len(ids), only)
        by_words = {
            leg: self._nearest(field, asked, len(ids), only) for leg, field in _WORDS.items()
        }
        by_expansions = self._nearest_expansions(asked, MOST, one_of("passage", ids))
        coverage = self._calls.submit(self._coverage, asked)
        near: dict[str, list[float]] = {}
        for score, row in by_expansions.result():
            cosines = near.setdefault(row["passage"], [])
            if len(cosines) < NEAREST:
                cosines.append(score)
        means = {id: sum(cosines) / len(cosines) for id, cosines in near.items()}
        own = _in_order(ids, {row["id"]: score for score, row in by_vector.result()})
        legs = {
            leg: _in_order(ids, {row["id"]: score * _SCALE for score, row in job.result()})
            for leg, job in by_words.items()
        }
        legs["vectors"] = own
        legs["expansion_vectors"] = np.maximum(own, _in_order(ids, means, -1.0))
        if isinstance(self._encoder, WordVectors):
            words = Bags.of(row["nearest_words"].split() for row in rows.values())
            index = InteractionIndex(TextWords.of(words), self._encoder)
            nearest = index.scores(asked.text, np.arange(len(ids)))
            legs["interaction"] = np.round(nearest, DECIMALS)
        expanded = np.array([row["expanded"] for row in rows.values()], dtype=np.bool_)
        return Scores(legs, expanded, coverage.result())

    def _coverage(self, asked: Asked) -> float:
        """Return how much of the terms of a query the best passage holds, 0 to 1.

        What a term weighs is worked out from the passage that it finds first, as a server does not
        tell: its score there, by how often it stands in how long a text.
        """
        if not asked.terms:
            return 0.0
        each = list(dict.fromkeys(asked.terms))
        questions = [asked.words, *(written([term]) for term in each)]
        best, *firsts = self._server.nearest(
            self._name, bm25_of("words"), questions, 1, "", ["words", "length"]
        )
        weights = {
            term: self._weight(term, first[0] if first else None)
            for term, first in zip(each, firsts, strict=True)
        }
        most = sum(weights[t] * (PAIR_WEIGHT if is_pair(t) else 1) for t in asked.terms)
        return float(best[0][0] * _SCALE / most) if best and most else 0.0

    def _weight(self, term: str, first: tuple[float, Mapping[str, Any]] | None) -> float:
        if first is None:
            return math.log1p((self._passages + 0.5) / 0.5)
        score, row = first
        times: int = row["words"].split(" ").count(written([term]))
        long: float = 1 - B + B * row["length"] / self._mean_length
        return score / (K1 + 1) * (times + K1 * long) / times

    def _holding(self, literal: Literal, scope: str) -> set[str]:
        """Return the ids of the passages that hold one thing to find word for word."""
        found: set[str] = set()
        if literal.text:
            may = both(maybe_holding("key", holding_key(literal.text)), scope)
            rows = self._server.some(self._name, may, ["id", "passage"])
            texts = {row["id"]: literal_key(row["passage"]["text"]) for row in rows}
            found = {id for id, text in texts.items() if literal.text in text}
        for mark in literal.marks:
            has = both(f"array_contains(marks, {quoted(mark)})", scope)
            if rows := self._server.some(self._name, has, ["id"]):
                return found | {row["id"] for row in rows}
        return found

    def _nearest(self, field: str, asked: Asked, most: int, wanted: str) -> Future[_Hits]:
        """Ask for the best rows of the passages by one of their fields."""
        query = asked.vector.tolist() if field == "vector" else asked.words
        return self._calls.submit(self._best, self._name, field, query, most, wanted, ())

    def _nearest_expansions(self, asked: Asked, most: int, wanted: str) -> Future[_Hits]:
        name, query = expansions_of(self._name), asked.vector.tolist()
        return self._calls.submit(self._best, name, "vector", query, most, wanted, ["passage"])

    def _best(
        self, name: str, field: str, query: Any, most: int, wanted: str, fields: Sequence[str]
    ) -> _Hits:
        if not query:
            return []  # a query without terms, which Milvus does not take
        return self._server.nearest(name, field, [query], most, wanted, fields)[0]


def _in_order(ids: Sequence[str], values: Mapping[str, float], missing: float = 0.0) -> _Scores:
    scores: _Scores = np.array([values.get(id, missing) for id in ids], dtype=np.float64)
    return np.round(scores, DECIMALS)


NEEDED: Final = ("expanded", "nearest_words")

_Hits = list[tuple[float, Row]]

_WORDS: Final = {"words": bm25_of("words"), "expansion_words": bm25_of("expanded_words")}
"""By the name of a leg the field that it asks."""

_SCALE: Final = 1 / LEMMA_TIMES / (K1 + 1)
"""From Milvus' BM25, which multiplies every term with K1 + 1, to that of bm25s."""
