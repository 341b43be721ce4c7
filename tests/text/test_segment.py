import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.segment import content_lemmas, segment

SENTENCES = [
    "里親のなり手確保について、説明会への参加が少ないなど困難との意識が強い。",
    "ショートステイを起点に、訪問やデイサービスの支援につなげる。",
    "南信州地域の10月17日の会には24名が出席した。",
    "児童家庭支援センターは、10圏域に最低でも１か所必要。",
]


def test_words_stand_where_they_say() -> None:
    for sentence in SENTENCES:
        for token in segment(f"\n 　{sentence}\r\n\r\n{sentence}"):
            assert token.surface == f"\n 　{sentence}\r\n\r\n{sentence}"[token.start : token.end]


@pytest.mark.parametrize(
    ("text", "lemma", "pos", "reading"),
    [
        ("行った", "行く", "動詞", "イッ"),
        ("私", "私", "代名詞", "ワタクシ"),  # 私-代名詞 in the dictionary
        ("センター", "センター", "名詞", "センター"),  # センター-center
        ("ヶ所", "箇所", "名詞", "カショ"),
        ("xyzzy", "xyzzy", "名詞", ""),  # unknown to the dictionary
        ("-", "-", "記号", ""),
    ],
)
def test_a_word_has_its_lemma(text: str, lemma: str, pos: str, reading: str) -> None:
    token = segment(text)[0]
    assert (token.lemma, token.pos, token.reading) == (lemma, pos, reading)


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("里親が足りない", ["里親", "足りる"], "particles and auxiliaries carry no topic"),
        ("ﾌｧﾐﾘｰﾎｰﾑとは何ですか", ["ファミリー", "ホーム"], "half-width katakana, question words"),
        ("NPO法人", ["npo", "法人"], "case is folded"),
        ("……！？", [], "only symbols"),
        ("", [], "nothing"),
    ],
)
def test_index_keys_are_the_words_that_mean_something(
    text: str, expected: list[str], reason: str
) -> None:
    assert content_lemmas(text) == expected, reason


def test_many_threads_get_what_one_gets() -> None:
    alone = [segment(sentence) for sentence in SENTENCES]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(segment, SENTENCES * 200))
    assert together == alone * 200


@pytest.mark.parametrize(
    "text",
    [
        "里親" + " " * 70_000 + "支援",
        "x" * 70_000 + "支援",
        "支援" * 20_000,
        "あ\0い\ud800う\ufeff",
        "\n\n　\t",
    ],
)
def test_unwieldy_text_keeps_its_places(text: str) -> None:
    tokens = segment(text)
    assert all(token.surface == text[token.start : token.end] for token in tokens)
    assert "".join(t.surface for t in tokens) == "".join(
        char for char in text if not char.isspace() and char != "\0"
    )


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_is_cut_in_order(text: str) -> None:
    position = 0
    for token in segment(text):
        assert position <= token.start < token.end <= len(text)
        assert token.surface == text[token.start : token.end]
        position = token.end


def test_segmenting_does_not_load_a_model_library() -> None:
    code = (
        "import sys; from assistant.text.segment import segment; segment('里親');"
        "print([m for m in ('torch', 'sentence_transformers', 'faiss') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "[]", result.stderr
