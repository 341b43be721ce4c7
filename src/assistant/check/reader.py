"""Read what each figure of a sentence is claimed to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from assistant.check.place import Place, is_parameter
from assistant.check.scan import Figure, Group, GroupKind, Sentence
from assistant.check.selection import Selector, continues
from assistant.check.subject import Context, Part, Subject
from assistant.check.units import Units
from assistant.check.vocabulary import pattern
from assistant.tables.words import patterns
from assistant.types import Table

_OF_EACH = re.compile(r"\s*(?:地域|会場|圏域)?(?:が|は|も)?\s*")
_OUT_OF = re.compile(r"\s*(?:のうち|の内|うち|の中|中)")
_FROM_TO = re.compile(r"\s*(?:から|より|~|-)\s*")
_SHORT = 6
_LIMITED = ("以上", "超", "未満", "以下", "少なくとも", "以内")
_OF_ROWS = re.compile(
    r".{0,4}(?:が|の|を|で|と)?.{0,14}?(?:地域|会場|圏域|ところ|所|の(?:は|が)|回|が)"
)
_BY_ROW = re.compile(r"(?:ごと|別|各[^、。]{1,3})の?[^、。]{0,10}(?:足|合計|積み上|合算|単純)")
_AGAINST = re.compile(r"[^、。0-9]{0,8}?(?:より|に比べ|と比べ|に対し|を[^、。]{0,4}(?:上回|下回))")
_BARE_DIFFERENCE = re.compile(r"(?:も|ほど|だけ)?(?:の差|差|の開|の違|を?上回|を?下回|の増|の減)")
_MORE_BY = re.compile(r"(?:も|ほど|だけ)?(?:多(?:い|く|かった)|少な)")


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
            subject = replace(subject, scope=place.scope())
            self.selector.read.append((figure, subject))
        return subject

    def _subject(self, place: Place) -> Subject | None:
        found = place.figure.found
        unit, select = found.unit, self.selector
        if found.type == "percent":
            return self._share(place)
        if unit == "倍":
            return self._ratio(place)
        if unit == "時間":
            return select.with_rows(Subject("length"), place)
        quantity = self.units.quantity(unit, place)
        if unit in ("日間", "日") and quantity == "":
            return select.with_rows(Subject("days"), place)
        if self.units.counts_rows(unit, place):
            return self._count(place)
        if quantity == "":
            return None
        subject = Subject("value", quantity=quantity)
        if pattern("counted", "population").search(place.before) and pattern(
            "counted", "population_after"
        ).match(self.sentence.text, place.figure.end):
            subject = replace(subject, population=True)
        spread = self._spread(subject, place)
        if spread is not None:
            return spread
        rest = self._rest(subject, place)
        if rest is not None:
            return rest
        averaged = self._averaged(subject, place)
        if averaged is not None:
            return averaged
        compared = self._difference(subject, place)
        if compared is not None:
            return compared
        subject = select.with_columns(select.with_rows(subject, place), place)
        each = pattern("before", "each").search(place.before[-10:])
        if found.modifier == "各" or each or pattern("after", "each").match(place.after):
            subject = replace(subject, each=True)
        elif self._alike(place):
            subject = replace(subject, each=True, loose=True)
        if _BY_ROW.search(place.before) or found.modifier == "延べ":
            subject = replace(subject, by_row=True)
        return self._sum(self._extreme(subject, place), place)

    def _alike(self, place: Place) -> bool:
        """Say whether a number behind joined names may be meant of each: «佐久と長野が3名»."""
        group = place.last("row")
        if group is None or group.joined < 2 or place.says_sum():
            return False
        gap = self.sentence.text[group.end : place.figure.start]
        return _OF_EACH.fullmatch(gap) is not None

    # -- operations ---------------------------------------------------------------------------

    def _averaged(self, subject: Subject, place: Place) -> Subject | None:
        """Return the reading as a mean over rows, or as persons for each body, or None."""
        per = re.search(
            r"(?:1|一|ひと)?(?:つの)?([^\s、。0-9]{1,5}?)(?:あたり|当たり|当り|につき|平均)",
            place.before,
        )
        word = per.group(1).removeprefix("は") if per else ""
        select = self.selector
        if per and not any(word.endswith(name) for name in (*self.units.row_names, "回", "か所")):
            bodies = next(
                (
                    m
                    for m in self.table.measures
                    if m.unit == word and m.quantity != subject.quantity
                ),
                None,
            )
            if bodies is not None:
                found = select.with_rows(replace(subject, operation="per"), place)
                part = replace(found.part, columns=(bodies.column,))
                return replace(found, part=part, base=part, quantity=bodies.quantity, evidence=2)
        if per or pattern("before", "mean").search(place.before):
            found = replace(subject, operation="mean")
            return select.with_columns(select.with_rows(found, place), place)
        return None

    def _share(self, place: Place) -> Subject:
        """Read a share, with what it is a share of where «…のうち» says so."""
        select, figure = self.selector, place.figure
        subject = select.with_columns(select.with_rows(Subject("share"), place), place)
        for whole, read in select.earlier(figure):
            if read.operation == "value" and read.population:
                return replace(subject, operation="unclear")
            if read.operation == "value" and _OUT_OF.match(self.sentence.text, whole.end):
                return replace(subject, base=read.part)
        return subject

    def _spread(self, subject: Subject, place: Place) -> Subject | None:
        """Read the ends of a range over the rows: «会場によって6人から28人まで»."""
        figures, figure = self.sentence.figures, place.figure
        position = figures.index(figure)
        text = self.sentence.text
        if not pattern("counted", "spread").search(text):
            return None
        for low, high in pairwise(figures[max(0, position - 1) : position + 2]):
            joined = _FROM_TO.fullmatch(text, low.end, high.start)
            if figure not in (low, high) or not joined or low.found.unit != high.found.unit:
                continue
            if isinstance(low.found.value, str) or isinstance(high.found.value, str):
                continue
            found = self.selector.with_columns(
                replace(subject, operation="lowest" if figure is low else "highest"), place
            )
            said = any(g.kind in ("subject", "column", "row") for g in self.groups)
            return replace(found, evidence=found.evidence + said)
        return None

    def _rest(self, subject: Subject, place: Place) -> Subject | None:
        """Read what is left of a number after its parts: «17人のうち10人…残る7人»."""
        if not pattern("counted", "rest").search(place.before):
            return None
        own = place.before.strip()
        listed = [
            s.part
            for _, s in self.selector.earlier(place.figure)
            if s.operation == "value" and s.quantity == subject.quantity
        ]
        if len(listed) < 2:
            listed = [p for p, q in self.context.last if q == subject.quantity]
        if len(listed) < 2 or len(own) > _SHORT:
            return replace(subject, operation="unclear", evidence=1)
        return replace(subject, operation="rest", listed=tuple(listed), evidence=1)

    def _difference(self, subject: Subject, place: Place) -> Subject | None:
        after = pattern("after", "difference").match(place.after)
        before = re.search(rf"{pattern('before', 'difference').pattern}\s*約?$", place.before)
        if not after and not before:
            return None
        sign: Literal["more", "less"] | None = None
        if after:
            head = place.after[:8]
            if pattern("after", "more").search(head):
                sign = "more"
            elif pattern("after", "less").search(head):
                sign = "less"
        compared = self._terms(replace(subject, operation="difference"), place)
        if compared is not None:
            return replace(compared, sign=sign)
        by = _MORE_BY.match(place.after) and re.search(r"より|比べ|比し|ほう|方", place.before)
        if before or by or _BARE_DIFFERENCE.match(place.after):
            return replace(subject, operation="unclear")
        return None

    def _ratio(self, place: Place) -> Subject:
        return self._terms(Subject("ratio"), place) or Subject("unclear")

    def _terms(self, subject: Subject, place: Place) -> Subject | None:
        """Return the two things that a difference or ratio compares, None where not both are said.

        What is spoken of comes first, what it is held against (より, の3倍) second.
        """
        select = self.selector
        rows = self._two("row", place)
        if rows is not None:
            found = select.with_columns(replace(subject, evidence=2), place)
            cols = found.part.columns
            return replace(found, part=Part(rows[0], cols), base=Part(rows[1], cols))
        columns = self._two("column", place)
        if columns is not None:
            found = select.with_rows(replace(subject, evidence=1), place)
            first = replace(found.part, columns=columns[0])
            return replace(found, part=first, base=replace(found.part, columns=columns[1]))
        return None

    def _two(self, kind: GroupKind, place: Place) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        figure = place.figure
        root = (self.units.root,)
        groups = [g for g in self.groups if g.kind == kind and g.end <= figure.start]
        chained = self._chained(kind, place, groups)
        if chained is not None:
            return chained
        if kind == "column":
            named = [g for g in groups if g.values != root]
            groups = named if len(named) != 1 or len(groups) < 3 else groups
        clause = [g for g in groups if place.clause.holds(g.start)]
        chosen = clause if len(clause) >= 2 else groups
        if chosen and chosen[-1].joined == 2 and len(chosen[-1].values) == 2:
            first, second = ((v,) for v in chosen[-1].values)
            return first, second
        if len(chosen) >= 2:
            a, b = chosen[-2:]
            if a.values == b.values:
                return None
            return (
                (b.values, a.values)
                if self._against(a) and not self._against(b)
                else (
                    a.values,
                    b.values,
                )
            )
        if len(chosen) == 1:
            other = self._other_term(kind, chosen[0].values)
            if other is not None:
                held = self._against(chosen[0]) or figure.found.unit == "倍"
                return (other, chosen[0].values) if held else (chosen[0].values, other)
        return None

    def _chained(
        self, kind: GroupKind, place: Place, groups: Sequence[Group]
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Return the terms of a comparison that goes on: «長野は松本の1.75倍、諏訪の3.5倍»."""
        read = self.selector.earlier(place.figure)
        if not read or read[-1][1].operation not in ("ratio", "difference"):
            return None
        since = [g for g in groups if g.start >= read[-1][0].end]
        first = read[-1][1].part
        mine = first.rows if kind == "row" else first.columns
        if len(since) != 1 or not mine or since[0].joined > 1 or since[0].values == mine:
            return None
        return mine, since[0].values

    def _other_term(self, kind: GroupKind, mine: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return what the sentence before leaves to compare with."""
        last = [p for p, _ in self.context.last]
        if kind == "row":
            found = [p.rows for p in last if p.rows and p.rows != mine]
            if not found and self.context.rows and self.context.rows != mine:
                found = [self.context.rows]
        else:
            found = [p.columns for p in last if p.columns and p.columns != mine]
        return found[-1] if len(set(found)) == 1 else None

    def _against(self, group: Group) -> bool:
        return _AGAINST.match(self.sentence.text, group.end) is not None

    def _count(self, place: Place) -> Subject:
        """Read how many rows are said to be: 3会場, or those that meet a condition."""
        figure, select = place.figure, self.selector
        evidence = int(figure.found.unit in self.units.row_names)
        subject = Subject("count", evidence=evidence)
        group = place.last("row")
        if group is not None and group.joined > 1 and figure.start - group.end <= 6:
            return replace(subject, part=Part(group.values), evidence=group.joined)
        subject = select.with_rows(subject, place, counting=True)
        subject = select.with_columns(subject, place)
        threshold = self._threshold(place)
        if threshold is not None:
            quantity = self.units.quantity(threshold.found.unit, place) or None
            return replace(subject, threshold=threshold, quantity=quantity)
        columns = subject.part.columns
        if pattern("counted", "rest").search(place.before):
            named = [g for g in self.groups if g.kind == "row" and g.end <= figure.start]
            rows = tuple(dict.fromkeys(v for g in named for v in g.values))
            if not rows:
                return replace(subject, operation="unclear")
            return replace(subject, part=Part(excluded=rows), evidence=2)
        if columns and columns != (self.units.root,):
            said = pattern("counted", "presence").search(self.sentence.text)
            subject = replace(subject, loose=said is None)
            none = pattern("after", "none")
            rest = self.sentence.own(place.clause)[figure.end :]
            absent = none.search(rest) or none.search(place.before)
            return replace(subject, present=not absent)
        return replace(subject, part=replace(subject.part, columns=()))

    def _threshold(self, place: Place) -> Figure | None:
        """Return the number that rows must meet to be counted: «10人以上の会場は7か所»."""
        for figure in self.sentence.figures:
            found = figure.found
            if figure is place.figure or found.type != "number" or found.modifier not in _LIMITED:
                continue
            if self.units.counts_rows(found.unit, place) or figure.start > place.figure.end + 30:
                continue
            if _OF_ROWS.match(self.sentence.text, figure.end):
                return figure
        return None

    def _extreme(self, subject: Subject, place: Place) -> Subject:
        operations = patterns("ja", "op")
        for text in place.near:
            if operations["max"].search(text):
                return replace(subject, extreme="max")
            if operations["min"].search(text):
                return replace(subject, extreme="min")
        return subject

    def _sum(self, subject: Subject, place: Place) -> Subject:
        """Let a sum add up what was listed before it, in its sentence or those before."""
        if not place.says_sum():
            return subject
        rows = place.last("row") or place.last("condition")
        column = place.last("column")
        if rows is not None or (column is not None and column.values != (self.units.root,)):
            return subject
        quantity = subject.quantity
        listed = [
            s.part
            for _, s in self.selector.earlier(place.figure)
            if s.operation == "value" and s.quantity == quantity and not s.listed
        ]
        if not listed and any(w in place.before for w in ("合わせ", "あわせ", "足")):
            listed = [p for p, q in self.context.listed if q == quantity]
        if len(listed) > 1:
            open_list = pattern("after", "with_others").search(place.before) is not None
            return replace(
                subject,
                listed=tuple(listed),
                open_list=open_list,
                evidence=max(subject.evidence, 1),
            )
        return subject
