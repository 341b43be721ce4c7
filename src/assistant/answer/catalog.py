"""What the documents of an index hold, by the names people use: sections, regions, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from typing import Final

from assistant.answer.names import NameFinder
from assistant.answer.searching import Readable
from assistant.answer.words import words
from assistant.index.lookup import Spellings, Wanted
from assistant.index.outline import Outline
from assistant.text.figures import find_figures
from assistant.text.normalize import holding_key, kana_key, normalize, squeeze
from assistant.text.segment import Word, content_lemmas, words_of
from assistant.types import Document, Passage

# A region's name with one of these behind it is another thing: 長野県 is not the 長野 region.
_WIDER = "県都府道"
KANA_LENGTH = 4
"""Kana from which a word is known by its sound alone: しせつ and いたく have namesakes."""
LISTED: Final = 100
"""Passages that a list shows, at most; of a longer one it shows the first."""
_KEPT: Final = 4096
"""Passages whose words, and words whose passages, are remembered: a few megabytes."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of one document that holds passages of words; the rows of tables are none.

    ``kinds``: of its passages, in order of appearance. ``paired``: whether one of them has a
    counterpart.
    """

    document: str
    name: str
    lemmas: frozenset[str]
    kinds: tuple[str, ...]
    paired: bool

    def wanted(self, kinds: Sequence[str] = ()) -> Wanted:
        """Return what its passages are, of these kinds alone if there are any."""
        return Wanted(document=self.document, section=self.name, kinds=tuple(kinds))


@dataclass(frozen=True, slots=True)
class Listed:
    """The first passages of a list, in printed order. ``total``: how many it has.

    None where there are more than those here and nobody counted them.
    """

    passages: tuple[Passage, ...]
    total: int | None

    @property
    def whole(self) -> bool:
        """Whether they are all there are."""
        return self.total == len(self.passages)


class PassageWords:
    """The words of one passage, as keys to compare with; each worked out when it is asked for."""

    def __init__(self, passage: Passage, index: Readable) -> None:
        self._passage, self._index = passage, index

    def has(self, lemma: str) -> bool:
        """Say whether the text, its heading, label or region has ``lemma``."""
        return self._index.has(self._passage.id, lemma)

    @cached_property
    def key(self) -> str:
        """The folded text without white space, hiragana as katakana."""
        return kana_key(squeeze(self._text.casefold()))

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The lemmas of the text alone."""
        return frozenset(w.key for w in self._words if w.key is not None)

    @cached_property
    def reading(self) -> str:
        """The katakana in which the text is read; unknown words as they are written."""
        return "".join(w.reading or kana_key(w.surface) for w in self._words)

    @cached_property
    def proper(self) -> frozenset[str]:
        """The proper names that stand in the text."""
        return frozenset(w.surface for w in self._words if w.pos2 == "固有名詞")

    @cached_property
    def _text(self) -> str:
        return normalize(self._passage.text).text

    @cached_property
    def _words(self) -> list[Word]:
        return words_of(self._text)


class _WordsById:
    """The words of passages by id, worked out when they are asked for."""

    def __init__(self, index: Readable) -> None:
        self._of = lru_cache(_KEPT)(lambda id: PassageWords(index.by_id[id], index))

    def __getitem__(self, id: str) -> PassageWords:
        return self._of(id)


