"""A question that is nothing but a quoted word or a figure: look it up as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.citer import Citer
from assistant.answer.searching import Searchable
from assistant.labels import kind_of
from assistant.text.figures import find_figures
from assistant.types import Language, Passage

SHOWN = 5
"""Passages quoted for one literal, at most."""

_QUOTED = re.compile(
    r"^[「『\"“](?P<word>[^「」『』\"“”]{1,60})[」』\"”](?:とは|について|は)?[。.?？]?$"
)
_ENDING = re.compile(r"(?:とは|について|は)?[。.?？]?$")
_FOUND: dict[Language, str] = {
    "ja": "おたずねの語は、次の記載にあります。",
    "en": "It stands in these passages:",
}


def is_literal(question: str) -> bool:
    """Say whether ``question`` is a quoted word or a single figure, and asks nothing else."""
    bare = _ENDING.sub("", question.strip())
    figures = find_figures(bare)
    whole = len(figures) == 1 and (figures[0].start, figures[0].end) == (0, len(bare))
    return whole or _QUOTED.match(question.strip()) is not None


def quote_literal(
    question: str, index: Searchable, passages: dict[str, Passage], citer: Citer, language: Language
) -> str | None:
    """Return the passages that hold the literal, quoted and marked; None where none does.

    An opinion is followed by the plan's response, a response by the opinion it answers.
    """
    quoted = _QUOTED.match(question.strip())
    word = quoted["word"] if quoted else _ENDING.sub("", question.strip())
    hits = index.search(f"「{word}」" if quoted else word, top_k=SHOWN)
    found = [hit.passage for hit in hits if hit.legs.get("literal", 0) > 0]
    if not found:
        return None
    lines = [_FOUND[language]]
    for passage in _with_pairs(found, passages):
        _, kind = kind_of(passage)
        # The digits of a heading would stand in no cited passage; without them it is no heading.
        bare = passage.section == kind or re.search(r"\d", passage.section)
        where = "" if bare else f"（{passage.section}）"
        lines.append(f"{kind}{where}:\n「{passage.text}」{citer.mark(passage.id)}")
    return "\n".join(lines)


def literal_passages(question: str, index: Searchable) -> tuple[str, ...]:
    """Return ids of at most three passages that hold a quoted word or a figure of the question."""
    hits = index.search(question, top_k=3)
    return tuple(hit.passage.id for hit in hits if hit.legs.get("literal", 0) > 0)


def _with_pairs(found: Sequence[Passage], passages: dict[str, Passage]) -> list[Passage]:
    ordered: dict[str, Passage] = {}
    for passage in found:
        ordered.setdefault(passage.id, passage)
        for other in passage.paired:
            ordered.setdefault(other, passages[other])
    return list(ordered.values())
