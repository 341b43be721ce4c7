"""An index in parts: what has not changed is left alone, and changes no answer."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.config import Settings, load_settings
from assistant.index import deal as module
from assistant.index.build import refresh
from assistant.index.deal import deal
from assistant.index.folder import read_manifest
from assistant.index.search import Index
from assistant.index.store import open_index

from .conftest import make_tiny_model

SUBJECTS = ["里親のなり手", "図書館の開館時間", "雪かきの当番", "バスの本数", "里親の支援"]
DECLARATION = """
title = "{id}の記録"
publisher = "例の市"
date = "2024"
licence = "なし"
reader = "plain"
"""


def write(settings: Settings, id: str, count: int, said: str = "話し合った") -> None:
    folder = settings.corpus / id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "document.toml").write_text(DECLARATION.format(id=id), "utf-8")
    lines = (f"第{n}回は、{id}の{SUBJECTS[n % 5]}を{said}。" for n in range(count))
    (folder / f"{id}.txt").write_text("\n\n".join(lines), "utf-8")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(module, "LARGE", 40)
    make_tiny_model(tmp_path / "models" / "chive-tuned")
    made = load_settings(tmp_path)
    for id, count in (("a", 60), ("b", 5), ("c", 7), ("d", 30), ("e", 25), ("f", 45)):
        write(made, id, count)
    return made


def folders(settings: Settings) -> dict[tuple[str, ...], str]:
    return {tuple(p.documents): p.folder for p in read_manifest(settings.index).parts}


def answers(index: Index) -> list[object]:
    found = []
    for query in ("里親", "雪かき 当番", "図書館", "「バスの本数」", "第7回"):
        for document in (None, "b", "f"):
            hits = index.search(query, document=document, top_k=300)
            found.append([(hit.passage, round(hit.score, 9)) for hit in hits])
    return found


def test_only_the_part_of_a_changed_document_is_written_anew(settings: Settings) -> None:
    open_index(settings)
    before = folders(settings)
    assert {("a",), ("f",)} < set(before), "large documents are parts of their own"
    assert len(before) == 4, "67 passages of the others are dealt to two parts"
    changed = next(ids for ids in before if "b" in ids)
    events: list[str] = []
    write(settings, "b", 5, said="もう一度話し合った")
    assert refresh(settings, on_event=events.append)
    after = folders(settings)
    assert {ids for ids in after if after[ids] != before[ids]} == {changed}
    assert events[0].startswith("文書が変わりました")
    assert "作り直した記述は" in events[1]
    assert "もう一度" in open_index(settings).search("もう一度")[0].passage.text
    assert len(list(settings.index.iterdir())) == len(after) + 2, "the old part is gone"


def test_an_index_answers_alike_however_it_grew(settings: Settings, tmp_path: Path) -> None:
    whole = answers(open_index(settings))
    grown = replace(settings, corpus=tmp_path / "grown", index=tmp_path / "other")
    for id in ("f", "c", "a", "e", "b", "d"):
        shutil.copytree(settings.corpus / id, grown.corpus / id)
        open_index(grown)
    assert set(folders(grown)) == set(folders(settings))
    assert answers(open_index(grown)) == whole
    shutil.rmtree(grown.corpus / "a")
    write(grown, "g", 50)
    open_index(grown)
    shutil.rmtree(grown.corpus / "g")
    shutil.copytree(settings.corpus / "a", grown.corpus / "a")
    assert answers(open_index(grown)) == whole


def test_a_damaged_part_alone_is_built_again(settings: Settings) -> None:
    whole = answers(open_index(settings))
    before = folders(settings)
    file = settings.index / before[("a",)] / "vectors.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    events: list[str] = []
    index = open_index(settings, on_event=events.append)
    assert "壊れています（vectors.npy）" in events[0]
    assert answers(index) == whole
    after = folders(settings)
    assert {ids for ids in after if after[ids] != before[ids]} == {("a",)}


def test_passages_keep_the_order_of_the_corpus(settings: Settings) -> None:
    index = open_index(settings)
    ids = [passage.id for document in index.documents for passage in document.passages]
    assert [document.id for document in index.documents] == ["a", "b", "c", "d", "e", "f"]
    assert list(index.by_id) == ids
    assert [index.position(id) for id in ids] == list(range(len(ids)))
    assert all(index.by_id[id].id == id for id in ids)
    with pytest.raises(KeyError):
        index.position("a/none/1")


@given(st.dictionaries(st.text("abcdef0", min_size=1, max_size=6), st.integers(1, 60_000)))
def test_documents_are_dealt_whatever_their_order(passages: dict[str, int]) -> None:
    dealt = deal(passages)
    assert sorted(id for ids in dealt for id in ids) == sorted(passages)
    assert deal(dict(reversed(passages.items()))) == dealt
    for ids in dealt:
        assert len(ids) == 1 or all(passages[id] < module.LARGE for id in ids)
