"""Read figures that count the rows of a table: 10会場, or those that meet a condition."""

from __future__ import annotations

import re

from assistant.check.dated import conditions_of
from assistant.check.hours import spoken
from assistant.check.place import Place
from assistant.check.row_conditions import RowConditions
from assistant.check.scan import Figure, Group
from assistant.check.selection import Selector
from assistant.check.subject import Part, Subject
from assistant.check.vocabulary import pattern
from assistant.tables.query import Condition

_ALL_OF = re.compile(r"(?:の|参加|出席)(?:は|が)[^、。]{0,6}、?[^、。]{0,12}$")
_ONE = re.compile(r"[^\s、。はがに0-9]{0,4}?(?:の|だけの?|のみの?|ただ|たった)*")
_OPEN = re.compile(r"など|等|ほか|をはじめ")
_ENDED = re.compile(r"\s*(?:まで|に?終)")
_BESIDES = re.compile(r"(?:ほか|他|をはじめ)(?:の|、)?\s*$")
"""«飯田合同庁舎ほか9会場»."""
_IN_ALL = re.compile(r"(?:これで|以上で)(?:全部で|全)?\s*$")
_TOPIC = re.compile(r"曜?日?(?:は|が)、?")
_HELD = re.compile(r"開催|開い|開か|実施|催")
_AMONG = re.compile(r"\s*(?:の(?:うち|内|中|なか)|中(?!央|間|心))")
_NEAR = 6
"""Letters between names and the number that counts them: «松本、長野の各会場を含む2会場»."""


