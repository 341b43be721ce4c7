"""A report in the format that a file's name asks for, moved into place whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assistant.check.types import Checked
from assistant.errors import InputError
from assistant.report.markdown import markdown_report
from assistant.report.page import html_report


def _word(checked: Checked, name: str) -> bytes:
    # python-docx takes a fifth of a second to import.
    from assistant.report.word import word_report

    return word_report(checked, name)


FORMATS: Final[dict[str, Callable[[Checked, str], bytes]]] = {
    ".md": lambda checked, name: markdown_report(checked, name).encode(),
    ".html": lambda checked, name: html_report(checked, name).encode(),
    ".docx": _word,
}
"""By extension: what makes the bytes of a report from a checked text and the name it had."""


def write(checked: Checked, name: str, target: Path) -> None:
    """Write the report on ``checked``, a text called ``name``, to ``target``.

    An existing file is replaced, at once and only by a whole report. ``target`` must end with a
    key of FORMATS. Raises InputError where it cannot be written.
    """
    content = FORMATS[target.suffix.lower()](checked, name)
    written = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as stream:
            written = stream.name
            stream.write(content)
        # A temporary file is for its owner alone; a report is as any new file.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(written, 0o666 & ~mask)
        os.replace(written, target)
    except OSError as error:
        if written is not None:
            Path(written).unlink(missing_ok=True)
        raise InputError(
            f"報告書を「{target}」に書き出せません（{error.strerror}）。"
            "フォルダーがあり、書き込めることを確かめてください。"
        ) from error
