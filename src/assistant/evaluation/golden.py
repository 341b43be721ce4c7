"""Kept figures: what the scoring gave when someone last looked and agreed.

``tests/evaluation/golden.json`` holds a figure by name. A run compares the figures it has with
those of the same name; the others stay as they are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from assistant.errors import InputError

FILE: Final = Path("tests") / "evaluation" / "golden.json"
"""Below the root of the project."""


def figures_of(report: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures of a report as ``--json`` prints it, by name: ``text-dev exact``."""
    figures: dict[str, float] = {}
    for row in report.get("rows", ()):
        for key, value in row.items():
            if key != "name" and not key.endswith("_share"):
                figures[f"{row['name']} {key}"] = value
    for row in report.get("claims", ()):
        for key, value in row.items():
            if key != "name":
                figures[f"{row['name']} {key}"] = value
    for line in report.get("search", ()):
        for column, value in line["figures"].items():
            figures[f"{line['name']}: {column}"] = value
    return figures


def load(root: Path) -> dict[str, float]:
    """Return the kept figures, none where there is no file. Raises InputError for a broken one."""
    file = root / FILE
    if not file.is_file():
        return {}
    try:
        kept: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"前の結果 {file} を読めません（{error}）。"
            "「assistant eval --update-golden」で作り直してください。"
        ) from error
    return kept


def drift(kept: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """Return ``name: old → new`` for every figure that is kept and is another now, by name."""
    return [f"{name}: {kept[name]} → {now[name]}" for name in sorted(kept.keys() & now.keys())
            if kept[name] != now[name]]  # fmt: skip


def update(root: Path, now: Mapping[str, float]) -> Path:
    """Keep the figures of now beside those that were not measured; return the file."""
    file = root / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**load(root), **now}, ensure_ascii=False, indent=2, sort_keys=True)
    temporary = file.with_suffix(".part")
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, file)
    return file
