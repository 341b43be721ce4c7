"""Passages for a query, best first: by word, by meaning, by expansions and word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.index.backend import Backend
from assistant.index.filters import Filter, Names
from assistant.index.fusion import fused, standardised
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

_Numbers = NDArray[np.int64]
_Scores = NDArray[np.float64]


class Index:
    """A verified index, and the search in it. Safe to share between threads.

    ``documents`` are in the order of the corpus; ``by_id`` has their passages in that order and
    that of the sources, read when they are looked at.
    """

    def __init__(self, backend: Backend, reranker: Reranker | None = None) -> None:
        """Take what the index is kept in.

        ``reranker`` orders the best of a search anew; None leaves them as they are.
        """
        self.encoder = backend.encoder
        self.documents = backend.documents
        self.by_id = backend.by_id
        self.position = backend.position
        self.count = backend.count
        self.select = backend.select
        self.outline = backend.outline
        self.finds = backend.finds
        self.has = backend.has
        self.has_expansions = backend.has_expansions
        self.close = backend.close
        self._backend = backend
        self._reranker = reranker
        self._names = Names(self.documents, backend.kinds)

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
        found = self._backend.find(query, wanted, POOL)
        if found is None:
            return []
        share = 1 / (1 + np.exp(-fused(standardised(found.scores, found.background))))
        first = 2 * found.literal - found.mere
        totals = first + share
        legs = found.scores.legs
        if self._reranker:
            again = _order(totals)[:RERANKED]
            texts = [passage.text for passage in found.read(again.tolist())]
            verdicts = np.zeros(len(totals))
            verdicts[again] = self._reranker.scores(query, texts)
            legs = {**legs, "rerank": verdicts}
            # The others stay behind: 0 to 1/2 for them, 1/2 to 1 for those that were read again.
            totals = first + share / 2
            totals[again] = first[again] + (1 + verdicts[again]) / 2
        best = _order(totals)[:top_k].tolist()
        return [
            Hit(
                passage,
                float(totals[place]),
                {leg: float(values[place]) for leg, values in legs.items()}
                | {"literal": int(found.literal[place])},
            )
            for place, passage in zip(best, found.read(best), strict=True)
        ]

    def by_leg(self, query: str) -> tuple[Sequence[Passage], Mapping[str, _Scores], _Numbers]:
        """Return what each leg says of the passages that are fused for a query.

        They come in the order of the corpus, with their z-scores by leg and their number of
        literal finds. None come back where no word of the query is known.
        """
        found = self._backend.find(query, Filter(), POOL)
        if found is None:
            return (), {}, np.zeros(0, dtype=np.int64)
        passages = found.read(range(len(found.literal)))
        return passages, standardised(found.scores, found.background), found.literal


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
