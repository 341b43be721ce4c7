"""What a question over a table whose key has several rows wants computed."""

from __future__ import annotations

from assistant.tables.cube.question import Question
from assistant.tables.query import Operation, Query

# Groups of words that each operation may use; any other that is found leaves it unread.
_USES: dict[Operation, set[str]] = {
    "value": {"whole", "which"},
    "sum": {"sum", "whole"},
    "mean": {"mean", "per", "whole"},
    "median": {"median", "whole"},
    "extreme": {"max", "min", "which", "compare", "more", "less", "sum", "whole"},
    "rank": {"top", "bottom", "nth", "nth_ascending", "descending", "ascending", "which", "list",
             "position_of", "max", "min", "more", "less"},
    "threshold": {"mean_above", "mean_below", "none", "negative", "positive", "which", "count",
                  "list", "more", "less", "whole", "sum"},
    "difference": {"difference", "compare", "more", "less"},
    "ratio": {"ratio", "compare", "previous"},
    "share": {"share", "whole"},
    "change": {"change", "previous", "difference", "share", "compare", "more", "less"},
    "count": {"count", "whole", "which", "sum", "list", "by"},
    "list": {"by", "list", "trend", "whole", "breakdown", "sum"},
    "breakdown": {"breakdown"},
    "attribute": {"which"},
}  # fmt: skip


# What is said of all the rows selected, whichever column it is of; what chooses among them.
_SAID_OF_ROWS: tuple[Operation, ...] = ("mean", "median", "list", "difference", "ratio")
_CHOOSES_ROWS: tuple[Operation, ...] = ("extreme", "rank", "threshold")


class Operations(Question):
    """Chooses the operation of one question, in order of the precision of its words."""

    def _operation(self, query: Query) -> Operation | None:
        """Return the operation, in order of the precision of its words."""
        parts = self.parts
        if parts.has("ratio") and parts.has("previous"):
            return "ratio"
        if parts.has("previous", "change"):
            return "change"
        rate = any(self.measures[m].unit in ("%", "％") for m in self._named_measures())
        if (parts.has("share") or parts.asked == "%") and not (rate and parts.asked == "%"):
            return "share"
        if parts.has("ratio"):
            return "ratio"
        if parts.has("difference") and not parts.has("max", "min"):
            return "difference"
        if parts.has("position_of"):
            return "rank"
        if parts.limits or parts.has("mean_above", "mean_below", "none", "negative", "positive"):
            return "threshold"
        if parts.has("top", "bottom", "nth", "nth_ascending", "descending", "ascending"):
            return "rank"
        if parts.has("max", "min", "compare") or (
            parts.has("more", "less") and (parts.selection.listed or parts.has("which"))
        ):
            return "extreme"
        if parts.has("median"):
            return "median"
        if parts.has("mean", "per"):
            return "mean"
        if parts.has("count"):
            return "count"
        if parts.has("breakdown") and not parts.has("by"):
            return "breakdown"
        if parts.has("by", "trend", "list"):
            bare = not parts.columns and parts.asked is None and self.last is None
            return "count" if bare and parts.has("list") else "list"
        if parts.has("sum"):
            return "sum"
        return self._without_words(query)

    def _without_words(self, query: Query) -> Operation | None:
        parts = self.parts
        counts = parts.asked is not None or parts.columns or parts.stated
        if not counts and (parts.group is not None or self._attributes()):
            return "attribute" if query.conditions else None
        if self.last is not None and not parts.asked:
            named = bool(parts.selection.conditions)
            again = self.last.query.operation in _SAID_OF_ROWS and not named
            if not parts.columns or again:
                return self._carried()
        return "value" if counts else None

    def repeats(self, operation: Operation) -> bool:
        """Say whether the question asks the last one again, for other rows or another column."""
        if self.last is None or set(self.parts.marks) - {"which", "whole"} or self.parts.limits:
            return False
        before = self.last.query
        return operation == before.operation and operation in (*_SAID_OF_ROWS, *_CHOOSES_ROWS)

    def _carried(self) -> Operation | None:
        """Return the operation that a follow-up repeats for other rows."""
        assert self.last is not None
        before = self.last.query
        named = {c.dimension for c in self.parts.selection.conditions}
        if before.operation in ("attribute", "count"):
            return before.operation
        if before.operation in ("extreme", "rank", "threshold") and (
            (before.group or self.table.key) in named
        ):
            return "value"
        return before.operation

    def _all_used(self, operation: Operation) -> bool:
        found = set(self.parts.marks)
        if self.parts.limits and operation != "threshold":
            return False
        if self.parts.stated and operation not in ("value", "sum"):
            return False
        return found <= _USES[operation] | {"whole", "latest"}

    def _attributes(self) -> list[str]:
        """Return the dimensions that are asked for: 中央図書館の地区は."""
        named = {c.dimension for c in self.parts.selection.conditions}
        return [
            t.key for t in self.parts.skeleton.tokens
            if t.kind == "D" and t.key not in named and t.key != self.table.key
        ]  # fmt: skip
