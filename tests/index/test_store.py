"""The index on the disk: whole and fresh, or built again with the reason said."""

import contextlib
import dataclasses
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.config import Settings, load_settings
from assistant.documents.load import load_corpus
from assistant.errors import CorpusError, IndexUnusableError
from assistant.index import manifest as manifest_module
from assistant.index.build import refresh
from assistant.index.folder import locked, read_index
from assistant.index.store import open_index

from .conftest import FREQUENCIES, files_below, load_training_script

QUERY = "里親の支援"


def events_of_opening(settings: Settings) -> list[str]:
    """Open the index, check that it answers, and return what was said."""
    events: list[str] = []
    assert open_index(settings, on_event=events.append).search(QUERY)
    return events


def contents(settings: Settings) -> list[dict[str, bytes]]:
    """Return the files of each part of the stored index, checked."""
    stored = read_index(settings.index)
    return [{name: bytes(file) for name, file in part.files.items()} for part in stored.parts]


def stored_names(project_root: Path) -> list[str]:
    return sorted(files_below(project_root / "index"))


def test_a_fresh_index_is_opened_in_silence_and_left_alone(project: Settings) -> None:
    before = {f: f.stat().st_mtime_ns for f in project.index.rglob("*")}
    assert events_of_opening(project) == []
    assert refresh(project) is False
    assert {f: f.stat().st_mtime_ns for f in project.index.rglob("*")} == before


def test_what_is_read_back_is_what_was_built(project: Settings) -> None:
    index = open_index(project)
    assert index.documents == load_corpus(project.corpus)
    assert list(index.by_id) == [p.id for d in index.documents for p in d.passages]


def test_the_first_build_says_what_it_did(project: Settings) -> None:
    shutil.rmtree(project.index)
    events = events_of_opening(project)
    assert events[0] == "索引がまだありません。索引を作ります。"
    assert re.match(r"文書1件、記述\d+件の索引を", events[1])


def test_force_builds_a_fresh_index_again(project: Settings) -> None:
    events: list[str] = []
    assert refresh(project, force=True, on_event=events.append)
    assert events[0].startswith("作り直しの指定がありました")


def test_the_same_corpus_gives_the_same_bytes(project: Settings) -> None:
    before = {name.split("/")[-1]: data for name, data in files_below(project.index).items()}
    # Another process with another order of sets.
    code = (
        "from pathlib import Path\n"
        "from assistant.config import load_settings\n"
        "from assistant.index.build import refresh\n"
        f"refresh(load_settings(Path({str(project.root)!r})), force=True)"
    )
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code], env=env, check=True)
        after = {name.split("/")[-1]: data for name, data in files_below(project.index).items()}
        for name in before.keys() - {"current.json"}:
            assert after[name] == before[name], name
        assert after.keys() == before.keys()


def test_a_flipped_bit_anywhere_is_found(built_project: Path, tmp_path: Path) -> None:
    names = stored_names(built_project)
    assert len(names) == 31
    for number, name in enumerate(names):
        root = shutil.copytree(built_project, tmp_path / str(number))
        settings, file = load_settings(root), root / "index" / name
        data = bytearray(file.read_bytes())
        # The last bit that matters; current.json ends in a line break that does not.
        data[len(data) // 2 if name == "current.json" else -1] ^= 1
        file.write_bytes(data)
        events = events_of_opening(settings)
        assert "壊れています" in events[0] or "ありません" in events[0], (name, events)
        assert events_of_opening(settings) == []
        shutil.rmtree(root)


def test_every_bit_of_the_small_files_counts(project: Settings) -> None:
    for name in stored_names(project.root):
        file = project.index / name
        data = file.read_bytes()
        if len(data) > 2000:
            continue
        whole = contents(project)
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 1
            file.write_bytes(changed)
            # Refused, or a blank between words of JSON, which changes nothing.
            with contextlib.suppress(IndexUnusableError):
                assert contents(project) == whole, (name, place)
        file.write_bytes(data)


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "longer"])
def test_a_file_that_is_not_whole_is_found(
    built_project: Path, tmp_path: Path, damage: str
) -> None:
    for number, name in enumerate(stored_names(built_project)):
        root = shutil.copytree(built_project, tmp_path / str(number))
        file = root / "index" / name
        data = file.read_bytes()
        if damage == "missing":
            file.unlink()
        else:
            changed = {"empty": b"", "cut": data[:-1], "longer": data + b"\0"}
            file.write_bytes(changed[damage] if name != "current.json" else b"{")
        events = events_of_opening(load_settings(root))
        assert "壊れています" in events[0] or "ありません" in events[0], (name, events)
        shutil.rmtree(root)


