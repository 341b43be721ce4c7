"""The interaction leg of search: for each word of the query, the nearest word of a text.

A mean of vectors blurs a long text; here a text counts by the one word that is nearest to each
word of the query, and rare words count more (late interaction as in ColBERT, over vectors of words
without context).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Files, Stored, places_of, read_array, starts_of
from assistant.index.bags import Bags


@runtime_checkable
class WordVectors(Protocol):
    """An encoder that also knows single words. Safe to share between threads."""

    def words_of(self, text: str) -> list[str]:
        """Return the words of a text that have a vector, in order, with repetitions."""

    def encode_words(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Return the vectors of texts, each given by its words, as they are encoded whole."""

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of such words: (words, dimensions), rows of length 1 or 0."""

    def word_weights(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return how much each of such words counts in a text, above 0 and up to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class TextWords:
    """The words of texts, each once: text ``i`` has ``numbers[starts[i]:starts[i + 1]]``.

    They are numbers of ``vocabulary``, ascending; ``vocabulary`` is sorted.
    """

    vocabulary: tuple[str, ...]
    numbers: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, bags: Bags) -> TextWords:
        """Return the words of texts."""
        vocabulary = tuple(sorted(bags.vocabulary))
        place = {word: n for n, word in enumerate(vocabulary)}
        renamed = np.array([place[word] for word in bags.vocabulary], dtype=np.int32)
        # The number of the text in the upper half and that of the word in the lower.
        pairs = np.repeat(np.arange(len(bags.starts) - 1) << 32, np.diff(bags.starts))
        pairs |= renamed[bags.numbers]
        pairs.sort()
        return cls(vocabulary, pairs.astype(np.int32), bags.starts)

    def to_files(self, name: str) -> Files:
        """Return the files, of which the names begin with ``name``."""
        return {
            f"{name}-words.json": json.dumps(self.vocabulary, ensure_ascii=False).encode(),
            f"{name}-numbers.npy": self.numbers,
            f"{name}-starts.npy": self.starts,
        }

    @classmethod
    def from_files(cls, files: Stored, name: str) -> TextWords | None:
        """Return what :meth:`to_files` wrote, None where it is not there."""
        if f"{name}-words.json" not in files:
            return None
        return cls(
            tuple(json.loads(bytes(files[f"{name}-words.json"]))),
            read_array(files[f"{name}-numbers.npy"]),
            read_array(files[f"{name}-starts.npy"]),
        )


class InteractionIndex:
    """Texts by their words. Safe to share between threads."""

    def __init__(self, texts: TextWords, encoder: WordVectors) -> None:
        self._texts = texts
        self._lengths = np.diff(texts.starts)
        self._encoder = encoder

    def scores(self, query: str, texts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the scores of these texts, by number, in their order: -1 to 1.

        The mean, by the weights of the query's words, of the cosine of each with the nearest word
        of the text. 0 for a text without words and for a query without any.
        """
        result = np.zeros(len(texts), dtype=np.float64)
        words = sorted(set(self._encoder.words_of(query)))
        filled = np.flatnonzero(self._lengths[texts])
        if not words or not len(filled):
            return result
        texts = texts[filled]
        numbers = self._texts.numbers[places_of(self._texts.starts, texts)]
        vectors, columns = self._vectors, numbers.astype(np.int64)
        if len(numbers) < len(vectors):
            # Of a large index only the words of these texts, which are few.
            is_used = np.zeros(len(vectors), dtype=np.bool_)
            is_used[columns] = True
            vectors = vectors[is_used]
            columns = (np.cumsum(is_used) - 1)[columns]
        # A column for each word of the query: the values of a text's word lie side by side.
        cosines = vectors @ self._encoder.word_vectors(words).T
        firsts = starts_of(self._lengths[texts])[:-1]
        nearest = np.maximum.reduceat(np.take(cosines, columns, axis=0), firsts, axis=0)
        weights = self._encoder.word_weights(words).astype(np.float64)
        result[filled] = nearest @ weights / weights.sum()
        return result

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """The vectors of the vocabulary; at the first query, because they load the model."""
        return self._encoder.word_vectors(self._texts.vocabulary)
