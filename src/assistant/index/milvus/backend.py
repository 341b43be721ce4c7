"""An index in Milvus: the passages are there, the rest of the documents in files here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from assistant.index.arrays import Stored
from assistant.index.backend import Found
from assistant.index.encoder import Encoder
from assistant.index.filters import Filter
from assistant.index.milvus.client import Row, Server
from assistant.index.milvus.legs import NEEDED, Legs
from assistant.index.milvus.reading import DocumentPassages, Reading
from assistant.index.milvus.sync import Held
from assistant.index.outline import Outline
from assistant.index.part import documents_from_files
from assistant.index.rows import Window
from assistant.types import Document, Passage


class MilvusBackend:
    """A collection and the documents of which it has the passages. Safe to share between threads.

    Every method that asks raises IndexUnusableError, in Japanese, where the server does not answer.
    """

    def __init__(
        self, server: Server, held: Held, parts: Sequence[Stored], encoder: Encoder
    ) -> None:
        """Take what the server holds, and the files of the parts without their passages."""
        self.encoder = encoder
        ids = sorted(held.passages)
        reading = Reading(server, held.name, {id: held.passages[id] for id in ids})
        documents: dict[str, Document] = {}
        self._outlines: dict[str, Outline] = {}
        for files in parts:
            read, outlines = documents_from_files(
                files,
                lambda id, own: Window(DocumentPassages(reading, id, len(own)), range(len(own))),
            )
            documents |= {document.id: document for document in read}
            for document, outline in zip(read, outlines, strict=True):
                self._outlines[document.id] = outline
        self.documents = tuple(documents[id] for id in sorted(documents))
        self.by_id: Mapping[str, Passage] = reading
        self.kinds: Collection[str] = held.kinds
        self.position = reading.position
        self.count = reading.count
        self.select = reading.select
        self.finds = reading.finds
        self.has = reading.has
        self.has_expansions = reading.has_expansions
        self._reading, self._server, self._name = reading, server, held.name
        self._legs = Legs(server, held.name, encoder, len(reading), held.terms)

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold. Raises KeyError."""
        return self._outlines[document]

    def find(self, query: str, wanted: Filter, most: int) -> Found | None:
        """Return the best of each leg (:meth:`Backend.find`)."""
        asked = self._legs.ask(query)
        # Measured against the whole index, so that a filter does not change what a leg counts.
        counts = self._legs.find(asked, Filter(), most)
        if counts is None:
            return None
        rows = self._rows(counts)
        scores = background = self._legs.scores(asked, rows)
        if not wanted.is_open:
            counts = self._legs.find(asked, wanted, most) or {}
            rows = self._rows(counts)
            scores = self._legs.scores(asked, rows)
        ids = list(rows)
        return Found(
            scores,
            background,
            np.array([counts[id] for id in ids], dtype=np.int64),
            np.array(
                [wanted.region not in (None, row["region"]) for row in rows.values()],
                dtype=np.bool_,
            ),
            lambda places: self._reading.read([ids[place] for place in places]),
        )

    def close(self) -> None:
        """Let go of the server."""
        self._server.close()

    def _rows(self, ids: Collection[str]) -> dict[str, Row]:
        """Return the rows of passages by id, in the order of the corpus."""
        fields = ("document", "place", "region", *NEEDED)
        found = self._server.get(self._name, list(ids), fields)
        place = {id: self._reading.number(row) for id, row in found.items()}
        return {id: found[id] for id in sorted(found, key=place.__getitem__)}
