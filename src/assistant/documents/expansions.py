"""Expansions: what people would say when they look for a passage, written for finding it.

They lie beside a document as ``expansions/*.jsonl``, one object a line::

    {"passage": "opinion/prevention-1", "by": "foster_parent", "text": "…"}

``passage`` is an id without the document's name, ``by`` the point of view it is written from.
Expansions are no part of the document: they lead to a passage and are never shown or cited.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.documents.node import Node
from assistant.errors import CorpusError
from assistant.types import Document

FOLDER: Final = "expansions"

MAX_CHARACTERS: Final = 200
"""Of one expansion: a question or a phrase, not another document."""

MAX_PER_PASSAGE: Final = 200
"""Four times what a dozen points of view write; it bounds the index and the time of a search."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that lead to a passage: its whole id, the point of view, and the words."""

    passage: str
    by: str
    text: str


def load_expansions(corpus: Path, documents: Iterable[Document]) -> tuple[Expansion, ...]:
    """Return the expansions of ``documents``, which were read from the folder ``corpus``.

    They come by document, file name and line; the same words for the same passage come once.
    A document may have none. Raises CorpusError, in Japanese, naming the file and the line of one
    that is not in the form above, is too long, names no passage of its document, or is one too
    many.
    """
    found: dict[tuple[str, str], Expansion] = {}
    for document in documents:
        for each in _of_document(corpus / document.id, document):
            found.setdefault((each.passage, each.text), each)
    return tuple(found.values())


def _of_document(folder: Path, document: Document) -> Iterator[Expansion]:
    passages = {passage.id for passage in document.passages}
    counts: Counter[str] = Counter()
    for file in sorted((folder / FOLDER).glob("*.jsonl")):
        name = f"{document.id}/{FOLDER}/{file.name}"
        for number, line in enumerate(_lines(file, name), start=1):
            if not line.strip():
                continue
            node = Node(_object(line, f"{name}の{number}行目"), f"{name}の{number}行目")
            expansion = _read(node, document.id, passages)
            counts[expansion.passage] += 1
            if counts[expansion.passage] > MAX_PER_PASSAGE:
                raise node.wrong(
                    f"記述「{node.text('passage')}」の言い換えが{MAX_PER_PASSAGE}件を"
                    "超えています。減らしてください。"
                )
            yield expansion


def _lines(file: Path, name: str) -> list[str]:
    try:
        # Only a line feed ends a line: JSON may hold the other line breaks of Unicode.
        return file.read_bytes().decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{name}の{line}行目: UTF-8 の文字を期待しましたが、読めないバイト"
            f"（0x{error.object[error.start]:02x}）があります。UTF-8 で保存し直してください。"
        ) from error


def _object(line: str, where: str) -> dict[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CorpusError(
            f"{where}: JSON として読めません（{error}）。"
            '1行に1つ、{"passage": …, "by": …, "text": …} の形で書いてください。'
        ) from error
    if not isinstance(value, dict):
        raise CorpusError(f"{where}: JSON のオブジェクトを書いてください（現在: {line[:40]}）。")
    return value


def _read(node: Node, document: str, passages: Collection[str]) -> Expansion:
    passage, by, text = node.text("passage"), node.text("by"), node.text("text").strip()
    node.close()
    id = f"{document}/{passage}"
    if id not in passages:
        raise node.wrong(
            f"記述「{passage}」は文書にありません。"
            "「assistant search --json」の結果にある passage から、文書名を除いて書いてください。"
        )
    if not any(char.isalnum() for char in text):
        raise node.wrong("text に言葉がありません。探すときの言い方を書いてください。")
    if len(text) > MAX_CHARACTERS:
        raise node.wrong(
            f"text が{len(text):,}文字あります。{MAX_CHARACTERS}文字以内にしてください。"
        )
    return Expansion(id, by, text)
