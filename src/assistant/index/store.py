"""Open the index: checked, and built first where it is missing, stale or damaged."""

from __future__ import annotations

from collections.abc import Callable

from assistant.config import Settings
from assistant.index.build import Files, array_from_bytes, ensure_index
from assistant.index.codec import documents_from_json
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.folder import StoredIndex
from assistant.index.literals import LiteralIndex
from assistant.index.search import Index
from assistant.index.vectors import VectorIndex
from assistant.index.words import WordIndex, vocabulary_from_json


def open_index(
    settings: Settings, *, on_event: Callable[[str], None] = lambda _message: None
) -> Index:
    """Return the index that ``settings`` name, fresh and with every checksum compared.

    ``on_event`` gets one Japanese sentence for each thing worth telling: why it is built anew,
    that it waits for another process, that it is done. Raises CorpusError where a document cannot
    be read, EncoderError without the model, IndexUnusableError where the folder takes no index.
    """
    encoder = open_encoder(settings)
    stored, _ = ensure_index(settings, encoder, on_event=on_event)
    return _index(stored, encoder)


def _index(stored: StoredIndex, encoder: Encoder) -> Index:
    files = stored.files
    literals = LiteralIndex.from_json(files[Files.LITERALS])
    words = WordIndex(
        vocabulary_from_json(files[Files.VOCABULARY]),
        array_from_bytes(files[Files.WEIGHTS]),
        array_from_bytes(files[Files.TEXTS]),
        array_from_bytes(files[Files.STARTS]),
        len(literals),
    )
    return Index(
        documents_from_json(files[Files.DOCUMENTS]),
        words,
        VectorIndex(array_from_bytes(files[Files.VECTORS])),
        literals,
        encoder,
    )
