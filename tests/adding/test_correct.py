"""A corpus that is changed while somebody answers from it: accepted as a whole, or as it was."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from assistant.adding.add import add_data, remove_document
from assistant.adding.correct import LONGEST, correct, declaration, tick_off
from assistant.adding.review import review
from assistant.adding.shelf import find
from assistant.errors import AssistantError, CorpusError, InputError

from .conftest import Shelf

LOANS = "館名,貸出冊数\n中央図書館,12345\n港図書館,6789\n"
NEW = LOANS.replace("6789", "7000")
MEMO = "# 覚え書き\n\n- 一つめ。\n"


class Refused(Exception):
    """What an accepting function raises."""


def listing(corpus: Path) -> set[str]:
    return {path.name for path in corpus.iterdir()}


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    shelf.add("loans.csv", LOANS)
    shelf.add("memo.md", MEMO)
    return shelf


def changes(shelf: Shelf) -> dict[str, object]:
    text, checksum = declaration(shelf.corpus, "loans")
    better = text.replace('"冊"', '"点"')
    two = [("loans.csv", NEW.encode()), ("new.md", "# 新しい\n\n文。\n".encode())]
    return {
        "add": lambda accept: add_data(shelf.corpus, two, accept=accept),
        "correct": lambda accept: correct(shelf.corpus, "loans", better, checksum, accept),
        "remove": lambda accept: remove_document(shelf.corpus, "loans", accept=accept),
    }


@pytest.mark.parametrize("change", ["add", "correct", "remove"])
@pytest.mark.parametrize("error", [Refused, CorpusError, KeyboardInterrupt])
def test_what_is_not_accepted_is_undone(filled: Shelf, change: str, error: type) -> None:
    before = filled.state()

    def accept() -> None:
        # It stands, and nothing but documents lies there: those who read it count every file.
        assert filled.state() != before
        assert listing(filled.corpus) <= {"loans", "memo", "new"}
        raise error("no")

    with pytest.raises(error):
        changes(filled)[change](accept)  # type: ignore[operator]
    assert filled.state() == before
    assert listing(filled.corpus) == {"loans", "memo"}


@pytest.mark.parametrize("change", ["add", "correct", "remove"])
def test_without_room_for_what_was_before_nothing_is_changed(
    filled: Shelf, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, move = filled.state(), shutil.move

    def full(source: Path, target: Path) -> object:
        if target.parent.parent != filled.corpus:
            raise OSError(errno.ENOSPC, "No space left on device")
        return move(source, target)

    monkeypatch.setattr(shutil, "move", full)
    accepted: list[str] = []
    with pytest.raises(InputError, match="空き容量"):
        changes(filled)[change](lambda: accepted.append("yes"))  # type: ignore[operator]
    assert filled.state() == before
    assert accepted == []


@pytest.mark.parametrize("change", ["add", "correct", "remove"])
def test_what_is_accepted_stays(filled: Shelf, change: str) -> None:
    before, seen = filled.state(), []
    changes(filled)[change](lambda: seen.append(filled.state()))  # type: ignore[operator]
    assert seen == [filled.state()]
    assert seen != [before]
    assert not [name for name in listing(filled.corpus) if name.startswith(".")]


def test_nothing_new_needs_no_acceptance(filled: Shelf) -> None:
    def accept() -> None:
        raise Refused

    (added,) = add_data(filled.corpus, [("copy.csv", LOANS.encode())], accept=accept)
    assert added.change == "unchanged"


def test_nobody_else_changes_the_corpus_before_it_is_accepted(filled: Shelf) -> None:
    def accept() -> None:
        with pytest.raises(InputError, match="ほかのコマンド"):
            remove_document(filled.corpus, "memo")

    changes(filled)["add"](accept)  # type: ignore[operator]
    assert "memo" in listing(filled.corpus)


def test_a_correction_is_read_as_it_is_written(filled: Shelf) -> None:
    text, checksum = declaration(filled.corpus, "loans")
    better = f"# 直しました　\u3000\n{text}".replace('"冊"', '"点"')
    document = correct(filled.corpus, "loans", better, checksum)
    assert document.tables[0].measures[0].unit == "点"
    assert declaration(filled.corpus, "loans")[0] == better
    assert filled.document("loans") == document


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "がありません"),
        ("title = ", "TOML"),
        ("\x00", "TOML"),
        ("#" * (LONGEST + 1), "長すぎ"),
        ('title = "覚え書き"', "覚え書き"),
    ],
)
def test_a_wrong_one_changes_nothing(filled: Shelf, wrong: str, said: str) -> None:
    before = filled.state()
    text, checksum = declaration(filled.corpus, "loans")
    if wrong.startswith('title = "'):
        wrong = text.replace('title = "loans"', wrong, 1)
    with pytest.raises(AssistantError, match=said):
        correct(filled.corpus, "loans", wrong, checksum)
    assert filled.state() == before


def test_expansions_of_passages_that_would_go_are_a_mistake_of_the_correction(
    filled: Shelf,
) -> None:
    folder = filled.corpus / "memo" / "expansions"
    folder.mkdir()
    (passage,) = (p.id.removeprefix("memo/") for p in filled.document("memo").passages)
    line = f'{{"passage": "{passage}", "by": "people", "text": "メモ"}}\n'
    (folder / "a.jsonl").write_text(line, encoding="utf-8")
    before = filled.state()
    text, checksum = declaration(filled.corpus, "memo")
    with pytest.raises(CorpusError, match="memo/expansions"):
        correct(filled.corpus, "memo", f'{text}\n[kinds]\n"覚え書き" = "opinion"\n', checksum)
    assert filled.state() == before
    correct(filled.corpus, "memo", f"# x\n{text}", checksum)
    assert "memo/expansions/a.jsonl" in filled.state()


def test_a_declaration_changed_meanwhile_is_not_overwritten(filled: Shelf) -> None:
    text, checksum = declaration(filled.corpus, "loans")
    file = filled.corpus / "loans" / "document.toml"
    file.write_text(f"{text}# by hand\n", encoding="utf-8")
    with pytest.raises(InputError, match="ほかで変えられて"):
        correct(filled.corpus, "loans", text, checksum)
    assert file.read_text("utf-8").endswith("# by hand\n")


@pytest.mark.parametrize("id", ["nai", "../loans", "", "a/b"])
def test_what_is_no_document_cannot_be_corrected(filled: Shelf, id: str) -> None:
    with pytest.raises(InputError):
        declaration(filled.corpus, id)
    with pytest.raises(InputError):
        correct(filled.corpus, id, "", "")
    with pytest.raises(InputError):
        tick_off(filled.corpus, id, set())


def test_a_link_is_not_followed(filled: Shelf) -> None:
    (filled.folder / "away.toml").write_text("x = 1\n", encoding="utf-8")
    toml = filled.corpus / "loans" / "document.toml"
    toml.unlink()
    toml.symlink_to(filled.folder / "away.toml")
    with pytest.raises(InputError, match="リンク"):
        declaration(filled.corpus, "loans")
    notes = filled.corpus / "memo" / "review.md"
    notes.unlink()
    notes.symlink_to(filled.folder / "away.toml")
    with pytest.raises(InputError, match="リンク"):
        tick_off(filled.corpus, "memo", {"x"})
    assert (filled.folder / "away.toml").read_text("utf-8") == "x = 1\n"


def test_ticking_off_touches_only_what_was_seen(filled: Shelf) -> None:
    file = filled.corpus / "memo" / "review.md"
    file.write_bytes(
        "\ufeff# 手で書いた行\r\n- [ ] 一\r\n  - [ ] 二\n- [x] 三\n- [ ] 二 \n末尾".encode()
    )
    tick_off(filled.corpus, "memo", {"二", "三", "四"})
    assert file.read_bytes().decode() == (
        "\ufeff# 手で書いた行\r\n- [ ] 一\r\n  - [x] 二\n- [x] 三\n- [x] 二 \n末尾"
    )
    assert review(find(filled.corpus, "memo")) == ["一"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a/b\\c.md", "c.md"),
        ("行\n替え\u202e.md", "行_替え_.md"),
        ("全角　空白.md", "全角　空白.md"),
        ("", "document"),
        ("/", "document"),
        (f"{'長' * 500}.md", f"{'長' * 197}.md"),
        (f"a.{'長' * 500}", f"a.{'長' * 198}"),
    ],
)
def test_of_a_name_only_the_last_printable_line_is_kept(
    shelf: Shelf, given: str, kept: str
) -> None:
    text = MEMO if "." in kept and len(kept.rpartition(".")[2]) < 10 else ""
    if not text:
        with pytest.raises(InputError):
            add_data(shelf.corpus, [(given, b"")])
        return
    (added,) = add_data(shelf.corpus, [(given, text.encode())])
    assert added.file == kept
    assert find(shelf.corpus, added.id).added["file"] == kept


def test_two_files_of_one_name_are_not_mixed_up(shelf: Shelf) -> None:
    files = [("memo.md", MEMO.encode()), ("memo.md", MEMO.replace("一", "二").encode())]
    with pytest.raises(InputError, match="二つあります"):
        add_data(shelf.corpus, files)
    assert shelf.state() == {}
