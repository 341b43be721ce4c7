"""The parts that scores are made of: each worked out by hand at least once."""

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.index.arrays import places_of, starts_of
from assistant.index.bags import Bags
from assistant.index.encoder import StaticEncoder
from assistant.index.expanded import ExpandedIndex, expanded_to_files
from assistant.index.fusion import LEGS, Scores, fused, standardised, weights
from assistant.index.interaction import InteractionIndex, TextWords, WordVectors
from assistant.index.words import WordIndex

from .conftest import ROOT, FakeEncoder


def test_places_of_items() -> None:
    starts = starts_of([2, 0, 3])
    assert starts.tolist() == [0, 2, 2, 5]
    assert places_of(starts, np.array([2, 0])).tolist() == [2, 3, 4, 0, 1]
    assert places_of(starts, np.array([1])).tolist() == []
    assert places_of(starts, np.array([], dtype=np.int64)).tolist() == []


# ── expansions ──


def expanded(owners: list[int], cosines: list[float], count: int) -> ExpandedIndex:
    """Return an index whose expansions have these cosines with the query (1, 0)."""
    rows = np.array([[c, (1 - c * c) ** 0.5] for c in cosines], dtype=np.float32).reshape(-1, 2)
    files = expanded_to_files(
        WordIndex.build([""] * count), rows, np.array(owners, dtype=np.int32), "e"
    )
    index = ExpandedIndex.from_files(files, "e", count)
    assert index is not None
    return index


QUERY = np.array([1, 0], dtype=np.float32)


def test_the_two_nearest_expansions_count() -> None:
    # The second passage has none, the third but one, the fourth none nearer than itself.
    index = expanded([0, 0, 0, 2, 3, 3], [0.2, 0.8, 0.6, 0.5, -0.9, 0.1], 4)
    assert index.some.tolist() == [True, False, True, True]
    own = np.array([0.1, 0.3, 0.2, 0.4])
    everything = np.arange(4)
    assert index.cosines(QUERY, everything, own) == pytest.approx([0.7, 0.3, 0.5, 0.4], abs=1e-6)
    some = np.array([1, 2])
    assert index.cosines(QUERY, some, own[some]) == pytest.approx([0.3, 0.5], abs=1e-6)


def test_the_passages_of_the_nearest_expansions() -> None:
    index = expanded([0, 0, 1, 3], [0.9, 0.8, 0.7, 0.6], 4)
    assert index.nearest(QUERY, 2)[0].tolist() == [0, 0]
    owners, products = index.nearest(QUERY, 3)
    assert owners.tolist() == [0, 0, 1]
    assert products == pytest.approx([0.9, 0.8, 0.7], abs=1e-6)
    assert index.nearest(QUERY, 2, np.array([1, 2, 3]))[0].tolist() == [1, 3]
    assert index.nearest(QUERY, 2, np.array([2]))[0].tolist() == []


def test_no_expansions_make_no_index() -> None:
    assert ExpandedIndex.from_files({}, "e", 3) is None


# ── interaction ──

WORDS = {"a": ((1, 0), 1.0), "b": ((0, 1), 0.5), "c": ((0.6, 0.8), 0.25), "z": ((0, 0), 1.0)}


class Letters:
    """Words are letters with the vectors and weights above; others have none."""

    def words_of(self, text: str) -> list[str]:
        return [letter for letter in text if letter in WORDS]

    def word_vectors(self, words: list[str]) -> NDArray[np.float32]:
        return np.array([WORDS[w][0] for w in words], dtype=np.float32).reshape(-1, 2)

    def word_weights(self, words: list[str]) -> NDArray[np.float32]:
        return np.array([WORDS[w][1] for w in words], dtype=np.float32)


def interaction(*texts: str) -> InteractionIndex:
    words = TextWords.of(Bags.of(Letters().words_of(text) for text in texts))
    read = TextWords.from_files(words.to_files("i"), "i")
    assert read is not None
    assert read.vocabulary == words.vocabulary
    return InteractionIndex(read, Letters())


