"""Indexes of documents made in a test, in each of what an index may be kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from assistant.documents.expansions import Expansion
from assistant.index.encoder import Encoder
from assistant.index.folder import StoredIndex, StoredPart
from assistant.index.local import LocalBackend
from assistant.index.manifest import DocumentEntry, Manifest, Origin, PartEntry
from assistant.index.part import build_part, open_part
from assistant.index.search import Index
from assistant.types import Document

MakeIndex = Callable[[Sequence[Document], Encoder, Sequence[Expansion]], Index]


def in_files(
    documents: Sequence[Document], encoder: Encoder, expansions: Sequence[Expansion] = ()
) -> Index:
    """Return an index in files, each document a part of its own."""
    parts = []
    for document in documents:
        own = [e for e in expansions if e.passage.partition("/")[0] == document.id]
        parts.append(open_part(build_part([document], encoder, own), encoder))
    return Index(LocalBackend(parts, encoder))


@pytest.fixture(scope="session")
def in_milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeIndex]:
    """Return what makes an index in milvus-lite: each by a name of its own in one folder."""
    pytest.importorskip("pymilvus")
    from assistant.index.milvus.client import Server
    from assistant.index.milvus.place import InMilvus

    server = Server(str(tmp_path_factory.mktemp("stores") / "milvus.db"))
    names = count()

    def make(
        documents: Sequence[Document], encoder: Encoder, expansions: Sequence[Expansion] = ()
    ) -> Index:
        place = InMilvus(Path(), server, f"x{next(names)}", lambda _message: None)
        origin = Origin(0, encoder.name, encoder.fingerprint, "", {}, "")
        digests = {document.id: f"digest of {document.id}" for document in documents}
        place.start(origin, encoder, force=False)
        parts = []
        for document in documents:
            own = [e for e in expansions if e.passage.partition("/")[0] == document.id]
            files = place.build([document], digests, own, encoder)
            entry = DocumentEntry(digests[document.id], len(document.passages))
            parts.append(StoredPart(PartEntry("", {document.id: entry}, {}), files))
        place.finish(digests)
        manifest = Manifest(origin, tuple(part.entry for part in parts))
        return Index(place.backend(StoredIndex(manifest, parts), encoder))

    yield make
    server.close()


@pytest.fixture(params=["files", "milvus"], scope="session")
def make_index(request: pytest.FixtureRequest) -> MakeIndex:
    """Return what makes an index of documents, an encoder and expansions: in each store."""
    if request.param == "files":
        return in_files
    made: MakeIndex = request.getfixturevalue("in_milvus")
    return made
