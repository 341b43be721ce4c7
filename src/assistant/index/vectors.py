"""The meaning leg of search: exact inner products by FAISS."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


class VectorIndex:
    """Rows of length 1 (or 0, for a text without words) and the search for the nearest.

    FAISS accepts much that is wrong (a width that does not fit dies without a word, k > n pads
    with −1), so widths and numbers are checked here.
    """

    def __init__(self, rows: NDArray[np.float32]) -> None:
        """Take ``rows`` of shape (texts, dimensions). Raises ValueError for anything else."""
        if rows.ndim != 2 or rows.dtype != np.float32:
            raise ValueError(
                f"vectors must be float32 in 2 dimensions, not {rows.dtype}, {rows.ndim}"
            )
        lengths = np.linalg.norm(rows, axis=1)
        # Half a percent: hub models may compute in half precision.
        wrong = ~((np.abs(lengths - 1) < 5e-3) | (lengths == 0))
        if wrong.any():
            number = int(wrong.argmax())
            raise ValueError(f"vector {number} has length {lengths[number]}, not 1 or 0")
        self.rows = np.ascontiguousarray(rows)

    def nearest(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the numbers of the ``k`` nearest rows and their inner products, best first.

        ``query`` has shape (dimensions,). ``allowed`` are the numbers to choose from, each once;
        None means all. Fewer than ``k`` come back where there are fewer. Raises ValueError for a
        query of another width, or numbers that repeat or do not exist.
        """
        self._check_query(query)
        if allowed is not None:
            self._check_numbers(allowed)
        k = min(k, len(self.rows) if allowed is None else len(allowed))
        if k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        import faiss

        options = {}
        if allowed is not None:
            options["params"] = faiss.SearchParameters(  # type: ignore[call-arg]
                sel=faiss.IDSelectorBatch(allowed)
            )
        products, numbers = self._faiss.search(query[np.newaxis], k, **options)
        return numbers[0], products[0]

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
    def _faiss(self) -> Any:
        import faiss

        index = faiss.IndexFlatIP(self.rows.shape[1])
        index.add(self.rows)
        return index

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
