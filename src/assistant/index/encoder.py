"""What turns texts into vectors: the protocol, and the embedded encoder, which needs no torch."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.config import DEFAULT_MODEL, Settings
from assistant.errors import EncoderError
from assistant.index.digest import digest_files
from assistant.index.static_words import WORDS_FILE, known_words, words_description


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike they are.

    ``encode_*`` return float32 of shape (texts, dimensions), rows of length 1 in the order of the
    texts; a text without anything to encode gets a row of zeros. ``fingerprint`` is another for
    any change that gives other vectors. Safe to share between threads.
    """

    @property
    def name(self) -> str:
        """What the encoder is called, for people."""

    @property
    def dimensions(self) -> int:
        """The length of a vector; may load the model."""

    @property
    def fingerprint(self) -> str:
        """A digest of everything the vectors depend on; does not load the model."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions."""

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages."""


def open_encoder(
    settings: Settings, on_event: Callable[[str], None] = lambda _message: None
) -> Encoder:
    """Return the encoder that ``settings.model`` names, without loading it yet.

    Raises EncoderError, in Japanese, where the model is not on this machine, unless the settings
    ask for the embedded one then; ``on_event`` is told so.
    """
    try:
        return _open(settings.model, settings)
    except EncoderError as error:
        embedded = settings.root / DEFAULT_MODEL
        if not settings.fallback or settings.model == embedded:
            raise
        on_event(f"{error} 設定に従い、同梱のモデルを使います。")
        return _open(embedded, settings)


def _open(model: Path | str, settings: Settings) -> Encoder:
    if isinstance(model, Path) and (model / WORDS_FILE).is_file():
        return StaticEncoder(model)
    from assistant.index.hub_encoder import HubEncoder

    return HubEncoder(model, settings.prompts, settings.dimensions)


@dataclass(frozen=True, slots=True)
class Table:
    """The vectors of words: ``rows[mapping[i]] * weights[i]`` is the one of word ``i``."""

    vocabulary: dict[str, int]
    rows: NDArray[np.float32]
    mapping: NDArray[np.int32]
    weights: NDArray[np.float32]


class StaticEncoder:
    """The weighted mean of the vectors of a text's words: a StaticEmbedding, read by numpy alone.

    Reads the folder that ``training/make_static_encoder.py`` wrote. sentence-transformers gives
    the same vectors for the words joined by blanks (:func:`joined_words`), but takes seconds to
    import.
    """

    _FILES: Final = ("model.safetensors", "tokenizer.json", WORDS_FILE)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: Table | None = None

    def __reduce__(self) -> tuple[type[StaticEncoder], tuple[Path]]:
        """Another process loads the model itself."""
        return StaticEncoder, (self._folder,)

    @property
    def name(self) -> str:
        """The name of the model's folder."""
        return self._folder.name

    @property
    def dimensions(self) -> int:
        """The length of a vector; loads the model."""
        return int(self._table().rows.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """A digest of every byte of the files that are read.

        Raises EncoderError where one is missing.
        """
        try:
            return digest_files(self._folder, (self._folder / name for name in self._FILES))
        except OSError as error:
            raise self._unusable(error) from error

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions, which are encoded as passages are."""
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages. Raises EncoderError where the model is unusable."""
        return self.encode_words([self.words_of(text) for text in texts])

    def encode_words(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Return the vectors of texts, each given by its words (:meth:`words_of`)."""
        table = self._table()
        result = np.zeros((len(texts), table.rows.shape[1]), dtype=np.float32)
        for row, words in zip(result, texts, strict=True):
            ids = np.array([table.vocabulary[word] for word in words], dtype=np.intp)
            # The length of a sum is put to 1, so it need not be divided for the mean.
            row[:] = table.weights[ids] @ table.rows[table.mapping[ids]]
        lengths = np.linalg.norm(result, axis=1, keepdims=True)
        np.divide(result, lengths, out=result, where=lengths > 0)
        return result

    def words_of(self, text: str) -> list[str]:
        """Return the words of a text that have a vector, in order, with repetitions."""
        return known_words(text, self._table().vocabulary)

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of such words: (words, dimensions), rows of length 1 or 0."""
        table = self._table()
        ids = [table.vocabulary[word] for word in words]
        vectors: NDArray[np.float32] = table.rows[table.mapping[ids]]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        lengths[lengths == 0] = 1
        vectors /= lengths
        return vectors

    def word_weights(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return how much each of such words counts in a text, above 0 and up to 1."""
        table = self._table()
        return table.weights[[table.vocabulary[word] for word in words]]

    def joined_words(self, text: str) -> str:
        """Return the words of ``text`` as the model's own tokenizer takes them: with blanks."""
        return " ".join(self.words_of(text))

    def _table(self) -> Table:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Table:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            words = json.loads((self._folder / WORDS_FILE).read_text(encoding="utf-8"))
            text = (self._folder / "tokenizer.json").read_text(encoding="utf-8")
            vocabulary = json.loads(text)["model"]["vocab"]
            arrays = load_file(self._folder / "model.safetensors")
            rows = arrays["embeddings"].astype(np.float32)
            table = Table(vocabulary, rows, arrays["mapping"], arrays["weights"])
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise self._unusable(error) from error
        if words != words_description():
            raise self._unusable("語の区切り方がこの版と違います")
        if not len(table.vocabulary) == len(table.mapping) == len(table.weights):
            raise self._unusable("語の数と重みの数が合いません")
        if table.mapping.max(initial=0) >= len(table.rows):
            raise self._unusable("語の番号がベクトルの数を超えています")
        return table

    def _unusable(self, problem: object) -> EncoderError:
        return EncoderError(
            f"埋め込みモデル {self._folder} を読めません（{problem}）。"
            "フォルダーを元のものに戻すか、training/make_static_encoder.py で作り直してください。"
        )
