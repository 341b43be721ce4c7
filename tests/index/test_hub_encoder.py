from pathlib import Path

import numpy as np
import pytest

from assistant.config import load_settings
from assistant.errors import EncoderError
from assistant.index.encoder import open_encoder
from assistant.index.hub_encoder import HubEncoder
from assistant.index.prompts import prompts_for


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


@pytest.mark.parametrize(
    ("name", "query", "why"),
    [
        ("cl-nagoya/ruri-v3-130m", "検索クエリ: ", "by its name on the hub"),
        ("ruri-v3-30m", "検索クエリ: ", "by the name of its folder"),
        ("cl-nagoya/ruri-base-v2", "クエリ: ", "the first that fits: v3 has others"),
        ("intfloat/multilingual-e5-small", "query: ", "a part of the name"),
        ("intfloat/multilingual-e5-large-instruct", "Instruct: ", "not those of e5"),
        ("pkshatech/GLuCoSE-base-ja-v2", "query: ", "capitals"),
        ("google/embeddinggemma-300m", "task: search result | query: ", ""),
        ("BAAI/bge-m3", "", "known to need none"),
        ("someone/unknown", None, "nothing known"),
    ],
)
def test_prompts_of_known_models(name: str, query: str | None, why: str, tmp_path: Path) -> None:
    found = prompts_for(tmp_path, name, {})
    assert found.get("query", "x").startswith(query) if query is not None else found == {}, why


def test_own_prompts_go_before_the_table_and_chosen_ones_before_both(tmp_path: Path) -> None:
    config = tmp_path / "config_sentence_transformers.json"
    config.write_text('{"prompts": {"query": "own: ", "document": ""}}', encoding="utf-8")
    assert prompts_for(tmp_path, "ruri-v3-30m", {}) == {}, "the library reads them itself"
    assert prompts_for(tmp_path, "ruri-v3-30m", {"query": "a"}) == {"query": "a"}
    for broken in ('{"prompts": {"query": "", "document": ""}}', "{", "[]", '{"prompts": null}'):
        config.write_text(broken, encoding="utf-8")
        assert prompts_for(tmp_path, "ruri-v3-30m", {})["document"] == "検索文書: "


def test_vectors_are_cut_and_stay_of_length_one(small_model: Path) -> None:
    encoder = HubEncoder(small_model, {}, dimensions=1)
    assert encoder.encode_documents(["a"]) == pytest.approx(np.array([[1.0]]))
    assert encoder.dimensions == 1
    assert encoder.fingerprint != HubEncoder(small_model, {}).fingerprint


def test_the_embedded_model_stands_in_only_where_the_settings_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    embedded = tmp_path / "models" / "chive-tuned"
    embedded.mkdir(parents=True)
    (embedded / "words.json").write_text("{}", encoding="utf-8")
    file = tmp_path / "assistant.toml"
    file.write_text('model = "nobody/none"\n', encoding="utf-8")
    told: list[str] = []
    with pytest.raises(EncoderError):
        open_encoder(load_settings(tmp_path), told.append)
    assert told == []
    file.write_text('model = "nobody/none"\nfallback = true\n', encoding="utf-8")
    assert open_encoder(load_settings(tmp_path), told.append).name == "chive-tuned"
    assert len(told) == 1
    assert "nobody/none" in told[0]
    assert "同梱のモデルを使います" in told[0]
