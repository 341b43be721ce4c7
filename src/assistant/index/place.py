"""Where an index is built and opened: in files of this machine, or on a server as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.config import Settings
from assistant.index.arrays import Files
from assistant.index.backend import Backend
from assistant.index.encoder import Encoder
from assistant.index.folder import StoredIndex
from assistant.index.local import LocalBackend
from assistant.index.manifest import Origin
from assistant.index.part import build_part, open_part
from assistant.types import Document

if TYPE_CHECKING:
    from assistant.documents.expansions import Expansion


class Place(Protocol):
    """What the parts of an index are built into: a folder, and perhaps a server beside it.

    Documents are given by id with the digests of their folders.
    """

    @property
    def folder(self) -> Path:
        """Where the files of the parts lie."""

    def lacks(self, origin: Origin, documents: Mapping[str, str]) -> str:
        """Return why an index that is whole in the folder may not be used, in Japanese, or ""."""

    def keeps(self, documents: Mapping[str, str]) -> bool:
        """Say, once started, whether all that is beside the folder is there of ``documents``."""

    def start(self, origin: Origin, encoder: Encoder, *, force: bool) -> None:
        """Make ready for a build; ``force``: nothing that is there is to be used again."""

    def build(
        self,
        documents: Sequence[Document],
        digests: Mapping[str, str],
        expansions: Sequence[Expansion],
        encoder: Encoder,
    ) -> Files:
        """Return the files of a part of documents; ``digests`` of their folders are by their id."""

    def finish(self, documents: Mapping[str, str]) -> None:
        """Do what has to be done before the parts of all ``documents`` are put in force."""

    def backend(self, stored: StoredIndex, encoder: Encoder) -> Backend:
        """Return what answers from the ``stored`` parts and from what is beside them."""

    def close(self) -> None:
        """Let go of a server; it goes with a backend that was returned, too."""


class InFolder:
    """A folder that holds all of an index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lacks(self, origin: Origin, documents: Mapping[str, str]) -> str:
        """Return "": nothing is beside the folder."""
        return ""

    def keeps(self, documents: Mapping[str, str]) -> bool:
        """Return True: nothing is beside the folder."""
        return True

    def start(self, origin: Origin, encoder: Encoder, *, force: bool) -> None:
        """Do nothing: nothing is beside the folder."""

    def build(
        self,
        documents: Sequence[Document],
        digests: Mapping[str, str],
        expansions: Sequence[Expansion],
        encoder: Encoder,
    ) -> Files:
        """Return the files of a part (:func:`build_part`)."""
        return build_part(documents, encoder, expansions)

    def finish(self, documents: Mapping[str, str]) -> None:
        """Do nothing: nothing is beside the folder."""

    def backend(self, stored: StoredIndex, encoder: Encoder) -> LocalBackend:
        """Return the parts, open."""
        return LocalBackend([open_part(part.files, encoder) for part in stored.parts], encoder)

    def close(self) -> None:
        """Do nothing: the files go with the last who looks at them."""


def place_of(settings: Settings, on_event: Callable[[str], None]) -> Place:
    """Return the place that ``settings`` name; close it.

    Raises IndexUnusableError where a server does not answer.
    """
    if settings.milvus is None:
        return InFolder(settings.index)
    # Here, so that an index in files never loads the libraries of a server.
    from assistant.index.milvus.place import InMilvus

    return InMilvus.open(settings.index, settings.milvus, on_event)
