"""The words of a report, the same in every format and on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.check.summary import count
from assistant.check.types import Checked, Claim, Quote
from assistant.labels import MATCHES, QUOTE_VERDICTS, VERDICTS, kind_of
from assistant.types import Citation
from assistant.web.labels import place_of

TITLE: Final = "数字の確認結果"
TEXT: Final = "確かめた文章"
FIGURES: Final = "数字"
QUOTES: Final = "引用（「」の中）"
SOURCES: Final = "出典"
NO_FIGURES: Final = "確かめる数字は見つかりませんでした。"
HOW: Final = (
    "数字と引用を、収めてある資料とだけ照らし合わせました。"
    "「出典に記載なし」は、誤りという意味ではありません。"
)

_AROUND: Final = 18
"""Characters shown on either side of a figure: enough to find it in a draft."""


def totals(checked: Checked) -> list[tuple[str, str, str, int]]:
    """Return sign, word, key and number of each verdict on figures, also where it is 0."""
    counts = count(checked).claims
    return [(*VERDICTS[verdict], verdict, number) for verdict, number in counts.items()]


def quote_totals(checked: Checked) -> list[tuple[str, str, str, int]]:
    """Return sign, word, key and number of each verdict on quotations; empty without any."""
    counts = count(checked).quotes if checked.quotes else {}
    return [(*QUOTE_VERDICTS[verdict], verdict, number) for verdict, number in counts.items()]


def headline(checked: Checked) -> list[str]:
    """Return one sentence with the counts of the figures, one with those of the quotations."""

    def sentence(what: str, unit: str, found: Sequence[tuple[str, str, str, int]]) -> str:
        total = sum(number for *_, number in found)
        parts = "、".join(f"{sign} {word} {number}{unit}" for sign, word, _, number in found)
        return f"{what} {total}{unit}: {parts}"

    lines = [sentence("数字", "件", totals(checked))] if checked.claims else [NO_FIGURES]
    if checked.quotes:
        lines.append(sentence("引用", "件", quote_totals(checked)))
    return lines


def verdict_of(claim: Claim) -> tuple[str, str]:
    """Return the sign and the words for what was found about a figure."""
    sign, word = VERDICTS[claim.verdict]
    how = MATCHES.get(claim.match) if claim.match else None
    return sign, f"{word}（{how}）" if how else word


def details(claim: Claim) -> list[tuple[str, str]]:
    """Return name and words of what is said about a figure, the reason first."""
    lines = [("理由", claim.reason)]
    if claim.expected is not None:
        lines.append(("出典の値", claim.expected))
    if claim.formula and claim.formula not in claim.reason:
        lines.append(("計算", claim.formula))
    return lines


def quote_details(quote: Quote) -> list[tuple[str, str]]:
    """Return name and words of what is said about a quotation, the reason first."""
    lines = [("理由", quote.reason)]
    if quote.source is not None:
        lines.append(("原文", quote.source))
    for edit in quote.differences:
        if edit.quoted and edit.source:
            lines.append(("違い", f"「{edit.quoted}」→「{edit.source}」"))
        elif edit.quoted:
            lines.append(("違い", f"「{edit.quoted}」は原文にありません"))
        else:
            lines.append(("違い", f"原文の「{edit.source}」がありません"))
    return lines


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after ``text[start:end]`` on its line, cut with 「…」."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    before, after = text[max(left, start - _AROUND) : start], text[end : min(right, end + _AROUND)]
    before = before.lstrip() if start - _AROUND <= left else f"…{before}"
    after = after.rstrip() if end + _AROUND >= right else f"{after}…"
    return before, after


def where(citation: Citation) -> str:
    """Return what a cited passage is and where it stands, in one line."""
    passage = citation.passage
    parts = [kind_of(passage)[1], passage.section, passage.label or ""]
    if passage.region:
        place = place_of(passage.region)
        known = f"{passage.region.name}（{place.basis}）" if passage.region.name else place.basis
        parts.append(f"地域: {known}")
    span = f"{passage.start}〜{passage.end}文字目"
    parts.append(f"{citation.document_title}（{span}）")
    return "｜".join(dict.fromkeys(part for part in parts if part))
