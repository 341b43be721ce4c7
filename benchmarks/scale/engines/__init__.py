"""The engines that are compared, one module each; a module is imported where it is measured."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from benchmarks.scale.data import Prepared
from benchmarks.scale.reading import Reading


class Engine(Protocol):
    """An engine over the passages of one size. A passage is named by its place in the file."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        """Take the folder that holds the index, and what turns a question into words and vectors.

        What is imported here counts as starting, not as opening.
        """

    def build(self, data: Prepared) -> Mapping[str, float]:
        """Write the index into the folder; return the seconds of each step by its name."""

    def open(self) -> None:
        """Make the index ready to be asked."""

    def search(self, question: str, k: int) -> list[int]:
        """Return the best ``k`` passages for a question, best first, read from what is stored."""

    def nearest(self, question: str, k: int) -> list[int]:
        """Return the ``k`` passages that the vector leg finds nearest; none where it has none."""


@dataclass(frozen=True, slots=True)
class About:
    """Where an engine is, and what its row of the tables says of it."""

    module: str
    title: str
    hybrid: bool
    package: str
    peer: bool = True
    """Whether it runs in the environment of the peers."""


ENGINES: Final = {
    "assistant": About("ours", "this project", True, "assistant", peer=False),
    "txtai": About("txtai_engine", "txtai (FAISS IVF + own BM25)", True, "txtai"),
    "chroma": About("chroma_engine", "Chroma (HNSW)", False, "chromadb"),
    "lancedb": About("lancedb_engine", "LanceDB (IVF-RQ + FTS)", True, "lancedb"),
    "bm25s": About("bm25s_engine", "bm25s (words alone)", False, "bm25s"),
}


def load_engine(name: str) -> Callable[[Path, Reading], Engine]:
    """Return the class of an engine; importing it imports what it needs."""
    module = importlib.import_module(f"benchmarks.scale.engines.{ENGINES[name].module}")
    engine: Callable[[Path, Reading], Engine] = module.Adapter
    return engine


def batches(count: int, size: int) -> Sequence[range]:
    """Return the numbers 0 to ``count`` in runs of at most ``size``."""
    return [range(start, min(start + size, count)) for start in range(0, count, size)]
