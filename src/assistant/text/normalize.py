r"""One form for the many ways Japanese text is typed and extracted, with a way back.

``normalize`` folds widths, radicals, dashes, spaces and invisible characters and remembers where
every character came from, so that whatever is found in the normalised text can be shown in the
original. What it folds to:

- NFKC, so full-width digits and half-width katakana become ``157`` and ``ファミリー``;
- CJK radicals become ideographs (:mod:`assistant.text.radicals`);
- wave dashes and tildes (〜 ～ ∼ 〰) become ``~``, which is what NFKC makes of ～;
- hyphens and minus signs become ``-``, long dashes ``—``; between katakana they are taken as a
  mistyped ``ー``, and a ``ー`` between digits as a hyphen;
- line ends become ``\n``, any other space a blank; invisible format characters, variation
  selectors and control characters are removed; a lone surrogate becomes U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from assistant.text.radicals import RADICALS
from assistant.types import Span

_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_WAVES = dict.fromkeys("\u301c\u223c\u223d\u223e\u3030\uff5e", "~")
_HYPHENS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\u207b\u2796\uff0d\u02d7", "-")
_DASHES = dict.fromkeys("\u2014\u2015\u2500\u2501\u30a0", "\u2014")
_FOLDS = {**RADICALS, **_WAVES, **_HYPHENS, **_DASHES}

# A long vowel between digits; a hyphen or dash between katakana, or between it and hiragana.
# Before a kanji a hyphen may separate (里親-施設), so only kana decide.
_MISTYPED = re.compile(r"ー(?<=\dー)(?=\d)|[-\u2014](?<=[ァ-ヺー].)(?=[ァ-ヺーぁ-ゖ])")

# What most text is made of: characters that NFKC leaves alone and that join nothing before them.
_PLAIN_CHARS = " -~、。々〇「-】ぁ-ゖァ-ヺ・ー一-鿿"
_PLAIN = re.compile(f"[{_PLAIN_CHARS}]+")
_NOT_PLAIN = re.compile(f".?[^{_PLAIN_CHARS}]*", re.DOTALL)

# A base with its combining marks is normalised as one piece. Real text has a handful of marks;
# Unicode's own bound (UAX #15, stream-safe format) is 30. Without a bound, the sorting of marks is
# quadratic and one pasted line could hold the program for minutes.
_MAX_PIECE = 64
_MAX_OUTPUT = 32


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalised text with the place of every character in the original.

    ``offsets[i]`` is where character ``i`` begins in the original and ``ends[i]`` where it ends,
    both in characters; ``offsets`` has one entry more, the length of the original. Both never
    decrease. Characters that came out of one (㍿ → 株式会社) share its place.
    """

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original that ``text[start:end]`` came from.

        An empty span stays empty. Positions are clipped to the text, as slicing does.
        """
        start, end, _ = slice(start, end).indices(len(self.text))
        first = self.offsets[start]
        return Span(first, first if end <= start else self.ends[end - 1])


@lru_cache(maxsize=8192)
def _extends(char: str) -> bool:
    """Tell whether a character may combine with the one before it under NFKC."""
    return (
        unicodedata.category(char)[0] == "M"
        or char in "ﾞﾟ\u0e33\u0eb3"  # they decompose into a mark (and a letter)
        or "\u1160" <= char <= "\u11ff"  # Hangul vowels and finals
        or "\ud7b0" <= char <= "\ud7ff"
        or "\uffa0" <= char <= "\uffdc"
    )


@lru_cache(maxsize=8192)
def _visible(char: str) -> str:
    """Return what stands for one character before NFKC: itself, a line end, a blank or nothing."""
    if char in _LINE_ENDS:
        return "\n"
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    if category == "Zs" or "\x1c" <= char <= "\x1f" or char == "\t":
        return " "
    selects_variant = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return "" if selects_variant or category in ("Cc", "Cf") else char


@lru_cache(maxsize=8192)
def _compose(piece: str) -> str:
    """Return NFKC of a base with its marks, then the folds that NFKC does not know."""
    composed = unicodedata.normalize("NFKC", piece[:_MAX_PIECE])[:_MAX_OUTPUT]
    return "".join(_FOLDS.get(char, char) for char in composed)


def _one_for_one() -> dict[int, str]:
    """Return what single characters stand for that join nothing and become one character each.

    They are those that Japanese texts are full of: full-width signs, blanks, bullets, dashes.
    """
    codes = [*range(0xFF01, 0xFF5F), *range(0x2190, 0x2194), *range(0x25A0, 0x2700)]
    chars = [*"\n\t\u3000\u2018\u2019\u201c\u201d※", *_FOLDS, *map(chr, codes)]
    pairs = [(char, _compose(_visible(char))) for char in chars if not _extends(char)]
    return {ord(char): folded for char, folded in pairs if len(folded) == 1}


_ONE_FOR_ONE = _one_for_one()
_SWAPPED_CHARS = "".join(re.escape(chr(code)) for code in _ONE_FOR_ONE)
_SWAPPED = re.compile(f"[{_SWAPPED_CHARS}]")
_NOT_SIMPLE = re.compile(f"[^{_PLAIN_CHARS}{_SWAPPED_CHARS}]")


def normalize(text: str) -> Normalized:
    """Return ``text`` in its normalised form with its offsets. Idempotent; never raises."""
    return _normalize_short(text) if len(text) <= _SHORT else _normalize(text)


_SHORT = 500
"""A question, or a passage that is indexed: several steps read it, each time the same."""


@lru_cache(maxsize=4096)
def _normalize_short(text: str) -> Normalized:
    return _normalize(text)


def _normalize(text: str) -> Normalized:
    if _NOT_SIMPLE.search(text) is None:
        # Most texts: every character stays in its place, so none need be followed.
        count = len(text)
        folded = _fold_long_vowels(_SWAPPED.sub(_swap, text))
        return Normalized(folded, tuple(range(count + 1)), tuple(range(1, count + 1)))
    out: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    position, length = 0, len(text)
    while position < length:
        plain = _PLAIN.match(text, position)
        if plain is not None:
            # The last plain character may be the base of a mark that follows.
            stop = plain.end() if plain.end() == length else plain.end() - 1
            out.extend(text[position:stop])
            offsets.extend(range(position, stop))
            ends.extend(range(position + 1, stop + 1))
            position = stop
        other = _NOT_PLAIN.match(text, position)
        if other is not None and other.end() > position:
            _normalize_run(text, position, other.end(), out, offsets, ends)
            position = other.end()
    return Normalized(_fold_long_vowels("".join(out)), (*offsets, length), tuple(ends))


def _normalize_run(
    text: str, begin: int, end: int, out: list[str], offsets: list[int], out_ends: list[int]
) -> None:
    """Append ``text[begin:end]`` normalised to the three lists."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position in range(begin, end):
        char = text[position]
        visible = _visible(char)
        if char == "\n" and position > begin and text[position - 1] == "\r":
            ends[-1] = position + 1  # \r\n is one line end
        elif visible:
            chars.append(visible)
            starts.append(position)
            ends.append(position + 1)
    index, count = 0, len(chars)
    while index < count:
        stop = index + 1
        while stop < count and _extends(chars[stop]):
            stop += 1
        piece = "".join(chars[index:stop])
        composed = _compose(piece)
        out.extend(composed)
        if len(composed) == len(piece) == 1 or composed == piece:
            offsets.extend(starts[index:stop])
            out_ends.extend(ends[index:stop])
        else:
            offsets.extend([starts[index]] * len(composed))
            out_ends.extend([ends[stop - 1]] * len(composed))
        index = stop


def _swap(found: re.Match[str]) -> str:
    return _ONE_FOR_ONE[ord(found[0])]


def _fold_long_vowels(text: str) -> str:
    """Tell ``ー`` from a hyphen by the neighbours (センタ－の, 026ー235); the length stays."""
    return _MISTYPED.sub(lambda found: "-" if found[0] == "ー" else "ー", text)


def fold(text: str) -> str:
    """Return a key under which two ways of writing the same text are equal."""
    return _fold_short(text) if len(text) <= _SHORT else normalize(text).text.casefold()


@lru_cache(maxsize=4096)
def _fold_short(text: str) -> str:
    return _normalize_short(text).text.casefold()


def squeeze(text: str) -> str:
    """Return ``text`` without any white space."""
    return "".join(text.split())


# Hiragana and katakana spell the same words: U+3041-3096 to U+30A1-30F6, one to one.
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def kana_key(text: str) -> str:
    """Return folded ``text`` with hiragana as katakana; every character keeps its place."""
    return text.translate(_KATAKANA)


def holding_key(text: str) -> str:
    """Return the form in which it is seen whether a text holds another: kana and blanks aside."""
    return kana_key(squeeze(fold(text)))
