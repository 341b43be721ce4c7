from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.documents.load import load_document
from assistant.types import Document

CORPUS = Path(__file__).parents[2] / "corpus"
NAGANO = "nagano-2024-kondankai"


@pytest.fixture(scope="session")
def nagano() -> Document:
    return load_document(CORPUS / NAGANO)


@pytest.fixture(scope="session")
def reload_nagano(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Document]:
    """Return a function that reads the document with another source text."""
    folder = tmp_path_factory.mktemp("corpus") / NAGANO
    folder.mkdir()
    shutil.copy(CORPUS / NAGANO / "document.toml", folder)

    def reload(source: str) -> Document:
        (folder / f"{NAGANO}.txt").write_bytes(source.encode())
        return load_document(folder)

    return reload


@pytest.fixture
def make_document(tmp_path: Path) -> Callable[..., Document]:
    """Return a function that writes a document folder and reads it."""

    def make(declaration: str, source: str | bytes, file: str = "second.txt") -> Document:
        folder = tmp_path / "second"
        folder.mkdir(exist_ok=True)
        (folder / "document.toml").write_text(declaration, encoding="utf-8")
        data = source.encode() if isinstance(source, str) else source
        (folder / file).write_bytes(data)
        return load_document(folder)

    return make
