import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.config import load_settings
from assistant.errors import EncoderError
from assistant.index.encoder import StaticEncoder, open_encoder

from .conftest import FREQUENCIES, ROOT, load_training_script, make_tiny_model

TEXTS = [
    "里親委託の推進には市町村の支援が課題である。",
    "こどもの家庭を支援する施設",
    "里親　里親\n里親",
    "知らない単語ばかりで、何ひとつ当たらない。",
    "",
    "。！？",
]


def st_vectors(encoder: StaticEncoder, folder: Path) -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    return np.asarray(model.encode([encoder.joined_words(text) for text in TEXTS]))


def test_a_vector_worked_out_by_hand(tiny_model: Path) -> None:
    from safetensors.numpy import load_file

    arrays = load_file(tiny_model / "model.safetensors")
    vocabulary = json.loads((tiny_model / "tokenizer.json").read_text())["model"]["vocab"]
    rows = arrays["embeddings"][arrays["mapping"]].astype(np.float64)
    a = load_training_script().SIF_A
    # 里親 and 委託 are words with a vector, の is a particle and has none.
    expected = sum(rows[vocabulary[w]] * a / (a + FREQUENCIES[w]) for w in ("里親", "委託")) / 2
    expected /= np.linalg.norm(expected)
    [vector] = StaticEncoder(tiny_model).encode_queries(["里親の委託"])
    assert vector == pytest.approx(expected, abs=2e-3)


def test_sentence_transformers_reads_the_same_folder_and_gives_the_same(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model)
    ours = encoder.encode_documents(TEXTS)
    assert np.abs(ours - st_vectors(encoder, tiny_model)).max() < 1e-5
    assert np.linalg.norm(ours, axis=1) == pytest.approx([1, 1, 1, 0, 0, 0])


def test_the_embedded_model_gives_what_sentence_transformers_gives() -> None:
    folder = ROOT / "models" / "chive-tuned"
    encoder = StaticEncoder(folder)
    ours = encoder.encode_documents(TEXTS)
    assert np.abs(ours - st_vectors(encoder, folder)).max() < 1e-5
    assert encoder.dimensions == 256


def test_the_embedded_model_knows_what_is_alike() -> None:
    encoder = StaticEncoder(ROOT / "models" / "chive-tuned")
    question, alike, other = encoder.encode_documents(
        ["子供を預かる家が足りない", "里親のなり手が不足している", "会議は午前九時から開かれた"]
    )
    assert question @ alike > question @ other + 0.1


def test_a_word_is_known_by_its_surface_or_else_by_its_lemma(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model)
    # 子供 is the lemma of こども; only こども has a vector, which the dictionary reads as 子供.
    assert encoder.joined_words("ｻﾄｵﾔではなく里親のこども、ショート") == "里親 こども ショート"


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "words.json"])
def test_another_model_has_another_fingerprint(tiny_model: Path, tmp_path: Path, file: str) -> None:
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    assert StaticEncoder(copy).fingerprint == StaticEncoder(tiny_model).fingerprint
    data = bytearray((copy / file).read_bytes())
    data[-1] ^= 1
    (copy / file).write_bytes(data)
    assert StaticEncoder(copy).fingerprint != StaticEncoder(tiny_model).fingerprint


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", None),
        ("model.safetensors", b"not tensors"),
        ("tokenizer.json", b"{"),
        ("tokenizer.json", b'{"model": {"vocab": {"[UNK]": 0}}}'),
        ("words.json", b'{"dictionary": "ipadic"}'),
    ],
)
def test_a_damaged_model_is_said_in_japanese(
    tiny_model: Path, tmp_path: Path, file: str, content: bytes | None
) -> None:
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / file).unlink() if content is None else (copy / file).write_bytes(content)
    with pytest.raises(EncoderError, match=r"埋め込みモデル .* を読めません"):
        StaticEncoder(copy).encode_queries(["里親"])


def test_a_missing_folder_is_said_in_japanese(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"フォルダー .*chive-tuned がありません"):
        open_encoder(load_settings(tmp_path))


def test_no_torch_is_imported(tiny_model: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.index.encoder import StaticEncoder\n"
        f"StaticEncoder(Path({str(tiny_model)!r})).encode_queries(['里親'])\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_training_script_writes_the_same_bytes_twice(tiny_model: Path, tmp_path: Path) -> None:
    again = make_tiny_model(tmp_path / "again")
    files = sorted(f.relative_to(again) for f in again.rglob("*") if f.is_file())
    assert [str(f) for f in files] == [
        "1_Normalize/config.json",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "tokenizer.json",
        "words.json",
    ]
    for file in files:
        assert (again / file).read_bytes() == (tiny_model / file).read_bytes(), file


@pytest.mark.parametrize(
    ("text", "key"),
    [
        # From the documentation of spaCy, whose vocabulary the word vectors come in.
        ("apple", 8566208034543834098),
        ("coffee", 3197928453018144401),
    ],
)
def test_strings_are_keyed_as_the_vectors_are(text: str, key: int) -> None:
    assert load_training_script().string_key(text) == key


def test_words_that_a_text_cannot_ask_for_are_left_out() -> None:
    reachable = load_training_script().reachable
    assert reachable(["里親", "の", "市町村の支援", "里 親"], {"里親": 1e-6, "の": 0.1}) == {"里親"}
    # A rare inflected form is left to its lemma.
    assert reachable(["決める", "決め"], {"決める": 1e-5}) == {"決める"}
