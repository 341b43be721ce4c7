"""What a file that a user gives may be: its size, its true kind, and what a ZIP archive holds.

Nothing here parses a document: these checks stand before a parser is let near the bytes. The
bounds protect this machine, they are no limits of the formats.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from typing import Final, Literal

from assistant.errors import InputError

MAX_BYTES: Final = 10 * 1024 * 1024
"""Bytes of one file."""

MAX_ROWS_BYTES: Final = 256 * 1024 * 1024
"""Bytes of a file of passages in rows (CSV, JSONL) that the person at this machine adds: some
700,000 comments of a survey, which take a gigabyte of memory while they are read."""

MAX_PAGES: Final = 200
"""Pages of one PDF."""

MAX_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of all members of an archive together, once unpacked."""

MAX_MEMBERS: Final = 2_000
"""Members of an archive. A document of the largest allowed size with pictures has some dozens."""

Kind = Literal["text", "docx", "xlsx", "pdf"]

KIND_WORDS: Final[dict[Kind, str]] = {
    "text": "テキスト",
    "docx": "Word（.docx）",
    "xlsx": "Excel（.xlsx）",
    "pdf": "PDF",
}

_EXTENSIONS: Final[dict[str, Kind]] = {
    "txt": "text",
    "text": "text",
    "md": "text",
    "markdown": "text",
    "csv": "text",
    "htm": "text",
    "html": "text",
    "json": "text",
    "jsonl": "text",
    "docx": "docx",
    "xlsx": "xlsx",
    "pdf": "pdf",
}

_PDF_WITHIN: Final = 1024
"""Readers accept a PDF whose header stands within the first kilobyte (ISO 32000-1, annex H)."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS: Final[dict[str, Kind]] = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_OTHERS: Final = (
    (b"{\\rtf", "リッチテキスト（.rtf）"),
    (b"\x89PNG\r\n\x1a\n", "画像"),
    (b"\xff\xd8\xff", "画像"),
    (b"GIF8", "画像"),
    (b"II*\x00", "画像"),
    (b"MM\x00*", "画像"),
    (b"\x1f\x8b", "圧縮ファイル"),
    (b"7z\xbc\xaf", "圧縮ファイル"),
    (b"Rar!", "圧縮ファイル"),
    (b"\x7fELF", "プログラム"),
    (b"MZ", "プログラム"),
)
"""First bytes of files that people give by mistake, and what to call them."""


def shown_name(name: str) -> str:
    """Return the last part of a file's name, short enough for a sentence."""
    last = re.split(r"[/\\]", name)[-1] or "（名前のないファイル）"
    return last if len(last) <= 60 else f"{last[:40]}…{last[-12:]}"


def identify(name: str, data: bytes, allowed: Collection[Kind], most: int = MAX_BYTES) -> Kind:
    """Return what ``data`` is, by its content; the extension of ``name`` must agree.

    ``name`` without an extension is taken as it comes. An archive that is returned has passed
    :func:`check_archive`. Raises InputError, one Japanese sentence, where the file is empty,
    larger than ``most`` bytes, encrypted, of a kind not ``allowed``, or not what its name says.
    """
    shown = shown_name(name)
    if len(data) > most:
        # One byte more is all that is read of a file whose size nobody knows.
        raise too_large(shown, len(data) if len(data) > most + 1 else None, most)
    if not data:
        raise InputError(f"「{shown}」は空のファイルです（0バイト）。中身を確かめてください。")
    kind = _kind_of(shown, data)
    stem, dot, extension = shown.rpartition(".")
    promised = _EXTENSIONS.get(extension.lower()) if dot and stem else kind
    readable = "、".join(KIND_WORDS[one] for one in KIND_WORDS if one in allowed)
    if kind not in allowed or promised is None:
        what = KIND_WORDS[kind] if kind not in allowed else f"「.{extension}」のファイル"
        raise InputError(f"「{shown}」は{what}なので読めません。読めるのは、{readable}です。")
    if promised != kind:
        raise InputError(
            f"「{shown}」は名前が「.{extension}」なのに、中身は{KIND_WORDS[kind]}です。"
            "正しい形式で保存し直してください。"
        )
    return kind


def check_archive(name: str, data: bytes) -> list[str]:
    """Return the member names of the ZIP archive ``data``; nothing is unpacked.

    The sizes are those the archive declares: the standard library never unpacks more of a
    member than that. Raises InputError where it is damaged, encrypted, or would unpack to more
    than MAX_UNPACKED bytes or MAX_MEMBERS members.
    """
    shown = shown_name(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError) as error:
        raise damaged(shown) from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise InputError(
            f"「{shown}」は、開くと大きくなりすぎます（{len(members):,}個、"
            f"{megabytes(unpacked)}）。画像などを減らして保存し直してください。"
        )
    if any(member.flag_bits & 1 for member in members):
        raise encrypted(shown)
    return [member.filename for member in members]


def too_large(name: str, size: int | None, most: int) -> InputError:
    """Return the error for a file of ``size`` bytes, None for more than ``most`` and no one knows.

    The size is given to the byte where megabytes would not show that it is too much.
    """
    found, limit = megabytes(size or 0), megabytes(most)
    if size is None:
        found = f"{limit}より大きい"
    elif found == limit:
        found, limit = f"{size:,}バイト", f"{limit}（{most:,}バイト）"
    return InputError(
        f"「{shown_name(name)}」は大きすぎます（{found}）。"
        f"{limit}までのファイルを指定してください。"
    )


def encrypted(name: str) -> InputError:
    """Return the error for a file that needs a password."""
    return InputError(
        f"「{shown_name(name)}」はパスワードで保護されています。"
        "保護を外して保存し直したファイルを指定してください。"
    )


def damaged(name: str) -> InputError:
    """Return the error for a file that its own format's reader cannot open."""
    return InputError(
        f"「{shown_name(name)}」は壊れているため開けません。"
        "元のソフトで開けるか確かめ、保存し直してください。"
    )


def _kind_of(shown: str, data: bytes) -> Kind:
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith(b"PK"):
        members = set(check_archive(shown, data))
        for part, kind in _PARTS.items():
            if part in members:
                return kind
        raise InputError(
            f"「{shown}」は圧縮ファイルで、文書ではありません。"
            "中のファイルを取り出して指定してください。"
        )
    if data.startswith(_OLE):
        # An encrypted .docx is such a container too; its parts are named in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise encrypted(shown)
        raise InputError(
            f"「{shown}」は古い形式の Office 文書です。.docx などの形式で保存し直してください。"
        )
    for first, what in _OTHERS:
        if data.startswith(first):
            raise InputError(f"「{shown}」は{what}なので、文章として読めません。")
    return "text"


def megabytes(count: int) -> str:
    """Return a number of bytes for a sentence: 10.5 MB."""
    return f"{count / 1024 / 1024:,.1f}".removesuffix(".0") + " MB"
