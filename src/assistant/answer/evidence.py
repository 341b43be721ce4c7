"""How well passages support an answer: the features and the calibrated score behind silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log, log1p

from assistant.answer.catalog import Catalog, PassageWords
from assistant.answer.reading import Reading, Term
from assistant.text.normalize import holding_key
from assistant.types import Hit

VERB_WEIGHT = 0.4
"""Of a verb or adjective against a noun: verbs are what people put in their own words."""
TITLE_WEIGHT = 0.3
"""Of a word of a document's title: it is true of every passage."""


RARE = 5.0
"""Inverse document frequency from which a word counts as rare: one text of two hundred."""
MANY = 6
"""Nouns from which a question counts as long."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of an answer before it is given; each lies between 0 and 1 but as said.

    ``said``: the share of what the question is about, by weight, that its best passages hold, where
    what people say when they look for a passage counts as if it stood in it. ``whole``: whether
    that is all of it. ``missing``: how rare the rarest noun is that they lack even so. ``unknown``:
    the share of the nouns that stand nowhere in the corpus; ``unheard``: those of them that nobody
    looks for either. ``focus``: the share of the nouns that the question ends in that the passages
    themselves lack. ``length``: how many nouns there are. ``kind``: whether opinions, responses or
    the like are asked for; ``attribute``: whether one thing of many is (who, where, how many).
    ``strength``: ln(1 + s), where s is the BM25 of the best hit, over its text or its expansions,
    in units of ln(1 + passages), about what one word gives that stands in a single passage.
    ``fused``: its fused z-score, any number. ``interaction``: the cosine of its words with those of
    the question, -1 to 1.
    """

    said: float
    whole: float
    missing: float
    unknown: float
    unheard: float
    focus: float
    length: float
    kind: float
    attribute: float
    strength: float
    fused: float
    interaction: float
    cosine: float
    """Of the best hit, -1 to 1: no part of the model, but tells a foreign subject."""
    expanded: bool
    """Whether the best hit has expansions, which sets the scale of most of the above."""


@dataclass(frozen=True, slots=True)
class Model:
    """Two logistic regressions over :class:`Features`, made by ``training/fit_abstention.py``.

    ``expanded`` and ``plain`` hold the weights by feature, and the bias, for a best hit with
    expansions and for one without.
    """

    expanded: dict[str, float]
    plain: dict[str, float]
    threshold: float

    def probability(self, features: Features) -> float:
        """Return the estimated chance that the answer with ``features`` is right."""
        weights = self.expanded if features.expanded else self.plain
        total = sum(
            w * (1.0 if name == "bias" else getattr(features, name)) for name, w in weights.items()
        )
        return 1 / (1 + exp(-total))

    def supports(self, features: Features) -> bool:
        """Say whether the chance is high enough to answer."""
        return self.probability(features) >= self.threshold


@cache
def model() -> Model:
    """Return the model of the package (``data/abstention.json``)."""
    text = files("assistant.data").joinpath("abstention.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Model(data["expanded"], data["plain"], data["threshold"])


Finds = Callable[[str, Collection[str] | None], bool]
"""Whether a lemma finds any passage, of those with these ids if given, expansions included."""


def measure(
    reading: Reading,
    terms: Sequence[Term],
    group: Sequence[str],
    hit: Hit,
    catalog: Catalog,
    finds: Finds,
    *,
    expanded: bool,
) -> Features:
    """Return the features of answering with ``group``, the best passage and its counterparts.

    ``terms``: what the question is about, with what the conversation adds; ``hit``: the best.
    """
    entries = [catalog.words[id] for id in group]
    nouns = [t for t in terms if t.noun]
    nowhere = unknown(nouns, catalog)
    lacking = [
        t for t in terms
        if not finds(t.lemma, group) and not any(covers(e, t) for e in entries)
    ]  # fmt: skip
    total = sum(_weight(t, catalog) for t in terms)
    rarest = max((catalog.weight(t.lemma) for t in lacking if t.noun), default=0.0)
    # Where people's own words for a passage are indexed, they count as much as its text.
    found = max(hit.legs.get("words", 0.0), hit.legs.get("expansion_words", 0.0))
    return Features(
        said=1 - sum(_weight(t, catalog) for t in lacking) / total if total else 1.0,
        whole=float(not lacking),
        missing=min(rarest, RARE) / RARE,
        unknown=len(nowhere) / len(nouns) if nouns else 0.0,
        unheard=sum(not finds(t.lemma, None) for t in nowhere) / len(nouns) if nouns else 0.0,
        focus=1 - coverage(entries, reading.focus, catalog),
        length=min(len(nouns), MANY) / MANY,
        kind=float(bool(reading.kinds)),
        attribute=float(reading.has("asks.attribute")),
        strength=log1p(found / log1p(catalog.total)),
        fused=fused_score(hit),
        interaction=hit.legs.get("interaction", 0.0),
        cosine=hit.legs.get("vectors", 0.0),
        expanded=expanded,
    )


def fused_score(hit: Hit) -> float:
    """Return the fused z-score behind a hit's score, which is its logistic function."""
    share = hit.score - 2 * hit.legs.get("literal", 0)
    share = min(max(share, 1e-9), 1 - 1e-9)
    return log(share / (1 - share))


def covers(entry: PassageWords, term: Term) -> bool:
    """Say whether a passage, or the heading it stands under, holds ``term`` in any spelling."""
    if entry.has(term.lemma):
        return True
    if len(term.key) > 1 and term.key in entry.key:
        return True
    # さとおや, いたく: kana of a word that is printed in kanji.
    return len(term.surface) > 2 and _is_kana(term.surface) and term.key in entry.reading


def _is_kana(text: str) -> bool:
    return all("ぁ" <= c <= "ヿ" for c in text)


def coverage(entries: Sequence[PassageWords], terms: Sequence[Term], catalog: Catalog) -> float:
    """Return the share of ``terms``, by weight, that any of ``entries`` holds: 0 to 1.

    Without terms nothing can be missing: 1.
    """
    return held_share(entries, weighted(terms, catalog))


def weighted(terms: Sequence[Term], catalog: Catalog) -> list[tuple[Term, float]]:
    """Return ``terms``, each with how much it matters that a passage holds it."""
    return [(t, _weight(t, catalog)) for t in terms]


def held_share(entries: Sequence[PassageWords], terms: Sequence[tuple[Term, float]]) -> float:
    """Return the :func:`coverage` of terms that are weighed already."""
    total = sum(weight for _, weight in terms)
    held = sum(weight for t, weight in terms if any(covers(e, t) for e in entries))
    return held / total if total else 1.0


def _weight(term: Term, catalog: Catalog) -> float:
    """Return how much it matters that a passage holds ``term``."""
    weight = catalog.weight(term.lemma)
    if term.lemma in catalog.title_lemmas:
        return TITLE_WEIGHT * weight
    return weight if term.noun else VERB_WEIGHT * weight


def unknown(terms: Sequence[Term], catalog: Catalog) -> tuple[Term, ...]:
    """Return those of ``terms`` that stand nowhere in the corpus, in any spelling."""
    return tuple(t for t in terms if not catalog.knows(t.lemma) and not _stands(t, catalog))


def _stands(term: Term, catalog: Catalog) -> bool:
    """Say whether a passage of words holds ``term`` in other letters than its lemma."""
    if len(term.surface) > 1 and catalog.holds(holding_key(term.surface)):
        return True
    return len(term.surface) > 2 and _is_kana(term.surface) and catalog.sounds(term.surface)
