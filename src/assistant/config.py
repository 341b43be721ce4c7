"""Where the project's files are and what ``assistant.toml`` at its root changes.

Every key is optional::

    corpus = "corpus"                    # folders, relative to the file
    index = "index"
    model = "models/chive-sif"           # a model's folder, or its name on the hub
    top_k = 5                            # passages a search returns

    [prompts]                            # put in front of a text by a hub model
    query = "検索クエリ: "
    document = "検索文書: "
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from assistant.errors import InputError

FILE: Final = "assistant.toml"
PROMPTS: Final = ("query", "document")
MAX_TOP_K: Final = 1000
"""More passages than a person reads; it keeps one request from asking for a whole corpus."""

DEFAULT_MODEL: Final = "models/chive-sif"
"""The embedded encoder, which training/make_static_encoder.py makes."""

_KEYS: Final = ("corpus", "index", "model", "prompts", "top_k")


@dataclass(frozen=True, slots=True)
class Settings:
    """Absolute folders and choices. ``model`` is a folder, or a ``str``: a name on the hub.

    ``prompts`` maps ``query`` and ``document`` to the text that a hub model wants in front.
    """

    root: Path
    corpus: Path
    index: Path
    model: Path | str
    prompts: Mapping[str, str] = field(default_factory=dict)
    top_k: int = 5


def find_root() -> Path:
    """Return the project this package is installed from, else the working directory.

    An editable install lies in ``<root>/src/assistant``; a root has ``corpus/`` and
    ``pyproject.toml``.
    """
    here = Path(__file__).resolve().parents[2]
    if (here / "corpus").is_dir() and (here / "pyproject.toml").is_file():
        return here
    return Path.cwd()


def load_settings(root: Path | None = None) -> Settings:
    """Return the settings of the project at ``root`` (by default :func:`find_root`).

    Raises InputError, in Japanese, where ``assistant.toml`` is not TOML, has a key that does
    not exist, or a value of the wrong kind.
    """
    root = (root or find_root()).resolve()
    file = root / FILE
    values = _read(file) if file.is_file() else {}
    unknown = sorted(set(values) - set(_KEYS))
    if unknown:
        raise InputError(
            f"{file} に「{unknown[0]}」という設定はありません。"
            f"使える設定は {'、'.join(_KEYS)} です。"
        )
    return Settings(
        root=root,
        corpus=_folder(root, _text(file, values, "corpus", "corpus")),
        index=_folder(root, _text(file, values, "index", "index")),
        model=_model(root, _text(file, values, "model", f"./{DEFAULT_MODEL}")),
        prompts=_prompts(file, values.get("prompts", {})),
        top_k=_top_k(file, values.get("top_k", 5)),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        # Some editors put a byte order mark in front, which TOML does not allow.
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError(
            f"{file} を設定として読めません（{error}）。TOML の書き方を確かめてください。"
        ) from error


def _text(file: Path, values: Mapping[str, Any], key: str, default: str) -> str:
    value = values.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(file, key, "空でない文字列", value)
    return value


def _folder(root: Path, written: str) -> Path:
    return (root / Path(written).expanduser()).resolve()


def _model(root: Path, written: str) -> Path | str:
    """Tell a folder from a name on the hub: ``owner/name``, or a name without any slash.

    A path whose first part exists (``models/mistyped``) is a folder that is missing, not a name.
    """
    folder = _folder(root, written)
    parts = written.split("/")
    is_path = folder.is_dir() or written[0] in "./~\\" or len(parts) > 2 or "\\" in written
    if is_path or (len(parts) == 2 and (root / parts[0]).is_dir()):
        return folder
    return written


def _prompts(file: Path, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _wrong(file, "prompts", "[prompts] の表", value)
    for key, text in value.items():
        if key not in PROMPTS:
            raise InputError(
                f"{file} の [prompts] に「{key}」は使えません。"
                f"使えるのは {'、'.join(PROMPTS)} です。"
            )
        if not isinstance(text, str):
            raise _wrong(file, f"prompts.{key}", "文字列", text)
    return dict(value)


def _top_k(file: Path, value: object) -> int:
    # A bool is an int in Python, but nobody means it as a number.
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_TOP_K:
        raise _wrong(file, "top_k", f"1から{MAX_TOP_K}までの整数", value)
    return value


def _wrong(file: Path, key: str, expected: str, value: object) -> InputError:
    return InputError(
        f"{file} の {key} には{expected}を書いてください。いまの値は {value!r} です。"
    )
