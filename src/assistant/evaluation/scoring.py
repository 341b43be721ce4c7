"""Whether an answer is what a question expects: exact, refused, or false."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from assistant.evaluation.questions import Question
from assistant.text.normalize import fold
from assistant.types import Answer

Outcome = Literal["exact", "refused", "false"]
"""Of an answerable question: right; abstained or asked back; anything else.
Of an unanswerable one: ``exact`` is a right refusal, ``false`` an answer all the same."""

FIRST_CITATIONS: Final = 5
"""A passage counts as found among so many citations: what fits on the screen beside an answer."""

_MARK = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BLANKS = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
"""White space, but for a blank that keeps two numbers apart."""


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome, and the first thing that was missing or wrong (empty where exact).

    ``first`` tells whether the first citation is one of the expected passages, None where none
    is expected.
    """

    outcome: Outcome
    why: str = ""
    first: bool | None = None


def score(question: Question, answer: Answer) -> Score:
    """Score ``answer`` by the rules of tests/questions/README.md."""
    declined = answer.abstained or answer.kind == "unclear"
    if not question.answerable:
        if declined and not answer.citations:
            return Score("exact")
        why = "断っているのに引用がある" if declined else "資料にないことに答えた"
        return Score("false", why)
    passages = question.expect.passages
    cited = [citation.passage.id for citation in answer.citations]
    first = cited[:1] != [] and cited[0] in passages if passages else None
    if declined:
        return Score("refused", f"断った（{answer.abstain_reason or answer.kind}）", first)
    why = _lacking(question, answer, cited)
    return Score("false" if why else "exact", why, first)


def _lacking(question: Question, answer: Answer, cited: list[str]) -> str:
    """Return what ``answer`` lacks or must not hold, in words; empty where nothing."""
    expect = question.expect
    text = _key(_MARK.sub("", answer.answer))
    for item in expect.has:
        if not _stands(item, text):
            return f"「{item}」がない"
    for item in expect.not_:
        if _stands(item, text):
            return f"「{item}」がある"
    stated = [f.value for f in answer.figures if isinstance(f.value, int | float)]
    for value in expect.values:
        if not any(_agrees(value, other, expect.has) for other in stated):
            return f"数値 {value} がない（{', '.join(map(str, stated)) or 'なし'}）"
    if expect.all_passages:
        missing = [passage for passage in expect.passages if passage not in cited]
        if missing:
            return f"引用が足りない: {', '.join(missing)}"
    elif expect.passages and not set(expect.passages) & set(cited[:FIRST_CITATIONS]):
        return f"{expect.passages[0]} が引用されていない"
    return ""


def _key(text: str) -> str:
    return _BLANKS.sub("", fold(text))


def _stands(item: str, text: str) -> bool:
    """Tell whether one of the alternatives of ``item`` stands in ``text``, itself a key.

    A number must stand alone: 6名 does not stand in 16名, nor 28 in 280 or 28.5.
    """
    for alternative in item.split("|"):
        key = _key(alternative)
        before = r"(?<![0-9])(?<![0-9][.,])" if key[:1].isdigit() else ""
        after = r"(?![0-9]|[.,][0-9])" if key[-1:].isdigit() else ""
        if re.search(before + re.escape(key) + after, text):
            return True
    return False


def _agrees(expected: float, stated: float, has: tuple[str, ...]) -> bool:
    """Compare to one decimal; a whole number is also right where ``has`` takes it (48％)."""
    if _rounded(expected, "0.1") == _rounded(stated, "0.1"):
        return True
    whole = _rounded(expected, "1")
    accepted = {number for item in has for number in _NUMBER.findall(_key(item))}
    return _rounded(stated, "0.1") == whole and str(whole) in accepted


def _rounded(value: float, step: str) -> Decimal:
    """Round half up, as people do; the text form of a float carries no binary residue."""
    return Decimal(str(value)).quantize(Decimal(step), ROUND_HALF_UP)
