"""What answers need of an index, and the part of an index that is one document's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Protocol

from assistant.index.lookup import Wanted
from assistant.index.outline import Outline
from assistant.types import Document, Hit, Passage


class Readable(Protocol):
    """Documents, and their passages by what they are and hold.

    No operation costs more than a millisecond, however many passages there are, and none but
    :attr:`by_id` reads a passage that it does not return.
    """

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, in the order of the corpus."""

    @property
    def by_id(self) -> Mapping[str, Passage]:
        """Every passage by its id, rows of tables too: looking one up reads that one alone."""

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus. Raises KeyError."""

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted; its words may be given by lemmas alone."""

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold. Raises KeyError."""

    def has(self, id: str, lemma: str) -> bool:
        """Say whether a passage, by its id, has a lemma in its text, heading, label or region."""


class Searchable(Readable, Protocol):
    """Documents, and the search in their passages."""

    def search(self, query: str, *, region: str | None = None, top_k: int = 5) -> list[Hit]:
        """Return up to ``top_k`` passages, best first; ``region``: only those that may be of it."""

    def finds(self, lemma: str, among: Collection[str] | None = None) -> bool:
        """Say whether a lemma finds any passage, of those with the ids ``among`` if given.

        It stands in the text, heading, label or region of a passage, or people say it when they
        look for the passage.
        """

    def has_expansions(self, id: str) -> bool:
        """Say whether people's words for the passage were written down."""


class _Whole(Searchable, Protocol):
    def search(
        self,
        query: str,
        *,
        region: str | None = None,
        document: str | None = None,
        top_k: int = 5,
    ) -> list[Hit]: ...

    def finds(
        self, lemma: str, among: Collection[str] | None = None, document: str | None = None
    ) -> bool: ...


class OneDocument:
    """One document of an index, read and searched as if it were the only one.

    What a leg's score is worth is still measured over the whole index.
    """

    def __init__(self, index: _Whole, document: Document) -> None:
        self.documents = (document,)
        self.by_id = index.by_id
        self.position = index.position
        self.has = index.has
        self.has_expansions = index.has_expansions
        self.outline = index.outline
        self._index, self._id = index, document.id

    def count(self, wanted: Wanted) -> int:
        """Return how many passages of the document are as wanted."""
        return self._index.count(replace(wanted, document=self._id))

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages of the document that are as wanted, up to ``limit``."""
        return self._index.select(replace(wanted, document=self._id), limit)

    def search(self, query: str, *, region: str | None = None, top_k: int = 5) -> list[Hit]:
        """Return up to ``top_k`` passages of the document, best first."""
        return self._index.search(query, region=region, document=self._id, top_k=top_k)

    def finds(self, lemma: str, among: Collection[str] | None = None) -> bool:
        """Say whether a lemma finds any passage of the document, of those ``among`` if given."""
        return self._index.finds(lemma, among, self._id)
