"""Fit the model that decides between an answer of quotes and «not stated in the source».

It is a logistic regression with L2 regularisation, fitted by Newton's method in double precision
from zero, so that the same questions and the same index give the same file. An example is a
question that is answered by likelihood: no section, region, field or number decides it. It is
positive where one of the expected passages is among the first five citations, negative where the
answer would cite others, or where the source does not answer the question.

Questions: the development half of ``tests/questions/`` and ``training/abstention-questions.txt``,
questions close to the subject that the source does not answer, written for this purpose, one a
line. The test half is never read.

    python training/fit_abstention.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer.evidence import Features
from assistant.answer.planner import Planner
from assistant.config import load_settings
from assistant.evaluation.questions import load_questions
from assistant.evaluation.scoring import FIRST_CITATIONS
from assistant.index.store import open_index

NAMES = ("coverage", "unknown", "focus", "strength")
"""The cosine is left out: beside these its weight changes sign with a few examples."""
PENALTY = 0.1
"""L2 on the weights, not on the bias: a few hundred examples decide four weights."""
STEPS = 50
THRESHOLD = 0.5
"""Answer where a right answer is at least as likely as a wrong one."""
FOLDS = 10

Array = NDArray[np.float64]


def examples(planner: Planner, root: Path) -> Iterator[tuple[Features, bool]]:
    """Yield the features and the outcome of every question that likelihood decides."""
    for question in load_questions(root / "tests" / "questions", "dev"):
        if question.set.startswith("text"):
            wanted = question.expect.passages if question.answerable else ()
            yield from _example(planner, question.question, question.history, wanted)
    lines = (root / "training" / "abstention-questions.txt").read_text(encoding="utf-8")
    for line in lines.splitlines():
        yield from _example(planner, line, (), ())


def _example(
    planner: Planner, question: str, history: tuple[str, ...], wanted: tuple[str, ...]
) -> Iterator[tuple[Features, bool]]:
    plan = planner.plan(question, history)[0]
    if plan.features is not None:
        cited = list(dict.fromkeys(id for group in plan.groups for id in group))
        yield plan.features, bool(set(cited[:FIRST_CITATIONS]) & set(wanted))


def fit(features: Array, right: Array) -> Array:
    """Return the weights and, last, the bias: ``features`` is (n, 4), ``right`` 0 or 1."""
    x = np.hstack([features, np.ones((len(features), 1))])
    penalty = np.diag([PENALTY] * features.shape[1] + [0.0])
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - right) + penalty @ weights
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, gradient)
    return weights


def predict(features: Array, weights: Array) -> Array:
    """Return the probabilities of a right answer."""
    x = np.hstack([features, np.ones((len(features), 1))])
    result: Array = 1 / (1 + np.exp(-x @ weights))
    return result


def main() -> None:
    """Fit, report the error of ten folds, and write the package's data file."""
    settings = load_settings()
    found = list(examples(Planner(open_index(settings), judged=False), settings.root))
    x = np.array([[getattr(f, name) for name in NAMES] for f, _ in found])
    y = np.array([float(right) for _, right in found])
    held_out = np.zeros(len(y))
    for fold in range(FOLDS):
        test = np.arange(len(y)) % FOLDS == fold
        held_out[test] = predict(x[test], fit(x[~test], y[~test]))
    answered = held_out >= THRESHOLD
    weights = fit(x, y)
    data = {
        "weights": {n: round(float(w), 4) for n, w in zip(NAMES, weights, strict=False)},
        "bias": round(float(weights[-1]), 4),
        "threshold": THRESHOLD,
        "fitted_on": {
            "right": int(y.sum()),
            "wrong_or_unanswerable": int((1 - y).sum()),
            "held_out_right_refused": int((y * ~answered).sum()),
            "held_out_wrong_answered": int(((1 - y) * answered).sum()),
        },
    }
    target = settings.root / "src" / "assistant" / "data" / "abstention.json"
    target.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(data, indent=2))


if __name__ == "__main__":
    main()
