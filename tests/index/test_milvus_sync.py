"""A collection in Milvus becomes what the corpus is, from any state that a break may leave."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import CorpusError, IndexUnusableError
from assistant.index.manifest import Origin
from assistant.index.milvus import sync
from assistant.index.milvus.client import Row, Server
from assistant.index.milvus.layout import MAX_BYTES, PASSAGES, expansions_of
from assistant.index.milvus.sync import Filling, collection_of, in_force, state_of
from assistant.types import Document, Passage

from .conftest import ROOT, FakeEncoder

pytest.importorskip("pymilvus")

FIRST = Origin(0, "fake", "1", "", {}, "")


def document(id: str, *texts: str) -> Document:
    """Return a document of these texts; the first word of each tells it apart."""
    passages = tuple(
        Passage(f"{id}/{text.split()[0]}", id, "opinion", "", text, n, n + 1)
        for n, text in enumerate(texts)
    )
    return Document(id, f"題{id}", "", "", "", "", passages, ())


A = document("a", "里親 a", "施設 b", "会議 c", "支援 d", "家庭 a")
B = document("b", "相談 d", "出席 c")
EXPANSIONS = {"a/里親": ["よその子 a", "育ての親"], "a/会議": ["会合"], "b/相談": ["話す"]}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(str(tmp_path / "milvus.db"))
    yield server
    server.close()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "BATCH", 2)
    monkeypatch.setattr(sync, "MANY", 2)


def made(
    server: Server,
    documents: Sequence[Document],
    expansions: Mapping[str, Sequence[str]] | None = None,
    *,
    encoder: str = "1",
    force: bool = False,
) -> str:
    """Bring a collection in line with documents; return its name."""
    origin = replace(FIRST, encoder_fingerprint=encoder)
    digests = {d.id: repr((d.passages, expansions)) for d in documents}
    filling = Filling(server, "x", origin, FakeEncoder(), force=force)
    for each in documents:
        filling.write(each, digests[each.id], expansions or {})
    assert filling.holds(digests)
    filling.finish(digests)
    return filling.name


def held(server: Server, name: str) -> dict[str, Any]:
    """Return all that is in a collection, and in that of its expansions, by id."""
    fields = ["digest", "document", "place", "words", "expanded_words", "vector", "passage"]
    passages = {row["id"]: row for row in server.rows(name, "", fields)}
    expansions = server.rows(expansions_of(name), "", ["passage", "vector"])
    return passages | {row["id"]: row for row in expansions}


def written(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that will hold the ids of the rows that are written from now on."""
    ids: list[str] = []
    put = server.put

    def noting(name: str, rows: Sequence[Row]) -> None:
        if not name.endswith("_state"):
            ids.extend(row["id"] for row in rows)
        put(name, rows)

    monkeypatch.setattr(server, "put", noting)
    return ids


def test_what_was_written_is_in_force_and_known(server: Server) -> None:
    assert in_force(server, "x") is None
    name = made(server, [A, B], EXPANSIONS)
    there = in_force(server, "x")
    assert there is not None
    assert (there.name, dict(there.passages)) == (name, {"a": 5, "b": 2})
    assert there.kinds == ("opinion",)
    assert name == collection_of("x", FIRST)
    rows = held(server, name)
    assert sorted(rows) == sorted(
        [p.id for d in (A, B) for p in d.passages]
        + ["a/里親#0", "a/里親#1", "a/会議#0", "b/相談#0"]
    )
    assert rows["a/施設"]["expanded_words"] == ""
    assert rows["a/里親"]["words"] == "里親 a _23_里親 _23_a"
    assert [rows[p.id]["place"] for p in A.passages] == [0, 1, 2, 3, 4]


def test_writing_the_same_again_changes_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = made(server, [A, B], EXPANSIONS)
    before, ids = held(server, name), written(server, monkeypatch)
    assert made(server, [A, B], EXPANSIONS) == name
    assert ids == []
    assert held(server, name) == before


def test_by_force_all_is_written_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    name = made(server, [B], EXPANSIONS)
    before, ids = held(server, name), written(server, monkeypatch)
    assert made(server, [B], EXPANSIONS, force=True) == name
    assert sorted(ids) == sorted(before)
    assert held(server, name) == before


def test_a_changed_passage_is_written_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(server, [A, B], EXPANSIONS)
    ids = written(server, monkeypatch)
    passages = list(A.passages)
    passages[2] = replace(passages[2], text="会議 d")
    name = made(server, [replace(A, passages=tuple(passages)), B], EXPANSIONS)
    assert sorted(ids) == ["a/会議", "a/会議#0"]
    assert held(server, name)["a/会議"]["passage"]["text"] == "会議 d"


