"""Read a table that lost its column borders: its empty cells vanished with them.

Each row begins with the ``header`` items (patterns whose named groups are dimension ids) and
goes on with numbers. A number led by an ``entry`` label (``３児童養護 ５名``) has its column;
of the bare ones (``２名``) the last is the row's total and ``columns.assign_columns`` finds the
columns of the rest. The total row has a number in every column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.documents.columns import PrintedRow, assign_columns
from assistant.documents.draft import Draft
from assistant.documents.node import Node
from assistant.documents.schema import Schema, key_value, weekday_of
from assistant.documents.source import join_items
from assistant.text.normalize import squeeze
from assistant.types import Cell, Region, Span, TableRow


@dataclass(frozen=True, slots=True)
class _Entry:
    """A label that fixes a column; ``named`` ones are printed without a count of bodies."""

    label: str
    column: str
    named: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """One printed number (with its count of bodies, if labelled) and where it stands."""

    entry: _Entry | None
    persons: Cell
    bodies: Cell | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    keys: Mapping[str, str]
    header: tuple[str, ...]
    found: tuple[_Found, ...]
    start: int

    @property
    def end(self) -> int:
        return self.found[-1].end


class _Grid:
    """The settings of one table part."""

    def __init__(self, draft: Draft, part: Node, schema: Schema) -> None:
        self.draft, self.source, self.schema = draft, draft.source, schema
        self.id, self.kind = part.text("id"), part.text("kind")
        self.count = part.integer("rows")
        self.solved, self.counted = part.texts("quantities")
        unit = re.escape(part.text("unit"))
        self.bare = re.compile(rf"(?P<persons>\d+){unit}")
        self.header = tuple(self._pattern(item, "pattern") for item in part.nodes("header"))
        self.total_start = self._pattern(part, "total_start")[1]
        self.total = part.text("total_column")
        self.top = tuple(c.id for c in schema.columns if c.parent == self.total)
        self.labels = {c.id: c.label for c in schema.columns}
        self.entries = tuple(self._entry(item, unit) for item in part.nodes("entry"))
        self.reason = part.text("assigned_reason")
        self.year = self._year(part.node("year")) if "year" in part else None

    def _pattern(self, node: Node, key: str) -> tuple[str, re.Pattern[str]]:
        name = node.text("name") if key == "pattern" else key
        try:
            pattern = re.compile(node.text(key))
        except re.error as error:
            raise node.wrong(f"{key} は正規表現として読めません（{error}）。") from error
        if key == "pattern":
            node.close()
        return name, pattern

    def _entry(self, node: Node, unit: str) -> _Entry:
        label, column, named = node.text("label"), node.text("column"), node.flag("named")
        node.close()
        if column not in self.labels:
            raise node.wrong(f"「{column}」という列がありません。")
        count = "" if named else r"(?P<bodies>\d+)\s*"
        pattern = re.compile(rf"{count}{re.escape(label)}\s+(?P<persons>\d+){unit}")
        return _Entry(label, column, named, pattern)

    def _year(self, node: Node) -> int:
        """Return the year that the table's dates leave out, from a passage read before it."""
        id = f"{self.draft.document}/{node.text('passage')}"
        text = next((p.text for p in self.draft.passages if p.id == id), None)
        if text is None:
            raise node.wrong(f"年を取る「{id}」が、表より前にありません。")
        match = re.search(node.text("pattern"), text)
        if match is None:
            raise node.wrong(f"「{text}」から年を読み取れません。")
        node_add = node.integer("add", 0)
        node.close()
        return int(match[1]) + node_add

    def top_column(self, column: str) -> str:
        """Return the ancestor of ``column`` that stands right under the total."""
        while column not in self.top:
            found = self.schema.column(column)
            if found is None or found.parent is None:
                raise self.source.wrong(0, f"列「{column}」が合計の列に属していません。")
            column = found.parent
        return column

    def read_row(self, start: int) -> _Row:
        """Read one row from its header on; its numbers end where no number follows."""
        here = self.source.next_ink(start)
        first, groups, header = here, {}, []
        for name, pattern in self.header:
            here = self.source.next_ink(here)
            match = pattern.match(self.source.text, here)
            if match is None:
                raise self.source.misfit(here, f"表の{name}")
            groups.update({key: (value, here) for key, value in match.groupdict().items()})
            header.append(squeeze(match[0]))
            here = match.end()
        return _Row(self._keys(groups), tuple(header), self.read_numbers(here), first)

    def _keys(self, groups: Mapping[str, tuple[str, int]]) -> dict[str, str]:
        keys: dict[str, str] = {}
        for dimension in self.schema.dimensions:
            if dimension.id in self.schema.derived:
                continue
            printed, at = groups[dimension.id]
            value = key_value(dimension.type, printed, self.year)
            if value is None:
                raise self.source.misfit(at, f"{dimension.label}（{dimension.type}）")
            if dimension.id == self.schema.region_dimension and value not in self.draft.regions:
                raise self.source.misfit(
                    at, f"{dimension.label}（{'・'.join(self.draft.regions)}）"
                )
            keys[dimension.id] = value
        for id, derived in self.schema.derived.items():
            keys[id] = derived.value(keys) or ""
        self._check_weekday(keys, groups)
        return keys

    def _check_weekday(
        self, keys: Mapping[str, str], groups: Mapping[str, tuple[str, int]]
    ) -> None:
        types = {d.type: d.id for d in self.schema.dimensions}
        if "date" in types and "weekday" in types:
            day, weekday = keys[types["date"]], keys[types["weekday"]]
            if weekday_of(day) != weekday:
                raise self.source.wrong(
                    groups[types["date"]][1],
                    f"{day} は{weekday_of(day)}曜日ですが、{weekday}曜日と印刷されています。",
                )

    def read_numbers(self, here: int, *, total: bool = False) -> tuple[_Found, ...]:
        found: list[_Found] = []
        while True:
            here = self.source.next_ink(here)
            if not total and self.total_start.match(self.source.text, here):
                break
            item = self._number(here)
            if item is None:
                break
            found.append(item)
            here = item.end
        if not found or found[-1].entry is not None:
            raise self.source.misfit(here, "表の行の合計（数字と単位）")
        return tuple(found)

    def _number(self, here: int) -> _Found | None:
        for entry in self.entries:
            if match := entry.pattern.match(self.source.text, here):
                bodies = (
                    Cell(
                        1,
                        "computed",
                        reason=f"「{entry.label}」は名前だけが印刷され数がないため、1と数えました。",
                    )
                    if entry.named
                    else _cell(match, "bodies")
                )
                return _Found(entry, _cell(match, "persons"), bodies, *match.span())
        if match := self.bare.match(self.source.text, here):
            return _Found(None, _cell(match, "persons"), None, *match.span())
        return None

    def printed(self, row: _Row) -> PrintedRow:
        """Return the row's numbers for the solver: labelled ones added up by top column."""
        numbers: list[int] = []
        fixed: list[int | None] = []
        for item in row.found[:-1]:
            column = None
            if item.entry is not None:
                column = self.top.index(self.top_column(item.entry.column))
            if column is not None and fixed and fixed[-1] == column:
                numbers[-1] += int(item.persons.value)
            else:
                numbers.append(int(item.persons.value))
                fixed.append(column)
        total = int(row.found[-1].persons.value)
        if sum(numbers) != total:
            raise self.source.wrong(
                row.found[-1].start,
                f"行の合計は{total}と印刷されていますが、"
                f"{' + '.join(map(str, numbers))} = {sum(numbers)} です。",
            )
        return PrintedRow(tuple(numbers), tuple(fixed), total)

    def total_numbers(self, row: _Row) -> tuple[int, ...]:
        """Return the printed column totals, after checking that there is one for each column."""
        *columns, grand = row.found
        tops = [self.top.index(i.entry.column) if i.entry else None for i in columns]
        if len(columns) != len(self.top) or any(top not in (None, n) for n, top in enumerate(tops)):
            raise self.source.wrong(
                row.start,
                f"合計の行には{len(self.top)}列と総計の数字が要りますが、"
                f"「{join_items(self.source.text[row.start : row.end])}」と印刷されています。",
            )
        totals = tuple(int(item.persons.value) for item in columns)
        if sum(totals) != grand.persons.value:
            raise self.source.wrong(
                grand.start,
                f"総計は{grand.persons.value}と印刷されていますが、"
                f"{' + '.join(map(str, totals))} = {sum(totals)} です。",
            )
        return totals

    def cells(
        self, row: _Row, assignment: Sequence[int], *, total: bool = False
    ) -> dict[str, Cell]:
        """Return the row's cells by measure id; a total row has only what is printed."""
        cells: dict[str, Cell] = {}

        def add(column: str, quantity: str, cell: Cell) -> None:
            id = f"{column}.{quantity}"
            if any(m.id == id for m in self.schema.measures):
                cells[id] = _sum(cells[id], cell) if id in cells else cell

        *items, grand = row.found
        slots = iter(assignment)
        taken = -1
        for item in items:
            if item.entry is None:
                taken = next(slots)
                column = self.top[taken]
                persons = item.persons
                if not total:
                    reason = self.reason.format(column=self.labels[column])
                    persons = Cell(persons.value, "assigned", persons.span, reason)
                add(column, self.solved, persons)
                continue
            top = self.top.index(self.top_column(item.entry.column))
            if top != taken:
                taken = next(slots)
            column = item.entry.column
            while True:
                add(column, self.solved, item.persons)
                if item.bodies is not None:
                    add(column, self.counted, item.bodies)
                if column == self.top[top]:
                    break
                column = self.schema.column(column).parent  # type: ignore[union-attr,assignment]
        add(self.total, self.solved, grand.persons)
        if not total:
            for measure in self.schema.measures:
                cells.setdefault(measure.id, Cell(0, "empty"))
        return {m.id: cells[m.id] for m in self.schema.measures if m.id in cells}

    def add_row(self, row: _Row, cells: Mapping[str, Cell], id: str, kind: str) -> TableRow:
        """Add the row's passage and return the row."""
        items = [join_items(self.source.text[i.start : i.end]) for i in row.found]
        region = row.keys.get(self.schema.region_dimension or "")
        passage = self.draft.add_passage(
            id,
            kind,
            self.schema.section,
            (row.start, row.end),
            text=" ".join([*row.header, *items]),
            region=None if region is None else Region(region, "stated"),
        )
        return TableRow(passage.id, row.keys, cells)


