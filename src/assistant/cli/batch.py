"""Questions or texts as lines of JSON in, one JSON object a line out, in order.

A line that cannot be used gives an error object; the lines after it are still worked on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from assistant.check.types import Checked
from assistant.errors import AssistantError, InputError
from assistant.types import Answer
from assistant.wire import answer_to_dict, check_to_dict

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    r"""What a line holds: the field with the words, how to write it, and its longest size.

    ``longest`` counts bytes, with room for every character written as ``\uXXXX``.
    """

    field: str
    example: str
    longest: int


ASK: Final = Form("question", '{"id": "1", "question": "質問の文"}', 1 << 20)
CHECK: Final = Form("text", '{"id": "1", "text": "確かめる文章"}', 4 << 20)

_UTF8_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_TYPE_NAMES: Final = {
    bool: "真偽値",
    int: "数値",
    float: "数値",
    str: "文字列",
    list: "配列",
    dict: "オブジェクト",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its number from 1, its object, or the sentence why not."""

    number: int
    value: JSON | None
    error: str | None = None


def read_lines(stream: BinaryIO, form: Form = ASK) -> Iterator[Line]:
    """Yield the lines of ``stream`` as they arrive; blank ones are passed over.

    Raises InputError where the first bytes say that the whole file is UTF-16.
    """
    number = 0
    while raw := stream.readline(form.longest + 1):
        number += 1
        if number == 1:
            if raw.startswith(_UTF16_MARKS):
                raise InputError(
                    "ファイルが UTF-16 で書かれています。UTF-8 で保存し直してください。"
                )
            raw = raw.removeprefix(_UTF8_MARK)
        if len(raw) > form.longest:
            while not raw.endswith(b"\n") and (raw := stream.readline(form.longest)):
                pass
            yield Line(number, None, f"1行が長すぎます（上限は{form.longest:,}バイトです）。")
        elif raw.strip():
            yield _parse(number, raw.rstrip(b"\r\n"), form)


def _parse(number: int, raw: bytes, form: Form) -> Line:
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Line(
            number,
            None,
            f"{error.start + 1}バイト目が UTF-8 として読めません。UTF-8 で保存し直してください。",
        )
    except json.JSONDecodeError as error:
        return Line(
            number,
            None,
            f"JSON として読めません（{error.colno}文字目）。{form.example} の形で書いてください。",
        )
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets nested thousands deep.
        return Line(number, None, f"JSON として扱えません。{form.example} の形で書いてください。")
    if not isinstance(value, dict):
        return Line(
            number,
            None,
            f"{_TYPE_NAMES[type(value)]}が書かれています。{form.example} の形で書いてください。",
        )
    return Line(number, value)


def answer_lines(
    lines: Iterator[Line],
    ask: Callable[[str, Sequence[str]], Answer],
    on_crash: Callable[[Exception], str],
) -> Iterator[JSON]:
    """Yield one object a line: the contract's answer with ``id``, or an error object.

    ``on_crash`` turns an exception that is no AssistantError into the sentence to show.
    """

    def answer(value: JSON) -> JSON:
        question = _words(value, ASK)
        return answer_to_dict(ask(question, _history(value)))

    return _reply(lines, answer, on_crash)


def check_lines(
    lines: Iterator[Line],
    check: Callable[[str], Checked],
    on_crash: Callable[[Exception], str],
) -> Iterator[JSON]:
    """Yield one object a line: the contract's checked text with ``id``, or an error object."""
    return _reply(lines, lambda value: check_to_dict(check(_words(value, CHECK))), on_crash)


def _reply(
    lines: Iterator[Line], reply: Callable[[JSON], JSON], on_crash: Callable[[Exception], str]
) -> Iterator[JSON]:
    """Yield what ``reply`` makes of each line, with its ``id``, or an error object.

    An error object is ``{"id", "line", "error"}``; ``id`` is null where it could not be read.
    """
    for line in lines:
        name = None
        try:
            if line.value is None:
                raise InputError(line.error)
            name = _checked_id(line.value)
            yield {"id": name} | reply(line.value)
        except AssistantError as error:
            yield _error_object(line, name, str(error))
        except Exception as error:
            yield _error_object(line, name, on_crash(error))


def _error_object(line: Line, name: str | int | None, sentence: str) -> JSON:
    if name is None and line.value is not None:
        name = _id_of(line.value)
    return {"id": name, "line": line.number, "error": f"{line.number}行目: {sentence}"}


def _id_of(value: JSON) -> str | int | None:
    """Return the line's id where it can be given back as it came."""
    name = value.get("id")
    return name if isinstance(name, str | int) and not isinstance(name, bool) else None


def _checked_id(value: JSON) -> str | int | None:
    name = value.get("id")
    if name is not None and _id_of(value) is None:
        raise InputError(
            f"「id」は文字列か整数で書いてください（書かれているもの: {_TYPE_NAMES[type(name)]}）。"
        )
    return _id_of(value)


def _words(value: JSON, form: Form) -> str:
    """Return the line's question or text; raises InputError naming what is wrong with it."""
    if form.field not in value:
        raise InputError(f"「{form.field}」がありません。{form.example} の形で書いてください。")
    words = value[form.field]
    if not isinstance(words, str):
        raise InputError(
            f"「{form.field}」は文字列で書いてください"
            f"（書かれているもの: {_TYPE_NAMES[type(words)]}）。"
        )
    return words


def _history(value: JSON) -> list[str]:
    history = value.get("history")
    if history is None:
        return []
    if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
        raise InputError("「history」は前の質問（文字列）の配列で書いてください。")
    return history
