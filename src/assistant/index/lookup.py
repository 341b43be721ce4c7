"""Passages by what they are and hold, in printed order: what answers need beside a search.

Nothing here ranks. Every condition is one that a list of the passages that meet it can answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from assistant.index.build import text_for_words
from assistant.index.outline import Outline, OutlineMaker
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import holding_key, normalize
from assistant.text.segment import content_lemmas, words_of
from assistant.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Spellings:
    """A word in the ways that it may stand in a passage: any one of them will do.

    ``lemmas`` (:func:`content_lemmas`) may stand in the text, the heading, the label or the name of
    the region; ``keys`` (:func:`holding_key`) in the text, wherever words begin or end.
    """

    lemmas: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What passages must be, all of it together; rows of tables only with ``rows``.

    ``kinds``: one of these, any where there are none. ``region``: it is the passage's, stated or
    inferred. ``candidate``: the passage's region is open, and this one may be it. ``words``: each
    of them stands in the passage. ``marks``: a figure of the text has one of them
    (:func:`said_marks`).
    """

    document: str | None = None
    section: str | None = None
    kinds: tuple[str, ...] = ()
    region: str | None = None
    candidate: str | None = None
    words: tuple[Spellings, ...] = ()
    marks: tuple[str, ...] = ()
    rows: bool = False


def said_marks(figure: Found) -> tuple[str, ...]:
    """Return the marks by which a figure is found: its value with its unit, and its unit alone.

    Percentages are of one unit; only they and numbers with a unit have marks.
    """
    if figure.type == "percent":
        return f"percent:{figure.value}", "percent"
    if figure.type == "number" and figure.unit:
        return f"number:{figure.value}{figure.unit}", unit_mark(figure.unit)
    return ()


def unit_mark(unit: str) -> str:
    """Return the mark of all numbers with a unit, as :func:`find_figures` writes it."""
    return f"unit:{unit}"


class PassagesById(Mapping[str, Passage]):
    """The passages of an index by id, rows of tables too, in the order of the corpus."""

    def __init__(self, passages: Sequence[Passage], numbers: Mapping[str, int]) -> None:
        self._passages, self._numbers = passages, numbers

    def __getitem__(self, id: str) -> Passage:
        return self._passages[self._numbers[id]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class Lookup:
    """The passages of documents in memory. Safe to share between threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        self._passages = tuple(p for d in documents for p in d.passages)
        self._numbers = {p.id: n for n, p in enumerate(self._passages)}
        self.by_id: Mapping[str, Passage] = PassagesById(self._passages, self._numbers)
        self._rows = {
            row.passage
            for document in documents
            for table in document.tables
            for row in (*table.rows, *((table.total,) if table.total else ()))
        }

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus. Raises KeyError."""
        return self._numbers[id]

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted; its words may be given by lemmas alone."""
        return sum(1 for _ in self._find(wanted))

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""
        return tuple(islice(self._find(wanted), limit))

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold. Raises KeyError."""
        return self._outlines[document]

    def _find(self, wanted: Wanted) -> Iterator[Passage]:
        having = [self._having(word) for word in wanted.words]
        if wanted.marks:
            having.append({n for mark in wanted.marks for n in self._marks.get(mark, ())})
        numbers = sorted(set.intersection(*having)) if having else range(len(self._passages))
        for number in numbers:
            passage = self._passages[number]
            if (wanted.rows or passage.id not in self._rows) and _fits(passage, wanted):
                yield passage

    def _having(self, word: Spellings) -> set[int]:
        found = {n for lemma in word.lemmas for n in self._lemmas.get(lemma, ())}
        starts, text = self._keys
        for key in word.keys:
            place = text.find(key)
            while place >= 0:
                number = bisect_left(starts, place + 1) - 1
                found.add(number)
                place = text.find(key, starts[number + 1])
        return found

    @cached_property
    def _keys(self) -> tuple[list[int], str]:
        """Where the text of each passage begins in the text of all, one in a line."""
        texts = [holding_key(passage.text) for passage in self._passages]
        starts = [0]
        for text in texts:
            starts.append(starts[-1] + len(text) + 1)
        return starts, "\n".join(texts) + "\n"

    @cached_property
    def _lemmas(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, passage in enumerate(self._passages):
            for lemma in set(content_lemmas(text_for_words(passage))):
                found.setdefault(lemma, []).append(number)
        return found

    @cached_property
    def _marks(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, passage in enumerate(self._passages):
            said = (mark for figure in find_figures(passage.text) for mark in said_marks(figure))
            for mark in dict.fromkeys(said):
                found.setdefault(mark, []).append(number)
        return found

    @cached_property
    def _outlines(self) -> dict[str, Outline]:
        makers = {document.id: OutlineMaker() for document in self.documents}
        for passage in self._passages:
            makers[passage.document].add(
                passage,
                words_of(normalize(passage.text).text),
                find_figures(passage.text),
                row=passage.id in self._rows,
            )
        return {id: maker.outline() for id, maker in makers.items()}


def _fits(passage: Passage, wanted: Wanted) -> bool:
    region = passage.region
    return (
        wanted.document in (None, passage.document)
        and wanted.section in (None, passage.section)
        and (not wanted.kinds or passage.kind in wanted.kinds)
        and (wanted.region is None or (region is not None and region.name == wanted.region))
        and (
            wanted.candidate is None
            or (
                region is not None and region.name is None and wanted.candidate in region.candidates
            )
        )
    )
