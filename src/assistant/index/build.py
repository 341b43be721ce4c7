"""From the corpus to an index on the disk: what has changed is read and indexed anew."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.errors import CorpusError, IndexUnusableError, reason_of
from assistant.index.deal import deal
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.folder import (
    StoredIndex,
    StoredPart,
    locked,
    put_in_force,
    read_index,
    read_manifest,
    read_part,
    remove_unfinished,
    write_part,
)
from assistant.index.manifest import (
    DocumentEntry,
    Manifest,
    Origin,
    current_origin,
    differences,
    documents_of,
)
from assistant.index.place import Place, place_of

if TYPE_CHECKING:
    from assistant.types import Document

OnEvent = Callable[[str], None]


def refresh(
    settings: Settings, *, force: bool = False, on_event: OnEvent = lambda _message: None
) -> bool:
    """Build the index unless the one there is whole and fresh; return whether it was built.

    ``force`` builds all of it in any case. ``on_event`` gets a Japanese sentence for each thing
    worth telling. Raises CorpusError, EncoderError or IndexUnusableError; the old index then stays.
    """
    encoder = open_encoder(settings, on_event)
    with contextlib.closing(place_of(settings, on_event)) as place:
        return ensure_index(settings, place, encoder, force=force, on_event=on_event)[1]


def ensure_index(
    settings: Settings, place: Place, encoder: Encoder, *, force: bool = False, on_event: OnEvent
) -> tuple[StoredIndex, bool]:
    """Return the stored index, fresh and checked, and whether it had to be built for that."""
    origin, documents = _wanted(settings, encoder)
    reason = "作り直しの指定がありました"
    if not force:
        stored, reason = _usable(place, origin, documents)
        if stored is not None:
            return stored, False
    with locked(place.folder, on_event):
        if not force:
            # Another process may have built it while this one waited.
            stored, reason = _usable(place, origin, documents)
            if stored is not None:
                return stored, False
        on_event(f"{reason}。索引を作ります。")
        start = time.perf_counter()
        remove_unfinished(place.folder)
        place.start(origin, encoder, force=force)
        usable = [] if force else _usable_parts(place, origin)
        build = _Build(settings.corpus, place, encoder, documents, usable)
        try:
            with _no_search_for_cycles():
                stored = build.run(origin)
        except OSError as error:
            # On a full disk what was written so far must not stay.
            remove_unfinished(place.folder)
            raise IndexUnusableError(
                f"索引を {place.folder} に書き込めません（{reason_of(error)}）。"
                "空き容量と書き込みの許可を確かめてください。"
            ) from error
        count = sum(e.passages for part in stored.parts for e in part.entry.documents.values())
        seconds = time.perf_counter() - start
        on_event(
            f"文書{len(documents)}件、記述{count:,}件の索引を{seconds:.1f}秒で作りました"
            + (f"（作り直した記述は{build.indexed:,}件です）。" if build.indexed < count else "。")
        )
        return stored, True


def _wanted(settings: Settings, encoder: Encoder) -> tuple[Origin, dict[str, str]]:
    try:
        return current_origin(encoder), documents_of(settings.corpus)
    except OSError as error:
        raise CorpusError(
            f"文書のフォルダー {settings.corpus} を読めません（{reason_of(error)}）。"
            "ファイルの読み取りの許可を確かめてください。"
        ) from error


def _usable(
    place: Place, origin: Origin, documents: Mapping[str, str]
) -> tuple[StoredIndex | None, str]:
    """Return the stored index if it may be used, else None and the reason in Japanese."""
    try:
        manifest = read_manifest(place.folder)
        changes = list(differences(manifest.origin, origin))
        if manifest.documents != documents:
            changes.insert(0, "文書が変わりました")
        if not changes and (lack := place.lacks(origin, documents)):
            changes = [lack]
        return (None, "、".join(changes)) if changes else (read_index(place.folder), "")
    except IndexUnusableError as error:
        return None, str(error)


def _usable_parts(place: Place, origin: Origin) -> list[StoredPart]:
    """Return the parts of the index in force that are whole and of the same origin."""
    parts: list[StoredPart] = []
    try:
        manifest = read_manifest(place.folder)
    except IndexUnusableError:
        return parts
    if manifest.origin != origin:
        return parts
    for entry in manifest.parts:
        if not place.keeps({id: e.digest for id, e in entry.documents.items()}):
            continue
        try:
            parts.append(read_part(place.folder, entry))
        except IndexUnusableError:
            continue  # it is built anew
    return parts


@contextlib.contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Keep Python from looking through a million passages, again and again, for cycles."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


class _Build:
    """One build: the parts in force are kept where their documents are as they were."""

    def __init__(
        self,
        corpus: Path,
        place: Place,
        encoder: Encoder,
        documents: Mapping[str, str],
        usable: Sequence[StoredPart],
    ) -> None:
        self._corpus, self._place, self._encoder = corpus, place, encoder
        self._documents = documents
        self._usable = usable
        self._read: dict[str, Document] = {}
        self.indexed = 0
        """Passages that were indexed."""

    def run(self, origin: Origin) -> StoredIndex:
        """Build what is missing, put the index in force and return it."""
        from assistant.documents.load import no_document

        if not self._documents:
            raise no_document(self._corpus)
        known = {
            (id, entry.digest): entry.passages
            for part in self._usable
            for id, entry in part.entry.documents.items()
        }
        counts = {
            id: known[id, digest] if (id, digest) in known else len(self._document(id).passages)
            for id, digest in self._documents.items()
        }
        parts = tuple(self._part(ids, counts) for ids in deal(counts))
        self._place.finish(self._documents)
        manifest = Manifest(origin, tuple(part.entry for part in parts))
        put_in_force(self._place.folder, manifest)
        return StoredIndex(manifest, parts)

    def _part(self, ids: Sequence[str], counts: Mapping[str, int]) -> StoredPart:
        entries = {id: DocumentEntry(self._documents[id], counts[id]) for id in ids}
        for part in self._usable:
            if part.entry.documents == entries:
                return part
        # Here, so that opening an index does not wait for the readers of documents.
        from assistant.documents.expansions import load_expansions

        documents = [self._document(id) for id in ids]
        expansions = load_expansions(self._corpus, documents)
        files = self._place.build(documents, self._documents, expansions, self._encoder)
        self.indexed += sum(counts[id] for id in ids)
        for id in ids:
            del self._read[id]  # a large one takes as much memory as all the rest
        written = write_part(self._place.folder, entries, files)
        return read_part(self._place.folder, written)

    def _document(self, id: str) -> Document:
        from assistant.documents.load import load_document

        if id not in self._read:
            self._read[id] = load_document(self._corpus / id)
        return self._read[id]
