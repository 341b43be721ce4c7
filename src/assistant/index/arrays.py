"""Arrays of an index: how they lie on the disk, and items of many values in one array.

Item ``i`` of such an array has ``values[starts[i]:starts[i + 1]]``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from mmap import mmap
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Content = bytes | NDArray[Any]
"""What a file of an index holds: an array lies there as ``.npy``."""

Files = dict[str, Content]
"""The files of a part of an index by name, as they are built."""

Stored = Mapping[str, Content | mmap]
"""The same as they are read: a file on the disk is mapped into memory, not copied."""

_HEADER = 4096
"""Bytes within which the header of an ``.npy`` file ends, by far."""


def read_array(content: Content | mmap) -> NDArray[Any]:
    """Return the array of a file; its values are read where they are looked at.

    Raises ValueError where the file holds no ``.npy``.
    """
    if isinstance(content, np.ndarray):
        return content
    stream = io.BytesIO(content[:_HEADER])
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError(f"npy version {version}")
    shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
    if by_column or dtype.hasobject:
        raise ValueError(f"no plain array: {dtype}")
    values = np.frombuffer(content, dtype, count=int(np.prod(shape)), offset=stream.tell())
    return values.reshape(shape)


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
