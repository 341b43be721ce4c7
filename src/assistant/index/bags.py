"""The words of many texts as numbers, and the same turned round: the texts of each word.

Both are a few flat arrays, so that they are read from the disk only where they are looked at.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Files, Stored, read_array, starts_of

Number = TypeVar("Number", bound=np.integer[Any])

_KEY_BYTES: Final = 8
"""Of the digest that stands for a word: two of a million words are alike once in 10⁷ indexes."""


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    """The words of texts, each word of a text once: text ``i`` has ``starts[i]:starts[i + 1]``.

    ``numbers`` are places in ``vocabulary``; ``times`` says how often the word stands there.
    """

    vocabulary: tuple[str, ...]
    numbers: NDArray[np.int32]
    times: NDArray[np.uint16]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]]) -> Bags:
        """Return the bags of ``texts``, each given by its words in any order."""
        places = _Places()
        said, lengths = array("i"), array("q")
        for words in texts:
            before = len(said)
            said.extend(map(places.__getitem__, words))
            lengths.append(len(said) - before)
        # A text in the upper half of a number and its word in the lower: sorted, alike ones stand
        # side by side, and no division takes them apart.
        pairs = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths) << 32
        pairs |= np.array(said, dtype=np.int64)
        pairs.sort()
        firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
        times = np.diff(firsts, append=len(pairs))
        pairs = pairs[firsts]
        return cls(
            tuple(places),
            pairs.astype(np.int32),  # the lower half
            np.minimum(times, 0xFFFF).astype(np.uint16),
            starts_of(np.bincount(pairs >> 32, minlength=len(lengths))),
        )

    @classmethod
    def joined(cls, several: Sequence[Bags]) -> Bags:
        """Return the bags of all texts of ``several``, in their order, over one vocabulary."""
        if len(several) == 1:
            return several[0]
        places = _Places()
        numbers = []
        for bags in several:
            new = np.fromiter(map(places.__getitem__, bags.vocabulary), dtype=np.int32)
            numbers.append(new[bags.numbers])
        lengths = [np.diff(bags.starts) for bags in several]
        return cls(
            tuple(places),
            np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int32),
            np.concatenate([b.times for b in several] or [np.zeros(0, dtype=np.uint16)]),
            starts_of(np.concatenate(lengths) if lengths else np.zeros(0, dtype=np.int64)),
        )

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The number of words of each text, repetitions included."""
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.times, dtype=np.int64)])
        lengths: NDArray[np.int64] = sums[self.starts[1:]] - sums[self.starts[:-1]]
        return lengths


class _Places(dict[str, int]):
    """The place of each word in a vocabulary; one that is asked for first comes last."""

    def __missing__(self, word: str) -> int:
        self[word] = place = len(self)
        return place


class Postings:
    """The texts of each word, ascending.

    A word is looked up by a digest: the words themselves are not kept.
    """

    def __init__(
        self,
        keys: NDArray[np.uint64],
        starts: NDArray[np.int64],
        texts: NDArray[np.int32],
    ) -> None:
        self._keys = keys
        self._starts = starts
        self.texts = texts

    @classmethod
    def of(cls, bags: Bags) -> tuple[Postings, NDArray[np.uint16]]:
        """Return the postings of ``bags``, and how often each of their words stands in its text.

        Raises ValueError where two words have one digest.
        """
        # Half a second to import, and only a build needs it.
        from scipy.sparse import csr_matrix

        count = len(bags.starts) - 1
        keys = np.array([digest_key(word) for word in bags.vocabulary], dtype=np.uint64)
        order = np.argsort(keys)
        if len(keys) > 1 and (np.diff(keys[order]) == 0).any():
            raise ValueError("two words have the same digest")
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        shape = (count, len(keys))
        # By counting, not by comparing: 30 million postings take a second.
        matrix = csr_matrix((bags.times, place[bags.numbers], bags.starts), shape).tocsc()
        starts = matrix.indptr.astype(np.int64)
        return cls(keys[order], starts, matrix.indices.astype(np.int32)), matrix.data

    def places(self, words: Sequence[str]) -> list[slice]:
        """Return where the postings of each of ``words`` stand; an empty slice if it is unknown."""
        if not len(self._keys):
            return [slice(0, 0)] * len(words)
        keys = np.array([digest_key(word) for word in words], dtype=np.uint64)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = self._keys[found] == keys
        starts, ends = self._starts[found].tolist(), self._starts[found + 1].tolist()
        return [
            slice(start, end) if is_known else slice(0, 0)
            for start, end, is_known in zip(starts, ends, known.tolist(), strict=True)
        ]

    def having(self, word: str) -> NDArray[np.int32]:
        """Return the numbers of the texts that hold a word, ascending; none if it is unknown."""
        return self.texts[self.places([word])[0]]

    def to_files(self, name: str) -> Files:
        """Return the files, of which the names begin with ``name``."""
        return {
            f"{name}-keys.npy": self._keys,
            f"{name}-starts.npy": self._starts,
            f"{name}-texts.npy": self.texts,
        }

    @classmethod
    def from_files(cls, files: Stored, name: str) -> Postings:
        """Return what :meth:`to_files` wrote."""
        parts = (read_array(files[f"{name}-{part}.npy"]) for part in ("keys", "starts", "texts"))
        return cls(*parts)


def digest_key(word: str) -> int:
    """Return the number of 64 bits that stands for a word or an id."""
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES)
    return int.from_bytes(digest.digest(), "little")


def merged(several: Sequence[NDArray[Number]]) -> NDArray[Number]:
    """Return the numbers of ascending arrays in one, ascending, each once."""
    filled = [numbers for numbers in several if len(numbers)]
    if len(filled) < 2:
        return filled[0] if filled else several[0]
    # Sorted runs are merged, which takes a fraction of the time of sorting them.
    joined = np.sort(np.concatenate(filled), kind="stable")
    result: NDArray[Number] = joined[np.concatenate([[True], joined[1:] != joined[:-1]])]
    return result
