"""What a question about a text asks for, read off its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.answer.catalog import Catalog, Section
from assistant.answer.names import Named
from assistant.answer.words import Need, words
from assistant.tables.words import question_language
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import fold, kana_key
from assistant.text.segment import Token, segment
from assistant.types import Language

# What stands between these is meant word for word. 【】: marks that a source itself prints.
_LITERAL = re.compile(
    r"「([^「」]{2,})」|『([^『』]{2,})』|“([^”]{2,})”|\"([^\"]{3,})\"|(【[^】]{1,}】)"
)
_CONTENT = {"名詞", "動詞", "形容詞", "形状詞"}
_EMPTY_POS2 = {"数詞", "助動詞語幹"}
_SHORT_NAME = 2
_FOCUS_ENDS = ("は", "って", "を", "が", "も", "?", "。", "に", "の")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question that says what it is about. ``reading``: katakana, or empty.

    ``key`` is the surface with hiragana as katakana (:func:`kana_key`).
    """

    surface: str
    lemma: str
    reading: str
    noun: bool
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", kana_key(self.surface))


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
    """The question words for fields (いつ: when)."""
    named_fields: tuple[str, ...]
    """Ids of the fields that are named (実施期間)."""
    marks: frozenset[str]
    """Which of the general patterns occur: list.all, follow.anaphora, number.percent, …"""
    unit: str | None
    """The unit of the number asked for (何世帯 → 世帯)."""
    topic: tuple[Term, ...]
    residue: tuple[Term, ...]
    nouns: tuple[Term, ...]
    """Every noun but those that only ask (意見, 何％): what a number must be of."""
    focus: tuple[Term, ...]
    """The nouns that the question ends in (…の委託先は): the thing asked for itself."""
    search: str
    """The text to search with: other names replaced by those the texts use."""

    def has(self, *marks: str) -> bool:
        """Say whether any of ``marks`` occurs."""
        return any(m in self.marks for m in marks)

    @property
    def names_something(self) -> bool:
        """Say whether there is anything to look for, even without a word on the subject."""
        found = (self.kinds, self.literals, self.regions, self.unit)
        return any(found)

    @property
    def asks_number(self) -> bool:
        """Say whether a number is asked for, and not what was said of one."""
        if self.has("number.unit", "number.how_many"):
            return True
        return self.has("number.percent", "number.count") and not self.kinds


def read(question: str, catalog: Catalog) -> Reading:
    """Read ``question``; never raises."""
    typed = fold(question).strip()
    text = with_known_names(typed, catalog)
    lists = words()
    matches = {name: list(pattern.finditer(text)) for name, pattern in lists.groups.items()}
    marks = {
        name
        for name, pattern in lists.groups.items()
        if matches[name] or (typed != text and pattern.search(typed))
    }
    kinds, kind_spans = _kinds(text, bool(matches["both.joints"]))
    tokens = segment(text)
    found = catalog.section_names.find(text)
    named = [n for n in found if _whole(n, tokens, kind_spans)]
    regions = catalog.region_names.find(text)
    scaffold = [
        *kind_spans,
        *_spans(matches, "list.all", "list.frame", "follow.other", "number.unit"),
    ]
    scaffold += [(n.start, n.end) for n in regions]
    topic = [t for t in tokens if _is_content(t) and not _inside(t, scaffold)]
    nouns = [t for t in topic if t.pos == "名詞" and fold(t.lemma) not in lists.number_neutral]
    # The dictionary takes every English word for a noun.
    nouns = [t for t in nouns if not (t.surface.isascii() and _is_neutral(t))]
    told = [t for t in topic if not _is_neutral(t)]
    topic_terms = tuple(map(_term, told))
    fields = [n for n in catalog.field_names.find(text) if _whole(n, tokens, kind_spans)]
    explained = [(n.start, n.end) for n in named] + [(n.start, n.end) for n in fields]
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
        needs=tuple(n for n in lists.needs if n.is_asked(typed)),
        aspects=tuple(n for n in lists.aspects if n.is_asked(typed)),
        fields=tuple(f.id for f in lists.fields if f.ask.search(typed)),
        named_fields=tuple(dict.fromkeys(n.payload for n in fields)),
        marks=frozenset(marks),
        unit=units[0] if units else None,
        topic=topic_terms,
        residue=tuple(_term(t) for t in told if not _inside(t, explained)),
        nouns=tuple(map(_term, nouns)),
        focus=_focus(tokens, told),
        search=_without(text, [*kind_spans, *_spans(matches, "list.all")] if topic_terms else []),
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
        # Of two that overlap the earlier is the longer thought: 今後どう｜扱われるか.
        apart = [f for f in found if not any(g[0][0] < f[0][0] < g[0][1] for g in found)]
        return (max(apart, key=lambda f: (f[0][1], -f[0][0]))[1],), spans
    return (), spans


def _focus(tokens: Sequence[Token], topic: Sequence[Token]) -> tuple[Term, ...]:
    """Return the nouns of the last compound, where nothing but asking follows it."""
    if not topic or topic[-1].pos != "名詞":
        return ()
    place = tokens.index(topic[-1])
    end = place + 1
    while end < len(tokens) and tokens[end].pos in ("名詞", "接尾辞"):
        end += 1
    if end < len(tokens) and tokens[end].surface not in _FOCUS_ENDS:
        return ()
    start = place
    while start and tokens[start - 1].pos in ("名詞", "接頭辞", "接尾辞"):
        start -= 1
    return tuple(_term(t) for t in tokens[start:end] if t in topic and t.pos == "名詞")


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
        if text[n.start : n.end].isascii() or (n.start in starts and n.end in ends)
    ]
    sections = catalog.section_names.find(text)
    kept = {(n.start, n.end) for n in catalog.region_names.find(text)}
    kept |= {(n.start, n.end) for n in sections}
    # A section is called by its own name, which the passages under it share words with.
    english = [(n.start, n.end, n.payload.name) for n in sections if text[n.start].isascii()]
    parts, last = [], 0
    names = [n for n in names if not any(s <= n[0] and n[1] <= e for s, e in kept)]
    for start, end, known in sorted([*names, *english]):
        if start >= last:
            blank = " " if text[start:end].isascii() else ""
            parts += [text[last:start], blank, known, blank]
            last = end
    return "".join([*parts, text[last:]])


def _whole(
    name: Named[Section] | Named[str], tokens: Sequence[Token], spans: Sequence[Span]
) -> bool:
    """Say whether a short name of a section or field stands as a word of its own.

    期間 names the field 実施期間, but 計画期間 is another thing, and 居場所 is no 場所.
    """
    if name.end - name.start > _SHORT_NAME:
        return True
    if not any(t.start == name.start for t in tokens):
        return False
    before = next((t for t in tokens if t.end == name.start), None)
    if before is None or before.pos in ("助詞", "助動詞", "補助記号", "連体詞", "接続詞"):
        return True
    if before.pos in ("動詞", "形容詞"):
        return False
    return fold(before.lemma) in words().event or _inside(before, spans)
