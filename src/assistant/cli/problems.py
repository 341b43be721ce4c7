"""What goes wrong outside the commands themselves: wrong usage, and what nobody expected."""

from __future__ import annotations

import tempfile
import traceback

from assistant.errors import AssistantError, reason_of


class UsageError(AssistantError):
    """Options that do not go together; the exit status is 2."""


def keep_log(error: Exception) -> str:
    """Keep the traceback of ``error`` in a new file; return the sentence that names the file."""
    what = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        what += f": {reason_of(error)}"
    sentence = f"予期しない問題が起きたため、処理を中止しました（{what}）。"
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            prefix="assistant-",
            suffix=".log",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
        ) as log:
            log.write("".join(traceback.format_exception(error)))
    except OSError:
        return sentence
    return f"{sentence}詳しい記録は {log.name} にあります。"
