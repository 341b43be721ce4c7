"""Where the project's files are and what ``assistant.toml`` at its root changes.

Every key is optional::

    corpus = "corpus"                    # folders, relative to the file
    index = "index"
    model = "models/chive-tuned"         # a model's folder, or its name on the hub
    rerank = "owner/name"                # a cross-encoder that orders the best anew
    dimensions = 256                     # to which a hub model's vectors are cut
    fallback = true                      # use the embedded model where the chosen one is missing
    top_k = 5                            # passages a search returns
    store = "files"                      # where the index lies; "milvus": on a Milvus server

    [milvus]                             # counts with store = "milvus"
    uri = "http://localhost:19530"       # or a folder of Milvus Lite: "index/milvus.db"
    token = "user:password"              # where the server asks for one
    collection = "assistant"             # the name that the index goes by there

    [prompts]                            # put in front of a text by a hub model
    query = "検索クエリ: "
    document = "検索文書: "

``assistant index --model`` writes its choice beside the index (:data:`CHOICE`): it counts where the
file does not name a model.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, get_args

from assistant.errors import InputError, reason_of

FILE: Final = "assistant.toml"
DECLARATION: Final = "document.toml"
"""The file that makes a folder of the corpus a document."""

PROMPTS: Final = ("query", "document")
MAX_TOP_K: Final = 1000
"""More passages than a person reads; it keeps one request from asking for a whole corpus."""

DEFAULT_MODEL: Final = "models/chive-tuned"
"""The embedded encoder, which training/tune_static_encoder.py makes."""

DEFAULT_NAMES: Final = {"model": "embedded", "rerank": "none"}
"""What the command line calls the defaults."""

CHOICE: Final = "choice.json"
"""The file in the index folder that holds the models chosen on the command line."""

MAX_DIMENSIONS: Final = 65_536
"""More than any model has."""

_KEYS: Final = (
    "corpus", "index", "model", "rerank", "dimensions", "fallback", "prompts", "top_k",
    "store", "milvus",
)  # fmt: skip

Store = Literal["files", "milvus"]

_COLLECTION: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""Names that Milvus takes, short enough for what is added to them."""

_MILVUS_KEYS: Final = ("uri", "token", "collection")
_SCHEMES: Final = ("http://", "https://", "tcp://", "unix:")


@dataclass(frozen=True, slots=True)
class Milvus:
    """Where an index lies in Milvus.

    ``uri`` is the address of a server, or the absolute path of a folder of Milvus Lite, which ends
    in ``.db``. ``token`` is empty where the server asks for none. ``collection`` is the name that
    the index in force goes by.
    """

    uri: str
    token: str = field(default="", repr=False)
    collection: str = "assistant"


@dataclass(frozen=True, slots=True)
class Settings:
    """Absolute folders and choices. ``model`` is a folder, or a ``str``: a name on the hub.

    ``prompts`` maps ``query`` and ``document`` to the text that a hub model wants in front.
    ``rerank`` names a cross-encoder as ``model`` names an encoder; None means none. ``dimensions``
    is None for whole vectors. ``fallback``: whether the embedded model stands in for a missing one.
    ``milvus`` is None where the index lies in files.
    """

    root: Path
    corpus: Path
    index: Path
    model: Path | str
    prompts: Mapping[str, str] = field(default_factory=dict)
    top_k: int = 5
    rerank: Path | str | None = None
    dimensions: int | None = None
    fallback: bool = False
    milvus: Milvus | None = None


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
    index = _folder(root, _text(file, values, "index", "index"))
    # What the file says counts before what was chosen on the command line.
    values = {**read_choice(index), **values}
    rerank = values.get("rerank")
    return Settings(
        root=root,
        corpus=_folder(root, _text(file, values, "corpus", "corpus")),
        index=index,
        model=_model(root, _text(file, values, "model", f"./{DEFAULT_MODEL}")),
        prompts=_prompts(file, values.get("prompts", {})),
        top_k=_whole(file, "top_k", values.get("top_k", 5), MAX_TOP_K),
        rerank=None if rerank is None else _model(root, _text(file, values, "rerank", "")),
        dimensions=None
        if "dimensions" not in values
        else _whole(file, "dimensions", values["dimensions"], MAX_DIMENSIONS),
        fallback=_flag(file, "fallback", values.get("fallback", False)),
        milvus=_store(root, file, values),
    )


