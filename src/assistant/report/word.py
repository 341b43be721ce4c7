"""The report as .docx: the module here that knows python-docx."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Final

import docx
from docx.document import Document
from docx.enum.text import WD_UNDERLINE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from assistant.check.summary import runs
from assistant.check.types import Checked
from assistant.labels import QUOTE_VERDICTS, VERDICTS
from assistant.report import parts
from assistant.web.markup import plain

_FONT: Final = "Yu Gothic"
_LOOKS: Final = {
    "supported": (RGBColor(0x1D, 0x5C, 0x2F), WD_UNDERLINE.SINGLE),
    "contradicted": (RGBColor(0xA3, 0x21, 0x1B), WD_UNDERLINE.DOUBLE),
    "not_in_source": (RGBColor(0x6B, 0x4A, 0x00), WD_UNDERLINE.DASH),
}
_ALWAYS: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The same text gives the same report: no clock takes part."""


def word_report(checked: Checked, name: str) -> bytes:
    """Return the report on ``checked``, a text called ``name``, as the bytes of a .docx."""
    document = docx.Document()
    _dress(document)
    document.add_heading(parts.TITLE, 0)
    for line in (name, parts.HOW, *parts.headline(checked)):
        document.add_paragraph(plain(line))
    document.add_heading(parts.TEXT, 1)
    _marked(document, checked)
    if checked.claims:
        document.add_heading(parts.FIGURES, 1)
    for n, claim in enumerate(checked.claims, start=1):
        sign, word = parts.verdict_of(claim)
        document.add_heading(plain(f"{n}. {sign} {claim.text} {word}"), 2)
        before, after = parts.around(checked.text, claim.start, claim.end)
        _list(document, f"{before}【{claim.text}】{after}", parts.details(claim), claim.citations)
    if checked.quotes:
        document.add_heading(parts.QUOTES, 1)
    for n, quote in enumerate(checked.quotes, start=1):
        sign, word = QUOTE_VERDICTS[quote.verdict]
        document.add_heading(f"引用{n}. {sign} {word}", 2)
        _list(document, f"「{quote.text}」", parts.quote_details(quote), quote.citations)
    if checked.citations:
        document.add_heading(parts.SOURCES, 1)
    for citation in checked.citations:
        document.add_paragraph(plain(f"出典{citation.n} {parts.where(citation)}"))
        document.add_paragraph(plain(citation.passage.text), style="Intense Quote")
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue())


def _undated(data: bytes) -> bytes:
    """Return the archive ``data`` with the oldest date a ZIP knows on every member."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _dress(document: Document) -> None:
    """Set a Japanese font, and nothing of who made the template or when."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        style.element.rPr.rFonts.set(qn("w:eastAsiaTheme"), "")
        del style.element.rPr.rFonts.attrib[qn("w:eastAsiaTheme")]
    document.styles["Normal"].font.size = Pt(10.5)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = parts.TITLE
    properties.language = "ja-JP"
    properties.created = properties.modified = _ALWAYS


def _marked(document: Document, checked: Checked) -> None:
    paragraph = document.add_paragraph()
    for run in runs(checked):
        added = paragraph.add_run(plain(run.text))
        if run.claim is not None:
            verdict = checked.claims[run.claim - 1].verdict
            colour, line = _LOOKS[verdict]
            added.font.color.rgb = colour
            added.font.underline = line
            added.font.bold = True
            paragraph.add_run(f"（{VERDICTS[verdict][0]}{run.claim}）").font.color.rgb = colour
        if run.quote is not None and run.ends_quote:
            sign = QUOTE_VERDICTS[checked.quotes[run.quote - 1].verdict][0]
            paragraph.add_run(f"（{sign}引用{run.quote}）").font.bold = True


def _list(
    document: Document, place: str, lines: Sequence[tuple[str, str]], citations: Sequence[int]
) -> None:
    rows = [("箇所", place), *lines]
    if citations:
        rows.append(("出典", "、".join(f"出典{n}" for n in citations)))
    for name, words in rows:
        document.add_paragraph(plain(f"{name}: {words}"), style="List Bullet")
