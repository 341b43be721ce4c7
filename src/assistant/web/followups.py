"""What one may ask next: questions made from the answer's own table, row and section.

Nothing is offered that has no answer: every question is asked first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.errors import AssistantError
from assistant.types import Answer, Document, Measure, Passage, Table, TableRow
from assistant.web.endpoints import Asked
from assistant.web.reply import MARK

MOST: Final = 3
_TRIED: Final = 5
"""Questions that are tried: each takes milliseconds, for which the answer waits."""


def followups(assistant: Asked, answer: Answer) -> tuple[str, ...]:
    """Return up to ``MOST`` questions that go on from ``answer`` and have their own answer."""
    if answer.abstained or answer.language != "ja":
        return ()
    offered: list[str] = []
    for tried, question in enumerate(dict.fromkeys(_candidates(assistant, answer))):
        if tried == _TRIED or len(offered) == MOST:
            break
        try:
            next_answer = assistant.ask(question)
        except AssistantError:
            continue
        if not next_answer.abstained and not _says(answer, next_answer):
            offered.append(question)
    return tuple(offered)


def _says(answer: Answer, other: Answer) -> bool:
    """Tell whether ``answer`` already says all that ``other`` would."""
    said = {MARK.sub("", line).strip() for line in answer.answer.splitlines()}
    return all(MARK.sub("", line).strip() in said for line in other.answer.splitlines())


def _candidates(assistant: Asked, answer: Answer) -> Iterator[str]:
    cited = [citation.passage for citation in answer.citations]
    found = _in_table(assistant.documents, cited)
    if found:
        table, row = found
        yield from _about_row(table, row, answer) if len(cited) == 1 and row else ()
        yield from _about_table(table, answer)
    for passage in cited:
        if passage.kind in ("opinion", "policy") and passage.section:
            yield f"「{passage.section}」についての意見は？"
        elif passage.region and passage.region.name:
            for document in assistant.documents:
                for table in document.tables:
                    yield from _about_region(table, passage.region.name)


def _in_table(
    documents: Sequence[Document], cited: Sequence[Passage]
) -> tuple[Table, TableRow | None] | None:
    """Return the table that the first citation is a row of, with the row; None for a total."""
    for document in documents:
        for table in document.tables:
            rows = {row.passage: row for row in table.rows}
            if cited and cited[0].id in rows:
                return table, rows[cited[0].id]
            if cited and table.total and cited[0].id == table.total.passage:
                return table, None
    return None


def _tops(table: Table) -> list[Measure]:
    """Return the columns that are part of no other, then the parts of the first."""
    tops = [m for m in table.measures if m.parent is None]
    return tops[:1] + [m for m in table.measures if tops and m.parent == tops[0].id]


def _about_row(table: Table, row: TableRow, answer: Answer) -> Iterator[str]:
    name = _named(table, row)
    said = f"{answer.question}{answer.answer}"
    for measure in _tops(table):
        cell = row.cells.get(measure.id)
        if cell and cell.value and measure.label not in said:
            yield f"{name}の{measure.label}は？"
            break
    key = next(d for d in table.dimensions if d.id == table.key)
    for dimension in table.dimensions:
        new = row.keys[dimension.id] not in answer.answer
        if dimension.id != key.id and dimension.question_words and new:
            yield f"{name}の{dimension.label}は？"


def _about_table(table: Table, answer: Answer) -> Iterator[str]:
    key = next(d for d in table.dimensions if d.id == table.key)
    measures = _tops(table)
    for measure in measures[:1]:
        yield f"{measure.label}が多い順に3つの{key.label}は？"
        if not answer.rows:
            yield f"{measure.label}を{key.label}別に一覧で"
    for measure in measures[1:]:
        if measure.label not in answer.answer:
            yield f"{measure.label}は全部で何{measure.unit}？"


def _about_region(table: Table, region: str) -> Iterator[str]:
    for row in table.rows:
        if row.keys.get(table.key) == region and _tops(table):
            yield f"{_named(table, row)}の{_tops(table)[0].label}は？"


def _named(table: Table, row: TableRow) -> str:
    key = next(d for d in table.dimensions if d.id == table.key)
    return f"{row.keys[key.id]}{key.suffix}"
