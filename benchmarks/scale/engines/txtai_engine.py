"""txtai: sparse and dense index with content, as ``hybrid`` sets it up, with vectors from outside.

Its tokenizer knows no Japanese, so the text that it indexes is the lemmas, split at white space.
Dense is its default, a FAISS IVF with as many cells and probes as it chooses.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from txtai import Embeddings

from benchmarks.scale.data import Prepared
from benchmarks.scale.reading import Reading


class Adapter:
    """An index saved in a folder."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self._folder = folder
        self._reading = reading
        self._asked = ""
        self._rows: Iterator[NDArray[np.float32]] | None = None

    def build(self, data: Prepared) -> Mapping[str, float]:
        """Index tokens and vectors, keep the passages as content, save."""
        begin = time.perf_counter()
        embeddings = Embeddings(self._config())
        self._rows = iter(data.vectors())
        embeddings.index(
            (number, {"text": tokens, "passage": text}, None)
            for number, (tokens, text) in enumerate(zip(data.tokens(), data.texts(), strict=True))
        )
        indexed = time.perf_counter()
        embeddings.save(str(self._folder))
        return {"index": indexed - begin, "save": time.perf_counter() - indexed}

    def open(self) -> None:
        """Load the saved index."""
        # What was saved of the function is its name: it is given again.
        config = {"transform": self._config()["transform"]}
        self._embeddings = Embeddings()
        self._embeddings.load(str(self._folder), config=config)

    def search(self, question: str, k: int) -> list[int]:
        """Search both legs, each weighing half, as it does by itself."""
        self._asked = question
        tokens = " ".join(self._reading.tokens(question))
        # An apostrophe or "select" would be read as SQL: tokens hold neither.
        return [int(found["id"]) for found in self._embeddings.search(tokens, k)]

    def nearest(self, question: str, k: int) -> list[int]:
        """Search the dense index alone."""
        vector = self._reading.vector(question)[np.newaxis]
        [found] = self._embeddings.ann.search(vector, k)
        return [int(number) for number, _ in found if number >= 0]

    def _config(self) -> dict[str, Any]:
        def transform(texts: list[str]) -> NDArray[np.float32]:
            if self._rows is None:
                return self._reading.vector(self._asked)[np.newaxis]
            return np.stack([next(self._rows) for _ in texts])

        return {
            "method": "external",
            "transform": transform,
            "content": True,
            "scoring": {
                "method": "bm25",
                "terms": True,
                "normalize": True,
                "tokenizer": {"whitespace": True},
            },
        }
