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
    unless: re.Pattern[str] | None = None
    """Where it matches, the words of ``ask`` mean something else."""
    thing: Literal["date", "proper"] | None = None
    """What the passage must hold instead of matching ``holds``: a date in any form, or the proper
    name of a place, person or body."""

    def is_asked(self, text: str) -> bool:
        """Say whether the folded question ``text`` asks for it."""
        return bool(self.ask.search(text)) and not (self.unless and self.unless.search(text))


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
    number_neutral: frozenset[str]
    """Lemmas that say only that a number is asked for: 割合, 数値."""
    same_units: tuple[frozenset[str], ...]
    """Units that count the same thing: 世帯, 軒."""
    event: frozenset[str]
    """Lemmas that may be said of any event: 開く, 集まる."""
    no_event: frozenset[str]
    """Words for what is no event, whose days are not those of the document's: 計画."""
    broad: frozenset[str]
    """Lemmas that widen the noun before them: 施設関係, 里親の分野."""
    english: tuple[tuple[str, str], ...]
    """English words and the Japanese that a text would use for them."""
    neutral: frozenset[str]


def _union(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_bordered(p)})" for p in patterns))


def _bordered(pattern: str) -> str:
    """Keep a plain English word from matching inside a longer one (opinion in opinionated)."""
    return rf"\b(?:{pattern})(?![a-z])" if pattern.isascii() and pattern[:1].isalpha() else pattern


@cache
def words() -> Words:
    """Return the word lists of the package."""
    data = _load("passage_words.toml")
    groups = {
        f"{table}.{key}": _union(patterns)
        for table in ("both", "list", "follow", "number", "other_time", "asks", "attribution")
        for key, patterns in data[table].items()
        if key not in ("neutral", "same")
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
        number_neutral=frozenset(map(fold, data["number"]["neutral"])),
        same_units=tuple(map(frozenset, data["number"]["same"])),
        event=frozenset(map(fold, data["event"]["words"])),
        no_event=frozenset(map(fold, data["event"]["not"])),
        broad=frozenset(map(fold, data["neutral"]["broad"])),
        english=tuple(_load("english_words.toml")["words"].items()),
        neutral=frozenset(map(fold, data["neutral"]["words"])),
    )


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("assistant.data").joinpath(name).read_text(encoding="utf-8"))


def _need(entry: dict[str, Any]) -> Need:
    holds = entry.get("holds")
    thing = holds if holds in ("date", "proper") else None
    return Need(
        entry["id"],
        _union(entry["ask"]),
        re.compile(holds) if holds and not thing else None,
        re.compile(entry["unless"]) if "unless" in entry else None,
        thing,
    )
