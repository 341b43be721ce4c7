"""The sentence of an abstention over a table: what is not there, and what is."""

from __future__ import annotations

import re

from assistant.tables.parse import Refusal
from assistant.types import Language, Table

NOT_STATED = {
    "ja": "出典に記載がありません。",
    "en": "The source does not say (出典に記載がありません).",
}
"""One sentence for code and tests alike."""

_REASONS: dict[tuple[str, Language], str] = {
    ("not_stated", "ja"): "「{words}」に当たる数は、出典の表では数えられていません。",
    ("outside_period", "ja"): "出典は、おたずねの年についての資料ではありません。",
    ("outside_region", "ja"): "出典は「{words}」についての資料ではありません。",
    ("off_topic", "ja"): "出典が扱っていない事柄です。",
    ("not_stated", "en"): "The table has no count for “{words}”.",
    ("outside_period", "en"): "It is not about the year you ask for.",
    ("outside_region", "en"): "It is not about “{words}”.",
    ("off_topic", "en"): "It is not what the source is about.",
}
_COVERED: dict[Language, str] = {
    "ja": "表にあるのは、{key}ごとの{columns}です。",
    "en": "The table holds, for each {key}: {columns}.",
}


def refuse(refusal: Refusal, table: Table | None, language: Language) -> str:
    """Return the abstention as plain text. It never repeats a number from the question."""
    words = "、".join(w for w in refusal.words if not re.search(r"\d", w))
    parts = [NOT_STATED[language]]
    reason = _REASONS.get((refusal.reason, language))
    if reason and ("{words}" not in reason or words):
        parts.append(reason.format(words=words))
    if table is not None:
        parents = {m.parent for m in table.measures if m.parent}
        tops = [
            m.label for m in table.measures
            if m.parent is None or m.parent in parents and _is_top(table, m.parent)
        ]  # fmt: skip
        key = next((d.label for d in table.dimensions if d.id == table.key), table.key)
        columns = "、".join(dict.fromkeys(tops))
        parts.append(_COVERED[language].format(key=key, columns=columns))
    return (" " if language == "en" else "").join(parts)


def _is_top(table: Table, measure: str) -> bool:
    return any(m.id == measure and m.parent is None for m in table.measures)
