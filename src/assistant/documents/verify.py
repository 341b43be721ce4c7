"""What must hold for every document, whatever reader read it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import chain

from assistant.documents.source import Source
from assistant.text.normalize import squeeze
from assistant.types import Document, Passage, Piece

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")


def verify(document: Document, source: Source) -> None:
    """Check ids, offsets, pairs and cells of a document that was just read.

    Every non-blank character of the source must belong to exactly one passage or piece; every
    passage must say what stands at its span; a cell with a span must hold the number there.
    Raises CorpusError with the line of the first thing that does not hold.
    """
    _verify_cover(document, source)
    _verify_passages(document, source)
    _verify_tables(document, source)


def _verify_cover(document: Document, source: Source) -> None:
    units: list[Passage | Piece] = [*document.passages, *document.pieces]
    end = 0
    for unit in sorted(units, key=lambda unit: (unit.start, unit.end)):
        if unit.start < end:
            raise source.wrong(unit.start, "同じ文字が二つの部分に読み取られました。")
        _verify_blank(source, end, unit.start)
        end = unit.end
    _verify_blank(source, end, len(source.text))


def _verify_blank(source: Source, start: int, end: int) -> None:
    missed = source.next_ink(start)
    if missed < end:
        raise source.wrong(missed, f"「{source.text[missed:end].strip()}」が読み取られていません。")


def _verify_passages(document: Document, source: Source) -> None:
    by_id = {passage.id: passage for passage in document.passages}
    for passage in document.passages:
        printed = source.text[passage.start : passage.end]
        if passage.text != printed and squeeze(passage.text) != squeeze(printed):
            raise source.wrong(passage.start, f"「{passage.id}」の本文が原文と一致しません。")
        for other in passage.paired:
            if other not in by_id or passage.id not in by_id[other].paired:
                raise source.wrong(passage.start, f"「{passage.id}」の対になる記載がありません。")
    if not by_id:
        raise source.wrong(0, "引用できる本文がありません。")
    id, count = Counter(p.id for p in document.passages).most_common(1)[0]
    if count > 1:
        raise source.wrong(by_id[id].start, f"「{id}」という識別名が{count}回使われています。")


def _verify_tables(document: Document, source: Source) -> None:
    by_id = {passage.id: passage for passage in document.passages}
    for table in document.tables:
        for row in chain(table.rows, () if table.total is None else (table.total,)):
            passage = by_id[row.passage]
            for cell in row.cells.values():
                if cell.span is None:
                    continue
                inside = passage.start <= cell.span.start < cell.span.end <= passage.end
                printed = source.text[cell.span.start : cell.span.end]
                if not inside or number(printed) != cell.value:
                    raise source.wrong(
                        cell.span.start, f"表の数字「{printed}」が{cell.value}と読まれています。"
                    )
        for note in table.notes:
            if note not in by_id:
                raise source.wrong(0, f"表の注記「{note}」が文書にありません。")


def number(printed: str) -> int | float | None:
    """Return the number that ``printed`` is (any width, with or without commas), or None."""
    plain = squeeze(unicodedata.normalize("NFKC", printed)).replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        return None
    plain = plain.replace(",", "")
    return float(plain) if "." in plain else int(plain)
