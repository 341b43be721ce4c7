"""Fit the weights of the legs of search on the development questions, and measure every leg.

    python training/fit_fusion.py            # fit, write src/assistant/data/fusion.json, report
    python training/fit_fusion.py --ablate   # also build smaller indexes and compare them

A question gives each passage a probability: the softmax of the weighted z-scores of its legs. The
weights, none below zero, make the passages that answer the questions as likely as can be (with L2
regularisation, by gradient descent from equal weights, in double precision: the same questions and
index give the same file). Only their ratio counts in search, so they are scaled to add up to 1.

Questions: those of ``tests/questions/text-dev.jsonl`` that name passages and need no earlier
question. The test half is never read. The expansions were written by people who had not seen
any question.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.config import load_settings
from assistant.documents.expansions import Expansion, load_expansions
from assistant.documents.load import load_corpus
from assistant.evaluation.questions import Question, load_questions
from assistant.index.build import build_files
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.fusion import LEGS, Scores, standardised
from assistant.index.search import Index
from assistant.index.store import index_from_files
from assistant.types import Document

PENALTY = 0.05
"""L2 per question: without it questions that every leg answers drive the weights up without end."""
STEPS = 3000
RATE = 0.2
FOLDS = 10
COUNTS = (5, 10, 20, 40)
"""Numbers of expansions a passage to compare."""
TOPICS = ("mild", "hard", "region", "list")

Array = NDArray[np.float64]

SAME_VOICE = {
    "prefecture_official": ("prefectural_official",),
    "mayors_office": ("municipal_clerk",),
    "child_welfare_officer": ("child_welfare_officer",),
    "foster_parent": ("foster_parent",),
    "facility_worker": ("facility_worker",),
    "citizen": ("citizen", "parent"),
    "reporter": ("reporter",),
    "student": ("student",),
    "smartphone_user": ("smartphone",),
    "english_speaker": ("english",),
}
"""For a writer of questions the points of view of expansions that speak alike."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Questions against passages: z-scores (questions, passages, legs), right (questions, p.)."""

    z: Array
    right: NDArray[np.bool_]


def measure(index: Index, questions: Sequence[Question], expanded: set[str]) -> Measured:
    """Return the z-scores of every leg for every question and passage."""
    number = {passage.id: n for n, passage in enumerate(index.passages)}
    some = np.array([passage.id in expanded for passage in index.passages])
    z = np.zeros((len(questions), len(number), len(LEGS)))
    right = np.zeros((len(questions), len(number)), dtype=np.bool_)
    for row, question in enumerate(questions):
        legs = {leg: np.zeros(len(number)) for leg in LEGS}
        for hit in index.search(question.question, top_k=len(number)):
            for leg in LEGS:
                legs[leg][number[hit.passage.id]] = hit.legs[leg]
        scores = Scores(legs, some)
        by_leg = standardised(scores, scores)
        z[row] = np.stack([by_leg[leg] for leg in LEGS], axis=1)
        right[row, [number[passage] for passage in question.expect.passages]] = True
    return Measured(z, right)


def fit(measured: Measured, rows: NDArray[np.bool_], legs: Sequence[str] = LEGS) -> Array:
    """Return the weights, in the order of LEGS and adding up to 1; 0 for a leg not in ``legs``."""
    z, right = measured.z[rows], measured.right[rows]
    free = np.array([leg in legs for leg in LEGS], dtype=np.float64)
    weights = free / free.sum()
    for _ in range(STEPS):
        probability = _softmax(z @ weights)
        wanted = probability * right
        wanted /= wanted.sum(axis=1, keepdims=True)
        gradient = np.einsum("qp,qpl->l", probability - wanted, z) / len(z) + PENALTY * weights
        weights = np.maximum(0, weights - RATE * gradient) * free
    shares: Array = weights / weights.sum()
    return shares


def _softmax(scores: Array) -> Array:
    power: Array = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Array = power / power.sum(axis=1, keepdims=True)
    return result


