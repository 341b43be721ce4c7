"""Adding again, replacing, removing: the corpus is always as it was, or as it should be."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.adding import shelf as folders
from assistant.adding.add import add_files, remove_document
from assistant.adding.declare import About
from assistant.adding.review import review
from assistant.adding.write import BEFORE
from assistant.documents.load import load_corpus
from assistant.errors import InputError

from .conftest import Shelf
from .papers import ROOT

FIRST = """# 会議の記録

## 意見

- 夜の開催がよい
- 託児がほしい

## 出席者

| 館名 | 人数 |
|---|---|
| 甲館 | 3 |
| 乙館 | 4 |
"""
SECOND = FIRST.replace("| 乙館 | 4 |", "| 乙館 | 5 |\n| 丙館 | 6 |").replace("夜の", "朝の")
OTHER = "# 別の記録\n\n別の話をした。\n"


def test_the_same_file_again_changes_nothing(shelf: Shelf) -> None:
    assert shelf.add("kiroku.md", FIRST).change == "new"
    before = shelf.state()
    again = shelf.add("kiroku.md", FIRST)
    assert (again.change, again.id) == ("unchanged", "kiroku")
    assert shelf.add("copy.md", FIRST).id == "kiroku"
    assert shelf.state() == before


def test_a_changed_file_replaces_its_passages_alone(shelf: Shelf) -> None:
    shelf.add("other.md", OTHER)
    shelf.add("kiroku.md", FIRST)
    other = {k: v for k, v in shelf.state().items() if k.startswith("other/")}
    toml = shelf.corpus / "kiroku" / "document.toml"
    toml.write_text(
        toml.read_text("utf-8").replace('publisher = "不明"', 'publisher = "例の市"'), "utf-8"
    )
    added = shelf.add("kiroku.md", SECOND)
    assert (added.change, added.id) == ("replaced", "kiroku")
    state = shelf.state()
    assert {k: v for k, v in state.items() if k.startswith("other/")} == other
    assert {k for k in state if k.startswith("kiroku/")} == {
        "kiroku/document.toml",
        "kiroku/kiroku.md",
        "kiroku/review.md",
    }
    document = shelf.document("kiroku")
    assert document.publisher == "例の市"  # a person's correction stays
    assert "朝の開催がよい" in [p.text for p in document.passages]
    assert len(document.tables[0].rows) == 3


def test_a_version_under_another_name_is_said_to_come_from_that_file(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    added = shelf.add("kiroku-2.md", SECOND, id="kiroku")
    assert added.change == "replaced"
    (entry,) = folders.entries(shelf.corpus)
    assert entry.added["file"] == "kiroku-2.md"
    assert shelf.add("kiroku-2.md", FIRST).change == "replaced"


def test_a_declaration_that_no_longer_fits_is_kept_beside_the_new_one(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    added = shelf.add("kiroku.md", FIRST.replace("| 館名 | 人数 |", "| 館名 | 参加者数 |"))
    assert added.change == "replaced"
    assert any(BEFORE in doubt for doubt in added.doubts)
    assert 'header = "館名"' in (shelf.corpus / "kiroku" / BEFORE).read_text("utf-8")
    assert shelf.document("kiroku").tables[0].measures[0].label == "参加者数"


def test_expansions_stay_only_with_the_words_they_lead_to(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    expansions = shelf.corpus / "kiroku" / "expansions"
    expansions.mkdir()
    line = '{"passage": "opinion/1", "by": "parent", "text": "遅い時間に集まりたい"}\n'
    (expansions / "parents.jsonl").write_text(line, "utf-8")
    added = shelf.add("kiroku.md", SECOND)
    assert not expansions.exists()
    assert any("言い換え" in doubt for doubt in added.doubts)


def test_another_file_of_the_same_name_replaces_nothing(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    before = shelf.state()
    with pytest.raises(InputError, match="ID（--id）に「kiroku」"):
        shelf.add("kiroku.md", OTHER)
    assert shelf.state() == before
    assert shelf.add("kiroku.md", OTHER, id="betsu").id == "betsu"
    assert len(load_corpus(shelf.corpus)) == 2


def test_a_title_stands_for_one_document(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    before = shelf.state()
    with pytest.raises(InputError, match="同じ題名の資料「会議の記録」"):
        shelf.add("new.md", FIRST.replace("甲館", "丁館"))
    assert shelf.state() == before
    added = shelf.add("new.md", FIRST.replace("甲館", "丁館"), about=About(title="会議の記録 二"))
    assert added.title == "会議の記録 二"


def test_files_are_added_together_or_not_at_all(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    before = shelf.state()
    files = [shelf.file("a.md", OTHER), shelf.file("b.pdf", b"%PDF-1.4 broken")]
    with pytest.raises(InputError, match=r"b\.pdf"):
        add_files(shelf.corpus, files)
    assert shelf.state() == before
    assert [p.name for p in shelf.corpus.iterdir()] == ["kiroku"]


def test_a_file_system_that_refuses_leaves_all_as_it_was(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add("kiroku.md", FIRST)
    before = shelf.state()
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.parent.name.startswith(".adding-") and path.name == "kiroku":
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError, match="書き込めません"):
        shelf.add("kiroku.md", SECOND)
    assert shelf.state() == before


def test_a_disk_that_fills_while_a_document_is_written_is_said_in_japanese(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add("kiroku.md", FIRST)
    before = shelf.state()

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="書き込めません（空き容量がありません）"):
        shelf.add("other.md", SECOND.replace("会議の記録", "別の会議"))
    assert shelf.state() == before
    assert [p.name for p in shelf.corpus.iterdir()] == ["kiroku"]


def test_what_a_killed_replacement_left_is_put_right_by_the_next_command(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    before = shelf.state()
    # Killed between moving the old folder away and the new one in.
    work = shelf.corpus / ".adding-abc"
    (work / "kiroku").mkdir(parents=True)
    (shelf.corpus / "kiroku").rename(work / "old-kiroku")
    shelf.add("other.md", OTHER)
    assert {k: v for k, v in shelf.state().items() if k.startswith("kiroku/")} == before
    assert sorted(p.name for p in shelf.corpus.iterdir()) == ["kiroku", "other"]


def test_two_commands_do_not_change_a_corpus_at_once(shelf: Shelf) -> None:
    with folders.working(shelf.corpus), pytest.raises(InputError, match="ほかのコマンド"):
        shelf.add("kiroku.md", FIRST)
    assert shelf.add("kiroku.md", FIRST).change == "new"


def test_remove_takes_out_one_document(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    shelf.add("other.md", OTHER)
    assert remove_document(shelf.corpus, "kiroku") == "会議の記録"
    assert [p.name for p in shelf.corpus.iterdir()] == ["other"]


def test_a_folder_that_a_person_made_is_removed_only_on_request(shelf: Shelf) -> None:
    shelf.add("kiroku.md", FIRST)
    toml = shelf.corpus / "kiroku" / "document.toml"
    toml.write_text(toml.read_text("utf-8").partition("[added]")[0], "utf-8")
    before = shelf.state()
    with pytest.raises(InputError, match="--force"):
        remove_document(shelf.corpus, "kiroku")
    with pytest.raises(InputError, match="手で置かれた"):
        shelf.add("x.md", OTHER, id="kiroku")
    assert shelf.state() == before
    remove_document(shelf.corpus, "kiroku", force=True)
    assert shelf.state() == {}


@pytest.mark.parametrize("id", ["..", "../files", "a/b", "/etc", "", ".", "-x", "a\x00b", "x" * 61])
def test_no_id_leads_out_of_the_corpus(shelf: Shelf, id: str) -> None:
    shelf.add("kiroku.md", FIRST)
    before = shelf.state()
    for act in (
        lambda: remove_document(shelf.corpus, id, force=True),
        lambda: shelf.add("other.md", OTHER, id=id),
    ):
        with pytest.raises(InputError, match="ID に使えません"):
            act()
    assert shelf.state() == before


def test_links_are_not_followed(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add("kiroku.md", FIRST)
    outside = tmp_path / "outside"
    shutil.copytree(shelf.corpus / "kiroku", outside)
    (shelf.corpus / "linked").symlink_to(outside)
    with pytest.raises(InputError, match="リンク"):
        remove_document(shelf.corpus, "linked")
    assert outside.exists()
    link = shelf.files / "link.md"
    link.symlink_to(shelf.file("real.md", OTHER))
    with pytest.raises(InputError, match="リンク"):
        add_files(shelf.corpus, [link])
    (shelf.corpus / "linked").unlink()
    source = shelf.corpus / "kiroku" / "kiroku.md"
    source.rename(outside / "text.md")
    source.symlink_to(outside / "text.md")
    (problem,) = [p for p in review(folders.find(shelf.corpus, "kiroku")) if "リンク" in p]
    assert "kiroku/kiroku.md" in problem


def test_the_review_lists_what_is_open_until_it_is_ticked(shelf: Shelf) -> None:
    added = shelf.add("kiroku.md", FIRST)
    entry = folders.find(shelf.corpus, "kiroku")
    assert review(entry) == list(added.doubts)
    path = shelf.corpus / "kiroku" / "review.md"
    path.write_text(path.read_text("utf-8").replace("[ ]", "[x]"), "utf-8")
    assert review(entry) == []
    (shelf.corpus / "kiroku" / "document.toml").write_text("title =", "utf-8")
    assert "読めません" in review(folders.find(shelf.corpus, "kiroku"))[0]


def test_what_is_given_goes_before_what_the_file_says(shelf: Shelf) -> None:
    about = About('題"名\\', "例の市", "2022-03", "CC BY 4.0")
    added = shelf.add("kiroku.md", FIRST, about=about)
    document = shelf.document("kiroku")
    assert (document.title, document.publisher) == ('題"名\\', "例の市")
    assert (document.date, document.licence) == ("2022-03", "CC BY 4.0")
    assert not any("題名" in doubt or "発行者" in doubt for doubt in added.doubts)


def test_saying_no_to_a_table_leaves_its_rows_to_be_quoted(shelf: Shelf) -> None:
    asked = []

    def no(title: str, tables: object) -> bool:
        asked.append(title)
        return False

    shelf.add("kiroku.md", FIRST, confirm=no)
    document = shelf.document("kiroku")
    assert asked == ["会議の記録"]
    assert document.tables == ()
    assert any("甲館" in p.text for p in document.passages)


def test_stopping_at_the_question_changes_nothing(shelf: Shelf) -> None:
    def stop(title: str, tables: object) -> bool:
        raise InputError("やめました。")

    with pytest.raises(InputError, match="やめました"):
        shelf.add("kiroku.md", FIRST, confirm=stop)
    assert shelf.state() == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_corpus_that_cannot_be_written_is_named(shelf: Shelf) -> None:
    shelf.corpus.mkdir()
    shelf.corpus.chmod(0o500)
    with pytest.raises(InputError, match="書き込めません"):
        shelf.add("kiroku.md", FIRST)


def test_the_names_of_files_become_ids() -> None:
    names = {
        "令和7年度 懇談会（結果）.pdf": "令和7年度-懇談会-結果",
        "a b.PDF": "a-b",
        "..hidden.md": "hidden",
        "ＡＢＣ.csv": "abc",
        "！！.txt": "document",
    }
    assert {name: folders.id_of(name) for name in names} == names


REPLACE = """
import sys
from pathlib import Path
from assistant.adding.add import add_files
corpus, first, second = map(Path, sys.argv[1:])
print("ready", flush=True)
while True:
    add_files(corpus, [first])
    add_files(corpus, [second])
"""


@pytest.mark.slow
def test_killed_at_any_moment_one_of_the_versions_is_there(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add("other.md", OTHER)
    shelf.add("kiroku.md", FIRST)
    versions = []
    for name, text in (("one", FIRST), ("two", SECOND)):
        (tmp_path / name).mkdir()
        versions.append(tmp_path / name / "kiroku.md")
        versions[-1].write_text(text, "utf-8")
    chance = random.Random(7)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", REPLACE, shelf.corpus, *versions],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.4))
            process.kill()
        with folders.working(shelf.corpus):
            pass  # the next command of any kind
        assert sorted(p.name for p in shelf.corpus.iterdir()) == ["kiroku", "other"]
        assert shelf.document("kiroku").source in (FIRST, SECOND)
        assert shelf.document("other").source == OTHER
