"""Fit the weights of the legs of search on the development questions, and measure every leg.

    python training/fit_fusion.py --datasets DIR            # fit, write data/fusion.json, report
    python training/fit_fusion.py --datasets DIR --ablate   # also compare smaller indexes

A question gives each passage a probability: the softmax of the weighted z-scores of its legs. The
weights, none below zero, make the passages that answer the questions as likely as can be (with L2
regularisation, by gradient descent from equal weights, in double precision: the same questions and
index give the same file). Only their ratio counts in search, so they are scaled to add up to 1.

Questions: those of ``tests/questions/text-dev*.jsonl`` that name passages and need no earlier
question, and for documents without expansions a sample of JaQuAD train, of articles on which no
encoder of this project is tuned. ``DIR`` holds ``jaquad/`` as published. The
test half is never read. The expansions were written by people who had not seen any question.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.config import load_settings
from assistant.documents.expansions import Expansion, load_expansions
from assistant.documents.load import load_corpus
from assistant.evaluation.datasets import JAQUAD_TRAIN, read_squad, split_articles
from assistant.evaluation.questions import Question, load_questions
from assistant.evaluation.ranking import Array, Measured, measure, right_among
from assistant.evaluation.retrieval import public_task
from assistant.index.encoder import Encoder, open_encoder
from assistant.index.fusion import LEGS
from assistant.index.part import build_part
from assistant.index.search import Index
from assistant.index.store import index_of
from assistant.types import Document

PENALTY = 0.01
"""L2 per question: without it questions that every leg answers drive the weights up without end."""
PUBLIC_SHARE = 0.2
"""How much the public questions count beside the development questions. From .1 to .3, and with a
penalty from .01 to .2, the latter change by no more than .005."""
STEPS = 3000
RATE = 0.2
FOLDS = 10
COUNTS = (5, 10, 20, 40)
"""Numbers of expansions a passage to compare."""
TOPICS = ("mild", "hard", "region", "list")

CANDIDATES = 100
"""Passages a question that are compared when fitting: the best by equal weights, and the right."""

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
    "municipal_welfare_officer": ("municipal_clerk",),
    "assembly_member": ("council_member",),
    "caseworker": ("child_welfare_officer",),
    "facility_head": ("facility_worker",),
    "neighbour": ("citizen",),
    "elder": ("citizen",),
    "teacher": ("citizen",),
    "foster_mother": ("foster_parent",),
    "foster_father": ("foster_parent",),
    "foster_applicant": ("foster_parent",),
    "birth_parent": ("parent",),
    "care_leaver": ("young_person",),
    "child_in_care": ("young_person",),
}
"""For a writer of questions the points of view of expansions that speak alike."""


def fit(own: Measured, public: Measured, legs: Sequence[str] = LEGS) -> Array:
    """Return the weights, in the order of LEGS and adding up to 1; 0 for a leg not in ``legs``.

    ``own`` are the development questions, ``public`` those over documents without expansions.
    """
    free = np.array([leg in legs for leg in LEGS], dtype=np.float64)
    weights = free / free.sum()
    parts = [(1.0, *_best(own)), (PUBLIC_SHARE, *_best(public))]
    for _ in range(STEPS):
        gradient = PENALTY * weights
        for share, z, right in parts:
            probability = _softmax(z @ weights)
            wanted = probability * right
            wanted /= wanted.sum(axis=1, keepdims=True)
            mean = np.einsum("qp,qpl->l", probability - wanted, z) / len(z)
            gradient = gradient + share * mean
        weights = np.maximum(0, weights - RATE * gradient) * free
    shares: Array = weights / weights.sum()
    return shares


def _best(measured: Measured) -> tuple[Array, NDArray[np.bool_]]:
    """Return z-scores and right passages of the candidates only."""
    ranks = np.where(measured.right, np.inf, measured.fused(np.ones(len(LEGS))))
    chosen = np.argsort(-ranks, axis=1, kind="stable")[:, :CANDIDATES]
    z = np.take_along_axis(measured.z, chosen[:, :, np.newaxis], axis=1)
    return z, np.take_along_axis(measured.right, chosen, axis=1)


def _softmax(scores: Array) -> Array:
    power: Array = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Array = power / power.sum(axis=1, keepdims=True)
    return result


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
        first, five = (right_among(scores, self._right, count) for count in (1, 5))
        masks = [np.ones(len(first), dtype=np.bool_), *(self._topics == t for t in TOPICS)]
        cells = [f"{first[m].mean():.3f} / {five[m].mean():.3f}" for m in masks]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def ask(index: Index, questions: Sequence[Question]) -> Measured:
    """Measure the questions against the passages that they expect."""
    texts = [question.question for question in questions]
    return measure(index, texts, [question.expect.passages for question in questions])


def public_questions(datasets: Path, encoder: Encoder) -> Measured:
    """Measure the sample of JaQuAD train, in an index of its own."""
    _, held_out = split_articles(read_squad(datasets, JAQUAD_TRAIN))
    task = public_task("JaQuAD train", held_out)
    index = index_of(build_part(task.documents, encoder), encoder)
    return measure(index, task.questions, task.right)


def held_out(measured: Measured, public: Measured, groups: Sequence[str]) -> Array:
    """Return the fused scores of every question by weights fitted without its group."""
    result = np.zeros(measured.right.shape)
    number = {group: n for n, group in enumerate(sorted(set(groups)))}
    fold = np.array([number[group] % FOLDS for group in groups])
    for each in range(FOLDS):
        test = fold == each
        result[test] = measured.z[test] @ fit(measured.rows(~test), public)
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
        files = build_part(self.documents, self.encoder, list(kept))
        index = index_of(files, self.encoder)
        return ask(index, questions).z @ self.weights

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
    parser.add_argument("--datasets", type=Path, required=True)
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
    index = index_of(build_part(documents, encoder, expansions), encoder)
    measured = ask(index, questions)
    public = public_questions(arguments.datasets, encoder)
    weights = np.round(fit(measured, public), 3)
    # What rounding took or gave.
    weights[weights.argmax()] += 1 - weights.sum()

    report = Report(questions, measured.right)
    groups = [question.expect.passages[0] for question in questions]
    report.head("one leg")
    for number, leg in enumerate(LEGS):
        report.row(f"`{leg}`", measured.z[:, :, number])
    report.head("all legs")
    report.row("as fitted", measured.z @ weights)
    report.row("fitted without the passage asked for", held_out(measured, public, groups))
    report.row("equal weights", measured.z.sum(axis=2))
    report.head("fitted again without")
    for leg in LEGS:
        legs = [other for other in LEGS if other != leg]
        report.row(f"`{leg}`", measured.z @ fit(measured, public, legs))
    if arguments.ablate:
        Ablation(documents, expansions, encoder, weights).report(report, questions)

    scores = measured.z @ weights
    first, five = (right_among(scores, measured.right, count) for count in (1, 5))
    data = {
        "weights": {leg: round(float(w), 3) for leg, w in zip(LEGS, weights, strict=True)},
        "fitted_on": {
            "questions": len(questions),
            "public_questions": len(public.right),
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
