"""Open the index: checked, and built first where it is missing, stale or damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.index.arrays import array_from_bytes
from assistant.index.build import Files, ensure_index
from assistant.index.codec import documents_from_json
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.expanded import ExpandedIndex
from assistant.index.interaction import InteractionIndex, TextWords, WordVectors
from assistant.index.literals import LiteralIndex
from assistant.index.search import Index
from assistant.index.vectors import VectorIndex
from assistant.index.words import WordIndex

if TYPE_CHECKING:
    from assistant.index.reranker import Reranker


def open_index(
    settings: Settings, *, on_event: Callable[[str], None] = lambda _message: None
) -> Index:
    """Return the index that ``settings`` name, fresh and with every checksum compared.

    ``on_event`` gets one Japanese sentence for each thing worth telling: why it is built anew,
    that it waits for another process, that it is done. Raises CorpusError where a document cannot
    be read, EncoderError without the model, IndexUnusableError where the folder takes no index.
    """
    encoder = open_encoder(settings, on_event)
    reranker = None
    if settings.rerank is not None:
        from assistant.index.reranker import Reranker

        reranker = Reranker(settings.rerank)
    stored, _ = ensure_index(settings, encoder, on_event=on_event)
    return index_from_files(stored.files, encoder, reranker)


def index_from_files(
    files: Mapping[str, bytes], encoder: Encoder, reranker: Reranker | None = None
) -> Index:
    """Return the index of the files that ``build_files`` made with this encoder.

    With a ``reranker`` the best passages of a search are ordered anew by it.
    """
    literals = LiteralIndex.from_json(files[Files.LITERALS])
    texts = TextWords.from_files(files, Files.INTERACTION)
    return Index(
        documents_from_json(files[Files.DOCUMENTS]),
        WordIndex.from_files(files, Files.WORDS, len(literals)),
        VectorIndex(array_from_bytes(files[Files.VECTORS])),
        literals,
        encoder,
        ExpandedIndex.from_files(files, Files.EXPANDED, len(literals)),
        InteractionIndex(texts, encoder) if texts and isinstance(encoder, WordVectors) else None,
        reranker,
    )
