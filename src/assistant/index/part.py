"""A part of an index: some documents with everything that is looked up in them.

A part depends on its documents alone, so that a change in one leaves the other parts as they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from assistant.errors import CorpusError
from assistant.index.analyse import analyse
from assistant.index.arrays import Files, Stored
from assistant.index.attributes import Attributes
from assistant.index.codec import documents_from_json, documents_to_json, plain, reader
from assistant.index.encoder import Encoder
from assistant.index.expanded import ExpandedIndex, expanded_to_files
from assistant.index.ids import Ids
from assistant.index.interaction import InteractionIndex, TextWords, WordVectors
from assistant.index.literals import LiteralIndex
from assistant.index.outline import Outline
from assistant.index.rows import Lines, Rows, Window
from assistant.index.vectors import VectorIndex, vectors_to_files
from assistant.index.words import WordIndex
from assistant.types import Document, Passage, Piece

if TYPE_CHECKING:
    from assistant.documents.expansions import Expansion


class Names:
    """The names of the files of a part, or how they begin."""

    DOCUMENTS: Final = "documents.json"
    OUTLINES: Final = "outlines.json"
    SOURCE: Final = "source-{number:04}.txt"
    PASSAGES: Final = "passages"
    PIECES: Final = "pieces"
    IDS: Final = "ids"
    ATTRIBUTES: Final = "attributes"
    VECTORS: Final = "vectors"
    LITERALS: Final = "literals"
    WORDS: Final = "words"
    INTERACTION: Final = "interaction"
    """Only where the encoder knows single words."""
    EXPANDED: Final = "expanded"
    """Only where a passage has expansions."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part that is open. Numbers of passages count from its first one.

    ``documents`` and their passages are in the order of the corpus and of the sources.
    """

    documents: tuple[Document, ...]
    outlines: tuple[Outline, ...]
    passages: Sequence[Passage]
    ids: Ids
    attributes: Attributes
    words: WordIndex
    vectors: VectorIndex
    literals: LiteralIndex
    expanded: ExpandedIndex | None
    interaction: InteractionIndex | None


def build_part(
    documents: Sequence[Document], encoder: Encoder, expansions: Sequence[Expansion] = ()
) -> Files:
    """Return the files of the part of ``documents``: the same ones give the same bytes.

    ``expansions`` must name passages of the documents. Raises CorpusError where two passages have
    the same id.
    """
    passages = [passage for document in documents for passage in document.passages]
    check_ids(passages)
    rows = {id for document in documents for id in rows_of_tables(document)}
    known = analyse(passages, rows, texts_by_passage(expansions), encoder)
    outlines = [known.outlines[d.id].outline() if d.passages else Outline() for d in documents]
    # FAISS works without Python, which does the rest meanwhile.
    with ThreadPoolExecutor(1) as beside:
        encoded = beside.submit(vectors_to_files, known.vectors, Names.VECTORS)
        files: Files = {
            **documents_to_files(documents, outlines),
            **known.lines.to_files(Names.PASSAGES),
            **Ids.of([passage.id for passage in passages]).to_files(Names.IDS),
            **Attributes.of(passages).to_files(Names.ATTRIBUTES),
            **WordIndex.of(known.terms).to_files(Names.WORDS),
            **LiteralIndex.of(known.keys, known.said).to_files(Names.LITERALS),
        }
        if known.words is not None:
            files |= TextWords.of(known.words).to_files(Names.INTERACTION)
        files |= encoded.result()
    if known.expanded is not None:
        number = {passage.id: n for n, passage in enumerate(passages)}
        pairs = sorted(((number[e.passage], e.text) for e in expansions), key=itemgetter(0))
        owners = np.array([owner for owner, _ in pairs], dtype=np.int32)
        vectors = encoder.encode_documents([text for _, text in pairs])
        words = WordIndex.of(known.expanded)
        files |= expanded_to_files(words, vectors, owners, Names.EXPANDED)
    return files


def check_ids(passages: Sequence[Passage]) -> None:
    """Raise CorpusError where two passages have the same id."""
    [(most_frequent, times)] = Counter(p.id for p in passages).most_common(1) or [("", 0)]
    if times > 1:
        raise CorpusError(
            f"記述の識別名「{most_frequent}」が{times}か所にあります。"
            "document.toml の id を直して、1か所だけにしてください。"
        )


def rows_of_tables(document: Document) -> set[str]:
    """Return the ids of the passages that are rows of the tables of a document."""
    return {
        row.passage
        for table in document.tables
        for row in (*table.rows, *((table.total,) if table.total else ()))
    }


def texts_by_passage(expansions: Sequence[Expansion]) -> dict[str, list[str]]:
    """Return the texts of expansions by the id of their passage, in their order."""
    said: dict[str, list[str]] = {}
    for expansion in expansions:
        said.setdefault(expansion.passage, []).append(expansion.text)
    return said


def documents_to_files(documents: Sequence[Document], outlines: Sequence[Outline]) -> Files:
    """Return the files of all that documents are but their passages, with their outlines."""
    bare = [replace(d, source="", passages=(), pieces=()) for d in documents]
    counts = [(len(d.passages), len(d.pieces)) for d in documents]
    return {
        Names.DOCUMENTS: documents_to_json(bare),
        Names.OUTLINES: _json([plain(outlines), counts]),
        **{
            Names.SOURCE.format(number=n): d.source.encode("utf-8", "surrogatepass")
            for n, d in enumerate(documents)
        },
        **Lines.of(piece for d in documents for piece in d.pieces).to_files(Names.PIECES),
    }


def documents_from_files(
    files: Stored, passages_of: Callable[[str, range], Sequence[Passage]]
) -> tuple[tuple[Document, ...], tuple[Outline, ...]]:
    """Return what :func:`documents_to_files` wrote.

    ``passages_of`` is given the id of each document and the numbers of its passages, which count
    on from one document to the next.
    """
    pieces = Rows(files, Names.PIECES, Piece)
    outlines, counts = json.loads(bytes(files[Names.OUTLINES]))
    documents, first, first_piece = [], 0, 0
    for number, bare in enumerate(documents_from_json(bytes(files[Names.DOCUMENTS]))):
        of_passages, of_pieces = counts[number]
        source = bytes(files[Names.SOURCE.format(number=number)])
        documents.append(
            replace(
                bare,
                source=source.decode("utf-8", "surrogatepass"),
                passages=passages_of(bare.id, range(first, first + of_passages)),
                pieces=Window(pieces, range(first_piece, first_piece + of_pieces)),
            )
        )
        first, first_piece = first + of_passages, first_piece + of_pieces
    return tuple(documents), tuple(map(reader(Outline), outlines))


def open_part(files: Stored, encoder: Encoder) -> Part:
    """Return the part of the files that :func:`build_part` made with this encoder."""
    passages = Rows(files, Names.PASSAGES, Passage)
    documents, outlines = documents_from_files(files, lambda _, own: Window(passages, own))
    texts = TextWords.from_files(files, Names.INTERACTION)
    return Part(
        documents=documents,
        outlines=outlines,
        passages=passages,
        ids=Ids.from_files(files, Names.IDS),
        attributes=Attributes.from_files(files, Names.ATTRIBUTES),
        words=WordIndex.from_files(files, Names.WORDS, len(passages)),
        vectors=VectorIndex.from_files(files, Names.VECTORS),
        literals=LiteralIndex.from_files(files, Names.LITERALS),
        expanded=ExpandedIndex.from_files(files, Names.EXPANDED, len(passages)),
        interaction=InteractionIndex(texts, encoder)
        if texts and isinstance(encoder, WordVectors)
        else None,
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
