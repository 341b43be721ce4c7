"""Fit the model that decides between an answer of quotes and «not stated in the source».

It is a logistic regression with L2 regularisation, fitted by Newton's method in double precision
from zero, so that the same questions and the same index give the same file. An example is a
question that is answered by likelihood: no section, region, field or number decides it. It is
positive where one of the expected passages is among the first five citations, negative where the
answer would cite others, or where the source does not answer the question. Every question is asked
twice, of the documents with their expansions and without, and each time fits weights of its own: a
document that has none must be judged as well.

Questions: the development sets of ``tests/questions/``; ``training/abstention-questions.txt``,
questions close to the subject that the source does not answer, one a line; and
``training/near-questions.jsonl``, half of them answered by the passages they name. The test half
is never read.

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
from assistant.documents.expansions import load_expansions
from assistant.documents.load import load_corpus
from assistant.evaluation.controls import UNTRAINED
from assistant.evaluation.questions import load_questions
from assistant.evaluation.scoring import FIRST_CITATIONS
from assistant.index.encoder import StaticEncoder, open_encoder
from assistant.index.part import build_part
from assistant.index.store import index_of

NAMES = (
    "said", "whole", "missing", "unknown", "unheard", "focus",
    "length", "kind", "attribute", "strength", "fused", "interaction",
)  # fmt: skip
"""The cosine is left out: beside these its weight changes sign with a few examples."""
PENALTY = 0.1
"""L2 on the weights, not on the bias: a thousand examples decide a dozen weights."""
STEPS = 50
THRESHOLD = 0.5
"""Answer where a right answer is at least as likely as a wrong one."""
FOLDS = 10

Array = NDArray[np.float64]


def examples(planner: Planner, root: Path) -> Iterator[tuple[int, Features, bool]]:
    """Yield number, features and outcome of every question that likelihood decides."""
    asked: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        (
            question.question,
            question.history,
            question.expect.passages if question.answerable else (),
        )
        for question in load_questions(root / "tests" / "questions", "dev")
        if question.set.startswith("text")
    ]
    lines = (root / "training" / "abstention-questions.txt").read_text(encoding="utf-8")
    asked += [(line, (), ()) for line in lines.splitlines()]
    near = (root / "training" / "near-questions.jsonl").read_text(encoding="utf-8")
    for line in map(json.loads, near.splitlines()):
        asked.append((line["question"], (), tuple(line["passages"])))
    for number, (question, history, wanted) in enumerate(asked):
        plan = planner.plan(question, history)[0]
        if plan.features is not None:
            cited = list(dict.fromkeys(id for group in plan.groups for id in group))
            yield number, plan.features, bool(set(cited[:FIRST_CITATIONS]) & set(wanted))


def fit(features: Array, right: Array) -> Array:
    """Return the weights and, last, the bias: ``features`` is (n, names), ``right`` 0 or 1."""
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


def errors(right: Array, probability: Array) -> dict[str, int]:
    """Return how many examples there are of each kind and how many are judged wrongly."""
    answered = probability >= THRESHOLD
    return {
        "right": int(right.sum()),
        "wrong_or_unanswerable": int((1 - right).sum()),
        "held_out_right_refused": int((right * ~answered).sum()),
        "held_out_wrong_answered": int(((1 - right) * answered).sum()),
    }


def main() -> None:
    """Fit, report the error of ten folds, and write the package's data file."""
    settings = load_settings()
    documents = load_corpus(settings.corpus)
    expanded = load_expansions(settings.corpus, documents)
    # The embedded encoder is tuned on what people say of these passages. A document that it does
    # not know is stood in for by the encoder before tuning: else it would be trusted too much.
    untuned = StaticEncoder(settings.root / UNTRAINED)
    data: dict[str, object] = {}
    fitted_on = {}
    for name, encoder, expansions in (
        ("expanded", open_encoder(settings), expanded),
        ("plain", untuned, []),
    ):
        index = index_of(build_part(documents, encoder, expansions), encoder)
        planner = Planner(index, judged=False)
        found = list(examples(planner, settings.root))
        x = np.array([[getattr(f, n) for n in NAMES] for _, f, _ in found])
        y = np.array([right for *_, right in found], dtype=np.float64)
        folds = np.array([number % FOLDS for number, *_ in found])
        held_out = np.zeros(len(y))
        for fold in range(FOLDS):
            test = folds == fold
            held_out[test] = predict(x[test], fit(x[~test], y[~test]))
        weights = fit(x, y)
        data[name] = {n: round(float(w), 4) for n, w in zip((*NAMES, "bias"), weights, strict=True)}
        fitted_on[name] = errors(y, held_out)
    data |= {"threshold": THRESHOLD, "fitted_on": fitted_on}
    target = settings.root / "src" / "assistant" / "data" / "abstention.json"
    target.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(data, indent=2))


if __name__ == "__main__":
    main()
