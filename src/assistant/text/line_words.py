"""The words around a numeral, segmented line by line and only where a rule asks for them."""

from __future__ import annotations

from bisect import bisect_right

from assistant.text.figure_types import Candidate
from assistant.text.numerals import KANJI_DIGITS
from assistant.text.segment import Token, segment

_KANJI_NUMERALS = frozenset(KANJI_DIGITS + "十百千万億兆壱弐参")
_MAX_UNIT_WORDS = 3
# Words that the dictionary holds with their counter in one: 二人, 三つ, 一時 (から).
_WHOLE_WORD_COUNTERS = frozenset({"人", "つ", "日", "月", "年", "回", "時"})


class LineWords:
    """Words of a normalised text. Positions are characters of the whole text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[int, tuple[tuple[Token, ...], list[int]]] = {}

    def _from(self, position: int) -> tuple[int, tuple[Token, ...], int]:
        """Return where the line of a position begins, its words, and the first after it.

        The words have offsets within the line; the first is the index of the first word that
        ends after ``position``.
        """
        head = self._text.rfind("\n", 0, position) + 1
        if head not in self._lines:
            stop = self._text.find("\n", head)
            tokens = segment(self._text[head : len(self._text) if stop < 0 else stop])
            self._lines[head] = (tokens, [token.end for token in tokens])
        tokens, ends = self._lines[head]
        return head, tokens, bisect_right(ends, position - head)

    def is_numeral(self, start: int, end: int, counter: str) -> bool:
        """Tell whether the kanji ``[start, end)`` are a number here, by the words they stand in.

        ``counter`` is the counter after them, or empty. 一 of 一部 is no word of its own, so no
        number; 二人 is one word but holds its counter. A longer run before a counter is trusted
        unless a word begins before it or it belongs to a name.
        """
        head, tokens, index = self._from(start)
        start, end = start - head, end - head
        covering = []
        while index < len(tokens) and tokens[index].start < end:
            covering.append(tokens[index])
            index += 1
        if not covering or covering[0].start < start:
            return False
        if covering[-1].end <= end and all(token.pos2 == "数詞" for token in covering):
            return True
        whole = covering[-1].end - end == len(counter) and counter in _WHOLE_WORD_COUNTERS
        if whole and all(token.pos == "名詞" for token in covering):
            return True
        named = any(token.pos2 == "固有名詞" for token in covering)
        return bool(counter) and end - start > 1 and not named

    def allows(self, text: str, candidate: Candidate) -> bool:
        """Tell whether a date or time that begins with kanji digits begins with a number."""
        end = candidate.start
        while end < candidate.end and text[end] in _KANJI_NUMERALS:
            end += 1
        return end == candidate.start or self.is_numeral(candidate.start, end, text[end : end + 1])

    def follows_noun(self, end: int) -> bool:
        """Tell whether a noun or suffix follows directly, so that a bare numeral is part of it."""
        head, tokens, index = self._from(end)
        if index >= len(tokens) or tokens[index].start != end - head:
            return False
        return tokens[index].pos in ("名詞", "接尾辞") and tokens[index].pos3 != "副詞可能"

    def unit_end(self, start: int) -> int:
        """Return the end of the nouns that follow a number directly: 3保育園, 12委員会.

        At most three words; ``start`` itself where none follows.
        """
        head, tokens, index = self._from(start)
        end = start - head
        for token in tokens[index : index + _MAX_UNIT_WORDS]:
            noun = token.pos == "名詞" and token.pos2 == "普通名詞" and token.pos3 != "副詞可能"
            suffix = token.pos == "接尾辞" and token.pos2 == "名詞的" and end > start - head
            if token.start != end or not (noun or suffix):
                break
            end = token.end
        return end + head


def is_kanji_numeral(text: str) -> bool:
    """Tell whether a numeral is written in kanji from its first character on."""
    return text[:1] in _KANJI_NUMERALS
