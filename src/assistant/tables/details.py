"""Fill in a query whose operation is known: order, limits, what is compared with what."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.tables.claim import claimed
from assistant.tables.grouped import by_group
from assistant.tables.holding import Holding
from assistant.tables.query import Premise, Query, Threshold
from assistant.tables.relative import is_relative
from assistant.tables.shortfall import aimed_at

_BASE = re.compile(r"(?:の人数|の出席者)?の(?:約|ちょうど|およそ)?(?:[0-9.]+|何)?(?:倍|割|%|半)")
# Several things asked in one breath: 開催日、会場及び人数; 何人で、いつ.
_BESIDE = re.compile(
    r"(?:日|日付|日にち|日時|日程|会場|場所|時刻|時間|曜日|いつ|どこで|数|何人|何名)"
    r"(?:と|や|、|,|・|及び|および|で、|も)"
    r"|(?:と|や|、|・|及び|および)(?:その|開催)?(?:日|会場|場所|時刻|時間|曜日|いつ|どこ)"
    r"| and "
)


_AGAINST_ONE = re.compile(r"に対(?:する|し)|につき|[あ当]た?り")
_DECIMALS = re.compile(r"小数(?:点)?(?:以下)?(?:第)?([1-4])(?:位|桁)(を四捨五入)?|([1-4]) decimal")


def _digits(plain: str) -> int | None:
    """Return how many decimals are asked for: 小数第2位まで, 整数で."""
    found = _DECIMALS.search(plain)
    if found is None:
        return 0 if re.search(r"整数(?:で|に|値)", plain) else None
    if found[3]:
        return int(found[3])
    return int(found[1]) - (1 if found[2] else 0)


class Details(Holding):
    """The details of one question's query."""

    def fill(self, query: Query) -> Query:
        """Return ``query`` with everything that its operation needs."""
        op, slots, reading = self.op, self.slots, self.reading
        never = "none" in op and "max" in op  # 一番人が来なかった
        descending = not never and not any(
            o in op for o in ("min", "ascending", "bottom", "nth_ascending")
        )
        if "less" in op and "more" not in op and "max" not in op:
            descending = False
        if not {"max", "min", "more", "less", "descending", "ascending"} & set(op):
            descending = self.follow.descending(descending)
        limit = reading.number("top") or reading.number("bottom")
        position = reading.number("nth_ascending") or reading.number("nth")
        apart = bool({"each", "by_row", "more", "less", "difference"} & set(op))
        query = replace(
            query,
            digits=_digits(reading.plain),
            asks_same="same" in op or "equal" in op,
            only_rows=bool({"which", "listing"} & {*op, *self.ask}),
            apart=apart or len([p for p in slots.premises if p.type == "number"]) > 1,
            descending=descending,
            limit=int(limit) if limit else None,
            position=int(position) if position and not limit else None,
            attributes=self.operations.attributes(),
            beside=self._asks_beside(),
            derived="per"
            if self.operations.per_body()
            else "share"
            if query.operation == "threshold" and self._by_share()
            else ("share" if "share" in op else None),
        )
        if self.operations.only(query):
            kept = tuple(c for c in query.conditions if c.dimension != self.table.key)
            only = Premise("only", "|".join(query.named))
            query = replace(query, conditions=kept, named=(), premises=(only,))
        elif query.operation == "threshold" and self.operations.among(query):
            kept = tuple(c for c in query.conditions if c.dimension != self.table.key)
            said = Premise("among", "|".join(query.named))
            query = replace(query, conditions=kept, named=(), premises=(said,))
        if query.operation == "threshold":
            query = replace(self._threshold(query), added="sum" in op)
        if query.operation == "threshold" and self.operations.share_of_rows():
            query = replace(query, share_of_rows=True, derived=None, yes_no=False)
        if slots.quantifier is not None and query.operation in ("threshold", "count"):
            others = tuple(p for p in query.premises if p.type != "rows")
            query = replace(
                query, share_of_rows=True, derived=None, of_total=False, attributes=(),
                quantifier=slots.quantifier.threshold, counts_rows=slots.quantifier.counted,
                premises=others,
            )  # fmt: skip
        elif self.operations.every(query):
            rule = query.threshold if slots.limits else Threshold("gt", 0)
            query = replace(query, of_total=False, threshold=rule, premises=(Premise("every", ""),))
        if query.operation == "shortfall":
            query = replace(query, target=aimed_at(reading, self.table), premises=(), yes_no=False,
                            threshold=None)  # fmt: skip
        if query.operation == "rank" and "next_rank" in op:
            query = replace(query, after=self.operations.after_rank(query))
        if query.operation == "extreme":
            query = replace(query, both_ends={"max", "min"} <= set(op))
        if slots.sides and query.operation in ("difference", "ratio", "extreme", "share"):
            query = self._of_sides(query)
        if self.operations.one_row_twice():
            # Both names mean one row: its venue and number say so.
            query = replace(query, beside=True, attributes=tuple(self.operations.places()))
        held = len(query.named) == 1 and self.operations.against_statistic()
        if query.operation in ("difference", "ratio"):
            stats = tuple(o for o in ("max", "min", "mean", "median") if o in op)
            order = {o: min(m.start for m in op[o]) for o in stats}
            # The largest is so many times the smallest, in whatever order they are named.
            stats = tuple(sorted(stats, key=lambda o: (o != "max", o == "min", order[o])))
            query = replace(query, places=self._places(), stats=stats if len(stats) == 2 else ())
            if held:
                query = self._against(query, stats)
        if query.operation == "mean" or (query.operation == "list" and self._adds_behind()):
            query = replace(query, added="sum" in op)
        if query.operation == "median":
            query = replace(query, with_mean="mean" in op)
        if query.operation in ("difference", "ratio") and "mean" in op:
            groups = self.operations.two_groups(query)
            query = replace(query, of_mean=groups)
        if self.operations.group is not None:
            query = by_group(query, self.operations.group)
        if query.operation in ("extreme", "difference") and query.yes_no:
            query = replace(query, claims=claimed(reading, slots, self.table.key))
        if query.operation == "remainder":
            query = self._remainder(query)
        if query.operation == "count":
            # 何日間 counts the days, whatever else the question names.
            dates = tuple(d.id for d in self.table.dimensions if d.type == "date")
            query = replace(query, attributes=dates if "days" in self.ask else ())
        if slots.town is not None and query.named and query.operation == "value":
            venues = tuple(self.operations.places())
            town = Premise("town", slots.town)
            query = replace(query, beside=True, attributes=venues, premises=(town,))
        if query.operation == "duration":
            query = replace(query, added="sum" in op)
        gap = self.operations.gap_of_each(query) if query.operation == "extreme" else None
        if gap is not None:
            query = replace(query, derived=gap, both_ends=False)
        if query.operation == "extreme" and "mean" in op and {"max", "min"} & set(op):
            query = replace(query, with_mean=True)
        by_column = gap is None and not query.after and self.choice.by_column(query)
        if query.operation in ("extreme", "rank") and by_column:
            query = replace(query, by="column")
        if query.operation in ("extreme", "rank") and query.by == "row" and len(query.named) == 1:
            key = self.table.key
            kept = tuple(c for c in query.conditions if c.dimension != key or c.op != "in")
            query = replace(query, conditions=kept)
        if is_relative(reading) and query.operation == "attribute":
            # «木曽の次はどこ»: the row is named by its day.
            dates = tuple(d.id for d in self.table.dimensions if d.type == "date")
            query = replace(query, attributes=tuple(dict.fromkeys((*dates, *query.attributes))))
        if query.operation in ("attribute", "list") and not query.attributes:
            query = replace(query, attributes=self._asked(query))
        if query.operation == "value":
            wrong = tuple(Premise("extreme", o) for o in ("max", "min") if o in op)
            query = replace(query, premises=(*query.premises, *wrong))
        if (query.operation in ("ratio", "share") or query.derived == "ratio") and not held:
            query = self._with_base_last(query)
        if query.operation == "value" and query.named and "none" in op:
            query = replace(query, premises=(*query.premises, Premise("number", 0)))
        if query.operation == "share":
            query = replace(self.choice.share(query), added=self._adds())
        numbered = any(
            t.role == "column" and reading.plain[t.start : t.end].endswith("数")
            for t in reading.tags
        )
        if query.operation == "attribute" and ("persons" in self.ask or numbered):
            query = replace(query, measures=self.choice.measures(query))
        if ("first" in op or "last" in op) and query.operation == "attribute":
            both = "first" in op and "last" in op
            if len(query.named) == 1:
                # «最後は松本でしたよね»: find the last one, then see whether it is that.
                kept = tuple(c for c in query.conditions if c.dimension != self.table.key)
                edge = Premise("edge", query.named[0])
                query = replace(query, conditions=kept, named=(), premises=(edge,))
            query = replace(query, descending="last" in op, limit=2 if both else 1)
        if (
            slots.counting.quantity is None
            and "year" in self.ask
            and query.operation == "attribute"
        ):
            dates = tuple(d.id for d in self.table.dimensions if d.type == "date")
            query = replace(query, attributes=dates)
        return query

    def _of_sides(self, query: Query) -> Query:
        """Compare the rows that the question adds up with those it holds them against."""
        key, sides = self.table.key, self.slots.sides
        if len(sides) != 2:
            return query
        kept = tuple(c for c in query.conditions if c.dimension != key or c.op != "in")
        groups = tuple(side.keys for side in sides)
        return replace(query, named=(), conditions=kept, key_groups=groups)

    def _against(self, query: Query, stats: tuple[str, ...]) -> Query:
        """Hold the one row of ``query`` against a number of all rows."""
        key = self.table.key
        kept = tuple(c for c in query.conditions if c.dimension != key or c.op != "in")
        row = next((t for t in self.reading.tags if t.value == query.named[0]), None)
        base = row is not None and _BASE.match(self.reading.plain[row.end :]) is not None
        return replace(
            query, conditions=kept, stats=stats, places=None, of_base=base,
            descending="nth_ascending" not in self.op, of_mean=False,
        )  # fmt: skip

    def _adds(self) -> bool:
        """Say whether parts are to be added up: 総数 in 出席者総数 adds up nothing."""
        if {"each", "by_row"} & set(self.op):
            return False
        names = [(t.start, t.end) for t in self.reading.tags if t.role == "column"]
        return any(
            not any(s <= m.start and m.end <= e and (s, e) != (m.start, m.end) for s, e in names)
            for m in self.op.get("sum", [])
        )

    def _adds_behind(self) -> bool:
        """Say whether a sum is asked for behind the word for each row: 各地域の出席者数の総計."""
        each = [m.end for o in ("by_row", "listing") for m in self.op.get(o, [])]
        return bool(each) and any(m.start >= min(each) for m in self.op.get("sum", []))

    def _asks_beside(self) -> bool:
        """Say whether a day, a time or a place is asked for beside a number."""
        plain = self.reading.plain
        asked = {"when", "weekday", "start", "end", "time", "where"} & set(self.ask)
        interrogative = any(
            plain[m.start : m.end].startswith(("いつ", "何", "どこ", "when", "what", "where"))
            for a in asked
            for m in self.ask[a]
        )
        return interrogative or _BESIDE.search(plain) is not None

    def _places(self) -> tuple[int, int] | None:
        """Return the two places that are compared: 首位と2位の差, 2位と3位の差."""
        marks = [m for o in ("nth", "nth_ascending") for m in self.op.get(o, [])]
        found = [int(g) for m in marks for g in m.groups if g and g.isdecimal()]
        found += [2 for m in marks if not any(m.groups)]
        if "nth_ascending" in self.op or "min" in self.op:
            return None
        if self.reading.number("top") == 2 and not found:
            return (1, 2)  # 上位2地域の差
        places = sorted({*found, *([1] if "max" in self.op else [])})
        return (places[0], places[1]) if len(places) == 2 else None

    def _with_base_last(self, query: Query) -> Query:
        """Put the row that others are measured by at the end: «北アルプスの何倍、長野に…»."""
        ratio = query.operation == "ratio" or query.derived == "ratio"
        if ratio and len(query.measures) < 2 and len(query.named) < 2:
            # «施設に対する市町村の比»: what stands before is what the other is measured by.
            found = _AGAINST_ONE.search(self.reading.plain)
            of = found.start() if found else -1
            names = [
                t.key for t in self.reading.tags
                if t.role == "column" and t.end <= of and t.key in self.slots.columns
            ]  # fmt: skip
            if (
                of > 0
                and names
                and len(self.slots.columns) == 2
                and names[-1] == self.slots.columns[0]
            ):
                self.slots.columns.reverse()
        for tag in self.reading.tags:
            base = _BASE.match(self.reading.plain[tag.end :])
            if base and tag.role == "value" and tag.value in query.named:
                rest = tuple(n for n in query.named if n != tag.value)
                return replace(query, named=(*rest, tag.value), of_base=bool(rest))
        return query

    def _asked(self, query: Query) -> tuple[str, ...]:
        by_type = {d.id: d.type for d in self.table.dimensions}
        times = tuple(d.id for d in self.table.dimensions if d.type == "time")
        parts = [p.unit for p in query.premises if p.type in ("date", "every_key")]
        if any(by_type.get(p) == "category" for p in parts) and times:
            return (*parts, times[0])  # 午前 or 午後 is said with the time that shows it
        inherited = self.follow.attributes()
        if inherited and not self.slots.columns:
            return inherited
        if query.operation == "list":
            return ()
        checked = tuple(p.unit for p in query.premises if p.type in ("date", "month", "place"))
        if not checked and query.named:
            # «大町合同庁舎で行われたのは»: the row itself says nothing new of what names it.
            days = (d.id for d in self.table.dimensions if d.type == "date")
            return (*days, *self.operations.places()) or (self.table.key,)
        return checked or (self.table.key,)

    def _by_share(self) -> bool:
        if any(f.type == "percent" for f in self.reading.figures):
            return True
        # «20名に満たない地域の割合»: the limit is one on people, the share one of rows.
        counted = any(limit.unit not in ("", "%") for limit in self.slots.limits)
        return "share" in self.op and not counted