def read_choice(index: Path) -> dict[str, str]:
    """Return what was chosen on the command line: ``model`` and ``rerank``, where they were.

    A file that cannot be read is no choice: the index is then built with the embedded model.
    """
    try:
        value = json.loads((index / CHOICE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {k: v for k, v in value.items() if k in ("model", "rerank") and isinstance(v, str)}


def with_choice(settings: Settings, chosen: Mapping[str, str]) -> Settings:
    """Return ``settings`` with the models ``chosen`` (``model``, ``rerank``) in force.

    :data:`DEFAULT_NAMES` mean the defaults. Raises InputError where ``assistant.toml`` names
    another model, which would count before them in every later command.
    """
    file = settings.root / FILE
    fixed = _read(file) if file.is_file() else {}
    for key, value in chosen.items():
        if key in fixed and fixed[key] != value:
            raise InputError(
                f"{file} の {key} が「{fixed[key]}」なので、「{value}」は使われません。"
                f"{file} の {key} を書き直すか、その行を消してください。"
            )
    model, rerank = settings.model, settings.rerank
    if "model" in chosen:
        default = chosen["model"] == DEFAULT_NAMES["model"]
        model = _model(settings.root, f"./{DEFAULT_MODEL}" if default else chosen["model"])
    if "rerank" in chosen:
        default = chosen["rerank"] == DEFAULT_NAMES["rerank"]
        rerank = None if default else _model(settings.root, chosen["rerank"])
    return replace(settings, model=model, rerank=rerank)


def write_choice(settings: Settings, chosen: Mapping[str, str]) -> None:
    """Keep the models ``chosen`` for later commands, beside those chosen before.

    Raises InputError where the folder of the index cannot be written to.
    """
    both = {**read_choice(settings.index), **chosen}
    kept = {key: value for key, value in both.items() if value != DEFAULT_NAMES[key]}
    target = settings.index / CHOICE
    temporary = target.with_name(f".{CHOICE}")
    try:
        settings.index.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(kept, ensure_ascii=False) + "\n", encoding="utf-8")
        temporary.replace(target)
    except OSError as error:
        raise InputError(
            f"モデルの選択を {target} に書き込めません（{reason_of(error)}）。"
            "書き込みの許可を確かめてください。"
        ) from error


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


def _store(root: Path, file: Path, values: Mapping[str, Any]) -> Milvus | None:
    """Return where the index lies in Milvus, None where it lies in files."""
    store = values.get("store", "files")
    if store not in get_args(Store):
        raise _wrong(file, "store", f" {' か '.join(get_args(Store))} ", store)
    table = values.get("milvus", {})
    if not isinstance(table, dict):
        raise _wrong(file, "milvus", "[milvus] の表", table)
    for key in table:
        if key not in _MILVUS_KEYS:
            raise InputError(
                f"{file} の [milvus] に「{key}」は使えません。"
                f"使えるのは {'、'.join(_MILVUS_KEYS)} です。"
            )
    if store == "files":
        return None
    uri = table.get("uri")
    is_server = isinstance(uri, str) and uri.startswith(_SCHEMES)
    if not isinstance(uri, str) or not (is_server or (uri.endswith(".db") and "://" not in uri)):
        wanted = "サーバーの場所（http://localhost:19530 など）か、.db で終わるフォルダーの名前"
        raise _wrong(file, "milvus.uri", wanted, uri)
    if not is_server:
        uri = str(_folder(root, uri))
    token = table.get("token", "")
    if not isinstance(token, str):
        raise InputError(f"{file} の milvus.token には文字列を書いてください。")
    collection = table.get("collection", "assistant")
    if not isinstance(collection, str) or not _COLLECTION.fullmatch(collection):
        wanted = "英字か _ で始まる100文字までの英数字と _"
        raise _wrong(file, "milvus.collection", wanted, collection)
    return Milvus(uri, token, collection)


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


def _whole(file: Path, key: str, value: object, most: int) -> int:
    # A bool is an int in Python, but nobody means it as a number.
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise _wrong(file, key, f"1から{most}までの整数", value)
    return value


def _flag(file: Path, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(file, key, " true か false ", value)
    return value


def _wrong(file: Path, key: str, expected: str, value: object) -> InputError:
    return InputError(
        f"{file} の {key} には{expected}を書いてください。いまの値は {value!r} です。"
    )
