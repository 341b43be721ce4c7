"""Say the result of a query: one sentence form for each operation, every number a Figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.tables.compare import Comparisons
from assistant.tables.compute import NotAdditive, NotGiven
from assistant.tables.describe import describe
from assistant.tables.grouped import Grouped
from assistant.tables.premise import check_premises
from assistant.tables.query import Operation, Query
from assistant.tables.reconcile import Reconciled
from assistant.tables.shortfall import Shortfall
from assistant.tables.speak import Said
from assistant.tables.thresholds import Thresholds
from assistant.types import TableRow

# Rows cited for the statement that none of them fits.
_CITED = 12
# What holds several rows against each other, or adds them up: a blank one may change the result.
_COMPARES_ROWS: frozenset[Operation] = frozenset(
    {"value", "sum", "mean", "median", "extreme", "rank", "threshold", "same", "share"}
)


class Responder(Thresholds, Comparisons, Grouped, Reconciled, Shortfall):
    """Says results in the words of one table and one language."""

    def respond(self, query: Query) -> Said:
        """Return the answer to ``query``; a query that selects no rows is said to be empty."""
        self.said, self.digits = Said(), query.digits
        forms: dict[Operation, Callable[[Query, Sequence[TableRow]], str]] = {
            "value": self.value, "sum": self.sum, "mean": self.mean,
            "extreme": self.extreme, "rank": self.rank, "threshold": self.threshold,
            "difference": self.difference, "ratio": self.difference, "share": self.share,
            "per": self.per, "count": self.count, "list": self.listing,
            "breakdown": self.breakdown, "attribute": self.attribute,
            "duration": self.duration, "remainder": self.remainder, "same": self.same,
            "median": self.median, "reconcile": self.reconcile,
            "shortfall": self.shortfall,
        }  # fmt: skip
        rows = self.calculator.store.rows(query.conditions)
        if not rows:
            every = [r.passage for r in self.table.rows[:_CITED]]
            self.said.text = self.wording.say("none_selected") + self.citer.mark(*every)
            return self.said
        self.said.keys = tuple(dict.fromkeys(r.keys[self.table.key] for r in rows))
        if not query.conditions:
            self.said.keys = ()
        self.said.query = describe(query, self.wording)
        try:
            self.said.text = (
                self.grouped(query, rows)
                if query.group is not None
                else "\n".join(
                    forms[query.operation](single, rows) for single in self._one_by_one(query)
                )
            )
            before, after = check_premises(query, rows, self)
        except NotGiven as blank:
            what = self.wording.measure(self.calculator.measures[blank.measure])
            names = self.wording.keys(tuple(r.keys[self.table.key] for r in blank.rows))
            text = self.wording.say("blank", where=names, what=what)
            return Said(text, blank=tuple(r.passage for r in blank.rows), query=self.said.query)
        except NotAdditive as error:
            what = self.wording.measure(self.calculator.measures[error.measure])
            text = self.wording.say("not_additive", what=what,
                                    dimensions=self.wording.dimension(self.key))  # fmt: skip
            return Said(text, open=True, query=self.said.query)
        text = before + self.said.text + after + self._left_out(query, rows)
        if query.caution:
            text += self.wording.say("caution", place=query.caution)
        self.said.text = self.wording.tidy(text)
        return self.said

    def _left_out(self, query: Query, rows: Sequence[TableRow]) -> str:
        """Name the rows that the table leaves blank, so that nobody takes them for zero."""
        compares = query.operation in _COMPARES_ROWS and query.by == "row"
        printed = query.operation in ("value", "sum", "share") and not query.conditions
        if not compares or printed:
            return ""
        said = ""
        for measure in dict.fromkeys((*query.measures, *(m for m, _ in query.also))):
            blank = [r for r in rows if measure not in r.cells]
            if blank and len(blank) < len(rows):
                said += self.wording.say(
                    "blank_left_out", what=self.wording.measure(self.calculator.measures[measure]),
                    names=self.wording.keys(tuple(r.keys[self.table.key] for r in blank)),
                    marks=self.citer.mark(*(r.passage for r in blank)),
                )  # fmt: skip
        return said

    def _one_by_one(self, query: Query) -> list[Query]:
        """Return a query for each way of counting, where a comparison leaves that open."""
        columns = {self.calculator.measures[m].column for m in query.measures}
        compares = query.operation in ("extreme", "rank", "threshold") and query.than is None
        if query.quantifier is not None:
            return [replace(query, measures=query.measures[:1])]
        if compares and len(query.measures) > 1 and len(columns) == 1:
            return [replace(query, measures=(m,)) for m in query.measures]
        return [query]
