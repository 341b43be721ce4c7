"""Expansions are read whole and in order, or refused at a file and a line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.documents.conftest import CORPUS, NAGANO

from assistant.documents.expansions import (
    MAX_CHARACTERS,
    MAX_PER_PASSAGE,
    Expansion,
    load_expansions,
)
from assistant.documents.load import load_corpus
from assistant.errors import CorpusError

DECLARATION = 'title="方針"\npublisher="市"\ndate="2024"\nlicence="不明"\nreader="plain"\n'
TEXT = "# 方針\n\n里親を増やす。\n\n施設を支える。\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two small documents, the second without expansions."""
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "document.toml").write_text(DECLARATION, encoding="utf-8")
        (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def line(number: int, text: str, by: str = "citizen") -> str:
    return json.dumps({"passage": passage(number), "by": by, "text": text}, ensure_ascii=False)


def passage(number: int) -> str:
    """The id, without the document's name, that the plain reader gives."""
    return f"paragraph/{number}"


def write(corpus: Path, content: str | bytes, file: str = "a.jsonl") -> None:
    folder = corpus / "first" / "expansions"
    folder.mkdir(exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    (folder / file).write_bytes(data)


def read(corpus: Path) -> tuple[Expansion, ...]:
    return load_expansions(corpus, load_corpus(corpus))


def test_a_document_needs_no_expansions(corpus: Path) -> None:
    assert read(corpus) == ()


def test_they_come_by_file_and_line_each_once(corpus: Path) -> None:
    write(corpus, f"{line(2, 'か')}\n\n{line(1, ' き ')}\n", "b.jsonl")
    write(corpus, f"{line(1, 'く')}\n{line(2, 'か', 'student')}", "a.jsonl")
    write(corpus, "これは読まない", "README.md")
    assert read(corpus) == (
        Expansion(f"first/{passage(1)}", "citizen", "く"),
        Expansion(f"first/{passage(2)}", "student", "か"),
        Expansion(f"first/{passage(1)}", "citizen", "き"),
    )


def test_the_same_words_may_lead_to_two_passages(corpus: Path) -> None:
    write(corpus, f"{line(1, 'か')}\n{line(2, 'か')}\n")
    assert [each.passage for each in read(corpus)] == [f"first/{passage(n)}" for n in (1, 2)]


def test_a_line_separator_inside_a_text_ends_no_line(corpus: Path) -> None:
    write(corpus, f"{line(1, 'か' + chr(0x2028) + 'き')}\n")
    assert len(read(corpus)) == 1


GOOD = line(1, "か")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "JSON として読めません"),
        ("[" * 100_000, "JSON として読めません"),
        ('"か"', "オブジェクト"),
        (GOOD.replace("paragraph/1", "paragraph/99"), "「paragraph/99」は文書にありません"),
        (GOOD.replace("paragraph/1", "first/paragraph/1"), "文書にありません"),
        (GOOD.replace('"か"', "3"), "「text」は文字列で"),
        (GOOD.replace('"か"', '"　…"'), "言葉がありません"),
        (GOOD.replace('"by"', '"from"'), "「by」（文字列）がありません"),
        (GOOD.replace("}", ', "kind": "x"}'), "「kind」という項目は使われません"),
        (line(1, "か" * (MAX_CHARACTERS + 1)), "201文字"),
        (b"\xff", "UTF-8"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(corpus: Path, bad: str | bytes, says: str) -> None:
    data = bad.encode() if isinstance(bad, str) else bad
    write(corpus, GOOD.encode() + b"\n" + data + b"\n")
    with pytest.raises(CorpusError) as caught:
        read(corpus)
    assert str(caught.value).startswith("first/expansions/a.jsonlの2行目")
    assert says in str(caught.value)


def test_too_many_for_one_passage_are_refused(corpus: Path) -> None:
    lines = [line(1, f"か{number}") for number in range(MAX_PER_PASSAGE)]
    write(corpus, "\n".join(lines))
    assert len(read(corpus)) == MAX_PER_PASSAGE
    write(corpus, line(1, "き"), "b.jsonl")
    with pytest.raises(CorpusError, match=r"b\.jsonlの1行目.*200件を超えています"):
        read(corpus)


def test_they_change_nothing_of_the_document(tmp_path: Path) -> None:
    """The document with its expansions is the one without them."""
    shutil.copytree(CORPUS / NAGANO, tmp_path / NAGANO)
    shutil.rmtree(tmp_path / NAGANO / "expansions", ignore_errors=True)
    assert load_corpus(tmp_path) == tuple(d for d in load_corpus(CORPUS) if d.id == NAGANO)
