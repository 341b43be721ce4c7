"""Tune the word vectors and weights of a static encoder so that texts that mean the same meet.

    python training/tune_static_encoder.py models/chive-sif build/chive-tuned --datasets DIR

``DIR`` holds, as published, ``jaquad/`` (SkelterLabsInc/JaQuAD, CC BY-SA 3.0), ``jglue/`` (JSTS
train and JSQuAD of yahoojapan/JGLUE, CC BY-SA 4.0) and ``jsick/train.tsv`` (verypluming/JSICK,
CC BY 4.0); a model tuned on them is to be shared as CC BY-SA 4.0. Two minutes on one core; the
same data, seed and version of torch give the same model.

The model in ``models/`` is not tuned: docs/retrieval.md says why, with the scores.

Four kinds of pairs pull texts together, each against the other texts of its batch (multiple
negatives ranking) or, where pairs are graded, in the order of their grades (CoSENT):

- JaQuAD train: a question and the paragraph that answers it, or only the sentence;
- JSTS train: sentences about the same thing, and the order of all pairs by their grade;
- JSICK train: a sentence and one that it entails;
- the expansions of the documents: what different people would say to find the same passage.

Without the last the encoder gets better at encyclopaedias and worse at people: those pairs share
the words that matter. The first 2,500 pairs of JSTS, JaQuAD dev and JSQuAD are never trained on;
``--report`` measures on them.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from torch import Tensor
from torch.nn import functional

from assistant.config import load_settings
from assistant.documents.expansions import load_expansions
from assistant.documents.load import load_corpus
from assistant.index.encoder import StaticEncoder

SEED = 20241112
EPOCHS = 5
"""Over the questions of JaQuAD; with ten the plain vectors lose on the development questions."""
BATCH = 512
SENTENCES = 256
"""Pairs of sentences in a step."""
RATE = 2e-3
WEIGHT_RATE = 1e-2
"""Of the logarithms of the words' weights: a thousandth of them would not move otherwise."""
TEMPERATURE = 0.05
EXPANSION_TEMPERATURE = 0.1
"""Softer: two people may well say the same of neighbouring passages."""
EXPANSION_SHARE = 0.5
SENTENCE_SHARE = 0.3
ORDER_SHARE = 0.1
SHARP = 20.0
"""By which CoSENT multiplies cosines."""
ALIKE = 3.5
"""Grade of JSTS (0 to 5) from which two sentences count as the same."""
HELD_OUT = 2500

Words = NDArray[np.int64]
Pair = tuple[Words, Words]


class Table:
    """The words of an encoder: the rows that they share, and the weight of each."""

    def __init__(self, folder: Path) -> None:
        encoder = StaticEncoder(folder)
        text = (folder / "tokenizer.json").read_text(encoding="utf-8")
        self._number = json.loads(text)["model"]["vocab"]
        self._words_of = encoder.words_of
        self.arrays = load_file(folder / "model.safetensors")

    def words(self, text: str) -> Words:
        """Return the numbers of the known words of a text."""
        return np.array([self._number[word] for word in self._words_of(text)], dtype=np.int64)

    def pairs(self, texts: Iterable[tuple[str, str]]) -> list[Pair]:
        """Return the words of pairs of texts, less the pairs that have none."""
        found = [(self.words(first), self.words(second)) for first, second in texts]
        return [pair for pair in found if len(pair[0]) and len(pair[1])]


class Tuned(torch.nn.Module):
    """The encoder as something to train: rows, and logarithms of weights, which stay positive."""

    def __init__(self, arrays: dict[str, NDArray[np.float32]]) -> None:
        super().__init__()
        rows = torch.tensor(arrays["embeddings"].astype(np.float32))
        self.scale = float(rows.norm(dim=1).mean())
        self.rows = torch.nn.Parameter(rows / self.scale)
        self.logs = torch.nn.Parameter(torch.tensor(arrays["weights"]).clamp(min=1e-6).log())
        self._mapping = torch.tensor(arrays["mapping"].astype(np.int64))

    def forward(self, texts: Sequence[Words]) -> Tensor:
        """Return the vectors of texts, of length 1."""
        words = torch.tensor(np.concatenate(texts))
        ends = np.cumsum([len(text) for text in texts])
        vectors = functional.embedding_bag(
            self._mapping[words],
            self.rows,
            torch.tensor(np.concatenate([[0], ends[:-1]])),
            mode="sum",
            per_sample_weights=self.logs[words].exp(),
        )
        return functional.normalize(vectors, dim=1)

    def arrays(self, base: Tuned, share: float) -> dict[str, NDArray[np.generic]]:
        """Return the tensors of the model file, with ``share`` of the way gone from ``base``.

        Weights are up to 1; the unknown word's is 0.
        """
        rows = torch.lerp(base.rows, self.rows, share).detach() * self.scale
        weights = torch.lerp(base.logs, self.logs, share).detach().exp().numpy()
        weights /= weights.max()
        weights[0] = 0
        return {
            "embeddings": rows.numpy().astype(np.float16),
            "mapping": self._mapping.numpy().astype(np.int32),
            "weights": weights.astype(np.float32),
        }


