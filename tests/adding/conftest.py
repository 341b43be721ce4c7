from __future__ import annotations

from pathlib import Path

import pytest

from assistant.adding.add import Added, add_files
from assistant.documents.load import load_document
from assistant.types import Document


class Shelf:
    """A corpus in the making, and files beside it that are added to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = folder / "corpus"
        self.files = folder / "files"
        self.files.mkdir()

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file as a user has it."""
        path = self.files / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def add(self, name: str, content: str | bytes, **options: object) -> Added:
        (added,) = add_files(self.corpus, [self.file(name, content)], **options)  # type: ignore[arg-type]
        return added

    def document(self, id: str) -> Document:
        return load_document(self.corpus / id)

    def state(self) -> dict[str, bytes]:
        """Return every file of the corpus by its path."""
        return {
            str(p.relative_to(self.corpus)): p.read_bytes()
            for p in sorted(self.corpus.rglob("*"))
            if p.is_file()
        }


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
