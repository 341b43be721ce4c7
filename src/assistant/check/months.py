"""Months and years of a text against those of a table's days, and of the document itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.check.finding import Finding, silent
from assistant.check.scan import Figure, Sentence
from assistant.check.table_days import TableDays
from assistant.check.vocabulary import pattern
from assistant.text.dates import era_year
from assistant.types import TableRow


class Months:
    """Judges months and years by the days of one table."""

    def __init__(self, days: TableDays, published: str | None) -> None:
        self._days = days
        whole = re.match(r"[0-9]{4}-[0-9]{2}", published or "")
        self._published = whole[0] if whole else ""
        """The month in which the document was made, as YYYY-MM; empty where none is known."""

    def month(
        self,
        figure: Figure,
        sentence: Sentence,
        named: Sequence[TableRow],
        evidence: int,
        known: int,
    ) -> Finding | None:
        """Hold a month to those of the days.

        ``known`` is ``evidence``, or 1 where the sentence itself tells of a day of the table.
        """
        made = self._made(figure, sentence, named)
        if made is not None:
            return replace(made, evidence=evidence)
        if not known:
            return None
        rows = named if len(named) == 1 else self._days.rows
        fitting = self._days.on(figure, rows)
        months = "・".join(dict.fromkeys(self._days.shown(r).split("月")[0] + "月" for r in rows))
        passages = tuple(r.passage for r in (fitting or rows))[:4]
        if fitting:
            return Finding(
                "supported", "exact", f"開催日の月は{months}です。", None, None, passages, known
            )
        return Finding(
            "contradicted", "value",
            f"開催日の月は{months}です。文中の「{figure.found.text}」とは異なります。",
            months, None, passages, known,
        )  # fmt: skip

    def _made(
        self, figure: Figure, sentence: Sentence, named: Sequence[TableRow]
    ) -> Finding | None:
        """Hold a month to that in which the source was made, where it is said to be that."""
        clause = sentence.clauses[sentence.clause_of(figure.start)].text
        if named or not self._published or not pattern("dates", "made").search(clause):
            return None
        month, year = int(self._published[5:7]), int(self._published[:4])
        shown = f"{year}年{month}月（{era_year(year)}年{month}月）"
        if self._published.endswith(str(figure.found.value).lstrip("-")):
            reason = f"出典の作成年月は{shown}です。"
            return Finding("supported", "exact", reason)
        reason = f"出典の作成年月は{shown}です。文中の「{figure.found.text}」とは異なります。"
        return Finding("contradicted", "value", reason, shown)

    def year(self, figure: Figure, sentence: Sentence, evidence: int) -> Finding | None:
        """Hold a year, or a fiscal year, to those of the days."""
        if not evidence:
            return None
        days = [self._days.of(r) for r in self._days.rows]
        fiscal = figure.found.unit == "年度"
        years = {d.year - (fiscal and d.month < 4) for d in days}
        value = int(str(figure.found.value)[:4])
        passages = (self._days.rows[0].passage,)
        shown = "・".join(f"{y}{figure.found.unit}" for y in sorted(years))
        if value in years:
            return Finding(
                "supported", "derived" if fiscal else "exact", f"開催日は{shown}です。", None, None,
                passages, evidence,
            )  # fmt: skip
        era = "・".join(
            f"{y}{figure.found.unit}（{era_year(y)}{figure.found.unit}）" for y in sorted(years)
        )
        if re.search(r"(?:開催|実施|開か|行わ|開い)", sentence.text[figure.end :]):
            return Finding(
                "contradicted", "value",
                f"開催日は{shown}です。文中の「{figure.found.text}」とは異なります。",
                era, None, passages, evidence,
            )  # fmt: skip
        return silent(f"出典に{figure.found.text}の記載はありません。", evidence)