def read_grid(draft: Draft, part: Node, schema: Schema, start: int) -> int:
    """Read the table at ``start`` into ``draft`` and return the offset behind it.

    Raises CorpusError where a row does not fit, where a sum does not meet its printed total,
    or where the totals leave more or less than one way to put the numbers into columns.
    """
    grid = _Grid(draft, part, schema)
    rows: list[_Row] = []
    here = start
    for _ in range(grid.count):
        row = grid.read_row(here)
        key = row.keys[schema.key]
        if any(key == other.keys[schema.key] for other in rows):
            raise draft.source.wrong(row.start, f"「{key}」の行が二つあります。")
        rows.append(row)
        here = row.end
    here = draft.source.next_ink(here)
    if not grid.total_start.match(draft.source.text, here):
        raise draft.source.misfit(here, f"表の合計の行（{grid.count}行の後）")
    total = _Row({}, (), grid.read_numbers(here, total=True), here)
    totals = grid.total_numbers(total)
    assignments = assign_columns(
        [grid.printed(row) for row in rows],
        totals,
        where=f"{draft.source.name}の{draft.source.line_number(rows[0].start)}行目からの表",
    )
    table_rows = []
    for row, assignment in zip(rows, assignments, strict=True):
        key = row.keys[schema.key]
        slug = draft.region_slugs.get(key, key)
        cells = grid.cells(row, assignment)
        table_rows.append(grid.add_row(row, cells, f"{grid.id}/{slug}", f"{grid.kind}_row"))
    all_columns = range(len(grid.top))
    total_row = grid.add_row(
        total, grid.cells(total, all_columns, total=True), f"{grid.id}/total", f"{grid.kind}_total"
    )
    draft.tables.append(schema.table(draft.document, tuple(table_rows), total_row))
    return total.end


def _cell(match: re.Match[str], group: str) -> Cell:
    return Cell(int(match[group]), "printed", Span(*match.span(group)))


def _sum(one: Cell, other: Cell) -> Cell:
    """Return the sum of two cells, with the arithmetic as its reason."""
    first = one.reason if one.basis == "computed" and one.reason else str(one.value)
    value = one.value + other.value
    return Cell(value, "computed", reason=f"{first} + {other.value}")
