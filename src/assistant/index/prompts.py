"""What a hub model wants in front of a text: its own prompts, or those of the package's table."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_CONFIG = "config_sentence_transformers.json"


def prompts_for(folder: Path, name: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the prompts ``query`` and ``document`` of the model ``name`` in ``folder``.

    Those ``chosen`` in the settings count first, then what the model brings, then the table
    (``data/prompts.toml``). Empty where the library is to do as the model says, or nothing is
    known.
    """
    if chosen:
        return dict(chosen)
    return {} if _brings_prompts(folder) else _listed(name)


def _brings_prompts(folder: Path) -> bool:
    """Say whether the model's own settings hold a prompt that is not empty."""
    try:
        value = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        return any(map(str.strip, (value.get("prompts") or {}).values()))
    except (OSError, ValueError, AttributeError, TypeError):
        # Missing or broken: loading the model will say so, if it matters.
        return False


def _listed(name: str) -> dict[str, str]:
    last = name.rstrip("/").rpartition("/")[2].lower()
    for entry in _table():
        if any(fnmatchcase(last, pattern) for pattern in entry["names"]):
            return {"query": entry["query"], "document": entry["document"]}
    return {}


@cache
def _table() -> list[dict[str, Any]]:
    text = files("assistant.data").joinpath("prompts.toml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["model"]
    return entries
