"""An index in Milvus: it ranks as the files do, and says so when it cannot answer."""

from __future__ import annotations

import dataclasses
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.api import Assistant
from assistant.config import Milvus, Settings, load_settings
from assistant.errors import CorpusError, IndexUnusableError
from assistant.evaluation.questions import load_questions
from assistant.index.build import refresh
from assistant.index.filters import Filter
from assistant.index.milvus import client
from assistant.index.milvus.client import Server
from assistant.index.milvus.layout import (
    MAX_ITEMS,
    MAX_NAME,
    Field,
    check_row,
    expression,
    maybe_holding,
    quoted,
    written,
)
from assistant.index.search import Index
from assistant.index.store import open_index
from assistant.index.words import terms

from .conftest import ROOT

pytest.importorskip("pymilvus")


# ── what is written and asked ──


@given(st.text())
def test_terms_stay_whole_whatever_tells_them_apart(text: str) -> None:
    found = terms(text)
    line = written(found)
    assert len(line.split(" ") if line else []) == len(found)
    assert re.findall(r"\w+", line) == line.split()
    assert line.isprintable()


def test_terms_that_differ_are_written_differently() -> None:
    each = ["里親", "#里親", "a-b", "ab", "a_b", "c++", "c", "#c"]
    assert len({written([term]) for term in each}) == len(each)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), ""),
        (Filter(kind="note"), 'kind == "note"'),
        (
            Filter(section='節「"1"」', document="d\\1"),
            'section == "節「\\"1\\"」" and document == "d\\\\1"',
        ),
        (Filter(region="北"), '(region == "北" or array_contains(candidates, "北"))'),
    ],
)
def test_a_filter_as_milvus_writes_it(wanted: Filter, expected: str) -> None:
    assert expression(wanted) == expected


def test_values_cannot_leave_their_literal() -> None:
    assert quoted('a" or id != "') == '"a\\" or id != \\""'
    # What has a meaning in a pattern stands for any character, and is compared afterwards.
    assert maybe_holding("key", '5%_"\\里') == 'key like "%5____里%"'


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (Field("id", "key"), "a" * (MAX_NAME + 1), "1,025バイト、上限は1,024バイト"),
        (Field("id", "terms"), "里" * 22_000, "66,000バイト、上限は65,535バイト"),
        (Field("marks", "names"), ["a"] * (MAX_ITEMS + 1), "4,097個、上限は4,096個"),
        (Field("passage", "json"), {"text": "里" * 22_000}, "上限は65,535バイト"),
    ],
)
def test_what_is_too_large_is_said_with_its_size(field: Field, value: object, says: str) -> None:
    row = {"id": "d/1", field.name: value}
    with pytest.raises(CorpusError, match=re.escape(says)):
        check_row(row, [field])


# ── the real summary, in both stores ──