def change_corpus(settings: Settings) -> None:
    [file] = settings.corpus.glob("*/*.toml")
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def change_expansions(settings: Settings) -> None:
    [file] = settings.corpus.glob("*/expansions/*.jsonl")
    file.write_bytes(file.read_bytes().replace("？".encode(), "！".encode(), 1))


def remove_expansions(settings: Settings) -> None:
    [file] = settings.corpus.glob("*/expansions/*.jsonl")
    file.unlink()


def rename_in_corpus(settings: Settings) -> None:
    (settings.corpus / "nagano-2024-kondankai").rename(settings.corpus / "nagano")
    [old] = (settings.corpus / "nagano").glob("*.txt")
    old.rename(old.with_name("nagano.txt"))


def change_model(settings: Settings) -> None:
    words = {word: number for number, word in enumerate(FREQUENCIES)}
    rows = np.random.default_rng(8).normal(size=(len(words), 16)).astype(np.float32)
    assert isinstance(settings.model, Path)
    load_training_script().make(settings.model, words, rows, FREQUENCIES)


def rename_model(settings: Settings) -> None:
    assert isinstance(settings.model, Path)
    settings.model.rename(settings.model.with_name("other"))
    (settings.root / "assistant.toml").write_text('model = "models/other"', encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (change_corpus, "文書が変わりました"),
        (change_expansions, "文書が変わりました"),
        (remove_expansions, "文書が変わりました"),
        (rename_in_corpus, "文書が変わりました"),
        (change_model, "埋め込みモデル chive-tuned の中身が変わりました"),
        (rename_model, "埋め込みモデルが変わりました（chive-tuned → other）"),
    ],
)
def test_what_an_index_depends_on_makes_it_stale(
    project: Settings, change: Callable[[Settings], None], reason: str
) -> None:
    change(project)
    settings = load_settings(project.root)
    assert reason in events_of_opening(settings)[0]
    assert events_of_opening(settings) == []


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("_dictionary", "unidic-lite 9.9 0123", "辞書が変わりました（unidic-lite 1"),
        ("_code", "0123", "読み取り方が変わりました"),
        ("_version", "0.0.1", "faiss-cpu の版が変わりました"),
    ],
)
def test_another_dictionary_program_or_library_makes_it_stale(
    project: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setattr(manifest_module, name, lambda *_: value)
    assert reason in events_of_opening(project)[0]
    assert events_of_opening(project) == []


def test_what_is_no_document_leaves_the_index_fresh(project: Settings) -> None:
    (project.corpus / "note.md").write_text("メモ", encoding="utf-8")
    (project.corpus / "draft").mkdir()
    assert events_of_opening(project) == []


def test_another_format_makes_it_stale(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    built = manifest_module.FORMAT
    monkeypatch.setattr(manifest_module, "FORMAT", 99)
    assert f"形式が変わりました（{built} → 99）" in events_of_opening(project)[0]


def test_several_reasons_are_all_said(project: Settings) -> None:
    change_corpus(project)
    change_model(project)
    [first, _] = events_of_opening(project)
    assert first == (
        "文書が変わりました、埋め込みモデル chive-tuned の中身が変わりました。索引を作ります。"
    )


def test_a_corpus_that_cannot_be_read_keeps_the_old_index(project: Settings) -> None:
    before = files_below(project.index)
    [source] = project.corpus.glob("*/*.txt")
    text = source.read_text(encoding="utf-8")
    source.write_text("", encoding="utf-8")
    with pytest.raises(CorpusError):
        open_index(project)
    assert files_below(project.index) == before
    source.write_text(text, encoding="utf-8")
    assert events_of_opening(project) == []


def test_a_wrong_expansion_is_named_and_keeps_the_old_index(project: Settings) -> None:
    before = files_below(project.index)
    [file] = project.corpus.glob("*/expansions/*.jsonl")
    with file.open("ab") as stream:
        stream.write(b'{"passage": "opinion/none", "by": "x", "text": "x"}\n')
    with pytest.raises(CorpusError, match=rf"expansions/{file.name}の51行目.*opinion/none"):
        open_index(project)
    assert files_below(project.index) == before


def test_no_passage_is_made_of_expansions(project: Settings) -> None:
    passages = list(open_index(project).by_id.values())
    remove_expansions(project)
    assert list(open_index(project).by_id.values()) == passages


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from assistant.config import load_settings
from assistant.index.build import refresh

root, moment, nth = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
calls = 0

def killing(name, real):
    def call(*args, **kwargs):
        global calls
        calls += name == moment
        if name == moment and calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call

for owner, name in ((os, "fsync"), (os, "rename"), (os, "replace"), (os, "mkdir"), (os, "rmdir")):
    setattr(owner, name, killing(name, getattr(owner, name)))
refresh(load_settings(root), force=True)
"""


@pytest.mark.parametrize(
    ("moment", "nth"),
    [
        ("mkdir", 1),  # the folder that is being written
        ("fsync", 1),
        ("fsync", 4),
        ("fsync", 30),  # the last file
        ("fsync", 31),
        ("rename", 1),
        ("fsync", 32),
        ("fsync", 33),  # what names the parts
        ("replace", 1),  # the step that puts it in force
        ("fsync", 34),
        ("rmdir", 1),  # the old one being removed
    ],
)
def test_a_killed_build_leaves_an_index_that_can_be_used(
    project: Settings, moment: str, nth: int
) -> None:
    before = contents(project)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BUILD, str(project.root), moment, str(nth)], check=False
    )
    assert killed.returncode == -signal.SIGKILL, "the moment was not reached"
    assert contents(project) == before  # old or new: the same corpus, the same bytes
    assert events_of_opening(project) == []
    assert refresh(project, force=True)
    entries = sorted(path.name for path in project.index.iterdir())
    assert entries[:2] == [".lock", entries[1]]
    assert len(entries) == 3, entries  # the lock, one index and the pointer: no leftovers


def test_a_killed_first_build_is_built_again(project: Settings) -> None:
    shutil.rmtree(project.index)
    subprocess.run(
        [sys.executable, "-c", KILLED_BUILD, str(project.root), "fsync", "5"], check=False
    )
    assert events_of_opening(project)[0].startswith("索引がまだありません")
    assert not list(project.index.glob(".building-*"))


def _refresh_in_process(root: Path, force: bool) -> tuple[bool, list[str]]:
    events: list[str] = []
    return refresh(load_settings(root), force=force, on_event=events.append), events


@pytest.mark.parametrize("force", [False, True])
def test_builders_at_the_same_time_do_not_collide(project: Settings, force: bool) -> None:
    shutil.rmtree(project.index)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        done = pool.starmap(_refresh_in_process, [(project.root, force)] * 3)
    # Without force one builds and the others use what it built.
    assert sum(built for built, _ in done) == (3 if force else 1)
    assert events_of_opening(project) == []
    assert len(list(project.index.iterdir())) == 3


def test_readers_never_see_half_an_index(project: Settings) -> None:
    whole = contents(project)
    stop = threading.Event()
    problems: list[object] = []

    def read() -> None:
        while not stop.is_set():
            try:
                if contents(project) != whole:
                    problems.append("another index")
            except IndexUnusableError as error:
                problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(5):
        refresh(project, force=True)
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []


def test_a_builder_waits_for_another_and_says_so(project: Settings) -> None:
    events: list[str] = []
    with (
        locked(project.index, events.append),
        pytest.raises(IndexUnusableError, match="終わりません"),
        locked(project.index, events.append, seconds=0.2),
    ):
        pytest.fail("two builders at once")
    assert events == ["ほかのプロセスが索引を作っています。終わるのを待ちます。"]


def test_a_folder_that_cannot_be_written_to_is_said(project: Settings) -> None:
    (project.root / "file").write_text("", encoding="utf-8")
    settings = dataclasses.replace(project, index=project.root / "file" / "index")
    with pytest.raises(IndexUnusableError, match=r"書き込めません.*assistant\.toml"):
        open_index(settings)


def test_a_full_disk_keeps_the_old_index(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_below(project.index)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.index.folder._force_names", full)
    with pytest.raises(IndexUnusableError, match="（空き容量がありません）"):
        refresh(project, force=True)
    monkeypatch.undo()
    assert not list(project.index.glob(".building-*"))
    kept = {name: data for name, data in files_below(project.index).items() if name[0] != "."}
    assert kept == before
    assert events_of_opening(project) == []


def test_no_file_of_an_index_is_a_pickle(built_project: Path) -> None:
    suffixes = {Path(name).suffix for name in stored_names(built_project)}
    assert suffixes == {".json", ".jsonl", ".npy", ".txt"}
