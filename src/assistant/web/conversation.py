"""One person's conversation as the page holds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from assistant.types import Answer

TURNS_KEPT: Final = 40
"""Turns shown and held in memory for one session; older ones make room."""

HISTORY_GIVEN: Final = 10
"""Earlier questions that the engine gets for understanding a follow-up."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer; ``answer`` is None while it is being looked up."""

    number: int
    question: str
    answer: Answer | None = None
    followups: tuple[str, ...] = ()
    rated: bool | None = None
    """Whether the reader called the answer helpful; None where nothing was said."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one session, oldest first, numbered from 1 without gaps."""

    turns: tuple[Turn, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions a follow-up may refer to, oldest first."""
        return tuple(turn.question for turn in self.turns if turn.answer)[-HISTORY_GIVEN:]

    def asking(self, question: str) -> Conversation:
        """Return the conversation with ``question`` added, not yet answered."""
        number = self.turns[-1].number + 1 if self.turns else 1
        return Conversation((*self.turns, Turn(number, question))[-TURNS_KEPT:])

    def answered(self, answer: Answer) -> Conversation:
        """Return the conversation with ``answer`` under its last question."""
        return Conversation((*self.turns[:-1], replace(self.turns[-1], answer=answer)))

    def followed_by(self, questions: tuple[str, ...]) -> Conversation:
        """Return the conversation with ``questions`` offered under its last answer."""
        return Conversation((*self.turns[:-1], replace(self.turns[-1], followups=questions)))

    def rated(self, number: int, good: bool) -> Conversation:
        """Return the conversation with what the reader said of the turn of that number."""
        return Conversation(
            tuple(replace(t, rated=good) if t.number == number else t for t in self.turns)
        )
