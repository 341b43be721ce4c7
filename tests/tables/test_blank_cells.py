"""A cell that the table leaves blank is not zero: its row is named wherever rows are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.documents.load import load_document

from .conftest import NAGANO, Tables

ROW, COLUMN = "佐久", "foster.persons"


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The attendance table without the number of one cell."""
    document = load_document(NAGANO)
    table = document.tables[0]
    rows = tuple(
        replace(r, cells={m: c for m, c in r.cells.items() if m != COLUMN})
        if r.keys["region"] == ROW
        else r
        for r in table.rows
    )
    return Tables(replace(document, tables=(replace(table, rows=rows),)))


def said(tables: Tables, question: str) -> str:
    understood = tables.understand(question)
    assert understood is not None, question
    return tables.answerer.respond(understood, tables.citer())[0].text


@pytest.mark.parametrize(
    "question",
    [
        "里親が来なかった地域はどこですか",
        "里親が2人以上来た地域はどこですか",
        "里親が5人以上来た地域はありますか",
        "里親が一番少なかった地域はどこですか",
        "里親の多い順に地域を並べてください",
        "里親は1地域あたり平均何人ですか",
        "すべての地域に里親が来ましたか",
        "里親と社協がともにいなかった地域はどこですか",
    ],
)
def test_rows_without_a_number_are_named(tables: Tables, question: str) -> None:
    text = said(tables, question)
    assert f"{ROW}地域の里親・ファミリーホームの出席者は表に記載がない" in text


@pytest.mark.parametrize(
    "question", ["10月に里親が来なかった地域はどこですか", "児相が一番少なかった地域はどこですか"]
)
def test_other_rows_and_columns_carry_no_note(tables: Tables, question: str) -> None:
    assert "記載がない" not in said(tables, question)


def test_a_blank_cell_by_itself_is_not_stated(tables: Tables) -> None:
    understood = tables.understand("佐久に里親は来ましたか")
    assert understood is not None
    answer = tables.answerer.respond(understood, tables.citer())[0]
    assert answer.blank
    assert not answer.figures
