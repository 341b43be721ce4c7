"""What the parts of a build cost alone: the functions that the index is built with, nothing else.

One process; prints one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from assistant.index.vectors import vectors_to_files
from assistant.index.words import K1, B, terms
from benchmarks.scale.data import Prepared
from benchmarks.scale.measure import cpu_seconds, peak
from benchmarks.scale.reading import Reading

_BATCH = 4096


def measure(data: Prepared) -> dict[str, dict[str, float]]:
    """Return the seconds of words, vectors, FAISS and bm25s for a sample, each alone.

    ``cpu`` holds the same as the processors' time. FAISS and bm25s write their files. ``lemmas``
    is what the peers need of the words.
    """
    import bm25s

    reading = Reading()
    reading.tokens("辞書とモデルを読み込むのは、時間に入れない。")
    reading.vector("辞書とモデルを読み込むのは、時間に入れない。")
    texts, found_by = list(data.texts()), list(data.found_by())
    seconds: dict[str, float] = {}
    cpu: dict[str, float] = {}

    @contextlib.contextmanager
    def timed(name: str) -> Iterator[None]:
        begin, worked = time.perf_counter(), cpu_seconds()
        yield
        seconds[name] = time.perf_counter() - begin
        cpu[name] = cpu_seconds() - worked

    with timed("lemmas"):
        for text in found_by:
            reading.tokens(text)
    with timed("words"):
        words = [terms(text) for text in found_by]
    with timed("vectors"):
        starts = range(0, len(texts), _BATCH)
        rows = np.concatenate([reading.vectors(texts[n : n + _BATCH]) for n in starts])
    with tempfile.TemporaryDirectory(dir=data.folder.parent) as folder:
        with timed("faiss"):
            for name, content in vectors_to_files(rows, "vectors").items():
                with (Path(folder) / name).open("wb") as stream:
                    if isinstance(content, np.ndarray):
                        np.save(stream, content)
                    else:
                        stream.write(content)
        with timed("bm25s"):
            model = bm25s.BM25(k1=K1, b=B, method="lucene")
            model.index(words, show_progress=False)
            model.save(folder, show_progress=False)
    return {"seconds": seconds, "cpu": cpu}


if __name__ == "__main__":
    prepared = Prepared(Path(sys.argv[1]))
    print(json.dumps({**measure(prepared), "peak": peak()}))
