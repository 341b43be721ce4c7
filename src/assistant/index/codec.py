"""Documents as JSON and back: whatever fields the types have, without naming them here."""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from assistant.types import Document

_Reader = Callable[[Any], Any]
_PLAIN = (str, int, float, bool, type(None))


def documents_to_json(documents: Sequence[Document]) -> bytes:
    """Return the documents as UTF-8 JSON; the same documents give the same bytes."""
    values = [plain(document) for document in documents]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def documents_from_json(data: bytes) -> tuple[Document, ...]:
    """Return the documents that :func:`documents_to_json` wrote, equal to the original ones.

    Raises ValueError, KeyError or TypeError where ``data`` was written from other types.
    """
    read = reader(Document)
    return tuple(read(value) for value in json.loads(data))


def plain(value: Any) -> Any:
    """Return a value as JSON has it. Fields at their default are left out: most are."""
    if isinstance(value, _PLAIN):
        return value
    if dataclasses.is_dataclass(value):
        return {
            name: item if isinstance(item, _PLAIN) else plain(item)
            for name, default in _fields(typing.cast("Any", type(value)))
            if (item := getattr(value, name)) != default
        }
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


@functools.cache
def _fields(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """Return the names of a dataclass's fields with their defaults."""
    return tuple(
        (
            field.name,
            field.default
            if field.default_factory is dataclasses.MISSING
            else field.default_factory(),
        )
        for field in dataclasses.fields(kind)
    )


@functools.cache
def reader(kind: Any) -> _Reader:
    """Return what makes a value of the annotated type ``kind`` from JSON."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (tuple, Sequence):  # tuple[X, ...] is the only one the types use
        read = reader(arguments[0])
        return lambda values: tuple(read(value) for value in values)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        read = reader(arguments[1])
        return lambda values: {key: read(value) for key, value in values.items()}
    if origin in (Union, types.UnionType):
        [read] = {reader(argument) for argument in arguments if argument is not type(None)}
        return lambda value: None if value is None else read(value)
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(typing.cast("type[Any]", kind))
    if origin is Literal or kind in _PLAIN:
        return _as_it_is
    raise TypeError(f"no way to read {kind} from JSON")


def _dataclass_reader(kind: type[Any]) -> _Reader:
    hints = get_type_hints(kind)
    readers = {field.name: reader(hints[field.name]) for field in dataclasses.fields(kind)}

    def read(values: Mapping[str, Any]) -> Any:
        return kind(**{name: readers[name](value) for name, value in values.items()})

    return read


def _as_it_is(value: Any) -> Any:
    return value
