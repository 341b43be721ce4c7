"""Questions in the spelling that the patterns expect, and the general words of asking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tables.words import (
    after_number,
    find_marks,
    is_kanji,
    matcher,
    neutral_words,
    operator_words,
    patterns,
    plain_question,
    question_language,
    words,
)
from assistant.types import Language

PLAIN = [
    ("なんにん？", "何人?", "kana"),
    ("ナンニン", "何人", "katakana"),
    ("さとおやは なんにん", "里親は 何人", "several words"),
    ("里親はなんめい", "里親は何名", "before the end"),
    ("どこがおおい", "どこが多い", "an adjective"),
    ("かいじょう", "会場", "longest first: not 回場"),
    ("十人以上", "10人以上", "counted kanji"),
    ("百五十七人", "157人", "long numerals"),
    ("二番目に多い", "2番目に多い", "an ordinal"),
    ("第二位", "2位", "第 goes with it"),
    ("二つの差", "2つの差", "native counting"),
    ("１２３人", "123人", "full width"),
    ("二桁", "2桁", "digits"),
    ("ふた桁", "2桁", "digits in kana"),
    ("三倍", "3倍", "multiples"),
    ("一割二分", "一割二分", "tenths with hundredths stay"),
    ("じゅういちがつ ぜんぶで なんにん", "十一月 全部で 何人", "a month in kana"),
    ("じゅうがつじゅうしちにち", "十月十七日", "a date in kana"),
    ("まつもとはにじゅうにんですか", "まつもとは20人ですか", "behind a particle"),
    ("しめい", "しめい", "a word, no number"),
    ("twenty-four participants", "24 participants", "English"),
    ("半分", "半分", "a word of its own"),
    ("過半数", "過半数", "a word of its own"),
    ("十月十七日", "十月十七日", "a date is read as a whole later"),
    ("北ｱﾙﾌﾟｽ", "北アルプス", "half-width katakana"),
    ("ｍａｔｓｕｍｏｔｏ", "matsumoto", "full-width letters"),
    ("こえをきくかいです", "こえをきくかいです", "kana inside other words"),
    ("声をきく会で大丈夫", "声をきく会で大丈夫", "nothing to change"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), PLAIN)
def test_a_question_is_written_plainly(question: str, expected: str, reason: str) -> None:
    assert plain_question(question) == expected, reason


@pytest.mark.parametrize(
    ("question", "expected"), [("三割以上", "3割以上"), ("五割を超えた", "5割を超えた")]
)
def test_tenths_in_kanji(question: str, expected: str) -> None:
    assert plain_question(question) == expected


def test_numbers_of_several_english_words() -> None:
    assert plain_question("one hundred people") == "100 people"


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_can_be_written_plainly(text: str) -> None:
    plain = plain_question(text)
    assert question_language(plain) in ("ja", "en")
    for language in ("ja", "en"):
        for group in ("ask", "op", "scope"):
            for marks in find_marks(plain, language, group).values():
                assert all(0 <= m.start < m.end <= len(plain) for m in marks)


@given(st.integers(1, 9999))
def test_counted_numbers_of_every_script_are_one(number: int) -> None:
    digits = "〇一二三四五六七八九"
    kanji = "".join(
        (digits[d] if d > 1 or not unit else "") + unit
        for d, unit in zip(map(int, f"{number:04d}"), ("千", "百", "十", ""), strict=True)
        if d
    )
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert plain_question(f"{kanji}人") == plain_question(f"{wide}人") == f"{number}人"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("松本は何人", "ja"),
        ("How many people?", "en"),
        ("Matsumotoは何人", "ja"),
        ("What does 里親 mean?", "en"),
        ("里親さんのSNSは", "ja"),
        ("", "ja"),
        ("157", "ja"),
    ],
)
def test_the_language_of_a_question(text: str, language: Language) -> None:
    assert question_language(text) == language


def test_marks_keep_their_place_over_blanks() -> None:
    text = "一番 多い の は どこ"
    marks = find_marks(text, "ja", "op")["max"]
    assert [text[m.start : m.end] for m in marks] == ["一番 多"]
    numbers = find_marks("上位 3 地域", "ja", "op")["top"]
    assert [m.groups[0] for m in numbers] == ["3"]


@pytest.mark.parametrize(
    ("comparator", "words_after", "found"),
    [
        ("lt", "に満たない", True),
        ("lt", "に届かなかった", True),
        ("lt", "に届いた", False),
        ("ge", "に届いた", True),
        ("ge", "に届かなかった", False),
        ("eq", "ちょうど", True),
        ("rows", "以上の地域", True),
        ("rows", "ですか", False),
    ],
)
def test_what_stands_behind_a_number(comparator: str, words_after: str, found: bool) -> None:
    assert (after_number(comparator).match(words_after) is not None) is found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("去年の会", True),
        ("3年前は", True),
        ("来年度", True),
        ("今回の会", False),
        ("10月の会", False),
    ],
)
def test_words_for_another_time(question: str, found: bool) -> None:
    assert (matcher("other_time").search(question) is not None) is found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_neutral_word_never_computes(language: Language) -> None:
    assert neutral_words(language) & operator_words(language) == frozenset()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_pattern_matches_nothing(language: Language) -> None:
    for group in ("ask", "op", "scope"):
        for name, pattern in patterns(language, group).items():
            assert pattern.search("") is None, (group, name)


@pytest.mark.parametrize(("spelled", "written"), words()["ja"]["kana"].items())
def test_every_spelling_in_kana_is_used(spelled: str, written: str) -> None:
    assert plain_question(spelled) == written
    assert plain_question(written) == written


@pytest.mark.parametrize(("character", "kanji"), [("人", True), ("ひ", False), ("", False)])
def test_kanji(character: str, kanji: bool) -> None:
    assert is_kanji(character) is kanji
