"""How well search and its parts find passages, beside the controls.

A line is a system: an encoder alone, search as it is, one part of search alone, or search without
one part. A column is a measure on one set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from assistant.config import Settings
from assistant.documents.expansions import Expansion, load_expansions
from assistant.documents.load import load_corpus
from assistant.evaluation.controls import controls
from assistant.evaluation.datasets import Asked, Graded, Public
from assistant.evaluation.questions import SPLITS, Question
from assistant.evaluation.ranking import Array, Measured, measure, right_among, spearman
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.fusion import LEGS, weights
from assistant.index.part import build_part
from assistant.index.store import index_of
from assistant.types import Document, Passage

SAMPLE: Final = 1000
"""Questions of a public set that are asked, so that all of it takes less than two minutes. The
error of a share of .9 is then .01."""
SEED: Final = 0

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "語句": ("words", "expansion_words"),
    "ベクトル": ("vectors", "expansion_vectors"),
    "語どうしの近さ": ("interaction",),
}
"""What search weighs against each other, by the legs that belong together."""


@dataclass(frozen=True, slots=True)
class Task:
    """Questions over the passages of documents; ``right`` holds the ids that answer each.

    ``cutoffs`` are the counts of first passages among which a right one is looked for.
    """

    name: str
    documents: Sequence[Document]
    expansions: Sequence[Expansion]
    questions: Sequence[str]
    right: Sequence[Collection[str]]
    cutoffs: tuple[int, int]

    def figures(self, scores: Array, right: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Row:
        """Return the share of questions with a right passage among the first, by column."""
        return {
            f"{self.name} @{count}": round(float(right_among(scores, right, count).mean()), 4)
            for count in self.cutoffs
        }


Row = dict[str, float]
"""A figure by column."""


@dataclass(frozen=True, slots=True)
class Line:
    """A system and its figures by column; a set that says nothing of it has no figure."""

    name: str
    figures: Row


def question_task(settings: Settings, questions: Sequence[Question], split: str = "dev") -> Task:
    """Return the questions of a split that name passages of the corpus and need no other."""
    documents = load_corpus(settings.corpus)
    ids = {passage.id for document in documents for passage in document.passages}
    asked = [
        question
        for question in questions
        if question.split == split and not question.history and ids & {*question.expect.passages}
    ]
    return Task(
        split,
        documents,
        load_expansions(settings.corpus, documents),
        [question.question for question in asked],
        [ids & {*question.expect.passages} for question in asked],
        (1, 5),
    )


def public_task(name: str, asked: Sequence[Asked]) -> Task:
    """Return a sample of a public set, over all of its paragraphs, each of them a passage."""
    paragraphs = list(dict.fromkeys(each.paragraph for each in asked))
    ids = {paragraph: f"{number}" for number, paragraph in enumerate(paragraphs)}
    passages = tuple(
        Passage(id, name, "note", "", paragraph, 0, 0) for paragraph, id in ids.items()
    )
    chosen = np.random.default_rng(SEED).permutation(len(asked))[:SAMPLE].tolist()
    return Task(
        name,
        [Document(name, name, "", "", "", "", passages, ())],
        (),
        [asked[number].question for number in chosen],
        [{ids[asked[number].paragraph]} for number in chosen],
        (1, 10),
    )


def encoder_figures(encoder: Encoder, tasks: Sequence[Task]) -> Row:
    """Return how well an encoder alone ranks the passages of the tasks."""
    row: Row = {}
    for task in tasks:
        passages = [passage for document in task.documents for passage in document.passages]
        vectors = encoder.encode_documents([passage.text for passage in passages])
        scores = encoder.encode_queries(task.questions) @ vectors.T
        right = np.array([[p.id in ids for p in passages] for ids in task.right])
        row |= task.figures(scores.astype(np.float64), right)
    return row


def sentence_figures(encoder: Encoder, graded: Mapping[str, Sequence[Graded]]) -> Row:
    """Return the rank correlation of an encoder's cosines with people's grades."""
    row: Row = {}
    for name, pairs in graded.items():
        if pairs:
            first = encoder.encode_queries([pair.first for pair in pairs])
            second = encoder.encode_queries([pair.second for pair in pairs])
            grades = np.array([pair.grade for pair in pairs])
            row[name] = round(spearman((first * second).sum(axis=1), grades), 4)
    return row


def search_lines(encoder: Encoder, task: Task) -> Iterator[Line]:
    """Yield the encoder alone, search, each part alone, search without each part."""
    measured = _measure(encoder, task)
    all_legs = np.array([weights()[leg] for leg in LEGS])

    def line(name: str, scores: Array) -> Line:
        return Line(name, task.figures(scores, measured.right))

    of_passages = np.array([float(leg == "vectors") for leg in LEGS])
    yield line(encoder.name, measured.fused(of_passages))
    yield line("検索", measured.ordered(all_legs))
    for part, legs in PARTS.items():
        chosen = np.array([leg in legs for leg in LEGS])
        yield line(f"{part}だけ", measured.fused(all_legs * chosen))
    for part, legs in PARTS.items():
        chosen = np.array([leg not in legs for leg in LEGS])
        yield line(f"{part}なし", measured.ordered(all_legs * chosen))
    yield line("文字どおりの一致なし", measured.fused(all_legs))
    if task.expansions:
        bare = _measure(encoder, replace(task, expansions=()))
        yield Line("言いかえなし", task.figures(bare.ordered(all_legs), bare.right))


def run(
    settings: Settings, questions: Sequence[Question], public: Public | None
) -> tuple[Line, ...]:
    """Return every line: the controls, then the encoder that the settings name and search by it.

    Without ``public`` only the questions are asked. Raises EncoderError and CorpusError.
    """
    found = public or Public({}, {})
    tasks = [question_task(settings, questions, split) for split in SPLITS]
    tasks += [public_task(name, asked) for name, asked in found.retrieval.items() if asked]
    tasks = [task for task in tasks if task.questions]
    encoder = open_encoder(settings)
    rows: dict[str, Row] = {}
    for control in controls(settings):
        rows[control.name] = encoder_figures(control, tasks)
        rows[control.name] |= sentence_figures(control, found.graded)
    for task in tasks:
        for line in search_lines(encoder, task):
            rows.setdefault(line.name, {}).update(line.figures)
    rows.setdefault(encoder.name, {}).update(sentence_figures(encoder, found.graded))
    return tuple(Line(name, row) for name, row in rows.items())


def _measure(encoder: Encoder, task: Task) -> Measured:
    files = build_part(task.documents, encoder, task.expansions)
    return measure(index_of(files, encoder), task.questions, task.right)


def as_table(found: Sequence[Line]) -> list[list[str]]:
    """Return the lines as text for a table, header first; ``-`` where there is no figure."""
    columns = list(dict.fromkeys(column for line in found for column in line.figures))
    rows = [[line.name, *(_text(line.figures.get(column)) for column in columns)] for line in found]
    return [["探し方", *columns], *rows]


def _text(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3f}"
