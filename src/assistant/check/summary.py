"""A checked text at a glance: how many of each verdict, and the text cut at its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from assistant.check.types import Checked, QuoteVerdict, Verdict


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures and quotations got each verdict; every verdict is there, also with 0."""

    claims: Mapping[Verdict, int]
    quotes: Mapping[QuoteVerdict, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters of a checked text: those of one figure, or of none.

    ``claim`` and ``quote`` count from 1 in the order of the text, None outside of any. A figure
    within a quotation has both. The brackets around a quotation belong to it; ``ends_quote`` is
    set on its last run.
    """

    text: str
    start: int
    claim: int | None = None
    quote: int | None = None
    ends_quote: bool = False


def count(checked: Checked) -> Counts:
    """Return how many figures and quotations got each verdict."""
    claims = Counter(claim.verdict for claim in checked.claims)
    quotes = Counter(quote.verdict for quote in checked.quotes)
    return Counts(
        {verdict: claims[verdict] for verdict in get_args(Verdict)},
        {verdict: quotes[verdict] for verdict in get_args(QuoteVerdict)},
    )


def runs(checked: Checked) -> Iterator[Run]:
    """Yield the whole text in order, cut wherever a figure or a quotation begins or ends."""
    text = checked.text
    claims = _owners(len(text), [(claim.start, claim.end) for claim in checked.claims])
    quotes = _owners(len(text), [_with_brackets(text, q.start, q.end) for q in checked.quotes])
    cuts = sorted({*claims, *quotes, len(text)})
    claim: int | None = None
    quote: int | None = None
    for start, end in pairwise(cuts):
        claim = claims.get(start, claim)
        quote = quotes.get(start, quote)
        ends = quote is not None and end in {*quotes, len(text)}
        yield Run(text[start:end], start, claim, quote, ends)


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    return start - (text[start - 1 : start] == "「"), end + (text[end : end + 1] == "」")


def _owners(length: int, spans: list[tuple[int, int]]) -> dict[int, int | None]:
    """Return, for each offset where it changes, the number of the span that begins there.

    A span that begins inside the one before it is cut to what is left of it.
    """
    owners: dict[int, int | None] = {0: None}
    taken = 0
    for number, (start, end) in enumerate(spans, start=1):
        start, end = max(start, taken), min(end, length)
        if start < end:
            owners[start] = number
            owners[end] = None
            taken = end
    owners.pop(length, None)
    return owners
