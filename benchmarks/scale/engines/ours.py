"""The project itself: ``assistant add`` of the file, then the index, then search and ask."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.adding.add import add_files
from assistant.api import Assistant
from assistant.config import DEFAULT_MODEL, Settings
from assistant.errors import AssistantError
from assistant.index.build import refresh
from assistant.index.store import open_index
from benchmarks.scale.data import Prepared
from benchmarks.scale.reading import ROOT, Reading


class Adapter:
    """A project of its own in the folder, with the embedded encoder."""

    def __init__(self, folder: Path, _reading: Reading) -> None:
        self._settings = Settings(
            root=folder,
            corpus=folder / "corpus",
            index=folder / "index",
            model=ROOT / DEFAULT_MODEL,
        )

    def build(self, data: Prepared) -> Mapping[str, float]:
        """Add the file as a user does, then build the index from the corpus."""
        begin = time.perf_counter()
        add_files(self._settings.corpus, [data.passages])
        added = time.perf_counter()
        refresh(self._settings)
        return {"add": added - begin, "index": time.perf_counter() - added}

    def open(self) -> None:
        """Open and verify the index; nothing is rebuilt, as the corpus is as it was."""
        self._index = open_index(self._settings)
        self._assistant = Assistant(self._index)

    def search(self, question: str, k: int) -> list[int]:
        """Search all legs; the project segments and encodes the question itself."""
        return [_number(hit.passage.id) for hit in self._assistant.search(question, top_k=k)]

    def nearest(self, question: str, k: int) -> list[int]:
        """Return the best by the vector leg among what is fused."""
        passages, legs, _ = self._index.by_leg(question)
        if not passages:
            return []
        best = np.argsort(-legs["vectors"], kind="stable")[:k]
        return [_number(passages[place].id) for place in best.tolist()]

    def ask(self, question: str) -> None:
        """Answer the question in full: tables, quotation or silence."""
        # A question that is refused, as there is no word in it, costs what it costs.
        with contextlib.suppress(AssistantError):
            self._assistant.ask(question)


def _number(id: str) -> int:
    """Return the place in the file of a passage: they are numbered in their order, from 1."""
    return int(id.rpartition("/")[2]) - 1
