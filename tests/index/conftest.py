"""Small, complete things to index: a model of a few words, a corpus, a whole project."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]

# Words of the tests' texts with made-up vectors; the frequencies only need to differ.
WORDS = ["里親", "委託", "施設", "市町村", "支援", "課題", "こども", "家庭"]
WORDS += ["相談", "会議", "出席", "の", "が", "ショート", "予防"]
FREQUENCIES = {word: 10.0 ** -(2 + number % 4) for number, word in enumerate(WORDS)}


def load_training_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_static_encoder", ROOT / "training" / "make_static_encoder.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_tiny_model(folder: Path) -> Path:
    rows = np.random.default_rng(7).normal(size=(len(WORDS), 16)).astype(np.float32)
    vocabulary = {word: row for row, word in enumerate(WORDS)}
    load_training_script().make(folder, vocabulary, rows, FREQUENCIES)
    return folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("models") / "tiny")
