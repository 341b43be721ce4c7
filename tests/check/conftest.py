"""Checkers over the published document and over the table of libraries, without an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.check.engine import Checker
from assistant.documents.load import load_document
from assistant.index.encoder import StaticEncoder
from assistant.index.part import build_part
from assistant.index.store import index_of

ROOT = Path(__file__).parents[2]


def checker_over(folder: Path) -> Checker:
    encoder = StaticEncoder(ROOT / "models" / "chive-tuned")
    return Checker(index_of(build_part([load_document(folder)], encoder), encoder))


@pytest.fixture(scope="session")
def checker() -> Checker:
    return checker_over(ROOT / "corpus" / "nagano-2024-kondankai")


@pytest.fixture(scope="session")
def libraries() -> Checker:
    return checker_over(ROOT / "tests" / "data" / "libraries")
