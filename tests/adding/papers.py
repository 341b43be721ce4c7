"""Papers made for the tests: PDFs with ruled tables, set in a font that every reader has."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from assistant.documents.load import load_document
from assistant.types import Document

ROOT = Path(__file__).parents[2]
FONT = "HeiseiKakuGo-W5"

Item = str | tuple[str, Sequence[Sequence[str]]]


def make_pdf(items: Sequence[tuple[str, object]], encrypt: str | None = None) -> bytes:
    """Return a PDF of ``(kind, content)``: title, h1, h2, p, item, table (rows, widths), page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))

    def style(size: float, **more: object) -> ParagraphStyle:
        return ParagraphStyle(
            str(size), fontName=FONT, fontSize=size, leading=size * 1.5, wordWrap="CJK", **more
        )

    sizes = {"title": 18.0, "h1": 14.0, "h2": 12.0, "p": 10.0, "item": 10.0}
    flow: list[object] = []
    for kind, content in items:
        if kind == "table":
            rows, widths = content  # type: ignore[misc]
            cells = [[Paragraph(cell, style(9)) for cell in row] for row in rows]
            table = Table(cells, colWidths=widths, repeatRows=1)
            table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
            flow.append(table)
        elif kind == "page":
            flow.append(PageBreak())
        else:
            words = f"・{content}" if kind == "item" else str(content)
            flow.append(Paragraph(words, style(sizes[kind])))
        flow.append(Spacer(1, 8))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, encrypt=encrypt, invariant=1).build(flow)
    return out.getvalue()


def nagano() -> Document:
    return load_document(ROOT / "corpus" / "nagano-2024-kondankai")


def region_rows(document: Document) -> list[list[str]]:
    """Return the region table as its page had it: a row for each region, two cells of words.

    Which cells belong to which region the text no longer tells; for the test any order does.
    """
    support = [p.text for p in document.passages if p.kind == "region_support"]
    resources = [p.text for p in document.passages if p.kind == "region_resources"]
    head = ["地域", "市町村のサポート体制", "地域資源の整備状況・課題等"]
    return [head, *(list(row) for row in zip(document.regions, support, resources, strict=True))]


def attendance_rows(document: Document) -> list[list[str]]:
    """Return the attendance table: region, day, venue, and the persons of each column."""
    (table,) = document.tables
    columns = ["municipalities", "facilities", "foster", "other", "guidance", "total"]
    head = ["地域", "開催日", "会場", "市町村", "施設", "里親", "その他", "児童相談所", "合計"]
    rows = [head]
    for row in table.rows:
        keys = [f"{row.keys['region']}地域", row.keys["date"], row.keys["venue"]]
        rows.append([*keys, *(_persons(row.cells[f"{c}.persons"].value) for c in columns)])
    assert table.total is not None
    total = [_persons(table.total.cells[f"{c}.persons"].value) for c in columns]
    rows.append(["合計", "", "", *total])
    return rows


def _persons(value: float) -> str:
    return f"{value}名" if value else ""


def nagano_pdf() -> bytes:
    document = nagano()
    (period,) = (p.text for p in document.passages if p.label == "実施期間")
    return make_pdf(
        [
            ("title", "地域懇談会 実施結果の概要（印刷の形）"),
            ("h1", "実施の概要"),
            ("p", f"実施期間　{period}"),
            ("h1", "地域の状況"),
            ("table", (region_rows(document), [70, 200, 200])),
            ("h1", "主な意見等と方針"),
            ("table", (pair_rows(document), [230, 230])),
            ("page", ""),
            ("h1", "出席者"),
            ("table", (attendance_rows(document), [62, 62, 72, 44, 44, 44, 44, 56, 44])),
            ("p", "※児童相談・養育支援支援室職員除く"),
        ]
    )


def pair_rows(document: Document) -> list[list[str]]:
    by_id = {p.id: p for p in document.passages}
    opinions = [p for p in document.passages if p.kind == "opinion"]
    return [
        ["主な意見等", "計画への反映等の方針（案）"],
        *([p.text, by_id[p.paired[0]].text] for p in opinions),
    ]
