"""What comes out of a user's file: this module imports nothing of ours but the guard's names."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.files.guard import Kind


@dataclass(frozen=True, slots=True)
class FileText:
    """The words of one file, in reading order.

    A table is written as Markdown, one row a line. ``pages`` is None where the format has none.
    ``warnings`` are Japanese sentences about parts that could not be read.
    """

    text: str
    kind: Kind
    pages: int | None = None
    warnings: tuple[str, ...] = ()
