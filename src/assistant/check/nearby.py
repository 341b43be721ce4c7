"""Which rows of a table a date or time is said of: those whose name stands nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.check.scan import Figure, Group, Sentence
from assistant.types import Table, TableRow

RANGE = re.compile(
    r"\s*(?:~|-|—|から|より)(?:(?:翌|今|来|先|同)月の?|翌|同年の?|同)?\s*|\s+(?:and|to|through|until)\s+"
)
"""What joins the two ends of a period."""


def rows_near(
    figure: Figure, sentence: Sentence, groups: Sequence[Group], table: Table
) -> list[TableRow]:
    """Return the rows named nearest to ``figure``, no other figure of its kind between.

    In its own clause first, then what a bracket stands behind, then what was named before, then
    the clause after. None where no row is named so.
    """
    text = sentence.text

    def paired(first: Figure, second: Figure) -> bool:
        return RANGE.fullmatch(text, first.end, second.start) is not None

    same = [f for f in sentence.figures if f.found.type == figure.found.type and f is not figure]
    ends = [f.end for f in same if f.end <= figure.start and not paired(f, figure)]
    starts = [f.start for f in same if f.start >= figure.end and not paired(figure, f)]
    before, after = max(ends, default=0), min(starts, default=len(text))
    named = [g for g in groups if g.kind == "row" and before <= g.start and g.end <= after]
    number = sentence.clause_of(figure.start)
    clause = sentence.clauses[number]
    here = [g for g in named if clause.holds(g.start)]
    outer = [
        g
        for g in named
        if clause.anchor is not None
        and sentence.clauses[clause.anchor].holds(g.start)
        and g.end <= figure.start
    ]
    earlier = [g for g in named if g.end <= figure.start]
    following = [
        g for g in named if g.start >= figure.end and sentence.clause_of(g.start) == number + 1
    ]
    chosen: Group | None = None
    behind = [
        g for g in named if text[figure.end : figure.end + 1] == "(" and g.start == figure.end + 1
    ]
    if behind:
        chosen = behind[0]
    elif here:
        chosen = min(here, key=lambda g: (max(figure.start - g.end, g.start - figure.end), g.start))
    elif outer or earlier:
        chosen = (outer or earlier)[-1]
    elif following or len(named) == 1:
        chosen = (following or named)[0]
    if chosen is None:
        return []
    return [r for r in table.rows if r.keys[table.key] in chosen.values]
