"""The scripts that fit and tune: their arithmetic, and that they do the same each time."""

import importlib.util
import math
import sys
from types import ModuleType

import numpy as np
import pytest
import torch

from assistant.evaluation.ranking import Measured
from assistant.index.fusion import LEGS

from .conftest import ROOT


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "training" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


# ── fit_fusion ──


def test_the_leg_that_finds_gets_the_weight() -> None:
    script = load("fit_fusion")
    random = np.random.default_rng(1)
    z = random.normal(size=(60, 20, len(LEGS)))
    right = np.zeros((60, 20), dtype=bool)
    right[np.arange(60), random.integers(0, 20, 60)] = True
    z[right, 2] += 3  # one leg knows
    z[right, 3] -= 3  # one is misled: no weight is below zero
    found = np.ones_like(right)
    own = Measured(z, right, found, found.astype(int))
    nothing = Measured(np.zeros_like(z), right, found, found.astype(int))
    weights = script.fit(own, nothing)
    assert weights.sum() == pytest.approx(1)
    assert weights[2] > 0.7
    assert weights[3] == 0
    assert np.array_equal(weights, script.fit(own, nothing))
    without = script.fit(own, nothing, [leg for leg in LEGS if leg != "words"])
    assert without[0] == 0
    # The public questions have a say, but a smaller one.
    shifted = Measured(np.roll(z, 2, axis=2), right, found, found.astype(int))
    assert 0 < script.fit(own, shifted)[4] < script.fit(own, shifted)[2]


# ── tune_static_encoder ──


def test_the_ranking_loss_by_hand() -> None:
    # Each of two pairs has cosine 1 with its own and 0 with the other: −ln(e / (e + 1)).
    pairs = torch.eye(2), torch.eye(2)
    loss = load("tune_static_encoder").ranking_loss(pairs, 1.0)
    assert float(loss) == pytest.approx(math.log(1 + math.exp(-1)))


def test_the_order_loss_by_hand() -> None:
    script = load("tune_static_encoder")
    pairs = torch.tensor([[1.0, 0], [1, 0]]), torch.tensor([[1.0, 0], [0, 1]])
    # The first pair has cosine 1, the second 0; wrong is the grade that says otherwise.
    wrong = float(script.order_loss(pairs, torch.tensor([1.0, 5.0])))
    assert wrong == pytest.approx(math.log(1 + math.exp(script.SHARP)))
    assert float(script.order_loss(pairs, torch.tensor([5.0, 1.0]))) < 1e-6
    assert float(script.order_loss(pairs, torch.tensor([3.0, 3.0]))) == 0


@pytest.mark.parametrize(
    ("position", "expected"),
    [(0, "一つ。"), (2, "一つ。"), (3, "二つ\n"), (6, "三つ"), (7, "三つ")],
)
def test_the_sentence_that_holds_the_answer(position: int, expected: str) -> None:
    assert load("tune_static_encoder").sentence_at("一つ。二つ\n三つ", position) == expected


def test_the_nested_loss_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    script = load("tune_static_encoder")
    monkeypatch.setattr(script, "WIDTHS", (1,))
    # Whole vectors tell the pairs apart, their first numbers do not: −ln(e / (e + 1)), ln 2.
    pairs = torch.tensor([[1.0, 1], [1, -1]]), torch.tensor([[1.0, 1], [1, -1]])
    halved = torch.nn.functional.normalize(pairs[0]), torch.nn.functional.normalize(pairs[1])
    expected = (math.log(1 + math.exp(-1)) + math.log(2)) / 2
    assert float(script.nested_loss(halved, 1.0)) == pytest.approx(expected)


def test_tuning_pulls_pairs_together_and_is_repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    script = load("tune_static_encoder")
    monkeypatch.setattr(script, "BATCH", 8)
    monkeypatch.setattr(script, "SENTENCES", 8)
    random = np.random.default_rng(2)
    arrays = {
        "embeddings": random.normal(size=(9, 8)).astype(np.float16),
        "mapping": np.arange(9, dtype=np.int32),
        "weights": np.array([0, *[0.5] * 8], dtype=np.float32),
    }
    # Word 1 belongs to word 2, 3 to 4, and so on.
    words = [np.array([n]) for n in range(1, 9)]
    pairs = [(words[n], words[n + 1]) for n in range(0, 8, 2)] * 20
    graded = [(a, b, 5.0) for a, b in pairs] + [(words[0], words[2], 0.0)]
    data = script.Data(pairs, pairs, pairs, [graded], [[words[0], words[1]], [words[2], words[3]]])

    def cosine(tuned: dict[str, np.ndarray], first: int, second: int) -> float:
        a, b = tuned["embeddings"][[first, second]].astype(np.float64)
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    tuned = script.tune(arrays, data)
    for first in (1, 3, 5, 7):
        assert cosine(tuned, first, first + 1) > cosine(arrays, first, first + 1)
    again = script.tune(arrays, data)
    assert all(np.array_equal(tuned[name], again[name]) for name in arrays)
    assert tuned["weights"].max() == 1
    assert tuned["weights"][0] == 0
    unmoved = script.tune(arrays, data, share=0.0)
    # The same vectors, strongest direction first.
    assert np.abs(unmoved["embeddings"][:, ::-1] - arrays["embeddings"]).max() < 2e-3
