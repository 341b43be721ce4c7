"""Japanese text lines up in a terminal and cannot steer it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.layout import clean, grid, indent, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("松本", 4), ("ﾌｧﾐﾘｰ", 5), ("16名", 4), ("か\u3099", 2), ("「」", 4)],
)
def test_width_counts_terminal_columns(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("あいうえおかきくけこさ", ["あいうえおかきくけこ", "さ"], "20 columns hold ten"),
        ("あいうえおかきくけこ。さ", ["あいうえおかきくけ", "こ。さ"], "no 。 at a line's start"),
        ("あいうえおかきくけ「こ」", ["あいうえおかきくけ", "「こ」"], "no 「 at a line's end"),
        ("one two three four five", ["one two three four", "five"], "words stay whole"),
        ("a" * 45, ["a" * 20, "a" * 20, "a" * 5], "but for one longer than a line"),
        ("短い\n二行", ["短い", "二行"], "line breaks stay"),
        ("", [""], "nothing stays nothing"),
    ],
)
def test_lines_break_where_japanese_lines_may(text, expected, reason):
    assert indent(text, 0, 20).split("\n") == expected, reason


def test_a_file_or_pipe_gets_unbroken_lines():
    assert indent("あ" * 200, 4, None) == "    " + "あ" * 200


@given(st.text(alphabet="あ漢「」。、aB 1\n", max_size=120), st.integers(20, 60))
def test_no_character_but_blanks_is_lost_and_no_line_is_too_wide(text, columns):
    shown = indent(text, 2, columns)
    assert "".join(shown.split()) == "".join(text.split())
    assert all(width(line) <= columns for line in shown.split("\n") if columns - 2 >= 20)


def test_control_characters_cannot_reach_the_terminal():
    assert clean("a\x1b[31mb\x07\x9b\n") == "a\ufffd[31mb\ufffd\ufffd\n"


def test_columns_of_numbers_are_set_to_the_right():
    rows = [("地域", "人数"), ("南信州", "24名"), ("諏訪", "8名")]
    assert grid(rows).split("\n") == [
        "地域    人数",
        "------  ----",
        "南信州  24名",
        "諏訪     8名",
    ]


def test_rows_of_different_length_are_filled_up():
    assert grid([("a", "b"), ("c",)]).split("\n") == ["a  b", "-  -", "c"]
    assert grid([]) == ""
