"""Reranking with a small cross-encoder that counts the words a passage shares with the query."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.config import load_settings
from assistant.errors import EncoderError
from assistant.index.part import build_part
from assistant.index.reranker import Reranker
from assistant.index.search import Index
from assistant.index.store import index_of
from assistant.types import Document, Passage

from .conftest import FakeEncoder


def small_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """A BERT of two layers with weights drawn from a seed."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"里親施設支援児童不足"]
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(  # type: ignore[call-arg]
        vocab_size=len(words), hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=16, num_labels=labels,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    CrossEncoder(str(folder), local_files_only=True).save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_cross_encoder(tmp_path_factory.mktemp("models") / "small")


def test_scores_are_the_logistic_of_the_models_output(model: Path) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    pairs = [("里親", "里親不足"), ("里親", "施設"), ("里親", "")]
    raw = CrossEncoder(str(model)).predict(pairs, activation_fn=Identity())
    scores = Reranker(model).scores("里親", [text for _, text in pairs])
    assert scores == pytest.approx(1 / (1 + np.exp(-raw)), abs=1e-6)
    assert Reranker(model).scores("里親", []).shape == (0,)


def test_a_model_with_several_outputs_is_refused(tmp_path: Path) -> None:
    folder = small_cross_encoder(tmp_path / "three", labels=3)
    with pytest.raises(EncoderError, match="出力が3個"):
        Reranker(folder).scores("里親", ["施設"])


@pytest.mark.parametrize("name", ["nobody/none", "./models/none"])
def test_a_missing_model_is_one_sentence_with_the_way_back(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    (tmp_path / "assistant.toml").write_text(f'rerank = "{name}"\n', encoding="utf-8")
    rerank = load_settings(tmp_path).rerank
    assert rerank is not None
    with pytest.raises(EncoderError, match="--rerank none"):
        Reranker(rerank)


def test_a_half_copied_model_is_one_sentence(model: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text((model / "config.json").read_text(), encoding="utf-8")
    with pytest.raises(EncoderError, match=r"並べ替えのモデル.*読めません"):
        Reranker(tmp_path).scores("里親", ["施設"])


class Backwards(Reranker):
    """Likes what comes late in the alphabet, and remembers what it was given."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, query: str, texts: object) -> np.ndarray:
        self.read = list(texts)  # type: ignore[call-overload]
        return np.array([ord(text[-1]) / 2**16 for text in self.read])


def test_the_reranker_orders_what_literals_leave_equal() -> None:
    texts = ["里親の支援a", "里親の支援c", "里親の支援b", "「不足」の里親a"]
    passages = tuple(Passage(f"d/{n}", "d", "opinion", "", t, 0, 1) for n, t in enumerate(texts))
    document = Document("d", "題", "県", "2024", "", "\n".join(texts), passages, ())
    encoder = FakeEncoder()
    reranker = Backwards()
    index: Index = index_of(build_part([document], encoder), encoder, reranker)
    hits = index.search("里親の「不足」")
    assert [hit.passage.id for hit in hits] == ["d/3", "d/1", "d/2", "d/0"]
    assert sorted(reranker.read) == sorted(texts), "passages are read without heading or expansion"
    assert hits[1].score == pytest.approx((1 + ord("c") / 2**16) / 2)
    assert hits[1].legs["rerank"] == pytest.approx(ord("c") / 2**16)
    assert json.dumps([dict(hit.legs) for hit in hits])
