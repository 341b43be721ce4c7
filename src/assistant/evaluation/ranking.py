"""What each leg of search says of every passage, and how often the right one comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.fusion import LEGS
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

    def rows(self, chosen: NDArray[np.bool_]) -> Measured:
        """Return the measures of some of the questions."""
        return Measured(
            self.z[chosen], self.right[chosen], self.found[chosen], self.literal[chosen]
        )

    def fused(self, by_leg: Array) -> Array:
        """Return the weighted sums (questions, passages); what was not found comes last."""
        return np.where(self.found, self.z @ by_leg, -np.inf)

    def ordered(self, by_leg: Array) -> Array:
        """Return scores in the order of search: literal finds first, then the weighted sum."""
        # The fused score counts between two numbers of literal finds, as in Index.search.
        return self.literal + 1 / (1 + np.exp(-self.fused(by_leg)))


def measure(index: Index, questions: Sequence[str], right: Sequence[Collection[str]]) -> Measured:
    """Ask every question of an index; ``right`` holds the ids of the passages that answer each."""
    number = {id: n for n, id in enumerate(index.by_id)}
    shape = len(questions), len(number)
    result = Measured(
        np.zeros((*shape, len(LEGS))),
        np.zeros(shape, np.bool_),
        np.zeros(shape, np.bool_),
        np.zeros(shape, np.int64),
    )
    for row, (question, ids) in enumerate(zip(questions, right, strict=True)):
        result.right[row, [number[each] for each in ids]] = True
        passages, by_leg, literal = index.by_leg(question)
        places = [number[passage.id] for passage in passages]
        result.found[row, places] = True
        result.literal[row, places] = literal
        for leg, scores in by_leg.items():
            result.z[row, places, LEGS.index(leg)] = scores
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
