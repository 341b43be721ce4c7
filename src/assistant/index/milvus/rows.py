"""Passages and their expansions as the rows of a collection, and the digest of what they are of."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.index.analyse import text_for_words
from assistant.index.codec import plain
from assistant.index.digest import digest_bytes
from assistant.index.encoder import Encoder
from assistant.index.interaction import WordVectors
from assistant.index.literals import figure_marks, said_marks
from assistant.index.milvus.layout import (
    EXPANSIONS,
    PASSAGES,
    check_row,
    said_mark,
    scope_of,
    written,
)
from assistant.index.outline import OutlineMaker
from assistant.index.words import terms
from assistant.text.figures import find_figures
from assistant.text.normalize import holding_key, normalize
from assistant.text.segment import words_of
from assistant.types import Passage

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A passage of a document with all that its rows are made from, and whether they are missing.

    ``place`` is its number in the document; ``row``: it is a row of a table. ``expansions`` are
    the words that people look for it with.
    """

    passage: Passage
    place: int
    row: bool
    expansions: tuple[str, ...]
    missing: bool = True

    @property
    def digest(self) -> str:
        """Another for anything that gives other rows by the same encoder and the same code."""
        made_of = (plain(self.passage), self.place, self.row, self.expansions)
        return digest_bytes(json.dumps(made_of, ensure_ascii=False).encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The rows of those passages of a run that are missing, and what all of the run hold."""

    passages: Sequence[Row]
    expansions: Sequence[Row]
    outline: OutlineMaker


def rows_of(items: Sequence[Item], encoder: Encoder) -> Run:
    """Return the rows of ``items``. Raises CorpusError for a passage that is too large."""
    outline = OutlineMaker()
    for item in items:
        text = item.passage.text
        words = words_of(normalize(text).text)
        outline.add(item.passage, words, find_figures(text), row=item.row)
    missing = [item for item in items if item.missing]
    vectors = _vectors([item.passage.text for item in missing], encoder)
    passages = [
        _passage_row(item, vector, encoder) for item, vector in zip(missing, vectors, strict=True)
    ]
    said = [(item.passage, n, t) for item in missing for n, t in enumerate(item.expansions)]
    vectors = _vectors([text for _, _, text in said], encoder)
    expansions = [
        {
            "id": f"{passage.id}#{number}",
            "passage": passage.id,
            **scope_of(passage),
            "vector": vector,
        }
        for (passage, number, _), vector in zip(said, vectors, strict=True)
    ]
    for row in passages:
        check_row(row, PASSAGES)
    for row in expansions:
        check_row(row, EXPANSIONS)
    return Run(passages, expansions, outline)


def _vectors(texts: list[str], encoder: Encoder) -> list[list[float]]:
    vectors: list[list[float]] = encoder.encode_documents(texts).tolist() if texts else []
    return vectors


def _passage_row(item: Item, vector: list[float], encoder: Encoder) -> Row:
    passage = item.passage
    text = text_for_words(passage)
    whole = "\n".join((text, *item.expansions))
    words = terms(text)
    nearest = set(encoder.words_of(whole)) if isinstance(encoder, WordVectors) else ()
    said = [mark for figure in find_figures(passage.text) for mark in said_marks(figure)]
    return {
        "id": passage.id,
        "digest": item.digest,
        **scope_of(passage),
        "place": item.place,
        "row": item.row,
        "vector": vector,
        "words": written(words),
        "length": len(words),
        "expanded_words": written(terms(whole)) if item.expansions else "",
        "expanded": bool(item.expansions),
        "nearest_words": " ".join(sorted(nearest)),
        "key": holding_key(passage.text),
        "marks": list(dict.fromkeys([*figure_marks(passage.text), *map(said_mark, said)])),
        "passage": plain(passage),
    }


def items_of(
    passages: Sequence[Passage],
    rows: Collection[str],
    expansions: Mapping[str, Sequence[str]],
) -> list[Item]:
    """Return the items of a document: ``rows`` are the ids of its passages that are rows."""
    return [
        Item(passage, place, passage.id in rows, tuple(expansions.get(passage.id, ())))
        for place, passage in enumerate(passages)
    ]
