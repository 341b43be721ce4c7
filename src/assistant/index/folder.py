"""The index on disk: whole or not at all.

::

    index/current.json      what the index depends on, its parts, and the checksums of their files
    index/0003/             a part: some documents
    index/.building-…/      being written; of a build that was killed, removed by the next one
    index/.lock             held while building

A build writes the parts that have changed, forces them to the disk and then replaces
``current.json``, in one step for the file system: a reader sees the old index or the new one. A
reader compares the checksum of each file before it maps it into memory.
"""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.errors import IndexUnusableError, reason_of
from assistant.index.arrays import Content, Files, Stored
from assistant.index.digest import digest_stream
from assistant.index.manifest import DocumentEntry, Manifest, PartEntry, StoredFile

MANIFEST: Final = "current.json"
_LOCK: Final = ".lock"
_BUILDING: Final = ".building-"
_NUMBERED = re.compile(r"\d{4,}")

LOCK_SECONDS: Final = 300.0
"""How long to wait for another build: far longer than one takes."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredPart:
    """A part as it lies on the disk, every byte checked and mapped into memory."""

    entry: PartEntry
    files: Stored


@dataclass(frozen=True, slots=True, eq=False)
class StoredIndex:
    """An index as it lies on the disk."""

    manifest: Manifest
    parts: Sequence[StoredPart]


def read_index(folder: Path) -> StoredIndex:
    """Return the index in ``folder`` after comparing every checksum.

    Raises IndexUnusableError with the reason, in Japanese, as the start of a sentence.
    """
    for _ in range(10):
        manifest = read_manifest(folder)
        try:
            return StoredIndex(manifest, [read_part(folder, part) for part in manifest.parts])
        except IndexUnusableError:
            # A build that ended meanwhile has removed a part: read the index that it left.
            if read_manifest(folder) == manifest:
                raise
    raise IndexUnusableError("索引が読み込みの間に何度も作り直されました")


def read_manifest(folder: Path) -> Manifest:
    """Return what the index in ``folder`` consists of. Raises as :func:`read_index` does."""
    try:
        data = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise IndexUnusableError("索引がまだありません") from None
    except OSError as error:
        raise IndexUnusableError(f"索引を読めません（{reason_of(error)}）") from error
    try:
        return Manifest.from_json(data)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise IndexUnusableError(f"索引が壊れています（{MANIFEST}）") from error


def read_part(folder: Path, entry: PartEntry) -> StoredPart:
    """Return a part of the index in ``folder``. Raises as :func:`read_index` does."""
    if not _NUMBERED.fullmatch(entry.folder):
        raise IndexUnusableError(f"索引が壊れています（{MANIFEST}）")
    with ThreadPoolExecutor() as pool:
        names = list(entry.files)
        checked = pool.map(
            lambda name: _read_file(folder / entry.folder / name, entry.files[name]), names
        )
        return StoredPart(entry, dict(zip(names, checked, strict=True)))


def _read_file(file: Path, stored: StoredFile) -> bytes | mmap.mmap:
    """Return a file mapped into memory, after reading it through for its checksum."""
    try:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size != stored.bytes or digest_stream(stream) != stored.sha256:
                raise IndexUnusableError(f"索引が壊れています（{file.name}）")
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    except FileNotFoundError:
        raise IndexUnusableError(f"索引のファイル {file.name} がありません") from None
    except OSError as error:
        raise IndexUnusableError(f"索引を読めません（{reason_of(error)}）") from error


def write_part(folder: Path, documents: Mapping[str, DocumentEntry], files: Files) -> PartEntry:
    """Write a new part beside those in force and return how a manifest names it.

    Call it inside :func:`locked`. The same files give the same bytes. Raises OSError where the
    disk does not take them.
    """
    building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=folder))
    with ThreadPoolExecutor() as pool:
        written = pool.map(lambda name: _write_file(building / name, files[name]), files)
        listed = dict(zip(files, written, strict=True))
    # mkdtemp lets only its owner in; an index is for everyone whom the project folder lets in.
    building.chmod(folder.stat().st_mode & 0o777)
    _force_names(building)
    used = [int(path.name) for path in folder.iterdir() if _NUMBERED.fullmatch(path.name)]
    name = f"{max(used, default=0) + 1:04}"
    building.rename(folder / name)
    return PartEntry(name, documents, listed)


def put_in_force(folder: Path, manifest: Manifest) -> None:
    """Let the index consist of the parts of ``manifest``, and remove all others.

    Call it inside :func:`locked`. Raises OSError where the disk does not take it; the index in
    force is then the one from before.
    """
    _force_names(folder)
    temporary = folder / f"{_BUILDING}{MANIFEST}"
    _write_file(temporary, manifest.to_json())
    temporary.replace(folder / MANIFEST)
    _force_names(folder)
    kept = {part.folder for part in manifest.parts}
    _remove(p for p in folder.iterdir() if _NUMBERED.fullmatch(p.name) and p.name not in kept)
    remove_unfinished(folder)


def remove_unfinished(folder: Path) -> None:
    """Remove what builds left that were killed. Call it inside :func:`locked`."""
    _remove(folder.glob(f"{_BUILDING}*"))


def _write_file(file: Path, content: Content) -> StoredFile:
    with file.open("w+b") as stream:
        if isinstance(content, bytes):
            stream.write(content)
        else:
            np.lib.format.write_array(stream, content, version=(1, 0), allow_pickle=False)
        stream.flush()
        os.fsync(stream.fileno())
        size = stream.tell()
        stream.seek(0)
        return StoredFile(size, digest_stream(stream))


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
            f"索引のフォルダー {folder} に書き込めません（{reason_of(error)}）。"
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
