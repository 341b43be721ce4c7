from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.citer import Citer
from assistant.api import Assistant
from assistant.config import load_settings
from assistant.documents.load import load_document
from assistant.tables.answer import TableAnswerer, Understood
from assistant.tables.follow import Turn
from assistant.tables.lexicon import Lexicon
from assistant.tables.query import Query
from assistant.types import Answer, Document, Table

from . import plain

ROOT = Path(__file__).parents[2]
NAGANO = ROOT / "corpus" / "nagano-2024-kondankai"
LIBRARIES = plain.DATA / "libraries"
BUSES = plain.DATA / "buses"
TOWNS = plain.DATA / "towns"


class Tables:
    """Questions to the tables of some documents, without an index."""

    def __init__(self, *documents: Document) -> None:
        self.documents = documents
        self.answerer = TableAnswerer(documents)
        self._passages = {p.id: p for d in documents for p in d.passages}
        self._titles = {d.id: d.title for d in documents}

    def citer(self) -> Citer:
        return Citer(self._passages, self._titles)

    def understand(self, question: str, *history: str) -> Understood | None:
        """Return what is made of ``question`` after ``history``, oldest first."""
        turns: list[Turn] = []
        for earlier in history:
            understood = self.answerer.understand(earlier, turns)
            assert understood is not None, earlier
            assert isinstance(understood.outcome, Query), earlier
            turns.append(self.answerer.respond(understood, self.citer())[1])
        return self.answerer.understand(question, turns)

    def query(self, question: str, *history: str) -> Query:
        understood = self.understand(question, *history)
        assert understood is not None, question
        assert isinstance(understood.outcome, Query), understood.outcome
        return understood.outcome


class Asked:
    """Questions to the whole program, over an index built for the tests."""

    def __init__(self, corpus: Path, index: Path) -> None:
        settings = replace(load_settings(ROOT), corpus=corpus, index=index)
        self.assistant = Assistant.open(settings)

    def __call__(self, question: str, *history: str) -> Answer:
        return self.assistant.ask(question, history)

    def values(self, question: str, *history: str) -> list[int | float | str]:
        answer = self(question, *history)
        assert answer.kind == "table", answer.answer
        return [figure.value for figure in answer.figures]


@pytest.fixture(scope="session")
def nagano() -> Document:
    return load_document(NAGANO)


@pytest.fixture(scope="session")
def table(nagano: Document) -> Table:
    return nagano.tables[0]


@pytest.fixture(scope="session")
def lexicon(nagano: Document) -> Lexicon:
    return Lexicon(nagano.tables[0], nagano.places)


@pytest.fixture(scope="session")
def loans() -> Table:
    return load_document(LIBRARIES).tables[0]


@pytest.fixture(scope="session")
def meetings(nagano: Document) -> Tables:
    return Tables(nagano)


@pytest.fixture(scope="session")
def libraries() -> Tables:
    return Tables(load_document(LIBRARIES))


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return Asked(ROOT / "corpus", tmp_path_factory.mktemp("nagano") / "index")


def _ask_corpus(folder: Path, *documents: Path) -> Asked:
    for document in documents:
        shutil.copytree(document, folder / "corpus" / document.name)
    return Asked(folder / "corpus", folder / "index")


@pytest.fixture(scope="session")
def ask_libraries(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return _ask_corpus(tmp_path_factory.mktemp("libraries"), LIBRARIES)


@pytest.fixture(scope="session")
def ask_both(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return _ask_corpus(tmp_path_factory.mktemp("both"), NAGANO, LIBRARIES)


@pytest.fixture(scope="session")
def ask_buses(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return _ask_corpus(tmp_path_factory.mktemp("buses"), BUSES)


@pytest.fixture(scope="session")
def ask_towns(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return _ask_corpus(tmp_path_factory.mktemp("towns"), TOWNS)
