import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index import vectors as module
from assistant.index.vectors import VectorIndex, check_rows, vectors_to_files


def unit_rows(count: int, dimensions: int = 8, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(
    count=st.integers(1, 60), k=st.integers(1, 80), seed=st.integers(0, 9), every=st.integers(1, 4)
)
def test_faiss_finds_what_brute_force_finds(count: int, k: int, seed: int, every: int) -> None:
    rows = unit_rows(count, seed=seed)
    query = unit_rows(1, seed=seed + 100)[0]
    allowed = np.arange(0, count, every)
    for choice in (None, allowed):
        numbers, products = VectorIndex(rows).nearest(query, k, choice)
        among = np.arange(count) if choice is None else choice
        expected = among[np.argsort(-(rows[among] @ query), kind="stable")][:k]
        assert numbers.tolist() == expected.tolist()
        assert products == pytest.approx(rows[expected] @ query, abs=1e-6)


def test_products_worked_out_by_hand() -> None:
    index = VectorIndex(np.array([[1, 0], [0.6, 0.8], [0, 0]], dtype=np.float32))
    query = np.array([0.6, 0.8], dtype=np.float32)
    assert index.products(query, np.array([2, 0, 1])) == pytest.approx([0, 0.6, 1])
    numbers, products = index.nearest(query, 5)
    assert numbers.tolist() == [1, 0, 2]
    assert products == pytest.approx([1, 0.6, 0])


def test_none_to_choose_from_gives_none() -> None:
    index = VectorIndex(unit_rows(3))
    numbers, products = index.nearest(unit_rows(1)[0], 5, np.zeros(0, np.int64))
    assert len(numbers) == len(products) == 0
    empty = VectorIndex(np.zeros((0, 8), np.float32))
    assert len(empty.nearest(unit_rows(1)[0], 5)[0]) == 0


@pytest.mark.parametrize(
    "rows",
    [
        np.zeros((2, 2)),
        np.zeros(4, np.float32),
        np.array([[1, 1]], np.float32),
        np.array([[1, np.nan]], np.float32),
    ],
    ids=["float64", "one dimension", "not of length 1", "not a number"],
)
def test_rows_that_faiss_would_accept_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(ValueError, match="vector"):
        check_rows(rows)


@pytest.mark.parametrize(
    ("width", "numbers", "says"),
    [
        (5, [0], "shape"),
        (8, [1, 1], "repeat"),
        (8, [0, 3], "of 3"),
        (8, [-1], "of 3"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(width: int, numbers: list[int], says: str) -> None:
    index = VectorIndex(unit_rows(3))
    query = np.zeros(width, np.float32)
    for ask in (lambda a: index.products(query, a), lambda a: index.nearest(query, 2, a)):
        with pytest.raises(ValueError, match=says):
            ask(np.array(numbers))


@pytest.mark.parametrize("every", [0, 2, 40])
def test_of_very_many_rows_the_near_ones_are_found(
    every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLAT", 500)
    monkeypatch.setattr(module, "FEW", 100)
    rows = unit_rows(3000)
    files = vectors_to_files(rows, "v")
    assert set(files) == {"v.npy", "v-coarse.faiss"}
    index, exact = VectorIndex.from_files(files, "v"), VectorIndex(rows)
    allowed = np.arange(0, 3000, every) if every else None
    found = 0
    for query in unit_rows(20, seed=9):
        numbers, products = index.nearest(query, 10, allowed)
        assert products == pytest.approx(rows[numbers] @ query, abs=1e-6), "scores are exact"
        assert (np.diff(products) <= 0).all()
        found += len({*numbers.tolist()} & {*exact.nearest(query, 10, allowed)[0].tolist()})
    assert found >= 190
    assert (
        vectors_to_files(rows, "v")["v-coarse.faiss"].tobytes() == files["v-coarse.faiss"].tobytes()
    )
