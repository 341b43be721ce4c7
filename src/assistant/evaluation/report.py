"""Runs the questions and counts the outcomes: one row for each set and split."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import AssistantError
from assistant.evaluation.questions import Question
from assistant.evaluation.scoring import Score, score
from assistant.types import Answer

JSON = dict[str, Any]
Ask = Callable[[str, Sequence[str]], Answer]


@dataclass(frozen=True, slots=True)
class Result:
    """A question with its score; ``answer`` is None where asking raised an error."""

    question: Question
    score: Score
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Row:
    """Counts over some results.

    ``exact``, ``refused``, ``false`` are of the ``answerable`` questions; ``abstained`` (rightly)
    is of the ``unanswerable``. ``first`` counts right first citations of the ``located`` ones,
    the answerable questions that name a passage.
    """

    name: str
    answerable: int
    exact: int
    refused: int
    false: int
    unanswerable: int
    abstained: int
    located: int
    first: int

    def as_dict(self) -> JSON:
        """Return counts and shares (0 to 1, null where there is no such question)."""
        return {
            "name": self.name,
            "answerable": self.answerable,
            "exact": self.exact,
            "refused": self.refused,
            "false": self.false,
            "unanswerable": self.unanswerable,
            "abstained": self.abstained,
            "located": self.located,
            "first": self.first,
            "exact_share": _share(self.exact, self.answerable),
            "refused_share": _share(self.refused, self.answerable),
            "false_share": _share(self.false, self.answerable),
            "abstained_share": _share(self.abstained, self.unanswerable),
            "first_share": _share(self.first, self.located),
        }


def run(questions: Iterable[Question], ask: Ask) -> Iterator[Result]:
    """Ask every question, in order.

    One that is refused with an error the user would see counts as refused; one that crashes the
    program counts as false, whatever it asked, and the others are still asked.
    """
    for question in questions:
        try:
            answer = ask(question.question, question.history)
        except AssistantError as error:
            outcome = Score("refused" if question.answerable else "exact", f"エラー: {error}")
            yield Result(question, outcome, None)
        except Exception as error:
            yield Result(question, Score("false", f"異常終了: {error!r}"), None)
        else:
            yield Result(question, score(question, answer), answer)


def tally(results: Sequence[Result], by: str | None = None) -> tuple[Row, ...]:
    """Count by set and split, in order of appearance; also by ``topic`` or ``writer``."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        name = f"{result.question.set}-{result.question.split}"
        if by is not None:
            name += f" {getattr(result.question, by)}"
        groups.setdefault(name, []).append(result)
    return tuple(_row(name, group) for name, group in groups.items())


def _row(name: str, results: Sequence[Result]) -> Row:
    answerable = [r.score for r in results if r.question.answerable]
    unanswerable = [r.score for r in results if not r.question.answerable]
    located = [s for s in answerable if s.first is not None]
    return Row(
        name=name,
        answerable=len(answerable),
        exact=sum(s.outcome == "exact" for s in answerable),
        refused=sum(s.outcome == "refused" for s in answerable),
        false=sum(s.outcome == "false" for s in answerable),
        unanswerable=len(unanswerable),
        abstained=sum(s.outcome == "exact" for s in unanswerable),
        located=len(located),
        first=sum(bool(s.first) for s in located),
    )


def misses(results: Iterable[Result]) -> list[JSON]:
    """Return what went wrong with the development questions.

    The test half is for reporting only: nothing of it is ever shown.
    """
    return [
        {
            "id": r.question.id,
            "topic": r.question.topic,
            "history": list(r.question.history),
            "question": r.question.question,
            "outcome": r.score.outcome,
            "why": r.score.why,
            "answer": r.answer.answer if r.answer else None,
        }
        for r in results
        if r.question.split == "dev" and r.score.outcome != "exact"
    ]


def as_json(results: Sequence[Result], by: str | None, with_misses: bool) -> JSON:
    """Return the whole report; it holds no times, so that two runs can be compared."""
    report: JSON = {"rows": [row.as_dict() for row in tally(results, by)]}
    if with_misses:
        report["misses"] = misses(results)
    return report


def as_table(rows: Iterable[Row]) -> list[list[str]]:
    """Return the rows as text for a table, header first."""
    table = [
        [
            "質問集",
            "答えがある",
            "正答",
            "回答せず",
            "誤答",
            "最初の引用",
            "答えがない",
            "正しく断った",
        ]
    ]
    table += [
        [
            row.name,
            str(row.answerable),
            _percent(row.exact, row.answerable),
            _percent(row.refused, row.answerable),
            _percent(row.false, row.answerable),
            _percent(row.first, row.located),
            str(row.unanswerable),
            _percent(row.abstained, row.unanswerable),
        ]
        for row in rows
    ]
    return table


def _share(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None


def _percent(count: int, of: int) -> str:
    """Return the count and its share of ``of``: 82 (98.8%)."""
    return f"{count} ({100 * count / of:.1f}%)" if of else "-"
