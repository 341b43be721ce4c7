"""The counts over checked texts add up, and nothing of the test half is shown."""

import json

import pytest

from assistant.check.types import Checked, Claim, Quote
from assistant.errors import InputError
from assistant.evaluation import claims

TEXT = "松本16名、長野30名、女性9名。「原文」"
LINE = {
    "id": "1",
    "text": TEXT,
    "claims": [
        {"text": "16名", "start": 2, "end": 5, "verdict": "supported", "expected": None},
        {"text": "30名", "start": 8, "end": 11, "verdict": "contradicted", "expected": "28名|28人"},
        {"text": "9名", "start": 14, "end": 16, "verdict": "not_in_source", "expected": None},
    ],
    "quotes": [{"text": "原文", "verdict": "verbatim"}],
}


def check(text):
    found = (
        Claim("16名", 2, 5, 16, "名", "supported", "exact", ""),
        Claim("30名", 8, 11, 30, "名", "contradicted", "value", "長野は28名です。", "28名"),
        Claim("9名", 14, 16, 9, "名", "supported", "exact", ""),
    )
    quote = Quote("原文", 18, 20, "verbatim", "")
    return Checked(text, found, (quote,), ())


@pytest.fixture
def folder(tmp_path):
    for split in ("dev", "test"):
        path = tmp_path / f"claims-{split}.jsonl"
        path.write_text(json.dumps(LINE, ensure_ascii=False) + "\n\n", encoding="utf-8")
    return tmp_path


def test_right_verdicts_false_support_and_named_values_are_counted(folder):
    rows = claims.tally(tuple(claims.run(claims.load_texts(folder), check)))
    assert [r["name"] for r in rows] == ["claims-dev", "claims-test"]
    for row in rows:
        assert (row["figures"], row["right"], row["false_supported"]) == (3, 2, 1)
        assert (row["contradicted"], row["named"]) == (1, 1)
        assert (row["quotes"], row["quotes_right"]) == (1, 1)


def test_only_the_development_half_shows_what_went_wrong(folder):
    outcomes = tuple(claims.run(claims.load_texts(folder), check))
    assert [m["figure"] for m in claims.misses(outcomes)] == ["9名"]


def test_a_figure_that_was_not_found_is_wrong(folder):
    outcomes = tuple(claims.run(claims.load_texts(folder, "dev"), lambda t: Checked(t, (), (), ())))
    row = claims.tally(outcomes)[0]
    assert (row["right"], row["named"], row["quotes_right"]) == (0, 0, 0)


def test_a_text_that_is_refused_counts_as_wrong(folder):
    def refuse(_text):
        raise InputError("確かめられません。")

    row = claims.tally(tuple(claims.run(claims.load_texts(folder, "dev"), refuse)))[0]
    assert row["right"] == 0


def test_a_line_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "claims-dev.jsonl").write_text('{"id": "1"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="1行目"):
        claims.load_texts(tmp_path)


def test_a_folder_without_texts_holds_none(tmp_path):
    assert claims.load_texts(tmp_path) == ()
