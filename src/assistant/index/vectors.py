"""The meaning leg of search: inner products, exact, by FAISS.

Up to ``FLAT`` rows every row is compared. Of more, an inverted file of coarse copies says which
rows are near; what they score is then computed from the rows themselves.
"""

from __future__ import annotations

import os
from functools import cached_property
from math import sqrt
from mmap import mmap
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Content, Files, Stored, read_array

FLAT: Final = 100_000
"""Rows up to which all are compared, a few milliseconds' work (docs/benchmarks.md)."""

PROBED: Final = 96
"""Lists of the inverted file that are looked through for a query."""

FEW: Final = 20_000
"""Rows allowed by a filter up to which each is compared: too few of them lie in any list."""

_SAMPLED: Final = 40
"""Rows for each list from which its centre is learnt; FAISS asks for 39 at least."""

_THREADS: Final = 1
"""Of FAISS for one query: more would wait for each other where the machine has other work."""

_SEED: Final = 20241017


def check_rows(rows: NDArray[np.float32]) -> None:
    """Raise ValueError unless ``rows`` are float32 (texts, dimensions) of length 1 or 0."""
    if rows.ndim != 2 or rows.dtype != np.float32:
        raise ValueError(f"vectors must be float32 in 2 dimensions, not {rows.dtype}, {rows.ndim}")
    lengths = np.linalg.norm(rows, axis=1)
    # Half a percent: hub models may compute in half precision.
    wrong = ~((np.abs(lengths - 1) < 5e-3) | (lengths == 0))
    if wrong.any():
        number = int(wrong.argmax())
        raise ValueError(f"vector {number} has length {lengths[number]}, not 1 or 0")


def vectors_to_files(rows: NDArray[np.float32], name: str) -> Files:
    """Return the files of a :class:`VectorIndex`, of which the names begin with ``name``.

    Raises ValueError as :func:`check_rows` does.
    """
    check_rows(rows)
    files: Files = {f"{name}.npy": np.ascontiguousarray(rows)}
    if len(rows) > FLAT:
        import faiss

        files[f"{name}-coarse.faiss"] = faiss.serialize_index(_coarse(rows))
    return files


def _coarse(rows: NDArray[np.float32]) -> Any:
    """Return an inverted file of the rows, a byte for each number."""
    import faiss

    faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
    lists = 2 ** round(np.log2(2 * sqrt(len(rows))))
    quantizer = faiss.IndexFlatIP(rows.shape[1])
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, rows.shape[1], lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.by_residual = False
    index.cp.seed = _SEED
    index.cp.spherical = True
    index.cp.min_points_per_centroid = 1
    sample = np.random.default_rng(_SEED).choice(
        len(rows), min(len(rows), lists * _SAMPLED), replace=False
    )
    index.train(rows[np.sort(sample)])
    index.add(rows)
    return index


class VectorIndex:
    """Rows of length 1 (or 0, for a text without words) and the search for the nearest.

    FAISS accepts much that is wrong (a width that does not fit dies without a word, k > n pads
    with −1), so widths and numbers are checked here.
    """

    def __init__(self, rows: NDArray[np.float32], coarse: Content | mmap | None = None) -> None:
        """Take ``rows`` of shape (texts, dimensions), and for many of them their coarse copies.

        The rows must have passed :func:`check_rows`.
        """
        self.rows = rows
        self._serialized = coarse

    @classmethod
    def from_files(cls, files: Stored, name: str) -> VectorIndex:
        """Return what :func:`vectors_to_files` wrote."""
        coarse = files.get(f"{name}-coarse.faiss")
        return cls(read_array(files[f"{name}.npy"]), coarse)

    def nearest(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the numbers of the ``k`` nearest rows and their inner products, best first.

        ``query`` has shape (dimensions,). ``allowed`` are the numbers to choose from, each once;
        None means all. Fewer than ``k`` come back where there are fewer, and of very many rows
        where their lists hold fewer. Raises ValueError for a query of another width, or numbers
        that repeat or do not exist.
        """
        self._check_query(query)
        if allowed is not None:
            self._check_numbers(allowed)
        k = min(k, len(self.rows) if allowed is None else len(allowed))
        if k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if self._serialized is not None and allowed is not None and len(allowed) <= FEW:
            return self._compared(query, allowed, k)
        import faiss

        if self._serialized is not None:
            options: dict[str, Any] = {"nprobe": PROBED}
            if allowed is not None:
                bits = np.zeros(len(self.rows), dtype=np.bool_)
                bits[allowed] = True
                packed = np.packbits(bits, bitorder="little")
                options["sel"] = faiss.IDSelectorBitmap(packed)  # type: ignore[arg-type,call-arg]
            params = faiss.SearchParametersIVF(**options)
            faiss.omp_set_num_threads(_THREADS)
            _, found = self._coarse.search(query[np.newaxis], k, params=params)
            return self._compared(query, np.sort(found[0][found[0] >= 0]), k)
        faiss.omp_set_num_threads(_THREADS)
        options = {}
        if allowed is not None:
            options["params"] = faiss.SearchParameters(  # type: ignore[call-arg]
                sel=faiss.IDSelectorBatch(allowed)
            )
        products, found = self._flat.search(query[np.newaxis], k, **options)
        return found[0], products[0]

    def _compared(
        self, query: NDArray[np.float32], numbers: NDArray[np.int64], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        products = self.products(query, numbers)
        order = np.argsort(-products, kind="stable")[:k]
        return numbers[order], products[order]

    def products(
        self, query: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the inner products of ``query`` with the rows of these numbers, in their order.

        Raises ValueError as :meth:`nearest` does.
        """
        self._check_query(query)
        self._check_numbers(numbers)
        # Not ``@``: its last bits depend on the other rows, and its threads wait for each other
        # for milliseconds where the machine has other work.
        products: NDArray[np.float32]
        if 2 * len(numbers) > len(self.rows):
            # Copying so many rows out takes longer than multiplying them all.
            products = np.vecdot(self.rows, query)[numbers]
        else:
            products = np.vecdot(self.rows[numbers], query)
        return products

    @cached_property
    def _flat(self) -> Any:
        import faiss

        index = faiss.IndexFlatIP(self.rows.shape[1])
        index.add(self.rows)
        return index

    @cached_property
    def _coarse(self) -> Any:
        import faiss

        assert self._serialized is not None
        return faiss.deserialize_index(read_array(self._serialized))

    def _check_query(self, query: NDArray[np.float32]) -> None:
        if query.shape != (self.rows.shape[1],):
            raise ValueError(f"a query of shape {query.shape} against rows of {self.rows.shape[1]}")

    def _check_numbers(self, numbers: NDArray[np.int64]) -> None:
        ascending = (np.diff(numbers) > 0).all()
        if not ascending and len(np.unique(numbers)) != len(numbers):
            raise ValueError("the numbers of rows repeat")
        if len(numbers) and not 0 <= numbers.min() <= numbers.max() < len(self.rows):
            raise ValueError(
                f"rows {numbers.min()} to {numbers.max()} asked for, of {len(self.rows)}"
            )
