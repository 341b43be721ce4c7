"""Numbers written in Arabic digits, kanji or both: 1,718, 百五十七, 二〇二四, 1億2,000万, 1.5万.

The patterns are for normalised text (:func:`assistant.text.normalize.normalize`).
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    # The forms used in deeds, where 一 could be altered to 十.
    "壱": 1,
    "弐": 2,
    "参": 3,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}

_MAX_LENGTH = 40
# Digits enough for so many characters and 兆: nothing is rounded before the float.
_EXACT = Context(prec=64)

KANJI_DIGITS = "〇零一二三四五六七八九"
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
KANJI = rf"[{KANJI_DIGITS}十百千万億兆壱弐参拾]+"
NUMERAL = rf"(?:{ARABIC}(?:[百千万億兆]+(?:{ARABIC})?)*|{KANJI})"
"""A run that may be a number; :func:`parse_numeral` tells whether it is one."""

SMALL = rf"(?:[0-9]{{1,2}}|[{KANJI_DIGITS}十]{{1,3}})"
"""A number of at most two digits: a month, a day, an hour, a minute, a year of an era."""

_TERM = re.compile(rf"({ARABIC})|([{KANJI_DIGITS}壱弐参])|([十百千拾])")
_SECTION = re.compile(r"([^万億兆]*)([万億兆]|\Z)")


def parse_numeral(text: str) -> int | float | None:
    """Return the value of a numeral, or None where the characters do not make one.

    Whole values are ints, others the float nearest to the exact decimal. More than 40 characters
    are no number that anybody states. Kanji
    without 十百千万 are read digit by digit (二〇二四). 万, 億 and 兆 need a number before them
    and must fall in size; so must 千, 百 and 十 within a section.
    """
    if not text or len(text) > _MAX_LENGTH:
        return None
    if text.isascii() and text.isdecimal():
        return int(text)
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total = Decimal(0)
    previous: int | None = None
    for section in _SECTION.finditer(text):
        digits, scale_char = section.groups()
        if not digits and not scale_char:
            break
        scale = _LARGE.get(scale_char, 1)
        value = _parse_section(digits)
        if value is None or (previous is not None and scale >= previous):
            return None
        total = _EXACT.add(total, _EXACT.multiply(value, Decimal(scale)))
        previous = scale
    return as_number(total)


def as_number(value: Decimal) -> int | float:
    """Return an exact decimal as an int where it is whole, else as the nearest float."""
    return int(value) if value == value.to_integral_value() else float(value)


def _parse_section(text: str) -> Decimal | None:
    """Return the value of what stands before one 万, 億 or 兆 (or after the last)."""
    total, pending = Decimal(0), None
    limit, position = 10_000, 0
    while position < len(text):
        term = _TERM.match(text, position)
        if term is None:
            return None
        position = term.end()
        arabic, digit, small = term.groups()
        if small:
            size = _SMALL[small]
            if size >= limit:
                return None
            part = Decimal(1) if pending is None else pending
            total = _EXACT.add(total, _EXACT.multiply(part, Decimal(size)))
            pending, limit = None, size
        elif pending is not None:
            return None
        else:
            pending = Decimal(arabic.replace(",", "")) if arabic else Decimal(DIGITS[digit])
            if total and pending >= limit:
                return None
    if not text:
        return None
    return _EXACT.add(total, pending or Decimal(0))
