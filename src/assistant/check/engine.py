"""From a text to its claims and quotations, each with what the sources say of it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.citer import Citer
from assistant.check.types import Checked, Claim
from assistant.errors import InputError
from assistant.tables.compute import Calculator
from assistant.tables.execute import TableStore
from assistant.tables.lexicon import Lexicon
from assistant.tables.quantity import measure_of, root_column
from assistant.tables.query import Condition
from assistant.tables.wording import Wording
from assistant.text.figures import Found, find_figures
from assistant.types import Document

MAX_CHARACTERS = 500_000
"""Longer texts are refused: about 300 full pages, more than the 200 that a file may have."""


class Checker:
    """Checks texts against documents. Built once; safe to share between threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._passages = {p.id: p for d in documents for p in d.passages}
        self._titles = {d.id: d.title for d in documents}
        self._tables = [
            (Lexicon(t, d.places), Calculator(TableStore(t))) for d in documents for t in d.tables
        ]

    def check(self, text: str) -> Checked:
        """Check every figure and quotation of ``text``.

        The same text gives the same result. Raises InputError where ``text`` is blank or longer
        than MAX_CHARACTERS.
        """
        if not text.strip():
            raise InputError("確かめる文章がありません。数字を含む文章を入力してください。")
        if len(text) > MAX_CHARACTERS:
            raise InputError(
                f"文章が長すぎます（{len(text):,}文字）。"
                f"一度に確かめられるのは{MAX_CHARACTERS:,}文字までです。分けて入力してください。"
            )
        citer = Citer(self._passages, self._titles)
        claims = [self._claim(text, f, citer) for f in find_figures(text) if f.type != "ordinal"]
        return Checked(text, tuple(claims), (), citer.citations())

    def _claim(self, text: str, found: Found, citer: Citer) -> Claim:
        start = max(text.rfind("。", 0, found.start), text.rfind("\n", 0, found.start)) + 1
        ends = [e for e in (text.find("。", found.end), text.find("\n", found.end)) if e >= 0]
        sentence = text[start : min(ends, default=len(text))]
        for lexicon, calculator in self._tables:
            reading = lexicon.read(sentence)
            table = lexicon.table
            rows = reading.values(table.key)
            columns = reading.keys("column")
            root = root_column(table)
            columns = [c for c in columns if c != root] or columns[:1]
            measure = measure_of(table, columns[0], None) if len(columns) == 1 else None
            if reading.residue or len(rows) > 1 or measure is None:
                continue
            if found.type != "number" or found.unit not in table.quantities[0].units:
                continue
            conditions = [Condition(table.key, "in", tuple(rows))] if rows else []
            number = calculator.of(measure.id, conditions)
            right = f"{number.value}{measure.unit}"
            where = Wording(table, "ja").key(rows[0]) if rows else "全体"
            reason = f"{where}の{measure.label}は{right}です。"
            cited = citer.numbers(*number.passages)
            if number.value == found.value:
                return Claim(
                    found.text, found.start, found.end, found.value, found.unit,
                    "supported", "exact", reason, None, number.formula, cited,
                )  # fmt: skip
            return Claim(
                found.text, found.start, found.end, found.value, found.unit,
                "contradicted", "value", reason, right, number.formula, cited,
            )  # fmt: skip
        return Claim(
            found.text, found.start, found.end, found.value, found.unit,
            "not_in_source", None, "出典に記載がありません。",
        )  # fmt: skip
