"""What a table makes of a question: a query, a refusal, or what is to be asked back."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.tables.query import Query
from assistant.types import AbstainReason


@dataclass(frozen=True, slots=True)
class Refusal:
    """The question is about the table, but asks for something that it does not hold."""

    reason: AbstainReason
    words: tuple[str, ...]
    passages_may_say: bool = True
    """Whether the number may stand in a passage outside the tables (a target rate)."""
    no_rows: bool = False
    """The table has no row on the day, or in the month, that is named."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The question leaves open what it asks for: ``missing`` says what has to be named."""

    missing: str


Outcome = Query | Refusal | Unclear | None
"""None: the question is not about the table."""
