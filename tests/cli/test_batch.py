"""A batch answers every line it can, in order, and says of every other line what is wrong."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.batch import ASK, Form, read_lines
from assistant.errors import InputError

GOOD = b'{"id": "ok", "question": "\xe5\xb7\xae\xe3\x81\xaf"}'


@pytest.mark.parametrize(
    ("line", "name", "problem"),
    [
        (b"{", None, "1行目: JSON として読めません（2文字目）"),
        (b'{"question": "a"} x', None, "JSON として読めません"),
        (b"\xff\xfe{", None, "UTF-16"),
        (b'{"id": "a", "question": "\x83\x4e"}', None, "26バイト目が UTF-8 として読めません"),
        (b"[1]", None, "配列が書かれています"),
        (b'"question"', None, "文字列が書かれています"),
        (b"null", None, "nullが書かれています"),
        (b'{"id": 7}', 7, "「question」がありません"),
        (b'{"id": 7, "question": null}', 7, "「question」は文字列で書いてください"),
        (b'{"id": 7, "question": 12}', 7, "書かれているもの: 数値"),
        (b'{"id": 7, "question": ["a"]}', 7, "書かれているもの: 配列"),
        (b'{"id": [1], "question": "a"}', None, "「id」は文字列か整数で"),
        (b'{"id": true, "question": "a"}', None, "「id」は文字列か整数で"),
        (b'{"id": 7, "question": "a", "history": "b"}', 7, "「history」は"),
        (b'{"id": 7, "question": "a", "history": [1]}', 7, "「history」は"),
        (b'{"id": 7, "question": "  "}', 7, "質問が空です"),
        (b"[" * 100_000, None, "JSON として扱えません"),
        (b'{"question": "a", "id": ' + b"1" * 5000 + b"}", None, "JSON として扱えません"),
        (b'{"question": "' + b"a" * ASK.longest + b'"}', None, "1行が長すぎます"),
    ],
)
def test_a_bad_line_is_explained_and_the_next_is_answered(batch, line, name, problem):
    if line.startswith(b"\xff\xfe"):
        line = b" " + line  # a UTF-16 mark counts only at the very start
        problem = "2バイト目が UTF-8 として読めません"
    lines, result = batch(line + b"\n" + GOOD + b"\n")
    assert result.status == 0
    error, answer = lines
    assert error.keys() == {"id", "line", "error"}
    assert (error["id"], error["line"]) == (name, 1)
    assert problem in error["error"]
    assert answer["id"] == "ok"
    assert answer["answer"].startswith("差は")
    assert result.err == "2件のうち1件は回答できませんでした（1行目）。\n"


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b"", []),
        (b"\n \n\r\n\t\n", []),
        (GOOD, ["ok"]),
        (b"\xef\xbb\xbf" + GOOD + b"\n", ["ok"]),
        (GOOD + b"\r\n\r\n" + GOOD + b"\r\n", ["ok", "ok"]),
        (b'{"question": "a", "unknown": {}, "history": null}', [None]),
        (b'{"id": 3, "question": "a"}\n{"id": "b", "question": "c"}', [3, "b"]),
    ],
)
def test_marks_blank_lines_and_line_ends_do_not_matter(batch, raw, ids):
    lines, result = batch(raw)
    assert result.status == 0
    assert result.err == ""
    assert [line["id"] for line in lines] == ids
    assert all("answer" in line for line in lines)


def test_line_numbers_count_blank_lines(batch):
    lines, result = batch(b"\n\n{\n\n" + GOOD + b"\n{")
    assert [line.get("line") for line in lines] == [3, None, 6]
    assert result.err == "3件のうち2件は回答できませんでした（3、6行目）。\n"


def test_history_reaches_the_assistant(batch):
    _, result = batch('{"question": "次は", "history": ["一", "二"]}'.encode())
    assert result.assistant.asked == [("次は", ("一", "二"))]


def test_a_crash_is_one_line_without_details_of_the_program(batch, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lines, result = batch('{"id": 1, "question": "落ちる"}\n'.encode() + GOOD)
    assert result.status == 0
    assert "予期しない問題" in lines[0]["error"]
    assert "secret" not in result.out + result.err
    assert "answer" in lines[1]


def test_a_utf16_file_is_one_clear_sentence(run, tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "a"}', encoding="utf-16")
    result = run("ask", "--batch", str(path))
    assert result.status == 1
    assert "UTF-16" in result.err
    assert result.out == ""


def test_standard_input_is_a_batch_too(run):
    result = run("ask", "--batch", "-", stdin=GOOD)
    assert json.loads(result.out)["id"] == "ok"


def test_answers_are_written_before_the_next_line_is_read():
    """A program that asks line by line over pipes gets each answer at once."""

    class Slow(io.BytesIO):
        reads = 0

        def readline(self, size=-1):
            Slow.reads += 1
            return super().readline(size)

    lines = read_lines(Slow(GOOD + b"\n" + GOOD + b"\n"))
    next(lines)
    assert Slow.reads == 1


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_give_one_object_for_each_line_that_is_not_blank(pieces):
    raw = b"\n".join(piece.replace(b"\n", b"") for piece in pieces)
    try:
        lines = list(read_lines(io.BytesIO(raw)))
    except InputError:
        assert raw[:2] in (b"\xff\xfe", b"\xfe\xff")
        return
    expected = [piece for piece in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n") if piece.strip()]
    assert len(lines) == len(expected)
    assert all((line.value is None) != (line.error is None) for line in lines)


def test_a_line_of_the_longest_size_is_still_read():
    at_limit = b'{"question": "abc"}\n'
    assert len(at_limit) == 20
    over = b'{"question": "abcd"}\n'
    after = b'{"id": 1}\n'
    lines = list(read_lines(io.BytesIO(at_limit + over * 3 + after), Form("question", "", 20)))
    assert [line.error is None for line in lines] == [True, False, False, False, True]
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("stdin", "status"), [(b"{\n[1]\n", 1), (b"{\n" + GOOD, 0), (b"", 0)])
def test_a_batch_of_which_no_line_can_be_answered_is_status_1(run, stdin, status):
    assert run("ask", "--batch", "-", stdin=stdin).status == status
