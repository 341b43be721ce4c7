"""The expansion legs of search: passages by what people would say when they look for them.

By word, a passage and its expansions are one text. By meaning, each expansion has a vector of its
own, and a passage is as near as the nearest of them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Files, Stored, places_of, read_array, starts_of
from assistant.index.vectors import VectorIndex, vectors_to_files
from assistant.index.words import WordIndex

NEAREST: Final = 2
"""How many expansions of a passage are averaged: the one nearest may be so by chance. On the
development questions the right passage is first / among five by one .65/.88, by two .69/.89, by
five .69/.91, by eight .69/.89."""

_Numbers = NDArray[np.int64]
_Scores = NDArray[np.float64]


def expanded_to_files(
    words: WordIndex, vectors: NDArray[np.float32], owners: NDArray[np.int32], name: str
) -> Files:
    """Return the files of an :class:`ExpandedIndex`, of which the names begin with ``name``."""
    return {
        **words.to_files(f"{name}-words"),
        **vectors_to_files(vectors, f"{name}-vectors"),
        f"{name}-owners.npy": owners,
    }


class ExpandedIndex:
    """What passages are found by beside their own text. Safe to share between threads.

    ``words`` indexes each passage together with its expansions. Row ``i`` of ``vectors`` is an
    expansion of passage ``owners[i]``; ``owners`` are ascending. ``count`` passages there are.
    ``some`` tells which of them have expansions.
    """

    def __init__(
        self, words: WordIndex, vectors: VectorIndex, owners: NDArray[np.int32], count: int
    ) -> None:
        self.words = words
        counts = np.bincount(owners, minlength=count)
        self.some: NDArray[np.bool_] = counts > 0
        self._vectors = vectors
        self._owners = owners
        self._starts = starts_of(counts)

    @classmethod
    def from_files(cls, files: Stored, name: str, count: int) -> ExpandedIndex | None:
        """Return what :func:`expanded_to_files` wrote, None where it is not there."""
        if f"{name}-vectors.npy" not in files:
            return None
        return cls(
            WordIndex.from_files(files, f"{name}-words", count),
            VectorIndex.from_files(files, f"{name}-vectors"),
            read_array(files[f"{name}-owners.npy"]),
            count,
        )

    def cosines(self, query: NDArray[np.float32], passages: _Numbers, own: _Scores) -> _Scores:
        """Return how near the expansions of these passages are to the vector of a query.

        It is the mean cosine of the nearest two (of the one, where there is but one), and never
        less than the passage's own cosine ``own``.
        """
        result = own.copy()
        taken = np.flatnonzero(self.some[passages])
        places = places_of(self._starts, passages[taken])
        cosines = self._vectors.products(query, places).astype(np.float64)
        ends = starts_of(np.diff(self._starts)[passages[taken]])
        # Sorted by passage, then by cosine: two passages are 4 apart, two cosines at most 2.
        base = 4.0 * np.arange(len(taken))
        keys = np.sort(cosines + np.repeat(base, np.diff(ends)))
        places = np.maximum(ends[1:, None] - np.arange(1, NEAREST + 1), ends[:-1, None])
        best = keys[places].mean(axis=1) - base
        result[taken] = np.maximum(own[taken], best)
        return result

    def nearest(
        self, query: NDArray[np.float32], k: int, allowed: _Numbers | None = None
    ) -> tuple[_Numbers, NDArray[np.float32]]:
        """Return the owners of the ``k`` nearest expansions, best first, and how near these are.

        ``allowed`` are the passages to choose from. A passage comes once for each of them.
        """
        places = None if allowed is None else places_of(self._starts, allowed)
        numbers, products = self._vectors.nearest(query, k, places)
        return self._owners[numbers].astype(np.int64), products
