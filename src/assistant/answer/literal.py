"""A question that is nothing but a quoted word or a figure: look it up as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.answer.citer import Citer
from assistant.answer.searching import Searchable
from assistant.labels import kind_of
from assistant.text.figures import is_figure
from assistant.text.normalize import fold
from assistant.text.segment import segment
from assistant.types import Language, Passage

SHOWN = 5
"""Passages quoted for one literal, at most."""

_QUOTED = re.compile(
    r"^[「『\"“](?P<word>[^「」『』\"“”]{1,60})[」』\"”](?:とは|について|は)?[。.?？]?$"
)
_ENDING = re.compile(r"(?:とは|について|は)?[。.?？]?$")
# «虐待について触れられている箇所は»: a word and the demand for where it stands.
_MENTIONED = re.compile(
    r"^(?P<word>[^\s、。はがをで]{2,20}?)(?:について|に関して|に|を|という(?:言葉|語)が?)?"
    r"(?:触れ|言及|書かれ|出てく|含|載って|記載)[^、。]{0,12}"
    r"(?:箇所|部分|ところ|記載|記述|文|もの)(?:は|を(?:教え|示し|見せ).*)?[。.?？]?$"
)
_LONGEST_WORD = 20
_REGIONS: dict[Language, dict[str, str]] = {
    "ja": {
        "stated": "{region}",
        "inferred": "{region}。地域は推定",
        "unresolved": "地域は未確定。候補: {candidates}",
    },
    "en": {
        "stated": "{region}",
        "inferred": "{region}; the region is inferred",
        "unresolved": "region unresolved; candidates: {candidates}",
    },
}
_FOUND: dict[Language, str] = {
    "ja": "おたずねの語は、次の記載にあります。",
    "en": "It stands in these passages:",
}


def is_literal(question: str) -> bool:
    """Say whether ``question`` is a quoted word or a single figure, and asks nothing else."""
    bare = _ENDING.sub("", question.strip())
    return _QUOTED.match(question.strip()) is not None or is_figure(bare)


def quote_literal(
    question: str,
    index: Searchable,
    passages: Mapping[str, Passage],
    citer: Citer,
    language: Language,
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
        parts = [] if bare or not passage.section else [passage.section]
        parts += [_region(passage, language)] if passage.region else []
        where = f"（{'、'.join(parts)}）" if parts else ""
        lines.append(f"{kind}{where}:\n「{passage.text}」{citer.mark(passage.id)}")
    return "\n".join(lines)


def bare_word(question: str, index: Searchable) -> str | None:
    """Return the word or name that ``question`` is nothing but, in quotation marks.

    None where it is more than that, or where the word stands in more passages than are shown.
    """
    word = _ENDING.sub("", question.strip())
    named = _MENTIONED.match(question.strip())
    word = named["word"] if named else word
    if len(word) < 2:
        return None
    tokens = segment(fold(word))
    nominal = all(t.pos in ("名詞", "接頭辞", "接尾辞", "形状詞") for t in tokens)
    if not tokens or not nominal or len(word) > _LONGEST_WORD:
        return None
    hits = index.search(f"「{word}」", top_k=SHOWN + 1)
    # What stands in many places is a subject that something has to be asked about.
    few = sum(hit.legs.get("literal", 0) > 0 for hit in hits) <= SHOWN
    return f"「{word}」" if few else None


def _region(passage: Passage, language: Language) -> str:
    """Say of which region a passage is, and how far that is known."""
    region = passage.region
    if region is None:
        return ""
    form = _REGIONS[language][region.basis]
    return form.format(region=region.name, candidates="・".join(region.candidates))


def literal_passages(question: str, index: Searchable) -> tuple[str, ...]:
    """Return ids of at most three passages that hold a quoted word or a figure of the question."""
    hits = index.search(question, top_k=3)
    return tuple(hit.passage.id for hit in hits if hit.legs.get("literal", 0) > 0)


def _with_pairs(found: Sequence[Passage], passages: Mapping[str, Passage]) -> list[Passage]:
    ordered: dict[str, Passage] = {}
    for passage in found:
        ordered.setdefault(passage.id, passage)
        for other in passage.paired:
            ordered.setdefault(other, passages[other])
    return list(ordered.values())
