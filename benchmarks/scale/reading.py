"""What every engine gets of a text: the words and the vector that this project makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.config import DEFAULT_MODEL
from assistant.index.encoder import StaticEncoder
from assistant.text.segment import content_lemmas

ROOT: Final = Path(__file__).resolve().parents[2]


class Reading:
    """The embedded encoder and the lemmas of fugashi.

    The peers are given both, so that none of them fails on Japanese: what is compared is the
    engines, not their models or tokenizers.
    """

    def __init__(self) -> None:
        self.encoder = StaticEncoder(ROOT / DEFAULT_MODEL)

    def tokens(self, text: str) -> list[str]:
        """Return the lemmas of a text; none holds white space."""
        return [lemma for word in content_lemmas(text) for lemma in word.split()]

    def vector(self, question: str) -> NDArray[np.float32]:
        """Return the vector of a question, of length 1, or 0 where no word of it is known."""
        vector: NDArray[np.float32] = self.encoder.encode_queries([question])[0]
        return vector

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages, a row each."""
        return self.encoder.encode_documents(texts)
