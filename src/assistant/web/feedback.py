"""What readers say of an answer, in a file of the operator's, where the operator asks for it."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.errors import InputError
from assistant.types import Answer
from assistant.web.markup import whole

REMARK_LIMIT: Final = 1_000
"""Characters of a remark."""

FILE_LIMIT: Final = 50_000_000
"""Bytes after which nothing more is written: a page that is open to many must not fill a disk."""


class Feedback:
    """A file of one JSON object a line. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Take ``path``, in a folder that is there; raises InputError where it is not writable."""
        self._path = path
        self._lock = threading.Lock()
        try:
            with path.open("ab"):
                pass
        except OSError as error:
            raise InputError(
                f"評価を記録するファイル {path} に書けません（{error.strerror}）。"
                "フォルダーがあるか、書く許可があるかを確かめてください。"
            ) from error

    def keep(self, answer: Answer, good: bool, remark: str) -> None:
        """Add a line; raises InputError where the remark is too long or the file is full."""
        remark = whole(remark).strip()
        if len(remark) > REMARK_LIMIT:
            raise InputError(
                f"ご意見が長すぎます（{len(remark):,}文字）。"
                f"{REMARK_LIMIT:,}文字以内にしてください。"
            )
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "good": good,
            "remark": remark,
            "question": answer.question,
            "answer": answer.answer,
            "kind": answer.kind,
            "citations": [citation.passage.id for citation in answer.citations],
        }
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        full = InputError("評価の記録がいっぱいです。この画面を運営する方にお知らせください。")
        try:
            with self._lock, self._path.open("ab") as file:
                if os.fstat(file.fileno()).st_size + len(data) > FILE_LIMIT:
                    raise full
                file.write(data)
        except OSError as error:
            raise InputError("評価を記録できませんでした。") from error
