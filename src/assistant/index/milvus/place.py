"""Build an index into Milvus, and open it: the passages go there, the rest into a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.config import Milvus
from assistant.errors import IndexUnusableError
from assistant.index.arrays import Files
from assistant.index.encoder import Encoder
from assistant.index.folder import StoredIndex
from assistant.index.manifest import Origin
from assistant.index.milvus.backend import MilvusBackend
from assistant.index.milvus.client import Server
from assistant.index.milvus.layout import expansions_of
from assistant.index.milvus.sync import Filling, collection_of, corpus_digest, in_force
from assistant.index.part import documents_to_files, texts_by_passage
from assistant.types import Document

if TYPE_CHECKING:
    from assistant.documents.expansions import Expansion

FOLDER: Final = "milvus"
"""Below the folder of the index: what is no passage, so that no other machine has to read it."""


class InMilvus:
    """A collection that goes by a name, and a folder with the rest of the documents."""

    def __init__(
        self, folder: Path, server: Server, alias: str, on_event: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self._server, self._alias, self._on_event = server, alias, on_event
        self._filling: Filling | None = None

    @classmethod
    def open(cls, index: Path, chosen: Milvus, on_event: Callable[[str], None]) -> InMilvus:
        """Return the place that is ``chosen``, with its folder below that of the ``index``.

        Raises IndexUnusableError where the server does not answer.
        """
        if chosen.uri.endswith(".db"):
            # milvus-lite makes a folder, but not those above it.
            Path(chosen.uri).parent.mkdir(parents=True, exist_ok=True)
        server = Server(chosen.uri, chosen.token)
        return cls(index / FOLDER, server, chosen.collection, on_event)

    def close(self) -> None:
        """Let go of the server."""
        self._server.close()

    def lacks(self, origin: Origin, documents: Mapping[str, str]) -> str:
        """Return why the collection in force may not be used, in Japanese; "" where it may."""
        held = in_force(self._server, self._alias)
        if held is None:
            return f"Milvus に索引 {self._alias} がまだありません"
        if held.name != collection_of(self._alias, origin):
            return f"Milvus の索引 {self._alias} は別のモデルか別の版で作られています"
        if held.corpus != corpus_digest(documents):
            return f"Milvus の索引 {self._alias} は別の文書から作られています"
        return ""

    def start(self, origin: Origin, encoder: Encoder, *, force: bool) -> None:
        """Make the collection of ``origin`` where it is missing; ``force``: write all anew."""
        self._filling = Filling(
            self._server, self._alias, origin, encoder, self._on_event, force=force
        )

    def keeps(self, documents: Mapping[str, str]) -> bool:
        """Say whether the collection has all passages of ``documents``."""
        return self._started().holds(documents)

    def build(
        self,
        documents: Sequence[Document],
        digests: Mapping[str, str],
        expansions: Sequence[Expansion],
        encoder: Encoder,
    ) -> Files:
        """Write the passages of ``documents`` to the server and return the files of the rest.

        Raises CorpusError for a passage that is too large for Milvus.
        """
        said = texts_by_passage(expansions)
        filling = self._started()
        outlines = [filling.write(each, digests[each.id], said) for each in documents]
        return documents_to_files(documents, outlines)

    def finish(self, documents: Mapping[str, str]) -> None:
        """Remove what is of no document any more and put the collection in force."""
        self._started().finish(documents)

    def backend(self, stored: StoredIndex, encoder: Encoder) -> MilvusBackend:
        """Return the index of ``stored`` parts and the collection in force."""
        held = in_force(self._server, self._alias)
        if held is None:
            raise IndexUnusableError(
                f"Milvus の索引 {self._alias} が、開いている間に消えました。"
                "もう一度実行してください。"
            )
        for collection in (held.name, expansions_of(held.name)):
            self._server.load(collection)
        return MilvusBackend(self._server, held, [part.files for part in stored.parts], encoder)

    def _started(self) -> Filling:
        assert self._filling is not None
        return self._filling
