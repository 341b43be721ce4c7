"""The question sets: ``<set>-<split>[-letter].jsonl``, described in tests/questions/."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import InputError

SPLITS: Final = ("dev", "test")

_FILE: Final = re.compile(rf"(?P<set>.+)-(?P<half>{'|'.join(SPLITS)})(?:-[a-z])?")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer holds.

    ``has`` and ``not_`` are strings of the answer (``a|b``: either); ``values`` are numbers among
    its figures; one of ``passages`` is among its first citations, or all of them are cited where
    ``all_passages`` says so.
    """

    has: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    values: tuple[float, ...] = ()
    passages: tuple[str, ...] = ()
    all_passages: bool = False
    abstain_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set; ``history`` holds the earlier questions, oldest first."""

    id: str
    set: str
    split: str
    question: str
    answerable: bool
    expect: Expected
    history: tuple[str, ...] = ()
    writer: str = ""
    topic: str = ""


def load_questions(folder: Path, split: str | None = None) -> tuple[Question, ...]:
    """Read every set in ``folder``, or one split of each, in order of file name and line.

    Raises InputError naming the file and line that cannot be used, or the empty folder.
    """
    questions = []
    for path in sorted(folder.glob("*.jsonl")):
        named = _FILE.fullmatch(path.stem)
        if named and split in (None, named["half"]):
            questions += _load_file(path, named["set"], named["half"])
    if not questions:
        raise InputError(
            f"質問集が {folder} に見つかりません。"
            "「名前-dev.jsonl」「名前-test.jsonl」を置いてください。"
        )
    return tuple(questions)


def _load_file(path: Path, name: str, split: str) -> list[Question]:
    loaded = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"質問集 {path} を読めません（{error}）。") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            loaded.append(_read(json.loads(line), name, split))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"質問集 {path} の{number}行目を読めません（{type(error).__name__}: {error}）。"
                "tests/questions/README.md の形で書いてください。"
            ) from error
    return loaded


def _read(line: Mapping[str, Any], name: str, split: str) -> Question:
    expect = line.get("expect", {})
    return Question(
        id=line["id"],
        set=name,
        split=split,
        question=line["question"],
        answerable=line["answerable"],
        expect=Expected(
            has=tuple(expect.get("has", ())),
            not_=tuple(expect.get("not", ())),
            values=tuple(expect.get("values", ())),
            passages=tuple(expect.get("passages", ())),
            all_passages=expect.get("all_passages", False),
            abstain_reason=expect.get("abstain_reason"),
        ),
        history=tuple(line.get("history", ())),
        writer=line.get("writer", ""),
        topic=line.get("topic", ""),
    )
