"""Many values of one type in one file, a line of JSON each: read one by one, never as a whole."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast, overload

from assistant.index.arrays import Files, Stored, read_array, starts_of
from assistant.index.codec import plain, reader

Value = TypeVar("Value")

_KEPT = 4096
"""Values that are kept after they were read: a few megabytes of passages."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Values of a dataclass as they are kept: lines of JSON, and the bytes of each."""

    content: bytes
    lengths: list[int]

    @classmethod
    def of(cls, values: Iterable[object]) -> Lines:
        """Return the lines of ``values``, in their order."""
        lines = [
            json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            for value in values
        ]
        return cls(b"".join(lines), [len(line) for line in lines])

    @classmethod
    def joined(cls, several: Sequence[Lines]) -> Lines:
        """Return all lines of ``several``, in their order."""
        return cls(
            b"".join(lines.content for lines in several),
            [length for lines in several for length in lines.lengths],
        )

    def to_files(self, name: str) -> Files:
        """Return the files of the values, of which the names begin with ``name``."""
        return {f"{name}.jsonl": self.content, f"{name}-starts.npy": starts_of(self.lengths)}


class Lazy(Sequence[Value], ABC):
    """A sequence whose values are read one by one, when they are looked at."""

    @abstractmethod
    def at(self, place: int) -> Value:
        """Return the value at a place from 0 to less than the length."""

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | Sequence[Value]:
        if isinstance(place, slice):
            return Window(self, range(len(self))[place])
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self.at(place % len(self))


class Rows(Lazy[Value], Generic[Value]):
    """The values that :meth:`Lines.to_files` wrote, equal to the original ones.

    Safe to share between threads.
    """

    def __init__(self, files: Stored, name: str, kind: type[Value]) -> None:
        self._lines = files[f"{name}.jsonl"]
        self._starts = read_array(files[f"{name}-starts.npy"])
        read = reader(cast("Any", kind))

        def value(number: int) -> Value:
            start, end = self._starts[number : number + 2].tolist()
            made: Value = read(json.loads(bytes(self._lines[start:end])))
            return made

        self._value = lru_cache(maxsize=_KEPT)(value)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def at(self, place: int) -> Value:
        """Return the value at a place."""
        return self._value(place)


class Window(Lazy[Value], Generic[Value]):
    """Some of a sequence's values, read when they are looked at; equal to a tuple of them."""

    def __init__(self, values: Sequence[Value], places: range) -> None:
        self._values, self._places = values, places

    def __len__(self) -> int:
        return len(self._places)

    def at(self, place: int) -> Value:
        """Return the value at a place."""
        return self._values[self._places[place]]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, Window)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash((len(self), *self[:1]))
