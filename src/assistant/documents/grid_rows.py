"""Find the rows of a table without borders in the text, and the numbers each row prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.documents.node import Node
from assistant.documents.source import Source
from assistant.text.normalize import squeeze
from assistant.types import Cell, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A label that fixes the column of its number.

    Before a label stands a count (３ in ``３児童養護　５名``), except where it is the ``named``
    thing itself (``波田学院　１名``), which counts as one.
    """

    label: str
    column: str
    named: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Number:
    """One printed amount; ``entry`` and ``count`` are None where no label fixes its column."""

    amount: Cell
    entry: Entry | None
    count: Cell | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """The text of a named group of a header pattern, and where its pattern began."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row as printed. ``header`` holds its leading items, each without inner white space.

    The last of ``numbers`` is the row's total.
    """

    header: tuple[str, ...]
    keys: Mapping[str, PrintedItem]
    numbers: tuple[Number, ...]
    start: int

    @property
    def end(self) -> int:
        """The offset behind the row's last number."""
        return self.numbers[-1].end


class RowParser:
    """The patterns of one table part."""

    def __init__(self, source: Source, part: Node) -> None:
        self._source = source
        unit = re.escape(part.text("unit"))
        self._bare = re.compile(rf"(?P<amount>\d+){unit}")
        self._header = tuple(_header(item) for item in part.nodes("header"))
        self._total_start = part.pattern("total_start")
        self.entries = tuple(_entry(item, unit) for item in part.nodes("entry"))
        self.groups = frozenset(name for _, p in self._header for name in p.groupindex)
        """Every named group of the header patterns."""

    def row(self, start: int) -> GridRow:
        """Read the row that begins at ``start``. Raises CorpusError where none does."""
        here = first = self._source.next_ink(start)
        header: list[str] = []
        keys: dict[str, PrintedItem] = {}
        for name, pattern in self._header:
            here = self._source.next_ink(here)
            match = pattern.match(self._source.text, here)
            if match is None:
                raise self._source.misfit(here, f"表の{name}")
            keys.update({k: PrintedItem(v, here) for k, v in match.groupdict().items()})
            header.append(squeeze(match[0]))
            here = match.end()
        return GridRow(tuple(header), keys, self._numbers(here, in_total=False), first)

    def total(self, start: int, rows: int) -> GridRow:
        """Read the total row at ``start``, after ``rows`` rows. Raises CorpusError."""
        start = self._source.next_ink(start)
        if not self._total_start.match(self._source.text, start):
            raise self._source.misfit(start, f"表の合計の行（{rows}行の後）")
        return GridRow((), {}, self._numbers(start, in_total=True), start)

    def _numbers(self, here: int, *, in_total: bool) -> tuple[Number, ...]:
        numbers: list[Number] = []
        while True:
            here = self._source.next_ink(here)
            # The total row has no header: without this it would go on as the last row.
            if not in_total and self._total_start.match(self._source.text, here):
                break
            number = self._number(here)
            if number is None:
                break
            numbers.append(number)
            here = number.end
        if not numbers or numbers[-1].entry is not None:
            raise self._source.misfit(here, "表の行の数字（最後は行の合計）")
        return tuple(numbers)

    def _number(self, here: int) -> Number | None:
        for entry in self.entries:
            if match := entry.pattern.match(self._source.text, here):
                count = _one(entry.label) if entry.named else _cell(match, "count")
                return Number(_cell(match, "amount"), entry, count, *match.span())
        if match := self._bare.match(self._source.text, here):
            return Number(_cell(match, "amount"), None, None, *match.span())
        return None


def _header(node: Node) -> tuple[str, re.Pattern[str]]:
    name, pattern = node.text("name"), node.pattern("pattern")
    node.close()
    return name, pattern


def _entry(node: Node, unit: str) -> Entry:
    label, column, named = node.text("label"), node.text("column"), node.flag("named")
    node.close()
    count = "" if named else r"(?P<count>\d+)\s*"
    pattern = re.compile(rf"{count}{re.escape(label)}\s+(?P<amount>\d+){unit}")
    return Entry(label, column, named, pattern)


def _cell(match: re.Match[str], group: str) -> Cell:
    return Cell(int(match[group]), "printed", Span(*match.span(group)))


def _one(label: str) -> Cell:
    return Cell(1, "computed", reason=f"「{label}」は名前だけで数の印刷がないため、1と数えました。")
