"""A user's file as text: the one door to this package for everything that checks or asks."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import assistant
from assistant.errors import InputError
from assistant.files.encodings import decode
from assistant.files.guard import Kind, damaged, identify, shown_name
from assistant.files.types import FileText

READABLE: Final[tuple[Kind, ...]] = ("text", "docx", "pdf")
WORKER: Final = "assistant.files.worker"
SECONDS: Final = 150.0
"""Seconds a document may take; a PDF of 200 full pages takes about 15, on a busy machine 30."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""Documents read at a time: each may take a processor and a gigabyte."""


def read_text_file(
    name: str, data: bytes, on_page: Callable[[int, int], None] = lambda _page, _count: None
) -> FileText:
    """Return the words of the file ``name`` whose bytes are ``data``: text, .docx or PDF.

    ``on_page`` gets a number and of how many, as pages of a PDF are done. Nothing is written
    to disk. Raises InputError, one Japanese sentence, where the file is of another kind, too
    large, encrypted, damaged, without any text, or in mixed encodings.
    """
    kind = identify(name, data, READABLE)
    if kind == "text":
        read = FileText(decode(name, data), kind)
    else:
        result = read_apart(WORKER, name, kind, data, on_page)
        read = FileText(result["text"], kind, result["pages"], tuple(result["warnings"]))
    if not read.text.strip():
        raise InputError(f"「{shown_name(name)}」に文章がありません。中身を確かめてください。")
    return read


def read_apart(
    module: str,
    name: str,
    kind: Kind,
    data: bytes,
    on_page: Callable[[int, int], None] = lambda _page, _count: None,
) -> dict[str, Any]:
    """Let a process of its own, with bounded memory and time, read the document.

    ``module`` is what it runs: it calls :func:`assistant.files.worker.serve`, whose result is
    returned. Raises InputError, one Japanese sentence, where nothing comes of it.
    """
    with _AT_ONCE:
        return _read_apart(module, name, kind, data, on_page)


def _read_apart(
    module: str, name: str, kind: Kind, data: bytes, on_page: Callable[[int, int], None]
) -> dict[str, Any]:
    package = str(Path(assistant.__file__).parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(SECONDS, stop)
    timer.start()
    result: dict[str, Any] = {}
    try:
        with process:
            assert process.stdin
            assert process.stdout
            # The process reads everything before it writes: neither waits for the other.
            with contextlib.suppress(BrokenPipeError), process.stdin as stream:
                stream.write(json.dumps({"name": name, "kind": kind}).encode() + b"\n")
                stream.write(data)
            for line in process.stdout:
                result = json.loads(line)
                if "page" in result:
                    on_page(result["page"], result["of"])
    finally:
        timer.cancel()
        process.kill()
    if late.is_set():
        raise InputError(
            f"「{shown_name(name)}」を{SECONDS:.0f}秒で読み終えられませんでした。"
            "ページを分けて指定してください。"
        )
    if "error" in result:
        raise InputError(result["error"])
    if "text" not in result:
        raise damaged(name)
    return result
