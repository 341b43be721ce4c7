"""How the legs of search are weighed against each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEGS: Final = ("words", "vectors", "expansion_words", "expansion_vectors", "interaction")

_PLAIN: Final = {"expansion_words": "words", "expansion_vectors": "vectors"}
"""The leg that stands in for a leg of expansions where a passage has none."""

_Scores = NDArray[np.float64]


@cache
def weights() -> Mapping[str, float]:
    """Return the weight of each leg: they add up to 1.

    ``training/fit_fusion.py`` fits them on the development questions and writes them to
    ``data/fusion.json``.
    """
    text = files("assistant.data").joinpath("fusion.json").read_text(encoding="utf-8")
    result: dict[str, float] = json.loads(text)["weights"]
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The scores of some passages by leg, and which of them have expansions.

    ``coverage`` is how much of the query's words the best passage holds in its own text, 0 to 1.
    """

    legs: Mapping[str, _Scores]
    expanded: NDArray[np.bool_]
    coverage: float


def standardised(scores: Scores, background: Scores) -> dict[str, _Scores]:
    """Return the scores as z-scores, measured against those of ``background``.

    The words of the passages themselves count as far as the query's words are found in them at
    all: where hardly any is, the best of the bad would stand as far out as a perfect match. What
    expansions hold are the words that people ask with.

    A leg says nothing where its background is all alike: zeros. Expansions make a passage easier
    to find, so passages that have them are compared with each other; for one without, the leg of
    its own text counts instead, or it would be buried by its better described neighbours.
    """
    result: dict[str, _Scores] = {}
    for leg, values in scores.legs.items():
        among = background.legs[leg]
        if leg in _PLAIN:
            among = among[background.expanded]
        result[leg] = _z(values, among)
    result["words"] *= scores.coverage
    for leg, plain in _PLAIN.items():
        result[leg] = np.where(scores.expanded, result[leg], result[plain])
    return result


def _z(values: _Scores, among: _Scores) -> _Scores:
    spread = among.std() if len(among) else 0.0
    if spread == 0:
        return np.zeros_like(values)
    result: _Scores = (values - among.mean()) / spread
    return result


def fused(z_scores: Mapping[str, _Scores]) -> _Scores:
    """Return the weighted mean of the legs there are: an encoder may lack one."""
    total = sum(weights()[leg] for leg in z_scores)
    result: _Scores = np.sum([weights()[leg] / total * z for leg, z in z_scores.items()], axis=0)
    return result
