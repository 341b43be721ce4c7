"""Where the words of a query stand in a passage, so that they can be marked."""

from __future__ import annotations

from functools import lru_cache

from assistant.text.normalize import normalize, squeeze
from assistant.text.segment import content_lemmas, segment
from assistant.web.markup import text


@lru_cache(maxsize=4096)
def marks(query: str, words: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of ``words`` that ``query`` names, in order, none overlapping.

    A span is the query as it was typed (whatever its width or case), one of its parts between
    blanks, or a word with the same dictionary form as one of its words.
    """
    normal = normalize(words)
    plain = normal.text.casefold()
    wanted = {squeeze(part) for part in normalize(query).text.casefold().split()}
    lemmas = set(content_lemmas(query))
    inside = [False] * len(words)

    def mark(start: int, end: int) -> None:
        span = normal.original(start, end)
        inside[span.start : span.end] = [True] * (span.end - span.start)

    # Case folding may lengthen a text (ß); such a text is searched by words alone.
    for part in wanted if len(plain) == len(normal.text) else ():
        at = plain.find(part)
        while part and at >= 0:
            mark(at, at + len(part))
            at = plain.find(part, at + len(part))
    for token in segment(normal.text):
        if lemmas.intersection(content_lemmas(token.surface)):
            mark(token.start, token.end)
    return _runs(inside)


def marked(query: str, words: str) -> str:
    """Return ``words`` as HTML with what ``query`` names in ``mark`` elements."""
    pieces, at = [], 0
    for start, end in marks(query, words) if query.strip() else ():
        pieces.append(f"{text(words[at:start])}<mark>{text(words[start:end])}</mark>")
        at = end
    return "".join(pieces) + text(words[at:])


def _runs(inside: list[bool]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for place, is_inside in enumerate(inside):
        if not is_inside:
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return tuple(runs)
