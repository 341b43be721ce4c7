"""Documents made for tests: PDFs by reportlab, .docx by python-docx. No file is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "HeiseiKakuGo-W5"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, **options: object) -> bytes:
    """A PDF whose pages are drawn by ``pages``, in a Japanese font of size 10.5."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True, **options)
    for draw in pages:
        canvas.setFont(FONT, 10.5)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(*texts: str, x: float = 60, y: float = 760, step: float = 15) -> Draw:
    """Draw ``texts`` one below the other, from ``x``, ``y`` (from the lower left corner)."""

    def draw(canvas: Canvas) -> None:
        for n, text in enumerate(texts):
            canvas.drawString(x, y - n * step, text)

    return draw


def together(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def table(rows: Sequence[Sequence[str]], x: float = 60, y: float = 600, width: float = 90) -> Draw:
    """Draw a ruled table whose upper left corner is at ``x``, ``y``."""

    def draw(canvas: Canvas) -> None:
        height = 20
        columns = len(rows[0])
        xs = [x + n * width for n in range(columns + 1)]
        ys = [y - n * height for n in range(len(rows) + 1)]
        canvas.grid(xs, ys)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                canvas.drawString(xs[j] + 4, ys[i + 1] + 6, cell)

    return draw


def picture(canvas: Canvas) -> None:
    """Draw a grey rectangle that is an image, as a scan is."""
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (40, 40), 128)), 100, 300, 300, 300)


def word(fill: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def archive(**members: bytes) -> bytes:
    """A ZIP archive of ``members``, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return stream.getvalue()
