"""What was found out about one figure, before it becomes a claim with numbered citations."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.check.types import Match, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its reason. ``passages`` are ids, in the order in which they are cited.

    ``evidence`` counts the words of the text that it rests on: of two findings over different
    sources the one with more decides. ``elsewhere`` marks a figure of another time or place, of
    which no source is asked. ``cited`` are numbers of passages that are cited already.
    ``narrowed``: words beside the figure make it a number of something else. ``misattributed``: the
    source lets another say it, so that quoting it word for word helps nothing. ``counted``: what
    a number without a unit fits only as (persons, bodies); ``instead`` is then the other reading.
    ``count`` passages of the kind ``of_kind`` there are, where they were counted.
    """

    verdict: Verdict
    match: Match | None
    reason: str
    expected: str | None = None
    formula: str | None = None
    passages: tuple[str, ...] = ()
    evidence: int = 0
    elsewhere: bool = False
    cited: tuple[int, ...] = ()
    narrowed: bool = False
    misattributed: bool = False
    counted: str | None = None
    instead: Finding | None = None
    count: int | None = None
    of_kind: str | None = None


def silent(reason: str, evidence: int = 0) -> Finding:
    """Return the finding that the sources say nothing of it."""
    return Finding("not_in_source", None, reason, evidence=evidence)
