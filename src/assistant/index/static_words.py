"""The words by which the embedded encoder knows a text.

Shared by the encoder, which looks words up, and by the script that chose its vocabulary: a model
made for other words would be silently worse, so the folder names its words in ``words.json``.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from assistant.text.normalize import normalize
from assistant.text.segment import words_of

WORDS_FILE: Final = "words.json"
UNKNOWN: Final = "[UNK]"

SILENT_POS: Final = frozenset({"助詞", "助動詞", "補助記号", "空白"})
"""Parts of speech without a vector: particles, auxiliaries and punctuation. Leaving them out
raised the first hit on development questions from .38 to .42; frequency weights alone do not
silence them in texts of ten words."""


def words_description() -> dict[str, object]:
    """Return what ``words.json`` holds: how the words of this encoder are found in a text."""
    return {
        "dictionary": "unidic-lite",
        "text": "NFKC, case-folded",
        "keys": ["surface", "lemma"],
        "silent": sorted(SILENT_POS),
    }


def known_words(text: str, vocabulary: Container[str]) -> list[str]:
    """Return the words of ``text`` that stand in ``vocabulary``, in order, with repetitions.

    A word counts by its surface, or by its lemma where only that is known; others are left out.
    """
    words = []
    for word in words_of(normalize(text).text):
        if word.pos in SILENT_POS:
            continue
        if word.form in vocabulary:
            words.append(word.form)
        elif (lemma := word.lemma.casefold()) in vocabulary:
            words.append(lemma)
    return words
