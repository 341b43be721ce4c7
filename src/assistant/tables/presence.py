"""Words for having been there, in whatever manner of speech: 来た, お見えになった, 顔を出した."""

from __future__ import annotations

from functools import cache

from assistant.tables.words import words
from assistant.text.normalize import fold
from assistant.text.segment import Token, segment

_AUXILIARY_AFTER = {"て", "で", "と"}


def attends(plain: str) -> bool:
    """Say whether a question in Japanese speaks of somebody being, or not being, there.

    By the dictionary form of its words, so that every inflection and dialect ending counts.
    """
    before: Token | None = None
    for token in segment(plain):
        auxiliary = before is not None and before.surface in _AUXILIARY_AFTER
        # 居る behind て is an auxiliary: 知っている.
        if fold(token.lemma) in presence_lemmas() and not (auxiliary and token.lemma == "居る"):
            return True
        before = token
    return False


@cache
def presence_lemmas() -> frozenset[str]:
    """Return the dictionary forms of the words for attending."""
    return frozenset(fold(w) for w in words()["presence"]["words"])
