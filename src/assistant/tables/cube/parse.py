"""From a question over a table whose key has several rows to a typed query.

The question is taken apart piece by piece; whatever no piece explains ends in a refusal or a
question back, because a number that passes over a word answers another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.tables.cube.limits import find_limits
from assistant.tables.cube.money import SCALES, in_unit
from assistant.tables.cube.select import Selection, select
from assistant.tables.cube.skeleton import Skeleton, Skeletons, Token, operations
from assistant.tables.follow import Turn
from assistant.tables.lexicon import Lexicon, Reading
from assistant.tables.parse import Outcome, Refusal, Unclear
from assistant.tables.query import Condition, Operation, Premise, Query, Threshold
from assistant.tables.residue import find_residue
from assistant.tables.shape import Shape, ancestors, top_columns, without
from assistant.tables.words import Mark, matcher, operator_words
from assistant.types import Measure

Marks = dict[str, list[Mark]]
_COMPARES: tuple[Operation, ...] = ("extreme", "rank", "threshold", "list", "mean", "median")
# Groups of words that each operation may use; any other that is found leaves it unread.
_USES: dict[Operation, set[str]] = {
    "value": {"whole", "which"},
    "sum": {"sum", "whole"},
    "mean": {"mean", "per", "whole"},
    "median": {"median", "whole"},
    "extreme": {"max", "min", "which", "compare", "more", "less", "sum", "whole"},
    "rank": {"top", "bottom", "nth", "nth_ascending", "descending", "ascending", "which", "list",
             "max", "min", "more", "less"},
    "threshold": {"mean_above", "mean_below", "which", "count", "none", "list", "more", "less",
                  "whole", "sum"},
    "difference": {"difference", "compare", "more", "less"},
    "ratio": {"ratio", "compare"},
    "share": {"share", "whole"},
    "change": {"change", "previous", "difference", "share", "compare", "more", "less"},
    "count": {"count", "whole", "which", "sum"},
    "list": {"by", "list", "trend", "whole", "breakdown", "sum"},
    "breakdown": {"breakdown"},
    "attribute": {"which"},
}  # fmt: skip
_GROUPING = re.compile(
    r"D(?:別|ごと|毎|それぞれ)|(?:各|それぞれの|どの|何|どちらの|どんな|which |each |by |per )D"
    r"|(?:[いるた]|だった|[0-9]|N以上の|N以下の|N未満の|Nの|ない)D(?:[はがをもでに?？。]|って|$|の(?!C|V))"
    r"|(?:上位|トップ|下位|ワースト|ベスト)[0-9]+D"
)
_JOINED_COLUMNS = re.compile(r"(?:と|や|、|・|,|および|及び|も|より|より多い|を| and )+")
_SHORT = 14


@dataclass(slots=True)
class Parts:
    """The pieces of one question."""

    reading: Reading
    skeleton: Skeleton
    selection: Selection
    marks: Marks
    columns: list[str]
    group: str | None
    groups: int
    asked: str | None
    """The unit asked for, empty for いくつ; None where no amount is asked for."""
    residue: tuple[str, ...] = ()
    limits: list[tuple[str, str, int | float]] = field(default_factory=list)
    """Comparator, unit and number of each limit."""
    stated: list[Token] = field(default_factory=list)
    """Numbers that are no limit: what the question takes for granted."""

    def has(self, *names: str) -> bool:
        """Say whether words of one of these groups stand in the question."""
        return any(n in self.marks for n in names)


class CubeParser:
    """Reads questions over one table. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon, self.table = lexicon, lexicon.table
        self.shape = Shape(self.table)
        self.measures: dict[str, Measure] = {m.id: m for m in self.table.measures}
        self._skeletons = Skeletons(lexicon, self.shape)
        self._tops = top_columns(self.table)

    def parse(self, reading: Reading, turns: Sequence[Turn]) -> Outcome:
        """Return the query that ``reading`` asks for; ``turns`` is the conversation."""
        parts = self._take_apart(reading)
        about = bool(
            parts.selection.conditions or parts.columns or reading.keys("subject")
            or any(t.kind == "D" for t in parts.skeleton.tokens)
        )  # fmt: skip
        last = turns[-1] if turns else None
        follows = last is not None and self._follows(parts)
        if not about and not follows:
            if parts.asked is not None and parts.residue:
                return Refusal("not_stated", parts.residue)
            return Unclear("row") if parts.asked is not None else None
        if "text" in reading.ask and parts.asked is None:
            return None
        refused = self._refused(parts)
        if refused is not None:
            return refused
        if parts.residue and follows and not about:
            return Refusal("not_stated", parts.residue)
        if parts.residue:
            wants = parts.asked is not None or bool(parts.columns) or bool(parts.marks)
            if set(parts.residue) & operator_words(reading.language):
                return Unclear("sense")
            return Refusal("not_stated", parts.residue) if wants else None
        if parts.skeleton.unread or len(parts.limits) > 1:
            return Unclear("sense")
        return _Query(self, parts, turns if follows else ()).outcome()

    # -- pieces ----------------------------------------------------------------------------

    def _take_apart(self, reading: Reading) -> Parts:
        skeleton = self._skeletons.make(reading)
        selection = select(skeleton)
        marks, used = _find(skeleton, reading)
        limits, stated, spans = find_limits(skeleton)
        covered = [skeleton.span(s, e) for s, e in (*used, *selection.used, *spans) if s < e]
        covered += [(t.start, t.end) for t in skeleton.tokens]
        covered += [(t.start, t.end) for t in reading.tags if t.role == "subject"]
        covered += [
            (m.start, m.end) for n in ("lead", "anaphora") for m in reading.scope.get(n, [])
        ]
        residue = find_residue(reading.plain, reading.language, covered)
        grouping = self._grouping(skeleton, selection)
        asked = next((t.key for t in skeleton.tokens if t.kind == "Q"), None)
        return Parts(
            reading, skeleton, selection, marks, self._columns(skeleton),
            grouping[0] if grouping else None, len(set(grouping)), asked, residue, limits, stated,
        )  # fmt: skip

    def _columns(self, skeleton: Skeleton) -> list[str]:
        """Return the columns that are named; «児童書の貸出» names the part alone."""
        tokens = [t for t in skeleton.tokens if t.kind == "C"]
        found = list(dict.fromkeys(t.key for t in tokens))
        wholes: dict[str, set[str]] = {
            c: {a.column for m in self.table.measures if m.column == c
                for a in ancestors(m, self.measures)}
            for c in found
        }  # fmt: skip
        beside = {
            t.key for a, b in zip(tokens, tokens[1:], strict=False)
            if _JOINED_COLUMNS.fullmatch(skeleton.text[a.place + 1 : b.place]) for t in (a, b)
        }  # fmt: skip
        return [
            c for c in found
            if c in beside or not any(c in wholes[other] for other in found if other != c)
        ]  # fmt: skip

    def _grouping(self, skeleton: Skeleton, selection: Selection) -> list[str]:
        """Return the dimensions that rows are compared or listed by, as the words say it."""
        spans = [m.span() for m in _GROUPING.finditer(skeleton.text)]
        found = []
        for token in skeleton.tokens:
            if token.kind == "D" and any(s <= token.place < e for s, e in spans):
                # 中部地区, 2019年度: the name of a dimension behind one of its values.
                before = [t for t in skeleton.tokens if t.place == token.place - 1]
                if not any(t.kind == "V" and t.key == token.key for t in before):
                    found.append(token.key)
        if not found and "いつ" in skeleton.text and (time := self.shape.ordered()):
            found.append(time)
        if not found and re.search(r"どこ|where", skeleton.text):
            places = [d.id for d in self.table.dimensions if "どこ" in d.question_words]
            found += places[:1]
        return found

    def _follows(self, parts: Parts) -> bool:
        """Say whether the question goes on with the conversation."""
        if parts.has("lead") or {"lead", "anaphora"} & set(parts.reading.scope):
            return True
        if parts.columns and parts.selection.conditions:
            return False
        if not parts.columns:
            return True
        return len(parts.reading.plain) <= _SHORT and not (set(parts.marks) - {"which"})

    def _refused(self, parts: Parts) -> Refusal | None:
        skeleton, reading = parts.skeleton, parts.reading
        if skeleton.outside:
            return Refusal("outside_period", (), passages_may_say=False)
        if skeleton.finer:
            return Refusal("not_stated", (), passages_may_say=False)
        other_time = matcher("other_time").search(reading.plain)
        if other_time is not None and not parts.has("previous"):
            return Refusal("outside_period", (), passages_may_say=False)
        return None


