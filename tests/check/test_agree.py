"""When a number as written agrees with an exact one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.check.agree import agrees
from assistant.text.figures import find_figures

CASES = [
    ("157名", 157, "exact", "the very number"),
    ("156名", 157, None, "whole numbers are not rounded"),
    ("15.7人", Fraction(157, 10), "exact", "the very number"),
    ("16人", Fraction(157, 10), "rounded", "half up to the digits given"),
    ("15人", Fraction(157, 10), None, "cut off is not rounded"),
    ("48％", Fraction(7600, 157), "rounded", "48.4"),
    ("48.4％", Fraction(7600, 157), "rounded", "48.40…"),
    ("48.5％", Fraction(7600, 157), None, "48.40…"),
    ("5割", Fraction(7600, 157), "rounded", "to tenths"),
    ("約160名", 157, "rounded", "to the last digit that counts"),
    ("約150名", 157, None, "157 rounds to 160"),
    ("約200名", 157, None, "too far, however one rounds"),
    ("150名余り", 157, "rounded", "a little more"),
    ("160名余り", 157, None, "less"),
    ("160名弱", 157, "rounded", "a little less"),
    ("200名弱", 157, None, "too far below"),
    ("150名以上", 157, "rounded", "at least"),
    ("157名以上", 157, "exact", "at least"),
    ("158名以上", 157, None, "less than that"),
    ("157名を超える", 157, None, "no more than that"),
    ("157名未満", 157, None, "not below"),
    ("半数", Fraction(484, 10), "rounded", "about half"),
    ("過半数", Fraction(484, 10), None, "not more than half"),
    ("4分の1", Fraction(261, 10), "rounded", "a fraction in words"),
    ("3分の1", Fraction(261, 10), None, "another fraction"),
    ("3倍", 3, "exact", "the very multiple"),
]


@pytest.mark.parametrize(("text", "exact", "expected", "why"), CASES)
def test_rounding_is_accepted_as_it_is_stated(text, exact, expected, why):
    found = find_figures(text)[0]
    assert agrees(found, Fraction(exact)) == expected, why


def test_a_larger_unit_is_held_to_a_smaller_one():
    found = find_figures("1,789万円")[0]
    assert agrees(found, Fraction(17892), 1000) == "rounded"
