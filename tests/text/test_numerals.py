from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.numerals import parse_numeral

CASES = [
    ("157", 157, "digits"),
    ("1,718", 1718, "commas"),
    ("55.6", 55.6, "a decimal"),
    ("55.60", 55.6, "trailing zeros"),
    ("16.0", 16, "a whole decimal is an int"),
    ("百五十七", 157, "kanji by place"),
    ("二〇二四", 2024, "kanji digit by digit"),
    ("十", 10, "ten alone"),
    ("千百", 1100, "one is left out before 千 and 百"),
    ("一億二千三百四十五万六千七百八十九", 123_456_789, "large kanji"),
    ("三兆", 3 * 10**12, "to 兆"),
    ("1億2,000万", 120_000_000, "mixed"),
    ("1.5万", 15_000, "a decimal of 万"),
    ("0.1万", 1_000, "exact where floats are not"),
    ("2千5百", 2_500, "digits with 千 and 百"),
    ("零", 0, "zero"),
    ("弐", 2, "the form used in deeds"),
    ("万", None, "万 needs a number"),
    ("十十", None, "the same place twice"),
    ("一二十", None, "digits before a place"),
    ("五万億", None, "sizes must fall"),
    ("", None, "nothing"),
    ("9" * 41, None, "nobody states a number of so many digits"),
]


@pytest.mark.parametrize(("text", "value", "reason"), CASES)
def test_a_numeral_has_its_exact_value(text: str, value: float | None, reason: str) -> None:
    found = parse_numeral(text)
    assert found == value, reason
    assert type(found) is type(value), reason


def written_in_kanji(number: int) -> str:
    """Write a number by place, as a check that shares nothing with the parser."""
    if number == 0:
        return "〇"
    digits = "〇一二三四五六七八九"
    words = ""
    for power in range(12, -1, -4):
        section = number // 10**power % 10_000
        part = ""
        for place, name in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
            digit = section // 10**place % 10
            if digit:
                part += ("" if digit == 1 and name else digits[digit]) + name
        if part:
            words += part + {12: "兆", 8: "億", 4: "万", 0: ""}[power]
    return words


@given(st.integers(0, 10**16 - 1))
def test_any_number_is_read_back_from_kanji_and_from_commas(number: int) -> None:
    assert parse_numeral(written_in_kanji(number)) == number
    assert parse_numeral(f"{number:,}") == number


@given(st.decimals(0, 10**6, places=2, allow_nan=False))
def test_any_decimal_is_the_nearest_float(number: Decimal) -> None:
    assert parse_numeral(str(number)) == float(number)


@given(st.text("0123456789,.〇一二三十百千万億兆", max_size=12))
def test_no_run_of_numerals_raises(text: str) -> None:
    parse_numeral(text)