class Catalog:
    """The parts of an index. Built once; read by every question.

    ``passages`` and ``words`` are by id, rows of tables too. No passage is read before it is
    asked for, but those of fields.
    """

    def __init__(self, index: Readable) -> None:
        self._index = index
        self.documents = index.documents
        self.passages = index.by_id
        self.position = lru_cache(_KEPT)(index.position)
        self.words = _WordsById(index)
        self._rows = {
            row.passage
            for d in self.documents
            for t in d.tables
            for row in (*t.rows, *((t.total,) if t.total else ()))
        }
        self.titles = {d.id: d.title for d in self.documents}
        self.title_lemmas = frozenset(
            lemma for d in self.documents for lemma in content_lemmas(f"{d.title} {d.publisher}")
        )
        self.published = " ".join(f"{d.publisher} {d.title}" for d in self.documents)
        outlines = [(d, index.outline(d.id)) for d in self.documents]
        self.sections = tuple(s for d, outline in outlines for s in _sections(d, outline))
        """Sections that hold passages of words; the section of a table is the table's."""
        self._sections = {(s.document, s.name): s for s in self.sections}
        self._paired = {k for _, o in outlines for s in o.sections for k in s.paired}
        self.fields = tuple(self.passages[id] for _, o in outlines for id in o.fields)
        """Passages with a label of their own, in printed order: 実施期間 and its value."""
        self._field_ids = frozenset(p.id for p in self.fields)
        self.years = frozenset(year for d, o in outlines for year in (*o.years, *_years(d.date)))
        """The years that the documents are of or name."""
        self.total = index.count(Wanted())
        """How many passages of words there are."""
        self.frequency = lru_cache(_KEPT)(self._frequency)
        self.weight = lru_cache(_KEPT)(self._weight)
        """By lemma, how much it tells passages apart: BM25's idf, highest for unseen words."""
        self.holds = lru_cache(_KEPT)(self._holds)
        self.section_names: NameFinder[Section] = NameFinder()
        self.field_names: NameFinder[str] = NameFinder()
        self.region_names: NameFinder[str] = NameFinder()
        self.synonyms: NameFinder[str] = NameFinder()
        aliases = {d.id: d.aliases for d in self.documents}
        for section in self.sections:
            for name in (section.name, *aliases[section.document].get(section.name, ())):
                self.section_names.add(name, section)
        for field in self.fields:
            label = field.label or ""
            for name in (label, *aliases[field.document].get(label, ())):
                self.field_names.add(name, field.id)
        for document in self.documents:
            self._add_names(document)
        for name, japanese in words().english:
            self.synonyms.add(name, japanese)
        readings = [pair for _, outline in outlines for pair in outline.readings]
        # The kana of a printed word stand for it: とうろく for 登録.
        for kana, noun in readings:
            if len(kana) >= KANA_LENGTH:
                self.synonyms.add(kana, noun)
        self._sounds = "\n".join(kana for kana, _ in readings)
        self._names = "\n".join(
            holding_key(name)
            for d in self.documents
            for t in d.tables
            for names in (
                *((x.label, *x.names) for x in t.dimensions),
                *((x.label, *x.names) for x in t.measures),
            )
            for name in names
        )

    def is_of_words(self, id: str) -> bool:
        """Say whether a passage is none of the rows of a table."""
        return id not in self._rows

    def is_field(self, id: str) -> bool:
        """Say whether the label of a passage is its own."""
        return id in self._field_ids

    def section_of(self, passage: Passage) -> Section | None:
        """Return the section that a passage stands in, None for that of a table."""
        return self._sections.get((passage.document, passage.section))

    def has_pairs(self, kinds: Iterable[str]) -> bool:
        """Say whether passages of one of ``kinds`` have counterparts: opinions, responses."""
        return not self._paired.isdisjoint(kinds)

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted; its words may be given by lemmas alone."""
        return self._index.count(wanted)

    def listed(self, wanted: Wanted, limit: int = LISTED) -> Listed:
        """Return the first passages that are as wanted, up to ``limit``, and how many there are."""
        found = self._index.select(wanted, limit + 1)
        if len(found) <= limit:
            return Listed(found, len(found))
        counted = not any(word.keys for word in wanted.words)
        return Listed(found[:limit], self._index.count(wanted) if counted else None)

    def stands(self, word: str) -> bool:
        """Say whether ``word`` stands anywhere in a passage, a row or a name of a table."""
        key = holding_key(word)
        return key in self._names or self.holds(key, rows=True)

    def knows(self, lemma: str) -> bool:
        """Say whether a passage of words or a title has ``lemma``."""
        return lemma in self.title_lemmas or self.frequency(lemma) > 0

    def sounds(self, kana: str) -> bool:
        """Say whether a noun of the passages is read as ``kana``, or with it inside."""
        return kana_key(kana) in self._sounds

    def _weight(self, lemma: str) -> float:
        count = self.frequency(lemma)
        return log(1 + (self.total - count + 0.5) / (count + 0.5))

    def sorted(self, ids: Iterable[str]) -> list[str]:
        """Return the ids of passages in printed order, each once."""
        return sorted(set(ids), key=self.position)

    def regions_in(self, folded: str) -> tuple[str, ...]:
        """Return the regions that ``folded`` names, in order, each once."""
        found = self.region_names.find(folded)
        kept = [n.payload for n in found if folded[n.end : n.end + 1] not in tuple(_WIDER)]
        return tuple(dict.fromkeys(kept))

    def _frequency(self, lemma: str) -> int:
        return self._index.count(Wanted(words=(Spellings(lemmas=(lemma,)),)))

    def _holds(self, key: str, *, rows: bool = False) -> bool:
        """Say whether a text holds ``key`` (:func:`holding_key`), of rows too with ``rows``."""
        return bool(self._index.select(Wanted(words=(Spellings(keys=(key,)),), rows=rows), 1))

    def _add_names(self, document: Document) -> None:
        for region in document.regions:
            for name in (region, *document.aliases.get(region, ())):
                self.region_names.add(name, region)
        for place, region in document.places.items():
            self.region_names.add(place, region)
        for table in document.tables:
            parents = {m.parent for m in table.measures}
            for measure in table.measures:
                # The column of the total is everybody: its names tell nothing apart.
                if measure.parent is not None or measure.id not in parents:
                    self._add_synonyms((measure.label, *measure.names))

    def _add_synonyms(self, names: Sequence[str]) -> None:
        """Let each of ``names`` that the texts do not use stand for the first that they do."""
        known = [name for name in names if self.holds(holding_key(name))]
        if not known:
            return
        for name in names:
            # 施設の職員 names more than 施設: only another name for the same thing is one.
            if not name.isascii() and name not in known and known[0] not in name:
                self.synonyms.add(name, known[0])


def _sections(document: Document, outline: Outline) -> list[Section]:
    """Return the sections of a document that hold passages of words, in printed order."""
    tables = {t.section for t in document.tables}
    outlined = {s.name: s for s in outline.sections}
    sections = []
    for name in document.sections:
        if name in outlined and name not in tables:
            names = (name, *document.aliases.get(name, ()))
            lemmas = frozenset(lemma for n in names for lemma in content_lemmas(n))
            one = outlined[name]
            sections.append(Section(document.id, name, lemmas, one.kinds, bool(one.paired)))
    return sections


def _years(date: str) -> list[str]:
    found = (str(f.value)[:4] for f in find_figures(date) if f.type == "date")
    return [year for year in found if year.isdecimal()]
