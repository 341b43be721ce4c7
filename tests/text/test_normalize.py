import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.normalize import fold, normalize, squeeze
from assistant.text.radicals import RADICALS

CASES = [
    ("１５７人", "157人", "full-width digits"),
    ("ﾌｧﾐﾘｰﾎｰﾑ", "ファミリーホーム", "half-width katakana, its long vowel too"),
    ("北ｱﾙﾌﾟｽ", "北アルプス", "a half-width mark joins its letter"),
    ("か\u3099", "が", "a combining mark joins its letter"),
    ("か\u200b\u3099", "が", "an invisible character does not keep them apart"),
    ("㍿と①", "株式会社と1", "NFKC takes compounds apart"),
    ("⻑野の⻄側、⺠間", "長野の西側、民間", "radicals that NFKC leaves"),
    ("⼈⼝", "人口", "Kangxi radicals, which NFKC knows"),
    ("神︀", "神", "a variation selector"),
    ("葛󠄀城", "葛城", "an ideographic variation selector"),
    ("9:00〜12:00", "9:00~12:00", "wave dash"),
    ("9:00～12:00", "9:00~12:00", "full-width tilde"),
    ("9:00∼12:00", "9:00~12:00", "tilde operator"),
    ("１０－２０", "10-20", "full-width hyphen-minus between digits"),
    ("10−20‐30–40", "10-20-30-40", "minus, hyphen, en dash"),
    ("センタ－の", "センターの", "a hyphen typed for the long vowel"),
    ("コ−ヒ−を", "コーヒーを", "a minus typed for the long vowel"),
    ("里親-施設", "里親-施設", "a hyphen between kanji stays"),
    ("ホーム-施設", "ホーム-施設", "a hyphen before kanji may separate"),
    ("スーパー", "スーパー", "a true long vowel stays"),
    ("026ー235ー7099", "026-235-7099", "a long vowel typed for a hyphen"),
    ("終わり―始め", "終わり—始め", "a long dash stays one"),
    ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne", "every line end"),
    ("a\u3000b\u00a0c\td", "a b c d", "every space"),
    ("\ufeffあ\u00adい\u200dう\x00え", "あいうえ", "invisible and control characters"),
    ("\ud800あ", "\ufffdあ", "a lone surrogate"),
    ("\uf0d8 主だった", "\uf0d8 主だった", "private use stays: bullets of PDF files"),
    ("（55.6％）", "(55.6%)", "brackets and signs"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CASES)
def test_text_is_normalised(text: str, expected: str, reason: str) -> None:
    assert normalize(text).text == expected, reason


@pytest.mark.parametrize(
    ("text", "found", "original"),
    [
        ("北ｱﾙﾌﾟｽ地域", "プ", "ﾌﾟ"),
        ("北ｱﾙﾌﾟｽ地域", "アルプス", "ｱﾙﾌﾟｽ"),
        ("（㍿信濃）", "式", "㍿"),
        ("（㍿信濃）", "会社信", "㍿信"),
        ("一\u200b五七", "五", "五"),
        ("一\u200b五七", "一五", "一\u200b五"),
        ("あ\r\nい", "\n", "\r\n"),
        ("か\u200b\u3099く", "が", "か\u200b\u3099"),
        ("⻑野", "長", "⻑"),
    ],
)
def test_what_is_found_is_shown_as_it_was_written(text: str, found: str, original: str) -> None:
    normalized = normalize(text)
    start = normalized.text.index(found)
    span = normalized.original(start, start + len(found))
    assert text[span.start : span.end] == original


def test_an_empty_span_stays_empty() -> None:
    span = normalize("㍿").original(2, 2)
    assert span.start == span.end


@pytest.mark.parametrize(("radical", "ideograph"), RADICALS.items())
def test_every_radical_stands_for_an_ideograph(radical: str, ideograph: str) -> None:
    assert unicodedata.name(radical).startswith("CJK RADICAL")
    assert unicodedata.name(ideograph).startswith("CJK UNIFIED IDEOGRAPH")
    assert normalize(radical).text == ideograph


def test_a_pasted_pile_of_marks_is_no_denial_of_service() -> None:
    # Sorting the marks of one base is quadratic in Unicode's own algorithm.
    assert len(normalize("a" + "\u0301\u0323" * 50_000).text) < 100


def test_keys_of_one_name_are_equal() -> None:
    assert fold("北ｱﾙﾌﾟｽ NPO") == fold("北アルプス ＮＰＯ") == "北アルプス npo"


def test_squeezing_takes_every_space_away() -> None:
    assert squeeze(" 11月 　６日\n(水)\u00a0") == "11月６日(水)"


tricky = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "ｶﾞﾟｰーア-－—か゛\u3099\u309a\u200b\u200d\ufe0f⻑⺠⼈0１①㍿½\r\n\t\x00\ud800😀👨"
            "\u0301\u0323~〜～각ﾡ\u1100\u1161\u11a8ﷺ\u0e33"
        ),
    ),
    max_size=25,
)


@settings(max_examples=400, deadline=None)
@given(tricky)
def test_normalising_is_idempotent_and_maps_back(text: str) -> None:
    normalized = normalize(text)
    assert normalize(normalized.text).text == normalized.text
    assert unicodedata.is_normalized("NFKC", normalized.text)
    assert len(normalized.offsets) == len(normalized.text) + 1
    assert len(normalized.ends) == len(normalized.text)
    assert list(normalized.offsets) == sorted(normalized.offsets)
    assert list(normalized.ends) == sorted(normalized.ends)
    assert all(
        start < end <= len(text)
        for start, end in zip(normalized.offsets, normalized.ends, strict=False)
    )


@settings(max_examples=200, deadline=None)
@given(tricky, st.sampled_from("市町村里親支援"), tricky)
def test_an_ordinary_character_maps_to_itself(before: str, char: str, after: str) -> None:
    text = f"{before}。{char}。{after}"
    normalized = normalize(text)
    places = [
        normalized.original(index, index + 1)
        for index, found in enumerate(normalized.text)
        if found == char
    ]
    at = len(before) + 1
    assert any(span.start == at and span.end == at + 1 for span in places)
