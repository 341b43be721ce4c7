"""The one door to everything: the command line, the page and the endpoints call this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.types import Answer, Document, Hit, Passage, Status

if TYPE_CHECKING:
    from assistant.answer.library import Library
    from assistant.check.engine import Checker
    from assistant.check.types import Checked
    from assistant.index.lookup import Wanted
    from assistant.index.outline import Outline
    from assistant.index.search import Index
    from assistant.tables.audit import Audit


class Assistant:
    """Answers, searches and audits over one verified index.

    Safe to share between threads: nothing is changed after :meth:`open`.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self.documents: tuple[Document, ...] = tuple(index.documents)
        self.passages: Mapping[str, Passage] = index.by_id
        self.titles: dict[str, str] = {d.id: d.title for d in self.documents}

    @classmethod
    def open(
        cls, settings: Settings, on_event: Callable[[str], None] = lambda _message: None
    ) -> Assistant:
        """Open the index that ``settings`` name, building it where it is stale or damaged.

        ``on_event`` gets one Japanese sentence for each thing worth telling (why it rebuilds).
        Raises CorpusError where a document cannot be read, EncoderError without the model.
        """
        from assistant.index.store import open_index

        return cls(open_index(settings, on_event=on_event))

    @cached_property
    def _library(self) -> Library:
        from assistant.answer.library import Library

        return Library(self._index)

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer ``question``; ``history`` holds the earlier questions, oldest first.

        Raises InputError where the question is empty, too long or holds no words.
        """
        return self._library.ask(question, history)

    def search(
        self,
        query: str,
        *,
        section: str | None = None,
        region: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        top_k: int = 5,
    ) -> list[Hit]:
        """Return up to ``top_k`` passages, best first, among those that fit every filter.

        Raises InputError for an empty query or a filter value that does not exist.
        """
        return self._index.search(
            query, section=section, region=region, kind=kind, document=document, top_k=top_k
        )

    @cached_property
    def _checker(self) -> Checker:
        from assistant.check.engine import Checker

        return Checker(self._index)

    def check(self, text: str) -> Checked:
        """Return every figure and quotation of ``text`` with a verdict against the sources.

        Raises InputError where ``text`` is blank or longer than
        :data:`assistant.check.engine.MAX_CHARACTERS`.
        """
        return self._checker.check(text)

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus. Raises KeyError."""
        return self._index.position(id)

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""
        return self._index.select(wanted, limit)

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold. Raises KeyError."""
        return self._index.outline(document)

    def status(self) -> Status:
        """Return what the open index holds and is made with; may load the encoder."""
        encoder = self._index.encoder
        return Status(encoder.name, encoder.dimensions, len(self.passages))

    def audit(self) -> tuple[Audit, ...]:
        """Recompute every sum of every table of the corpus, in document order."""
        from assistant.tables.audit import audit_table

        return tuple(audit_table(t) for d in self.documents for t in d.tables)