def ranking_loss(pairs: tuple[Tensor, Tensor], temperature: float) -> Tensor:
    """Return the loss of pairs of vectors: each is to find its own among all, both ways."""
    scores = pairs[0] @ pairs[1].T / temperature
    right = torch.arange(len(scores))
    return (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2


def order_loss(pairs: tuple[Tensor, Tensor], grades: Tensor) -> Tensor:
    """Return the loss of graded pairs: a pair of a higher grade is to have a higher cosine."""
    cosines = (pairs[0] * pairs[1]).sum(dim=1) * SHARP
    wrong = cosines[None, :] - cosines[:, None]
    higher = grades[:, None] > grades[None, :]
    return torch.logsumexp(functional.pad(wrong[higher], (1, 0)), dim=0)


# ── data ──


def squad(files: Iterable[Path]) -> list[tuple[str, str, int]]:
    """Return question, paragraph and start of the answer from files in SQuAD's layout."""
    return [
        (question["question"], paragraph["context"], question["answers"][0]["answer_start"])
        for file in sorted(files)
        for article in json.loads(file.read_text(encoding="utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
        if question["answers"]
    ]


def sentence_at(paragraph: str, position: int) -> str:
    """Return the sentence of a paragraph that holds a position."""
    ends = [found.end() for found in re.finditer(r"[。\n]", paragraph)] + [len(paragraph)]
    end = next(end for end in ends if end > position)
    return paragraph[max([0, *(e for e in ends if e <= position)]) : end]


@dataclass(frozen=True, slots=True)
class Data:
    """What is trained on: see the head of this module."""

    to_paragraph: list[Pair]
    to_sentence: list[Pair]
    alike: list[Pair]
    graded: list[tuple[Words, Words, float]]
    passages: list[list[Words]]
    """For each passage its own text and its expansions."""


def load_data(table: Table, datasets: Path) -> Data:
    """Read the datasets and the documents' expansions."""
    questions = squad((datasets / "jaquad").glob("jaquad_train_*.json"))
    jsts = read_jsts(datasets)[HELD_OUT:]
    with (datasets / "jsick" / "train.tsv").open(encoding="utf-8") as stream:
        jsick = [
            (row["sentence_A_Ja"], row["sentence_B_Ja"])
            for row in csv.DictReader(stream, delimiter="\t")
            if row["entailment_label_Ja"] == "entailment"
        ]
    alike = [(first, second) for first, second, grade in jsts if grade >= ALIKE] + jsick
    words = [(table.words(a), table.words(b), grade) for a, b, grade in jsts]
    settings = load_settings()
    documents = load_corpus(settings.corpus)
    texts = {p.id: [p.text] for document in documents for p in document.passages}
    for each in load_expansions(settings.corpus, documents):
        texts[each.passage].append(each.text)
    passages = [[w for t in group if len(w := table.words(t))] for group in texts.values()]
    return Data(
        table.pairs((question, paragraph) for question, paragraph, _ in questions),
        table.pairs((q, sentence_at(paragraph, start)) for q, paragraph, start in questions),
        table.pairs(alike),
        [(a, b, grade) for a, b, grade in words if len(a) and len(b)],
        [group for group in passages if len(group) > 1],
    )


def read_jsts(datasets: Path) -> list[tuple[str, str, float]]:
    """Return the graded pairs of JSTS train in their order."""
    [file] = (datasets / "jglue").glob("jsts*train*.json")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [(row["sentence1"], row["sentence2"], float(row["label"])) for row in rows]


# ── training ──


def tune(
    arrays: dict[str, NDArray[np.float32]], data: Data, share: float = 1.0
) -> dict[str, NDArray[np.generic]]:
    """Return the tensors of the tuned model, moved by ``share`` of what training moved it."""
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    model = Tuned(arrays)
    rates = (RATE, WEIGHT_RATE)
    optimizer = torch.optim.Adam([{"params": [model.rows]}, {"params": [model.logs]}])
    steps = EPOCHS * len(data.to_paragraph) // BATCH

    def pairs(of: Sequence[Pair], count: int) -> tuple[Tensor, Tensor]:
        chosen = [of[i] for i in random.integers(0, len(of), count)]
        return model([a for a, _ in chosen]), model([b for _, b in chosen])

    for step in range(steps):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * (1 - step / steps)
        # Mostly the sentence: the other sentences of a paragraph answer other questions.
        answers = data.to_sentence if step % 3 else data.to_paragraph
        loss = ranking_loss(pairs(answers, BATCH), TEMPERATURE)
        loss = loss + SENTENCE_SHARE * ranking_loss(pairs(data.alike, SENTENCES), TEMPERATURE)
        graded = [data.graded[i] for i in random.integers(0, len(data.graded), SENTENCES)]
        grades = torch.tensor([grade for *_, grade in graded])
        vectors = model([a for a, _, _ in graded]), model([b for _, b, _ in graded])
        loss = loss + ORDER_SHARE * order_loss(vectors, grades)
        if data.passages:
            two = [random.permutation(len(group))[:2] for group in data.passages]
            chosen = [
                (group[a], group[b]) for group, (a, b) in zip(data.passages, two, strict=True)
            ]
            said = model([a for a, _ in chosen]), model([b for _, b in chosen])
            loss = loss + EXPANSION_SHARE * ranking_loss(said, EXPANSION_TEMPERATURE)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 50 == 0:
            print(f"step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return model.arrays(Tuned(arrays), share)


# ── measuring ──


def report(folder: Path, datasets: Path) -> None:
    """Print how well an encoder does on what it was not trained on."""
    encoder = StaticEncoder(folder)
    jsts = read_jsts(datasets)[:HELD_OUT]
    first = encoder.encode_queries([a for a, _, _ in jsts])
    second = encoder.encode_documents([b for _, b, _ in jsts])
    cosines = (first * second).sum(axis=1)
    print(f"{folder}: JSTS {spearman(cosines, np.array([g for *_, g in jsts])):.3f}")
    for name, pattern in (("JaQuAD dev", "jaquad/jaquad_dev_*"), ("JSQuAD", "jglue/jsquad*")):
        questions = squad(datasets.glob(pattern))
        paragraphs = list(dict.fromkeys(paragraph for _, paragraph, _ in questions))
        place = {paragraph: number for number, paragraph in enumerate(paragraphs)}
        asked = encoder.encode_queries([question for question, _, _ in questions])
        scores = asked @ encoder.encode_documents(paragraphs).T
        right = np.array([place[paragraph] for _, paragraph, _ in questions])
        better = (scores > scores[np.arange(len(right)), right][:, None]).sum(axis=1)
        among = ", ".join(f"R@{k} {np.mean(better < k):.3f}" for k in (1, 10))
        print(f"  {name}: {len(questions)} questions, {len(paragraphs)} paragraphs: {among}")


def spearman(first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
    """Return the rank correlation; equal values share the mean of their ranks."""

    def ranks(values: NDArray[np.floating]) -> NDArray[np.float64]:
        _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
        result: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[group]
        return result

    return float(np.corrcoef(ranks(first), ranks(second))[0, 1])


def main() -> None:
    """Tune the encoder in one folder and write the new one to another."""
    parser = argparse.ArgumentParser(description="Tune a static encoder.")
    parser.add_argument("base", type=Path, help="folder of the encoder to start from")
    parser.add_argument("folder", type=Path, help="folder to write the tuned one to")
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0, help="of the tuning to keep, 0 to 1")
    parser.add_argument("--report", action="store_true", help="only measure both encoders")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # sums in one order, so that the bytes are the same
    if not arguments.report:
        table = Table(arguments.base)
        arrays = tune(table.arrays, load_data(table, arguments.datasets), arguments.share)
        # The card and the licence of the base are not those of what comes of it.
        leave = shutil.ignore_patterns("README.md", "LICENSE*", "*.safetensors")
        shutil.copytree(arguments.base, arguments.folder, ignore=leave, dirs_exist_ok=True)
        save_file(arrays, arguments.folder / "model.safetensors")
    for folder in (arguments.base, arguments.folder):
        report(folder, arguments.datasets)


if __name__ == "__main__":
    main()
