"""The passages of a part by their ids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Files, Stored, read_array
from assistant.index.bags import digest_key


class Ids:
    """The numbers of passages by a digest of their ids: the ids themselves are not kept."""

    def __init__(self, keys: NDArray[np.uint64], numbers: NDArray[np.int32]) -> None:
        self._keys, self._numbers = keys, numbers

    @classmethod
    def of(cls, ids: Sequence[str]) -> Ids:
        """Return the numbers of ``ids``, their places in the sequence."""
        keys = np.array([digest_key(id) for id in ids], dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], order.astype(np.int32))

    def number(self, id: str) -> int | None:
        """Return the number that a passage with this id would have; None where there is none.

        Another id may have the same digest: compare that of the passage.
        """
        key = np.uint64(digest_key(id))
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        return int(self._numbers[place])

    def to_files(self, name: str) -> Files:
        """Return the files, of which the names begin with ``name``."""
        return {f"{name}-keys.npy": self._keys, f"{name}-numbers.npy": self._numbers}

    @classmethod
    def from_files(cls, files: Stored, name: str) -> Ids:
        """Return what :meth:`to_files` wrote."""
        return cls(read_array(files[f"{name}-keys.npy"]), read_array(files[f"{name}-numbers.npy"]))
