"""What a question about a text asks for, read off its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer.catalog import Catalog, Section
from assistant.answer.words import Need, words
from assistant.tables.words import question_language
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import fold
from assistant.text.segment import Token, segment
from assistant.types import Language

# What stands between these is meant word for word. 【】: marks that a source itself prints.
_LITERAL = re.compile(
    r"「([^「」]{2,})」|『([^『』]{2,})』|“([^”]{2,})”|\"([^\"]{3,})\"|(【[^】]{1,}】)"
)
_CONTENT = {"名詞", "動詞", "形容詞", "形状詞"}
_EMPTY_POS2 = {"数詞", "助動詞語幹"}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question that says what it is about. ``reading``: katakana, or empty."""

    surface: str
    lemma: str
    reading: str
    noun: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the passages read it. ``text`` is folded; every span is into it.

    ``kinds`` are the kinds of passage asked for, none where any will do. ``topic`` holds the
    words that say what is asked about; ``residue`` those of them that name no section or region.
    """

    text: str
    language: Language
    literals: tuple[str, ...]
    figures: tuple[Found, ...]
    kinds: tuple[str, ...]
    sections: tuple[Section, ...]
    strong_sections: tuple[Section, ...]
    """Sections named by more than a word that asks for a kind (課題, 目的)."""
    regions: tuple[str, ...]
    needs: tuple[Need, ...]
    aspects: tuple[Need, ...]
    fields: tuple[str, ...]
    marks: frozenset[str]
    """Which of the general patterns occur: list.all, follow.anaphora, number.percent, …"""
    unit: str | None
    """The unit of the number asked for (何世帯 → 世帯)."""
    topic: tuple[Term, ...]
    residue: tuple[Term, ...]
    search: str
    """The text to search with: other names replaced by those the texts use."""

    def has(self, *marks: str) -> bool:
        """Say whether any of ``marks`` occurs."""
        return any(m in self.marks for m in marks)

    @property
    def asks_number(self) -> bool:
        """Say whether a number is asked for."""
        return self.has("number.unit", "number.percent", "number.count")


def read(question: str, catalog: Catalog) -> Reading:
    """Read ``question``; never raises."""
    text = with_known_names(fold(question).strip(), catalog)
    lists = words()
    matches = {name: list(pattern.finditer(text)) for name, pattern in lists.groups.items()}
    kinds, kind_spans = _kinds(text, bool(matches["both.joints"]))
    named = catalog.section_names.find(text)
    regions = catalog.region_names.find(text)
    scaffold = [*kind_spans, *_spans(matches, "list.all", "follow.other", "number.unit")]
    tokens = segment(text)
    scaffold += [(n.start, n.end) for n in regions]
    topic = [t for t in tokens if _is_content(t) and not _inside(t, scaffold)]
    topic_terms = tuple(_term(t) for t in topic if not _is_neutral(t))
    explained = [(n.start, n.end) for n in named]
    units = [g for m in matches["number.unit"] for g in m.groups() if g]
    return Reading(
        text=text,
        language=question_language(text),
        literals=tuple(g for m in _LITERAL.finditer(text) for g in m.groups() if g),
        figures=find_figures(text),
        kinds=kinds,
        sections=tuple(dict.fromkeys(n.payload for n in named)),
        strong_sections=tuple(
            dict.fromkeys(
                n.payload
                for n in named
                if not any(s <= n.start and n.end <= e for s, e in kind_spans)
            )
        ),
        regions=catalog.regions_in(text),
        needs=tuple(n for n in lists.needs if n.ask.search(text)),
        aspects=tuple(n for n in lists.aspects if n.ask.search(text)),
        fields=tuple(f.id for f in lists.fields if f.ask.search(text)),
        marks=frozenset(name for name, found in matches.items() if found),
        unit=units[0] if units else None,
        topic=topic_terms,
        residue=tuple(_term(t) for t in topic if not _is_neutral(t) and not _inside(t, explained)),
        search=_without(text, [*kind_spans, *_spans(matches, "list.all")]),
    )


def _kinds(text: str, both: bool) -> tuple[tuple[str, ...], list[Span]]:
    """Return the kinds asked for, and where the words for kinds stand.

    A Japanese question ends with what it asks, so the last kind named counts, unless an
    interrogative stands with another (どんな意見に対する回答か).
    """
    lists = words()
    found = [(m.span(), kind) for kind, p in lists.kinds.items() for m in p.finditer(text)]
    asked = [(m.span(), kind) for kind, p in lists.asked.items() for m in p.finditer(text)]
    spans = [span for span, _ in found] + [span for span, _ in asked]
    if both:
        return ("opinion", "policy"), spans
    if asked:
        return (max(asked, key=lambda f: f[0][1])[1],), spans
    if found:
        return (max(found, key=lambda f: (f[0][1], -f[0][0]))[1],), spans
    return (), spans


def _spans(matches: dict[str, list[re.Match[str]]], *names: str) -> list[Span]:
    return [m.span() for name in names for m in matches[name]]


def _without(text: str, spans: Iterable[Span]) -> str:
    """Return ``text`` with blanks for ``spans``: they ask, and say nothing of the subject."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return " ".join("".join(letters).split()) or text


def _is_content(token: Token) -> bool:
    """Say whether a word can name a subject; light verbs, numerals and suffixes cannot."""
    return (
        token.pos in _CONTENT
        and token.pos2 not in _EMPTY_POS2
        and not (token.pos != "名詞" and token.pos2 == "非自立可能")
        and any(c.isalnum() for c in token.surface)
        and not token.surface.isdecimal()
    )


def _is_neutral(token: Token) -> bool:
    neutral = words().neutral
    return fold(token.lemma) in neutral or token.surface in neutral


def _inside(token: Token, spans: Iterable[Span]) -> bool:
    return any(start < token.end and token.start < end for start, end in spans)


def _term(token: Token) -> Term:
    return Term(token.surface, fold(token.lemma), token.reading, token.pos == "名詞")


def with_known_names(text: str, catalog: Catalog) -> str:
    """Return ``text`` with names that the documents' texts do not use replaced."""
    tokens = segment(text)
    # A name ends where a word ends: 施設の人 is no name in 施設の人材.
    starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
    names = [
        (n.start, n.end, n.payload)
        for n in catalog.synonyms.find(text)
        if n.start in starts and n.end in ends
    ]
    names += [
        (n.start, n.end, f" {n.payload.name} ")
        for n in catalog.section_names.find(text)
        if text[n.start : n.end].isascii()
    ]
    parts, last = [], 0
    for start, end, known in sorted(names):
        if start >= last:
            parts += [text[last:start], known]
            last = end
    return "".join([*parts, text[last:]])
