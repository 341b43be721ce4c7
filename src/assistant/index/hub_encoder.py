"""Any sentence-transformers model, by folder or by its name on the hub.

A name is looked up among the models already downloaded to this machine. Nothing is downloaded from
here: a question must not depend on a network.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EncoderError
from assistant.index.digest import digest_bytes, digest_folder
from assistant.index.hub_models import OFFICIAL, find_model, without_progress_bars
from assistant.index.prompts import prompts_for

BATCH: Final = 32
"""Texts encoded at once: more does not help a CPU, and long texts need the memory."""


class HubEncoder:
    """An encoder that runs a sentence-transformers model; imports it at the first text.

    ``prompts`` may hold ``query`` and ``document``; without them the model's own are used, or
    those that :mod:`assistant.index.prompts` knows for it. ``dimensions`` cuts the vectors of a
    model that was trained for it (Matryoshka); None keeps them whole. Raises EncoderError where
    the model is not on this machine.
    """

    def __init__(
        self, model: Path | str, prompts: Mapping[str, str], dimensions: int | None = None
    ) -> None:
        self._folder = find_model(model, "埋め込みモデル", "--model embedded")
        self._model_name = model if isinstance(model, str) else model.name
        self._prompts = prompts_for(self._folder, self._model_name, prompts)
        self._cut = dimensions
        self._lock = threading.Lock()
        self._loaded: Any = None

    @property
    def name(self) -> str:
        """The model's name on the hub, or the name of its folder."""
        return self._model_name

    @property
    def dimensions(self) -> int:
        """The length of a vector; loads the model."""
        return int(self._model().get_embedding_dimension())

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the model's files (of large ones the ends), its prompts and its library."""
        try:
            files = digest_folder(self._folder, sample=True)
        except OSError as error:
            raise self._unusable(error) from error
        prompts = sorted(self._prompts.items())
        return digest_bytes(f"{files} {prompts} {self._cut} {version(OFFICIAL)}".encode())

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions, with the prompt for questions in front."""
        return self._encode(self._model().encode_query, texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages, with the prompt for passages in front."""
        return self._encode(self._model().encode_document, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:
        result = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # A prompt alone has a vector too: a blank text must stay without one.
        filled = [number for number, text in enumerate(texts) if text.strip()]
        if filled:
            result[filled] = encode(
                [texts[number] for number in filled],
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return result

    def _model(self) -> Any:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        from sentence_transformers import SentenceTransformer

        without_progress_bars()
        try:
            return SentenceTransformer(
                str(self._folder),
                prompts=self._prompts or None,
                truncate_dim=self._cut,
                local_files_only=True,
            )
        except Exception as error:  # whatever the model's files provoke in four libraries
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> EncoderError:
        first_line = str(error).strip().partition("\n")[0]
        return EncoderError(
            f"埋め込みモデル {self._folder} を読めません（{type(error).__name__}: {first_line}）。"
            "sentence-transformers で使える、欠けのないモデルか確かめてください。"
        )
