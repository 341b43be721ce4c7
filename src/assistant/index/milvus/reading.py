"""Passages of a collection by what they are and hold, in printed order: nothing here ranks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Final

from assistant.index.codec import reader
from assistant.index.lookup import Spellings, Wanted
from assistant.index.milvus.client import MOST, Row, Server
from assistant.index.milvus.layout import (
    both,
    has_special,
    having,
    one_of,
    quoted,
    wanted_expression,
    written,
)
from assistant.index.rows import Lazy
from assistant.types import Passage

KEPT: Final = 20_000
"""Passages that are kept once they were looked up, some tens of megabytes."""

PAGE: Final = 500
"""Passages of a document that are read together where one after the other is looked at."""

_PAGES: Final = 20
"""Pages that are kept once they were read."""


@dataclass(frozen=True, slots=True)
class _Kept:
    passage: Passage
    position: int
    expanded: bool
    words: str
    """Its terms with a blank before and behind each."""


class DocumentPassages(Lazy[Passage]):
    """The passages of one document in printed order, read by pages when they are looked at."""

    def __init__(self, reading: Reading, document: str, count: int) -> None:
        self._reading, self._document, self._count = reading, document, count

    def __len__(self) -> int:
        return self._count

    def at(self, place: int) -> Passage:
        """Return the passage at a place."""
        start = place - place % PAGE
        return self._reading.page(self._document, start)[place - start]


class Reading(Mapping[str, Passage]):
    """The passages of a collection by id. Safe to share between threads.

    Every method that asks raises IndexUnusableError where the server does not answer.
    """

    def __init__(self, server: Server, name: str, passages: Mapping[str, int]) -> None:
        """Take how many passages each document has, by its id, in the order of the corpus."""
        self._server, self._name = server, name
        starts = accumulate(passages.values(), initial=0)
        self._lengths = dict(passages)
        self._starts = dict(zip(passages, starts, strict=False))
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._pages = lru_cache(maxsize=_PAGES)(self._read_page)

    def __getitem__(self, id: str) -> Passage:
        return self._row(id).passage

    def __iter__(self) -> Iterator[str]:
        for document, length in self._lengths.items():
            for start in range(0, length, PAGE):
                yield from (passage.id for passage in self.page(document, start))

    def __len__(self) -> int:
        return sum(self._lengths.values())

    def page(self, document: str, start: int) -> Sequence[Passage]:
        """Return up to ``PAGE`` passages of a document in printed order, from one at a place."""
        return self._pages(document, start)

    def _read_page(self, document: str, start: int) -> Sequence[Passage]:
        within = f"place >= {start} and place < {start + PAGE}"
        scope = both(f"document == {quoted(document)}", within)
        rows = self._server.some(self._name, scope, ["place", "passage"], PAGE)
        rows.sort(key=itemgetter("place"))
        return [_passage(row["passage"]) for row in rows]

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus. Raises KeyError."""
        return self._row(id).position

    def number(self, row: Row) -> int:
        """Return the place in the order of the corpus, of a row with its document and place."""
        number: int = self._starts[row["document"]] + row["place"]
        return number

    def has(self, id: str, lemma: str) -> bool:
        """Say whether a passage has a lemma in its text or around it. Raises KeyError."""
        return f" {written([lemma])} " in self._row(id).words

    def has_expansions(self, id: str) -> bool:
        """Say whether a passage is indexed with people's words for it. Raises KeyError."""
        return self._row(id).expanded

    def read(self, ids: Sequence[str]) -> list[Passage]:
        """Return these passages in their order, asked for together. Raises KeyError."""
        with self._lock:
            missing = [id for id in ids if id not in self._kept]
        self._keep(self._server.get(self._name, missing, _READ).values())
        return [self[id] for id in ids]

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted; its words must be given by lemmas alone."""
        return self._server.count(self._name, wanted_expression(wanted))

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""
        scope = wanted_expression(wanted)
        found = self._places(scope, wanted.words)
        if len(found) == MOST:
            # There may be more than one call returns: these need not be the first.
            found = []
            for part in self._parts(wanted.document):
                found += self._places(both(scope, part), wanted.words)
                if len(found) >= limit:
                    break
        return tuple(self.read([id for _, id in sorted(found)[:limit]]))

    def finds(
        self, lemma: str, among: Collection[str] | None = None, document: str | None = None
    ) -> bool:
        """Say whether a lemma finds any passage, of those ``among`` if given, of a document."""
        if among is not None and not among:
            return False
        found = both(
            f"{having('words', lemma)} or {having('expanded_words', lemma)}",
            one_of("id", among) if among is not None else "",
            f"document == {quoted(document)}" if document is not None else "",
        )
        return bool(self._server.some(self._name, found, ["id"], 1))

    def _parts(self, document: str | None) -> Iterator[str]:
        """Yield filters of all passages, in printed order, each of no more than a call returns."""
        for id in self._starts if document is None else [document]:
            for start in range(0, self._lengths[id], MOST):
                within = f"place >= {start} and place < {start + MOST}"
                yield both(f"document == {quoted(id)}", within)

    def _places(self, scope: str, words: Sequence[Spellings]) -> list[tuple[int, str]]:
        """Return place and id of the passages that meet a filter and hold these words."""
        # Where a filter cannot say it to the letter, what it lets by is looked at.
        unsure = [word for word in words if any(has_special(key) for key in word.keys)]
        fields = ["document", "place", *(("key", "words") if unsure else ())]
        return [
            (self.number(row), row["id"])
            for row in self._server.some(self._name, scope, fields)
            if all(_holds(row, word) for word in unsure)
        ]

    def _row(self, id: str) -> _Kept:
        with self._lock:
            kept = self._kept.get(id)
        if kept is None:
            found = self._server.get(self._name, [id], _READ)
            self._keep(found.values())
            with self._lock:
                kept = self._kept[id]
        return kept

    def _keep(self, rows: Iterable[Row]) -> None:
        read = {
            row["id"]: _Kept(
                _passage(row["passage"]),
                self.number(row),
                row["expanded"],
                f" {row['words']} ",
            )
            for row in rows
        }
        with self._lock:
            self._kept |= read
            for _ in range(len(self._kept) - KEPT):
                self._kept.popitem(last=False)


_READ: Final = ("document", "place", "expanded", "words", "passage")
_passage: Final = reader(Passage)


def _holds(row: Row, word: Spellings) -> bool:
    terms = row["words"].split(" ")
    return any(key in row["key"] for key in word.keys) or any(
        written([lemma]) in terms for lemma in word.lemmas
    )
