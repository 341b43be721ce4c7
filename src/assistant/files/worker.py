"""The other process: reads one document from standard input within bounds, answers in JSON lines.

A hostile file can make any parser take gigabytes or never end. This process may use MEMORY and
CPU_SECONDS, no more, and holds nothing but that one file.

In: a line ``{"name", "kind"}``, then the bytes. Out: ``{"page", "of"}`` as pages are done, then
either ``{"text", "pages", "warnings"}`` or ``{"error"}``, a Japanese sentence.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Callable
from typing import Any, Final

from assistant.errors import AssistantError
from assistant.files.guard import damaged, shown_name

MEMORY: Final = 1 << 30
"""Bytes of address space. A PDF of 200 full pages takes less than a tenth."""

CPU_SECONDS: Final = 120


def serve(read: Callable[[str, str, bytes], dict[str, Any]]) -> None:
    """Answer the request with what ``read`` makes of the file's name, kind and bytes.

    Whatever ``read`` raises becomes an error in Japanese: no file ends this process.
    """
    _limit()
    logging.disable(logging.CRITICAL)
    request = json.loads(sys.stdin.buffer.readline())
    name, kind = request["name"], request["kind"]
    data = sys.stdin.buffer.read()
    try:
        result = read(name, kind, data)
    except AssistantError as error:
        _say({"error": str(error)})
    except MemoryError:
        _say(
            {
                "error": f"「{shown_name(name)}」は、読むのに必要なメモリーが多すぎます。"
                "分けるか、画像などを減らして保存し直してください。"
            }
        )
    except Exception:
        # The parsers raise KeyError, struct.error and more for files that are not whole.
        _say({"error": str(damaged(name))})
    else:
        _say(result)


def _read(name: str, kind: str, data: bytes) -> dict[str, Any]:
    if kind == "pdf":
        from assistant.files.pdf import read_pdf

        read = read_pdf(name, data, lambda page, count: _say({"page": page, "of": count}))
        return {"text": read.text, "pages": read.pages, "warnings": read.warnings}
    from assistant.files.word import read_docx

    return {"text": read_docx(data), "pages": None, "warnings": ()}


def _limit() -> None:
    # Windows has no such limits; the time limit of the parent still holds there.
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def _say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve(_read)
