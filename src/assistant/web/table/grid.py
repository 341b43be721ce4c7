"""A table's numbers: sortable columns, both totals, how each number is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from assistant.types import Dimension, Measure, Passage, Table, TableRow
from assistant.web.download import Value
from assistant.web.forms import check_box, form, radios
from assistant.web.markup import attribute, source_url, text
from assistant.web.table.place import Place
from assistant.web.table.view import (
    View,
    key_text,
    measures_of,
    number,
    reasons,
    rows_of,
    total_of,
)

_SIGNS: Final = {
    "assigned": ("△", "印刷された数字の列を、合計から割り出したもの"),
    "computed": ("＋", "内訳を足したもの"),
    "empty": ("・", "印刷では空欄（0として扱います）"),
}
"""Sign and meaning of how a number is known, where it is not simply printed there."""


MOST_ROWS: Final = 1_000
"""Rows on the page; the file has all of them."""


class Grid:
    """The numbers of one table as ``view`` shows them; ``passages`` are all, by id."""

    def __init__(self, place: Place, view: View, passages: Mapping[str, Passage]) -> None:
        self.place, self.table, self.view = place, place.table, view
        self.passages = passages

    def section(self) -> str:
        """Return the table with what can be chosen, its legend and its file."""
        measures = measures_of(self.table, self.view)
        ordered = rows_of(self.table, self.view)
        rows = "".join(self._row(row, measures) for row in ordered[:MOST_ROWS])
        more = (
            f"<p>{len(ordered):,}行のうち、はじめの{MOST_ROWS:,}行を表示しています。"
            "並べ替えはすべての行について行います。</p>"
            if len(ordered) > MOST_ROWS
            else ""
        )
        before, after = self._dimensions()
        heads = "".join(
            (
                *(self._head(d.id, d.label, row=d.id == self.table.key) for d in before),
                *(self._head(m.id, m.label, unit=m.unit) for m in measures),
                *(self._head(d.id, d.label) for d in after),
            )
        )
        return (
            '<section id="data" aria-labelledby="data-title"><h2 id="data-title">数値の表</h2>'
            f"{self._choices()}{more}"
            '<div class="listing data" role="region" aria-label="数値" tabindex="0">'
            f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
            f"{self._totals(measures)}</table></div>{self._legend(measures)}"
            f'<p class="downloads"><a href="{self.place.here}/data.csv" download>'
            "すべての列をCSVで保存</a></p></section>"
        )

    def _dimensions(self) -> tuple[list[Dimension], list[Dimension]]:
        """Return what stands before the numbers, which a narrow screen shows first, and after."""
        ordered = sorted(
            self.table.dimensions, key=lambda d: (d.id != self.table.key, d.type != "date")
        )
        first = sum(d.id == self.table.key or d.type == "date" for d in ordered)
        return ordered[:first], ordered[first:]

    def _choices(self) -> str:
        table, fields = self.table, ""
        if len(table.quantities) > 1:
            options = [("", "すべて"), *((q.id, q.label) for q in table.quantities)]
            fields += radios("数え方", "count", options, self.view.quantity or "")
        if any(True for m in table.measures if m not in measures_of(table, View())):
            fields += check_box("details", "true", "内訳の列も表示する", self.view.details)
        if not fields:
            return ""
        kept = self.place.kept("count", "details")
        return form(self.place.here, "data", fields, kept)

    def _head(self, id: str, label: str, *, row: bool = False, unit: str = "") -> str:
        sorted_by = self.view.sort == id
        state = "none"
        if sorted_by:
            state = "descending" if self.view.descending else "ascending"
        # Numbers are first wanted from the largest, names and dates from the smallest.
        falling = not self.view.descending if sorted_by else bool(unit)
        link = self.place.link("data", {"sort": id, "order": "desc" if falling else None})
        sign = {"ascending": "▲", "descending": "▼", "none": ""}[state]
        words = f"{text(label)}<small>（{text(unit)}）</small>" if unit else text(label)
        kind = ' class="number"' if unit else ""
        return (
            f'<th scope="col" aria-sort="{state}"{kind}>'
            f'<a href="{link}" data-order="{attribute(id)}">{words}'
            f'<span class="sort" aria-hidden="true">{sign}</span>'
            '<span class="visually-hidden">で並べ替え</span></a></th>'
        )

    def _row(self, row: TableRow, measures: Sequence[Measure]) -> str:
        before, after = self._dimensions()
        cells = ""
        for dimension in before:
            words = text(key_text(dimension, row.keys[dimension.id]))
            if dimension.id != self.table.key:
                cells += f"<td>{words}</td>"
            elif passage := self.passages.get(row.passage):
                address = attribute(self.place.up + source_url(passage))
                cells += f'<th scope="row"><a href="{address}">{words}</a></th>'
            else:
                cells += f'<th scope="row">{words}</th>'
        for measure in measures:
            cell = row.cells.get(measure.id)
            if cell is None:
                cells += '<td class="number"></td>'
                continue
            sign, meaning = _SIGNS.get(cell.basis, ("", ""))
            note = (
                f'<span class="how {cell.basis}"><span aria-hidden="true">{sign}</span>'
                f'<span class="visually-hidden">{meaning}</span></span>'
                if sign
                else ""
            )
            cells += f'<td class="number">{note}{number(cell.value)}</td>'
        cells += "".join(f"<td>{text(key_text(d, row.keys[d.id]))}</td>" for d in after)
        return f"<tr>{cells}</tr>"

    def _totals(self, measures: Sequence[Measure]) -> str:
        totals = [total_of(self.table, measure) for measure in measures]
        before, after = self._dimensions()
        empty, rest = "<td></td>" * (len(before) - 1), "<td></td>" * len(after)
        printed = "".join(
            f'<td class="number">{"" if cell is None else number(cell.value)}</td>'
            for cell, _ in totals
        )
        computed = "".join(
            f'<td class="number{" differs" if cell and total not in (None, cell.value) else ""}">'
            f"{'' if total is None else number(total)}</td>"
            for cell, total in totals
        )
        lines = ""
        if self.table.total is not None:
            lines += f'<tr><th scope="row">合計（印刷）</th>{empty}{printed}{rest}</tr>'
        lines += f'<tr><th scope="row">合計（計算）</th>{empty}{computed}{rest}</tr>'
        return f"<tfoot>{lines}</tfoot>"

    def _legend(self, measures: Sequence[Measure]) -> str:
        shown = {
            row.cells[m.id].basis for row in self.table.rows for m in measures if m.id in row.cells
        }
        items = "".join(
            f"<li>{sign} {meaning}</li>"
            for basis, (sign, meaning) in _SIGNS.items()
            if basis in shown
        )
        why = "".join(
            f"<p>{text(reason)}</p>" for reason in reasons(self.table) if "assigned" in shown
        )
        more = f"<details><summary>△の数字の決め方</summary>{why}</details>" if why else ""
        return f'<div class="legend"><ul>{items}</ul>{more}</div>' if items else ""


def file_rows(table: Table) -> Iterator[list[Value]]:
    """Yield the header and every row with every column, then the printed total."""
    yield [
        *(d.label for d in table.dimensions),
        *(f"{m.label}（{m.unit}）" for m in table.measures),
    ]
    for row in (*table.rows, *((table.total,) if table.total else ())):
        keys: list[Value] = [row.keys.get(d.id, "") for d in table.dimensions]
        if not row.keys:
            keys[0] = "合計"
        yield keys + [cell.value if (cell := row.cells.get(m.id)) else "" for m in table.measures]
