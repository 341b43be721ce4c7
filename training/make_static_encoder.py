"""Make the embedded encoder ``models/chive-sif/`` from published word vectors.

    pip install -e '.[training]'
    python training/make_static_encoder.py

What goes in: chiVe word vectors (Apache-2.0) as the ``ja-ginza`` package carries them, 480,443
words over 20,000 rows of 300 numbers, and the Japanese word frequencies of ``wordfreq``. What
comes out: a folder that sentence-transformers reads. The same input gives the same bytes.

The vector of a text is the SIF mean of its words (Arora, Liang and Ma, "A simple but tough-to-beat
baseline for sentence embeddings", 2017): each word weighted by ``a / (a + p)``, common directions
removed. Both are linear in the word vectors, so both are done here and nothing is left to do when
a text is encoded but to average.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from assistant.index.static_words import SILENT_POS, UNKNOWN, WORDS_FILE, words_description
from assistant.text.normalize import normalize
from assistant.text.segment import segment

SIF_A = 1e-3
"""The weight parameter of the SIF paper, whose range is 1e-3 to 1e-4; 1e-3 was better on both
development sets tried (sentence similarity and questions over a meeting summary)."""

COMMON_DIRECTIONS = 3
"""How many directions to remove: dimensions / 100, after Mu and Viswanath, "All-but-the-top",
2018, which also subtracts the mean."""

DIMENSIONS = 256
"""Numbers per word kept of 300, so that the model stays below 15 MB; the correlation on JSTS goes
from .696 to .694, the questions do not change."""

_MASK = (1 << 64) - 1


def string_key(text: str) -> int:
    """Return the 64-bit key under which the vocabulary stores a string: MurmurHash64A, seed 1."""
    data = text.encode("utf-8")
    multiplier, length = 0xC6A4A7935BD1E995, len(data)
    result = (1 ^ (length * multiplier)) & _MASK
    whole = length - length % 8
    for start in range(0, whole, 8):
        block = int.from_bytes(data[start : start + 8], "little") * multiplier & _MASK
        block = (block ^ (block >> 47)) * multiplier & _MASK
        result = (result ^ block) * multiplier & _MASK
    if whole < length:
        result = (result ^ int.from_bytes(data[whole:], "little")) * multiplier & _MASK
    result = (result ^ (result >> 47)) * multiplier & _MASK
    return result ^ (result >> 47)


def read_vectors(vocabulary: Path) -> tuple[dict[str, int], NDArray[np.float32]]:
    """Return word → row, and the rows (n, dimensions), of a spaCy vocabulary folder."""
    import msgpack  # type: ignore[import-untyped]  # it has none

    rows = msgpack.unpackb((vocabulary / "key2row").read_bytes(), strict_map_key=False)
    strings = json.loads((vocabulary / "strings.json").read_text(encoding="utf-8"))
    words = {text: rows[key] for text in strings if (key := string_key(text)) in rows}
    return words, np.load(vocabulary / "vectors")


def reachable(words: Iterable[str], frequencies: Mapping[str, float]) -> set[str]:
    """Return the words that a segmented text can ask for, case-folded.

    The encoder looks a word up by its surface, then by its lemma. So kept are the words that the
    dictionary leaves whole and that have a frequency, and the lemmas of all that it leaves whole:
    of a rare inflected form the lemma says enough. What it takes for several words, it will take
    for several in a text.
    """
    known = {word.casefold() for word in words}
    kept = set()
    for word in sorted(known):
        tokens = segment(word)
        if len(tokens) != 1 or tokens[0].surface != word or tokens[0].pos in SILENT_POS:
            continue
        if word in frequencies and normalize(word).text == word:
            kept.add(word)
        lemma = tokens[0].lemma.casefold()
        # A word that the dictionary does not hold has no reading, and itself for a lemma.
        if tokens[0].reading and lemma in known:
            kept.add(lemma)
    return kept


def uncommon(
    rows: NDArray[np.float32],
    used: NDArray[np.intp],
    weights: NDArray[np.float64],
    drop: int = COMMON_DIRECTIONS,
    keep: int = DIMENSIONS,
) -> NDArray[np.float64]:
    """Return ``rows`` without their mean and ``drop`` strongest directions, in the ``keep`` next.

    ``used`` and ``weights`` give the row of each word and how much of a text it makes up.
    """
    share = weights / weights.sum()
    sample = rows[used].astype(np.float64)
    mean = share @ sample
    centred = sample - mean
    _, directions = np.linalg.eigh((centred * share[:, None]).T @ centred)  # weakest first
    end = directions.shape[1] - drop
    axes = directions[:, max(0, end - keep) : end]
    # The sign of an eigenvector is the library's choice: make it ours.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    result: NDArray[np.float64] = (rows.astype(np.float64) - mean) @ axes
    return result


def make(
    folder: Path,
    words: Mapping[str, int],
    rows: NDArray[np.float32],
    frequencies: Mapping[str, float],
) -> int:
    """Write the model of ``words`` (word → row of ``rows``) to ``folder``; return how many words.

    ``frequencies`` are shares of running text; a word without one counts as rarest, weight 1.
    """
    by_folded: dict[str, int] = {}
    for word in sorted(words, key=lambda word: (word != word.casefold(), word)):
        by_folded.setdefault(word.casefold(), words[word])
    kept = sorted(reachable(words, frequencies), key=lambda word: (-frequencies.get(word, 0), word))
    share = np.array([frequencies.get(word, 0.0) for word in kept])
    weights = SIF_A / (SIF_A + share)
    used = np.array([by_folded[word] for word in kept], dtype=np.intp)
    moved = uncommon(rows, used, share * weights)

    # Rows that no kept word uses are left out; row 0 is the unknown word's: nothing.
    needed, mapping = np.unique(used, return_inverse=True)
    embeddings = np.vstack([np.zeros((1, moved.shape[1])), moved[needed]]).astype(np.float16)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {
            "embeddings": embeddings,
            "mapping": np.concatenate([[0], mapping + 1]).astype(np.int32),
            "weights": np.concatenate([[0.0], weights]).astype(np.float32),
        },
        folder / "model.safetensors",
    )
    _write_tokenizer(folder, [UNKNOWN, *kept])
    _write_modules(folder)
    return len(kept)


def _write_tokenizer(folder: Path, words: list[str]) -> None:
    tokenizer: dict[str, object] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: number for number, word in enumerate(words)},
            "unk_token": UNKNOWN,
        },
    }
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    _write_json(folder / WORDS_FILE, words_description())


def _write_modules(folder: Path) -> None:
    """Write what tells sentence-transformers to average the rows and scale to length 1."""
    modules = "sentence_transformers.models"
    _write_json(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": f"{modules}.StaticEmbedding"},
            {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{modules}.Normalize"},
        ],
    )
    _write_json(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"},
    )
    (folder / "1_Normalize").mkdir(exist_ok=True)
    _write_json(folder / "1_Normalize" / "config.json", {})


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def find_vocabulary() -> Path:
    """Return the vocabulary folder of the installed ``ja-ginza`` without importing spaCy."""
    spec = importlib.util.find_spec("ja_ginza")
    if spec is None or spec.origin is None:
        raise SystemExit("ja-ginza is not installed: pip install -e '.[training]'")
    [vocabulary] = Path(spec.origin).parent.glob("ja_ginza-*/vocab")
    return vocabulary


def main() -> None:
    """Write the model to ``models/chive-sif`` or to the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("models/chive-sif"))
    folder = parser.parse_args().folder

    from wordfreq import get_frequency_dict

    words, rows = read_vectors(find_vocabulary())
    count = make(folder, words, rows, get_frequency_dict("ja", "large"))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {count:,} words, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
