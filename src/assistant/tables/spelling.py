"""How names are spelled otherwise: in kana, half in kana, with one wrong character."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tables.words import is_kanji
from assistant.text.segment import segment

# Hiragana and katakana spell the same names: one key for both (U+3041–3096 → U+30A1–30F6).
KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
# A typing slip is forgiven only in names this long: in shorter ones it makes another name.
SLIP_LENGTH = 3
LONG_NAME = 5
"""In a name of so many characters a slip is forgiven wherever it is no ending."""
SHORT_KANA = 3
"""Kana names up to this length hide in other words."""
_MIDDLE = 5
_LAST_LONG = re.compile(r"(?<=[ァ-ヴ])ー(?![ァ-ヴー])")
_SMALL = "ァィゥェォッャュョーン"
_JOINTS = ("・", "と", "や", "、", "及び", "および", "並びに", "または", "又は")
# One kana alone behind kanji is a particle or an ending, but for those that are neither: 木そ.
_NO_ENDING = frozenset("ウキクケコセソチヌヒフホマミムメユ")


def phrase_key(name: str) -> str:
    """Return the key of a name: one for both kanas, but short kana names keep their own.

    イナ is a name, いな the middle of いない.
    """
    return name if is_short_kana(name) else name.translate(KATAKANA)


def is_short_kana(name: str) -> bool:
    """Say whether ``name`` is kana alone, and short enough to hide in another word."""
    return len(name) <= SHORT_KANA and all(is_kana(c) for c in name)


def is_kana(character: str) -> bool:
    """Say whether ``character`` (one, or none) is hiragana or katakana."""
    return "\u3041" <= character <= "\u30ff" if character else False


def without_long_vowels(names: Sequence[str]) -> list[str]:
    """Return names in katakana as they are hastily typed: センタ for センター."""
    return [short for n in names if (short := _LAST_LONG.sub("", n)) != n]


def readings(names: list[str]) -> list[str]:
    """Return the kana readings of names written in kanji, where long enough to be safe."""
    return [r for r in map(_reading, names) if len(r) > SHORT_KANA]


def half_written(names: list[str]) -> list[str]:
    """Return names of kanji with a part of them in kana: 里おや, 北しん, 乳じ院, 木そ."""
    found: list[str] = []
    for name in names:
        reading = _reading(name) if all(is_kanji(c) for c in name) else ""
        cuts, places = range(1, len(name)), range(1, len(reading))
        if len(reading) > SHORT_KANA:
            found += [name[:c] + reading[a:] for c in cuts for a in places if c <= a < places[-1]]
            found += [reading[:a] + name[c:] for c in cuts for a in places if a > 1]
        if reading[-1:] in _NO_ENDING and len(name) > 1:
            found.append(name[:-1] + reading[-1])
        if len(name) <= _MIDDLE:
            # Every character has one kana at least.
            found += [
                name[:c] + reading[a:b] + name[d:]
                for c in cuts for d in range(c + 1, len(name)) for a in range(c, len(reading))
                for b in range(a + 1, len(reading) - len(name) + d + 1)
                if reading[a] not in _SMALL and reading[b] not in _SMALL
            ]  # fmt: skip
    return found


def in_other_order(names: Sequence[str]) -> list[str]:
    """Return names of two things with any joint, in either order: ファミリーホームや里親."""
    parts = [n.split("・") for n in names]
    return [f"{a}{joint}{b}" for p in parts if len(p) == 2 for a, b in (p, p[::-1])
            for joint in _JOINTS]  # fmt: skip


def is_slip(written: str, name: str, *, shorter: bool) -> bool:
    """Say whether ``written`` spells ``name`` with one wrong character.

    The first character must be right: 上伊奈 is 上伊那, but 北伊那 is nobody's name. ``shorter``:
    ``name`` without its last character is a name too: 上田氏 is no slip for 上田市.
    """
    if len(written) != len(name) or written[:1] != name[:1]:
        return False
    wrong = [i for i, (a, b) in enumerate(zip(written, name, strict=True)) if a != b]
    if len(wrong) != 1 or (shorter and wrong[0] == len(name) - 1):
        return False
    return _same_script(written[wrong[0]], name[wrong[0]])


def _reading(name: str) -> str:
    """Return the reading of a name that holds kanji; empty where it is not known."""
    if not any(is_kanji(c) for c in name):
        return ""
    reading = "".join(t.reading or t.surface for t in segment(name))
    return reading if all(is_kana(c) for c in reading) else ""


def _same_script(a: str, b: str) -> bool:
    return (a > "㐀") == (b > "㐀") and not a.isspace() and a.isalpha()
