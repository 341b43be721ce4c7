"""TOML for people: the few forms that ``document.toml`` has, with comments beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Value = str | bool | int | Sequence[str] | Mapping[str, str]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def text(value: str) -> str:
    """Return ``value`` as a quoted TOML string."""
    escaped = "".join(
        _ESCAPES.get(c, c if c.isprintable() or c == "\u3000" else f"\\U{ord(c):08x}")
        for c in value
    )
    return f'"{escaped}"'


def value(written: Value) -> str:
    """Return a string, truth value, integer, array or table of strings as TOML."""
    if isinstance(written, bool):
        return "true" if written else "false"
    if isinstance(written, int):
        return str(written)
    if isinstance(written, str):
        return text(written)
    if isinstance(written, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {text(v)}" for k, v in written.items()) + " }"
    return "[" + ", ".join(map(text, written)) + "]"


def table(
    head: str, entries: Mapping[str, Value | None], comments: Mapping[str, str] | None = None
) -> str:
    """Return ``entries`` under the line ``head``; None and empty collections are left out.

    ``comments`` are put behind the line of their key.
    """
    lines = [head] if head else []
    for key, written in entries.items():
        if written is None or (not isinstance(written, (str, int)) and not written):
            continue
        comment = (comments or {}).get(key, "")
        shown = f"  # {' '.join(comment.split())}" if comment else ""
        lines.append(f"{_key(key)} = {value(written)}{shown}")
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else text(key)
