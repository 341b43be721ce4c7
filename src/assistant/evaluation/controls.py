"""The encoders that the embedded one must beat: random vectors, and untrained word vectors.

Both are those of ``models/chive-sif``, from which the embedded encoder is tuned.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from assistant.config import DEFAULT_MODEL, Settings
from assistant.index.encoder import Encoder, StaticEncoder, Table
from assistant.index.static_words import WORDS_FILE

UNTRAINED: Final = "models/chive-sif"
"""Below the root of the project."""
SEED: Final = 20241112


class RandomEncoder(StaticEncoder):
    """The words and weights of a static encoder over rows that mean nothing.

    Two texts are alike only by the words they share, the rarer the more.
    """

    @property
    def name(self) -> str:
        """What it is."""
        return f"random × {super().name}"

    def _load(self) -> Table:
        table = super()._load()
        rows = np.random.default_rng(SEED).standard_normal(table.rows.shape)
        rows[0] = 0  # of the unknown word
        return replace(table, rows=rows.astype(np.float32))


def controls(settings: Settings) -> tuple[Encoder, ...]:
    """Return the controls that are there, then the embedded encoder if search uses another."""
    untrained, embedded = settings.root / UNTRAINED, settings.root / DEFAULT_MODEL
    if not (untrained / WORDS_FILE).is_file():
        return ()
    others = [folder for folder in (untrained, embedded) if folder != settings.model]
    return RandomEncoder(untrained), *(StaticEncoder(f) for f in others if f.is_dir())
