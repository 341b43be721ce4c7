"""Read figures that are computed: means, quotients, remainders, ranges."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from assistant.check.comparing import Comparing
from assistant.check.place import Place
from assistant.check.selection import Selector
from assistant.check.subject import Operation, Part, Subject
from assistant.check.vocabulary import pattern

_MOST = re.compile(r"(?:(最大|最高|最多)|最小|最低|最少)(?:は|で|が|:)?\s*$")
_MOST_OF = re.compile(
    r"(?:最も|もっとも|いちばん|一番)(?:(多(?:い|かった)|大き(?:い|かった))|少な(?:い|かった)|小さ(?:い|かった))"
    r"(?:ところ|所|会場|地域|圏域|回)(?:は|で|が|でも|:)?\s*$"
)
_MEDIAN = re.compile(r"中央値|メジアン|メディアン|真ん中")
_DIVIDED = re.compile(r"(?:割(?:る|れ|っ)|÷)[^0-9]*$")
_OTHERS = re.compile(r"(?:残りは|残る[^、。0-9]{1,4}は|(?:ほか|他|それ以外)は)\s*$")
_FROM_TO = re.compile(r"\s*(?:から|より|~|-)\s*(?:最大|最高|最多)?(?:で)?\s*")
_GREW = re.compile(r"(?:に|へ|まで)(?:増|減|伸|落|拡|縮)")
_TAKEN = re.compile(r"を(?:引|差し引|除)[^、。0-9は]{0,4}、?\s*(?:約|残り)?\s*")
_SHORT = 6
"""Letters before a remainder: with more, it is a remainder of something named there."""
_PER = re.compile(r"(?:1|一|ひと)?(?:つの)?([^\s、。0-9]{1,5}?)(?:あたり|当たり|当り|につき|平均)")
_PER_ONE = re.compile(
    r"([^\s、。0-9]{1,8}?)(?:1|一)(?:つ|か所|団体|施設)?(?:あたり|当たり|当り|につき)"
)


class Arithmetic:
    """Reads computed figures of one sentence. None where a figure is not of the kind."""

    def __init__(self, selector: Selector) -> None:
        self.selector, self.units = selector, selector.units
        self.sentence, self.groups = selector.sentence, selector.groups
        self.table, self.context = selector.table, selector.context
        self._comparing = Comparing(selector)

    def read(self, subject: Subject, place: Place) -> Subject | None:
        """Return the reading of a figure with a unit of the table as a computed one."""
        return (
            self._most(subject, place)
            or self._spread(subject, place)
            or self._rest(subject, place)
            or self._without(subject, place)
            or self._divided(subject, place)
            or self._averaged(subject, place)
            or self._comparing.difference(subject, place)
        )

    def _averaged(self, subject: Subject, place: Place) -> Subject | None:
        """Return the reading as a mean over rows, or as persons for each body."""
        per, select = _PER.search(place.before) or self._per_topic(place), self.selector
        names = (*self.units.row_names, "回", "か所")
        if per and not any(per.group(1).endswith(name) for name in names):
            word = per.group(1).removeprefix("は")
            bodies = next(
                (
                    m
                    for m in self.table.measures
                    if word.endswith(m.unit) and m.quantity != subject.quantity
                ),
                None,
            )
            if bodies is not None:
                found = select.with_rows(subject._replace(operation="per"), place)
                part = replace(found.part, columns=(bodies.column,))
                return found._replace(part=part, quantity=bodies.quantity, evidence=2)
        if _MEDIAN.search(place.before):
            found = subject._replace(operation="median")
            return select.with_columns(select.with_rows(found, place), place)
        value = place.figure.found.value
        persons = bool(self.table.quantities) and subject.quantity == self.table.quantities[0].id
        broken = persons and isinstance(value, float) and place.figure.found.unit != ""
        apart = pattern("after", "difference").match(place.after)
        if per or (broken and not apart) or pattern("before", "mean").search(place.before):
            found = subject._replace(operation="mean", evidence=int(per is not None))
            return select.with_columns(select.with_rows(found, place), place)
        return None

    def _per_topic(self, place: Place) -> re.Match[str] | None:
        """Return what a topic before says numbers are for each of: «市町村1つ当たりの数は、»."""
        broken = isinstance(place.figure.found.value, float) or "." in place.figure.found.text
        for clause in self.sentence.clauses[: place.number + 1] if broken else ():
            own = clause.text[: place.figure.start]
            found = _PER_ONE.search(own) or _PER.search(own)
            if found is not None:
                return found
        return None

    def _most(self, subject: Subject, place: Place) -> Subject | None:
        """Read the most or least of any row: «最大28名・最小6名»."""
        lead = self.sentence.text[: place.figure.start]
        said = _MOST_OF.search(lead)
        if said is None and place.outer is not None:
            said = _MOST.search(lead)
        if said is None or place.last("row") or place.following("row"):
            return None
        operation: Operation = "highest" if said.group(1) else "lowest"
        return self.selector.with_columns(subject._replace(operation=operation, evidence=1), place)

    def _divided(self, subject: Subject, place: Place) -> Subject | None:
        """Read a quotient of two numbers of one column: «76人を68市町村で割ると1.1人»."""
        read = [(f, s) for f, s in self.selector.earlier(place.figure) if s.operation == "value"]
        if len(read) < 2 or not _DIVIDED.search(place.before):
            return None
        (_, first), (_, second) = read[-2:]
        if first.part != second.part or first.quantity == second.quantity:
            return None
        return second._replace(operation="per")

    def _spread(self, subject: Subject, place: Place) -> Subject | None:
        """Read the ends of a range over the rows: «会場によって6人から28人まで»."""
        figures, figure = self.sentence.figures, place.figure
        text = self.sentence.text
        said_so = pattern("counted", "spread").search(text) is not None
        position = figures.index(figure)
        for low, high in pairwise(figures[max(0, position - 1) : position + 2]):
            joined = _FROM_TO.fullmatch(text, low.end, high.start)
            numbers = low.found.type == high.found.type == "number"
            if figure not in (low, high) or not joined or not numbers:
                continue
            united = low.found.unit == high.found.unit != ""
            compared = "より" in text[low.end : high.start] or _GREW.match(text, high.end)
            if not said_so and (not united or compared):
                continue
            found = self.selector.with_columns(
                subject._replace(operation="lowest" if figure is low else "highest"), place
            )
            said = any(g.kind in ("subject", "column", "row") for g in self.groups)
            others = self.selector.context.named
            last = self.selector.context.last
            if others and last and _OTHERS.search(text, 0, low.start):
                # «最多は上田の5人、最少は諏訪の1人。残りは2人から4人»
                part = Part(columns=last[-1][0].columns, excluded=others)
                return found._replace(part=part, evidence=2)
            return found._replace(evidence=found.evidence + said)
        return None

    def _rest(self, subject: Subject, place: Place) -> Subject | None:
        """Read what is left of a number after its parts: «17人のうち10人…残る7人»."""
        said = pattern("counted", "rest").search(self.sentence.text[: place.figure.start])
        if said is None:
            return None
        listed = [
            s.part
            for _, s in self.selector.earlier(place.figure)
            if s.operation == "value" and s.quantity == subject.quantity
        ]
        if len(listed) < 2:
            listed = [p for p, q in self.context.last if q == subject.quantity]
        if len(listed) < 2 or len(place.before.strip()) > _SHORT:
            return subject._replace(operation="unclear", evidence=1)
        return subject._replace(
            operation="rest", listed=tuple(listed), evidence=1, covered=(said.span(),)
        )

    def _without(self, subject: Subject, place: Place) -> Subject | None:
        """Read a total without a column: «市町村を除いた81名»."""
        root = (self.units.root,) if self.units.root else ()
        read = [(f, s) for f, s in self.selector.earlier(place.figure) if s.operation == "value"]
        if read and _TAKEN.fullmatch(place.before) and read[-1][1].part.columns not in ((), root):
            # «総数24名。児相の2名を引けば22名»
            part = read[-1][1].part
            listed = (replace(part, columns=root), part)
            return subject._replace(operation="rest", part=part, listed=listed, evidence=2)
        for group in self.groups:
            if group.kind != "column" or group.values == root or group.end > place.figure.start:
                continue
            left_out = pattern("counted", "without").match(self.sentence.text, group.end)
            if left_out is None or left_out.end() > place.figure.start:
                continue
            if any(left_out.end() <= f.start for f, _ in self.selector.earlier(place.figure)):
                continue
            found = self.selector.with_rows(subject, place)
            mine = replace(found.part, columns=group.values)
            return found._replace(
                operation="rest", listed=(replace(found.part, columns=root), mine),
                evidence=found.evidence + 1, covered=(left_out.span(),),
            )  # fmt: skip
        return None
