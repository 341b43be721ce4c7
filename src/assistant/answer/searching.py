"""What answers need of an index, and the part of an index that is one document's."""

from __future__ import annotations

from typing import Protocol

from assistant.types import Document, Hit


class Searchable(Protocol):
    """Documents, and the search in their passages."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, in the order of the corpus."""

    def search(self, query: str, *, top_k: int = 5) -> list[Hit]:
        """Return up to ``top_k`` passages, best first."""

    def found_by(self, lemma: str) -> frozenset[str]:
        """Return the ids of the passages that a lemma finds."""

    def has_expansions(self, id: str) -> bool:
        """Say whether people's words for the passage were written down."""


class _Whole(Searchable, Protocol):
    def search(self, query: str, *, document: str | None = None, top_k: int = 5) -> list[Hit]: ...


class OneDocument:
    """One document of an index, searched as if it were the only one.

    How rare a word is, and what a leg's score is worth, is still measured over the whole index.
    """

    def __init__(self, index: _Whole, document: Document) -> None:
        self.documents = (document,)
        self._index, self._id = index, document.id
        self._own = frozenset(p.id for p in document.passages)

    def search(self, query: str, *, top_k: int = 5) -> list[Hit]:
        """Return up to ``top_k`` passages of the document, best first."""
        return self._index.search(query, document=self._id, top_k=top_k)

    def found_by(self, lemma: str) -> frozenset[str]:
        """Return the ids of the document's passages that a lemma finds."""
        return self._index.found_by(lemma) & self._own

    def has_expansions(self, id: str) -> bool:
        """Say whether people's words for the passage were written down."""
        return self._index.has_expansions(id)
