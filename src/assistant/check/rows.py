"""Which rows of a table a figure is about, from its sentence and those before."""

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
from assistant.types import Table

_EXCEPT = re.compile(r"(?:地域|会場|圏域)?(?:以外|を除|を除い|をのぞ)")
# A row before one of these is where something began or ended, not what the sentence is about.
_ROW_EDGE = re.compile(r"(?:地域|会場|圏域)?(?:を皮切り|から始ま|を最後|を締め|まで)")
_RELATIVE = re.compile(r"(?:の[^\s、。はが0-9]{1,6})?が(?:参加|出席|来場|集ま)[^、。0-9]{0,4}?た")
_EDGES = 2
"""Days that are named as the first and the last of a period."""
_UNUSED = ("condition", "unclear", "share")
_WHOLE_OF = re.compile(r"\s*(?:中|のうち|の内)の?(?=[0-9])")
_TOPIC = re.compile(r"[0-9][^、。0-9]{0,3}(?:は|が)、?$")
_ROW_TOPIC = re.compile(r"[^\s、。はがをに0-9]{0,4}(?:では|には|からは)")
_FREE = re.compile(r"(?!\s*(?:のうち|の内|の(?:中|なか)|中(?!心)))")


@dataclass(slots=True)
class RowSelector:
    """Reads rows for the figures of one sentence, first to last.

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

    def with_rows(self, subject: Subject, place: Place, *, counting: bool = False) -> Subject:
        """Fill in the rows and conditions; ``counting``: rows are counted, not summed over."""
        figure = place.figure
        turn = respective(place, "row", self.context.named)
        if turn and not counting:
            return subject._replace(part=Part(turn), evidence=subject.evidence + 2)
        group = None if counting else self._row_group(place)
        if subject.operation == "days" and sum(g.kind == "row" for g in self.groups) > 1:
            return subject._replace(evidence=subject.evidence + 1)  # 飯田から大町まで、23日かけて
        town = place.town(group)
        if town is not None:
            return subject._replace(place=town, evidence=subject.evidence + 1)
        conditions = self._conditions(place)
        if subject.operation == "days":
            # The first and the last day are the edges of what is counted.
            days = self._day_ids()
            conditions = tuple(
                c for c in conditions
                if c.dimension not in days or c.op != "in" or len(c.values) > _EDGES
            )  # fmt: skip
        if group is not None:
            if _EXCEPT.match(self.sentence.text, group.end):
                part = Part(excluded=group.values, conditions=conditions)
            else:
                part = Part(group.values, conditions=self._beside_rows(conditions))
            return subject._replace(part=part, evidence=subject.evidence + group.joined)
        others = None if counting else pattern("counted", "others").search(place.before)
        named = [g for g in self.groups if g.kind == "row" and g.end <= figure.start]
        if others is not None and others.group().startswith("その"):
            of_rows = any(name in others.group() for name in self.units.row_names)
            others = others if of_rows else None  # その他の区分
        if group is None and others is not None and named:
            rest = Part(excluded=tuple(dict.fromkeys(v for g in named for v in g.values)))
            span = (place.start + others.start(), place.start + others.end())
            return subject._replace(part=rest, each=True, loose=True, evidence=subject.evidence + 1,
                covered=(*subject.covered, span),
            )  # fmt: skip
        counted = None if counting else self._counted_names(place)
        if counted is not None:
            return subject._replace(part=Part(counted), evidence=subject.evidence + 1)
        whole = place.says_whole() and subject.operation != "share"
        if whole and (self.context.rows or self._one_topic(figure)):
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
            return subject._replace(part=earlier, evidence=subject.evidence + 1)
        if by_date and self.context.heading and self.context.rows and not counting:
            # Under a heading a date belongs to its row, and is judged by itself.
            found = Part(self.context.rows)
            return subject._replace(part=found, evidence=subject.evidence + 1)
        if conditions:
            found = Part(conditions=conditions)
            return subject._replace(part=found, evidence=subject.evidence + len(conditions))
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
        return subject._replace(part=Part(rows, conditions=kept), evidence=evidence)

    def _counted_names(self, place: Place) -> tuple[str, ...] | None:
        """Return the rows that were counted right before: «長野と松本の2地域の合計は44名»."""
        last = self.earlier(place.figure)[-1:]
        if not last:
            return None
        counted, subject = last[0]
        names = subject.names or subject.resolved
        if subject.threshold is place.figure and len(names) != counted.found.value:
            # «残る5会場が3人ずつ»: not those that happen to have as many
            out = subject.part.excluded
            names = tuple(k for r in self.table.rows if (k := r.keys[self.table.key]) not in out)
        if not names or pattern("carry", "all_rows").search(place.before):
            return None
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

    def _one_topic(self, figure: Figure) -> bool:
        """Say whether the sentence is about one row: «上伊那会場では、…総勢18名»."""
        rows = [g for g in self.groups if g.kind == "row" and g.end <= figure.start]
        return len(rows) == 1 and _ROW_TOPIC.match(self.sentence.text, rows[0].end) is not None

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
