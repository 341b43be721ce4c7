"""An .xlsx as tables: the only module that knows openpyxl."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import openpyxl

from assistant.adding.converted import Converted
from assistant.adding.grid import clean
from assistant.adding.table_text import from_rows, heading_row
from assistant.errors import InputError
from assistant.files.grid import as_markdown
from assistant.files.guard import shown_name

MAX_CELLS: Final = 2_000_000
"""Cells of all sheets: more than ten megabytes of real tables hold."""


def convert_xlsx(name: str, data: bytes) -> Converted:
    """Return the workbook ``data``, which the guard has let through.

    One sheet becomes comma-separated lines, several become Markdown, a heading and a table each.
    Raises InputError where it is too large or holds no table, and whatever openpyxl raises where
    it is damaged.
    """
    warnings: list[str] = []
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheets = [(sheet.title, list(_rows(sheet, name))) for sheet in shown]
    hidden = len(book.worksheets) - len(sheets)
    if _has_unknown_formulas(data, book):
        warnings.append(
            "計算結果が保存されていない式のセルは、空欄として読みました。"
            "Excel で開いて保存し直すと読めます。"
        )
    if hidden:
        warnings.append(f"表示されていないシート{hidden}枚は読みませんでした。")
    full, empty = [], []
    for title, rows in sheets:
        first = heading_row([[cell or "" for cell in row] for row in rows])
        if first is None:
            empty.append(title)
            continue
        above = [[cell or "" for cell in row] for row in rows[:first]]
        table, doubts = clean(rows[first:])
        warnings += [f"シート「{title}」: {doubt}" for doubt in doubts]
        full.append((title, above, table))
    if empty and full:
        warnings.append(f"表のないシート（{'、'.join(empty[:5])}）は読みませんでした。")
    if not full:
        raise InputError(f"「{shown_name(name)}」に表がありません。中身を確かめてください。")
    book_title = book.properties.title or None
    if len(full) == 1:
        title, above, table = full[0]
        converted = from_rows(name, [*above, *table])
        return replace(
            converted,
            title=book_title or converted.title,
            warnings=(*warnings, *converted.warnings),
            caption=f"{title} {converted.caption}",
        )
    parts = []
    for title, above, table in full:
        parts.append(f"## {title}")
        parts += [" ".join(cell for cell in row if cell) for row in above]
        parts.append(as_markdown(table))
    text = "\n\n".join(part for part in parts if part) + "\n"
    return Converted(text, "plain", book_title, tuple(warnings))


def _has_unknown_formulas(data: bytes, book: Any) -> bool:
    """Say whether a cell holds a formula whose result the file does not keep."""
    formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for sheet in formulas.worksheets:
        results = book[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and results.cell(cell.row, cell.column).value is None:
                    return True
    return False


def _rows(sheet: Any, name: str) -> Iterator[list[str | None]]:
    """Yield the rows that hold anything; None is a cell that a merged one reaches over."""
    if (sheet.max_row or 0) * (sheet.max_column or 0) > MAX_CELLS:
        raise InputError(
            f"「{shown_name(name)}」のシート「{sheet.title}」は大きすぎます"
            f"（{sheet.max_row:,}行、{sheet.max_column:,}列）。分けるか、空の行と列を消してください。"
        )
    reached = {
        (y, x)
        for merged in sheet.merged_cells.ranges
        for y in range(merged.min_row, merged.max_row + 1)
        for x in range(merged.min_col, merged.max_col + 1)
    } - {(merged.min_row, merged.min_col) for merged in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        cells = [
            None
            if (cell.row, cell.column) in reached
            else written(cell.value, cell.number_format or "")
            for cell in row
        ]
        if any(cells):
            yield cells


def written(value: object, form: str) -> str:
    """Return a cell's value as the sheet shows it; ``form`` is its number format."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, datetime.datetime):
        moment = value.time()
        return value.date().isoformat() + (f" {moment:%H:%M}" if moment != datetime.time() else "")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, (int, float)):
        if "%" in form:
            places = re.search(r"0\.(0+)%", form)
            return f"{value * 100:.{len(places[1]) if places else 0}f}%"
        decimals = re.search(r"0\.(0+)", form)
        if decimals and isinstance(value, float):
            return f"{value:.{len(decimals[1])}f}"
        return str(int(value)) if float(value).is_integer() else repr(round(value, 10))
    return " ".join(str(value).split())