class Counting:
    """Reads counts of rows of one sentence."""

    def __init__(self, selector: Selector) -> None:
        self.selector, self.units = selector, selector.units
        self.sentence, self.groups = selector.sentence, selector.groups
        self._conditions = RowConditions(selector)

    def read(self, place: Place) -> Subject:
        """Return how many rows are said to be, and which are counted."""
        figure, select = place.figure, self.selector
        evidence = int(self.units.written(place) in self.units.row_names)
        evidence += bool(select.earlier(figure)) or _HELD.search(self.sentence.text) is not None
        subject = Subject("count", evidence=evidence)
        without = pattern("counted", "without").match(self.sentence.text, figure.end)
        if without is not None:
            subject = subject._replace(covered=(without.span(),))  # 3会場を除く7会場
        group = self._pointing(figure) or place.last("row")
        named = group if group is not None and len(group.values) > 1 else None
        if named is not None and _OPEN.search(self.sentence.text[named.end : figure.start]):
            named = None  # 飯田合同庁舎、岡谷市役所など10か所
        if named is None and group is not None and figure.found.value == 1:
            alone = _ONE.fullmatch(self.sentence.text, group.end, figure.start)
            named = group if alone else None  # 北アルプスただ1地域
        listed = place.before_bracket("row")
        again = self._again(place) if named is None else ()
        if again:
            return subject._replace(names=again, evidence=2, part=Part(again))
        behind = place.behind_bracket("row")
        if named is None and behind is not None and behind.joined > 1 and self._free(behind):
            named = listed = behind  # 前半の5会場（南信州～上伊那）
        elif (
            named is None and listed is not None and listed.joined > 1 and not place.before.strip()
        ):
            named = listed  # ゼロの会場：諏訪・木曽・佐久（3会場）
        if named is not None and (named is listed or figure.start - named.end <= _NEAR):
            subject = subject._replace(
                names=named.values, evidence=named.joined, part=self._selected(named)
            )
            if not self._conditions.number(place):
                told = self._mean_bound(subject, place) or self._told_before(subject, named)
                return told or self._said_of_all(subject, place)
            return self._conditions.filled(select.with_columns(subject, place), place)
        left = self._left_out(place)
        if left is not None:
            return subject._replace(part=Part(excluded=left[0]), evidence=2, covered=(left[1],))
        these = self._these(place)
        if these:
            return subject._replace(names=these, evidence=2, part=Part(these))
        hours = self._hours(place)
        if hours:
            return subject._replace(part=Part(conditions=hours), evidence=2)
        bound = self._mean_bound(select.with_columns(subject, place), place)
        if bound is not None:
            return bound
        subject = select.with_rows(subject, place, counting=True)
        subject = select.with_columns(subject, place)
        if _IN_ALL.search(place.before):
            return subject._replace(part=Part())  # これで10会場の日程を終えた
        if pattern("counted", "rest").search(place.before) or _BESIDES.search(place.before):
            groups = [g for g in self.groups if g.kind == "row" and g.end <= figure.start]
            rows = tuple(dict.fromkeys(v for g in groups for v in g.values))
            rows = rows or self._counted_before(place)
            text = self.sentence.text[: figure.start]
            before = pattern("counted", "rest").search(text) or _BESIDES.search(text)
            covered = (before.span(),) if before else ()
            if not rows:
                return self._conditions.filled(subject._replace(covered=covered), place)
            having = self._having(place, rows)
            if having is not None:
                return having._replace(evidence=2, covered=covered)
            return subject._replace(part=Part(excluded=rows), evidence=2, covered=covered)
        return self._conditions.filled(subject, place)

    def _having(self, place: Place, rows: tuple[str, ...]) -> Subject | None:
        """Return the count of rows that each have the number told behind: «残る3会場が1人ずつ».

        Of all but ``rows`` and those told of before; where as many are left, they are meant.
        """
        select, figure = self.selector, place.figure
        behind = [f for f in self.sentence.figures if f.start >= figure.end]
        each = behind and pattern("after", "each").match(self.sentence.text, behind[0].end)
        read = [s.part.columns for _, s in select.earlier(figure) if s.operation == "value"]
        columns = read[-1] if read else select.context.columns or select.context.mentioned
        if not each or not columns or columns == (self.units.root,):
            return None
        told = [v for p, _ in select.context.listed if p.columns == columns for v in p.rows]
        told = list(dict.fromkeys((*told, *rows)))
        if len(select.table.rows) - len(told) == figure.found.value:
            return Subject("count", Part(excluded=tuple(told)))
        quantity = self.units.quantity(behind[0].found.unit, place) or None
        part = Part(columns=columns, excluded=tuple(told))
        return Subject("count", part, threshold=behind[0], quantity=quantity)

    def _pointing(self, figure: Figure) -> Group | None:
        """Return the rows that the figure itself is part of the name of: «上位3地域»."""
        return next((g for g in self.groups if g.kind == "row" and g.end == figure.end), None)

    def _free(self, group: Group) -> bool:
        """Say whether no figure stands behind the names of a bracket: «2会場（長野、松本）»."""
        clause = self.sentence.clauses[self.sentence.clause_of(group.start)]
        return not any(clause.holds(f.start) for f in self.sentence.figures)

    def _hours(self, place: Place) -> tuple[Condition, ...]:
        """Return the hour that rows must begin or end at: «午前9時開始が6会場»."""
        times = [d.id for d in self.selector.table.dimensions if d.type == "time"]
        counted = [f.end for f, _ in self.selector.earlier(place.figure)]
        since = max([place.clause.start, *counted])
        found = [
            f for f in self.sentence.figures
            if f.found.type == "time" and since <= f.start and f.end <= place.figure.start
        ]  # fmt: skip
        if not found or len(times) < 2 or place.figure.start - found[-1].end > _NEAR:
            return ()
        ended = len(found) == 1 and _ENDED.match(self.sentence.text, found[0].end)
        return (Condition(times[1 if ended else 0], "in", spoken(found[0])),)

    def _these(self, place: Place) -> tuple[str, ...]:
        """Return the rows that «この2会場» points back to, none where it points to none."""
        added = self._added(place)
        if added:
            return added
        if not pattern("counted", "pointing").search(place.before):
            return ()
        parts = [s.part for _, s in self.selector.earlier(place.figure) if s.part.rows]
        parts = parts or [p for p, _ in self.selector.context.last if p.rows]
        rows = tuple(dict.fromkeys(v for p in parts for v in p.rows))
        rows = rows or self.selector.context.named
        if len(rows) != place.figure.found.value:
            # «長野は15人。松本は6人。この2会場で»: those of the sentences before.
            told = [v for p, _ in self.selector.context.listed for v in p.rows]
            last = tuple(dict.fromkeys(reversed(told)))[: int(place.figure.found.value)]
            rows = last[::-1] if len(last) == place.figure.found.value else rows
        return () if place.figure.found.value == len(self.selector.table.rows) else rows

    def _again(self, place: Place) -> tuple[str, ...]:
        """Return the rows named with the same count before: «…の3地域は少なく、3地域で»."""
        figure = place.figure
        before = [
            s.names for f, s in self.selector.earlier(figure)
            if s.operation == "count" and s.names and f.found.value == figure.found.value
        ]  # fmt: skip
        bare = not place.before.strip() or place.before.rstrip().endswith(("この", "その"))
        return before[-1] if before and (bare or not place.clause.holds(figure.start - 1)) else ()

    def _left_out(self, place: Place) -> tuple[tuple[str, ...], tuple[int, int]] | None:
        """Return the rows counted before that are left out: «10人未満の3会場を除く7会場»."""
        counted = [
            (f, s) for f, s in self.selector.earlier(place.figure) if s.operation == "count"
        ]  # fmt: skip
        if not counted:
            return None
        figure, subject = counted[-1]
        names = subject.names or subject.resolved
        said = pattern("counted", "without").match(self.sentence.text, figure.end)
        if not names or said is None or said.end() > place.figure.start:
            return None
        return names, said.span()

    def _counted_before(self, place: Place) -> tuple[str, ...]:
        """Return the rows that were counted before, here or in the sentence before."""
        counted = [
            s.names or s.resolved for _, s in self.selector.earlier(place.figure)
            if s.operation == "count" and (s.names or s.resolved)
        ]  # fmt: skip
        named = self.selector.context.named
        return counted[-1] if counted else named if len(named) > 1 else ()

    def _added(self, place: Place) -> tuple[str, ...]:
        """Return the rows named before and the one added to them: «上伊那を加えた4地域»."""
        group = place.last("row")
        if group is None:
            return ()
        between = self.sentence.text[group.end : place.figure.start]
        if pattern("counted", "added").search(between) is None:
            return ()
        before = [g for g in self.groups if g.kind == "row" and g.end <= group.start]
        rows = [v for g in before for v in g.values] or self.selector.context.named
        return tuple(dict.fromkeys((*rows, *group.values))) if rows else ()

    def _mean_bound(self, subject: Subject, place: Place) -> Subject | None:
        """Note that rows above or below the mean are counted: «平均に届かなかった4会場»."""
        figure, text = place.figure, self.sentence.text
        read = self.selector.earlier(figure)
        means = [s.part for _, s in read if s.operation == "mean"]
        counted = [f.end for f, s in read if s.operation == "count"]
        known = means[-1] if means else self.selector.context.mean
        before = text[max(counted, default=0) : figure.start]
        behind = place.clause.text[figure.end : place.stop]
        bound = pattern("counted", "mean_bound")
        found = bound.search(before) or bound.search(behind)
        if found is None or (known is None and not found.group("mean").startswith("平均")):
            return None
        columns = subject.part.columns or (known.columns if known is not None else ())
        return subject._replace(
            part=Part(columns=columns), mean="above" if found.group("more") else "below",
            evidence=subject.evidence + 1,
        )  # fmt: skip

    def _told_before(self, subject: Subject, named: Group) -> Subject | None:
        """Note what the names are said to be all of: «里親がいなかったのは佐久、木曽の2地域»."""
        counted = [
            f.end for f in self.sentence.figures
            # «…のは、10地域のなかで北アルプスただ1地域»: all of them are no subject of their own.
            if f.end <= named.start and not _AMONG.match(self.sentence.text, f.end)
        ]  # fmt: skip
        since = max(counted, default=0)
        text = self.sentence.text[since : named.start]
        columns = [
            g.values for g in self.groups
            if g.kind == "column" and since <= g.start and g.end <= named.start
            and g.values != (self.units.root,)
        ]  # fmt: skip
        if len(columns) != 1 or not _ALL_OF.search(text):
            return None
        none = pattern("after", "none").search(text) is not None
        if not none and not pattern("counted", "presence").search(text):
            return None
        return subject._replace(part=Part((), columns[0]), present=not none)

    def _said_of_all(self, subject: Subject, place: Place) -> Subject:
        """Note what is said behind the count of named rows: «…の3地域には里親がいなかった»."""
        figure = place.figure
        rest = place.clause.text[figure.end :]
        columns = [
            g.values for g in self.groups
            if g.kind == "column" and g.start >= figure.end and place.clause.holds(g.start)
            and g.values != (self.units.root,)
        ]  # fmt: skip
        none = pattern("after", "none").search(rest)
        if not columns and none is not None and pattern("counted", "presence").search(rest):
            before = [
                g.values for g in self.groups
                if g.kind == "column" and g.end <= figure.start and g.values != (self.units.root,)
            ]  # fmt: skip
            columns = before[-1:] or [c for c in (self.selector.context.mentioned,) if len(c) == 1]
        counted = any(
            f.start >= place.figure.end and place.clause.holds(f.start)
            for f in self.sentence.figures
        )
        if len(columns) != 1 or none is None or counted:
            return subject
        part = Part((), columns[0])
        return subject._replace(part=part, present=False, some=True)

    def _selected(self, named: Group) -> Part:
        """Return the rows that are meant to be named: «木曜日に開かれたのは南信州、…の4地域»."""
        conditions = [
            Condition(g.dimension, "in", g.values)
            for g in self.groups
            if g.kind == "condition" and g.end <= named.start
        ]
        dates = [
            f for f in self.sentence.figures if f.found.type == "date" and f.end <= named.start
        ]
        text = self.sentence.text
        only = pattern("counted", "only").search(text[: named.start])
        topics = [
            g for g in self.groups
            if g.kind == "condition" and g.end <= named.start
            and _TOPIC.fullmatch(text, g.end, named.start)
        ]  # fmt: skip
        if topics and not only:  # «火曜は木曽の1会場»
            topic = topics[-1]
            return Part(conditions=(Condition(topic.dimension, "in", topic.values),))
        found = (
            [*conditions, *conditions_of(dates, self.sentence, self.selector.table)] if only else []
        )
        return Part(conditions=tuple(found)) if found else Part(named.values)
