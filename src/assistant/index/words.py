"""The word leg of search: BM25 over lemmas and character pairs.

Lemmas find a word in another form; pairs of characters find what the dictionary cut differently or
does not know (a name, a compound), as every second character of it is still there.

The formula is Lucene's, as bm25s has it (the tests compare). It is computed here because the rarity
of a term is known only when all parts of an index are open, and because searching half a million
texts within milliseconds must not add up every posting.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Files, Stored, read_array
from assistant.index.bags import Bags, Postings
from assistant.text.normalize import normalize
from assistant.text.segment import words_of

K1: Final = 0.4
B: Final = 0.9
"""The parameters of BM25. What is asked for stands in a passage once as well as three times, so a
small K1: the best of a grid over questions of JaQuAD train (K1 .2 to 2, B .2 to 1), and no worse on
the development questions than the usual 1.5 and .75."""

PAIR_WEIGHT: Final = 0.5
"""How much a pair of characters counts beside a lemma: a word of two characters is both. Better
than 1 on the same questions."""

SUMMED: Final = 300_000
"""Postings that are added up for one query at most, a few milliseconds' work."""

CHOSEN_FROM: Final = 2
"""How many times as many texts as are wanted are looked at again with the frequent terms."""

DECIMALS: Final = 6
"""To which a score is rounded: the last bits of a sum depend on the order of its terms."""

_PAIR: Final = "#"
"""Marks a pair of characters, so that 里親 as a lemma and as a pair count apart."""

_RUN = re.compile(r"\w+")


def terms(text: str) -> list[str]:
    """Return the terms of a text, with repetitions: its lemmas, then its character pairs."""
    normal = normalize(text).text
    pairs = [
        _PAIR + run[start : start + 2]
        for run in _RUN.findall(normal.casefold())
        for start in range(max(1, len(run) - 1))
    ]
    return [word.key for word in words_of(normal) if word.key is not None] + pairs


def pair(characters: str) -> str:
    """Return the term of two characters that stand side by side in a folded text."""
    return _PAIR + characters


def is_pair(term: str) -> bool:
    """Say whether a term is a pair of characters, not a lemma."""
    return term.startswith(_PAIR)


def weight(term: str, texts: int, having: int) -> float:
    """Return how much a term counts that ``having`` of ``texts`` texts hold.

    It is ``ln(1 + (N - n + .5) / (n + .5))``, times ``PAIR_WEIGHT`` for a pair of characters.
    """
    rarity = math.log1p((texts - having + 0.5) / (having + 0.5))
    return rarity * PAIR_WEIGHT if is_pair(term) else rarity


class WordIndex:
    """The postings of terms with what BM25 gives each of them, but for the rarity of its term.

    That is known only of all parts of an index together. ``count`` texts there are, of which
    ``shares[i]`` belongs to posting ``i``: ``f / (f + K1 * (1 - B + B * l / L))`` for a term that
    stands f times in a text of l terms, where the texts have L on average.
    """

    def __init__(self, postings: Postings, shares: NDArray[np.float32], count: int) -> None:
        self._postings = postings
        self._shares = shares
        self.count = count

    @classmethod
    def of(cls, bags: Bags) -> WordIndex:
        """Return the index of the terms of texts; their numbers are their places in ``bags``."""
        postings, times = Postings.of(bags)
        lengths = bags.lengths
        mean = lengths.mean() if len(lengths) else 1.0
        slow = (K1 * (1 - B + B * lengths / max(mean, 1.0))).astype(np.float32)
        shares = times / (times + slow[postings.texts])
        return cls(postings, shares.astype(np.float32), len(lengths))

    @classmethod
    def build(cls, texts: Sequence[str]) -> WordIndex:
        """Return the index of ``texts``; their numbers are their places in the sequence."""
        return cls.of(Bags.of(map(terms, texts)))

    def having(self, term: str) -> NDArray[np.int32]:
        """Return the numbers of the texts that hold a term, ascending; none if it is unknown."""
        return self._postings.having(term)

    def frequencies(self, found: Sequence[str]) -> NDArray[np.int64]:
        """Return how many texts hold each of the terms ``found``."""
        places = self._postings.places(found)
        return np.array([place.stop - place.start for place in places], dtype=np.int64)

    def scores(self, weights: Mapping[str, float]) -> WordScores:
        """Return the scores of the texts for the terms of a query and what each counts."""
        places = self._postings.places(list(weights))
        found = sorted(
            ((place, value) for place, value in zip(places, weights.values(), strict=True)),
            key=lambda item: item[0].stop - item[0].start,
        )
        return WordScores(self._postings.texts, self._shares, self.count, found)

    def to_files(self, name: str) -> Files:
        """Return the files of the index, of which the names begin with ``name``."""
        return {**self._postings.to_files(name), f"{name}-shares.npy": self._shares}

    @classmethod
    def from_files(cls, files: Stored, name: str, count: int) -> WordIndex:
        """Return the index of ``count`` texts that :meth:`to_files` wrote."""
        shares = read_array(files[f"{name}-shares.npy"])
        return cls(Postings.from_files(files, name), shares, count)


class WordScores:
    """The BM25 scores of all texts for one query.

    Half of the postings of a large index belong to a hundred terms that stand in a third of its
    texts and tell hardly any apart. They are not added up for all texts, but looked up for those
    that the rarer terms put in front: up to ``SUMMED`` postings are added up, rarest terms first.
    """

    def __init__(
        self,
        texts: NDArray[np.int32],
        shares: NDArray[np.float32],
        count: int,
        found: Sequence[tuple[slice, float]],
    ) -> None:
        self._texts, self._shares = texts, shares
        self._sums = np.zeros(count, dtype=np.float64)
        self._frequent: list[tuple[slice, float]] = []
        summed = 0
        for place, value in found:
            length = place.stop - place.start
            if length and summed and summed + length > SUMMED:
                self._frequent.append((place, value))
            elif length:
                summed += length
                # A text stands at most once under a term, so nothing is lost by indexing.
                self._sums[texts[place]] += value * shares[place]
        self.any = summed > 0

    def best(
        self, k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the numbers and scores of the ``k`` best texts, or fewer, that score at all.

        ``allowed`` are the numbers to choose from; None means all. They come in no order.
        """
        found = np.flatnonzero(self._sums) if allowed is None else allowed[self._sums[allowed] > 0]
        wide = k if not self._frequent else k * CHOSEN_FROM
        if len(found) > wide:
            found = found[np.argpartition(-self._sums[found], wide)[:wide]]
        scores = self.of(found)
        if len(found) > k:
            best = np.argpartition(-scores, k)[:k]
            found, scores = found[best], scores[best]
        return found, scores

    def of(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the scores of the texts with these numbers, in their order."""
        result: NDArray[np.float64] = self._sums[numbers]
        numbers = numbers.astype(self._texts.dtype)
        for place, value in self._frequent:
            texts = self._texts[place]
            at = np.minimum(np.searchsorted(texts, numbers), len(texts) - 1)
            result += value * np.where(texts[at] == numbers, self._shares[place][at], 0)
        return np.round(result, DECIMALS)