def hits(scores: Array, right: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return, for each question, whether a right passage is first, and among the first five."""
    order = np.argsort(-scores, axis=1, kind="stable")
    sorted_right = np.take_along_axis(right, order, axis=1)
    return np.array([sorted_right[:, 0], np.any(sorted_right[:, :5], axis=1)])


class Report:
    """Prints rows of a Markdown table: first / among five, for all questions and by topic."""

    def __init__(self, questions: Sequence[Question], right: NDArray[np.bool_]) -> None:
        self._right = right
        self._topics = np.array([question.topic for question in questions])
        counts = [f"{topic} ({(self._topics == topic).sum()})" for topic in TOPICS]
        self._head = f"all ({len(questions)}) | {' | '.join(counts)} |"

    def head(self, title: str) -> None:
        """Begin a table."""
        print(f"\n| {title} | {self._head}\n|---{'|---' * (len(TOPICS) + 1)}|")

    def row(self, name: str, scores: Array) -> None:
        """Print the row of one way to rank; ``scores`` has shape (questions, passages)."""
        first, five = hits(scores, self._right)
        masks = [np.ones(len(first), dtype=np.bool_), *(self._topics == t for t in TOPICS)]
        cells = [f"{first[m].mean():.3f} / {five[m].mean():.3f}" for m in masks]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def held_out(measured: Measured, groups: Sequence[str], legs: Sequence[str] = LEGS) -> Array:
    """Return the fused scores of every question by weights fitted without its group."""
    result = np.zeros(measured.right.shape)
    number = {group: n for n, group in enumerate(sorted(set(groups)))}
    fold = np.array([number[group] % FOLDS for group in groups])
    for each in range(FOLDS):
        test = fold == each
        result[test] = measured.z[test] @ fit(measured, ~test, legs)
    return result


@dataclass(frozen=True, slots=True)
class Ablation:
    """Ranks by the fitted weights in indexes with some of the expansions."""

    documents: Sequence[Document]
    expansions: Sequence[Expansion]
    encoder: Encoder
    weights: Array

    def scores(self, kept: Collection[Expansion], questions: Sequence[Question]) -> Array:
        """Return the fused scores (questions, passages) with ``kept`` as the only expansions."""
        files = build_files(self.documents, self.encoder, list(kept))
        index = index_from_files(files, self.encoder)
        return measure(index, questions, {each.passage for each in kept}).z @ self.weights

    def some(self, count: int) -> list[Expansion]:
        """Return ``count`` expansions of each passage, in an order without meaning."""
        kept: dict[str, list[Expansion]] = {}
        for number in np.random.default_rng(0).permutation(len(self.expansions)):
            each = self.expansions[number]
            kept.setdefault(each.passage, []).append(each)
        return [each for of_passage in kept.values() for each in of_passage[:count]]

    def report(self, report: Report, questions: Sequence[Question]) -> None:
        """Print the rows of the table."""
        report.head("expansions")
        report.row("none", self.scores([], questions))
        for count in COUNTS:
            report.row(f"{count} a passage", self.scores(self.some(count), questions))
        by_others = np.zeros((len(questions), sum(len(d.passages) for d in self.documents)))
        for writer in {question.writer for question in questions}:
            rows = [n for n, question in enumerate(questions) if question.writer == writer]
            alike = SAME_VOICE.get(writer, ())
            kept = [each for each in self.expansions if each.by not in alike]
            by_others[rows] = self.scores(kept, [questions[n] for n in rows])
        report.row("none of the point of view that asks", by_others)
        report.row("all", self.scores(self.expansions, questions))


def main() -> None:
    """Fit, report, and write the package's data file."""
    parser = argparse.ArgumentParser(description="Fit the weights of the legs of search.")
    parser.add_argument("--ablate", action="store_true", help="also compare smaller indexes")
    arguments = parser.parse_args()
    settings = load_settings()
    questions = [
        question
        for question in load_questions(settings.root / "tests" / "questions", "dev")
        if question.set == "text" and question.expect.passages and not question.history
    ]
    documents = load_corpus(settings.corpus)
    expansions = load_expansions(settings.corpus, documents)
    encoder = open_encoder(settings)
    index = index_from_files(build_files(documents, encoder, expansions), encoder)
    measured = measure(index, questions, {each.passage for each in expansions})
    everything = np.ones(len(questions), dtype=np.bool_)
    weights = np.round(fit(measured, everything), 3)
    # What rounding took or gave.
    weights[weights.argmax()] += 1 - weights.sum()

    report = Report(questions, measured.right)
    groups = [question.expect.passages[0] for question in questions]
    report.head("one leg")
    for number, leg in enumerate(LEGS):
        report.row(f"`{leg}`", measured.z[:, :, number])
    report.head("all legs")
    report.row("as fitted", measured.z @ weights)
    report.row("fitted without the passage asked for", held_out(measured, groups))
    report.row("equal weights", measured.z.sum(axis=2))
    report.head("fitted again without")
    for leg in LEGS:
        others = [other for other in LEGS if other != leg]
        report.row(f"`{leg}`", measured.z @ fit(measured, everything, others))
    if arguments.ablate:
        Ablation(documents, expansions, encoder, weights).report(report, questions)

    first, five = hits(measured.z @ weights, measured.right)
    data = {
        "weights": {leg: round(float(w), 3) for leg, w in zip(LEGS, weights, strict=True)},
        "fitted_on": {
            "questions": len(questions),
            "expansions": len(expansions),
            "right_first": int(first.sum()),
            "right_among_five": int(five.sum()),
        },
    }
    text = json.dumps(data, indent=2) + "\n"
    (settings.root / "src" / "assistant" / "data" / "fusion.json").write_text(text, "utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
