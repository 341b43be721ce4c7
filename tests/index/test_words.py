import bm25s
import numpy as np
import pytest

from assistant.index.words import K1, PAIR_WEIGHT, B, WordIndex, terms


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "里親の確保",
            ["里親", "確保", "#里親", "#親の", "#の確", "#確保"],
            "the particle is no lemma",
        ),
        ("こども", ["子供", "#こど", "#ども"], "lemmas meet where spellings differ"),
        ("ﾎｰﾑ", ["ホーム", "#ホー", "#ーム"], "half-width katakana is folded"),
        ("市", ["市", "#市"], "one character is its own pair"),
        ("NPO、npo", ["npo", "npo", "#np", "#po", "#np", "#po"], "pairs do not cross punctuation"),
        ("。 ", [], "nothing to find"),
    ],
)
def test_terms(text: str, expected: list[str], why: str) -> None:
    assert terms(text) == expected, why


def test_a_score_worked_out_by_hand() -> None:
    index = WordIndex.build(["里親", "里親里親里親", "施設"])
    # Terms: 里親 → 里親, #里親; 里親里親里親 → 里親 ×3, #里親 ×3, #親里 ×2; 施設 → 施設, #施設.
    # Lengths 2, 8, 2; mean 4. 里親 and #里親 stand in 2 of 3 texts: ln(1 + 1.5 / 2.5) = 0.470004.
    # The pair counts half. First: 1.5 × 0.470004 × 1 / (1 + 0.4 × (0.1 + 0.9 × 2 / 4)).
    # Second: 1.5 × 0.470004 × 3 / (3 + 0.4 × (0.1 + 0.9 × 8 / 4)).
    assert index.scores(terms("里親")) == pytest.approx([0.577873, 0.562504, 0], abs=1e-6)


@pytest.mark.parametrize(
    ("query", "expected", "why"),
    [
        # 里親: 0.577873 (above) of the 1.5 × 0.470004 that 里親 and #里親 give without end.
        ("里親", 0.577873 / (1.5 * 0.470004), "the best text holds all of it, short as it is"),
        # 火星 stands in none of 3 texts: 1.5 × ln(1 + 3.5 / 0.5) more to reach.
        ("里親 火星", 0.577873 / (1.5 * (0.470004 + 2.079442)), "half of it is not there"),
        ("火星", 0, "nothing is"),
        ("", 0, "nothing is asked"),
    ],
)
def test_coverage_worked_out_by_hand(query: str, expected: float, why: str) -> None:
    index = WordIndex.build(["里親", "里親里親里親", "施設"])
    found = terms(query)
    assert index.coverage(found, index.scores(found)) == pytest.approx(expected, abs=1e-5), why


def test_the_sum_is_the_one_of_the_library() -> None:
    texts = ["里親委託の推進", "施設の高機能化", "市町村の予防的支援", "", "里親の支援と施設の支援"]
    index = WordIndex.build(texts)
    library = bm25s.BM25(k1=K1, b=B, method="lucene")
    library.index([terms(text) for text in texts], show_progress=False)
    for query in ["里親の支援", "施設", "支援 支援", "知らない語"]:
        known = [term for term in terms(query) if term in library.vocab_dict]
        # Term by term, because the library does not know that a pair of characters counts less.
        expected = np.zeros(len(texts))
        for term in known:
            expected += (PAIR_WEIGHT if term[0] == "#" else 1) * library.get_scores([term])
        assert index.scores(terms(query)) == pytest.approx(expected, rel=1e-5), query


@pytest.mark.parametrize("query", ["", "。", "火星"])
def test_a_query_without_known_words_scores_nothing(query: str) -> None:
    assert WordIndex.build(["里親", "施設"]).scores(terms(query)).tolist() == [0, 0]


@pytest.mark.parametrize("texts", [[], [""], ["。", " "]])
def test_texts_without_words_make_an_index(texts: list[str]) -> None:
    assert WordIndex.build(texts).scores(terms("里親")).tolist() == [0] * len(texts)


def test_an_index_is_read_back() -> None:
    index = WordIndex.build(["里親の確保", "施設"])
    files = index.to_files("w")
    assert all(name.startswith("w") for name in files)
    read = WordIndex.from_files(files, "w", 2)
    assert read.vocabulary == index.vocabulary
    assert read.scores(["里親"]).tolist() == index.scores(["里親"]).tolist() != [0, 0]
