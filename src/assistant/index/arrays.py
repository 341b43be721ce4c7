"""Arrays of an index: their bytes on the disk, and items of many values in one array.

Item ``i`` of such an array has ``values[starts[i]:starts[i + 1]]``.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def array_to_bytes(array: NDArray[Any]) -> bytes:
    """Return the bytes of an ``.npy`` file; the same array gives the same bytes."""
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def array_from_bytes(data: bytes) -> NDArray[Any]:
    """Return the array in the bytes of an ``.npy`` file. Raises ValueError for anything else."""
    array: NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def starts_of(lengths: ArrayLike) -> NDArray[np.int64]:
    """Return the starts of items of these lengths, and the end of the last one."""
    ends: NDArray[np.int64] = np.cumsum(lengths, dtype=np.int64)
    return np.concatenate([np.zeros(1, dtype=np.int64), ends])


def places_of(starts: NDArray[np.int64], items: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of all values of ``items``, item after item."""
    lengths = starts[items + 1] - starts[items]
    # Each item's places count on from its own start instead of from what came before it.
    shifts = np.repeat(starts[items] - starts_of(lengths)[:-1], lengths)
    result: NDArray[np.int64] = np.arange(len(shifts)) + shifts
    return result
