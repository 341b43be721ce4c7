"""What the parts of a build cost alone: the functions that the index is built with, nothing else.

One process; prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant.index.words import K1, B, terms
from benchmarks.scale.data import Prepared
from benchmarks.scale.measure import peak
from benchmarks.scale.reading import Reading

_BATCH = 4096


def measure(data: Prepared) -> dict[str, float]:
    """Return the seconds of words, vectors, FAISS (flat) and bm25s for a sample, each alone.

    FAISS and bm25s write their files. ``lemmas`` is what the peers need of the words.
    """
    import bm25s
    import faiss

    reading = Reading()
    reading.tokens("辞書とモデルを読み込むのは、時間に入れない。")
    reading.vector("辞書とモデルを読み込むのは、時間に入れない。")
    texts, found_by = list(data.texts()), list(data.found_by())
    seconds = {}

    begin = time.perf_counter()
    for text in found_by:
        reading.tokens(text)
    seconds["lemmas"] = time.perf_counter() - begin

    begin = time.perf_counter()
    words = [terms(text) for text in found_by]
    seconds["words"] = time.perf_counter() - begin

    begin = time.perf_counter()
    rows = np.concatenate(
        [reading.vectors(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
    )
    seconds["vectors"] = time.perf_counter() - begin

    with tempfile.TemporaryDirectory(dir=data.folder.parent) as folder:
        begin = time.perf_counter()
        flat = faiss.IndexFlatIP(rows.shape[1])
        flat.add(rows)
        faiss.write_index(flat, str(Path(folder) / "flat"))
        seconds["faiss"] = time.perf_counter() - begin

        begin = time.perf_counter()
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index(words, show_progress=False)
        model.save(folder, show_progress=False)
        seconds["bm25s"] = time.perf_counter() - begin
    return seconds


if __name__ == "__main__":
    prepared = Prepared(Path(sys.argv[1]))
    print(json.dumps({"seconds": measure(prepared), "peak": peak()}))
