"""What a passage and a verdict are, in words and with a sign: for answers, page and terminal.

A sign (◆, ●) always stands beside a word, so that nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.check.types import Match, QuoteVerdict, Verdict
from assistant.types import Document, Passage

KINDS: Final = {
    "opinion": ("●", "意見"),
    "policy": ("◆", "対応方針"),
    "finding": ("■", "結果の概要"),
    "region_support": ("▲", "地域のサポート体制"),
    "region_resources": ("▲", "地域資源の状況・課題"),
    "purpose": ("■", "目的"),
    "outline": ("■", "開催の概要"),
    "next_step": ("■", "今後の対応"),
    "attendance_row": ("▦", "出席者の表"),
    "attendance_total": ("▦", "出席者の表（合計）"),
    "table_row": ("▦", "表の行"),
    "note": ("※", "注記"),
    "paragraph": ("■", "本文"),
}
"""Sign and general words for each kind of passage; another kind is shown as 「記載」."""

OTHER_KIND: Final = ("■", "記載")

VERDICTS: Final[Mapping[Verdict, tuple[str, str]]] = {
    "supported": ("✓", "出典と一致"),
    "contradicted": ("✗", "出典と不一致"),
    "not_in_source": ("？", "出典に記載なし"),
}
"""Sign and words for each verdict on a figure."""

QUOTE_VERDICTS: Final[Mapping[QuoteVerdict, tuple[str, str]]] = {
    "verbatim": ("✓", "原文のとおり"),
    "differs": ("✗", "原文と違いがある"),
    "not_found": ("？", "原文に見つからない"),
}
"""Sign and words for each verdict on a quotation."""

MATCHES: Final[Mapping[Match, str]] = {
    "rounded": "概数として",
    "derived": "計算による",
    "unit": "単位が違う",
    "subject": "対象が違う",
}
"""Said beside a verdict; an exact match and another value need no more words."""


def kind_of(passage: Passage) -> tuple[str, str]:
    """Return the sign and the words for what ``passage`` is: its document's own words first."""
    sign, words = KINDS.get(passage.kind, OTHER_KIND)
    return sign, passage.kind_words or words


def words_of(kind: str, document: Document) -> str:
    """Return the words for passages of a kind in ``document``: its own words first."""
    return document.kind_words.get(kind) or KINDS.get(kind, OTHER_KIND)[1]
