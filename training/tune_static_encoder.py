"""Tune the word vectors and weights of the static encoder so that texts that mean the same meet.

    python training/tune_static_encoder.py --datasets DIR            # writes models/chive-tuned
    python training/tune_static_encoder.py --datasets DIR --report   # only measures it

``DIR`` holds, as published, ``jaquad/`` (SkelterLabsInc/JaQuAD, CC BY-SA 3.0), ``jglue/`` (JSTS
train, JNLI and JSQuAD of yahoojapan/JGLUE, CC BY-SA 4.0) and ``jsick/train.tsv``
(verypluming/JSICK, CC BY 4.0); a model tuned on them is to be shared as CC BY-SA 4.0. Two minutes
on one core; the same data, seed and version of torch give the same bytes.

Pairs of texts are pulled together, each against the other texts of its batch (multiple negatives
ranking) or, where pairs are graded, in the order of their grades (CoSENT):

- JaQuAD train: a question and the paragraph that answers it, or only the sentence;
- JSTS train, JNLI, JSICK train: sentences about the same thing, or of which one entails the other;
  and the order of the pairs of JSTS and JSICK by their grades;
- the expansions of the documents: what different people would say to find the same passage.

The ranking counts for the whole vectors and for their first 128 and 64 numbers (Matryoshka), so
that they may be cut.

Never trained on, nor any sentence that stands in it: what ``assistant.evaluation.datasets`` holds
out of JSTS, JSICK and JaQuAD train; JaQuAD dev and JSQuAD as a whole.
"""

from __future__ import annotations

import argparse
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
from assistant.evaluation import datasets as public
from assistant.evaluation.retrieval import encoder_figures, public_task, sentence_figures
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
WIDTHS = (128, 64)
"""Numbers of a vector that are to be enough by themselves."""

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

    def graded(self, pairs: Iterable[public.Graded]) -> list[tuple[Words, Words, float]]:
        """Return the words and grades of pairs, less the pairs that have none."""
        found = [(self.words(p.first), self.words(p.second), p.grade) for p in pairs]
        return [pair for pair in found if len(pair[0]) and len(pair[1])]


class Tuned(torch.nn.Module):
    """The encoder as something to train: rows, and logarithms of weights, which stay positive."""

    def __init__(self, arrays: dict[str, NDArray[np.float32]]) -> None:
        super().__init__()
        # The directions of the base come weakest first; the first are to be those that are kept.
        rows = torch.tensor(arrays["embeddings"][:, ::-1].astype(np.float32))
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


def nested_loss(pairs: tuple[Tensor, Tensor], temperature: float) -> Tensor:
    """Return the mean ranking loss of whole vectors and of their first numbers."""
    loss = ranking_loss(pairs, temperature)
    for width in WIDTHS:
        first, second = (functional.normalize(each[:, :width], dim=1) for each in pairs)
        loss = loss + ranking_loss((first, second), temperature)
    return loss / (1 + len(WIDTHS))


def order_loss(pairs: tuple[Tensor, Tensor], grades: Tensor) -> Tensor:
    """Return the loss of graded pairs: a pair of a higher grade is to have a higher cosine."""
    cosines = (pairs[0] * pairs[1]).sum(dim=1) * SHARP
    wrong = cosines[None, :] - cosines[:, None]
    higher = grades[:, None] > grades[None, :]
    return torch.logsumexp(functional.pad(wrong[higher], (1, 0)), dim=0)


# ── data ──


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
    graded: list[list[tuple[Words, Words, float]]]
    """By set, because grades of two sets cannot be compared."""
    passages: list[list[Words]]
    """For each passage its own text and its expansions."""


