"""LanceDB: a table with a vector index and its own full-text index, hybrid search with RRF.

Full text is over the lemmas, split at white space, nothing stemmed or left out. Vectors are in an
IVF with RaBitQ codes, and ten times as many as are asked for are read again in full: of its index
types the one that is built fastest, and with more than .98 of recall (docs/benchmarks.md has the
others).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import lancedb
import pyarrow as pa
from lancedb.index import FTS, IvfRq

from benchmarks.scale.data import Prepared
from benchmarks.scale.engines import batches
from benchmarks.scale.reading import Reading

_NAME = "passages"
_BATCH = 8192
_REFINE = 10


class Adapter:
    """A table in a folder."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self._folder = folder
        self._reading = reading

    def build(self, data: Prepared) -> Mapping[str, float]:
        """Write the table, then both indexes."""
        begin = time.perf_counter()
        schema = pa.schema(
            [
                ("id", pa.int64()),
                ("text", pa.string()),
                ("tokens", pa.string()),
                ("vector", pa.list_(pa.float32(), data.vectors().shape[1])),
            ]
        )
        table = lancedb.connect(self._folder).create_table(
            _NAME, data=_record_batches(data, schema), schema=schema
        )
        written = time.perf_counter()
        table.create_index("vector", config=IvfRq(distance_type="cosine"))
        near = time.perf_counter()
        table.create_index(
            "tokens",
            config=FTS(
                base_tokenizer="whitespace",
                stem=False,
                remove_stop_words=False,
                ascii_folding=False,
            ),
        )
        words = time.perf_counter()
        return {"table": written - begin, "vectors": near - written, "words": words - near}

    def open(self) -> None:
        """Open the table; indexes are read as they are needed."""
        self._table = lancedb.connect(self._folder).open_table(_NAME)

    def search(self, question: str, k: int) -> list[int]:
        """Search both legs and let its default reranker (RRF) join them."""
        found = (
            self._table.search(query_type="hybrid", vector_column_name="vector")
            .vector(self._reading.vector(question))
            .text(" ".join(self._reading.tokens(question)))
            .distance_type("cosine")
            .refine_factor(_REFINE)
            .limit(k)
            .select(["id", "text"])
            .to_arrow()
        )
        return [int(id) for id in found["id"].to_pylist()]

    def nearest(self, question: str, k: int) -> list[int]:
        """Search the vector index alone."""
        vector = self._reading.vector(question)
        query = self._table.search(vector, vector_column_name="vector").distance_type("cosine")
        found = query.refine_factor(_REFINE).limit(k).select(["id", "_distance"]).to_arrow()
        return [int(id) for id in found["id"].to_pylist()]


def _record_batches(data: Prepared, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    texts, tokens, vectors = data.texts(), data.tokens(), data.vectors()
    for batch in batches(len(vectors), _BATCH):
        rows = pa.array(vectors[batch.start : batch.stop].ravel())
        yield pa.record_batch(
            [
                pa.array(batch, pa.int64()),
                pa.array(list(islice(texts, len(batch)))),
                pa.array(list(islice(tokens, len(batch)))),
                pa.FixedSizeListArray.from_arrays(rows, vectors.shape[1]),
            ],
            schema=schema,
        )
