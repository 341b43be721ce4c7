"""The Japanese words and signs the page uses for regions and reasons, beside those for kinds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, get_args

from assistant.index.outline import Outline
from assistant.labels import kind_of as kind_of
from assistant.labels import words_of as words_of
from assistant.types import Answer, Basis, Document, Region

ABSTENTIONS: Final = {
    "outside_region": "資料が対象とする地域の外についてのお尋ねです。",
    "outside_period": "資料が対象とする時期の外についてのお尋ねです。",
    "off_topic": "資料の主題と関わりのないお尋ねです。",
}
"""What a reason to abstain means, where the heading does not say it already."""

NOT_STATED: Final = "出典に記載がありません"
NOT_STATED_ENGLISH: Final = "Not stated in the source"
UNCLEAR: Final = "どれをお尋ねですか"
UNCLEAR_ENGLISH: Final = "Which of these do you mean?"
RELATED: Final = "関連する記述（回答ではありません）"


@dataclass(frozen=True, slots=True)
class Place:
    """A region as it is shown: its name, how it is known (sign and word), and why."""

    name: str
    sign: str
    basis: str
    details: tuple[str, ...]


def place_of(region: Region) -> Place:
    """Return ``region`` in words.

    A region the source leaves open is never named as if it were one: its candidates are.
    """
    reason = (region.reason,) if region.reason else ()
    if region.basis == "unresolved":
        listed = (f"候補: {'・'.join(region.candidates)}",) if region.candidates else ()
        return Place("地域", "?", "未確定", listed + reason)
    sign, basis = ("△", "推定") if region.basis == "inferred" else ("✓", "記載あり")
    return Place(region.name or "全域", sign, basis, reason)


def kinds_in(document: Document, outline: Outline) -> Counter[str]:
    """Return how many passages of ``document`` there are of each kind, by the kind's words."""
    kinds: Counter[str] = Counter()
    for kind, count in outline.kinds:
        kinds[words_of(kind, document)] += count
    return kinds


def bases_in(outline: Outline) -> dict[str, int]:
    """Return how the regions of how many passages of a document are known, in words."""
    bases = Counter(dict(outline.bases))
    return {place_of(Region(None, basis)).basis: bases[basis] for basis in get_args(Basis)}


def month_of(date: str) -> str:
    """Return an ISO date (``2024-11`` or ``2024-11-08``) as Japanese writes it."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", date)
    if not found:
        return date
    return "".join(
        f"{int(part)}{unit}" for part, unit in zip(found.groups(), "年月日", strict=True) if part
    )


def heading_of(answer: Answer) -> str:
    """Return the banner over an answer that does not answer, else an empty string."""
    if answer.kind == "unclear":
        words, english = UNCLEAR, UNCLEAR_ENGLISH
    elif answer.abstained:
        words, english = NOT_STATED, NOT_STATED_ENGLISH
    else:
        return ""
    return f"{words}（{english}）" if answer.language == "en" else words
