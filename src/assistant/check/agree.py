"""Whether a number as written agrees with an exact one: rounding, limits and approximations."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from assistant.tables.compute import round_half_up
from assistant.text.figures import Found

Agreement = Literal["exact", "rounded"]

_ABOUT_SHARE = Fraction(1, 4)
"""How far a number called about may be from the exact one, of it: 約200 for 157 misleads, however
one rounds."""
_NEARLY_SHARE = Fraction(12, 100)
"""How far below the number written one called nearly may be."""
_HALF_WIDTH = 6
"""Points around 50％ that people call half: 44–56％."""
_PART_WIDTH = 2
"""Points around a fraction in words (4分の1) that it stands for."""
_FEW = 5
"""One in more people than this is held to the number of people, not to points."""
_TENTH = 10


def agrees(found: Found, exact: Fraction, unit_scale: int = 1) -> Agreement | None:
    """Return how ``found`` fits ``exact``, None where it does not.

    ``exact`` is in the unit of ``found``, or ``unit_scale`` times larger (a column in 千円
    against 円). Without a modifier whole numbers must be equal, and a number that is not whole
    may be rounded half up to the digits written. 約 and its like round to the last digit that is
    not a trailing zero.
    """
    if isinstance(found.value, str):
        return None
    exact *= unit_scale
    value = Fraction(str(found.value))
    modifier = found.modifier
    if modifier in ("以上", "少なくとも"):
        return _limit(exact >= value, exact == value)
    if modifier == "超":
        return _limit(exact > value, False)
    if modifier in ("以下", "以内", "最大"):
        return _limit(exact <= value, exact == value)
    if modifier == "未満":
        return _limit(exact < value, False)
    if exact == value:
        return "exact"
    about = modifier == "約"
    step = _step(found, value, about)
    if modifier in ("余り", "弱") and found.type == "percent" and _in_words(found.text):
        beyond = exact - value if modifier == "余り" else value - exact
        return _limit(0 < beyond <= _HALF_WIDTH, False)  # 4分の1強
    if modifier in ("余り", "弱"):
        if modifier == "余り":
            return _limit(0 < exact - value < step, False)
        return _limit(
            0 < value - exact <= max(value * _NEARLY_SHARE, Fraction(_points(found))), False
        )
    if found.type == "percent" and re.search(r"に[1１一]", found.text) and exact:
        each = 100 / value
        if each > _FEW:  # 13人に1人
            off = abs(100 / exact - each)
            return "rounded" if off <= (1 if about else Fraction(1, 2)) else None
    if found.type == "percent" and _in_words(found.text):
        width = _HALF_WIDTH if "半" in found.text else _PART_WIDTH * (2 if about else 1)
        return "rounded" if abs(exact - value) <= width else None
    if not about and found.type != "percent" and exact.denominator == 1 and unit_scale == 1:
        return None
    if _rounds(exact, step) != value:
        return None
    far = abs(exact - value) > max(exact * _ABOUT_SHARE, 1 if found.type != "percent" else step / 2)
    return None if about and far else "rounded"


def _points(found: Found) -> int:
    """Return by how many points a share called nearly may fall short: 1割弱 is 7％ or more."""
    return 4 if "割" in found.text else 1 if found.type == "percent" else 0


def _limit(holds: bool, equal: bool) -> Agreement | None:
    if not holds:
        return None
    return "exact" if equal else "rounded"


def _in_words(text: str) -> bool:
    return re.search(r"半|分の|/|に[1１一]", text) is not None


def _step(found: Found, value: Fraction, about: bool) -> Fraction:
    """Return the place of the last digit that counts: 10 in 約160, 0.1 in 15.7, 10 in 3割."""
    if "割" in found.text:
        return Fraction(1 if "分" in found.text else 5 if "半" in found.text else _TENTH)
    digits = re.search(r"\.([0-9]+)", str(found.value))
    if digits and not float(found.value).is_integer():
        return Fraction(1, 10 ** len(digits.group(1)))
    written = re.search(r"[0-9０-９]\s*[.．]\s*([0-9０-９]+)", found.text)
    if written and not re.search(r"[万億千百]", found.text):
        return Fraction(1, 10 ** len(written.group(1)))  # 50.0％
    step = Fraction(1)
    if about or found.modifier in ("余り", "弱") or re.search(r"[万億千百]", found.text):
        while value and value % (step * 10) == 0:
            step *= 10
    return step


def _rounds(exact: Fraction, step: Fraction) -> Fraction:
    nearest, _ = round_half_up(exact / step, 0)
    return Fraction(str(nearest)) * step
