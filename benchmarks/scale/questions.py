"""Questions made of passages that no index holds: sentences, and a few words as people type."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from assistant.text.normalize import normalize
from assistant.text.segment import words_of

Kind = Literal["sentence", "words"]

SHORTEST, LONGEST = 8, 60
"""Characters of a sentence that is asked as it stands."""
FEWEST, MOST = 2, 4
"""Words of a question of words."""
_POS: Final = ("名詞", "動詞", "形容詞", "形状詞")
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what kind of question that is."""

    text: str
    kind: Kind

    def to_json(self) -> dict[str, Any]:
        """Return the fields."""
        return asdict(self)


def make_questions(texts: Sequence[str], seed: int) -> list[Question]:
    """Return a question for each text that gives one: every second a sentence, the others words.

    A sentence is the first of the text that is neither short nor long; words are two to four of
    one sentence, in their order, blanks between. A text that has not the one gives the other.
    """
    chance = random.Random(seed)
    made = []
    for number, text in enumerate(texts):
        kinds: tuple[Kind, Kind] = ("sentence", "words") if number % 2 else ("words", "sentence")
        for kind in kinds:
            asked = _sentence(text) if kind == "sentence" else _words(text, chance)
            if asked:
                made.append(Question(asked, kind))
                break
    return made


def _sentences(text: str) -> list[str]:
    return [found.strip("・ 　") for found in _SENTENCE.findall(text)]


def _sentence(text: str) -> str | None:
    fitting = (one for one in _sentences(text) if SHORTEST <= len(one) <= LONGEST)
    return next(fitting, None)


def _words(text: str, chance: random.Random) -> str | None:
    sentence = chance.choice(_sentences(text) or [""])
    words = [
        word.surface
        for word in words_of(normalize(sentence).text)
        if word.key is not None and word.pos in _POS and word.pos2 != "数詞"
    ]
    words = list(dict.fromkeys(words))
    if len(words) < FEWEST:
        return None
    count = chance.randint(FEWEST, min(MOST, len(words)))
    return " ".join(words[n] for n in sorted(chance.sample(range(len(words)), count)))
