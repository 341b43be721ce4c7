"""Read a table that lost its column borders: its empty cells vanished with them.

Each row begins with the ``header`` items (patterns whose named groups are dimension ids) and
goes on with numbers. A number led by an ``entry`` label (``３児童養護　５名``) has its column;
of the bare ones (``２名``) the last is the row's total, and ``columns.assign_columns`` finds
the columns of the rest. The total row prints a number in every column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.documents.columns import PrintedRow, assign_columns, row_assignments
from assistant.documents.days import Year
from assistant.documents.draft import Draft
from assistant.documents.grid_rows import GridRow, Number, PrintedItem, RowParser
from assistant.documents.node import Node
from assistant.documents.schema import Column, Schema, key_value, weekday_conflict
from assistant.documents.source import join_items
from assistant.types import Cell, Region, TableRow


def read_grid(draft: Draft, part: Node, schema: Schema, start: int) -> int:
    """Read the table at ``start`` into ``draft`` and return the offset behind it.

    Raises CorpusError where a row does not fit, where a sum does not meet its printed total,
    or where the totals leave more or less than one way to put the numbers into columns.
    """
    grid = _Grid(draft, part, schema)
    rows: list[GridRow] = []
    keys: list[dict[str, str]] = []
    here = start
    for _ in range(part.integer("rows")):
        row = grid.parser.row(here)
        rows.append(row)
        keys.append(grid.keys(row, keys))
        here = row.end
    total = grid.parser.total(here, len(rows))
    assignments = assign_columns(
        [grid.printed(row) for row in rows],
        grid.column_totals(total),
        where=f"{draft.source.name}の{draft.source.line_number(rows[0].start)}行目からの表",
    )
    table_rows = tuple(
        grid.add_row(row, names, assignment)
        for row, names, assignment in zip(rows, keys, assignments, strict=True)
    )
    draft.tables.append(schema.table(draft.document, table_rows, grid.add_total(total)))
    return total.end


class _Grid:
    """The settings of one table part, and what they say about a row."""

    def __init__(self, draft: Draft, part: Node, schema: Schema) -> None:
        self.draft, self.source, self.schema = draft, draft.source, schema
        self.id, self.kind = part.text("id"), part.text("kind")
        self.amount, self.count = part.text_pair("quantities")
        self.reason = part.text("assigned_reason")
        self.year = self._year(part.node("year")) if "year" in part else None
        self.parser = RowParser(self.source, part)
        self.total = part.text("total_column")
        self.top = tuple(c.id for c in schema.columns if c.parent == self.total)
        self.units = {measure.id: measure.unit for measure in schema.measures}
        for entry in self.parser.entries:
            if not any(column.id in self.top for column in self._ancestry(entry.column)):
                raise part.wrong(f"「{entry.column}」は「{self.total}」の内訳の列ではありません。")
        missing = [
            d.id
            for d in schema.dimensions
            if d.id not in self.parser.groups and d.id not in schema.derived
        ]
        if missing:
            raise part.wrong(f"header のどの pattern にも (?P<{missing[0]}>…) がありません。")

    def _year(self, node: Node) -> Year:
        """Return the year that the table's dates leave out, from a passage read before it."""
        id = f"{self.draft.document}/{node.text('passage')}"
        pattern, offset = node.pattern("pattern"), node.integer("add", 0)
        node.close()
        passage = next((p for p in self.draft.passages if p.id == id), None)
        if passage is None or not pattern.groups:
            raise node.wrong(f"「{id}」が表より前にないか、pattern に年を囲む ( ) がありません。")
        match = pattern.search(passage.text)
        if match is None or not match[1].isdecimal():
            raise self.source.misfit(passage.start, f"年（{pattern.pattern}）")
        return Year(int(match[1]) + offset)

    def _ancestry(self, column: str) -> Iterator[Column]:
        """Yield the column and the columns above it, up to the one right under the total."""
        found = self.schema.column(column)
        while found is not None:
            yield found
            above = None if found.id in self.top else found.parent
            found = None if above is None else self.schema.column(above)

    def _position(self, number: Number) -> int | None:
        """Return the place from the left of the column that the number's label fixes."""
        if number.entry is None:
            return None
        *_, top = self._ancestry(number.entry.column)
        return self.top.index(top.id)

    def keys(self, row: GridRow, earlier: Sequence[Mapping[str, str]]) -> dict[str, str]:
        """Return the row's value for each dimension, none of them doubtful."""
        keys: dict[str, str] = {}
        for dimension in self.schema.dimensions:
            if dimension.id in self.schema.derived:
                continue
            item: PrintedItem = row.keys[dimension.id]
            value = key_value(dimension.type, item.text, self.year)
            if value is None:
                raise self.source.misfit(item.at, f"表の{dimension.label}")
            if dimension.id == self.schema.region_dimension and value not in self.draft.regions:
                names = "・".join(self.draft.regions)
                raise self.source.misfit(item.at, f"{dimension.label}（{names}のどれか）")
            keys[dimension.id] = value
        if conflict := weekday_conflict(self.schema, keys):
            raise self.source.wrong(row.start, conflict)
        name = keys[self.schema.key]
        if any(name == other[self.schema.key] for other in earlier):
            raise self.source.wrong(row.start, f"「{name}」の行が二つあります。")
        return self.schema.with_derived(keys)

    def printed(self, row: GridRow) -> PrintedRow:
        """Return the row for the solver, its labelled numbers added up by top column."""
        numbers: list[int] = []
        fixed: list[int | None] = []
        for number in row.numbers[:-1]:
            column = self._position(number)
            if column is not None and fixed and fixed[-1] == column:
                numbers[-1] += int(number.amount.value)
            else:
                numbers.append(int(number.amount.value))
                fixed.append(column)
        self._check_sum(numbers, row.numbers[-1], "行の合計")
        printed = PrintedRow(tuple(numbers), tuple(fixed), sum(numbers))
        if next(row_assignments(printed, len(self.top)), None) is None:
            raise self.source.wrong(row.start, "数字の並びが、列の見出しの順に合いません。")
        return printed

    def column_totals(self, total: GridRow) -> tuple[int, ...]:
        """Return the total of each column, after checking that the row prints all of them."""
        columns = total.numbers[:-1]
        fixed = [self._position(number) for number in columns]
        if len(columns) != len(self.top) or any(c not in (None, n) for n, c in enumerate(fixed)):
            line = join_items(self.source.text[total.start : total.end])
            raise self.source.wrong(
                total.start,
                f"合計の行には{len(self.top)}列の合計と総計を期待しましたが、「{line}」があります。",
            )
        totals = [int(number.amount.value) for number in columns]
        self._check_sum(totals, total.numbers[-1], "総計")
        return tuple(totals)

    def _check_sum(self, numbers: Sequence[int], total: Number, what: str) -> None:
        if sum(numbers) != total.amount.value:
            formula = " + ".join(map(str, numbers))
            raise self.source.wrong(
                total.start,
                f"{what}に {formula} = {sum(numbers)} を期待しましたが、"
                f"{total.amount.value}があります。",
            )

    def _cells(self, row: GridRow, assignment: Sequence[int], *, total: bool) -> dict[str, Cell]:
        """Return the row's cells by measure id, as far as it prints or implies them."""
        found: dict[str, list[tuple[str, Cell]]] = {}
        slots, taken = iter(assignment), -1
        for number in row.numbers[:-1]:
            if self._position(number) != taken:
                taken = next(slots)
            column = self.top[taken] if number.entry is None else number.entry.column
            ancestry = tuple(self._ancestry(column))
            label, amount = ancestry[0].label, number.amount
            if number.entry is None and not total:
                reason = self.reason.replace("{column}", label)
                amount = Cell(amount.value, "assigned", amount.span, reason)
            for above in ancestry:
                found.setdefault(f"{above.id}.{self.amount}", []).append((label, amount))
                if number.count is not None:
                    found.setdefault(f"{above.id}.{self.count}", []).append((label, number.count))
        found[f"{self.total}.{self.amount}"] = [("", row.numbers[-1].amount)]
        return {
            id: _added(parts, self.units[id]) for id, parts in found.items() if id in self.units
        }

    def add_row(self, row: GridRow, keys: Mapping[str, str], assignment: Sequence[int]) -> TableRow:
        """Add the row's passage and return the row; a cell it does not print is an empty 0."""
        cells = self._cells(row, assignment, total=False)
        name = keys[self.schema.key]
        slug = self.draft.region_slugs.get(name, name)
        region = keys.get(self.schema.region_dimension or "")
        return TableRow(
            self._add_passage(row, slug, "row", region),
            keys,
            {m.id: cells.get(m.id, Cell(0, "empty")) for m in self.schema.measures},
        )

    def add_total(self, total: GridRow) -> TableRow:
        """Add the total row's passage and return the row, with the cells it prints alone."""
        cells = self._cells(total, range(len(self.top)), total=True)
        return TableRow(
            self._add_passage(total, "total", "total", None),
            {},
            {m.id: cells[m.id] for m in self.schema.measures if m.id in cells},
        )

    def _add_passage(self, row: GridRow, slug: str, kind: str, region: str | None) -> str:
        items = [join_items(self.source.text[n.start : n.end]) for n in row.numbers]
        passage = self.draft.add_passage(
            f"{self.id}/{slug}",
            f"{self.kind}_{kind}",
            self.schema.section,
            (row.start, row.end),
            text=" ".join([*row.header, *items]),
            region=None if region is None else Region(region, "stated"),
        )
        return passage.id


def _added(parts: Sequence[tuple[str, Cell]], unit: str) -> Cell:
    """Return the only cell of ``parts``, or their sum with the arithmetic as its reason."""
    if len(parts) == 1:
        return parts[0][1]
    value = sum(cell.value for _, cell in parts)
    terms = " + ".join(f"{label}{cell.value}{unit}" for label, cell in parts)
    return Cell(value, "computed", reason=f"{terms} = {value}{unit}")
