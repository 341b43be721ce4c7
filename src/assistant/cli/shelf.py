"""The commands that change or describe the corpus: add, list, remove, review."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.problems import UsageError
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.adding.add import Added
    from assistant.adding.columns import Guess
    from assistant.config import Settings


def add(options: Namespace) -> int:
    """Make documents of files, show what was supposed, and refresh the index."""
    from assistant.adding.add import add_files
    from assistant.adding.declare import About, is_line
    from assistant.config import load_settings

    if len(options.files) > 1 and (options.title or options.id):
        raise UsageError(
            "--title と --id は、ファイルを一つだけ指定したときに使えます。"
            "ファイルごとに分けて実行してください。"
        )
    settings = load_settings()
    for text in (options.title, options.publisher, options.date):
        if text is not None and not is_line(text):
            raise UsageError("--title、--publisher、--date には空でない1行を書いてください。")
    about = About(options.title, options.publisher, options.date)
    asks = not options.yes and sys.stdin is not None and sys.stdin.isatty()
    added = add_files(
        settings.corpus,
        [Path(file) for file in options.files],
        about,
        id=options.id,
        confirm=_ask_about if asks else _show,
    )
    for one in added:
        _tell_added(one)
    print(f"置き場所: {settings.corpus}")
    _refresh(settings)
    return 0


def _show(title: str, tables: Sequence[tuple[str, Guess]]) -> bool:
    """Show how each table is read; return True: it is read so."""
    from assistant.cli.layout import grid

    print(f"「{title}」の表を次のように読みます。")
    for name, guess in tables:
        rows = [("列", "読み方", "単位など")]
        for column in guess.columns:
            what = {"dimension": "行を見分ける", "measure": "数", "ignore": "使わない"}[column.role]
            detail = "・".join(unit or "（不明）" for unit in column.units)
            if column.role == "dimension":
                words = {"date": "日付", "weekday": "曜日", "time": "時刻", "number": "年など"}
                detail = "地域" if column.is_region else words.get(column.type, "名前")
            if column.parent is not None:
                detail += f"（{column.parent}の内訳）"
            rows.append((column.header or "（見出しなし）", what, detail))
        print(f"\n{name}")
        print(grid(rows))
        if guess.total:
            print(f"合計の行: {guess.total}")
    print(flush=True)
    return True


def _ask_about(title: str, tables: Sequence[tuple[str, Guess]]) -> bool:
    """Show how each table is read and ask; raises InputError where the answer is to stop."""
    _show(title, tables)
    while True:
        print(
            "このまま足しますか（y: はい、n: 表の数は調べず引用だけ、q: やめる）: ",
            end="",
            flush=True,
        )
        answer = sys.stdin.readline().strip().lower()
        if answer in ("y", "yes", "はい"):
            return True
        if answer in ("n", "no", "いいえ"):
            return False
        if answer in ("q", ""):
            raise InputError("資料を足すのをやめました。何も変わっていません。")


def _tell_added(one: Added) -> None:
    if one.change == "unchanged":
        print(f"「{one.file}」は、資料「{one.title}」（{one.id}）と同じです。何も変わりません。")
        return
    done = "足しました" if one.change == "new" else "新しい版に置き換えました"
    tables = f"、数を調べる表{one.tables}個" if one.tables else ""
    print(f"資料「{one.title}」を{done}（{one.id}、記述{one.passages:,}件{tables}）。")
    if one.doubts:
        print(
            f"確かめること（{len(one.doubts)}件。「assistant review {one.id}」でまた見られます）:"
        )
        for doubt in one.doubts:
            print(f"  ・{doubt}")


def _refresh(settings: Settings) -> None:
    from assistant.adding.shelf import entries
    from assistant.index.build import refresh

    if entries(settings.corpus):
        refresh(settings, on_event=lambda message: print(message, file=sys.stderr, flush=True))
    else:
        print(
            "資料がひとつもなくなりました。「assistant add ファイル」で足すと、また質問できます。"
        )


def list_documents(_options: Namespace) -> int:
    """Show every document of the corpus: its id, title, date and the file it came from."""
    from assistant.adding.shelf import entries
    from assistant.cli.layout import grid
    from assistant.config import load_settings

    found = entries(load_settings().corpus)
    if not found:
        print("資料はまだありません。「assistant add ファイル」で足せます。")
        return 0
    rows: list[tuple[str, ...]] = [("ID", "題名", "発行者", "日付", "元のファイル")]
    for entry in found:
        facts = [str(entry.declared.get(key, "")) for key in ("title", "publisher", "date")]
        origin = str(entry.added.get("file", "")) or "（手で置いたもの）"
        rows.append((entry.id, entry.problem or facts[0], *facts[1:], origin))
    print(grid(rows))
    return 0


def remove(options: Namespace) -> int:
    """Take one document out of the corpus and refresh the index."""
    from assistant.adding.add import remove_document
    from assistant.config import load_settings

    settings = load_settings()
    title = remove_document(settings.corpus, options.id, force=options.force)
    print(f"資料「{title}」（{options.id}）を取り除きました。")
    _refresh(settings)
    return 0


def review(options: Namespace) -> int:
    """Show what a person should look at, of one document or of all."""
    from assistant.adding import shelf
    from assistant.adding.review import review as review_of
    from assistant.cli.layout import columns, indent
    from assistant.config import load_settings

    corpus = load_settings().corpus
    wanted = [shelf.find(corpus, options.id)] if options.id else shelf.entries(corpus)
    blocks = []
    for entry in wanted:
        found = review_of(entry)
        head = f"{entry.title or entry.id}（{entry.id}）"
        lines = [f"・{one}" for one in found] or ["確かめることはありません。"]
        blocks.append(indent("\n".join([head, *lines]), 0, columns()))
    print("\n\n".join(blocks) or "資料はまだありません。")
    return 0