def load_data(table: Table, folder: Path) -> Data:
    """Read the datasets, without what is held out, and the documents' expansions."""
    asked, _ = public.split_articles(public.read_squad(folder, public.JAQUAD_TRAIN))
    jsts = _rest(public.read_jsts(folder), public.JSTS_HELD_OUT)
    jsick = _rest(public.read_jsick(folder), public.JSICK_HELD_OUT)
    # JNLI and JSTS share captions: a third of JNLI stands in what is held out of JSTS.
    seen = _sentences(public.read_jsts(folder)[: public.JSTS_HELD_OUT])
    jnli = [(a, b) for a, b, label in public.read_jnli(folder) if label == "entailment"]
    alike = [(pair.first, pair.second) for pair in jsts if pair.grade >= ALIKE]
    alike += [(pair.first, pair.second) for pair in jsick if pair.grade == 1]
    alike += [(a, b) for a, b in jnli if a not in seen and b not in seen]
    settings = load_settings()
    documents = load_corpus(settings.corpus)
    texts = {p.id: [p.text] for document in documents for p in document.passages}
    for each in load_expansions(settings.corpus, documents):
        texts[each.passage].append(each.text)
    passages = [[w for t in group if len(w := table.words(t))] for group in texts.values()]
    return Data(
        table.pairs((each.question, each.paragraph) for each in asked),
        table.pairs((each.question, sentence_at(each.paragraph, each.start)) for each in asked),
        table.pairs(alike),
        [table.graded(jsts), table.graded(jsick)],
        [group for group in passages if len(group) > 1],
    )


def _rest(pairs: Sequence[public.Graded], held_out: int) -> list[public.Graded]:
    """Return the pairs that are not held out and share no sentence with those that are."""
    seen = _sentences(pairs[:held_out])
    return [p for p in pairs[held_out:] if p.first not in seen and p.second not in seen]


def _sentences(pairs: Iterable[public.Graded]) -> set[str]:
    return {sentence for pair in pairs for sentence in (pair.first, pair.second)}


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
        loss = nested_loss(pairs(answers, BATCH), TEMPERATURE)
        loss = loss + SENTENCE_SHARE * nested_loss(pairs(data.alike, SENTENCES), TEMPERATURE)
        for of_set in data.graded:
            graded = [of_set[i] for i in random.integers(0, len(of_set), SENTENCES)]
            grades = torch.tensor([grade for *_, grade in graded])
            vectors = model([a for a, _, _ in graded]), model([b for _, b, _ in graded])
            loss = loss + ORDER_SHARE * order_loss(vectors, grades)
        if data.passages:
            two = [random.permutation(len(group))[:2] for group in data.passages]
            chosen = [
                (group[a], group[b]) for group, (a, b) in zip(data.passages, two, strict=True)
            ]
            said = model([a for a, _ in chosen]), model([b for _, b in chosen])
            loss = loss + EXPANSION_SHARE * nested_loss(said, EXPANSION_TEMPERATURE)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 50 == 0:
            print(f"step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return model.arrays(Tuned(arrays), share)


# ── measuring ──


class Cut(StaticEncoder):
    """A static encoder of which only the first numbers of a vector are used."""

    def __init__(self, folder: Path, width: int) -> None:
        super().__init__(folder)
        self._width = width

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the first numbers of the vectors, of length 1."""
        vectors = super().encode_documents(texts)[:, : self._width]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        lengths[lengths == 0] = 1
        shortened: NDArray[np.float32] = vectors / lengths
        return shortened


def report(folder: Path, datasets: Path) -> None:
    """Print how well an encoder does on what it was not trained on."""
    sets = public.load_public(datasets)
    tasks = [public_task(name, asked) for name, asked in sets.retrieval.items() if asked]
    for width in (StaticEncoder(folder).dimensions, *WIDTHS):
        encoder = Cut(folder, width)
        figures = sentence_figures(encoder, sets.graded) | encoder_figures(encoder, tasks)
        shown = ", ".join(f"{name} {figure:.3f}" for name, figure in figures.items())
        print(f"{folder}, {width} numbers: {shown}", flush=True)


def main() -> None:
    """Tune the encoder in one folder and write the new one to another."""
    parser = argparse.ArgumentParser(description="Tune a static encoder.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("models/chive-tuned"))
    parser.add_argument("--base", type=Path, default=Path("models/chive-sif"))
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0, help="of the tuning to keep, 0 to 1")
    parser.add_argument("--report", action="store_true", help="only measure the encoder")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # sums in one order, so that the bytes are the same
    if not arguments.report:
        table = Table(arguments.base)
        arrays = tune(table.arrays, load_data(table, arguments.datasets), arguments.share)
        # The card and the licence of the base are not those of what comes of it.
        leave = shutil.ignore_patterns("README.md", "LICENSE*", "*.safetensors")
        shutil.copytree(arguments.base, arguments.folder, ignore=leave, dirs_exist_ok=True)
        save_file(arrays, arguments.folder / "model.safetensors")
    report(arguments.folder, arguments.datasets)


if __name__ == "__main__":
    main()
