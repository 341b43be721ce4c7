"""A cross-encoder that reads a question together with each passage: slower, and often better.

Only where the settings name one; sentence-transformers is imported at the first query.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EncoderError
from assistant.index.hub_models import find_model, without_progress_bars

BATCH: Final = 32


class Reranker:
    """A cross-encoder of sentence-transformers with one output. Safe to share between threads.

    Raises EncoderError where the model is not on this machine.
    """

    def __init__(self, model: Path | str) -> None:
        self._folder = find_model(model, "並べ替えのモデル", "--rerank none")
        self._lock = threading.Lock()
        self._loaded: Any = None

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return for each text how well it answers the query, 0 to 1.

        It is the logistic function of the model's output. Raises EncoderError where the model
        cannot be read, or has more than one output.
        """
        if not texts:
            return np.zeros(0)
        model = self._model()
        outputs = model.predict(
            [(query, text) for text in texts],
            batch_size=BATCH,
            show_progress_bar=False,
            activation_fn=_as_it_is,
        )
        return 1 / (1 + np.exp(-np.asarray(outputs, dtype=np.float64)))

    def _model(self) -> Any:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        from sentence_transformers import CrossEncoder

        without_progress_bars()
        try:
            model = CrossEncoder(str(self._folder), local_files_only=True)
        except Exception as error:  # whatever the model's files provoke in four libraries
            raise self._unusable(f"{type(error).__name__}: {_first_line(error)}") from error
        if model.num_labels != 1:
            raise self._unusable(f"出力が{model.num_labels}個あります。1個のものが必要です")
        return model

    def _unusable(self, problem: str) -> EncoderError:
        return EncoderError(
            f"並べ替えのモデル {self._folder} を読めません（{problem}）。"
            "sentence-transformers の CrossEncoder として使えるモデルか確かめてください。"
        )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _as_it_is(outputs: Any) -> Any:
    """Stand in for what a model does to its outputs: they differ in it."""
    return outputs
