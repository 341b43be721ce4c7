"""What the documents of a corpus hold, by the names people use: sections, regions, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from assistant.answer.names import NameFinder
from assistant.answer.words import words
from assistant.text.figures import find_figures
from assistant.text.normalize import fold, kana_key, normalize, squeeze
from assistant.text.segment import Token, content_lemmas, segment
from assistant.types import Document, Passage

# A region's name with one of these behind it is another thing: 長野県 is not the 長野 region.
_WIDER = "県都府道"
KANA_LENGTH = 4
"""Kana from which a word is known by its sound alone: しせつ and いたく have namesakes."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of one document: its passages of words in printed order, rows of tables aside."""

    document: str
    name: str
    lemmas: frozenset[str]
    passages: tuple[Passage, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of its passages, in order of appearance."""
        return tuple(dict.fromkeys(p.kind for p in self.passages))


@dataclass(frozen=True, slots=True)
class PassageWords:
    """The words of one passage, as keys to compare with.

    ``lemmas`` are of its text, ``context`` of its section and label. ``key`` is the folded text
    without white space, hiragana as katakana; ``reading`` the same text as it is pronounced.
    """

    lemmas: frozenset[str]
    context: frozenset[str]
    key: str
    reading: str
    proper: frozenset[str]
    """The proper names that stand in the text."""


class Catalog:
    """The parts of a corpus. Built once; read by every question."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        rows = {
            row.passage
            for d in documents
            for t in d.tables
            for row in (*t.rows, *((t.total,) if t.total else ()))
        }
        self.passages: dict[str, Passage] = {
            p.id: p for d in documents for p in d.passages if p.id not in rows
        }
        """Passages of words, by id, in document and printed order; rows of tables are left out."""
        tables = [t for d in documents for t in d.tables]
        names = [n for t in tables for d in t.dimensions for n in (d.label, *d.names)]
        names += [n for t in tables for m in t.measures for n in (m.label, *m.names)]
        everything = (*(p.text for d in documents for p in d.passages), *names)
        self._everything = "\n".join(kana_key(squeeze(fold(text))) for text in everything)
        self.order = {id: n for n, id in enumerate(self.passages)}
        self.words = {id: _passage_words(p) for id, p in self.passages.items()}
        self.titles = {d.id: d.title for d in documents}
        self.title_lemmas = frozenset(
            lemma for d in documents for lemma in content_lemmas(f"{d.title} {d.publisher}")
        )
        self.sections = tuple(s for d in documents for s in self._sections(d))
        """Sections that hold passages of words; the section of a table is the table's."""
        self.fields = tuple(p for d in documents for p in _fields(d))
        """Passages with a label of their own, in printed order: 実施期間 and its value."""
        self.section_names: NameFinder[Section] = NameFinder()
        self.field_names: NameFinder[str] = NameFinder()
        self.region_names: NameFinder[str] = NameFinder()
        self.synonyms: NameFinder[str] = NameFinder()
        self.years = frozenset(
            str(f.value)[:4]
            for d in documents
            for text in (d.date, *(p.text for p in d.passages))
            for f in find_figures(text)
            if f.type == "date" and str(f.value)[:4].isdecimal()
        )
        """The years that the documents are of or name."""
        self.published = " ".join(f"{d.publisher} {d.title}" for d in documents)
        text_keys = [w.key for w in self.words.values()]
        for document in documents:
            self._add_names(document, text_keys)
        for name, japanese in words().english:
            self.synonyms.add(name, japanese)
        for passage in self.passages.values():
            self._add_readings(passage)
        counts: dict[str, int] = {}
        for entry in self.words.values():
            for lemma in entry.lemmas | entry.context:
                counts[lemma] = counts.get(lemma, 0) + 1
        self._counts = counts
        self.lemmas = frozenset(counts) | self.title_lemmas

    def stands(self, word: str) -> bool:
        """Say whether ``word`` stands anywhere in a passage, a row or a name of a table."""
        return kana_key(squeeze(fold(word))) in self._everything

    def weight(self, lemma: str) -> float:
        """Return how much ``lemma`` tells passages apart: BM25's idf, highest for unseen words."""
        count, total = self._counts.get(lemma, 0), len(self.passages)
        return log(1 + (total - count + 0.5) / (count + 0.5))

    def sorted(self, ids: Iterable[str]) -> list[str]:
        """Return passage ids in printed order, each once; ids that are no passage are dropped."""
        return sorted({i for i in ids if i in self.order}, key=self.order.__getitem__)

    def regions_in(self, folded: str) -> tuple[str, ...]:
        """Return the regions that ``folded`` names, in order, each once."""
        found = self.region_names.find(folded)
        kept = [n.payload for n in found if folded[n.end : n.end + 1] not in tuple(_WIDER)]
        return tuple(dict.fromkeys(kept))

    def _sections(self, document: Document) -> list[Section]:
        sections = []
        tables = {t.section for t in document.tables}
        for name in (n for n in document.sections if n not in tables):
            passages = tuple(
                p for p in document.passages if p.section == name and p.id in self.passages
            )
            if passages:
                names = (name, *document.aliases.get(name, ()))
                lemmas = frozenset(lemma for n in names for lemma in content_lemmas(n))
                sections.append(Section(document.id, name, lemmas, passages))
        return sections

    def _add_names(self, document: Document, text_keys: Sequence[str]) -> None:
        for section in self.sections:
            if section.document == document.id:
                for name in (section.name, *document.aliases.get(section.name, ())):
                    self.section_names.add(name, section)
        for field in self.fields:
            if field.document == document.id and field.label:
                for name in (field.label, *document.aliases.get(field.label, ())):
                    self.field_names.add(name, field.id)
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
                    self._add_synonyms((measure.label, *measure.names), text_keys)

    def _add_readings(self, passage: Passage) -> None:
        """Let the kana of a printed word stand for it: とうろく for 登録."""
        for token in segment(normalize(passage.text).text):
            kanji = token.pos == "名詞" and token.surface != token.reading
            if kanji and len(token.reading) >= KANA_LENGTH:
                self.synonyms.add(token.reading, token.surface)

    def _add_synonyms(self, names: Sequence[str], text_keys: Sequence[str]) -> None:
        """Let each of ``names`` that the texts do not use stand for the first that they do."""
        keys = [kana_key(squeeze(fold(n))) for n in names]
        known = [
            n for n, key in zip(names, keys, strict=True) if any(key in text for text in text_keys)
        ]
        if not known:
            return
        for name in names:
            # 施設の職員 names more than 施設: only another name for the same thing is one.
            if not name.isascii() and name not in known and known[0] not in name:
                self.synonyms.add(name, known[0])


def _fields(document: Document) -> list[Passage]:
    """Return the passages whose label is theirs alone."""
    labels = [p.label for p in document.passages]
    return [p for p in document.passages if p.label and labels.count(p.label) == 1]


def _passage_words(passage: Passage) -> PassageWords:
    tokens = segment(normalize(passage.text).text)
    context = f"{passage.section} {passage.label or ''}"
    if passage.region and passage.region.name:
        context += f" {passage.region.name}"
    return PassageWords(
        frozenset(content_lemmas(passage.text)),
        frozenset(content_lemmas(context)),
        kana_key(squeeze(fold(passage.text))),
        reading_of(tokens),
        frozenset(t.surface for t in tokens if t.pos2 == "固有名詞"),
    )


def reading_of(tokens: Iterable[Token]) -> str:
    """Return the katakana in which ``tokens`` are read; unknown words as they are written."""
    return "".join(t.reading or kana_key(t.surface) for t in tokens)
