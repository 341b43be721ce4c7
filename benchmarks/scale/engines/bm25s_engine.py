"""bm25s alone: the words' leg without vectors, memory-mapped, with the passages beside it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import bm25s

from benchmarks.scale.data import Prepared
from benchmarks.scale.reading import Reading


class Adapter:
    """An index saved in a folder."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self._folder = folder
        self._reading = reading

    def build(self, data: Prepared) -> Mapping[str, float]:
        """Index the lemmas and save them with the passages."""
        begin = time.perf_counter()
        model = bm25s.BM25()
        model.index([line.split() for line in data.tokens()], show_progress=False)
        indexed = time.perf_counter()
        model.save(str(self._folder), corpus=list(data.texts()), show_progress=False)
        return {"index": indexed - begin, "save": time.perf_counter() - indexed}

    def open(self) -> None:
        """Load the index, memory-mapped."""
        self._model = bm25s.BM25.load(str(self._folder), mmap=True, load_corpus=True)

    def search(self, question: str, k: int) -> list[int]:
        """Return the best by words, read from the stored passages."""
        tokens = self._reading.tokens(question)
        if not self._model.get_tokens_ids(tokens):
            return []
        found, _ = self._model.retrieve([tokens], k=k, show_progress=False)
        return [int(passage["id"]) for passage in found[0]]

    def nearest(self, question: str, k: int) -> list[int]:
        """There are no vectors."""
        return []
