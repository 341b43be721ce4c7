"""The figures of running text and what each is said of: rates, households, how many of a thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.answer.catalog import Catalog
from assistant.answer.facts import alike, phrase
from assistant.check.nearest import Nearest
from assistant.check.scan import Figure, Sentence
from assistant.check.vocabulary import folded, pattern, plain_words
from assistant.text.english import match_unit
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import kana_key, normalize, squeeze
from assistant.text.segment import Token, segment
from assistant.types import Passage

_PIECE = re.compile(r"[、。・（）()「」\n]")
SEPARATE = re.compile(
    r"\s*[)）]?\s*(?:と|や|及び|および|並びに|・|/|\+|＋|&|で|だ|が|し|、|,|:|は|and\b|;|→|-)"
)
"""Behind a number: what follows is a number of something else."""
_ENGLISH = re.compile(r"(?: [a-z-]+){1,3}(?= )")
_KEPT = 4096
"""Passages whose figures are remembered."""
_NEEDED = 0.5
"""The share of the words a source's figure stands behind that a claim must use too."""
_SHARES = re.compile(r"半|分の|人に")
"""Words for a share of people, not for a rate."""
_BEFORE = 2
"""The level of words that only the sentence before holds."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a passage, with the nouns of what it is said of."""

    passage: Passage
    found: Found
    head: tuple[str, ...]
    keys: tuple[str, ...]
    """The words of ``head`` as they are looked for in a text: folded, hiragana as katakana."""
    aimed: bool
    """Whether the passage calls it an aim."""

    @property
    def quoted(self) -> str:
        """Return the figure with the words right before it, as printed."""
        return phrase(self.passage.text, self.found)


@dataclass(frozen=True, slots=True)
class Meant:
    """The facts that a claim may be about: the share of their words that it uses, and where.

    ``level`` is 0 for words before the figure in its clause, 1 for the sentence, 2 for the sentence
    before, 3 where nothing but an aim is named.
    """

    facts: tuple[Fact, ...]
    share: float
    level: int


