"""The words in which texts state numbers: ``data/check_words.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from assistant.tables.words import neutral_words
from assistant.text.normalize import fold


@cache
def _data() -> dict[str, Any]:
    text = files("assistant.data").joinpath("check_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def pattern(group: str, name: str) -> re.Pattern[str]:
    """Return a pattern of a group; an unknown name is a programming error (KeyError)."""
    return re.compile(_data()[group][name])


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """Return a word folded; texts use the same words again and again."""
    return fold(word)


@cache
def plain_words() -> frozenset[str]:
    """Return the words that may stand beside a number without narrowing it."""
    return neutral_words("ja") | frozenset(fold(w) for w in _data()["neutral"]["words"])


@cache
def english_plain() -> frozenset[str]:
    """Return the English words that may stand beside a number without narrowing it."""
    return neutral_words("en") | frozenset(_data()["neutral"]["english"])


@cache
def narrowing() -> frozenset[str]:
    """Return the words that say of a number of people that others are counted."""
    return frozenset(fold(w) for w in _data()["narrowing"]["words"])


@cache
def saying() -> frozenset[str]:
    """Return the nouns of saying and planning, which a figure of a text may stand beside."""
    return frozenset(fold(w) for w in _data()["saying"]["words"])


@cache
def stating() -> frozenset[str]:
    """Return the words of doing that may stand behind a figure of a text and claim no more."""
    return frozenset(fold(w) for w in _data()["stating"]["words"])


@cache
def doing() -> frozenset[str]:
    """Return the words of saying, planning and doing of :func:`saying` and :func:`stating`."""
    return saying() | stating()


@cache
def unmarked() -> frozenset[str]:
    """Return the words that may stand beside a figure of running text and name nothing."""
    return plain_words() | doing()


@cache
def english_units() -> dict[str, str]:
    """Return English units with the Japanese ones that sources count by: hours → 時間."""
    return dict(_data()["english_units"])


@cache
def kind_words() -> dict[str, tuple[str, ...]]:
    """Return the words for passages of each kind that texts count: opinion → 意見."""
    return {kind: tuple(found) for kind, found in _data()["kinds"].items()}


@cache
def opposites() -> tuple[tuple[str, str], ...]:
    """Return pairs of words that turn a statement round."""
    return tuple((a, b) for a, b in _data()["opposites"]["pairs"])


@cache
def season_months(text: str) -> frozenset[int]:
    """Return the months of the seasons that ``text`` names."""
    seasons: dict[str, list[int]] = _data()["seasons"]
    return frozenset(m for name, months in seasons.items() if name in text for m in months)
