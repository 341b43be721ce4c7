"""Plain texts: encodings are told apart strictly, and a mix is refused at its byte."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.files.encodings import decode

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp")
PROSE = "松本地域の出席者は16名です。\n里親は2名でした。\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text",
    [PROSE, "はい\n", "児童相談所\n県\n", "plain 16\n", "ファミリーホーム", "あ", "\n\n16名が"],
)
def test_a_text_is_read_in_the_encoding_it_is_written_in(text, encoding):
    assert decode("a.txt", text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("16名①②㈱髙﨑", "cp932"),  # not in JIS X 0208
        ("ｼｮｰﾄｽﾃｲの利用者\n", "cp932"),
        ("ｼｮｰﾄｽﾃｲ\nﾌｧﾐﾘｰﾎｰﾑ\n", "cp932"),
        ("café 16 名", "utf-8"),
        ("𠮷野家", "utf-8"),
    ],
)
def test_rare_characters_are_read_too(text, encoding):
    assert decode("a.txt", text.encode(encoding)) == text


def test_line_ends_become_one_kind():
    assert decode("a.txt", "一\r\n二\r三\n".encode()) == "一\n二\n三\n"


@pytest.mark.parametrize(
    ("first", "second"), list(itertools.permutations(["utf-8", "cp932", "euc_jp"], 2))
)
def test_a_mix_of_encodings_is_refused_at_the_byte_where_it_begins(first, second):
    start = PROSE.encode(first)
    with pytest.raises(InputError, match="文字コードが混ざっている") as caught:
        decode("a.txt", start + PROSE.encode(second))
    named = int(re.search(r"([\d,]+)バイト目", str(caught.value))[1].replace(",", ""))
    # The very byte, or, where the first bytes are valid in both, one of the same line.
    assert len(start) < named <= len(start) + len(PROSE.encode(second))
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"abc\xff\xfe", "4バイト目の文字が読めません"),
        (b"16\x80", "3バイト目の文字が読めません"),
        ("一二".encode() + b"\xe4\xb8", "7バイト目の文字が読めません"),
        (b"\xef\xbb\xbfabc\xff", "7バイト目の文字が読めません"),
        (b"a\x00b", "文章のファイルではない"),
        (b"\xff\xfea", "3バイト目の文字が読めません"),
    ],
)
def test_what_is_no_text_is_refused_with_the_place(data, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        decode("a.txt", data)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_text_or_one_sentence(data):
    try:
        text = decode("a.txt", data)
    except InputError as error:
        text = str(error)
    assert "\r" not in text


KANA = st.characters(min_codepoint=0x3041, max_codepoint=0x3093)


@example(["むむぁ"], "euc_jp")
@given(
    st.lists(st.text(KANA, min_size=3, max_size=12), min_size=1, max_size=5),
    st.sampled_from(["utf-8", "cp932", "euc_jp"]),
)
def test_kana_are_never_read_in_another_encoding(lines, encoding):
    text = "\n".join(lines)
    assert decode("a.txt", text.encode(encoding)) == text
