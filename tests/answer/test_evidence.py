"""The score behind silence: features worked out by hand, a model that fits simple data."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from math import exp, log, log1p
from types import ModuleType

import numpy as np
import pytest

from assistant.answer.catalog import Catalog
from assistant.answer.evidence import (
    MANY,
    RARE,
    TITLE_WEIGHT,
    VERB_WEIGHT,
    Features,
    Model,
    coverage,
    covers,
    fused_score,
    measure,
    model,
    unknown,
)
from assistant.answer.quote import _templates
from assistant.answer.reading import Term, read
from assistant.answer.words import words
from assistant.index.encoder import StaticEncoder
from assistant.index.part import build_part
from assistant.index.store import index_of
from assistant.types import Document, Hit, Passage

from .conftest import ROOT

SOURCE = "里親の不足\n施設の支援を続ける\n"


def noun(word: str, reading: str = "") -> Term:
    return Term(word, word, reading, True)


@pytest.fixture
def catalog() -> Catalog:
    passages = (
        Passage("d/1", "d", "opinion", "里親", "里親の不足", 0, 5),
        Passage("d/2", "d", "opinion", "施設", "施設の支援を続ける", 6, 15),
    )
    document = Document(
        "d", "支援の記録", "例の市", "2024", "", SOURCE, passages, (), sections=("里親", "施設")
    )
    encoder = StaticEncoder(ROOT / "models" / "chive-tuned")
    return Catalog(index_of(build_part([document], encoder), encoder))


def test_weight_is_the_idf_of_bm25(catalog: Catalog) -> None:
    # Two passages: a word of one weighs ln(1 + 1.5 / 1.5), an unknown word ln(1 + 2.5 / 0.5).
    assert catalog.weight("不足") == pytest.approx(log(2))
    assert catalog.weight("予算") == pytest.approx(log(6))


def test_coverage_by_hand(catalog: Catalog) -> None:
    terms = [noun("不足"), noun("予算"), Term("続ける", "続ける", "", False), noun("支援")]
    held = log(2) + 0 + 0 + 0
    total = log(2) + log(6) + VERB_WEIGHT * log(2) + TITLE_WEIGHT * log(2)
    entry = catalog.words["d/1"]
    assert coverage([entry], terms, catalog) == pytest.approx(held / total)
    both = [entry, catalog.words["d/2"]]
    assert coverage(both, terms, catalog) == pytest.approx((total - log(6)) / total)
    assert coverage([entry], [], catalog) == 1


def test_features_by_hand(catalog: Catalog) -> None:
    reading = read("不足の予算は", catalog)
    legs = {"words": 3.0, "expansion_words": 5.0, "vectors": 0.4, "interaction": 0.7}
    hit = Hit(catalog.passages["d/1"], 1 / (1 + exp(-2.5)), legs)
    features = measure(
        reading, reading.topic, ["d/1"], hit, catalog, lambda lemma, ids: False, expanded=False
    )
    # 予算 stands nowhere, not even in expansions: it weighs ln 6, 不足 ln 2.
    assert features.said == pytest.approx(log(2) / (log(2) + log(6)))
    assert features.missing == pytest.approx(log(6) / RARE)
    assert (features.whole, features.unknown, features.unheard) == (0, 0.5, 0.5)
    assert features.focus == 1
    assert features.length == pytest.approx(2 / MANY)
    assert (features.kind, features.attribute) == (0, 0)
    # 5, the better of the two, in units of ln(1 + 2 passages).
    assert features.strength == pytest.approx(log1p(5 / log(3)))
    assert features.fused == pytest.approx(2.5)
    assert (features.interaction, features.cosine, features.expanded) == (0.7, 0.4, False)


def test_what_people_say_counts_as_if_it_stood_there(catalog: Catalog) -> None:
    reading = read("不足の予算はどこの意見ですか", catalog)
    hit = Hit(catalog.passages["d/1"], 0.9, {"literal": 0})
    # People look for d/1 with 予算.
    said = {"予算": ["d/1"]}
    features = measure(
        reading, reading.topic, ["d/1"], hit, catalog,
        lambda lemma, ids: any(ids is None or i in ids for i in said.get(lemma, [])), expanded=True,
    )  # fmt: skip
    assert (features.said, features.whole, features.missing) == (1, 1, 0)
    assert (features.unknown, features.unheard) == (0.5, 0)
    assert (features.kind, features.attribute) == (1, 1)


def test_the_literal_finds_of_a_score_are_no_part_of_the_fused_one(catalog: Catalog) -> None:
    hit = Hit(catalog.passages["d/1"], 4 + 1 / (1 + exp(-1.5)), {"literal": 2})
    assert fused_score(hit) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("term", "held", "reason"),
    [
        (noun("里親"), True, "a word of the text"),
        (noun("サト親"), False, "another spelling in part"),
        (noun("さとおや"), True, "kana of a printed kanji word"),
        (noun("ふそ"), False, "two letters of kana prove nothing"),
        (noun("施設"), False, "a word of the other passage"),
    ],
)
def test_covers(catalog: Catalog, term: Term, held: bool, reason: str) -> None:
    assert covers(catalog.words["d/1"], term) is held, reason


def test_unknown_words_stand_nowhere(catalog: Catalog) -> None:
    assert unknown([noun("里親"), noun("記録"), noun("予算")], catalog) == (noun("予算"),)


NOTHING = Features(
    said=0, whole=0, missing=1, unknown=1, unheard=1, focus=1, length=0.5, kind=0, attribute=1,
    strength=0.5, fused=-1, interaction=0.2, cosine=0, expanded=True,
)  # fmt: skip
ALL = Features(
    said=1, whole=1, missing=0, unknown=0, unheard=0, focus=0, length=0.5, kind=1, attribute=0,
    strength=2, fused=4, interaction=0.9, cosine=0.5, expanded=True,
)  # fmt: skip


def test_probability_by_hand() -> None:
    made = Model({"said": 2.0, "focus": -1.0, "bias": -0.5}, {"bias": -1.0}, threshold=0.5)
    features = replace(ALL, focus=0.5)
    assert made.probability(features) == pytest.approx(1 / (1 + exp(-1.0)))
    assert made.supports(features)
    plain = replace(features, expanded=False)
    assert made.probability(plain) == pytest.approx(1 / (1 + exp(1.0)))
    assert not made.supports(plain)


@pytest.mark.parametrize("expanded", [True, False])
def test_the_package_model_asks_for_evidence(expanded: bool) -> None:
    assert model().supports(replace(ALL, expanded=expanded))
    assert not model().supports(replace(NOTHING, expanded=expanded))
    for weights in (model().expanded, model().plain):
        assert set(weights) - {"bias"} <= set(Features.__slots__)


def load_script() -> ModuleType:
    path = ROOT / "training" / "fit_abstention.py"
    spec = importlib.util.spec_from_file_location("fit_abstention", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_fit_finds_the_optimum_and_is_deterministic() -> None:
    script = load_script()
    generator = np.random.default_rng(3)
    x = generator.normal(size=(300, 2))
    y = (generator.random(300) < 1 / (1 + np.exp(-(2 * x[:, 0] - x[:, 1] + 0.5)))).astype(float)
    weights = script.fit(x, y)
    assert np.array_equal(weights, script.fit(x, y))
    # At the optimum the gradient of the penalised likelihood is zero.
    gradient = np.hstack([x, np.ones((300, 1))]).T @ (script.predict(x, weights) - y)
    gradient[:2] += script.PENALTY * weights[:2]
    assert np.abs(gradient).max() < 1e-8
    assert weights[0] > 1
    assert weights[1] < 0


def test_every_refusal_has_its_words_in_both_languages() -> None:
    """A need without a sentence would be an error in front of the person who asks."""
    said = _templates()
    ids = {n.id for n in (*words().needs, *words().aspects)}
    for language in ("ja", "en"):
        assert ids <= set(said[language]["nothing"])
    assert set(said["ja"]["nothing"]) == set(said["en"]["nothing"])