def test_changed_expansions_replace_the_old_ones(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(server, [A, B], EXPANSIONS)
    ids = written(server, monkeypatch)
    name = made(server, [A, B], {**EXPANSIONS, "a/里親": ["育ての親"]})
    assert sorted(ids) == ["a/里親", "a/里親#0"]
    assert "a/里親#1" not in held(server, name)


def test_a_passage_that_is_gone_is_removed_with_its_expansions(server: Server) -> None:
    made(server, [A, B], EXPANSIONS)
    name = made(server, [replace(A, passages=A.passages[1:]), B], EXPANSIONS)
    rows = held(server, name)
    assert {"a/里親", "a/里親#0", "a/里親#1"}.isdisjoint(rows)
    assert rows["a/施設"]["place"] == 0


def test_a_document_that_is_gone_is_removed(server: Server) -> None:
    made(server, [A, B], EXPANSIONS)
    name = made(server, [B], EXPANSIONS)
    assert sorted(held(server, name)) == ["b/出席", "b/相談", "b/相談#0"]
    there = in_force(server, "x")
    assert there is not None
    assert dict(there.passages) == {"b": 2}


class Broken(Exception):
    pass


def breaking(server: Server, patch: pytest.MonkeyPatch, calls: int) -> Callable[[], int]:
    """Make the server fail after so many changes; return what tells how many there were."""
    count = 0
    for name in ("put", "remove", "settle", "point", "drop"):
        whole = getattr(Server, name)

        def counted(*arguments: Any, whole: Any = whole) -> None:
            nonlocal count
            if count >= calls:
                raise Broken
            count += 1
            whole(server, *arguments)

        patch.setattr(server, name, counted)
    return lambda: count


@pytest.mark.usefixtures("small_batches")
def test_a_build_broken_at_any_change_goes_on_and_ends_the_same(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = [replace(A, passages=A.passages[1:4]), document("c", "課題 b", "予防 c", "委託 d")]
    more = {"a/会議": ["寄り合い", "会合"], "c/課題": ["困りごと"]}
    whole = Server(str(tmp_path / "whole.db"))
    made(whole, [A, B], EXPANSIONS)
    count = breaking(whole, monkeypatch, 1000)
    expected = held(whole, made(whole, after, more))
    whole.close()
    assert count() > 15
    for calls in range(count()):
        made(server, [A, B], EXPANSIONS)
        with monkeypatch.context() as patch:
            breaking(server, patch, calls)
            with pytest.raises(Broken):
                made(server, after, more)
        assert held(server, made(server, after, more)) == expected, f"broken after {calls}"


KILLED = """
import sys
sys.path.insert(0, {tests!r})
from index.test_milvus_sync import A, B, EXPANSIONS, Server, made, sync
sync.BATCH = sync.MANY = 2
put = Server.put
def told(self, name, rows):
    put(self, name, rows)
    print(name, flush=True)
    sys.stdin.readline()
Server.put = told
made(Server({folder!r}), [A, B], EXPANSIONS)
"""


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("puts", [1, 4, 7])
def test_a_killed_build_goes_on(tmp_path: Path, puts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path / "milvus.db")
    code = KILLED.format(tests=str(ROOT / "tests"), folder=folder)
    arguments = [sys.executable, "-c", code]
    names = []
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(puts):
            names.append(process.stdout.readline().strip())
            if len(names) < puts:
                process.stdin.write("\n")
                process.stdin.flush()
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
    assert "" not in names
    server = Server(folder)
    assert in_force(server, "x") is None
    ids = written(server, monkeypatch)
    name = made(server, [A, B], EXPANSIONS)
    whole = Server(str(tmp_path / "whole.db"))
    assert held(server, name) == held(whole, made(whole, [A, B], EXPANSIONS))
    # What had arrived whole is not written again: two passages with each batch of them.
    arrived = 2 * names.count(name)
    assert len([id for id in ids if "#" not in id]) <= 7 - min(arrived, 7) + 1
    whole.close()
    server.close()


def test_another_encoder_takes_over_only_when_its_collection_is_whole(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(server, [A], EXPANSIONS)
    with monkeypatch.context() as patch:
        count = breaking(server, patch, 4)
        with pytest.raises(Broken):
            made(server, [A, B], EXPANSIONS, encoder="2")
    assert count() == 4
    there = in_force(server, "x")
    assert there is not None
    assert (there.name, dict(there.passages)) == (first, {"a": 5})
    assert server.count("x") == 5  # whoever asks by the name of the alias
    second = made(server, [A, B], EXPANSIONS, encoder="2")
    assert second != first
    assert server.behind("x") == second
    assert server.count("x") == 7
    assert server.count(first) == 5  # searches under way still end


def test_the_version_just_relieved_stays_and_older_ones_go(server: Server) -> None:
    names = [made(server, [B], {}, encoder=version) for version in "123"]
    server.create("x_other", sync.STATE, 2)  # somebody else's, whatever it is called
    assert server.collections() == sorted(
        [*names[1:], *map(expansions_of, names[1:]), "x_other", state_of("x")]
    )
    assert made(server, [B], {}, encoder="2") == names[1]


def test_a_passage_too_large_for_milvus_is_said(server: Server) -> None:
    with pytest.raises(CorpusError, match="長すぎて Milvus に入りません"):
        made(server, [document("a", "里" * (MAX_BYTES // 6))])
    assert in_force(server, "x") is None


def test_two_passages_of_one_id_are_said(server: Server) -> None:
    with pytest.raises(CorpusError, match="a/里親"):
        made(server, [document("a", "里親 a", "里親 b")])


def test_rows_of_somebody_else_are_noticed(server: Server) -> None:
    name = made(server, [B])
    row = next(server.rows(name, "", [field.name for field in PASSAGES]))
    server.put(name, [{**row, "id": "z/1", "document": "z"}])
    with pytest.raises(IndexUnusableError, match="3件で、文書の2件と合いません"):
        made(server, [replace(B, passages=B.passages[::-1])])
