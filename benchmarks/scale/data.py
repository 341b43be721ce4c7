"""Passages of one file as every engine gets them: nested samples, words, vectors, questions.

::

    FOLDER/questions.json          what is asked, with its kind; question-vectors.npy
    FOLDER/10000/passages.jsonl    a sample in the order of the file: text, section, region, label
    FOLDER/10000/tokens.txt        a line for each: the lemmas that it is found by, blanks between
    FOLDER/10000/vectors.npy       a row of float32 for each
    FOLDER/10000/exact.npy         for each question the ten highest inner products there are

A sample is part of every larger one. Left out are texts that no engine could be given alike:
blank ones, ones that this project would cut in two, ones without any word that has a vector.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.documents.plain_reader import LONGEST
from benchmarks.scale.questions import Question, make_questions
from benchmarks.scale.reading import Reading

SEED: Final = 20_190_401
HELD_OUT: Final = 800
"""Passages that questions are made of and that no index holds."""
NEAREST: Final = 10
FIELDS: Final = ("text", "section", "region", "label")
_FORMAT: Final = "1"
_BATCH: Final = 4096

_Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One sample on the disk."""

    folder: Path

    @property
    def passages(self) -> Path:
        """The sample as a user would have it: one JSON object a line."""
        return self.folder / "passages.jsonl"

    @property
    def bytes(self) -> int:
        """The size of that file."""
        return self.passages.stat().st_size

    def texts(self) -> Iterator[str]:
        """Yield the text of each passage."""
        with self.passages.open(encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)["text"]

    def found_by(self) -> Iterator[str]:
        """Yield what each passage is found by: its section, label and region, then its text."""
        with self.passages.open(encoding="utf-8") as stream:
            for line in stream:
                yield found_by(json.loads(line))

    def tokens(self) -> Iterator[str]:
        """Yield the lemmas of each passage, blanks between."""
        with (self.folder / "tokens.txt").open(encoding="utf-8") as stream:
            for line in stream:
                yield line.rstrip("\n")

    def vectors(self) -> _Rows:
        """Return the vectors, memory-mapped: (passages, dimensions), rows of length 1."""
        rows: _Rows = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return rows

    def exact(self) -> _Rows:
        """Return the highest inner products of each question: (questions, 10), descending."""
        products: _Rows = np.load(self.folder / "exact.npy")
        return products

    def __len__(self) -> int:
        return len(self.vectors())


def found_by(passage: Mapping[str, str]) -> str:
    """Return what a passage is found by, as this project indexes it, a line for each part."""
    parts = (passage.get(key) for key in ("section", "label", "region", "text"))
    return "\n".join(part for part in parts if part)


