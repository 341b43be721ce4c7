"""Checkers over the published document and over the table of libraries, without an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.check.engine import Checker
from assistant.documents.load import load_document
from assistant.index.lookup import Lookup

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker(Lookup([load_document(ROOT / "corpus" / "nagano-2024-kondankai")]))


@pytest.fixture(scope="session")
def libraries() -> Checker:
    return Checker(Lookup([load_document(ROOT / "tests" / "data" / "libraries")]))
