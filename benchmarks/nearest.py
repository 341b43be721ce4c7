"""Which index of near vectors: all of them, an inverted file or a graph, by recall and cost.

    python -m benchmarks.nearest INDEX     # the index folder of a project of very many passages

Prints a table of the largest part's vectors. Questions are some words of its own passages, each
from one passage alone. One thread asks, all cores build.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from assistant.config import load_settings
from assistant.index import vectors
from assistant.index.encoder import open_encoder
from assistant.index.folder import read_index
from assistant.index.part import open_part
from assistant.text.segment import words_of

# Its type information lacks half of what is used here.
faiss: Any = _faiss

QUESTIONS: Final = 500
FIRST: Final = 10
_LOOKED_AT: Final = 1000
"""Rows that an approximate index proposes, as search asks for; these are compared exactly."""

_Ask = Callable[[NDArray[np.float32]], NDArray[np.int64]]


def main(folder: Path) -> None:
    """Print the table for the largest part of the index in ``folder``."""
    encoder = open_encoder(load_settings())
    parts = [open_part(part.files, encoder) for part in read_index(folder).parts]
    part = max(parts, key=lambda part: len(part.passages))
    rows = np.array(part.vectors.rows)
    chance = random.Random(1)
    texts = [part.passages[n].text for n in chance.sample(range(len(rows)), QUESTIONS)]
    asked = [" ".join(_words(text, chance)) for text in texts]
    questions = encoder.encode_queries(asked)
    print(f"{len(rows):,} vectors of {rows.shape[1]} numbers, {QUESTIONS} questions\n")
    print("| index | build, s of processor time | bytes/vector | recall@10 | ms/question |")
    print("|---|---|---|---|---|")
    flat, cost = _timed(lambda: _flat(rows))
    tenth = [flat.search(q[None], FIRST)[0][0][-1] for q in questions]

    def show(name: str, cost: float, size: float, ask: _Ask) -> None:
        faiss.omp_set_num_threads(1)
        begin = time.process_time()
        found = [ask(question) for question in questions]
        each = (time.process_time() - begin) / len(questions) * 1000
        near = [
            np.sort(rows[numbers[numbers >= 0]] @ question)[::-1][:FIRST]
            for numbers, question in zip(found, questions, strict=True)
        ]
        # A row as near as the tenth counts: many passages are equal.
        recall = np.mean([(p >= t - 1e-5).sum() / FIRST for p, t in zip(near, tenth, strict=True)])
        print(f"| {name} | {cost:.1f} | {size:.0f} | {recall:.3f} | {each:.2f} |", flush=True)

    show("all compared", cost, rows.shape[1] * 4, lambda q: flat.search(q[None], FIRST)[1][0])
    inverted, cost = _timed(lambda: vectors._coarse(rows))
    size = len(faiss.serialize_index(inverted)) / len(rows)
    for probed in (16, 32, 64, vectors.PROBED, 192):
        lists = faiss.SearchParametersIVF(nprobe=probed)
        name = f"inverted file, {probed} of {inverted.nlist} lists"
        show(name, cost, size, _asking(inverted, lists))
    graph, cost = _timed(lambda: _graph(rows))
    size = len(faiss.serialize_index(graph)) / len(rows)
    for width in (64, 200, _LOOKED_AT):
        seen = faiss.SearchParametersHNSW(efSearch=width)
        show(f"graph (HNSW), {width} candidates", cost, size, _asking(graph, seen, width))


def _words(text: str, chance: random.Random) -> list[str]:
    words = [word.surface for word in words_of(text) if word.key is not None] or [text]
    start = chance.randrange(len(words))
    return words[start : start + chance.randint(2, 4)]


def _flat(rows: NDArray[np.float32]) -> Any:
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return index


def _graph(rows: NDArray[np.float32]) -> Any:
    faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
    kind = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexHNSWSQ(rows.shape[1], kind, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 80
    index.train(rows)
    index.add(rows)
    return index


def _asking(index: Any, parameters: Any, most: int = _LOOKED_AT) -> _Ask:
    return lambda question: index.search(question[None], most, params=parameters)[1][0]


def _timed(build: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.process_time()
    made = build()
    return made, time.process_time() - begin


if __name__ == "__main__":
    main(Path(sys.argv[1]))
