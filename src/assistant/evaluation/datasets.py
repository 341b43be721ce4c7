"""Public Japanese sets, read from the folder where someone has put them as published.

JaQuAD (``jaquad/``) and JSQuAD (``jglue/``) ask a question for a paragraph of an encyclopaedia;
JSTS (``jglue/``) and JSICK (``jsick/``) grade how alike two sentences are. None of them is part of
the project. What the embedded encoder may be trained on, and what is held out of it, is said here
once for training and scoring.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.errors import InputError

JSTS_HELD_OUT: Final = 2500
"""The first pairs of JSTS train: never trained on. Its validation file is not needed, so that one
file is enough."""
JSICK_HELD_OUT: Final = 500
"""The first pairs of JSICK train, less its contradictions: never trained on."""

JAQUAD_HELD_OUT: Final = 100
"""The last articles of JaQuAD train: never trained on, kept for fitting the weights of search."""

JAQUAD_TRAIN: Final = "jaquad/jaquad_train_*.json"
JAQUAD_DEV: Final = "jaquad/jaquad_dev_*.json"
JSQUAD: Final = "jglue/jsquad-*.json"
JSTS: Final = "jglue/jsts-*train*.json"
JNLI: Final = "jglue/jnli-*.json"
JSICK: Final = "jsick/train.tsv"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph that answers it, where in it the answer starts, its article."""

    question: str
    paragraph: str
    start: int
    article: str


@dataclass(frozen=True, slots=True)
class Graded:
    """Two sentences and how alike people found them: the higher, the more."""

    first: str
    second: str
    grade: float


@dataclass(frozen=True, slots=True)
class Public:
    """The sets that were found; a set whose files are not there is empty."""

    retrieval: dict[str, tuple[Asked, ...]]
    """By name; the paragraphs to choose from are those of its questions, each once."""
    graded: dict[str, tuple[Graded, ...]]

    @property
    def missing(self) -> list[str]:
        """The names of the sets that were not found."""
        return [name for name, rows in (self.retrieval | self.graded).items() if not rows]


def load_public(folder: Path) -> Public:
    """Read the sets that are scored. Raises InputError for a file that is not as published."""
    if not folder.is_dir():
        raise InputError(
            f"公開データのフォルダー {folder} がありません。"
            "docs/retrieval.md にある名前で置いてから、その場所を --datasets に指定してください。"
        )
    return Public(
        {
            "JaQuAD dev": read_squad(folder, JAQUAD_DEV),
            "JSQuAD": read_squad(folder, JSQUAD),
        },
        {
            "JSTS": read_jsts(folder)[:JSTS_HELD_OUT],
            "JSICK": read_jsick(folder)[:JSICK_HELD_OUT],
        },
    )


def read_squad(folder: Path, pattern: str) -> tuple[Asked, ...]:
    """Return the answerable questions of files in SQuAD's layout, in order."""
    asked: list[Asked] = []
    for file in sorted(folder.glob(pattern)):
        try:
            asked += [
                Asked(
                    question["question"],
                    paragraph["context"],
                    question["answers"][0]["answer_start"],
                    article["title"],
                )
                for article in json.loads(file.read_text(encoding="utf-8"))["data"]
                for paragraph in article["paragraphs"]
                for question in paragraph["qas"]
                if question["answers"]
            ]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise _unreadable(file, error) from error
    return tuple(asked)


def split_articles(asked: Sequence[Asked]) -> tuple[tuple[Asked, ...], tuple[Asked, ...]]:
    """Return the questions of JaQuAD train to train on, and those of the articles held out."""
    articles = list(dict.fromkeys(each.article for each in asked))
    held_out = {*articles[-JAQUAD_HELD_OUT:]}
    return (
        tuple(each for each in asked if each.article not in held_out),
        tuple(each for each in asked if each.article in held_out),
    )


def read_jsts(folder: Path) -> tuple[Graded, ...]:
    """Return the pairs of JSTS train, graded 0 to 5, in order."""
    return tuple(
        Graded(row["sentence1"], row["sentence2"], float(row["label"]))
        for row in _lines(folder, JSTS, ("sentence1", "sentence2", "label"))
    )


def read_jnli(folder: Path) -> tuple[tuple[str, str, str], ...]:
    """Return premise, hypothesis and label of every pair of JNLI, in order."""
    names = ("sentence1", "sentence2", "label")
    return tuple((r["sentence1"], r["sentence2"], r["label"]) for r in _lines(folder, JNLI, names))


def read_jsick(folder: Path) -> tuple[Graded, ...]:
    """Return the pairs of JSICK train, in order, without its contradictions.

    The grade is 1 where the first sentence entails the second and 0 where the label is neutral:
    the published file leaves its column of grades empty. A contradiction is neither alike nor not.
    """
    grades = {"entailment": 1.0, "neutral": 0.0}
    pairs = []
    for file in sorted(folder.glob(JSICK)):
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                pairs += [
                    Graded(row["sentence_A_Ja"], row["sentence_B_Ja"], grades[label])
                    for row in csv.DictReader(stream, delimiter="\t")
                    if (label := row["entailment_label_Ja"]) in grades
                ]
        except (OSError, ValueError, LookupError, csv.Error) as error:
            raise _unreadable(file, error) from error
    return tuple(pairs)


def _lines(folder: Path, pattern: str, names: Sequence[str]) -> list[dict[str, str]]:
    rows = []
    for file in sorted(folder.glob(pattern)):
        try:
            for line in file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                rows.append({name: row[name] for name in names})
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise _unreadable(file, error) from error
    return rows


def _unreadable(file: Path, error: Exception) -> InputError:
    return InputError(
        f"公開データ {file} を読めません（{type(error).__name__}: {error}）。"
        "公開されたままのファイルを置き直してください。"
    )
