"""What a checked text is: claims (figures) and quotations, each with its verdict.

Offsets are characters of the checked text, half-open ``[start, end)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types import Citation

Verdict = Literal["supported", "contradicted", "not_in_source"]
Match = Literal["exact", "rounded", "derived", "value", "unit", "subject"]
"""How a figure fits: the first three where it is supported, the others where it does not."""

QuoteVerdict = Literal["verbatim", "differs", "not_found"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of the checked text and what the sources say of it.

    ``value`` and ``unit`` as in :class:`assistant.text.figure_types.Found`. ``expected`` is
    what the source says instead, with its unit, where the verdict is ``contradicted``.
    ``formula`` is the full arithmetic of a derived figure. ``reason`` is one Japanese sentence.
    ``citations`` are the ``n`` of :attr:`Checked.citations`; none where nothing is in the source.
    """

    text: str
    start: int
    end: int
    value: int | float | str
    unit: str
    verdict: Verdict
    match: Match | None
    reason: str
    expected: str | None = None
    formula: str | None = None
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One edit that turns the quotation into the source: either side may be empty."""

    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation in 「」, without its brackets.

    ``source`` is the passage's own wording at the nearest place where it ``differs``.
    """

    text: str
    start: int
    end: int
    verdict: QuoteVerdict
    reason: str
    source: str | None = None
    differences: tuple[Difference, ...] = ()
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked text: claims and quotations in the order of the text."""

    text: str
    claims: tuple[Claim, ...]
    quotes: tuple[Quote, ...]
    citations: tuple[Citation, ...]