def read_passages(file: Path, names: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the passages of a JSONL file, plain or .gz; ``names`` maps our fields to the file's.

    Raises ValueError for a line that is no object with a text.
    """
    opener: Callable[..., object] = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as stream:  # type: ignore[attr-defined]
        for number, line in enumerate(stream, start=1):
            value = json.loads(line)
            text = value.get(names.get("text", "text")) if isinstance(value, dict) else None
            if not isinstance(text, str):
                raise ValueError(f"{file.name}, line {number}: no text")
            found = {key: str(value.get(names.get(key, key)) or "").strip() for key in FIELDS}
            yield {key: value for key, value in found.items() if value}


def prepare(
    file: Path,
    names: Mapping[str, str],
    sizes: Sequence[int | None],
    folder: Path,
    say: Callable[[str], None],
    held_out: int = HELD_OUT,
) -> dict[int, Prepared]:
    """Return the samples of these sizes (None: all there is), made where they are not there.

    Raises ValueError where the file holds too few passages for the questions alone.
    """
    reading = Reading()
    folder = folder / _key(file, names, held_out, reading)
    whole = folder / "whole"
    if not (whole / "vectors.npy").exists():
        say(f"reading {file.name}: words, vectors and questions, once for every engine")
        _read_all(file, names, folder, reading, held_out)
    count = len(Prepared(whole))
    made = {}
    for wanted in sizes:
        size = min(wanted or count, count)
        if not (folder / str(size) / "exact.npy").exists():
            _sample(folder, size)
        made[size] = Prepared(folder / str(size))
    return made


def load_questions(folder: Path) -> list[Question]:
    """Return the questions beside the samples."""
    listed = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    return [Question(**each) for each in listed]


def _key(file: Path, names: Mapping[str, str], held_out: int, reading: Reading) -> str:
    status = file.stat()
    parts = [_FORMAT, file.name, status.st_size, status.st_mtime_ns, sorted(names.items())]
    parts += [held_out, SEED, reading.encoder.fingerprint]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _read_all(
    file: Path, names: Mapping[str, str], folder: Path, reading: Reading, held_out: int
) -> None:
    """Write the largest sample, ``whole``, and the questions of what it leaves out."""
    making = folder / "making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    usable = [
        passage
        for passage in read_passages(file, names)
        if "text" in passage and len(passage["text"]) <= LONGEST and "\n" not in passage["text"]
    ]
    vectors = np.concatenate(
        [
            reading.vectors([passage["text"] for passage in usable[start : start + _BATCH]])
            for start in range(0, len(usable), _BATCH)
        ]
    )
    known = vectors.any(axis=1)
    order = np.random.default_rng(SEED).permutation(np.flatnonzero(known))
    if len(order) < 2 * held_out:
        raise ValueError(f"{file.name} holds {len(order)} passages, too few for {held_out} apart")
    asked, kept = np.sort(order[:held_out]), np.sort(order[held_out:])
    questions = make_questions([usable[n]["text"] for n in asked], SEED)
    (folder / "questions.json").write_text(
        json.dumps([each.to_json() for each in questions], ensure_ascii=False, indent=0) + "\n",
        encoding="utf-8",
    )
    np.save(folder / "question-vectors.npy", np.stack([reading.vector(q.text) for q in questions]))
    np.save(making / "vectors.npy", vectors[kept])
    with (
        (making / "passages.jsonl").open("w", encoding="utf-8") as passages,
        (making / "tokens.txt").open("w", encoding="utf-8") as tokens,
    ):
        for n in kept:
            passages.write(json.dumps(usable[n], ensure_ascii=False) + "\n")
            tokens.write(" ".join(reading.tokens(found_by(usable[n]))) + "\n")
    making.rename(folder / "whole")


def _sample(folder: Path, size: int) -> None:
    """Write the sample of a size: the passages that come first in a fixed random order."""
    whole = Prepared(folder / "whole")
    vectors = whole.vectors()
    rank = np.random.default_rng(SEED + 1).permutation(len(vectors))
    chosen = np.flatnonzero(rank < size)
    making = folder / "making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    rows = np.ascontiguousarray(vectors[chosen])
    np.save(making / "vectors.npy", rows)
    wanted = set(chosen.tolist())
    for name in ("passages.jsonl", "tokens.txt"):
        with (
            (whole.folder / name).open(encoding="utf-8") as source,
            (making / name).open("w", encoding="utf-8") as target,
        ):
            target.writelines(line for n, line in enumerate(source) if n in wanted)
    asked: _Rows = np.load(folder / "question-vectors.npy")
    np.save(making / "exact.npy", _highest(asked, rows))
    making.rename(folder / str(size))


def _highest(asked: _Rows, rows: _Rows) -> _Rows:
    """Return the ten highest inner products of each question with all rows, descending."""
    k = min(NEAREST, len(rows))
    best = np.empty((len(asked), k), dtype=np.float32)
    for start in range(0, len(asked), 64):
        products = asked[start : start + 64] @ rows.T
        best[start : start + 64] = -np.sort(-np.partition(products, -k, axis=1)[:, -k:], axis=1)
    return best
