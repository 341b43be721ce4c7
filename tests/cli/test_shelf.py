"""The commands that change the corpus, from the terminal to the answer."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant import config
from assistant.cli import main
from assistant.config import load_settings

LOANS = "館名,年度,貸出冊数\n中央図書館,2023,12345\n港図書館,2023,6789\n"


@pytest.fixture
def run(tmp_path: Path, capsys, monkeypatch):
    """Run a command over an empty corpus; ``stdin`` makes it a terminal that answers so."""
    settings = replace(load_settings(), corpus=tmp_path / "corpus", index=tmp_path / "index")
    monkeypatch.setattr(config, "load_settings", lambda: settings)
    (tmp_path / "loans.csv").write_text(LOANS, "utf-8")
    (tmp_path / "memo.md").write_text("# 覚え書き\n\n本が増えた。\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: str | None = None) -> SimpleNamespace:
        terminal = io.StringIO(stdin or "")
        terminal.isatty = lambda: stdin is not None  # type: ignore[method-assign]
        monkeypatch.setattr("sys.stdin", terminal)
        status = main(arguments)
        out, err = capsys.readouterr()
        return SimpleNamespace(status=status, out=out, err=err, corpus=settings.corpus)

    return call


def test_add_shows_how_the_table_is_read_and_the_answer_is_there_at_once(run):
    result = run("add", "loans.csv", "--title", "市立図書館の貸出", "--publisher", "例の市")
    assert result.status == 0
    assert "貸出冊数  数            冊" in result.out
    assert "資料「市立図書館の貸出」を足しました（loans、記述2件、数を調べる表1個）。" in result.out
    assert "\n置き場所: " in result.out
    assert "・日付が見つからないため" in result.out
    answer = run("ask", "中央図書館の貸出冊数は何冊ですか").out
    assert "12,345冊" in answer
    found = run("search", "中央図書館").out
    assert "中央図書館,2023,12345" in found


def test_the_same_file_again_is_said_to_change_nothing(run):
    run("add", "loans.csv")
    result = run("add", "loans.csv")
    assert "何も変わりません" in result.out
    assert result.status == 0


@pytest.mark.parametrize(
    ("answer", "status", "tables"),
    [
        ("y\n", 0, True),
        ("はい\n", 0, True),
        ("なに\nn\n", 0, False),
        ("q\n", 1, None),
        ("", 1, None),
    ],
)
def test_a_terminal_is_asked_before_a_table_is_taken(run, answer, status, tables):
    result = run("add", "loans.csv", stdin=answer)
    assert result.status == status
    declared = result.corpus / "loans" / "document.toml"
    assert declared.exists() == (tables is not None)
    if tables is None:
        assert "何も変わっていません" in result.err
    else:
        assert ("[[table]]" in declared.read_text("utf-8")) == tables


def test_yes_asks_nothing(run):
    assert run("add", "loans.csv", "--yes", stdin="q\n").status == 0


def test_list_review_and_remove(run):
    assert "まだありません" in run("list").out
    assert "まだありません" in run("review").out
    run("add", "loans.csv", "memo.md", "--date", "2024-04")
    listed = run("list").out
    assert "loans" in listed
    assert "memo.md" in listed
    assert "2024-04" in listed
    assert "題名がないため" in run("review", "loans").out
    assert "覚え書き（memo）" in run("review").out
    removed = run("remove", "loans")
    assert "資料「loans」（loans）を取り除きました。" in removed.out
    assert "loans.csv" not in run("list").out
    last = run("remove", "memo")
    assert last.status == 0
    assert "資料がひとつもなくなりました" in last.out
    assert "assistant add" in run("ask", "本は増えましたか").err
    assert list(run("list").corpus.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("add", "nothing.pdf"), 1, "見つかりません"),
        (("add", "loans.csv", "memo.md", "--title", "二つ"), 2, "一つだけ"),
        (("add", "loans.csv", "--title", " "), 2, "空でない1行"),
        (("add", "loans.csv", "--id", "../x"), 1, "ID に使えません"),
        (("remove", "nothing"), 1, "資料「nothing」はありません"),
        (("review", "nothing"), 1, "資料「nothing」はありません"),
        (("add",), 2, "files を指定してください"),
    ],
)
def test_problems_are_one_sentence(run, arguments, status, said):
    result = run(*arguments)
    assert result.status == status
    assert said in result.err or said.replace("files", "FILE") in result.err
    assert "Traceback" not in result.err
    assert not (result.corpus / "loans").exists()
