"""Shares and correlations worked out by hand, and search measured as it is."""

import numpy as np
import pytest

from assistant.evaluation.ranking import Measured, measure, right_among, spearman
from assistant.index.fusion import LEGS, weights
from assistant.index.part import build_part
from assistant.index.store import index_of
from assistant.types import Document, Passage
from index.conftest import FakeEncoder


@pytest.mark.parametrize(
    ("scores", "first", "two"),
    [
        ([0, 9, 1, 2], True, True),
        ([5, 4, 3, 2], False, True),
        ([9, 0, 9, 9], False, False),
        ([4, 4, 0, 0], False, True),  # of equal scores the earlier passage is first
    ],
)
def test_right_among_the_first(scores, first, two):
    right = np.array([[False, True, False, False]])
    given = np.array([scores], dtype=float)
    assert right_among(given, right, 1).tolist() == [first]
    assert right_among(given, right, 2).tolist() == [two]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2, 3], [10, 20, 90], 1),
        ([1, 2, 3], [9, 5, 1], -1),
        # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 × 5).
        ([1, 2, 2, 3], [1, 2, 3, 4], 4.5 / (4.5 * 5) ** 0.5),
    ],
)
def test_the_rank_correlation(first, second, expected):
    found = spearman(np.array(first, dtype=float), np.array(second, dtype=float))
    assert found == pytest.approx(expected)


def test_a_passage_that_was_not_looked_at_comes_last_and_a_literal_find_first():
    z = np.array([[[-3.0], [0], [5]]])
    measured = Measured(
        z,
        np.array([[True, False, False]]),
        np.array([[True, False, True]]),
        np.array([[1, 0, 0]]),
    )
    weight = np.array([1.0])
    assert np.argsort(-measured.fused(weight)).tolist() == [[2, 0, 1]]
    assert np.argsort(-measured.ordered(weight)).tolist() == [[0, 2, 1]]


def test_the_measured_order_is_the_one_of_search():
    texts = ["aabb", "abcd", "里親の支援 a", "施設 dd", "里親 157名 b"]
    passages = tuple(Passage(f"p{n}", "d", "note", "", t, 0, 0) for n, t in enumerate(texts))
    document = Document("d", "d", "", "", "", "", passages, ())
    index = index_of(build_part([document], FakeEncoder()), FakeEncoder())
    questions = ["里親はどう支援されるか aab", "157名 dd", "「施設」の里親"]
    measured = measure(index, questions, [{"p2"}, {"p4"}, {"p0", "p3"}])
    assert measured.right.sum(axis=1).tolist() == [1, 1, 2]
    ordered = measured.ordered(np.array([weights()[leg] for leg in LEGS]))
    for question, row in zip(questions, ordered, strict=True):
        found = [hit.passage.id for hit in index.search(question, top_k=5)]
        assert found == [f"p{n}" for n in np.argsort(-row, kind="stable")]
