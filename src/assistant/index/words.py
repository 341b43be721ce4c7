"""The word leg of search: BM25 over lemmas and character pairs.

Lemmas find a word in another form; pairs of characters find what the dictionary cut differently or
does not know (a name, a compound), as every second character of it is still there.

bm25s computes the weights when the index is built. Searching only adds them up, so it is done
here: the library brings a second of imports for a sum.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import array_from_bytes, array_to_bytes
from assistant.text.normalize import fold
from assistant.text.segment import content_lemmas

K1: Final = 0.4
B: Final = 0.9
"""The parameters of BM25. What is asked for stands in a passage once as well as three times, so a
small K1: the best of a grid over questions of JaQuAD train (K1 .2 to 2, B .2 to 1), and no worse on
the development questions than the usual 1.5 and .75."""

PAIR_WEIGHT: Final = 0.5
"""How much a pair of characters counts beside a lemma: a word of two characters is both. Better
than 1 on the same questions."""

_PAIR: Final = "#"
"""Marks a pair of characters, so that 里親 as a lemma and as a pair count apart."""

_RUN = re.compile(r"\w+")


def terms(text: str) -> list[str]:
    """Return the terms of a text, with repetitions: its lemmas, then its character pairs."""
    pairs = [
        _PAIR + (run[start : start + 2])
        for run in _RUN.findall(fold(text))
        for start in range(max(1, len(run) - 1))
    ]
    return content_lemmas(text) + pairs


@dataclass(frozen=True, slots=True, eq=False)
class WordIndex:
    """BM25 weights by term: term ``i`` has ``weights[starts[i]:starts[i + 1]]``.

    ``texts`` holds the numbers of the texts that each weight belongs to, ``count`` how many texts
    there are.
    """

    vocabulary: Mapping[str, int]
    weights: NDArray[np.float32]
    texts: NDArray[np.int32]
    starts: NDArray[np.int64]
    count: int

    @classmethod
    def build(cls, texts: Sequence[str]) -> WordIndex:
        """Return the index of ``texts``; their numbers are their places in the sequence."""
        documents = [terms(text) for text in texts]
        vocabulary = {term: i for i, term in enumerate(sorted({t for d in documents for t in d}))}
        if not vocabulary:
            empty = np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(1, np.int64)
            return cls({}, *empty, len(texts))
        import bm25s

        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        ids = [[vocabulary[term] for term in document] for document in documents]
        # Given as numbers, because from words the library takes their order from a set.
        model.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        starts = np.asarray(model.scores["indptr"], dtype=np.int64)
        # ``vocabulary`` is in the order of its numbers.
        parts = np.array([PAIR_WEIGHT if term[0] == _PAIR else 1 for term in vocabulary])
        return cls(
            vocabulary,
            (model.scores["data"] * np.repeat(parts, np.diff(starts))).astype(np.float32),
            np.asarray(model.scores["indices"], dtype=np.int32),
            starts,
            len(texts),
        )

    def scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        """Return the BM25 score of every text for the :func:`terms` of a query, by number.

        It is 0 where no term is shared. With N texts, n of which hold the term, f times in this
        one, of length l against the mean length L: the sum over the query's terms of
        ``ln(1 + (N - n + .5) / (n + .5)) * f / (f + K1 * (1 - B + B * l / L))``, times
        ``PAIR_WEIGHT`` for a pair of characters.
        """
        result = np.zeros(self.count, dtype=np.float64)
        for term in query:
            number = self.vocabulary.get(term)
            if number is not None:
                part = slice(self.starts[number], self.starts[number + 1])
                # A text stands at most once under a term, so nothing is lost by indexing.
                result[self.texts[part]] += self.weights[part]
        return result

    def having(self, term: str) -> NDArray[np.int32]:
        """Return the numbers of the texts that hold a term, ascending; none if it is unknown."""
        number = self.vocabulary.get(term)
        if number is None:
            return np.zeros(0, dtype=np.int32)
        return self.texts[self.starts[number] : self.starts[number + 1]]

    def coverage(self, query: Sequence[str], scores: NDArray[np.float64]) -> float:
        """Return how much of the :func:`terms` of a query the best text holds, 0 to 1.

        It is the best of their ``scores`` by the most that a text could ever score: with every
        term, each without end.
        """
        held = np.diff(self.starts)
        most = 0.0
        for term in query:
            number = self.vocabulary.get(term)
            n = 0 if number is None else int(held[number])
            weight = math.log1p((self.count - n + 0.5) / (n + 0.5))
            most += weight * (PAIR_WEIGHT if term[0] == _PAIR else 1)
        return float(scores.max(initial=0.0)) / most if most else 0.0

    def to_files(self, name: str) -> dict[str, bytes]:
        """Return the files of the index, of which the names begin with ``name``."""
        return {
            f"{name}.json": json.dumps(list(self.vocabulary), ensure_ascii=False).encode(),
            f"{name}-weights.npy": array_to_bytes(self.weights),
            f"{name}-texts.npy": array_to_bytes(self.texts),
            f"{name}-starts.npy": array_to_bytes(self.starts),
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], name: str, count: int) -> WordIndex:
        """Return the index of ``count`` texts that :meth:`to_files` wrote."""
        return cls(
            {term: number for number, term in enumerate(json.loads(files[f"{name}.json"]))},
            array_from_bytes(files[f"{name}-weights.npy"]),
            array_from_bytes(files[f"{name}-texts.npy"]),
            array_from_bytes(files[f"{name}-starts.npy"]),
            count,
        )