@pytest.mark.parametrize(
    ("query", "text", "expected", "why"),
    [
        ("a", "ab", 1, "the word itself"),
        ("a", "bc", 0.6, "the nearest of two"),
        ("ab", "c", (1 * 0.6 + 0.5 * 0.8) / 1.5, "the rarer word counts twice as much"),
        ("aab", "c", (1 * 0.6 + 0.5 * 0.8) / 1.5, "each word of the query once"),
        ("xa", "ya", 1, "words without a vector do not count"),
        ("a", "", 0, "a text without words"),
        ("x", "a", 0, "a query without words"),
        ("z", "az", 0, "a vector of zeros is like nothing"),
    ],
)
def test_a_score_worked_out_by_hand(query: str, text: str, expected: float, why: str) -> None:
    [score] = interaction(text).scores(query, np.array([0]))
    assert score == pytest.approx(expected), why


def test_any_texts_in_any_order() -> None:
    index = interaction("ab", "", "c", "b", "abc")
    everything = index.scores("ac", np.arange(5))
    for numbers in ([4, 1, 0], [2], [3, 2, 1, 0], []):
        chosen = np.array(numbers, dtype=np.int64)
        # To the bit: a filter must not change a score.
        assert index.scores("ac", chosen).tolist() == everything[chosen].tolist()


def test_which_encoders_know_words() -> None:
    assert isinstance(StaticEncoder(ROOT / "models" / "chive-tuned"), WordVectors)
    assert not isinstance(FakeEncoder(), WordVectors)


def test_the_vectors_and_weights_of_words() -> None:
    encoder = StaticEncoder(ROOT / "models" / "chive-tuned")
    words = encoder.words_of("里親の支援、里親")
    assert words == ["里親", "支援", "里親"]
    vectors = encoder.word_vectors(words)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-6)
    rare, common, again = encoder.word_weights(words)
    assert 0 < common < rare == again <= 1
    # The vector of a text is the weighted mean of those of its words before they are scaled;
    # of one word it is that word's.
    assert encoder.encode_queries(["里親"])[0] == pytest.approx(vectors[0], abs=1e-6)
    assert encoder.word_vectors([]).shape == (0, 256)


# ── fusion ──


def test_the_weights_are_shares() -> None:
    assert set(weights()) == set(LEGS)
    assert sum(weights().values()) == pytest.approx(1)
    assert min(weights().values()) >= 0


def test_z_scores_worked_out_by_hand() -> None:
    legs = {
        "words": np.array([1.0, 3, 5, 7]),  # mean 4, spread √5
        "vectors": np.array([0.5, 0.5, 0.5, 0.5]),
        "expansion_words": np.array([10.0, 20, 5, 7]),  # of the first two: mean 15, spread 5
        "expansion_vectors": np.array([0.6, 0.8, 0.5, 0.5]),  # mean 0.7, spread 0.1
    }
    everything = Scores(legs, np.array([True, True, False, False]), 1.0)
    z = standardised(everything, everything)
    five = 5**0.5
    assert z["words"] == pytest.approx([-3 / five, -1 / five, 1 / five, 3 / five])
    assert z["vectors"].tolist() == [0, 0, 0, 0]
    # The last two have no expansions: they count by their own words.
    assert z["expansion_words"] == pytest.approx([-1, 1, 1 / five, 3 / five])
    assert z["expansion_vectors"] == pytest.approx([-1, 1, 0, 0])
    w = weights()
    total = 1 - w["interaction"]  # a leg that is not there takes no share
    expected = (w["words"] * 3 / five + w["expansion_words"] * 3 / five) / total  # the last passage
    assert fused(z)[3] == pytest.approx(expected)


def test_without_any_expansions_the_plain_legs_count_for_them() -> None:
    legs = {"words": np.array([1.0, 2]), "vectors": np.array([0.1, 0.3])}
    legs |= {f"expansion_{leg}": values for leg, values in legs.items()}
    scores = Scores(legs, np.zeros(2, dtype=np.bool_), 1.0)
    z = standardised(scores, scores)
    assert z["expansion_words"].tolist() == z["words"].tolist() == [-1, 1]


def test_words_that_are_hardly_found_hardly_count() -> None:
    legs = {"words": np.array([1.0, 2]), "vectors": np.array([0.1, 0.3])}
    legs |= {f"expansion_{leg}": values for leg, values in legs.items()}
    scores = Scores(legs, np.array([True, False]), 0.25)
    z = standardised(scores, scores)
    assert z["words"].tolist() == [-0.25, 0.25]
    assert z["vectors"] == pytest.approx([-1, 1])
    # The first has expansions, which hold the words people use; the second only its own text.
    assert z["expansion_words"].tolist() == [0, 0.25]
