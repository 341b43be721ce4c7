"""Read what each figure of a sentence is claimed to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.check.alternatives import alternatives
from assistant.check.arithmetic import Arithmetic
from assistant.check.comparing import Comparing
from assistant.check.counting import Counting
from assistant.check.parameters import is_parameter
from assistant.check.place import OF_WHICH, Place
from assistant.check.respective import respective
from assistant.check.row_conditions import chooses_rows
from assistant.check.scan import Figure, Group, Sentence
from assistant.check.selection import Selector, continues
from assistant.check.shares import Shares
from assistant.check.subject import Context, Subject
from assistant.check.sums import Sums
from assistant.check.units import Units
from assistant.check.vocabulary import pattern
from assistant.tables.words import patterns
from assistant.types import Table

_BY_ROW = re.compile(r"(?:ごと|別|各[^、。]{1,3})の?[^、。]{0,10}(?:足|合計|積み上|合算|単純)")
_OF_EACH = re.compile(r"\s*(?:地域|会場|圏域)?(?:が|は|も|の)?\s*")
_PLACE_IN_ORDER = re.compile(r"([0-9]+)(?:番目|位)")
_IN_EACH = re.compile(
    r"(?:全て?の?|すべての|どの|いずれの)(?:会場|地域|圏域|回)(?:に|にも|からも|でも|も)(?:[^、。計合総]{0,6})$"
)
_OF_THEM = re.compile(r"\s*of (?:whom|them|these|which)\b")
_IS = re.compile(r"\s*(?:は|が)、?\s*")
"""«12名のうち3名は上田»."""
_NEXT = re.compile(r"に次い?で|次い?で|に次ぐ|に続[くい]|次に(?:多|少)")


class SubjectReader:
    """Reads the figures of one sentence, first to last, as numbers of one table."""

    def __init__(
        self,
        sentence: Sentence,
        groups: Sequence[Group],
        table: Table,
        units: Units,
        context: Context,
    ) -> None:
        self.sentence, self.groups, self.table, self.units = sentence, groups, table, units
        self.context = context
        same = continues(sentence.text)
        self.selector = Selector(sentence, groups, table, units, context, same)
        self._arithmetic = Arithmetic(self.selector)
        self._counting = Counting(self.selector)
        self._sums = Sums(self.selector)

    def read(self, figure: Figure) -> Subject | None:
        """Return what ``figure`` is claimed to be, None where no number of the table is meant."""
        found = figure.found
        if found.type not in ("number", "percent") or isinstance(found.value, str):
            return None
        if is_parameter(figure, self.sentence.text):
            return None
        place = Place(self.sentence, self.groups, figure)
        subject = self._subject(place)
        if subject is not None:
            others = alternatives(subject, place, self.selector)
            subject = subject._replace(
                scope=place.scope(), others=others, sum_of=self._sums.lines(subject, place)
            )
            self.selector.read.append((figure, subject))
        return subject

    def _subject(self, place: Place) -> Subject | None:
        found = place.figure.found
        unit, select = self.units.written(place), self.selector
        none = (
            found.value == 0 and not found.unit and chooses_rows(place.figure, place.sentence.text)
        )
        if unit == "桁" or (none and unit in self.units.row_names):
            return Subject("condition")  # 出席が1桁の会場, ゼロの会場
        if found.type == "percent":
            return Shares(self.selector).share(place)
        if unit == "倍":
            return Comparing(self.selector).ratio(place)
        if unit == "時間":
            length = Subject("length", by_row=place.says_sum(), loose=place.says_whole())
            return select.with_rows(length, place)
        quantity = self.units.quantity(unit, place)
        if quantity == "" and unit in ("つ", "個") and place.last("row") is not None:
            return self._counting.read(place)  # 諏訪・木曽・北アルプスの3つ
        if unit in ("日間", "日", "週間") and quantity == "":
            return select.with_rows(Subject("days"), place)
        read = self.selector.earlier(place.figure)
        as_before = bool(read) and read[-1][1].operation == "count" and not read[-1][0].found.unit
        as_before = as_before and place.last("column") is None  # «会場数10、延べ人数157»
        if self.units.counts_rows(unit, place) or (not unit and as_before):
            return self._counting.read(place)
        if quantity == "":
            return None
        subject = Subject("value", quantity=quantity)
        attended = pattern("counted", "attended").search(place.tail)
        if pattern("counted", "population").search(place.before) and (
            pattern("counted", "population_after").match(self.sentence.text, place.figure.end)
            or (self.units.of_bodies(subject) and attended is None)
        ):
            subject = subject._replace(population=True)
        computed = self._arithmetic.read(subject, place)
        return computed or self._value(subject, place)

    def _value(self, subject: Subject, place: Place) -> Subject:
        """Read a plain number of rows and columns."""
        found, text = place.figure.found, self.sentence.text
        read = self.selector.earlier(place.figure)
        own = place.last("row") or place.last("condition") or place.following("condition")
        alike = bool(read) and read[-1][0].found.unit == found.unit
        if alike and read[-1][1].operation == "mean" and own:
            subject = subject._replace(operation="mean")  # 午前は18.7人、午後は11.3人
            return self.selector.with_columns(self.selector.with_rows(subject, place), place)
        legend = self.context.legend
        if legend is not None and not found.unit and place.clause.anchor is not None:
            quantity = self.units.counted(of_bodies=legend[1])
            subject = self.selector.with_rows(subject._replace(quantity=quantity), place)
            part = replace(subject.part, columns=(legend[0],))
            return subject._replace(part=part, evidence=subject.evidence + 1)
        subject = self._as_listed(subject, place)
        subject = self.selector.with_columns(self.selector.with_rows(subject, place), place)
        if chooses_rows(place.figure, text):
            return self._chosen(subject, place)
        if OF_WHICH.fullmatch(place.before) and place.before.strip():
            subject = self._of_which(subject, place)
        in_turn = respective(place, "row") or respective(place, "column")
        each = not in_turn and pattern("before", "each").search(place.before[-10:])
        each = each or _IN_EACH.search(place.before)
        by_row = _BY_ROW.search(place.before) is not None  # «各地域を足すと27»: a sum
        by_row = by_row or found.modifier == "延べ" or "延べ" in place.before[-6:]
        if by_row:
            subject = subject._replace(by_row=True)
        elif found.modifier == "各" or each or pattern("after", "each").match(place.after):
            subject = subject._replace(each=True)
        elif self._alike(place):
            # «上伊那と佐久も1施設»: each has as many as those before
            subject = subject._replace(each=True, loose=self._may_add(place))
        return self._sums.sum(self._extreme(subject, place), place)

    def _as_listed(self, subject: Subject, place: Place) -> Subject:
        """Give a number without a unit that of the list it stands in: «68市町村の内訳は、松本7»."""
        if place.figure.found.unit or subject.quantity is not None:
            return subject
        read = self.selector.earlier(place.figure)
        if read and _OF_THEM.match(self.sentence.text, place.figure.end):
            return subject._replace(quantity=read[-1][1].quantity)  # 24 people, 13 of whom
        alike = bool(read) and not read[-1][0].found.unit
        if read and read[-1][1].operation == "value" and (place.last("row") or alike):
            return subject._replace(quantity=read[-1][1].quantity)
        last = self.context.last
        if not read and last and self.selector.same:
            return subject._replace(quantity=last[-1][1])
        return subject

    def _chosen(self, subject: Subject, place: Place) -> Subject:
        """Read a number as one that the rows named after it have: «2人だったのは上伊那と北信»."""
        after = [g for g in self.groups if g.kind == "row" and g.start >= place.figure.end]
        numbers = [
            f for f in self.sentence.figures
            if f.start >= place.figure.end and f.found.type in ("number", "percent")
            and not self.units.counts_rows(f.found.unit, place)
        ]  # fmt: skip
        group = after[0] if after else None
        if group is None or (numbers and numbers[0].start < group.start):
            # It only says which rows are counted: it is judged with their number.
            counts = [f for f in self.sentence.figures if f.start >= place.figure.end]
            return subject._replace(operation="unclear" if not counts else "condition")
        return subject._replace(part=replace(subject.part, rows=group.values), each=True)

    def _of_which(self, subject: Subject, place: Place) -> Subject:
        """Find the part that «17名のうち10名» is about, where it is named after."""
        read = self.selector.earlier(place.figure)
        if place.before.strip() == "の" and read and read[-1][1].quantity != subject.quantity:
            return subject  # 10市町村の10名
        if not read or read[-1][1].part != subject.part or read[-1][1].population:
            return subject
        after = [
            g for g in self.groups
            if g.kind == "column" and g.start >= place.figure.end
            and g.values != (self.units.root,)
        ]  # fmt: skip
        if not after:
            row = place.following("row")
            if row is not None and _IS.fullmatch(self.sentence.text, place.figure.end, row.start):
                return subject._replace(part=replace(subject.part, rows=row.values))
            topic = [
                g.values for g in self.groups
                if g.kind == "column" and g.end <= read[-1][0].start
                and g.values != (self.units.root,)
            ]  # fmt: skip
            if topic and not subject.part.columns:
                # «市町村の参加率は、佐久は17名中10名»
                return subject._replace(part=replace(subject.part, columns=topic[-1]))
            shared = self.context.shared
            if shared and not subject.part.columns:
                # «児相の割合は16.6％。北信では13人中4人»
                return subject._replace(part=replace(subject.part, columns=shared))
            told = self.context.mentioned
            if len(told) == 1 and not subject.part.columns:
                # «里親の姿が目立ったのは上田だ。18人中3人»
                return subject._replace(part=replace(subject.part, columns=told))
            return subject._replace(operation="unclear")
        return subject._replace(part=replace(subject.part, columns=after[0].values))

    def _may_add(self, place: Place) -> bool:
        """Say whether joined names may be added up: not «3位は佐久と長野の3人», not «も1施設»."""
        before = place.before.rstrip()
        return not before.endswith("も") and _PLACE_IN_ORDER.search(before) is None

    def _alike(self, place: Place) -> bool:
        """Say whether a number behind joined names may be meant of each: «佐久と長野が3名»."""
        group = place.last("row")
        if group is None and not place.says_sum():
            behind = place.following("row")  # 18名（上田、上伊那）
            if behind is not None and not place.clause.holds(behind.start):
                return behind.joined > 1
        if group is None or group.joined < 2 or place.says_sum():
            return False
        gap = self.sentence.text[group.end : place.figure.start]
        return _OF_EACH.fullmatch(gap) is not None

    def _extreme(self, subject: Subject, place: Place) -> Subject:
        """Note what place in the order of rows is claimed: 最多, 2番目, 長野に次いで."""
        operations, english = patterns("ja", "op"), patterns("en", "op")
        first = not self.selector.earlier(place.figure) and len(subject.part.rows) == 1
        if first and self.context.extreme is not None:
            return subject._replace(extreme=self.context.extreme)  # the answer to a question
        for text in (*place.near, self._said_of_row(subject, place)):
            order = _PLACE_IN_ORDER.search(text)
            if order:
                way = "min" if operations["less"].search(text) else "max"
                return subject._replace(extreme="min" if way == "min" else "max",
                               position=int(order.group(1)))  # fmt: skip
            following = _NEXT.search(text)
            if following and operations["less"].search(text, following.end()):
                return subject  # «諏訪に次いで少ない»: only the order from the most is held
            if following:
                return self._next_in_order(subject, place)
            if operations["max"].search(text):
                return subject._replace(extreme="max")
            if operations["min"].search(text):
                return subject._replace(extreme="min")
        # English says it before the number: «drew the largest crowd, with 28».
        for text in (self._said_of_row(subject, place), place.near[0]):
            if english["max"].search(text):
                return subject._replace(extreme="max")
            if english["min"].search(text):
                return subject._replace(extreme="min")
        return subject

    def _said_of_row(self, subject: Subject, place: Place) -> str:
        """Return the clause before that names the figure's row: «最も多かったのは佐久で、3名»."""
        if place.last("row") or not place.number or not subject.part.rows:
            return ""
        clause = self.sentence.clauses[place.number - 1]
        free = not any(clause.holds(f.start) for f in self.sentence.figures)
        named = any(
            g.kind == "row" and g.values == subject.part.rows and clause.holds(g.start)
            for g in self.groups
        )
        return clause.text if free and named else ""

    def _next_in_order(self, subject: Subject, place: Place) -> Subject:
        """Note the row that the figure's row is said to come right after."""
        if _NEXT.match(place.after):
            return subject  # «長野の28名に次ぐ»: the other comes after
        before = [
            g
            for g in self.groups
            if g.kind == "row" and g.end <= place.figure.start and g.values != subject.part.rows
        ]
        if not before or len(before[-1].values) != 1 or not subject.part.rows:
            return subject
        return subject._replace(extreme="max", after=before[-1].values[0])
