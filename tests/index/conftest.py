"""Small, complete things to index: a model of a few words, a corpus, a whole project."""

import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.config import Settings, load_settings
from assistant.index.build import refresh

from .stores import in_milvus, make_index

__all__ = ["in_milvus", "make_index"]

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


class FakeEncoder:
    """Vectors by the letters a to d in a text: deterministic, and worked out in the head."""

    name = "fake"
    dimensions = 4
    fingerprint = "fake-1"

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array([[text.count(c) for c in "abcd"] for text in texts], dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Path:
    """A project with the published document, the tiny model and a built index. Do not change it.

    It has some of the document's expansions: the tests of damage build it many times.
    """
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "corpus", root / "corpus", ignore=shutil.ignore_patterns("*.jsonl"))
    [source, *_] = sorted((ROOT / "corpus").glob("*/expansions/*.jsonl"))
    lines = source.read_bytes().splitlines(keepends=True)[:50]
    (root / source.relative_to(ROOT)).write_bytes(b"".join(lines))
    shutil.copytree(tiny_model, root / "models" / "chive-tuned")
    refresh(load_settings(root))
    return root


@pytest.fixture
def project(built_project: Path, tmp_path: Path) -> Settings:
    """A copy of that project, to be changed."""
    return load_settings(shutil.copytree(built_project, tmp_path / "project"))


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files by their names, except the lock."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != ".lock"
    }
