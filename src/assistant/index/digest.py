"""Digests by which a file, a folder or a piece of code is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

_SAMPLE: Final = 1 << 20


def digest_bytes(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_file(file: Path) -> str:
    """Return the SHA-256 of a whole file. Raises OSError where it cannot be read."""
    with file.open("rb") as stream:
        return digest_stream(stream)


def digest_stream(stream: BinaryIO) -> str:
    """Return the SHA-256 of what is left of a file, a piece at a time."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def digest_files(folder: Path, files: Iterable[Path], *, sample: bool = False) -> str:
    """Return one digest over the names below ``folder`` and the contents of ``files``.

    With ``sample``, of a file above 2 MiB only the size and the first and last MiB count: enough
    to tell two releases of a dictionary or a model apart, not to notice a flipped bit, and fast
    for hundreds of megabytes. Raises OSError where a file cannot be read.
    """
    total = hashlib.sha256()
    for file in sorted(files):
        content = _digest_ends(file) if sample else digest_file(file)
        total.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return total.hexdigest()


def digest_folder(folder: Path, *, sample: bool = False) -> str:
    """Return :func:`digest_files` of every file below ``folder``."""
    return digest_files(folder, (f for f in folder.rglob("*") if f.is_file()), sample=sample)


def _digest_ends(file: Path) -> str:
    size = file.stat().st_size
    if size <= 2 * _SAMPLE:
        return digest_file(file)
    with file.open("rb") as stream:
        first = stream.read(_SAMPLE)
        stream.seek(-_SAMPLE, 2)
        return digest_bytes(str(size).encode() + first + stream.read())
