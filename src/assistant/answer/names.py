"""Find the names that a document gives its parts, in whatever kana a person typed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.text.normalize import fold, kana_key

Payload = TypeVar("Payload")

_SHORT_KANA = 3
"""Kana names up to this length (さく, きそ) hide in ordinary words."""
_BEFORE = "とはのやもでにへがをばならぞ"
_AFTER = "とはのやもでにへがをばなっじかだって"


@dataclass(frozen=True, slots=True)
class Named(Generic[Payload]):
    """Characters ``[start, end)`` of the folded text name ``payload``."""

    start: int
    end: int
    payload: Payload


class NameFinder(Generic[Payload]):
    """Names and what they stand for, found longest first from left to right."""

    def __init__(self) -> None:
        self._names: dict[str, list[Payload]] = {}
        self._lengths: dict[str, list[int]] = {}
        """By the first two letters of a name, longest first: few pairs of letters begin one."""

    def add(self, name: str, payload: Payload) -> None:
        """Let ``name`` stand for ``payload``; a name may stand for several things."""
        key = kana_key(fold(name)).strip()
        # One letter is no name: 市 and 県 stand in any word.
        if len(key) < 2:
            return
        found = self._names.setdefault(key, [])
        if payload not in found:
            found.append(payload)
        lengths = self._lengths.setdefault(key[:2], [])
        if len(key) not in lengths:
            lengths.append(len(key))
            lengths.sort(reverse=True)

    def find(self, folded: str) -> list[Named[Payload]]:
        """Return the names in ``folded`` text, none overlapping another of a longer name."""
        text = kana_key(folded)
        found: list[Named[Payload]] = []
        lengths = self._lengths
        position = 0
        while position < len(text):
            for length in lengths.get(text[position : position + 2], ()):
                end = position + length
                payloads = self._names.get(text[position:end]) if end <= len(text) else None
                if payloads:
                    end = _with_plural(folded, end)
                    if _stands_alone(folded, position, end):
                        found += [Named(position, end, p) for p in payloads]
                        position = end
                        break
            else:
                position += 1
        return found


def _with_plural(folded: str, end: int) -> int:
    """Take an English plural into the name."""
    if folded[end - 1].isascii() and folded[end - 1].isalpha() and folded[end : end + 1] == "s":
        return end + 1
    return end


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Say whether the name is not the middle of a longer word."""
    name, before, after = folded[start:end], folded[start - 1 : start], folded[end : end + 1]
    if name.isascii():
        return not _is_latin(before) and not _is_latin(after)
    if _is_katakana(name[0]) and _is_katakana(before):
        return False
    if _is_katakana(name[-1]) and _is_katakana(after):
        return False
    if len(name) <= _SHORT_KANA and all(_is_kana(c) for c in name):
        return (not _is_kana(before) or before in _BEFORE) and (
            not _is_kana(after) or after in _AFTER
        )
    return True


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_katakana(character: str) -> bool:
    return bool(character) and ("ァ" <= character <= "ヺ" or character == "ー")


def _is_kana(character: str) -> bool:
    return bool(character) and "ぁ" <= character <= "ヿ"
