"""The general words of asking about a text: ``data/passage_words.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.text.normalize import fold


@dataclass(frozen=True, slots=True)
class Need:
    """Something that only a passage holding ``holds`` can answer; None: no passage of words."""

    id: str
    ask: re.Pattern[str]
    holds: re.Pattern[str] | None
    thing: Literal["date", "proper"] | None = None
    """What the passage must hold instead of matching ``holds``: a date in any form, or the proper
    name of a place, person or body."""


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A question word (いつ) and the words of a field's label that it asks for (期間)."""

    id: str
    ask: re.Pattern[str]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Every word list. ``groups`` holds single patterns by ``table.key`` (``list.all``)."""

    kinds: dict[str, re.Pattern[str]]
    asked: dict[str, re.Pattern[str]]
    groups: dict[str, re.Pattern[str]]
    needs: tuple[Need, ...]
    aspects: tuple[Need, ...]
    fields: tuple[FieldWords, ...]
    rates: tuple[str, ...]
    event: frozenset[str]
    neutral: frozenset[str]


def _union(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_bordered(p)})" for p in patterns))


def _bordered(pattern: str) -> str:
    """Keep a plain English word from matching inside a longer one (opinion in opinionated)."""
    return rf"\b(?:{pattern})(?![a-z])" if pattern.isascii() and pattern[:1].isalpha() else pattern


@cache
def words() -> Words:
    """Return the word lists of the package."""
    text = files("assistant.data").joinpath("passage_words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    groups = {
        f"{table}.{key}": _union(patterns)
        for table in ("both", "list", "follow", "number", "other_time")
        for key, patterns in data[table].items()
        if key != "rates"
    }
    return Words(
        kinds={k: _union(p) for k, p in data["kinds"].items()},
        asked={k: _union(p) for k, p in data["asked"].items()},
        groups=groups,
        needs=tuple(_need(n) for n in data["need"]),
        aspects=tuple(_need(n) for n in data["aspect"]),
        fields=tuple(
            FieldWords(f["id"], _union(f["ask"]), tuple(f["labels"])) for f in data["field"]
        ),
        rates=tuple(data["number"]["rates"]),
        event=frozenset(map(fold, data["event"]["words"])),
        neutral=frozenset(map(fold, data["neutral"]["words"])),
    )


def _need(entry: dict[str, Any]) -> Need:
    holds = entry.get("holds")
    ask = _union(entry["ask"])
    if holds in ("date", "proper"):
        return Need(entry["id"], ask, None, holds)
    return Need(entry["id"], ask, re.compile(holds) if holds else None)