@pytest.fixture(scope="module")
def in_files(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("index")
    settings = dataclasses.replace(load_settings(ROOT), index=folder, milvus=None)
    refresh(settings)
    return settings


@pytest.fixture(scope="module")
def in_milvus_(in_files: Settings) -> Settings:
    return dataclasses.replace(in_files, milvus=Milvus(str(in_files.index / "milvus.db")))


@pytest.fixture(scope="module")
def both(in_files: Settings, in_milvus_: Settings) -> Iterator[tuple[Index, Index]]:
    other = open_index(in_milvus_)
    yield open_index(in_files), other
    other.close()


def questions(every: int) -> list[str]:
    """Return the development questions about the summary that need no earlier one."""
    asked = [
        question.question
        for question in load_questions(ROOT / "tests" / "questions", "dev")
        if question.set.startswith("text") and not question.history
    ]
    return asked[::every]


def overlap(both: tuple[Index, Index], every: int) -> tuple[float, float, float]:
    """Return how much of the first ten is the same: mean and least, and how often the first is."""
    shares, first = [], []
    for question in questions(every):
        own, other = ([h.passage.id for h in i.search(question, top_k=10)] for i in both)
        shares.append(len({*own} & {*other}) / max(len(own), len(other)) if own or other else 1.0)
        first.append(own[:1] == other[:1])
    return float(np.mean(shares)), min(shares), float(np.mean(first))


def test_it_ranks_as_the_files_do(both: tuple[Index, Index]) -> None:
    mean, least, first = overlap(both, 20)
    assert mean >= 0.98
    assert least >= 0.8
    assert first >= 0.95


@pytest.mark.parametrize(
    "filters",
    [{"region": "松本"}, {"kind": "opinion"}, {"section": "里親等委託の推進"}, {"region": "木曽"}],
)
def test_filters_let_by_the_same(both: tuple[Index, Index], filters: dict[str, str]) -> None:
    own, other = (i.search("里親の支援体制", top_k=10, **filters) for i in both)  # type: ignore[arg-type]
    assert [hit.passage for hit in other] == [hit.passage for hit in own]
    assert [h.score for h in other] == pytest.approx([h.score for h in own], abs=0.05)


def test_legs_score_alike(both: tuple[Index, Index]) -> None:
    for query in ("「最善」の利益", "55.6％ の施設", "里親のなり手を確保するのが難しい"):
        own, other = ({h.passage.id: h.legs for h in i.search(query, top_k=97)} for i in both)
        assert own.keys() == other.keys()
        for id, legs in own.items():
            for leg in ("words", "vectors", "expansion_vectors", "interaction", "literal"):
                assert other[id][leg] == pytest.approx(legs[leg], abs=1e-4), (query, id, leg)


def test_documents_are_the_same_in_both(both: tuple[Index, Index]) -> None:
    own, other = both
    assert other.documents == own.documents
    assert list(other.by_id.items()) == list(own.by_id.items())
    for document in own.documents:
        assert other.outline(document.id) == own.outline(document.id)
    some = list(own.by_id)[::9]
    assert [other.position(id) for id in some] == [own.position(id) for id in some]
    assert [other.has_expansions(id) for id in some] == [own.has_expansions(id) for id in some]
    for index in both:
        with pytest.raises(KeyError):
            index.by_id["nowhere/1"]


def test_answers_are_the_same_in_both(both: tuple[Index, Index]) -> None:
    own, other = map(Assistant, both)
    for question in (
        "松本地域には何人出席しましたか",
        "里親のなり手について、どんな意見がありましたか",
        "55.6％とは何の数字ですか",
        "予算はいくらですか",
    ):
        assert other.ask(question) == own.ask(question)


# ── from the configuration ──


@pytest.fixture
def stored(project: Settings, tmp_path: Path) -> Settings:
    return dataclasses.replace(project, milvus=Milvus(str(tmp_path / "below" / "milvus.db")))


def opened(settings: Settings) -> tuple[list[str], int]:
    """Open and close the index; return what was said, and how many passages it has."""
    said: list[str] = []
    index = open_index(settings, on_event=said.append)
    count = len(index.by_id)
    index.close()
    return said, count


def test_it_is_built_once_and_again_for_what_has_changed(stored: Settings) -> None:
    said, count = opened(stored)
    assert "索引を作ります" in said[0]
    assert opened(stored) == ([], count)
    assert not refresh(stored)
    assert refresh(stored, force=True)
    shelf = stored.corpus / "b"
    shelf.mkdir()
    (shelf / "document.toml").write_text(
        'title = "題"\npublisher = "市"\ndate = "2025"\nlicence = "なし"\nreader = "plain"\n',
        encoding="utf-8",
    )
    (shelf / "b.txt").write_text("里親の会を開いた。\n\n次は秋に開く。\n", encoding="utf-8")
    said, grown = opened(stored)
    assert said[0].startswith("文書が変わりました")
    assert grown > count
    for file in shelf.iterdir():
        file.unlink()
    shelf.rmdir()
    said, shrunk = opened(stored)
    assert any("文書 b の記述を Milvus から除きました" in each for each in said)
    assert shrunk == count


def test_an_empty_server_is_filled_again_and_the_files_alone_are_not_believed(
    stored: Settings, tmp_path: Path
) -> None:
    opened(stored)
    assert stored.milvus is not None
    other = dataclasses.replace(stored.milvus, uri=str(tmp_path / "other.db"))
    said, count = opened(dataclasses.replace(stored, milvus=other))
    assert said[0].startswith("Milvus に索引 assistant がまだありません")
    assert count
    renamed = dataclasses.replace(stored.milvus, collection="second")
    assert (
        "索引 second がまだありません" in opened(dataclasses.replace(stored, milvus=renamed))[0][0]
    )
    # Both indexes are there, each by its name.
    assert opened(stored)[0] == []


def test_what_is_in_files_stays_for_those_who_go_back(stored: Settings) -> None:
    opened(stored)
    said: list[str] = []
    open_index(dataclasses.replace(stored, milvus=None), on_event=said.append)
    assert said == []


# ── servers that do not answer ──


def refused(uri: str, token: str = "") -> tuple[str, float]:
    """Return what is said of a server that cannot be used, and after how many seconds."""
    start = time.monotonic()
    with pytest.raises(IndexUnusableError) as caught:
        Server(uri, token).collections()
    return str(caught.value), time.monotonic() - start


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_a_server_that_is_away_is_said_within_seconds() -> None:
    said, seconds = refused(f"http://user:secret@127.0.0.1:{closed_port()}", "root:hidden")
    assert said.startswith("Milvus のサーバー http://127.0.0.1:")
    assert "サーバーが動いているかと、assistant.toml の [milvus] の uri と token" in said
    assert "secret" not in said
    assert "hidden" not in said
    assert "\n" not in said
    assert seconds < 10


def test_a_server_that_keeps_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CONNECT_SECONDS", 1.0)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        said, seconds = refused(f"http://127.0.0.1:{listener.getsockname()[1]}")
    assert said.startswith("Milvus のサーバー")
    assert seconds < 10


def test_nothing_answers_in_place_of_a_server_that_is_away(project: Settings) -> None:
    # The index in files is whole, and must not be used.
    away = dataclasses.replace(project, milvus=Milvus(f"http://127.0.0.1:{closed_port()}"))
    for act in (open_index, refresh):
        with pytest.raises(IndexUnusableError, match="Milvus のサーバー"):
            act(away)


def test_a_server_that_goes_away_is_said_in_the_middle(
    stored: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "CALL_SECONDS", 1.0)
    index = open_index(stored)
    assert index.search("里親")
    index.close()
    start = time.monotonic()
    with pytest.raises(IndexUnusableError, match="Milvus"):
        index.search("施設")
    assert time.monotonic() - start < 10


def test_a_folder_that_another_process_has_open_is_said(tmp_path: Path) -> None:
    folder = str(tmp_path / "milvus.db")
    code = (
        "import sys; from assistant.index.milvus.client import Server\n"
        f"server = Server({folder!r}); print('open', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        said, _ = refused(folder)
        process.terminate()
    assert said.startswith(f"Milvus Lite の索引 {folder} を使えません")
    assert "ほかのプロセスが開いていないか" in said


def test_without_the_library_it_is_said_how_to_install_it() -> None:
    code = (
        "import sys; sys.modules['pymilvus'] = None\n"
        "from assistant.errors import IndexUnusableError\n"
        "from assistant.index.milvus.client import Server\n"
        "try: Server('http://127.0.0.1:1')\n"
        "except IndexUnusableError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "'assistant[milvus]' で入れる" in done.stdout


def test_an_index_in_files_loads_nothing_of_milvus(built_project: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.config import load_settings\n"
        "from assistant.index.store import open_index\n"
        f"open_index(load_settings(Path({str(built_project)!r}))).search('里親')\n"
        "print({'pymilvus', 'milvus_lite', 'grpc', 'pandas', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_file_of_settings_nearby_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MILVUS_URI=nonsense\nTOLD_BY_DOTENV=1\n")
    code = (
        "import os, dotenv.main; from assistant.index.milvus.client import Server\n"
        f"dotenv.main.find_dotenv = lambda *_, **__: {str(tmp_path / '.env')!r}\n"
        f"Server({str(tmp_path / 'milvus.db')!r}).collections()\n"
        "print(os.environ.get('TOLD_BY_DOTENV'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"


def test_many_threads_search_one_index(both: tuple[Index, Index]) -> None:
    asked = ["里親の確保", "ショートステイ", "「最善」", "施設の人材"]
    expected = {q: [h.passage.id for h in both[1].search(q)] for q in asked}
    wrong: list[str] = []

    def ask(query: str) -> None:
        if [h.passage.id for h in both[1].search(query)] != expected[query]:
            wrong.append(query)

    threads = [threading.Thread(target=ask, args=(query,)) for query in asked * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
