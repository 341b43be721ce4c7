"""The pieces of a question over a table whose key has several rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.tables.cube.limits import find_limits
from assistant.tables.cube.select import Selection, select
from assistant.tables.cube.skeleton import Skeleton, Skeletons, Token, operations
from assistant.tables.lexicon import Lexicon
from assistant.tables.query import Comparator
from assistant.tables.reading import Reading
from assistant.tables.residue import find_residue
from assistant.tables.shape import Shape, ancestors
from assistant.tables.words import Mark
from assistant.types import Measure

Marks = dict[str, list[Mark]]
_WHEN = re.compile(r"いつ|何(?:月何)?日(?![間数目])")
_GROUPING = re.compile(
    r"D(?:別|ごと|毎|それぞれ)|(?:各|それぞれの|どの|何|どちらの|どんな|which |each |by |per )D"
    r"|(?:[いるた]|だった|[0-9]|N以上の|N以下の|N未満の|Nの|ない)D(?:[はがをもでに?？。]|って|$|の(?!C|V))"
    r"|(?:上位|トップ|下位|ワースト|ベスト)[0-9]+D"
)
_JOINED_COLUMNS = re.compile(r"(?:と|や|、|・|,|および|及び|も|より|より多い|を| and )+")


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
    limits: list[tuple[Comparator, str, int | float]] = field(default_factory=list)
    """Comparator, unit and number of each limit."""
    stated: list[Token] = field(default_factory=list)
    """Numbers that are no limit: what the question takes for granted."""

    def has(self, *names: str) -> bool:
        """Say whether words of one of these groups stand in the question."""
        return any(n in self.marks for n in names)


class PartsReader:
    """Takes questions over one table apart."""

    def __init__(self, lexicon: Lexicon, shape: Shape) -> None:
        self.table, self.shape = lexicon.table, shape
        self._measures: dict[str, Measure] = {m.id: m for m in self.table.measures}
        self._skeletons = Skeletons(lexicon, shape)

    def read(self, reading: Reading) -> Parts:
        """Return the pieces of a question; never raises."""
        skeleton = self._skeletons.make(reading)
        selection = select(skeleton)
        marks, used = _find(skeleton, reading)
        self._ask_for_times(skeleton, marks)
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

    def _ask_for_times(self, skeleton: Skeleton, marks: Marks) -> None:
        """Read 何年 as a question for the year, where other dimensions would be counted."""
        time = self.shape.ordered()
        counted = marks.get("count", [])
        asked = [
            m for m in counted
            if skeleton.text[m.start] in "何な" and any(
                t.kind == "D" and t.key == time and m.start <= t.place < m.end
                for t in skeleton.tokens
            )
        ]  # fmt: skip
        if asked:
            marks.setdefault("which", []).extend(asked)
            marks["count"] = [m for m in counted if m not in asked]
            if not marks["count"]:
                del marks["count"]

    def _columns(self, skeleton: Skeleton) -> list[str]:
        """Return the columns that are named; «児童書の貸出» names the part alone."""
        tokens = [t for t in skeleton.tokens if t.kind == "C"]
        found = list(dict.fromkeys(t.key for t in tokens))
        wholes: dict[str, set[str]] = {
            c: {a.column for m in self.table.measures if m.column == c
                for a in ancestors(m, self._measures)}
            for c in found
        }  # fmt: skip
        beside = {
            t.key for a, b in pairwise(tokens)
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
        if not found and _WHEN.search(skeleton.text) and (time := self.shape.ordered()):
            found.append(time)
        if not found and re.search(r"どこ|where", skeleton.text):
            places = [d.id for d in self.table.dimensions if "どこ" in d.question_words]
            found += places[:1]
        return found


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
