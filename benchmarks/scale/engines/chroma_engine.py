"""Chroma: a persistent collection with given vectors, HNSW with its own settings, cosine.

A local collection ranks by vectors alone; its full-text index only filters (``$contains``), so
Chroma stands here as a vector store that keeps the passages, not as a hybrid search.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import chromadb

from benchmarks.scale.data import Prepared
from benchmarks.scale.engines import batches
from benchmarks.scale.reading import Reading

_NAME = "passages"


class Adapter:
    """A collection in a folder."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self._folder = folder
        self._reading = reading

    def build(self, data: Prepared) -> Mapping[str, float]:
        """Add passages and vectors in batches as large as it takes."""
        begin = time.perf_counter()
        client = self._client()
        collection = client.create_collection(
            _NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        texts, vectors = data.texts(), data.vectors()
        for batch in batches(len(vectors), client.get_max_batch_size()):
            collection.add(
                ids=[str(number) for number in batch],
                embeddings=vectors[batch.start : batch.stop],
                documents=list(islice(texts, len(batch))),
            )
        return {"add": time.perf_counter() - begin}

    def open(self) -> None:
        """Open the collection; the graph is read at the first question."""
        self._collection = self._client().get_collection(_NAME, embedding_function=None)

    def search(self, question: str, k: int) -> list[int]:
        """Return the nearest with their passages."""
        vector = self._reading.vector(question)
        found = self._collection.query(
            query_embeddings=[vector], n_results=k, include=["documents", "distances"]
        )
        return [int(id) for id in found["ids"][0]]

    def nearest(self, question: str, k: int) -> list[int]:
        """There is one leg alone."""
        return self.search(question, k)

    def _client(self) -> chromadb.ClientAPI:
        settings = chromadb.Settings(anonymized_telemetry=False)
        return chromadb.PersistentClient(str(self._folder), settings=settings)
