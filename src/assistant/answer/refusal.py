"""What is said instead of a number: that the source does not state it, or a question back."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.tables.outcome import Refusal, Unclear
from assistant.tables.quantity import measure_of, root_column
from assistant.tables.shape import top_columns
from assistant.tables.wording import Wording
from assistant.types import Language, Table

NOT_STATED: dict[Language, str] = {
    "ja": "出典に記載がありません。",
    "en": "The source does not say (出典に記載がありません).",
}
"""The sentence of every abstention, for code and tests alike."""

LITERAL_ONLY: dict[Language, str] = {
    "ja": "おたずねの語や数は出典にありますが、おたずねの内容までは書かれていません。",
    "en": " The word or number stands in the source, but not what you ask about it.",
}
"""Said where the source holds a word of the question, and nothing more about it."""

_REASONS: dict[tuple[str, Language], str] = {
    ("not_stated", "ja"): "「{words}」に当たる数は、出典の表では数えられていません。",
    ("outside_period", "ja"): "出典は、おたずねの時期についての資料ではありません。",
    ("outside_region", "ja"): "出典は「{words}」についての資料ではありません。",
    ("not_stated", "en"): "The table has no count for “{words}”.",
    ("outside_period", "en"): "It is not about the time you ask for.",
    ("outside_region", "en"): "It is not about “{words}”.",
}
_NO_ROWS: dict[Language, str] = {
    "ja": "おたずねの日や時期に当たる{row_noun}は、出典の表にありません。",
    "en": "The table has no row for the day or time you ask for.",
}
_COVERED: dict[Language, str] = {
    "ja": "表にあるのは、{key}ごとの{columns}です。",
    "en": "The table holds, for each {key}: {columns}.",
}
_MISSING: dict[Language, dict[str, str]] = {
    "ja": {
        "row": "どの{row_noun}についてのご質問かが分かりません。"
        "{row_noun}の名前か「全体」を入れてお書きください。",
        "column": "どの数についてのご質問かが分かりません。"
        "{columns}のどれかを入れてお書きください。",
        "over": "何についての平均か（{dimensions}のどれごとか）が分かりません。"
        "「{dimension}別の」のようにお書きください。",
        "pair": "どれとどれを比べるのかが分かりません。比べたい二つの名前を入れてお書きください。",
        "sense": "ご質問を一つの数え方に決められません。一度に一つずつ、短い文でお書きください。",
    },
    "en": {
        "row": "It is not clear which row you mean. Please name it, or say “in total”.",
        "column": "It is not clear which number you mean. Please name one of: {columns}.",
        "over": "It is not clear what to average over: {dimensions}. Please name one.",
        "pair": "It is not clear which two you want compared. Please name both.",
        "sense": "The question fits no single way of counting. Please ask one thing at a time.",
    },
}
_CHOICES: dict[tuple[str, Language], str] = {
    ("row", "ja"): "{a}の{what}は何{unit}ですか",
    ("pair", "ja"): "{a}と{b}の{what}の差は何{unit}ですか",
    ("row", "en"): "{what} in {a}?",
    ("pair", "en"): "difference in {what} between {a} and {b}?",
}
_SHOWN_CHOICES = 3


def refuse(refusal: Refusal, table: Table | None, language: Language) -> str:
    """Return the abstention as plain text. It never repeats a number from the question."""
    words = "、".join(w for w in refusal.words if not re.search(r"\d", w))
    parts = [NOT_STATED[language]]
    reason = _REASONS.get((refusal.reason, language))
    if refusal.no_rows and table is not None:
        reason = _NO_ROWS[language].format(row_noun=table.row_noun)
    if reason and ("{words}" not in reason or words):
        parts.append(reason.format(words=words))
    if table is not None:
        wording = Wording(table, language)
        tops = top_columns(table)
        root = measure_of(table, tops[0], None) if len(tops) == 1 else None
        # The total and what it is made of; without one total, every column that is no part.
        whole = [m for m in table.measures if m.parent is None]
        shown = [m for m in table.measures if root.id in (m.id, m.parent)] if root else whole
        key = next(d for d in table.dimensions if d.id == table.key)
        columns = wording.join(list(dict.fromkeys(wording.measure(m) for m in shown)))
        covered = _COVERED[language].format(key=wording.dimension(key), columns=columns)
        parts.append(covered)
    return (" " if language == "en" else "").join(parts)


def ask_back(unclear: Unclear, table: Table, language: Language) -> tuple[str, tuple[str, ...]]:
    """Return the sentence that asks back, and questions that could have been meant."""
    wording = Wording(table, language)
    varying = [d for d in table.dimensions if len({r.keys[d.id] for r in table.rows}) > 1]
    sentence = _MISSING[language][unclear.missing].format(
        row_noun=table.row_noun,
        columns=wording.join(list(dict.fromkeys(wording.measure(m) for m in table.measures))),
        dimensions="・".join(wording.dimension(d) for d in varying),
        dimension=wording.dimension(varying[0]) if varying else "",
    )
    root = root_column(table)
    measure = measure_of(table, root, None) if root else None
    measure = measure or table.measures[0]
    what, unit = wording.measure(measure), measure.unit
    keys = list(dict.fromkeys(r.keys[table.key] for r in table.rows))[: _SHOWN_CHOICES + 1]
    names = [wording.key(k) for k in keys]
    form = _CHOICES["pair" if unclear.missing == "pair" else "row", language]
    if unclear.missing != "pair":
        names = [wording.say("total_where"), *names[:_SHOWN_CHOICES]]
        return sentence, tuple(form.format(a=n, what=what, unit=unit) for n in names)
    pairs = pairwise(names)
    return sentence, tuple(form.format(a=a, b=b, what=what, unit=unit) for a, b in pairs)
