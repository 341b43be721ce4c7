"""The other process: makes Markdown or comma-separated lines of one PDF, .docx or .xlsx.

Bounded and spoken to as :mod:`assistant.files.worker` says; the result is a :class:`Converted`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.adding.converted import Converted
from assistant.files.worker import serve


def _read(name: str, kind: str, data: bytes) -> dict[str, Any]:
    return asdict(_convert(name, kind, data))


def _convert(name: str, kind: str, data: bytes) -> Converted:
    # Each reader is heavy: only the one that is needed is loaded.
    if kind == "pdf":
        from assistant.adding.pdf_text import convert_pdf

        return convert_pdf(name, data)
    if kind == "docx":
        from assistant.adding.word_text import convert_docx

        return convert_docx(data)
    from assistant.adding.sheet_text import convert_xlsx

    return convert_xlsx(name, data)


if __name__ == "__main__":
    serve(_read)
