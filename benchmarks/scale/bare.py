"""What the parts of a build cost alone: the functions that the index is built with, nothing else.

Words and vectors are made in as many processes as the index is. Prints one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.analyse import in_runs
from assistant.index.bags import Bags
from assistant.index.encoder import StaticEncoder
from assistant.index.vectors import vectors_to_files
from assistant.index.words import K1, B, terms
from benchmarks.scale.data import Prepared, found_by
from benchmarks.scale.measure import cpu_seconds
from benchmarks.scale.reading import Reading

_TOGETHER = 200
"""Passages of which first the words, then the vectors are made, as long as their words are kept."""


def measure(data: Prepared) -> dict[str, dict[str, float]]:
    """Return the seconds of words, vectors, FAISS and bm25s for a sample, each alone.

    ``cpu`` holds the same as the processors' time. FAISS and bm25s write their files.
    """
    import bm25s

    with data.passages.open(encoding="utf-8") as stream:
        passages = [json.loads(line) for line in stream]
    items = [(found_by(passage), passage["text"]) for passage in passages]
    encoder = Reading().encoder
    seconds: dict[str, float] = {}
    cpu: dict[str, float] = {}

    @contextlib.contextmanager
    def timed(name: str) -> Iterator[None]:
        begin, worked = time.perf_counter(), cpu_seconds()
        yield
        seconds[name] = time.perf_counter() - begin
        cpu[name] = cpu_seconds() - worked

    with timed("both"):
        runs = list(in_runs(items, partial(_read, encoder=encoder), encoder))
    share = sum(run[2] for run in runs) / sum(run[2] + run[3] for run in runs)
    for taken in (seconds, cpu):
        both = taken.pop("both")
        taken |= {"words": both * share, "vectors": both * (1 - share)}
    bags = Bags.joined([run[0] for run in runs])
    rows = np.concatenate([run[1] for run in runs])
    del runs, passages, items

    words = np.split(np.repeat(bags.numbers, bags.times), np.cumsum(_lengths(bags))[:-1])
    vocabulary = {word: n for n, word in enumerate(bags.vocabulary)}
    with tempfile.TemporaryDirectory(dir=data.folder.parent) as folder:
        with timed("faiss"):
            for name, content in vectors_to_files(rows, "vectors").items():
                with (Path(folder) / name).open("wb") as stream_out:
                    if isinstance(content, np.ndarray):
                        np.save(stream_out, content)
                    else:
                        stream_out.write(content)
        with timed("bm25s"):
            model = bm25s.BM25(k1=K1, b=B, method="lucene")
            model.index((words, vocabulary), create_empty_token=False, show_progress=False)
            model.save(folder, show_progress=False)
    return {"seconds": seconds, "cpu": cpu}


def _read(
    items: Sequence[tuple[str, str]], encoder: StaticEncoder
) -> tuple[Bags, NDArray[np.float32], float, float]:
    """Return words and vectors of a run of passages, and the seconds of each."""
    words, rows, of_words, of_vectors = [], [], 0.0, 0.0
    for start in range(0, len(items), _TOGETHER):
        few = items[start : start + _TOGETHER]
        begin = time.perf_counter()
        words += [terms(text) for text, _ in few]
        between = time.perf_counter()
        rows.append(encoder.encode_documents([text for _, text in few]))
        of_words += between - begin
        of_vectors += time.perf_counter() - between
    return Bags.of(words), np.concatenate(rows), of_words, of_vectors


def _lengths(bags: Bags) -> NDArray[np.int64]:
    ends = np.concatenate([[0], np.cumsum(bags.times, dtype=np.int64)])
    lengths: NDArray[np.int64] = np.diff(ends[bags.starts])
    return lengths


if __name__ == "__main__":
    # By its own name: another process finds no function of a module that is run as a program.
    from benchmarks.scale.bare import measure as measured

    print(json.dumps(measured(Prepared(Path(sys.argv[1])))))
