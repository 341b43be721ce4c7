"""Passages and their expansions as the rows of a collection, and the digest of what they are of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index.build import text_for_words
from assistant.index.codec import _plain as to_plain
from assistant.index.digest import digest_bytes
from assistant.index.encoder import Encoder
from assistant.index.interaction import WordVectors
from assistant.index.literals import figure_marks
from assistant.index.lookup import said_marks
from assistant.index.milvus.layout import (
    EXPANSIONS,
    PASSAGES,
    check_row,
    said_mark,
    scope_of,
    written,
)
from assistant.index.words import terms
from assistant.text.figures import find_figures
from assistant.text.normalize import holding_key
from assistant.types import Document, Passage

Row = dict[str, Any]


class DocumentRows:
    """The rows of one document, of which only those that are asked for are made."""

    def __init__(
        self, document: Document, encoder: Encoder, expansions: Mapping[str, Sequence[str]]
    ) -> None:
        """Take a document; ``expansions`` holds their texts by the id of the passage."""
        self.id = document.id
        self._encoder = encoder
        self._words_of = encoder.words_of if isinstance(encoder, WordVectors) else None
        self._expansions = expansions
        self._passages = {p.id: p for p in document.passages}
        self._places = {p.id: place for place, p in enumerate(document.passages)}
        self._rows_of_tables = {
            row.passage
            for table in document.tables
            for row in (*table.rows, *((table.total,) if table.total else ()))
        }
        self.digests = {id: self._digest(passage) for id, passage in self._passages.items()}
        """By the id of a passage, in printed order: another for anything that gives other rows."""

    def passages(self, ids: Sequence[str]) -> list[Row]:
        """Return the rows of these passages. Raises CorpusError for one that is too large."""
        texts = [self._passages[id].text for id in ids]
        vectors = self._encoder.encode_documents(texts)
        rows = [self._passage(id, vector) for id, vector in zip(ids, vectors, strict=True)]
        for row in rows:
            check_row(row, PASSAGES)
        return rows

    def expansions(self, ids: Sequence[str]) -> list[Row]:
        """Return the rows of the expansions of these passages."""
        found = [
            (self._passages[id], number, text)
            for id in ids
            for number, text in enumerate(self._expansions.get(id, ()))
        ]
        if not found:
            return []
        vectors = self._encoder.encode_documents([text for _, _, text in found])
        rows = [
            {
                "id": f"{passage.id}#{number}",
                "passage": passage.id,
                **scope_of(passage),
                "vector": vector.tolist(),
            }
            for (passage, number, _), vector in zip(found, vectors, strict=True)
        ]
        for row in rows:
            check_row(row, EXPANSIONS)
        return rows

    def _passage(self, id: str, vector: NDArray[np.float32]) -> Row:
        passage = self._passages[id]
        text = text_for_words(passage)
        more = self._expansions.get(id, ())
        whole = "\n".join((text, *more))
        words = terms(text)
        figures = find_figures(passage.text)
        marks = figure_marks(passage.text)
        marks += [said_mark(mark) for figure in figures for mark in said_marks(figure)]
        return {
            "id": id,
            "digest": self.digests[id],
            **scope_of(passage),
            "place": self._places[id],
            "row": id in self._rows_of_tables,
            "vector": vector.tolist(),
            "words": written(words),
            "length": len(words),
            "expanded_words": written(terms(whole)) if more else "",
            "expanded": bool(more),
            "nearest_words": self._nearest_words(whole),
            "key": holding_key(passage.text),
            "marks": list(dict.fromkeys(marks)),
            "passage": to_plain(passage),
        }

    def _nearest_words(self, text: str) -> str:
        return "\n".join(sorted(set(self._words_of(text)))) if self._words_of else ""

    def _digest(self, passage: Passage) -> str:
        made_of = (
            to_plain(passage),
            self._places[passage.id],
            passage.id in self._rows_of_tables,
            list(self._expansions.get(passage.id, ())),
        )
        return digest_bytes(json.dumps(made_of, ensure_ascii=False).encode("utf-8", "replace"))
