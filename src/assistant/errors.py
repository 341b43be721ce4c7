"""Errors whose message is written for the person in front of the screen.

Every message is one Japanese sentence or two: what, where, what was found and what to do.
"""

from __future__ import annotations

import errno
from typing import Final

_REASONS: Final = {
    errno.ENOSPC: "空き容量がありません",
    errno.EDQUOT: "割り当てられた容量を使い切っています",
    errno.EACCES: "許可がありません",
    errno.EPERM: "許可がありません",
    errno.EROFS: "読み取り専用の場所です",
    errno.EIO: "ディスクの読み書きに失敗しました",
    errno.EFBIG: "ファイルが大きすぎます",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ENOENT: "見つかりません",
    errno.EEXIST: "同じ名前のものがあります",
    errno.ENOTDIR: "フォルダーではありません",
    errno.EISDIR: "フォルダーです",
    errno.EMFILE: "開いているファイルが多すぎます",
    errno.ENOMEM: "メモリーが足りません",
}
"""What the commonest errors of the operating system are called."""


def reason_of(error: OSError) -> str:
    """Return in Japanese why the operating system refused, in its own words where it is rare."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class AssistantError(Exception):
    """Base of all errors that may be shown to a user as they are."""


class InputError(AssistantError):
    """The question, the filter or the file that the user gave cannot be used."""


class CorpusError(AssistantError):
    """A document of the corpus does not fit its reader or its ``document.toml``."""


class IndexUnusableError(AssistantError):
    """The stored index is missing, damaged, or was built from something else."""


class EncoderError(AssistantError):
    """The embedding model that the configuration names cannot be loaded."""
