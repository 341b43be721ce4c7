"""Which rows and columns of a table a figure is about, from its sentence and those before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.check.dated import conditions_of, selecting_dates
from assistant.check.place import Place
from assistant.check.respective import respective
from assistant.check.scan import Figure, Group, Sentence
from assistant.check.subject import Context, Part, Subject
from assistant.check.units import Units
from assistant.check.vocabulary import pattern
from assistant.tables.query import Condition
from assistant.tables.words import people_words
from assistant.types import Table

_EXCEPT = re.compile(r"(?:地域|会場|圏域)?(?:以外|を除|を除い|をのぞ)")
# A row before one of these is where something began or ended, not what the sentence is about.
_ROW_EDGE = re.compile(r"(?:地域|会場|圏域)?(?:を皮切り|から始ま|を最後|を締め|まで)")
_BESIDE = re.compile(r"\s*[、,・/]?\s*(?:計|で)?\s*")
_RELATIVE = re.compile(r"(?:の[^\s、。はが0-9]{1,6})?が(?:参加|出席|来場|集ま)[^、。0-9]{0,4}?た")
_EDGES = 2
"""Days that are named as the first and the last of a period."""
_UNUSED = ("condition", "unclear", "share")
_WHOLE_OF = re.compile(r"\s*(?:中|のうち|の内)の?(?=[0-9])")
_TOPIC = re.compile(r"[0-9][^、。0-9]{0,3}(?:は|が)、?$")
_LIKE = re.compile(r"(?:など|等)(?:の|から)?[^、。0-9]{0,6}$")
_FREE = re.compile(r"(?!\s*(?:のうち|の内|の(?:中|なか)|中(?!心)))")
_IS_TOPIC = re.compile(r"(?:の[^\s、。はが0-9]{1,4})?(?:は|が|も)、?")
_TOPIC_END = re.compile(r"(?:は|も|の|から|として)$")


@dataclass(slots=True)
class Selector:
    """Reads rows and columns for the figures of one sentence, first to last.

    ``read`` are the figures already read with their subjects.
    """

    sentence: Sentence
    groups: Sequence[Group]
    table: Table
    units: Units
    context: Context
    same: bool
    """Whether the sentence goes on about what the one before was about."""
    read: list[tuple[Figure, Subject]] = field(default_factory=list)

    def earlier(self, figure: Figure) -> list[tuple[Figure, Subject]]:
        """Return the figures before ``figure`` that have a subject of the table."""
        return [(f, s) for f, s in self.read if f.end <= figure.start]

    # -- rows ---------------------------------------------------------------------------------

    def with_rows(self, subject: Subject, place: Place, *, counting: bool = False) -> Subject:
        """Fill in the rows and conditions; ``counting``: rows are counted, not summed over."""
        figure = place.figure
        turn = respective(place, "row", self.context.named)
        if turn and not counting:
            return replace(subject, part=Part(turn), evidence=subject.evidence + 2)
        group = None if counting else self._row_group(place)
        if subject.operation == "days" and sum(g.kind == "row" for g in self.groups) > 1:
            return replace(subject, evidence=subject.evidence + 1)  # 飯田から大町まで、23日かけて
        town = place.town(group)
        if town is not None:
            return replace(subject, place=town, evidence=subject.evidence + 1)
        conditions = self._conditions(place)
        if subject.operation == "days":
            # The first and the last day are the edges of what is counted.
            conditions = tuple(c for c in conditions if c.op != "in" or len(c.values) > _EDGES)
        if group is not None:
            if _EXCEPT.match(self.sentence.text, group.end):
                part = Part(excluded=group.values, conditions=conditions)
            else:
                part = Part(group.values, conditions=self._beside_rows(conditions))
            return replace(subject, part=part, evidence=subject.evidence + group.joined)
        others = None if counting else pattern("counted", "others").search(place.before)
        named = [g for g in self.groups if g.kind == "row" and g.end <= figure.start]
        if others is not None and others.group().startswith("その"):
            of_rows = any(name in others.group() for name in self.units.row_names)
            others = others if of_rows else None  # その他の区分
        if group is None and others is not None and named:
            rest = Part(excluded=tuple(dict.fromkeys(v for g in named for v in g.values)))
            span = (place.start + others.start(), place.start + others.end())
            return replace(
                subject, part=rest, each=True, loose=True, evidence=subject.evidence + 1,
                covered=(*subject.covered, span),
            )  # fmt: skip
        counted = None if counting else self._counted_names(place)
        if counted is not None:
            return replace(subject, part=Part(counted), evidence=subject.evidence + 1)
        whole = place.says_whole() and subject.operation != "share"
        if whole and self.context.rows:
            # 総勢 and 合計 are of the row spoken of; 全体, 県内 are of all.
            whole = pattern("carry", "all_rows").search(place.before) is not None
        whole = whole or subject.operation in ("mean", "median", "per")
        earlier = None if whole or counting else self._earlier_rows(place, subject)
        if subject.operation == "mean" and not conditions:
            several = [s.part for _, s in self.earlier(figure) if len(s.part.rows) > 1]
            several += [s.part for _, s in self.earlier(figure) if s.part.conditions]
            earlier = replace(several[-1], columns=()) if several else None
        by_date = [c for c in conditions if c.dimension in self._day_ids()]
        if earlier is not None and (not conditions or (by_date and self._rows_lead(figure))):
            return replace(subject, part=earlier, evidence=subject.evidence + 1)
        if by_date and self.context.heading and self.context.rows and not counting:
            # Under a heading a date belongs to its row, and is judged by itself.
            found = Part(self.context.rows)
            return replace(subject, part=found, evidence=subject.evidence + 1)
        if conditions:
            found = Part(conditions=conditions)
            return replace(subject, part=found, evidence=subject.evidence + len(conditions))
        rows: tuple[str, ...] = ()
        kept: tuple[Condition, ...] = ()
        if not whole and not counting:
            rows = self.context.rows
            if self.same and self.context.last and not rows:
                last = self.context.last[-1][0]
                rows, kept = last.rows, last.conditions
        kinds: tuple[str, ...] = ("subject", "column", "row", "condition")
        if subject.operation in ("days", "length"):
            kinds = (*kinds, "dimension")
        said = any(g.kind in kinds for g in self.groups) or self._attended()
        if subject.operation == "length":
            said = said or any(f.found.type == "time" for f in self.sentence.figures)
        evidence = subject.evidence + said + (1 if self.context.evidence else 0)
        return replace(subject, part=Part(rows, conditions=kept), evidence=evidence)

    def _counted_names(self, place: Place) -> tuple[str, ...] | None:
        """Return the rows that were counted right before: «長野と松本の2地域の合計は44名»."""
        last = self.earlier(place.figure)[-1:]
        names = last[0][1].names or last[0][1].resolved if last else ()
        if not names or pattern("carry", "all_rows").search(place.before):
            return None
        counted, subject = last[0]
        if not _FREE.match(self.sentence.text, counted.end):
            return None  # 10人未満の3会場のうち木曽は9人
        since = [g for g in self.groups if g.kind == "row" and counted.end <= g.start]
        if any(g.end <= place.figure.start for g in since):
            return None
        here = place.clause.holds(counted.start)
        return names if here or place.says_sum() else None

    def rows_told(self, place: Place) -> bool:
        """Say whether the rows of a figure are told by words that stand nowhere else."""
        relative = _RELATIVE.match(self.sentence.text, place.figure.end)
        named = relative is not None and any(
            g.kind == "row" and g.start == relative.end() for g in self.groups
        )
        return named or bool(self._counted_names(place))

    def _attended(self) -> bool:
        """Say whether the sentence says in any words what a table of attendance is about."""
        presence = pattern("counted", "presence")
        return any(presence.search(w) for w in self.table.subject_words) and bool(
            presence.search(self.sentence.text)
        )

    def _row_group(self, place: Place) -> Group | None:
        relative = _RELATIVE.match(self.sentence.text, place.figure.end)
        if relative is not None:
            # «16名が参加した松本会場と28名が参加した長野会場»
            behind = [g for g in self.groups if g.kind == "row" and g.start == relative.end()]
            if behind:
                return behind[0]
        found = place.last("row") or place.following("row") or place.before_bracket("row")
        if found is None and _WHOLE_OF.match(self.sentence.text, place.figure.end):
            # «16人中1人が里親だった松本»
            after = [
                g for g in self.groups
                if g.kind == "row" and g.start >= place.figure.end and place.clause.holds(g.start)
            ]  # fmt: skip
            since = self.sentence.text[place.figure.end : after[0].start] if after else ""
            told = _TOPIC.search(since) is not None  # «12名のうち3名は上田»
            found = after[0] if after and not told and not self.context.rows else None
        return found

    def _earlier_rows(self, place: Place, subject: Subject) -> Part | None:
        """Return the rows that were spoken of earlier in the sentence."""
        figure = place.figure
        groups = [
            g
            for g in self.groups
            if g.kind == "row"
            and g.end <= figure.start
            and not _ROW_EDGE.match(self.sentence.text, g.end)
            and not self._aside(g, place)
        ]
        read = [(f, s) for f, s in self.earlier(figure) if s.operation == "value"]
        last = self.earlier(figure)[-1:]
        if last and last[0][1].names and place.clause.holds(last[0][0].start):
            return Part(last[0][1].names)  # この2地域だけで52名
        listed = last[0][1].listed if last and subject.operation == "share" else ()
        if len({p.columns for p in listed}) == 1 and all(p.rows for p in listed):
            return Part(tuple(dict.fromkeys(r for p in listed for r in p.rows)))
        if groups:
            since = [s for f, s in read if f.start >= groups[-1].start]
            if since:
                return replace(since[-1].part, columns=())
            if _EXCEPT.match(self.sentence.text, groups[-1].end):
                return Part(excluded=groups[-1].values)
            return Part(groups[-1].values)
        if read and read[-1][1].part.conditions and place.clause.holds(read[-1][0].start):
            return replace(read[-1][1].part, columns=())
        return None

    def _aside(self, group: Group, place: Place) -> bool:
        """Say whether a name stands with its own number in a bracket before: «（長野・1名）»."""
        clause = self.sentence.clauses[self.sentence.clause_of(group.start)]
        if clause.anchor is None or clause is place.clause:
            return False
        return any(clause.holds(f.start) for f in self.sentence.figures)

    def _rows_lead(self, figure: Figure) -> bool:
        """Say whether a row was named, and no figure stood between it and the last date."""
        groups = [g for g in self.groups if g.kind == "row" and g.end <= figure.start]
        dates = [
            f for f in self.sentence.figures if f.found.type == "date" and f.end <= figure.start
        ]
        if not groups or not dates:
            return bool(groups)
        return not any(
            groups[-1].end <= f.start and f.end <= dates[-1].start for f, _ in self.earlier(figure)
        )

    def beside_rows(self, place: Place) -> tuple[Condition, ...]:
        """Return the conditions that hold beside the rows that a comparison names."""
        return self._beside_rows(self._conditions(place))

    def _day_ids(self) -> set[str]:
        return {d.id for d in self.table.dimensions if d.type == "date"}

    def _beside_rows(self, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
        """Return the conditions that hold beside a named row: not its own date, which is judged."""
        identified = {"date", "weekday", "time"}
        types = {d.id: d.type for d in self.table.dimensions}
        return tuple(c for c in conditions if types[c.dimension] not in identified)

    def _conditions(self, place: Place) -> tuple[Condition, ...]:
        """Return the conditions that dates, weekdays and other values set on the rows."""
        figure = place.figure
        taken = [f.end for f, s in self.earlier(figure) if s.operation not in _UNUSED]
        since = max(taken, default=0)
        found = [
            Condition(g.dimension, "in", g.values)
            for g in self.groups
            if g.kind == "condition" and since <= g.start and g.end <= figure.start
        ]
        apart = {c.dimension for c in found if sum(o.dimension == c.dimension for o in found) > 1}
        if figure.found.modifier == "各":
            found = [c for c in found if c.dimension not in apart]  # 午前の部、午後の部の各3時間
        else:
            last = {c.dimension: c for c in found}
            found = list(last.values())
        behind = place.following("condition")
        if behind is not None and place.last("condition") is None:
            return (Condition(behind.dimension, "in", behind.values),)
        dates = selecting_dates(self.sentence, figure)
        found += conditions_of([f for f in dates if f.start >= since], self.sentence, self.table)
        if not found and taken:
            previous, before = self.earlier(figure)[-1]
            if place.clause.holds(previous.start) or previous.found.unit != figure.found.unit:
                return before.part.conditions
        return tuple(found)

    # -- columns ------------------------------------------------------------------------------

    def with_columns(self, subject: Subject, place: Place) -> Subject:
        """Fill in the columns that a figure is about; none where the total is meant."""
        root = self.units.root
        group = place.column(root)
        by_unit = self.units.column(self.units.written(place), subject.quantity)
        columns: tuple[str, ...] = ()
        covered = subject.covered
        turn = respective(place, "column", self.context.mentioned)
        of_all = group is not None and group.values == (root,) and subject.operation == "share"
        if turn:
            columns = turn
        elif of_all and self._earlier_columns(place, subject):
            columns = self._earlier_columns(place, subject)  # これは全出席者の7.6％に当たる
        elif (
            self.context.asked
            and group is not None
            and group.values == (root,)
            and group.end <= place.figure.start  # not «157人の参加者のうち»
        ):
            columns = self._columns_before(place, subject)[0] or group.values
        elif group is not None and group.values == (root,) and self._sum_of_topic(group):
            columns = self.context.columns  # «里親の出席» over a list: «計：12名»
        elif group is not None and group.values == (root,) and self._sum_of_column(group, place):
            columns = self._earlier_columns(place, subject)  # «児相は全会場に出席、計26人»
        elif group is not None and self._of_everybody(group, place):
            columns = ()
        elif group is not None and not (by_unit and group.values == (root,)):
            columns = self._with_like(group, place) or group.values
        elif by_unit:
            columns = self._parts_of_unit(by_unit, place) or (by_unit,)
        elif _WHOLE_OF.match(self.sentence.text, place.figure.end):
            columns = ()  # «上田は18人中3人が里親»: the eighteen are everybody
        else:
            columns = self._earlier_columns(place, subject) or self._columns_after(place)
            free = subject.operation == "share" or self.context.asked
            if not columns and (free or not place.says_whole()):
                columns, people = self._columns_before(place, subject)
                covered = (*covered, *people)
        own = tuple(c for c in columns if c != root)
        found = replace(subject.part, columns=own or columns)
        evidence = subject.evidence + bool(columns)
        return replace(subject, part=found, evidence=evidence, covered=covered)

    def _sum_of_topic(self, group: Group) -> bool:
        """Say whether the total's name only means the sum of what a heading is about."""
        name = self.sentence.text[group.start : group.end]
        summed = pattern("before", "sum").fullmatch(name) is not None
        return summed and bool(self.context.columns) and group.start < _EDGES

    def _with_like(self, group: Group, place: Place) -> tuple[str, ...]:
        """Return the column above the one that is only an example: «児童養護施設などの職員41人»."""
        if len(group.values) != 1 or group.end > place.figure.start:
            return ()
        gap = self.sentence.text[group.end : place.figure.start]
        if _LIKE.match(gap) is None:
            return ()
        parents = {m.column: m.parent for m in self.table.measures if m.parent is not None}
        of = {m.id: m.column for m in self.table.measures}
        parent = of.get(parents.get(group.values[0], ""))
        return (parent,) if parent is not None and parent != self.units.root else ()

    def _sum_of_column(self, group: Group, place: Place) -> bool:
        """Say whether the total's name only means the sum of the column told of right before."""
        name = self.sentence.text[group.start : group.end]
        columns = [
            g for g in self.groups
            if g.kind == "column" and g.end <= group.start and g.values != (self.units.root,)
        ]  # fmt: skip
        if pattern("before", "sum").fullmatch(name) is None or not columns:
            return False
        topic = _IS_TOPIC.match(self.sentence.text, columns[-1].end) is not None
        figures = [f for f in self.sentence.figures if columns[0].start <= f.start < group.start]
        return topic and not figures

    def _of_everybody(self, group: Group, place: Place) -> bool:
        """Say whether a column named before only belongs to the people counted.

        «市町村の職員、里親ら計157人» counts them all, «里親は157人のうち12人» the foster parents among
        everybody; of «里親は12人のうち3人が上田» they are the whole.
        """
        if group.values == (self.units.root,) or group.end > place.figure.start:
            return False
        gap = self.sentence.text[group.end : place.figure.start]
        listed = [
            g for g in self.groups
            if g.kind == "column" and g.end <= group.start and place.start <= g.start
        ]  # fmt: skip
        if pattern("counted", "examples").fullmatch(gap):
            return bool(listed) or group.joined > 1 or place.says_sum()
        whole = _WHOLE_OF.match(self.sentence.text, place.figure.end)
        if whole is None or not _IS_TOPIC.fullmatch(gap):
            return False
        behind = self.sentence.text[whole.end() : place.clause.end]
        return not any(
            g.kind in ("row", "column", "condition")
            and whole.end() <= g.start < whole.end() + len(behind)
            for g in self.groups
        )

    def _parts_of_unit(self, column: str, place: Place) -> tuple[str, ...]:
        """Return the part of a column that a list is about: «児童養護施設は長野4施設6名、…»."""
        read = self.earlier(place.figure)
        named = [g for g in self.groups if g.kind == "column" and g.end <= place.figure.start]
        columns = named[-1].values if named else ()
        if read:
            columns = read[-1][1].part.columns
        parents = {m.column: m.parent for m in self.table.measures}
        of = {m.id: m.column for m in self.table.measures}
        inside = [c for c in columns if of.get(parents.get(c) or "") == column]
        return columns if inside and len(inside) == len(columns) else ()

    def _columns_after(self, place: Place) -> tuple[str, ...]:
        """Return the column that a list names with its last row: «北信4人、上田5人の児相職員»."""
        figure = place.figure
        later = [
            f for f in self.sentence.figures
            if f.start >= figure.end and f.found.type == "number"
            and f.found.unit == figure.found.unit
        ]  # fmt: skip
        if (
            place.last("row") is None
            or not later
            or place.says_root(self.units.root, self.units.row_names)
        ):
            return ()
        for group in self.groups:
            if group.kind == "column" and group.start > later[0].end:
                gap = self.sentence.text[later[0].end : group.start]
                return group.values if gap == "の" else ()
        return ()

    def _earlier_columns(self, place: Place, subject: Subject) -> tuple[str, ...]:
        """Return the columns spoken of earlier in the sentence, where they still hold."""
        root, figure = self.units.root, place.figure
        groups = [
            g
            for g in self.groups
            if g.kind == "column" and g.end <= figure.start and g.values != (root,)
        ]
        read = self.earlier(figure)
        last = groups[-1] if groups else None
        if last is not None and not any(
            f.start >= last.start and s.operation == "value" for f, s in read
        ):
            clause = self.sentence.clauses[self.sentence.clause_of(last.start)]
            topic = _TOPIC_END.search(self.sentence.own(clause).rstrip())
            whole = place.says_whole() and subject.operation != "share" and not topic
            return () if whole else last.values  # 里親は、松本で1名
        if not read:
            return ()
        previous, before = read[-1]
        columns = before.part.columns
        if subject.operation == "share":
            return columns  # 里親は12名、割合にして7.6％
        beside = before.operation not in ("count", "share")
        if (
            beside
            and place.clause.holds(previous.start)
            and previous.found.unit != figure.found.unit
        ):
            return columns  # 13市町村15名
        apart = self.sentence.text[previous.end : figure.start]
        if previous.found.unit != figure.found.unit and _BESIDE.fullmatch(apart):
            return columns  # 施設は41施設、26名
        named = place.last("row") or place.last("condition") or place.following("row")
        named = named or place.before_bracket("row")
        in_turn = respective(place, "row", self.context.named)
        own_row = named is not None or bool(in_turn)
        own_row = own_row or bool(pattern("counted", "others").search(place.before))
        counted = [(f, s) for f, s in read if s.operation == "value"]
        if before.operation in ("share", "count") and own_row and counted:
            # «施設41名は、長野が15名で3分の1を占め、南信州6名»
            previous, before = counted[-1]
            columns = before.part.columns
        if (
            not figure.found.unit
            and not previous.found.unit
            and not place.says_root(root, self.units.row_names)
        ):
            return columns  # 施設の実数は26、延べでは27
        alike = figure.found.unit in ("", previous.found.unit) and before.operation == "value"
        if own_row and alike and not place.says_root(root, self.units.row_names):
            return columns  # 里親は松本1名、長野2名
        return ()

    def _columns_before(
        self, place: Place, subject: Subject
    ) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
        """Return the columns that a heading or the sentence before leaves, and words for people."""
        if self.context.columns:
            return self.context.columns, []
        if subject.operation == "share" and self.context.shared and place.last("row"):
            return self.context.shared, []
        asked = self.context.mentioned
        if self.context.asked and len(asked) == 1 and not self.read:
            return asked, []
        root, last = self.units.root, self.context.last
        if not last or not last[-1][0].columns or last[-1][0].columns == (root,):
            return (), []
        columns = last[-1][0].columns
        people = [
            m.span()
            for w in people_words()
            for m in re.finditer(re.escape(w), self.sentence.text[: place.figure.start])
        ]
        if people and not self.groups_between(place):
            return columns, people  # «13市町村が来た。職員は15名»
        one = len({p.columns for p, _ in last}) == 1
        one = one or subject.operation == "share"
        if one and subject.operation == "share" and place.last("row") is None:
            return columns, []  # «里親は12名だった。全体の1割未満である»
        row = place.last("row") or place.following("row") or self._counted_names(place)
        elliptic = (
            row is not None
            and not self.context.sibling
            and place.last("column") is None
            and not place.says_root(root, self.units.row_names)
            and (not last[-1][0].rows or self._rows_listed())
        )
        if one and (self.same or elliptic) and self.read_all_alike(columns):
            return columns, []
        return (), []

    def _rows_listed(self) -> bool:
        """Say whether the sentence before told of one column row by row."""
        parts = [p for p, _ in self.context.last]
        return len(parts) > 1 and all(p.rows for p in parts)

    def groups_between(self, place: Place) -> bool:
        """Say whether a row or column is named right before the figure."""
        return place.last("row") is not None or place.last("column") is not None

    def read_all_alike(self, columns: tuple[str, ...]) -> bool:
        """Say whether no figure of this sentence is of other columns."""
        return all(s.part.columns in ((), columns) for _, s in self.read)


def continues(text: str) -> bool:
    """Say whether a sentence goes on about what the one before was about: うち, 内訳は."""
    return pattern("carry", "same").search(text) is not None
