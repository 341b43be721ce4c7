"""What an index was built from, and the checksum of every file in it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from assistant.config import DECLARATION
from assistant.index.digest import digest_bytes, digest_files, digest_folder
from assistant.index.encoder import Encoder

FORMAT: Final = 3
"""Raise it when the files of an index get another meaning that their origin does not show."""

_LIBRARIES: Final = ("faiss-cpu", "fugashi", "numpy")
_DICTIONARY: Final = "unidic-lite"

# What of this package has a hand in what an index holds.
_CODE: Final = ("types.py", "text", "documents", "index")


@dataclass(frozen=True, slots=True)
class Origin:
    """What every part of an index depends on. Another value in any field: build all again."""

    format: int
    encoder: str
    encoder_fingerprint: str
    dictionary: str
    """Name, version and digest of the dictionary that cuts text into words."""
    libraries: Mapping[str, str]
    """Versions by name; ``unicode`` is Python's own table of characters."""
    code: str
    """Digest of the modules that read, cut and index text."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Size in bytes and SHA-256 of one file of an index."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document of a part: a digest of its folder, and how many passages it has."""

    digest: str
    passages: int


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A part of an index: the folder it lies in, its documents by id and its files by name."""

    folder: str
    documents: Mapping[str, DocumentEntry]
    files: Mapping[str, StoredFile]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The origin of an index and its parts."""

    origin: Origin
    parts: tuple[PartEntry, ...]

    @property
    def documents(self) -> dict[str, str]:
        """The digests of the documents by id."""
        return {id: e.digest for part in self.parts for id, e in part.documents.items()}

    def to_json(self) -> bytes:
        """Return the manifest as UTF-8 JSON; the same manifest gives the same bytes."""
        value = asdict(self)
        text = json.dumps({**value, "checksum": _checksum(value)}, ensure_ascii=False, indent=2)
        return f"{text}\n".encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Return what :meth:`to_json` wrote.

        Raises ValueError, TypeError or KeyError for anything else, also for one flipped bit.
        """
        value: dict[str, Any] = json.loads(data)
        if value.pop("checksum") != _checksum(value):
            raise ValueError("wrong checksum")
        parts = tuple(
            PartEntry(
                part["folder"],
                {id: DocumentEntry(**entry) for id, entry in part["documents"].items()},
                {name: StoredFile(**file) for name, file in part["files"].items()},
            )
            for part in value["parts"]
        )
        return cls(Origin(**value["origin"]), parts)


def _checksum(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return digest_bytes(text.encode("utf-8", "surrogatepass"))


def documents_of(corpus: Path) -> dict[str, str]:
    """Return a digest of the folder of each document of a corpus, by id, ascending.

    Raises OSError where a file cannot be read.
    """
    found = sorted(file.parent for file in corpus.glob(f"*/{DECLARATION}"))
    return {folder.name: digest_folder(folder) for folder in found}


def current_origin(encoder: Encoder) -> Origin:
    """Return the origin that an index built now would have."""
    libraries = {name: _version(name) for name in _LIBRARIES}
    return Origin(
        format=FORMAT,
        encoder=encoder.name,
        encoder_fingerprint=encoder.fingerprint,
        dictionary=_dictionary(),
        libraries={**libraries, "unicode": unicodedata.unidata_version},
        code=_code(),
    )


def differences(stored: Origin, current: Origin) -> Iterator[str]:
    """Yield, in Japanese, what has changed since an index was built."""
    if stored.format != current.format:
        yield f"索引の形式が変わりました（{stored.format} → {current.format}）"
    if stored.encoder != current.encoder:
        yield f"埋め込みモデルが変わりました（{stored.encoder} → {current.encoder}）"
    elif stored.encoder_fingerprint != current.encoder_fingerprint:
        yield f"埋め込みモデル {current.encoder} の中身が変わりました"
    if stored.dictionary != current.dictionary:
        yield f"辞書が変わりました（{stored.dictionary} → {current.dictionary}）"
    for name in sorted({*stored.libraries, *current.libraries}):
        before, now = stored.libraries.get(name, "なし"), current.libraries.get(name, "なし")
        if before != now:
            yield f"{name} の版が変わりました（{before} → {now}）"
    if stored.code != current.code:
        yield "このプログラムの読み取り方が変わりました"


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "?"


def _dictionary() -> str:
    spec = find_spec(_DICTIONARY.replace("-", "_"))
    digest = ""
    if spec is not None and spec.origin is not None:
        # A quarter of a gigabyte: of the large files only size and ends.
        digest = digest_folder(Path(spec.origin).parent / "dicdir", sample=True)[:16]
    return f"{_DICTIONARY} {_version(_DICTIONARY)} {digest}"


def _code() -> str:
    package = Path(__file__).resolve().parents[1]
    parts = (package / name for name in _CODE)
    files = [f for part in parts for f in (part.rglob("*.py") if part.is_dir() else [part])]
    return digest_files(package, files)
