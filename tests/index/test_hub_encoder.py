from pathlib import Path

import numpy as np
import pytest

from assistant.config import load_settings
from assistant.errors import EncoderError
from assistant.index.encoder import open_encoder
from assistant.index.hub_encoder import HubEncoder


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose vector of a text is the mean of three letters' vectors."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "q:": 1, "d:": 2, "a": 3}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    rows = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=np.float32)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, rows)], device="cpu")
    folder = tmp_path_factory.mktemp("hub") / "small"
    model.save(str(folder))
    return folder


def test_questions_and_passages_get_their_own_prompts(small_model: Path) -> None:
    encoder = HubEncoder(small_model, {"query": "q: ", "document": "d: "})
    # Mean of q: (1, 0) and a (1, 1) is (1, .5); of d: (0, 1) and a it is (.5, 1).
    assert encoder.encode_queries(["a"])[0] == pytest.approx(np.array([2, 1]) / 5**0.5)
    assert encoder.encode_documents(["a"])[0] == pytest.approx(np.array([1, 2]) / 5**0.5)
    assert encoder.dimensions == 2
    assert encoder.name == "small"


def test_without_prompts_the_text_stands_alone_and_a_blank_has_no_vector(small_model: Path) -> None:
    vectors = HubEncoder(small_model, {}).encode_queries(["a", " \n", ""])
    assert vectors.dtype == np.float32
    assert vectors == pytest.approx(np.array([[0.5**0.5] * 2, [0, 0], [0, 0]]))


def test_prompts_change_the_fingerprint(small_model: Path) -> None:
    plain = HubEncoder(small_model, {}).fingerprint
    assert plain == HubEncoder(small_model, {}).fingerprint
    assert plain != HubEncoder(small_model, {"query": "q: "}).fingerprint


def test_the_configuration_names_a_folder(small_model: Path, tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text(f'model = "{small_model}"\n', encoding="utf-8")
    assert open_encoder(load_settings(tmp_path)).name == "small"


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model"])
def test_a_model_that_was_never_downloaded_is_one_japanese_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    (tmp_path / "assistant.toml").write_text(f'model = "{name}"\n', encoding="utf-8")
    with pytest.raises(EncoderError, match=r"このパソコンにありません.*hf download") as caught:
        open_encoder(load_settings(tmp_path))
    assert "connect" not in str(caught.value)


def test_a_folder_that_is_no_model_is_one_japanese_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match="読めません"):
        HubEncoder(tmp_path, {}).encode_queries(["a"])
