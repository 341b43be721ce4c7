"""The changes themselves, as :class:`assistant.web.manage.keeper.Keeper` runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from assistant.adding.add import Added, add_data, remove_document
from assistant.adding.correct import correct
from assistant.adding.declare import About
from assistant.adding.shelf import entries
from assistant.errors import InputError
from assistant.files.guard import MAX_BYTES, shown_name, too_large
from assistant.web.manage.keeper import Draft, Outcome, Say, Work


def adding(
    corpus: Path,
    files: Sequence[tuple[str, BinaryIO]],
    about: About,
    id: str | None,
    *,
    tables: bool,
) -> Work:
    """Return what adds ``files``, which are open and are closed by it, all of them or none.

    ``tables`` False takes tables of numbers as lines to quote alone.
    """

    def read(say: Say) -> Iterator[tuple[str, bytes]]:
        for n, (name, file) in enumerate(files, start=1):
            say(f"「{shown_name(name)}」を読んでいます（{n}／{len(files)}）…")
            if (size := file.seek(0, SEEK_END)) > MAX_BYTES:
                raise too_large(name, size, MAX_BYTES)
            file.seek(0)
            yield name, file.read()

    def work(say: Say, accept: Callable[[], None]) -> Outcome:
        try:
            added = add_data(
                corpus, read(say), about, id=id, confirm=lambda *_: tables, accept=accept
            )
        finally:
            for _, file in files:
                file.close()
        return Outcome(tuple(map(_said, added)), tuple(dict.fromkeys(one.id for one in added)))

    return work


def _said(one: Added) -> str:
    if one.change == "unchanged":
        return f"「{one.file}」は、資料「{one.title}」と同じです。何も変わりません。"
    done = "足しました" if one.change == "new" else "新しい版に置き換えました"
    tables = f"、数を調べる表{one.tables}個" if one.tables else ""
    doubts = f"確かめることが{len(one.doubts)}件あります。" if one.doubts else ""
    return f"資料「{one.title}」を{done}（記述{one.passages:,}件{tables}）。{doubts}"


def correcting(corpus: Path, draft: Draft) -> Work:
    """Return what puts the declaration of ``draft`` into force, once the document fits it."""

    def work(say: Say, accept: Callable[[], None]) -> Outcome:
        say("直した内容で、資料を読み直しています…")
        document = correct(corpus, draft.id, draft.text, draft.checksum, accept)
        count = f"記述{len(document.passages):,}件、数を調べる表{len(document.tables)}個"
        return Outcome((f"資料「{document.title}」を直しました（{count}）。",), (draft.id,))

    return work


def removing(corpus: Path, id: str, *, sure: bool) -> Work:
    """Return what takes the document ``id`` out; ``sure``: even where it cannot be made again."""

    def work(_say: Say, accept: Callable[[], None]) -> Outcome:
        refuse_last(corpus, id)
        title = remove_document(corpus, id, force=sure, accept=accept)
        return Outcome((f"資料「{title}」（{id}）を取り除きました。",))

    return work


def refuse_last(corpus: Path, id: str) -> None:
    """Raise InputError where ``id`` is the only document: without any nothing can be answered."""
    if [entry.id for entry in entries(corpus)] == [id]:
        raise InputError(
            "資料がひとつもなくなるため、最後の資料は取り除けません。先に別の資料を足してください。"
        )
