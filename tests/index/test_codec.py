import dataclasses
from pathlib import Path

import pytest

from assistant.documents.load import load_corpus
from assistant.index.codec import documents_from_json, documents_to_json
from assistant.types import (
    Cell,
    Dimension,
    Document,
    Measure,
    Passage,
    Piece,
    Quantity,
    Region,
    Span,
    Table,
    TableRow,
)

from .conftest import ROOT

ROW = TableRow(
    "d/row", {"day": "2024-10-17"}, {"m": Cell(1.0, "printed", Span(3, 4)), "n": Cell(0, "empty")}
)
FULL = Document(
    id="d",
    title="題名\n「引用」\U0001f600",
    publisher="",
    date="2024-11",
    licence="CC BY",
    source="本文\r\n\x07",
    passages=(
        Passage("d/1", "d", "opinion", "節", "本文", 0, 2, paired=("d/2",), repeated=True),
        Passage(
            "d/2", "d", "policy", "節", "文", 1, 2, Region(None, "unresolved", "理由", ("甲",))
        ),
        Passage("d/row", "d", "row", "節", "行", 2, 3, Region("甲", "stated"), label="欄"),
    ),
    pieces=(Piece("layout", "枠", 3, 4),),
    tables=(
        Table(
            id="t",
            document="d",
            title="表",
            section="節",
            row_noun="会場",
            key="day",
            dimensions=(Dimension("day", "日", "date", ("日付",), aliases={"a": ("b", "c")}),),
            quantities=(Quantity("q", "人数", ("名",)),),
            measures=(Measure("m", "里親", "q", "里親", "名", parent="n", additive=False),),
            rows=(ROW,),
            total=ROW,
        ),
    ),
    regions=("甲",),
    sections=("節",),
    aliases={"節": ("項",)},
    places={"市": "甲"},
)


@pytest.mark.parametrize("document", [FULL, dataclasses.replace(FULL, tables=(), passages=())])
def test_a_document_is_read_back_equal(document: Document) -> None:
    [read] = documents_from_json(documents_to_json([document]))
    assert read == document
    cells = [cell for table in read.tables for row in table.rows for cell in row.cells.values()]
    assert [type(cell.value) for cell in cells] == [float, int][: len(cells)]


def test_the_published_document_is_read_back_equal() -> None:
    documents = load_corpus(ROOT / "corpus")
    assert documents_from_json(documents_to_json(documents)) == documents


def test_the_same_documents_give_the_same_bytes() -> None:
    assert documents_to_json(load_corpus(ROOT / "corpus")) == documents_to_json(
        load_corpus(Path(ROOT, "corpus"))
    )


def test_a_field_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        documents_from_json(b'[{"id": "d", "colour": "red"}]')
