"""What each leg of search says of every passage, and how often the right one comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.fusion import LEGS, Scores, standardised
from assistant.index.search import Index

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """Questions against passages.

    ``z`` holds the z-scores (questions, passages, legs), legs in the order of LEGS; ``right``
    (questions, passages) which passages answer; ``found`` (questions, passages) which search
    looked at; ``literal`` (questions, passages) how many literal finds each has.
    """

    z: Array
    right: NDArray[np.bool_]
    found: NDArray[np.bool_]
    literal: NDArray[np.int64]

    def fused(self, by_leg: Array) -> Array:
        """Return the weighted sums (questions, passages); what was not found comes last."""
        return np.where(self.found, self.z @ by_leg, -np.inf)

    def ordered(self, by_leg: Array) -> Array:
        """Return scores in the order of search: literal finds first, then the weighted sum."""
        # The fused score counts between two numbers of literal finds, as in Index.search.
        return self.literal + 1 / (1 + np.exp(-self.fused(by_leg)))


def measure(
    index: Index, questions: Sequence[str], right: Sequence[Collection[str]], expanded: set[str]
) -> Measured:
    """Ask every question of an index without a reranker.

    ``right`` holds the ids of the passages that answer each; ``expanded`` the ids of the passages
    that have expansions.
    """
    number = {passage.id: n for n, passage in enumerate(index.passages)}
    some = np.array([passage.id in expanded for passage in index.passages])
    shape = len(questions), len(number)
    result = Measured(
        np.zeros((*shape, len(LEGS))),
        np.zeros(shape, np.bool_),
        np.zeros(shape, np.bool_),
        np.zeros(shape, np.int64),
    )
    for row, (question, ids) in enumerate(zip(questions, right, strict=True)):
        result.right[row, [number[each] for each in ids]] = True
        hits = index.search(question, top_k=len(number))
        if not hits:
            continue
        places = np.array([number[hit.passage.id] for hit in hits])
        result.found[row, places] = True
        result.literal[row, places] = [hit.legs["literal"] for hit in hits]
        # An encoder that knows no words has no interaction leg: it says nothing.
        legs = {leg: np.array([hit.legs.get(leg, 0.0) for hit in hits]) for leg in LEGS}
        scores = Scores(legs, some[places])
        by_leg = standardised(scores, scores)
        result.z[row, places] = np.stack([by_leg[leg] for leg in LEGS], axis=1)
    return result


def right_among(scores: Array, right: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Return, for each question, whether a right passage is among the first ``count``.

    ``scores`` has the shape of ``right``: (questions, passages); of equal scores the first passage
    comes first.
    """
    best = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return np.array(np.take_along_axis(right, best, axis=1).any(axis=1))


def spearman(first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
    """Return the rank correlation; equal values share the mean of their ranks."""

    def ranks(values: NDArray[np.floating]) -> Array:
        _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
        result: Array = (np.cumsum(counts) - (counts - 1) / 2)[group]
        return result

    return float(np.corrcoef(ranks(first), ranks(second))[0, 1])
