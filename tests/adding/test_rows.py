"""Files of rows: what many of them hold, however the file writes it, and how large it may be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adding.add import add_data, add_files
from assistant.adding.table_text import convert_jsonl, lines
from assistant.documents.csv_reader import records
from assistant.documents.load import load_document
from assistant.documents.source import Source
from assistant.errors import InputError
from assistant.files.guard import MAX_BYTES

FIELD = st.text("あ、ab1 　\t\x0b\u2028", max_size=8)


@given(st.lists(st.lists(FIELD, min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_line_reads_alike_with_and_without_a_quoted_field(rows: list[list[str]]) -> None:
    # One quoted field more sends the line the long way round.
    plain = Source("a", "".join(",".join([*row, "z"]) + "\n" for row in rows))
    quoted = Source("a", "".join(",".join([*row, '"z"']) + "\n" for row in rows))
    read, other = list(records(plain)), list(records(quoted))
    assert [[f.text for f in r.fields] for r in read] == [[f.text for f in r.fields] for r in other]
    for record in read:
        for field in record.fields:
            assert plain.text[field.start : field.end] == field.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\nb", ["a", "", "b"]),
        ("a\u2028b\r\n", ["a\u2028b\r"]),
    ],
)
def test_only_a_line_feed_ends_a_line(text: str, expected: list[str]) -> None:
    assert list(lines(text)) == expected


def test_fields_that_only_later_lines_have_are_empty_before() -> None:
    given = [{"text": "一"}, {"text": "二", "region": "東北"}, {"text": "三", "x": 1}]
    text = "\n".join(json.dumps(each) for each in given)
    assert convert_jsonl("a.jsonl", text).text == "text,region,x\n一,,\n二,東北,\n三,,1\n"


def test_a_character_that_is_written_in_halves_is_read_whole() -> None:
    made = convert_jsonl("a.jsonl", '{"text": "\\ud83d\\ude00"}\n')
    assert made.text == "text\n\U0001f600\n"


def test_rows_of_more_than_ten_megabytes_are_added_from_this_machine_alone(tmp_path: Path) -> None:
    line = json.dumps({"text": "売上が増えた。" * 30, "section": "家計"}, ensure_ascii=False) + "\n"
    file = tmp_path / "large.jsonl"
    file.write_text(line * (MAX_BYTES // len(line.encode()) + 1), encoding="utf-8")
    assert file.stat().st_size > MAX_BYTES
    [added] = add_files(tmp_path / "corpus", [file])
    assert added.passages == len(load_document(tmp_path / "corpus" / added.id).passages) > 10_000
    with pytest.raises(InputError, match="大きすぎます"):
        add_data(tmp_path / "other", [(file.name, file.read_bytes())])
    numbers = tmp_path / "numbers.csv"
    numbers.write_text(
        "年度,人数\n" + "2024,1234567890\n" * (MAX_BYTES // 16 + 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match="数の表としては大きすぎます"):
        add_files(tmp_path / "corpus", [numbers])
    text = file.rename(file.with_suffix(".txt"))
    with pytest.raises(InputError, match="大きすぎます"):
        add_files(tmp_path / "corpus", [text])
