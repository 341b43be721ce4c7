"""Open the index: checked, and built first where it is missing, stale or damaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.index.arrays import Stored
from assistant.index.build import ensure_index
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.local import LocalBackend
from assistant.index.part import open_part
from assistant.index.place import place_of
from assistant.index.search import Index

if TYPE_CHECKING:
    from assistant.index.reranker import Reranker


def open_index(
    settings: Settings, *, on_event: Callable[[str], None] = lambda _message: None
) -> Index:
    """Return the index that ``settings`` name, fresh and with every checksum compared.

    ``on_event`` gets one Japanese sentence for each thing worth telling: why it is built anew,
    that it waits for another process, that it is done. Raises CorpusError where a document cannot
    be read, EncoderError without the model, IndexUnusableError where the folder takes no index or
    the server that keeps it does not answer.
    """
    encoder = open_encoder(settings, on_event)
    reranker = None
    if settings.rerank is not None:
        from assistant.index.reranker import Reranker

        reranker = Reranker(settings.rerank)
    place = place_of(settings, on_event)
    try:
        stored, _ = ensure_index(settings, place, encoder, on_event=on_event)
        return Index(place.backend(stored, encoder), reranker)
    except BaseException:
        place.close()
        raise


def index_of(files: Stored, encoder: Encoder, reranker: Reranker | None = None) -> Index:
    """Return the index of one part, of the files that ``build_part`` made with this encoder.

    With a ``reranker`` the best passages of a search are ordered anew by it.
    """
    return Index(LocalBackend([open_part(files, encoder)], encoder), reranker)