def _find(skeleton: Skeleton, reading: Reading) -> tuple[Marks, list[tuple[int, int]]]:
    """Return the words of computing by group, each taken by the first group that knows it."""
    text = list(skeleton.text)
    marks: Marks = {}
    used = []
    for name, pattern in operations(reading.language).items():
        for match in pattern.finditer("".join(text)):
            start, end = match.span()
            if start == end:
                continue
            marks.setdefault(name, []).append(Mark(start, end, match.groups()))
            used.append((start, end))
            for i in range(start, end):
                if text[i] not in "VCDNQ":
                    text[i] = " "
    return marks, used


class _Query:
    """One question whose every word is explained."""

    def __init__(self, parser: CubeParser, parts: Parts, turns: Sequence[Turn]) -> None:
        self.parser, self.parts, self.turns = parser, parts, turns
        self.table, self.shape = parser.table, parser.shape
        self.measures = parser.measures
        self.last = turns[-1] if turns else None

    def outcome(self) -> Outcome:
        parts = self.parts
        query = Query(self.table.id, "value", conditions=tuple(parts.selection.conditions),
                      yes_no="yes_no" in parts.reading.ask and not parts.has("which"))  # fmt: skip
        inherited = self._inherited(query.conditions)
        order = [d.id for d in self.table.dimensions]
        inherited = tuple(sorted(inherited, key=lambda c: order.index(c.dimension)))
        query = replace(query, conditions=inherited)
        if parts.groups > 1:
            return Unclear("sense")
        operation = self._operation(query)
        if operation is None:
            return None
        query = replace(query, operation=operation, group=parts.group)
        if not self._all_used(operation):
            return Unclear("sense")
        if operation == "attribute":
            return self._attribute(query)
        if operation == "count":
            return self._count(query)
        chosen = self._measures()
        if isinstance(chosen, Refusal | Unclear):
            return chosen
        if not chosen:
            return Unclear("column")
        query = replace(query, measures=chosen, unit=parts.asked or None)
        return self._details(query)

    # -- what is computed ------------------------------------------------------------------

    def _operation(self, query: Query) -> Operation | None:
        """Return the operation, in order of the precision of its words."""
        parts = self.parts
        if parts.has("grew_most"):
            return "value"  # which _all_used then leaves unread
        if parts.has("previous", "change"):
            return "change"
        rate = any(self.measures[m].unit in ("%", "％") for m in self._named_measures())
        if parts.has("share") and not (rate and parts.asked == "%"):
            return "share"
        if parts.has("ratio"):
            return "ratio"
        if parts.has("difference") and not parts.has("max", "min"):
            return "difference"
        if parts.limits or parts.has("mean_above", "mean_below", "none"):
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
            return "list"
        if parts.has("sum"):
            return "sum"
        return self._without_words(query)

    def _without_words(self, query: Query) -> Operation | None:
        parts = self.parts
        counts = parts.asked is not None or parts.columns or parts.stated
        if not counts and (parts.group is not None or self._attributes()):
            return "attribute" if query.conditions else None
        if self.last is not None and not parts.columns and not parts.asked:
            return self._carried()
        if counts or (self.last is not None and query.conditions):
            return "value"
        if parts.reading.keys("subject") and query.conditions:
            return None
        return None

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
        return found <= _USES[operation] | {"whole"}

    # -- which numbers ---------------------------------------------------------------------

    def _named_measures(self) -> list[str]:
        return [m.id for m in self.table.measures if m.column in self.parts.columns]

    def _measures(self) -> tuple[str, ...] | Refusal | Unclear:
        """Return the measures that are asked for; empty where the question leaves that open."""
        parts = self.parts
        unit = (
            parts.asked
            or next((u for _, u, _ in parts.limits if u), "")
            or next((t.key for t in parts.stated if t.key), "")
        )
        if parts.columns:
            found = [self._measure(c, unit) for c in parts.columns]
            if None in found:
                return Refusal("not_stated", ())
            return tuple(m for m in found if m is not None)
        if self.last is not None and self.last.query.measures:
            before = self.last.query.measures
            if not unit or all(self._fits(self.measures[m], unit) for m in before):
                return before
        if unit and unit != "%":
            fitting = [
                m.id for m in self.table.measures
                if m.column in self.parser._tops and self._fits(m, unit)
            ]  # fmt: skip
            if len(fitting) == 1:
                return tuple(fitting)
            return () if fitting else Refusal("not_stated", (unit,))
        tops = self.parser._tops
        if len(tops) == 1:
            return tuple(m.id for m in self.table.measures if m.column == tops[0])[:1]
        return ()

    def _measure(self, column: str, unit: str) -> str | None:
        """Return the measure of ``column`` in ``unit``; None where it is not counted so."""
        found = [m for m in self.table.measures if m.column == column]
        if self.parts.has("share", "change", "previous", "ratio") and unit == "%":
            unit = ""
        fitting = [m for m in found if not unit or self._fits(m, unit)]
        return fitting[0].id if fitting else None

    def _fits(self, measure: Measure, unit: str) -> bool:
        """Say whether ``unit`` asks for this measure: 名 for 人, 円 for 千円."""
        same = next((q.units for q in self.table.quantities if q.id == measure.quantity), ())
        money = measure.unit.endswith("円") and unit.endswith("円")
        percent = measure.unit in ("%", "％") and unit in ("%", "％")
        return unit == measure.unit or unit in same or money or percent

    # -- which rows ------------------------------------------------------------------------

    def _inherited(self, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        """Return the conditions with those that a follow-up takes for granted."""
        if self.last is None:
            return conditions
        named = {c.dimension for c in conditions}
        before = list(self.last.query.conditions)
        if self.last.picked is not None:
            before = [c for c in before if c.dimension != self.last.picked.dimension]
            before.append(self.last.picked)
        by_key = (self.last.query.group or self.table.key) == self.table.key
        chose = self.last.query.operation in ("extreme", "rank", "threshold")
        pointing = "anaphora" in self.parts.reading.scope
        if chose and by_key and self.last.keys and (pointing or not self._compares()):
            before = [*without(before, self.table.key),
                      Condition(self.table.key, "in", self.last.keys)]  # fmt: skip
        if self._compares() and not pointing:
            group = self.parts.group or self.table.key
            before = list(without(before, group))
        if self.parts.has("whole"):
            before = list(without(before, self.table.key))
        dependent = {d.id for d in self.table.dimensions} - set(self.shape.identity)
        if named & dependent:
            before = list(without(before, self.table.key))
        elif self.table.key in named:
            before = [c for c in before if c.dimension not in dependent]
        return (*conditions, *(c for c in before if c.dimension not in named))

    def _compares(self) -> bool:
        return self.parts.has("max", "min", "top", "bottom", "nth", "descending", "ascending",
                              "by") or bool(self.parts.limits)  # fmt: skip

    def _rows(self, conditions: Sequence[Condition]) -> list[str]:
        """Return the dimensions of the identity that ``conditions`` leave open."""
        return [d for d in self.shape.identity if not self._fixed(conditions, d)]

    def _fixed(self, conditions: Sequence[Condition], dimension: str) -> bool:
        return any(
            c.dimension == dimension and c.op == "in" and len(c.values) == 1 for c in conditions
        )

    # -- the rest of the query -------------------------------------------------------------

    def _details(self, query: Query) -> Outcome:
        match query.operation:
            case "change":
                return self._change(query)
            case "share":
                return self._share(query)
            case "difference" | "ratio":
                return self._pair(query)
            case "threshold":
                return self._threshold(query)
            case "rank" | "extreme":
                return self._ordered(query)
            case "mean" | "median":
                return self._mean(query)
            case "list":
                return self._list(query)
            case "value" | "sum":
                return self._value(query)
        return query

    def _value(self, query: Query) -> Outcome:
        parts = self.parts
        pair = self._last_two()
        if (
            query.operation == "sum"
            and not parts.columns
            and pair is not None
            and (not parts.selection.conditions)
        ):
            dimension, values, shared = pair
            return replace(query, conditions=(*shared, Condition(dimension, "in", values)))
        if len(parts.stated) > 1 or (parts.stated and len(query.measures) > 1):
            return Unclear("sense")
        if parts.stated:
            measure = self.measures[query.measures[0]]
            value = self._in_unit(measure, parts.stated[0].key, parts.stated[0].value)
            if value is None:
                return Unclear("sense")
            query = replace(query, premises=(Premise("number", value, measure.unit),))
        if parts.has("which") and not parts.stated and not parts.asked:
            return Unclear("sense")
        if not query.conditions and not parts.has("sum", "whole") and not parts.asked:
            # «貸出冊数は？»: of what, nobody has said.
            if self.last is None and not parts.reading.keys("subject"):
                return replace(query)
        return query

    def _in_unit(self, measure: Measure, unit: str, value: str | int | float) -> int | float | None:
        if isinstance(value, str):
            return None
        if unit == "円" and measure.unit in SCALES:
            return in_unit(value, measure.unit)
        return value if not unit or self._fits(measure, unit) else None

    def _threshold(self, query: Query) -> Outcome:
        parts = self.parts
        if len(query.measures) > 1:
            return Unclear("sense")
        measure = self.measures[query.measures[0]]
        if parts.has("mean_above", "mean_below"):
            op = "gt" if parts.has("mean_above") else "lt"
            query = replace(query, threshold=Threshold(op, None))  # type: ignore[arg-type]
        elif parts.has("none"):
            query = replace(query, threshold=Threshold("eq", 0))
        else:
            op, unit, number = parts.limits[0]
            value = self._in_unit(measure, unit, number)
            if value is None:
                return Unclear("sense")
            query = replace(query, threshold=Threshold(op, value))  # type: ignore[arg-type]
        open_ = self._rows(query.conditions)
        chooses = parts.group is not None or parts.has("which", "count", "list")
        if not chooses:
            if parts.has("mean_above", "mean_below", "none"):
                return Unclear("sense")
            if open_ and not measure.additive:
                return Unclear("sense")
            return replace(query, of_total=True, yes_no=True)
        return self._grouped(query)

    def _grouped(self, query: Query) -> Outcome:
        """Settle what the rows are compared by."""
        open_ = self._rows(query.conditions)
        group = query.group
        if group is None:
            if not open_:
                return Unclear("sense")
            if self.table.key in open_:
                group = self.table.key
            elif len(open_) == 1:
                group = open_[0]
            else:
                return Unclear("sense")
        elif self._fixed(query.conditions, group):
            return Unclear("sense")
        return replace(query, group=group)

    def _ordered(self, query: Query) -> Outcome:
        parts, listed = self.parts, self.parts.selection.listed
        descending = not parts.has("min", "bottom", "nth_ascending", "ascending", "less")
        query = replace(query, descending=descending)
        if parts.has("max") and parts.has("min"):
            return Unclear("sense")
        if query.operation == "extreme":
            chooses = parts.group is not None and not listed and not parts.has("compare")
            if not chooses and not parts.has("max", "min"):
                if len(query.measures) == 2 and not listed:
                    same = len({self.measures[m].unit for m in query.measures}) == 1
                    return replace(query, by="column") if same else Unclear("sense")
                if len(listed) != 1:
                    pair = self._last_two()
                    return (
                        self._sides(query, pair[0], pair[1], pair[2]) if pair else Unclear("pair")
                    )
                ((dimension, values),) = listed.items()
                return self._sides(query, dimension, values, without(query.conditions, dimension))
            if parts.group is None and len(listed) == 1 and self.table.key not in listed:
                query = replace(query, group=next(iter(listed)))
        if len(query.measures) > 1:
            return Unclear("sense")
        limit = self._number("top", "bottom")
        position = self._number("nth", "nth_ascending")
        return self._grouped(replace(query, limit=limit, position=position))

    def _number(self, *names: str) -> int | None:
        for name in names:
            for mark in self.parts.marks.get(name, []):
                for group in mark.groups:
                    if group and group.isdigit():
                        return int(group)
        return None

    def _sides(
        self, query: Query, dimension: str, values: Sequence[str], shared: Sequence[Condition]
    ) -> Query:
        sides = tuple((Condition(dimension, "in", (v,)),) for v in values)
        return replace(query, conditions=tuple(shared), sides=sides, group=None)

    def _last_two(self) -> tuple[str, tuple[str, ...], tuple[Condition, ...]] | None:
        """Return what the last two turns differ in, with their values and what they share."""
        if len(self.turns) < 2:
            return None
        older, newer = ({(c.dimension, c.op): c for c in t.query.conditions}
                        for t in self.turns[-2:])  # fmt: skip
        differing = [k for k in older if k in newer and older[k] != newer[k]]
        if older.keys() != newer.keys() or len(differing) != 1 or differing[0][1] != "in":
            return None
        values = (*older[differing[0]].values, *newer[differing[0]].values)
        shared = tuple(c for k, c in newer.items() if k != differing[0])
        return differing[0][0], tuple(dict.fromkeys(values)), shared

    def _pair(self, query: Query) -> Outcome:
        """Settle the two numbers of a difference or a ratio."""
        parts, listed = self.parts, self.parts.selection.listed
        values = [t for t in parts.skeleton.tokens if t.kind == "V"]
        by_dimension: dict[str, list[Token]] = {}
        for token in values:
            by_dimension.setdefault(token.key, []).append(token)
        twice = {d: ts for d, ts in by_dimension.items() if len({t.value for t in ts}) == 2}
        if len(query.measures) == 2:
            same = len({self.measures[m].unit for m in query.measures}) == 1
            return query if same and not twice else Unclear("sense")
        if not twice:
            pair = self._last_two() if not listed else None
            named = parts.selection.conditions
            if pair is not None and not named:
                return self._sides(query, *pair)
            if self.last is not None and len(named) == 1 and named[0].op == "in":
                # «東図書館との差は»: the other one is that of the turn before.
                before = [c for c in self.last.query.conditions
                          if c.dimension == named[0].dimension and c.op == "in"]  # fmt: skip
                if before and len(before[0].values) == 1 and len(named[0].values) == 1:
                    both = (before[0].values[0], named[0].values[0])
                    shared = without(query.conditions, named[0].dimension)
                    return self._sides(query, named[0].dimension, both, shared)
            return Unclear("pair")
        if len(twice) != 1 or parts.selection.ranges:
            return Unclear("sense")
        ((dimension, tokens),) = twice.items()
        names = list(dict.fromkeys(str(t.value) for t in tokens))
        if query.operation == "ratio":
            names = self._base_last(tokens, names)
        return self._sides(query, dimension, names, without(query.conditions, dimension))

    def _base_last(self, tokens: Sequence[Token], names: list[str]) -> list[str]:
        """Put the value that the others are measured by at the end: «東図書館の何倍»."""
        for token in tokens:
            rest = self.parts.skeleton.text[token.place + 1 :]
            if re.match(
                r"(?:のV)?(?:のC)?の?(?:約|およそ)?何(?:倍|%|割)|(?:のC)?を1と|(?:のC)?に(?:対し|比べ)",
                rest,
            ):
                return [*(n for n in names if n != token.value), str(token.value)]
        return names

    def _change(self, query: Query) -> Outcome:
        """Settle the two times between which a number changed."""
        parts, time = self.parts, self.shape.ordered()
        if time is None or len(query.measures) > 1 or parts.group not in (None, time):
            return Unclear("sense")
        named = parts.selection.listed.get(time) or parts.selection.ranges.get(time)
        tokens = [str(t.value) for t in parts.skeleton.tokens if t.kind == "V" and t.key == time]
        values = list(dict.fromkeys(named or tokens))
        shared = without(query.conditions, time)
        if not values:
            values = [v for c in query.conditions if c.dimension == time for v in c.values]
        if len(values) == 1:
            before = self.shape.neighbour(time, values[0], -1)
            if before is None:
                return Refusal("outside_period", (), passages_may_say=False)
            values = [before, values[0]]
        if len(values) != 2:
            return Unclear("sense")
        older, newer = sorted(values, key=lambda v: (len(v), v))
        text = parts.reading.plain
        falls = re.search(r"減|落ち|下が|低く|少なく", text) is not None
        rises = re.search(r"増|伸|上が|高く|多く", text) is not None
        judged = (
            query.yes_no
            and parts.asked is None
            and falls != rises
            and not re.search(r"どれ|どの|どう|何", text)
        )
        query = replace(query, descending=not falls, yes_no=judged)
        return self._sides(query, time, (older, newer), shared)

    def _share(self, query: Query) -> Outcome:
        """Settle part and whole: «Aに占めるB», «AのうちB», «Bは全体の何%», «Aの何%»."""
        parts, skeleton = self.parts, self.parts.skeleton
        measure = self.measures[query.measures[-1]]
        split = re.search(r"に占め|のうち|の中で|に対する", skeleton.text)
        wholes = ancestors(measure, self.measures)
        if split is not None:
            columns = [t.key for t in skeleton.tokens if t.kind == "C" and t.place < split.start()]
            after = [t.key for t in skeleton.tokens if t.kind == "C" and t.place >= split.end()]
            before = {t.key for t in skeleton.tokens
                      if t.kind == "V" and t.place < split.start()}  # fmt: skip
            later = [t.key for t in skeleton.tokens if t.kind == "V" and t.place >= split.end()]
            part = self._measure((after or columns or [measure.column])[0], "")
            whole = self._measure((columns or after or [measure.column])[-1], "")
            if part is None or whole is None:
                return Unclear("sense")
            if not columns and after and wholes and not later:
                whole = wholes[-1].id
            if part != whole and self.measures[part].unit != self.measures[whole].unit:
                return Unclear("sense")
            only_part = [d for d in later if d not in before]
            if part == whole and not only_part:
                return Unclear("sense")
            base = without(query.conditions, *only_part)
            return replace(query, measures=(part,), over=whole, base=base)
        twice = [d for d, v in parts.selection.listed.items() if len(v) == 2]
        tokens = [t for t in skeleton.tokens if t.kind == "V"]
        named = {d: [t for t in tokens if t.key == d] for d in {t.key for t in tokens}}
        two = [d for d, ts in named.items() if len({t.value for t in ts}) == 2]
        if len(two) == 1:
            names = self._base_last(named[two[0]], [str(t.value) for t in named[two[0]]])
            shared = without(query.conditions, two[0])
            part_of = (*shared, Condition(two[0], "in", (names[0],)))
            whole_of = (*shared, Condition(two[0], "in", (names[-1],)))
            return replace(query, conditions=part_of, over=measure.id, base=whole_of)
        if twice or (len(query.measures) > 1 and not wholes):
            return Unclear("sense")
        if wholes and not parts.has("whole"):
            return replace(query, measures=(measure.id,), over=wholes[-1].id,
                           base=query.conditions)  # fmt: skip
        narrow = [c.dimension for c in query.conditions if c.op == "in"]
        dependent = [d for d in narrow if d not in self.shape.identity]
        dropped = (self.table.key if self.table.key in narrow else
                   dependent[0] if dependent else narrow[0] if narrow else None)  # fmt: skip
        if dropped is None:
            return Unclear("sense")
        base = without(query.conditions, dropped)
        return replace(query, measures=(measure.id,), over=measure.id, base=base)

    def _mean(self, query: Query) -> Outcome:
        """Settle what a mean or a median is taken over: one thing, and no two at once."""
        open_ = self._rows(query.conditions)
        grouped = query.group is not None or self.parts.has("per")
        if self.parts.has("per") and query.group is None:
            named = [t.key for t in self.parts.skeleton.tokens if t.kind == "D"]
            query = replace(query, group=named[0] if named else None)
        if not open_:
            return Unclear("sense")
        if grouped and query.group is not None:
            if self._fixed(query.conditions, query.group):
                return Unclear("sense")
            return query
        if len(open_) > 1:
            return Unclear("over")
        return replace(query, group=None)

    def _list(self, query: Query) -> Outcome:
        parts = self.parts
        if parts.has("trend") and query.group is None:
            query = replace(query, group=self.shape.ordered())
        open_ = self._rows(query.conditions)
        if query.group is None and not open_:
            return replace(query, operation="value")
        if query.group is None:
            listed = [d for d in parts.selection.listed if d in self.shape.identity]
            group = listed[0] if listed else None
            if group is None:
                group = self.table.key if self.table.key in open_ else open_[0]
            query = replace(query, group=group)
        return query

    # -- questions without a number ---------------------------------------------------------

    def _attributes(self) -> list[str]:
        """Return the dimensions that are asked for: 中央図書館の地区は."""
        named = {c.dimension for c in self.parts.selection.conditions}
        return [
            t.key for t in self.parts.skeleton.tokens
            if t.kind == "D" and t.key not in named and t.key != self.table.key
        ]  # fmt: skip

    def _attribute(self, query: Query) -> Outcome:
        asked = self._attributes() or ([self.parts.group] if self.parts.group else [])
        asked = [a for a in asked if a is not None]
        if not asked or len(asked) > 1 or not query.conditions:
            return Unclear("sense")
        wanted = asked[0]
        if self._fixed(query.conditions, wanted):
            return Unclear("sense")
        dependent = wanted not in self.shape.identity or wanted == self.table.key
        if not dependent:
            return Unclear("sense")
        return replace(query, attributes=(wanted,), group=None)

    def _count(self, query: Query) -> Outcome:
        marked = self.parts.marks.get("count", [])
        named = [
            t.key for t in self.parts.skeleton.tokens
            if t.kind == "D" and any(m.start <= t.place < m.end for m in marked)
        ]  # fmt: skip
        if not named or self.parts.columns or self.parts.asked:
            return Unclear("sense")
        return replace(query, group=named[0])
