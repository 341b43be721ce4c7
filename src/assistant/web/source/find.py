"""Words found in a source text, wherever its lines are broken and however they are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.text.normalize import normalize, squeeze
from assistant.types import Span

MOST: Final = 500
"""Places that are marked; a page with more says so."""

_AROUND: Final = 18


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A text without white space, and the place of each of its characters in the original."""

    text: str
    places: tuple[Span, ...]


@lru_cache(maxsize=8)
def _squeezed(source: str) -> _Squeezed:
    normal = normalize(source)
    letters: list[str] = []
    places: list[Span] = []
    for number, char in enumerate(normal.text):
        if char.isspace():
            continue
        folded = char.casefold()
        letters.append(folded)
        places.extend([normal.original(number, number + 1)] * len(folded))
    return _Squeezed("".join(letters), tuple(places))


def find(source: str, query: str) -> tuple[Span, ...]:
    """Return where the words of ``query`` stand in ``source``, in order, none overlapping.

    Words are separated by blanks, and each is looked for as it stands: width, case and line breaks
    make no difference. At most ``MOST`` places are returned.
    """
    text = _squeezed(source)
    taken: list[tuple[int, int]] = []
    for part in dict.fromkeys(normalize(query).text.casefold().split()):
        word = squeeze(part)
        at = text.text.find(word)
        while word and at >= 0 and len(taken) <= MOST:
            taken.append((at, at + len(word)))
            at = text.text.find(word, at + len(word))
    found: list[Span] = []
    for start, end in sorted(taken):
        span = Span(text.places[start].start, text.places[end - 1].end)
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found[:MOST])


def around(source: str, span: Span) -> tuple[str, str, str]:
    """Return the words before ``span``, of it and after it, without line breaks."""
    before = source[max(0, span.start - 3 * _AROUND) : span.start]
    after = source[span.end : span.end + 3 * _AROUND]
    joined = ("".join(part.split()) for part in (before, source[span.start : span.end], after))
    left, middle, right = joined
    return left[-_AROUND:], middle, right[:_AROUND]
