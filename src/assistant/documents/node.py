"""Typed reading of TOML: every wrong or unknown key is named, with the file it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from assistant.errors import CorpusError

_T = TypeVar("_T")
_KINDS = {str: "文字列", int: "整数", bool: "true か false", list: "配列", dict: "表"}


class Node:
    """One TOML table. ``where`` is how messages call it: the file and the path to the table.

    Each getter raises CorpusError where the value has another type, or is missing and no
    default is given; :meth:`close` raises for keys that no getter asked for.
    """

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data = data
        self._seen: set[str] = set()
        self.where = where

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def text(self, key: str, *default: str) -> str:
        """Return a string."""
        value: str = self._get(key, str, default)
        return value

    def optional_text(self, key: str) -> str | None:
        """Return a string, None where the key is missing."""
        return self.text(key) if key in self else None

    def integer(self, key: str, *default: int) -> int:
        """Return an integer."""
        value: int = self._get(key, int, default)
        return value

    def flag(self, key: str) -> bool:
        """Return a boolean, False where the key is missing."""
        value: bool = self._get(key, bool, (False,))
        return value

    def texts(self, key: str, *default: tuple[str, ...]) -> tuple[str, ...]:
        """Return an array of strings."""
        return self._array(key, str, default)

    def integers(self, key: str) -> tuple[int, ...]:
        """Return an array of integers."""
        return self._array(key, int, ())

    def text_pair(self, key: str) -> tuple[str, str]:
        """Return an array of two strings."""
        return self._pair(key, self._get(key, list, ()), str)

    def text_pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return an array of arrays of two strings."""
        return tuple(self._pair(key, row, str) for row in self._array(key, list, ()))

    def integer_pairs(self, key: str) -> tuple[tuple[int, int], ...]:
        """Return an array of arrays of two integers."""
        return tuple(self._pair(key, row, int) for row in self._array(key, list, ()))

    def node(self, key: str) -> Node:
        """Return a table, an empty one where the key is missing."""
        return Node(self._get(key, dict, ({},)), f"{self.where} の {key}")

    def nodes(self, key: str) -> tuple[Node, ...]:
        """Return an array of tables, empty where the key is missing."""
        items: tuple[dict[str, Any], ...] = self._array(key, dict, ((),))
        return tuple(
            Node(item, f"{self.where} の {key}[{i}]") for i, item in enumerate(items, start=1)
        )

    def pattern(self, key: str) -> re.Pattern[str]:
        """Return a string as a compiled regular expression."""
        try:
            return re.compile(self.text(key))
        except re.error as error:
            raise self.wrong(f"「{key}」を正規表現として読めません（{error}）。") from error

    def text_map(self, key: str) -> dict[str, str]:
        """Return a table of strings, empty where the key is missing."""
        node = self.node(key)
        return {name: node.text(name) for name in node._data}

    def texts_map(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return a table of arrays of strings, empty where the key is missing."""
        node = self.node(key)
        return {name: node.texts(name) for name in node._data}

    def close(self) -> None:
        """Raise CorpusError where the table holds a key that nothing asked for."""
        unknown = sorted(set(self._data) - self._seen)
        if unknown:
            raise CorpusError(
                f"{self.where}: 「{unknown[0]}」という項目は使われません。"
                "綴りを確かめるか、取り除いてください。"
            )

    def wrong(self, problem: str) -> CorpusError:
        """Return the error for ``problem`` (a whole sentence) in this table."""
        return CorpusError(f"{self.where}: {problem}")

    def _get(self, key: str, kind: type, default: tuple[Any, ...]) -> Any:
        self._seen.add(key)
        if key not in self._data:
            if default:
                return default[0]
            raise self.wrong(f"「{key}」（{_KINDS[kind]}）がありません。書き足してください。")
        value = self._data[key]
        # bool is an int to Python, but not to a reader of the file.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(f"「{key}」は{_KINDS[kind]}で書いてください（現在: {value!r}）。")
        return value

    def _array(self, key: str, kind: type[_T], default: tuple[Any, ...]) -> tuple[_T, ...]:
        value = self._get(key, list, default)
        return self._checked(key, value, kind)

    def _pair(self, key: str, value: list[Any], kind: type[_T]) -> tuple[_T, _T]:
        items = self._checked(key, value, kind)
        if len(items) != 2:
            raise self.wrong(f"「{key}」は{_KINDS[kind]}を二つずつ書いてください（{value!r}）。")
        return items[0], items[1]

    def _checked(self, key: str, value: Any, kind: type[_T]) -> tuple[_T, ...]:
        for item in value:
            if not isinstance(item, kind):
                raise self.wrong(f"「{key}」は{_KINDS[kind]}の配列で書いてください（{item!r}）。")
        return tuple(value)
