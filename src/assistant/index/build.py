"""From the corpus to the files of an index."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from assistant.config import Settings
from assistant.errors import CorpusError, IndexUnusableError
from assistant.index.arrays import array_to_bytes
from assistant.index.codec import documents_to_json
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.expanded import expanded_to_files
from assistant.index.folder import StoredIndex, locked, read_index, write_index
from assistant.index.interaction import TextWords, WordVectors
from assistant.index.literals import literals_to_json
from assistant.index.manifest import Origin, current_origin, differences
from assistant.index.words import WordIndex
from assistant.types import Document, Passage

if TYPE_CHECKING:
    from assistant.documents.expansions import Expansion

OnEvent = Callable[[str], None]


class Files:
    """The names of the files of an index; the last three begin the names of several."""

    DOCUMENTS: Final = "documents.json"
    VECTORS: Final = "vectors.npy"
    LITERALS: Final = "literals.json"
    WORDS: Final = "words"
    INTERACTION: Final = "interaction"
    """Only where the encoder knows single words."""
    EXPANDED: Final = "expanded"
    """Only where a passage has expansions."""


def refresh(
    settings: Settings, *, force: bool = False, on_event: OnEvent = lambda _message: None
) -> bool:
    """Build the index unless the one there is whole and fresh; return whether it was built.

    ``force`` builds in any case. ``on_event`` gets a Japanese sentence for each thing worth
    telling. Raises CorpusError, EncoderError or IndexUnusableError; the old index then stays.
    """
    encoder = open_encoder(settings, on_event)
    return ensure_index(settings, encoder, force=force, on_event=on_event)[1]


def ensure_index(
    settings: Settings, encoder: Encoder, *, force: bool = False, on_event: OnEvent
) -> tuple[StoredIndex, bool]:
    """Return the stored index, fresh and checked, and whether it had to be built for that."""
    origin = _origin(settings, encoder)
    reason = "作り直しの指定がありました"
    if not force:
        stored, reason = _usable(settings, origin)
        if stored is not None:
            return stored, False
    with locked(settings.index, on_event):
        if not force:
            # Another process may have built it while this one waited.
            stored, reason = _usable(settings, origin)
            if stored is not None:
                return stored, False
        # Here, so that opening an index does not wait for the readers of documents.
        from assistant.documents.expansions import load_expansions
        from assistant.documents.load import load_corpus

        on_event(f"{reason}。索引を作ります。")
        start = time.perf_counter()
        documents = load_corpus(settings.corpus)
        files = build_files(documents, encoder, load_expansions(settings.corpus, documents))
        try:
            stored = write_index(settings.index, origin, files)
        except OSError as error:
            raise IndexUnusableError(
                f"索引を {settings.index} に書き込めません（{error.strerror}）。"
                "空き容量と書き込みの許可を確かめてください。"
            ) from error
        count = sum(len(document.passages) for document in documents)
        seconds = time.perf_counter() - start
        on_event(f"文書{len(documents)}件、記述{count:,}件の索引を{seconds:.1f}秒で作りました。")
        return stored, True


def _origin(settings: Settings, encoder: Encoder) -> Origin:
    try:
        return current_origin(settings, encoder)
    except OSError as error:
        raise CorpusError(
            f"文書のフォルダー {settings.corpus} を読めません（{error}）。"
            "ファイルの読み取りの許可を確かめてください。"
        ) from error


def _usable(settings: Settings, origin: Origin) -> tuple[StoredIndex | None, str]:
    """Return the stored index if it may be used, else None and the reason in Japanese."""
    try:
        stored = read_index(settings.index)
    except IndexUnusableError as error:
        return None, str(error)
    changes = "、".join(differences(stored.manifest.origin, origin))
    return (None, changes) if changes else (stored, "")


def build_files(
    documents: Sequence[Document], encoder: Encoder, expansions: Sequence[Expansion] = ()
) -> dict[str, bytes]:
    """Return the files of the index of ``documents``: the same ones give the same bytes.

    ``expansions`` must name passages of the documents. Raises CorpusError where two passages have
    the same id.
    """
    passages = [passage for document in documents for passage in document.passages]
    [(most_frequent, times)] = Counter(p.id for p in passages).most_common(1) or [("", 0)]
    if times > 1:
        raise CorpusError(
            f"記述の識別名「{most_frequent}」が{times}か所にあります。"
            "document.toml の id を直して、1か所だけにしてください。"
        )
    number = {passage.id: n for n, passage in enumerate(passages)}
    found_by = [text_for_words(passage) for passage in passages]
    # Without the heading: with it, all passages of a section come to lie near each other (among
    # five on the development questions: .65 with it, .67 without).
    vectors = encoder.encode_documents([passage.text for passage in passages])
    files = {
        Files.DOCUMENTS: documents_to_json(documents),
        Files.VECTORS: array_to_bytes(vectors),
        Files.LITERALS: literals_to_json([passage.text for passage in passages]),
        **WordIndex.build(found_by).to_files(Files.WORDS),
    }
    if expansions:
        pairs = sorted(((number[e.passage], e.text) for e in expansions), key=itemgetter(0))
        for owner, text in pairs:
            found_by[owner] += f"\n{text}"
        owners = np.array([owner for owner, _ in pairs], dtype=np.int32)
        of_expansions = encoder.encode_documents([text for _, text in pairs])
        words = WordIndex.build(found_by)
        files |= expanded_to_files(words, of_expansions, owners, Files.EXPANDED)
    if isinstance(encoder, WordVectors):
        texts = TextWords.build([encoder.words_of(text) for text in found_by])
        files |= texts.to_files(Files.INTERACTION)
    return files


def text_for_words(passage: Passage) -> str:
    """Return what a passage is found by in words: its heading, label and region, then its text.

    An open region is left out: a passage must not be found as that of a region it may not be of.
    """
    region = passage.region.name if passage.region else None
    return "\n".join(
        part for part in (passage.section, passage.label, region, passage.text) if part
    )
