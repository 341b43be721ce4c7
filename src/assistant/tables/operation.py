"""What a question wants computed: the operation, chosen from its words in order of precision."""

from __future__ import annotations

from assistant.tables.asking import Asking
from assistant.tables.grouped import group_asked
from assistant.tables.presence import attends
from assistant.tables.quantity import names_persons
from assistant.tables.query import Operation, Query
from assistant.tables.relative import is_relative
from assistant.tables.shortfall import aimed_at

RANKING = ("nth", "nth_ascending", "top", "bottom", "descending", "ascending", "position_of")


class OperationChoice(Asking):
    """Chooses the operation of one question."""

    def operation(self, query: Query) -> Operation | None:
        """Return what to compute, or None where the question asks for no number."""
        op, ask, slots, reading = self.op, self.ask, self.slots, self.reading
        rows, columns = len(query.named), len(slots.columns)
        counts = self.counts()
        attributes = self.attributes()
        if is_relative(reading):
            asks = set(ask) - {"yes_no"} or attributes
            again = not asks and self.follow.carried_from() == "value"
            counted = counts or again or (slots.columns and not attributes)
            return "value" if counted else "attribute"
        if self.reconciles:
            return "reconcile"
        if slots.parts.of_column:
            # «市町村7、施設6で13になるか»: the parts are added up, unless the total is named.
            return "sum" if slots.parts.whole is not None else "value"
        if any(p.type == "every_key" for p in query.premises):
            return "attribute"
        selected = bool(rows or query.conditions or self.follow.active)
        both = columns == 1 and slots.counting.both
        pairs = rows > 1 or columns > 1 or both or self.follow.pairs or self.two_groups(query)
        extremes = (
            "max" in op
            or "min" in op
            or (not slots.limits and ("most_of" in op or "least_of" in op))
        )
        self.group = None if rows else group_asked(reading, self.table)
        if "missing" in op and aimed_at(reading, self.table) is not None and rows < 2:
            return "shortfall"
        if slots.whole_too and not {"share", "ratio", "mean", "max", "min"} & set(op):
            return "value"
        if self.gap_of_each(query):
            return "extreme"
        if "per_one" in op and columns == 2:
            return "ratio"
        if "next_rank" in op and self.after_rank(query):
            return "rank"
        if self.group is not None:
            if extremes or {"more", "less"} & set(op):
                return "extreme"
            return "count" if self.rows_asked else "mean" if "mean" in op else "list"
        choosers = [m for o in ("more", "less") for m in op.get(o, []) if self.of_rows(m)]
        if len(choosers) > 1 and columns > 1:
            return None  # «里親が多い地域と、児相が多い地域»: two questions in one
        if slots.quantifier is not None and not rows:
            if columns or slots.limits:
                return "threshold"
            return "count" if query.conditions else None
        if self.one_row_twice():
            return "value"
        if len(slots.sides) > 1 and columns < 2 and {"more", "less", "exceeds"} & set(op):
            return "difference" if "difference" in op else "ratio" if "ratio" in op else "extreme"
        if (columns < 2 or "jointly" in op) and self.among(query):
            return "threshold"
        if self.only(query) or self.every(query) or self.share_of_rows():
            return "threshold"
        if (
            ("count" in op or "rows" in ask)
            and rows
            and slots.columns == []
            and "persons" not in ask
        ):
            return "count"
        if self.follow.others and {"none", "some"} & set(op) and self.follow.measures():
            return "threshold"  # «ほかの会場にはいなかった？»
        chooses = {"none", "some"} & set(op) and "which" in ask and not extremes
        if chooses and not rows and not columns and self.follow.measures():
            return "threshold"  # «Which regions contributed none?» after a number
        whole = {"mean", "share", "ratio", "median", "per", "max", "min", *RANKING} & set(op)
        if slots.left_out and not whole and not slots.limits and "who" not in ask:
            return "remainder"
        unsaid = {"share", "median", "none", "some"} & set(op)
        if self.two_groups(query) and unsaid:
            return None
        if self.two_groups(query) and self.rows_asked:
            return "count" if not slots.columns and "persons" not in ask else None
        if self.two_groups(query) and "mean" in op:
            return "ratio" if "ratio" in op else "difference"
        if {"duration", "lasted"} & set(ask):
            return "duration"
        share = "share" in op or any(f.type == "percent" for f in self.reading.figures)
        if share and not extremes:
            # «過半を占めた地域は» chooses rows by a share: not one share of the whole.
            if not rows and ("which" in ask or any(limit.of_rows for limit in slots.limits)):
                return "threshold" if slots.limits else None
            return "share"
        if self.between(query):
            return "threshold"
        if self.names_members() and "none" not in op and "some" not in op and not extremes:
            return "breakdown"
        if {"max", "min"} <= set(op) and not {"difference", "ratio", "each_other"} & set(op):
            return "extreme"
        if "ratio" in op and (pairs or {"max", "min"} <= set(op)):
            return "ratio"
        if "exceeds" in op and (rows > 1 or (columns == 2 and rows == 1)):
            return "extreme"
        if "ratio" in op and len({"max", "min", "mean", "median"} & set(op)) == 2:
            return "ratio"
        if self.against_statistic():
            return "ratio" if "ratio" in op else "difference"
        apart = (
            len({"max", "min", "mean", "median", "nth"} & set(op)) > 1 or len(op.get("nth", [])) > 1
        )
        apart = apart or reading.number("top") == 2
        if "difference" in op and (pairs or apart):
            return "difference"
        computed = {"mean", "median", "share", "ratio", "per", "difference"} & set(op)
        # «6回で集まったのは何人»: the people of those rows are asked for, not the rows.
        people = "persons" in ask and not columns
        if slots.rows_claimed is not None and not computed and not people:
            return "threshold" if columns else "count"
        if "sum" in op and self.follow.active and not columns and not slots.limits:
            return "sum"
        if "same" in op and rows > 1:
            return "difference"
        if ("first" in op or "last" in op) and rows == 1 and "yes_no" in ask and not counts:
            return "attribute"
        if "same" in op and not rows:
            return "same"
        if {"only_mean", "below_mean", "only_median", "below_median"} & set(op):
            return "threshold"
        if any(o in op for o in RANKING):
            return "rank"
        if extremes and not (rows == 1 and not self.choice.by_column(query)):
            return "extreme"
        if self.per_body():
            return "per"
        if "median" in op:
            return "median"
        if "mean" in op:
            return "mean"
        some = ("none" in op and not self.includes("none")) or "some" in op
        if "breakdown" in op and rows:
            return "breakdown"
        if ("first" in op or "last" in op) and rows > 1:
            return "attribute"
        counted = bool(columns or ("persons" in ask and query.conditions))
        added = "sum" in op and counted and "by_row" not in op
        if (
            "listing" in op
            and not added
            and rows < 2
            and not slots.limits
            and not (some and columns)
        ):
            return "list"
        if slots.limits and not (slots.limits[0].threshold.op == "eq" and rows):
            return "threshold"
        if (
            not rows
            and columns
            and some
            and (
                not ("persons" in ask and "which" not in ask and not self.rows_asked)
                or self.chooses_rows()
            )
        ):
            return "threshold"
        if not rows and columns and "which" in ask and "persons" in ask and not extremes:
            return "threshold"
        if columns and not rows and self.rows_asked and "persons" not in ask:
            return "threshold"
        if ("first" in op or "last" in op) and not rows:
            return "attribute"
        if "breakdown" in op or ("who" in ask and selected and not ("more" in op or "less" in op)):
            return "breakdown"
        if (
            ("more" in op or "less" in op)
            and "sum" not in op
            and ("which" in ask or "who" in ask or pairs)
        ):
            return "extreme"
        if (self.rows_asked or "count" in op) and "persons" not in ask and not rows:
            return "count"
        if "days" in ask and not rows:
            return "count"
        if "each" in op and rows < 2 and columns < 2 and not query.conditions:
            return "list"
        if self.jointly():
            return "sum"
        if "each" in op and self.two_groups(query) and not attributes:
            return "value"  # «10月と11月の合計をそれぞれ»
        if "sum" in op and (pairs or query.conditions or self.follow.active) and not attributes:
            return "sum"
        if counts:
            return "value"
        return self._without_number(query, attributes, selected)

    def _without_number(
        self, query: Query, attributes: tuple[str, ...], selected: bool
    ) -> Operation | None:
        """Decide about a question that does not say that it wants a number: «松本 里親»."""
        slots, reading, ask = self.slots, self.reading, self.ask
        rows = bool(query.named)
        if attributes and selected:
            return "attribute"
        if attributes and "all" in reading.scope:
            return "list"
        if selected and not (slots.columns or slots.premises) and self.asks_for_rows():
            return "attribute"
        if rows and any(p.type in ("date", "month", "place") for p in query.premises):
            return "attribute"
        if "which" in ask and not rows:
            if query.conditions:
                return "attribute"
            opened = "region" in ask or self.table.key in reading.keys("dimension")
            if opened and not slots.columns and reading.keys("subject"):
                return "list" if "all" in reading.scope else "attribute"
            if slots.columns and (reading.keys("subject") or attends(reading.plain)):
                return "threshold"
            return None
        if "who" in ask:
            return None
        if self.follow.others and slots.columns and "yes_no" in ask:
            return "threshold"  # «ほかの会にも出ていますか»: in which of them
        if rows == 1 and not slots.columns and self.choice.claims_extreme():
            return "value"
        carried = self.follow.carried()
        if carried is not None:
            return carried
        places = bool(slots.named or query.conditions or "all" in reading.scope)
        subject = bool(reading.keys("subject") or slots.root_named or names_persons(reading))
        subject = subject or ("yes_no" in ask and attends(reading.plain))
        if slots.columns and subject and not rows and "yes_no" in ask and not query.conditions:
            return "value"
        if (places and (slots.columns or subject)) or (slots.columns and subject):
            return "value"
        if (places or slots.columns) and any(p.type == "number" for p in slots.premises):
            return "value"
        return None
