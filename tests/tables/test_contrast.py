"""What a question takes back in favour of what it names next is not asked for."""

import pytest

from assistant.tables.contrast import without_contrast
from assistant.tables.lexicon import Lexicon


@pytest.mark.parametrize(
    ("plain", "expected", "reason"),
    [
        ("13日...ではなく10月30日の会", "10月30日の会", "a day"),
        ("南信4地域ではなく3地域の合計", "南信3地域の合計", "a count"),
        ("きたしんじゃなくて ほくしん の人数", "ほくしん の人数", "a name that is misread"),
        ("松本じゃなくて、長野の人数", "長野の人数", "a row"),
        ("松本ではなく、ほかの合計", "松本ではなく、ほかの合計", "the rest is asked for"),
        ("木曜ではない日の会", "木曜ではない日の会", "left out, not taken back"),
        ("人数が少なくて困る会", "人数が少なくて困る会", "another word"),
    ],
)
def test_what_is_taken_back_is_dropped(plain: str, expected: str, reason: str) -> None:
    assert without_contrast(plain) == expected, reason


@pytest.mark.parametrize(
    "question",
    [
        "ハロウィン当日（10月31日）の会場はどこ",
        "うちから近い伊那合同庁舎の会はいつ",
        "隣の上伊那は何人",
    ],
)
def test_what_is_said_beside_a_day_or_row_that_is_named(lexicon: Lexicon, question: str) -> None:
    assert lexicon.read(question).residue == ()


@pytest.mark.parametrize("question", ["保育士（10月31日）の参加者", "松本の隣の地域は何人"])
def test_what_stands_elsewhere_is_no_setting(lexicon: Lexicon, question: str) -> None:
    assert lexicon.read(question).residue != ()
