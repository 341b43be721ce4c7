"""What an index is kept in, files of this machine or a server: the ranking is the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.index.encoder import Encoder
from assistant.index.filters import Filter
from assistant.index.fusion import Scores
from assistant.index.lookup import Wanted
from assistant.index.outline import Outline
from assistant.types import Document, Passage


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The passages that may answer a query, in the order of the corpus: the best of each leg.

    ``scores`` are theirs; ``background`` are those of the whole index, which they are measured
    against, whatever filter there is. ``literal`` says how many things each holds word for word,
    ``mere`` which only may be of the region that the filter wants. ``read`` returns the passages at
    some of the places.
    """

    scores: Scores
    background: Scores
    literal: NDArray[np.int64]
    mere: NDArray[np.bool_]
    read: Callable[[Sequence[int]], Sequence[Passage]]


class Backend(Protocol):
    """Keeps the passages of an index. Safe to share between threads.

    A backend on a server raises IndexUnusableError, in Japanese, where that does not answer.
    """

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in the order of the corpus."""

    @property
    def by_id(self) -> Mapping[str, Passage]:
        """Every passage by its id, in the order of the corpus; read when it is asked for."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds that passages are of."""

    @property
    def encoder(self) -> Encoder:
        """What the vectors were made with."""

    def find(self, query: str, wanted: Filter, most: int) -> Found | None:
        """Return the ``most`` best of each leg, and all literal finds, that a filter lets by.

        None where no leg knows anything of the query.
        """

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus. Raises KeyError."""

    def count(self, wanted: Wanted) -> int:
        """Return how many passages are as wanted: at once where its words are lemmas alone."""

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold. Raises KeyError."""

    def finds(
        self, lemma: str, among: Collection[str] | None = None, document: str | None = None
    ) -> bool:
        """Say whether a lemma finds any passage, of those with the ids ``among`` if given.

        It stands in the text, heading, label or region of a passage, or people say it when they
        look for the passage. ``document``: only its passages count.
        """

    def has(self, id: str, lemma: str) -> bool:
        """Say whether a passage, by its id, has a lemma in its text, heading, label or region."""

    def has_expansions(self, id: str) -> bool:
        """Say whether people's words for a passage, by its id, are indexed with it."""

    def close(self) -> None:
        """Let go of a server; nothing is asked afterwards."""
