from collections import Counter

import bm25s
import numpy as np
import pytest

from assistant.index import words as module
from assistant.index.words import K1, PAIR_WEIGHT, B, WordIndex, WordScores, terms, weight


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


def asked(index: WordIndex, query: str) -> WordScores:
    """Return the scores of all texts for a query, as an index of this one part has them."""
    found = Counter(terms(query))
    having = index.frequencies(list(found)).tolist()
    return index.scores(
        {
            t: times * weight(t, index.count, n)
            for (t, times), n in zip(found.items(), having, strict=True)
        }
    )


def scores(index: WordIndex, query: str) -> list[float]:
    return asked(index, query).of(np.arange(index.count)).tolist()


def test_a_score_worked_out_by_hand() -> None:
    index = WordIndex.build(["里親", "里親里親里親", "施設"])
    # Terms: 里親 → 里親, #里親; 里親里親里親 → 里親 ×3, #里親 ×3, #親里 ×2; 施設 → 施設, #施設.
    # Lengths 2, 8, 2; mean 4. 里親 and #里親 stand in 2 of 3 texts: ln(1 + 1.5 / 2.5) = 0.470004.
    # The pair counts half. First: 1.5 × 0.470004 × 1 / (1 + 0.4 × (0.1 + 0.9 × 2 / 4)).
    # Second: 1.5 × 0.470004 × 3 / (3 + 0.4 × (0.1 + 0.9 × 8 / 4)).
    assert scores(index, "里親") == pytest.approx([0.577873, 0.562504, 0], abs=1e-6)


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
        assert scores(index, query) == pytest.approx(expected, rel=1e-5, abs=1e-6), query


@pytest.mark.parametrize("query", ["", "。", "火星"])
def test_a_query_without_known_words_scores_nothing(query: str) -> None:
    index = WordIndex.build(["里親", "施設"])
    assert scores(index, query) == [0, 0]
    assert not asked(index, query).any


@pytest.mark.parametrize("texts", [[], [""], ["。", " "]])
def test_texts_without_words_make_an_index(texts: list[str]) -> None:
    assert scores(WordIndex.build(texts), "里親") == [0] * len(texts)


def test_an_index_is_read_back() -> None:
    index = WordIndex.build(["里親の確保", "施設"])
    files = index.to_files("w")
    assert all(name.startswith("w") for name in files)
    read = WordIndex.from_files(files, "w", 2)
    assert scores(read, "里親") == scores(index, "里親") != [0, 0]
    assert read.having("里親").tolist() == [0]


TEXTS = [f"里親の支援その{n}" + "と施設" * (n % 3) + "の件" * (n % 5) for n in range(200)]


@pytest.mark.parametrize("query", ["里親の支援", "その17", "支援その3と施設"])
def test_frequent_terms_change_no_score(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    index = WordIndex.build(TEXTS)
    whole = asked(index, query)
    monkeypatch.setattr(module, "SUMMED", 50)
    some = asked(index, query)
    everything = np.arange(len(TEXTS))
    assert some.of(everything) == pytest.approx(whole.of(everything), abs=2e-6)
    best = whole.of(everything)
    assert sorted(some.best(5)[1]) == pytest.approx(sorted(best)[-5:], abs=1e-6), (
        "and hardly any place"
    )