class Facts:
    """The figures of passages of words, but for the days of tables."""

    def __init__(self, catalog: Catalog, nearest: Nearest) -> None:
        self._catalog, self._nearest = catalog, nearest
        # The days of a table are judged there, with their rows.
        self._days = {
            row.keys[d.id]
            for document in catalog.documents
            for table in document.tables
            for d in table.dimensions
            if d.type == "date"
            for row in table.rows
        }
        self._of_passage = lru_cache(_KEPT)(self._read)
        self._key = lru_cache(maxsize=64)(self._with_synonyms)
        self._of_text = lru_cache(maxsize=64)(self._gather)

    def near(self, sentence: Sentence) -> tuple[Fact, ...]:
        """Return the figures of the passages that ``sentence`` may be about, in printed order."""
        return self._all if self._nearest.whole else self._of_text(sentence.text)

    @cached_property
    def _all(self) -> tuple[Fact, ...]:
        return self._gather("")

    def _gather(self, text: str) -> tuple[Fact, ...]:
        ids = (p.id for p in self._nearest.to(text) if self._catalog.is_of_words(p.id))
        return tuple(fact for id in ids for fact in self._of_passage(id))

    def _read(self, id: str) -> tuple[Fact, ...]:
        passage = self._catalog.passages[id]
        aimed = pattern("stance", "aim").search(passage.text) is not None
        facts = []
        for found in find_figures(passage.text):
            if found.type in ("number", "percent", "date") and found.value not in self._days:
                head = tuple(t.surface for t in _head(passage, found))
                keys = tuple(kana_key(folded(word)) for word in head)
                facts.append(Fact(passage, found, head, keys, aimed))
        return tuple(facts)

    def like(self, figure: Figure, sentence: Sentence) -> list[Fact]:
        """Return the facts of the kind and unit of ``figure``."""
        found = figure.found
        near = self.near(sentence)
        if found.type == "percent":
            return [f for f in near if f.found.type == "percent"]
        unit = found.unit or _unit_behind(sentence.text, figure.end)
        units = alike(unit) if unit else frozenset()
        return [f for f in near if f.found.unit in units and f.found.type == found.type]

    def meant(
        self, figure: Figure, sentence: Sentence, before: str, facts: Sequence[Fact]
    ) -> Meant | None:
        """Return those of ``facts`` whose words the claim uses most.

        None where it uses too few to tell which is meant.
        """
        if not facts:
            return None
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        ends = [
            f.end for f in sentence.figures
            if clause.start <= f.start and f.end <= figure.start
            and SEPARATE.match(sentence.text, f.end)
        ]  # fmt: skip
        lead = sentence.text[max([clause.start, *ends]) : figure.start]
        words = _ENGLISH.match(sentence.text, figure.end)
        if words is not None and _unit_behind(sentence.text, figure.end):
            lead += words.group()  # 500 registered foster households
        texts = [self._key(t) for t in (lead, sentence.text, folded(before))]
        scored = []
        for order, fact in enumerate(facts):
            for level, text in enumerate(texts):
                held = [h for h, key in zip(fact.head, fact.keys, strict=True) if key in text]
                if held:
                    near = _nearest(sentence.text, figure, held)
                    scored.append((-level, len(held) / len(fact.head), -near, -order, fact))
                    break
        if not scored:
            return self._by_unit(figure, sentence, before, facts)
        scored.sort(key=lambda s: s[:4], reverse=True)
        level, share = -scored[0][0], scored[0][1]
        best = tuple(s[4] for s in scored if s[0] == -level and s[1] == share)
        if figure.found.type == "date" and (level == _BEFORE or share < _NEEDED):
            return None
        if figure.found.type == "percent":
            if _SHARES.search(figure.found.text) and share < 1:
                return None
            rate = pattern("stance", "rate").search(texts[min(level, 1)])
            if share < 1 and (level or not rate):
                # «55.6％の里親»: not the rate of those placed with them
                return self._by_unit(figure, sentence, before, facts)
        # Of very many passages some use half of any words: only all of them tell what is meant.
        needed = _NEEDED if self._nearest.whole else 1
        return Meant(best, share, level) if share >= needed else None

    def _by_unit(
        self, figure: Figure, sentence: Sentence, before: str, facts: Sequence[Fact]
    ) -> Meant | None:
        """Return the one aim that has the unit of ``figure``: «目標は500世帯»."""
        if len(facts) != 1 or not facts[0].aimed or figure.found.type == "date":
            return None
        lead = sentence.text[: figure.start]
        aim = pattern("stance", "aim").search(lead)
        if not aim and not pattern("stance", "is_aim").match(sentence.text, figure.end):
            return None
        alone = not before and figure.found.type == "number"
        if (
            alone
            or pattern("stance", "official").search(lead)
            or self._beside(facts[0], figure, sentence)
        ):
            return Meant(tuple(facts), _NEEDED, _BEFORE + 1)
        return None

    def _beside(self, fact: Fact, figure: Figure, sentence: Sentence) -> bool:
        """Say whether the sentence tells another figure of the same passage, with its subject."""
        text = self._key(sentence.text)
        units = {f.found.unit for f in sentence.figures if f is not figure}
        others = [f for f in self._of_passage(fact.passage.id) if f.found.unit in units]
        return any(all(key in text for key in f.keys) for f in others)

    def _with_synonyms(self, text: str) -> str:
        """Return ``text`` as a key with what the passages call the things it names: 児家セン."""
        names = (n.payload for n in self._catalog.synonyms.find(text))
        return kana_key(squeeze(" ".join([text, *dict.fromkeys(names)])))


def is_noun(token: Token) -> bool:
    """Say whether a word names what a figure is of."""
    return (token.pos == "名詞" and token.pos2 not in ("数詞", "助動詞語幹")) or (
        token.pos == "接尾辞" and token.surface in ("率", "数")
    )


def _unit_behind(text: str, end: int) -> str:
    """Return the English unit that words stand before: 500 registered foster households."""
    words = _ENGLISH.match(text, end)
    found = match_unit(text, words.end()) if words is not None else None
    return found[1] if found is not None else ""


def _head(passage: Passage, found: Found) -> list[Token]:
    """Return the nouns that a figure is said of: of its own piece of the sentence, or before."""
    pieces = [m.end() for m in _PIECE.finditer(passage.text[: found.start])]
    edges = [0, *pieces, found.start]
    for start, end in reversed(list(pairwise(edges))):
        piece = passage.text[start:end]
        figures = find_figures(piece)
        tokens = [
            t for t in segment(normalize(piece).text)
            if is_noun(t) and not any(f.start <= t.start < f.end for f in figures)
            and t.surface not in plain_words()
        ]  # fmt: skip
        if tokens:
            return tokens
    tail = _PIECE.split(passage.text[found.end :])[0]
    behind = [t for t in segment(normalize(tail).text) if is_noun(t)]
    if behind:
        return behind
    if passage.label:
        return [t for t in segment(passage.label) if is_noun(t)]
    return []


def _nearest(text: str, figure: Figure, heads: Sequence[str]) -> int:
    """Return how far before the figure the nearest of its words stands."""
    places = [text.rfind(folded(h), 0, figure.start) for h in heads]
    known = [figure.start - p for p in places if p >= 0]
    return min(known, default=len(text))
