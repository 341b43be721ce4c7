"""Which passages a text is held to: all where there are few, else those nearest to it."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Final

from assistant.answer.searching import Searchable
from assistant.index.lookup import Wanted
from assistant.index.search import MAX_CHARACTERS
from assistant.types import Passage

EVERY: Final = 1000
"""Passages up to which every one is looked at: their figures are read in a second, once."""
NEAR: Final = 40
"""Of more, those that a search for the sentence finds; further ones share hardly a word with it."""


class Nearest:
    """The passages to hold a text to, in printed order; with ``rows`` those of tables too."""

    def __init__(self, index: Searchable, *, rows: bool) -> None:
        self._index = index
        self._wanted = Wanted(rows=rows)
        self._near = lru_cache(maxsize=64)(self._search)

    def to(self, text: str) -> tuple[Passage, ...]:
        """Return the passages that ``text`` may be about."""
        return self._near(text) if self._all is None else self._all

    @cached_property
    def whole(self) -> bool:
        """Whether these are all passages, whatever the text."""
        return self._index.count(self._wanted) <= EVERY

    @cached_property
    def _all(self) -> tuple[Passage, ...] | None:
        return self._index.select(self._wanted, EVERY) if self.whole else None

    def _search(self, text: str) -> tuple[Passage, ...]:
        if not any(character.isalnum() for character in text):
            return ()
        hits = self._index.search(text[:MAX_CHARACTERS], top_k=NEAR)
        found = (hit.passage for hit in hits)
        return tuple(sorted(found, key=lambda passage: self._index.position(passage.id)))
