"""Answers made of quoted passages: everything that is not a number of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.citer import Citer
from assistant.answer.evidence import model
from assistant.answer.plan import Plan
from assistant.answer.planner import Planner
from assistant.answer.quote import Quoter
from assistant.answer.searching import Searchable
from assistant.types import AbstainReason, Figure, Language

SURE = 0.9
"""Chance of a right answer from which a question is held to be one for passages."""
EXPLAINED = 0.75
"""Share of a question's words from which passages are held to explain what a table cannot. On the
development questions every text question that a table refused reaches it but one (.56), and of the
questions about numbers none without a figure or an operation."""
MAX_RELATED = 3
"""Near passages that are shown under an abstention."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """An answer's text with the marks of its citer (``[1]``), or the sentence of an abstention.

    ``related`` holds at most three ids of near passages, only where ``abstain_reason`` is set.
    """

    text: str
    figures: tuple[Figure, ...] = ()
    abstain_reason: AbstainReason | None = None
    related: tuple[str, ...] = ()


class PassageAnswerer:
    """Answers questions with quotes from one index. Safe to share between threads."""

    def __init__(self, index: Searchable) -> None:
        self._planner = Planner(index)

    def answer(
        self, question: str, history: Sequence[str], citer: Citer, language: Language
    ) -> Quoted:
        """Answer one question; ``history`` holds the earlier ones, oldest first.

        The same question, history and index give the same answer.
        """
        plans = self._planner.plan(question, history)
        said = [p for p in plans if p.mode != "nothing"]
        quoter = Quoter(self._planner.catalog, citer, language)
        if not said:
            text, _ = quoter.say(plans[0])
            return Quoted(text, abstain_reason=plans[0].reason, related=self._near(plans[0]))
        parts = [quoter.say(p) for p in said]
        text = "\n\n".join(text for text, _ in parts)
        return Quoted(text, tuple(f for _, figures in parts for f in figures))

    def decides(self, question: str, history: Sequence[str]) -> bool:
        """Say whether the question surely is one for passages, however a table might read it.

        True where it names a section, a field or a region's passages, follows up on passages that
        were shown, or has a passage that answers it almost certainly and asks for no number.
        """
        return any(self._is_sure(p) for p in self._planner.plan(question, history))

    def corrects(self, question: str, history: Sequence[str]) -> bool:
        """Say whether passages show that the question takes something wrong for granted."""
        return any(p.premise is not None for p in self._planner.plan(question, history))

    def explains(self, question: str, history: Sequence[str]) -> bool:
        """Say whether passages answer the question and hold nearly all that it is about.

        For a question some words of which a table knows and others not.
        """
        plans = self._planner.plan(question, history)
        return any(
            p.mode == "content" and p.features is not None and p.features.said >= EXPLAINED
            for p in plans
        )

    def lists(self, question: str, history: Sequence[str]) -> bool:
        """Say whether ``question`` asks for all passages of a section, a region or a field."""
        plans = self._planner.plan(question, history)
        return all(p.mode in ("list", "region", "region_open") for p in plans)

    @staticmethod
    def _is_sure(plan: Plan) -> bool:
        if plan.mode == "nothing" or not plan.sure:
            return False
        if plan.features is None:
            return True
        counts = plan.reading.asks_number or plan.reading.has("number.attendance")
        return not counts and model().probability(plan.features) >= SURE

    def related(self, question: str) -> tuple[str, ...]:
        """Return the ids of at most three passages near to ``question``, best first."""
        reading = self._planner.read(question)
        return self._nearest(reading.search)

    def _near(self, plan: Plan) -> tuple[str, ...]:
        if plan.reason != "not_stated":
            return ()
        return self._nearest(plan.topic)

    def _nearest(self, text: str) -> tuple[str, ...]:
        ranked = self._planner.rank(self._planner.read(text), text)
        found: list[str] = []
        for entry in ranked:
            # One passage of a pair is enough to show where the subject stands.
            if not any(p in found for p in entry.hit.passage.paired):
                found.append(entry.id)
        return tuple(found[:MAX_RELATED])
