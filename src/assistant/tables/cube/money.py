"""Amounts of money in the unit of a table and in the unit of a question: 千円, 万円, 円."""

from __future__ import annotations

from fractions import Fraction

from assistant.tables.compute import round_half_up, term
from assistant.tables.wording import show

SCALES = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
"""Yen in one of each unit."""


def in_unit(yen: int | float, unit: str) -> int | float:
    """Return an amount of yen in ``unit``: 30,000,000 in 千円 is 30,000."""
    value = Fraction(str(yen)) / SCALES[unit]
    return int(value) if value.denominator == 1 else float(value)


def convert(value: int | float, unit: str, wanted: str) -> tuple[int | float, str, bool] | None:
    """Return ``value`` of ``unit`` in ``wanted`` with its arithmetic, and whether it was rounded.

    None where one of them is no unit of money, or both are the same.
    """
    if unit not in SCALES or wanted not in SCALES or unit == wanted:
        return None
    exact = Fraction(str(value)) * SCALES[unit] / SCALES[wanted]
    found, rounded = round_half_up(exact, 1)
    large, small = max(SCALES[unit], SCALES[wanted]), min(SCALES[unit], SCALES[wanted])
    sign = "×" if SCALES[unit] > SCALES[wanted] else "÷"
    equal = "≒" if rounded else "="
    return found, f"{term(value)} {sign} {show(large // small)} {equal} {show(found)}", rounded
