"""From the bytes of any readable file to the text of a document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from assistant.adding.converted import Converted
from assistant.adding.html_text import convert_html
from assistant.adding.table_text import convert_csv, convert_jsonl
from assistant.errors import InputError, reason_of
from assistant.files.encodings import decode
from assistant.files.guard import (
    MAX_BYTES,
    MAX_ROWS_BYTES,
    Kind,
    identify,
    megabytes,
    shown_name,
    too_large,
)
from assistant.files.read import read_apart

READABLE: Final[tuple[Kind, ...]] = ("text", "docx", "xlsx", "pdf")

WORKER: Final = "assistant.adding.worker"

_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.I | re.S
)


def convert(name: str, data: bytes, most: int = MAX_BYTES) -> Converted:
    """Return the file ``name``, whose bytes are ``data``, as the text of a document.

    A file of passages in rows may be as large as ``most`` bytes, any other as MAX_BYTES.

    Raises InputError, one Japanese sentence, where it cannot be read: empty, too large,
    encrypted, damaged, of another kind than its name says, in mixed encodings, without text.
    """
    kind = identify(name, data, READABLE, most if _has_rows(name) else MAX_BYTES)
    if kind == "text":
        made = _convert_text(name, decode(name, data))
    else:
        result = read_apart(WORKER, name, kind, data)
        made = Converted(**{**result, "warnings": tuple(result["warnings"])})
    if made.form == "csv" and len(data) > MAX_BYTES:
        # Every cell of it would be held as a number with its place in the file.
        raise InputError(
            f"「{shown_name(name)}」は、数の表としては大きすぎます（{megabytes(len(data))}）。"
            f"{megabytes(MAX_BYTES)}までに分けてください。"
        )
    if not any(character.isalnum() for character in made.text):
        raise InputError(f"「{shown_name(name)}」に文章がありません。中身を確かめてください。")
    return made


def _convert_text(name: str, text: str) -> Converted:
    extension = _extension(name)
    is_html = _HTML.match(text) is not None
    if is_html and extension not in ("html", "htm"):
        raise InputError(
            f"「{shown_name(name)}」は名前が「.{extension}」なのに、中身は HTML です。"
            "名前を「.html」に直してください。"
        )
    match extension:
        case "html" | "htm":
            return convert_html(text)
        case "csv":
            return convert_csv(name, text)
        case "jsonl" | "json":
            return convert_jsonl(name, text)
        case _:
            return Converted(text if text.endswith("\n") else f"{text}\n", "plain")


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _has_rows(name: str) -> bool:
    return _extension(name) in ("csv", "jsonl", "json")


def read_file(file: Path) -> bytes:
    """Return the bytes of ``file``. Raises InputError saying why it cannot be had."""
    shown = shown_name(str(file))
    if file.is_symlink():
        raise InputError(f"「{shown}」はリンクです。元のファイルそのものを指定してください。")
    try:
        if file.is_dir():
            raise InputError(f"「{shown}」はフォルダーです。中のファイルを指定してください。")
        if not file.exists():
            raise InputError(f"ファイル「{file}」が見つかりません。場所を確かめてください。")
        if not file.is_file():
            raise InputError(f"「{shown}」はふつうのファイルではないため、読めません。")
        most = MAX_ROWS_BYTES if _has_rows(file.name) else MAX_BYTES
        if (size := file.stat().st_size) > most:
            raise too_large(shown, size, most)
        with file.open("rb") as stream:
            # It may grow while it is read: convert() refuses what is more than allowed.
            return stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else error
        raise InputError(
            f"「{shown}」を開けません（{reason}）。許可を確かめてください。"
        ) from error
