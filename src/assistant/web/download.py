"""Tables as files to take away: CSV and Excel; the one module that knows openpyxl."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from fastapi.responses import Response

Value = str | int | float

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a cell as a formula."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDEST: Final = 60


def csv_file(rows: Sequence[Sequence[Value]], name: str) -> Response:
    """Return ``rows``, the header first, as a CSV file called ``name``.csv.

    It begins with a byte order mark, without which Excel does not read it as UTF-8. A text that a
    spreadsheet would run as a formula gets an apostrophe in front.
    """
    written = io.StringIO()
    csv.writer(written).writerows([[_harmless(value) for value in row] for row in rows])
    return _attachment(written.getvalue().encode("utf-8-sig"), name, "csv", "text/csv")


def excel_file(rows: Sequence[Sequence[Value]], name: str, sheet: str) -> Response:
    """Return ``rows``, the header first, as an Excel file called ``name``.xlsx with one sheet.

    Numbers are numbers, and every text is stored as text.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    page.title = re.sub(r"[\[\]:*?/\\]", " ", sheet)[:31] or "1"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = page.cell(number, column)
            if isinstance(value, str):
                # Set after the value, which would make "=…" a formula.
                cell.value = _CONTROL.sub("", value)
                cell.data_type = "s"
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(rows[0]) + 1):
        longest = max(len(str(row[column - 1])) for row in rows)
        page.column_dimensions[get_column_letter(column)].width = min(2 * longest + 2, _WIDEST)
    page.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attachment(written.getvalue(), name, "xlsx", kind)


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _attachment(data: bytes, name: str, ending: str, kind: str) -> Response:
    file = quote(f"{name}.{ending}", safe="")
    disposition = f"attachment; filename=\"download.{ending}\"; filename*=UTF-8''{file}"
    return Response(data, media_type=kind, headers={"Content-Disposition": disposition})
