"""A source file as text with line numbers, and how its lines are joined and compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.errors import CorpusError

_BREAK = re.compile(r"[^\S\n]*\n\s*")
_SHOWN = 40
"""Characters of a line that an error message shows."""


@dataclass(frozen=True, slots=True)
class Source:
    """The decoded source file; ``name`` is how messages call it (folder/file)."""

    name: str
    text: str

    def line_number(self, offset: int) -> int:
        """Return the line (from 1) that character ``offset`` stands on."""
        return self.text.count("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return the end of the line of ``offset``, its line feed not included."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def next_ink(self, offset: int) -> int:
        """Return the first offset from ``offset`` on that is not white space (or the end)."""
        while offset < len(self.text) and self.text[offset].isspace():
            offset += 1
        return offset

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """Return ``[start, end)`` without white space at its two ends."""
        text = self.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end

    def misfit(self, offset: int, expected: str) -> CorpusError:
        """Return the error for a place where ``expected`` (a noun phrase) does not stand."""
        offset = self.next_ink(offset)
        if offset >= len(self.text):
            found = "文書が終わっています"
        else:
            line = self.text[offset : self.line_end(offset)].strip()
            found = f"「{line[:_SHOWN]}{'…' if len(line) > _SHOWN else ''}」があります"
        return CorpusError(
            f"{self.name}の{self.line_number(offset)}行目: {expected}を期待しましたが、{found}。"
            "原文か、document.toml の読み取り設定を確かめてください。"
        )

    def wrong(self, offset: int, problem: str) -> CorpusError:
        """Return the error for ``problem`` (a whole sentence) at ``offset``."""
        return CorpusError(
            f"{self.name}の{self.line_number(offset)}行目: {problem}"
            "原文か、document.toml の読み取り設定を確かめてください。"
        )


def join_lines(text: str) -> str:
    """Return ``text`` with its line breaks joined, as one sentence is read.

    Between two characters of scripts that put spaces between words a break becomes one space;
    elsewhere (Japanese) it vanishes. White space inside a line stays as printed.
    """
    if "\n" not in text:
        return text.strip()

    def joint(match: re.Match[str]) -> str:
        before, after = match.start() - 1, match.end()
        if before < 0 or after >= len(text):
            return ""
        return " " if _spaced(text[before]) and _spaced(text[after]) else ""

    return _BREAK.sub(joint, text.strip())


def join_items(text: str) -> str:
    """Return ``text`` with each line break as one space, as items of a table row are read."""
    return _BREAK.sub(" ", text.strip())


def _spaced(character: str) -> bool:
    # Hangul is wide but written with spaces.
    wide = unicodedata.east_asian_width(character) in "WFH"
    return not wide or unicodedata.name(character, "").startswith("HANGUL")
