"""How well passages support an answer: the features and the calibrated score behind silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log1p

from assistant.answer.catalog import Catalog, PassageWords
from assistant.answer.names import kana_key
from assistant.answer.reading import Reading, Term
from assistant.types import Hit

VERB_WEIGHT = 0.4
"""Of a verb or adjective against a noun: verbs are what people put in their own words."""
TITLE_WEIGHT = 0.3
"""Of a word of a document's title: it is true of every passage."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of an answer before it is given.

    ``coverage``: the share of what the question is about that its best passages hold, by weight,
    0 to 1. ``unknown``: the share of its nouns that stand nowhere in the corpus, 0 to 1.
    ``focus``: the share of the nouns that the question ends in that they lack, 0 to 1.
    ``strength``: ln(1 + s), where s is the BM25 of the best hit, over its text or its expansions,
    in units of ln(1 + passages), about what one word gives that stands in a single passage.
    ``cosine``: of the best hit, -1 to 1.
    ``said`` and ``unheard`` are ``coverage`` and ``unknown`` where what people say when they look
    for a passage counts as if it stood in it: without expansions, the same numbers.
    """

    coverage: float
    unknown: float
    focus: float
    strength: float
    cosine: float
    said: float
    unheard: float


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over :class:`Features`, made by ``training/fit_abstention.py``."""

    weights: dict[str, float]
    bias: float
    threshold: float

    def probability(self, features: Features) -> float:
        """Return the estimated chance that the answer with ``features`` is right."""
        total = self.bias + sum(w * getattr(features, name) for name, w in self.weights.items())
        return 1 / (1 + exp(-total))

    def supports(self, features: Features) -> bool:
        """Say whether the chance is high enough to answer."""
        return self.probability(features) >= self.threshold


@cache
def model() -> Model:
    """Return the model of the package (``data/abstention.json``)."""
    text = files("assistant.data").joinpath("abstention.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Model(data["weights"], data["bias"], data["threshold"])


FoundBy = Callable[[str], frozenset[str]]
"""From a lemma to the ids of the passages that are found by it, expansions included."""


def measure(
    reading: Reading,
    terms: Sequence[Term],
    group: Sequence[str],
    hit: Hit,
    catalog: Catalog,
    found_by: FoundBy,
) -> Features:
    """Return the features of answering with ``group``, the best passage and its counterparts.

    ``terms``: what the question is about, with what the conversation adds; ``hit``: the best.
    """
    entries = [catalog.words[id] for id in group]
    nouns = [t for t in terms if t.noun]
    missing = unknown(nouns, catalog)
    unsaid = [t for t in terms if not found_by(t.lemma) & {*group}]
    # Where people's own words for a passage are indexed, they count as much as its text.
    found = max(hit.legs.get("words", 0.0), hit.legs.get("expansion_words", 0.0))
    return Features(
        coverage=coverage(entries, terms, catalog),
        unknown=len(missing) / len(nouns) if nouns else 0.0,
        focus=1 - coverage(entries, reading.focus, catalog),
        strength=log1p(found / log1p(len(catalog.passages))),
        cosine=hit.legs.get("vectors", 0.0),
        said=1 - _share(unsaid, entries, terms, catalog),
        unheard=sum(not found_by(t.lemma) for t in missing) / len(nouns) if nouns else 0.0,
    )


def _share(
    left: Sequence[Term], entries: Sequence[PassageWords], terms: Sequence[Term], catalog: Catalog
) -> float:
    """Return the share of ``left`` among ``terms``, by weight, that no entry holds either."""
    total = sum(_weight(t, catalog) for t in terms)
    lacking = sum(_weight(t, catalog) for t in left if not any(covers(e, t) for e in entries))
    return lacking / total if total else 0.0


def covers(entry: PassageWords, term: Term) -> bool:
    """Say whether a passage, or the heading it stands under, holds ``term`` in any spelling."""
    if term.lemma in entry.lemmas or term.lemma in entry.context:
        return True
    surface = kana_key(term.surface)
    if len(surface) > 1 and surface in entry.key:
        return True
    # さとおや, いたく: kana of a word that is printed in kanji.
    return len(term.surface) > 2 and _is_kana(term.surface) and surface in entry.reading


def _is_kana(text: str) -> bool:
    return all("ぁ" <= c <= "ヿ" for c in text)


def coverage(entries: Sequence[PassageWords], terms: Sequence[Term], catalog: Catalog) -> float:
    """Return the share of ``terms``, by weight, that any of ``entries`` holds: 0 to 1.

    Without terms nothing can be missing: 1.
    """
    total = sum(_weight(t, catalog) for t in terms)
    held = sum(_weight(t, catalog) for t in terms if any(covers(e, t) for e in entries))
    return held / total if total else 1.0


def _weight(term: Term, catalog: Catalog) -> float:
    """Return how much it matters that a passage holds ``term``."""
    weight = catalog.weight(term.lemma)
    if term.lemma in catalog.title_lemmas:
        return TITLE_WEIGHT * weight
    return weight if term.noun else VERB_WEIGHT * weight


def unknown(terms: Sequence[Term], catalog: Catalog) -> tuple[Term, ...]:
    """Return those of ``terms`` that stand nowhere in the corpus."""
    entries = list(catalog.words.values())
    return tuple(
        t for t in terms if t.lemma not in catalog.lemmas and not any(covers(e, t) for e in entries)
    )
