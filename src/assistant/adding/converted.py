"""What comes out of a file: this module imports nothing of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["plain", "csv", "records"]


@dataclass(frozen=True, slots=True)
class Converted:
    r"""The words of one file as the text of a document, lines ending with ``\n``.

    ``form`` is the reader that takes it: ``plain`` for Markdown, headings marked and tables
    with pipes; ``csv`` and ``records`` for comma-separated lines under one line of headings.
    ``warnings`` are Japanese sentences about what could not be read or had to be supposed.
    """

    text: str
    form: Form
    title: str | None = None
    warnings: tuple[str, ...] = ()
    caption: str = ""
    """What stands above the one table of ``csv`` and ``records``: it may name the unit."""


def as_line(text: str) -> str:
    """Return ``text`` so that Markdown takes it for no heading: # in front becomes a wide one."""
    return re.sub(r"^#(?=#{0,5}\s)", "＃", text)
