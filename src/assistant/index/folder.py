"""The index on disk: whole or not at all.

::

    index/current.json      names the folder in force and the checksum of its manifest
    index/0003/             manifest.json and the files it lists
    index/.building-…/      being written; of a build that was killed, removed by the next one
    index/.lock             held while building

A build writes a new folder, forces it to the disk and then replaces ``current.json``, in one step
for the file system: a reader sees the old index or the new one. A reader takes each file into
memory, compares its checksum and uses what it has compared.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.errors import IndexUnusableError
from assistant.index.digest import digest_bytes
from assistant.index.manifest import Manifest, Origin, StoredFile

POINTER: Final = "current.json"
MANIFEST: Final = "manifest.json"
_LOCK: Final = ".lock"
_BUILDING: Final = ".building-"
_NUMBERED = re.compile(r"\d{4,}")

LOCK_SECONDS: Final = 300.0
"""How long to wait for another build: far longer than one takes."""


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """An index as it lies on the disk, every byte checked."""

    manifest: Manifest
    files: Mapping[str, bytes]


def read_index(folder: Path) -> StoredIndex:
    """Return the index in ``folder`` after comparing every checksum.

    Raises IndexUnusableError with the reason, in Japanese, as the start of a sentence.
    """
    for _ in range(10):
        pointer = _read_pointer(folder)
        try:
            return _read_numbered(folder / pointer[0], pointer[1])
        except IndexUnusableError:
            # A build that ended meanwhile has removed the folder: read the one it left.
            if _read_pointer(folder) == pointer:
                raise
    raise IndexUnusableError("索引が読み込みの間に何度も作り直されました")


def _read_pointer(folder: Path) -> tuple[str, str]:
    try:
        data = (folder / POINTER).read_bytes()
    except FileNotFoundError:
        raise IndexUnusableError("索引がまだありません") from None
    except OSError as error:
        raise IndexUnusableError(f"索引を読めません（{error}）") from error
    try:
        value = json.loads(data)
        name, checksum = value["folder"], value["manifest"]
        if not _NUMBERED.fullmatch(name):
            raise ValueError(name)
    except (ValueError, KeyError, TypeError) as error:
        raise IndexUnusableError(f"索引が壊れています（{POINTER}）") from error
    return name, checksum


def _read_numbered(folder: Path, checksum: str) -> StoredIndex:
    data = _read_file(folder, MANIFEST)
    if digest_bytes(data) != checksum:
        raise IndexUnusableError(f"索引が壊れています（{MANIFEST}）")
    try:
        manifest = Manifest.from_json(data)
    except (ValueError, TypeError, KeyError) as error:
        # Checked and yet not readable: another version of this program wrote it.
        raise IndexUnusableError("索引は別の版のプログラムで作られたものです") from error
    files = {}
    for name, stored in manifest.files.items():
        content = _read_file(folder, name)
        if len(content) != stored.bytes or digest_bytes(content) != stored.sha256:
            raise IndexUnusableError(f"索引が壊れています（{name}）")
        files[name] = content
    return StoredIndex(manifest, files)


def _read_file(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise IndexUnusableError(f"索引のファイル {name} がありません") from None
    except OSError as error:
        raise IndexUnusableError(f"索引を読めません（{error}）") from error


def write_index(folder: Path, origin: Origin, files: Mapping[str, bytes]) -> StoredIndex:
    """Put a new index in force in ``folder`` and remove what older builds left.

    Call it inside :func:`locked`. The same origin and files give the same bytes. Raises OSError
    where the disk does not take them; the index in force is then the one from before.
    """
    _remove(folder.glob(f"{_BUILDING}*"))
    listed = {name: StoredFile(len(files[name]), digest_bytes(files[name])) for name in files}
    manifest = Manifest(origin, listed)
    building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=folder))
    for name, content in {**files, MANIFEST: manifest.to_json()}.items():
        _write_file(building / name, content)
    # mkdtemp lets only its owner in; an index is for everyone whom the project folder lets in.
    building.chmod(folder.stat().st_mode & 0o777)
    _force_names(building)

    used = [int(path.name) for path in folder.iterdir() if _NUMBERED.fullmatch(path.name)]
    name = f"{max(used, default=0) + 1:04}"
    building.rename(folder / name)
    _force_names(folder)
    pointer = {"folder": name, "manifest": digest_bytes(manifest.to_json())}
    temporary = folder / f"{_BUILDING}{POINTER}"
    _write_file(temporary, (json.dumps(pointer) + "\n").encode())
    temporary.replace(folder / POINTER)
    _force_names(folder)
    _remove(p for p in folder.iterdir() if _NUMBERED.fullmatch(p.name) and p.name != name)
    return StoredIndex(manifest, files)


def _write_file(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _force_names(folder: Path) -> None:
    """Force the names in a folder to the disk; their contents already are."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(paths: Iterator[Path]) -> None:
    for path in list(paths):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(
    folder: Path, on_event: Callable[[str], None], seconds: float = LOCK_SECONDS
) -> Iterator[None]:
    """Hold the folder against other builders, in this and other processes.

    The lock falls with its process, so none is left by a killed build. Raises IndexUnusableError
    where another builder holds it for ``seconds``, or the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / _LOCK).open("ab")
    except OSError as error:
        raise IndexUnusableError(
            f"索引のフォルダー {folder} に書き込めません（{error.strerror}）。"
            "書き込める場所を assistant.toml の index に指定してください。"
        ) from error
    with stream:
        deadline, waiting = time.monotonic() + seconds, False
        while not _try_lock(stream.fileno()):
            if not waiting:
                on_event("ほかのプロセスが索引を作っています。終わるのを待ちます。")
                waiting = True
            if time.monotonic() > deadline:
                raise IndexUnusableError(
                    f"ほかのプロセスによる索引の作成が{seconds:.0f}秒たっても終わりません。"
                    "そのプロセスを確かめてから、もう一度実行してください。"
                )
            time.sleep(0.05)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
