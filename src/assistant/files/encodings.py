"""Bytes of a plain text as characters: UTF-8, Shift_JIS (CP932), EUC-JP, told apart strictly.

Bytes of one encoding are often valid in another and then read as garbage without any error, so
that every line is judged by itself and lines that disagree are refused: a text is never guessed
half right.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from assistant.errors import InputError
from assistant.files.guard import shown_name

UTF8: Final = "utf-8"
CP932: Final = "cp932"
EUC_JP: Final = "euc_jp"
ENCODING_WORDS: Final = {UTF8: "UTF-8", CP932: "Shift_JIS", EUC_JP: "EUC-JP"}

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JIS_ESCAPE: Final = re.compile(rb"\x1b(?:\$[@B]|\([JB])")
_JAPANESE: Final = re.compile("[\u3001-\u30ff\u4e00-\u9fff\uff01-\uff9f]")
_TWO_JAPANESE: Final = re.compile(f"{_JAPANESE.pattern}.*?{_JAPANESE.pattern}", re.DOTALL)
_WESTERN: Final = re.compile("[\x00-\x7f\u00a0-\u017f\u2000-\u30ff\u4e00-\u9fff]*")
_FULL_KANA: Final = re.compile("[\u3001\u3002\u3041-\u30fe]")
_HALF_KANA: Final = re.compile("[\uff61-\uff9f]")
_NO_CHARACTER: Final = re.compile("[\x80\uf8f0-\uf8f3]")
"""What Python's cp932 makes of the single bytes 80, A0 and FD to FF, which mean nothing."""

_LINE: Final = re.compile(rb"[^\n]*\n?")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(name: str, data: bytes) -> str:
    r"""Return the characters of ``data`` with line ends as ``\n`` and without a mark in front.

    Raises InputError where it is no text, where a byte fits no encoding, or where encodings are
    mixed; the sentence names the byte, counted from 1.
    """
    shown = shown_name(name)
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _clean(shown, _strict(shown, data[len(mark) :], encoding, len(mark)))
    if _JIS_ESCAPE.search(data):
        return _clean(shown, _strict(shown, data, "iso2022_jp_ext", 0))
    return _clean(shown, data.decode(_encoding_of(shown, data)))


def _strict(shown: str, data: bytes, encoding: str, before: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(shown, before + error.start) from error


def _clean(shown: str, text: str) -> str:
    if _CONTROL.search(text):
        raise InputError(
            f"「{shown}」は文章のファイルではないようです（制御文字が含まれています）。"
            "テキストとして保存し直してください。"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding_of(shown: str, data: bytes) -> str:
    """Return the encoding that every line of ``data`` can be written in, UTF-8 first."""
    candidates = list(ENCODING_WORDS)
    for start, line in _lines(data):
        # What nearly every line of nearly every file is: no other encoding need be tried.
        if candidates[0] == UTF8 and _is_utf8(line):
            candidates = [UTF8]
            continue
        fits = [encoding for encoding in ENCODING_WORDS if _fits(line, encoding)]
        if not fits:
            raise _unreadable(shown, start + _furthest(line, candidates))
        likely = _likely(line, fits)
        left = [encoding for encoding in candidates if encoding in likely]
        if not left:
            # Where the bytes are valid as before, too, they make no words: the line begins it.
            before = candidates[0]
            offset = start + (0 if before in fits else _furthest(line, [before]))
            raise InputError(
                f"「{shown}」は文字コードが混ざっているようです。{ENCODING_WORDS[before]}として"
                f"読み進めましたが、{offset + 1:,}バイト目からは読めません"
                f"（{ENCODING_WORDS[likely[0]]}かもしれません）。"
                "一つの文字コードで保存し直してください。"
            )
        candidates = left
    return candidates[0]


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield offset and bytes of the lines that are not plain ASCII.

    The byte of a line end is never a part of another character in any of the encodings.
    """
    for match in _LINE.finditer(data):
        if not match[0].isascii():
            yield match.start(), match[0]


def _fits(line: bytes, encoding: str) -> bool:
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return encoding != CP932 or not _NO_CHARACTER.search(text)


def _likely(line: bytes, fits: list[str]) -> list[str]:
    """Return those encodings that ``line`` is likely in, among the ones it ``fits``.

    UTF-8 is too regular to arise by chance in more than a character or two. Kana of EUC-JP read
    as Shift_JIS become half-width kana, alone or with rare kanji, which nobody writes.
    """
    if len(fits) == 1:
        return fits
    if UTF8 in fits:
        text = line.decode(UTF8)
        if _TWO_JAPANESE.search(text):
            return [UTF8]
        # Two bytes of Japanese can be an accented letter, or a mark that nobody writes alone.
        return fits if _WESTERN.fullmatch(text) else [e for e in fits if e != UTF8]
    older = line.decode(CP932)
    if _FULL_KANA.search(older):
        return [CP932]
    # With common kanji in Shift_JIS a line is no EUC-JP at all.
    half = _HALF_KANA.search(older)
    return [EUC_JP] if half and _FULL_KANA.search(line.decode(EUC_JP)) else fits


def _is_utf8(line: bytes) -> bool:
    """Say whether ``line`` is UTF-8 and :func:`_likely` nothing else."""
    try:
        return _TWO_JAPANESE.search(line.decode(UTF8)) is not None
    except UnicodeDecodeError:
        return False


def _furthest(line: bytes, candidates: list[str]) -> int:
    """Return where that encoding stops which reads most of ``line``."""
    stops = []
    for encoding in candidates:
        try:
            line.decode(encoding)
        except UnicodeDecodeError as error:
            stops.append(error.start)
    # A byte that only means nothing is found by none of them.
    return max(stops, default=0)


def _unreadable(shown: str, offset: int) -> InputError:
    return InputError(
        f"「{shown}」は{offset + 1:,}バイト目の文字が読めません。UTF-8 で保存し直してください。"
    )
