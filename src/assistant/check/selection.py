"""Which rows and columns of a table a figure is about, from its sentence and those before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.check.place import Place
from assistant.check.respective import respective
from assistant.check.rows import RowSelector
from assistant.check.scan import Group
from assistant.check.subject import Subject
from assistant.check.vocabulary import pattern
from assistant.tables.words import people_words

_BESIDE = re.compile(r"\s*[、,・/]?\s*(?:計|で)?\s*")
_EDGES = 2
"""Days that are named as the first and the last of a period."""
_WHOLE_OF = re.compile(r"\s*(?:中|のうち|の内)の?(?=[0-9])")
_THOSE = re.compile(r"(?:その|この)\s*$")
_LIKE = re.compile(r"(?:など|等)(?:の|から)?[^、。0-9]{0,6}$")
_CAME = re.compile(
    r"が\s*|\s*(?:people|persons|participants|attendees)?\s*(?:were|came|attended)?\s*(?P<from>from)\s+"
)
_IS_TOPIC = re.compile(r"(?:(?:の|からの?)[^\s、。はが0-9]{0,4})?(?:は|が|も)、?")
_TOPIC_END = re.compile(r"(?:は|も|の|から|として)$")


@dataclass(slots=True)
class Selector(RowSelector):
    """Reads rows and columns for the figures of one sentence, first to last."""

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
        elif self._came_from(place):
            columns = self._came_from(place)
        elif by_unit:
            columns = self._parts_of_unit(by_unit, place) or (by_unit,)
        elif _WHOLE_OF.match(self.sentence.text, place.figure.end) and not _THOSE.search(
            place.before
        ):
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
        return subject._replace(part=found, evidence=evidence, covered=covered)

    def _came_from(self, place: Place) -> tuple[str, ...]:
        """Return the column of the bodies that people came from: «41人が26施設から»."""
        text, figure = self.sentence.text, place.figure
        behind = [f for f in self.sentence.figures if f.start >= figure.end]
        if not behind or place.last("row") is not None:
            return ()
        joined = _CAME.fullmatch(text, figure.end, behind[0].start)
        if joined is None or not (joined.group("from") or text.startswith("から", behind[0].end)):
            return ()
        column = self.units.column(behind[0].found.unit, None)
        return (column,) if column is not None else ()

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
        counts = [f for f, s in self.read if s.operation == "count"]  # 里親の出席は7地域で計12名
        figures = [
            f for f in self.sentence.figures
            if columns[-1].start <= f.start < group.start and f not in counts
        ]  # fmt: skip
        return topic and not figures

    def _of_everybody(self, group: Group, place: Place) -> bool:
        """Say whether a column named before only belongs to the people counted.

        «市町村の職員、里親ら計157人» counts them all, «里親は157人のうち12人» one among them; in
        «里親は12人のうち3人が上田» it is the whole.
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
        if not named and self.context.asked:
            columns = self.context.mentioned  # «児童養護施設は。――14施設、23名です»
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
            if g.kind == "column"
            and g.end <= figure.start
            and g.values != (root,)
            and not pattern("counted", "twice_out").match(self.sentence.text, g.end)
        ]
        read = self.earlier(figure)
        last = groups[-1] if groups else None
        if last is not None and not any(
            f.start >= last.start and s.operation == "value" for f, s in read
        ):
            clause = self.sentence.clauses[self.sentence.clause_of(last.start)]
            topic = _TOPIC_END.search(clause.text.rstrip())
            whole = place.says_whole() and subject.operation != "share" and not topic
            return () if whole else last.values  # 里親は、松本で1名
        if not read:
            return ()
        previous, before = read[-1]
        columns = before.part.columns
        if subject.operation == "share" or place.whole_in_bracket():
            return columns  # 里親は12名、割合にして7.6％
        beside = before.operation not in ("count", "share")
        if (
            beside
            and place.clause.holds(previous.start)
            and previous.found.unit != figure.found.unit
        ):
            return columns  # 13市町村15名
        apart = self.sentence.text[previous.end : figure.start]
        bracketed = place.outer is not None and apart.strip() == "("
        if beside and bracketed and previous.found.unit != figure.found.unit:
            return columns  # 2事業者（2名）
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
