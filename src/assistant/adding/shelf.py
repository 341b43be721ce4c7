"""The folders of a corpus as files: what is declared there, putting folders in and taking them out.

A folder is written beside the others under a name that no reader looks at, and moved into place
when it is whole. What a killed command left is put right by the next one.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
import tempfile
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from assistant.config import DECLARATION
from assistant.errors import InputError, reason_of

LONGEST_ID: Final = 60
_WORK: Final = ".adding-"
_OLD: Final = "old-"
_TRIED: Final = "tried-"
_BACK: Final = "back-"
_NOT_IN_ID = re.compile(r"[^\w-]+")

_DISK: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG))
"""What goes wrong where a folder is written; other errors are mistakes of the program."""

Accept = Callable[[], None]
"""Called when a change stands in the corpus: what it raises undoes the change."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One folder of the corpus and its declaration; ``problem`` where that cannot be read."""

    id: str
    folder: Path
    declared: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None

    @property
    def title(self) -> str:
        """The declared title, empty where there is none."""
        return str(self.declared.get("title", ""))

    @property
    def added(self) -> dict[str, Any]:
        """The file that it was made from, empty for a folder that a person made."""
        found = self.declared.get("added", {})
        return found if isinstance(found, dict) else {}

    @property
    def regions(self) -> list[dict[str, Any]]:
        """The declared regions."""
        found = self.declared.get("region", [])
        return [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []


def entries(corpus: Path) -> list[Entry]:
    """Return every folder with a declaration, by name; an unreadable one with its problem."""
    found = []
    for path in sorted(corpus.glob(f"*/{DECLARATION}")):
        folder = path.parent
        try:
            declared = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            found.append(
                Entry(folder.name, folder, problem=f"{DECLARATION} を読めません（{error}）")
            )
        else:
            found.append(Entry(folder.name, folder, declared))
    return found


def find(corpus: Path, id: str) -> Entry:
    """Return the folder called ``id``. Raises InputError where there is none, or it is a link."""
    check_id(id)
    found = entries(corpus)
    for entry in found:
        if entry.id == id:
            if entry.folder.is_symlink():
                raise InputError(
                    f"資料「{id}」は、ほかの場所を指すリンクです。リンクは手で取り除いてください。"
                )
            return entry
    known = "、".join(entry.id for entry in found[:20]) or "（なし）"
    raise InputError(f"資料「{id}」はありません。あるのは {known} です。")


def check_id(id: str) -> None:
    """Raise InputError where ``id`` cannot be the name of a folder of the corpus."""
    if not id or len(id) > LONGEST_ID or _NOT_IN_ID.search(id) or id.startswith("-"):
        raise InputError(
            f"「{id[:LONGEST_ID]}」は資料の ID に使えません。"
            f"文字、数字、「-」「_」だけで{LONGEST_ID}文字以内にしてください。"
        )


def id_of(name: str) -> str:
    """Return an id made of a file's name: its letters and digits, hyphens for all else."""
    stem = unicodedata.normalize("NFKC", name.rpartition(".")[0] or name).lower()
    plain = _NOT_IN_ID.sub("-", stem).strip("-_")[:LONGEST_ID].strip("-_")
    return plain or "document"


@contextlib.contextmanager
def working(corpus: Path) -> Iterator[Path]:
    """Hold the corpus against other commands that change it; yield a folder to prepare in.

    The folder is removed at the end. What an earlier command that was killed left there is put
    back in place first. Raises InputError where another command is at it, or nothing can be
    written.
    """
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(corpus, os.O_RDONLY)
    except OSError as error:
        raise _unwritable(corpus, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "ほかのコマンドが資料を足しているか、取り除いています。終わってから、もう一度実行してください。"
            ) from None
        recover(corpus)
        try:
            folder = Path(tempfile.mkdtemp(prefix=_WORK, dir=corpus))
        except OSError as error:
            raise _unwritable(corpus, error) from error
        try:
            yield folder
        except OSError as error:
            if error.errno not in _DISK and not isinstance(error, shutil.Error):
                raise
            raise _unwritable(corpus, error) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def recover(corpus: Path) -> None:
    """Put back what a killed command had moved away, and remove what it left."""
    for folder in corpus.glob(f"{_WORK}*"):
        for old in folder.glob(f"{_OLD}*"):
            place = corpus / old.name.removeprefix(_OLD)
            if not place.exists():
                old.rename(place)
        shutil.rmtree(folder, ignore_errors=True)


def put(corpus: Path, work: Path, ids: list[str], accept: Accept | None = None) -> None:
    """Move the folders ``ids`` from ``work`` into the corpus, all of them or none.

    Raises InputError where the file system refuses, and what ``accept`` raises; the corpus is then
    as it was.
    """
    moved: list[str] = []
    try:
        for id in ids:
            place = corpus / id
            if place.exists():
                place.rename(work / f"{_OLD}{id}")
            moved.append(id)
            (work / id).rename(place)
    except OSError as error:
        for id in moved:
            if (work / f"{_OLD}{id}").exists():
                shutil.rmtree(corpus / id, ignore_errors=True)
                (work / f"{_OLD}{id}").rename(corpus / id)
            else:
                shutil.rmtree(corpus / id, ignore_errors=True)
        raise _unwritable(corpus, error) from error
    if accept is not None:
        before = {id: old for id in ids if (old := work / f"{_OLD}{id}").exists()}
        _settle(corpus, work, ids, before, accept)


def take_out(corpus: Path, work: Path, id: str, accept: Accept | None = None) -> None:
    """Remove the folder ``id``, in one step for those who read.

    Raises InputError, and what ``accept`` raises; the corpus is then as it was.
    """
    try:
        (corpus / id).rename(work / id)
    except OSError as error:
        raise _unwritable(corpus, error) from error
    if accept is not None:
        _settle(corpus, work, [], {id: work / id}, accept)


def _settle(
    corpus: Path, work: Path, ids: list[str], before: Mapping[str, Path], accept: Accept
) -> None:
    """Call ``accept``; where it raises, take ``ids`` out and put the folders ``before`` back.

    Meanwhile the corpus holds nothing but documents: those who read it count every file.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-") as name:
        now = dict(before)
        try:
            try:
                for id, folder in before.items():
                    # Perhaps to another file system: the old one goes once the new one is whole.
                    shutil.move(folder, Path(name) / id)
                    now[id] = Path(name) / id
            except OSError as error:
                raise _unwritable(Path(name), error) from error
            shutil.rmtree(work)
            accept()
        except BaseException:
            work.mkdir(mode=0o700, exist_ok=True)
            for id in ids:
                (corpus / id).rename(work / f"{_TRIED}{id}")
                shutil.rmtree(work / f"{_TRIED}{id}")
            for id, folder in now.items():
                back = work / f"{_BACK}{id}"
                shutil.move(folder, back)
                back.rename(corpus / id)
            raise


def _unwritable(corpus: Path, error: OSError) -> InputError:
    # Of a whole folder shutil says in words alone, and in English, what went wrong.
    why = "写しきれません" if isinstance(error, shutil.Error) else reason_of(error)
    return InputError(
        f"資料のフォルダー {corpus} に書き込めません（{why}）。"
        "空き容量と書き込みの許可を確かめてください。"
    )
