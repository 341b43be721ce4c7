"""The command as a process: streams, locales, signals, start-up; never a traceback."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

FAKE = str(Path(__file__).with_name("fake_process.py"))


def start(*arguments, **options):
    """Start the command over a fake assistant, with what the test says of its surroundings."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, FAKE, *arguments], **(streams | options))


def finish(process, data=None):
    out, err = process.communicate(data, timeout=60)
    assert b"Traceback" not in err
    assert b"Exception ignored" not in err
    return process.returncode, out, err


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "euc-jp"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LANG": "ja_JP.eucJP"},
    ],
)
def test_japanese_goes_in_and_out_as_utf8_in_every_locale(locale):
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    status, out, _ = finish(start("ask", "松本〜①", "--json", env=plain | locale))
    assert status == 0
    assert json.loads(out.decode("utf-8"))["question"] == "松本〜①"
    status, _, err = finish(start("ask", env=plain | locale))
    assert status == 2
    assert "使い方" in err.decode("utf-8")


def test_a_broken_argument_is_one_sentence():
    status, out, err = finish(start("ask", b"\xff\xfe"))
    assert (status, out) == (1, b"")
    assert "UTF-8 として読めない文字" in err.decode()


def test_a_lone_surrogate_in_json_stays_json():
    process = start("ask", "--batch", "-", stdin=subprocess.PIPE)
    status, out, _ = finish(process, b'{"id": "\\ud800", "question": "a\\udfff"}')
    assert status == 0
    answer = json.loads(out.decode("utf-8"))
    assert (answer["id"], answer["question"]) == ("\ud800", "a\udfff")


def test_an_unexpected_error_names_a_log_and_hides_the_rest(tmp_path):
    status, out, err = finish(start("ask", "落ちる", env=os.environ | {"TMPDIR": str(tmp_path)}))
    (log,) = tmp_path.iterdir()
    assert (status, out) == (1, b"")
    assert err.decode().count("\n") == 1
    assert str(log) in err.decode()
    assert "secret" not in err.decode()
    assert "RuntimeError: secret detail" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing.jsonl", "見つかりません"),
        (".", "フォルダーです"),
        ("a\n\x1b[31m", "見つかりません"),
    ],
)
def test_a_batch_file_that_cannot_be_read_is_one_sentence(tmp_path, path, reason):
    status, out, err = finish(start("ask", "--batch", tmp_path / path))
    assert (status, out) == (1, b"")
    assert reason in err.decode()
    assert err.count(b"\n") == 1
    assert b"\x1b" not in err


def test_a_reader_that_leaves_early_is_no_error():
    lines = b'{"question": "a"}\n' * 3000
    process = start("ask", "--batch", "-", stdin=subprocess.PIPE)
    process.stdin.write(lines[: lines.index(b"\n") + 1])
    process.stdin.flush()
    assert process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    status, _, err = finish(process, lines)
    assert (status, err) == (0, b"")


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "a"]])
def test_a_closed_pipe_is_quiet_for_short_output_too(arguments):
    read, write = os.pipe()
    os.close(read)
    process = start(*arguments, stdout=write)
    os.close(write)
    status, _, err = finish(process)
    assert (status, err) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_full_disk_is_one_sentence(tmp_path):
    with open("/dev/full", "wb") as full:
        process = start("ask", "a", stdout=full, env=os.environ | {"TMPDIR": str(tmp_path)})
        status, _, err = finish(process)
    assert status == 1
    assert err.decode().count("\n") == 1


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_traceback(closed):
    command = f'exec "$0" "$1" ask --batch - {closed}>&-'
    process = subprocess.run(
        ["sh", "-c", command, sys.executable, FAKE],
        input=b'{"question": "a"}',
        capture_output=True,
        timeout=60,
    )
    assert b"Traceback" not in process.stderr
    assert b"Exception ignored" not in process.stderr
    assert process.returncode == (1 if closed == 0 else 0)


def test_ctrl_c_is_quiet():
    process = start("ask", "眠る")
    assert process.stderr.readline() == b"asleep\n"
    process.send_signal(signal.SIGINT)
    status, out, err = finish(process)
    assert (status, out, err) == (130, b"", b"")


def test_each_answer_of_a_batch_comes_before_the_next_question_is_sent():
    process = start("ask", "--batch", "-", stdin=subprocess.PIPE)
    for name in range(3):
        process.stdin.write(b'{"id": %d, "question": "a"}\n' % name)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == name
    assert finish(process)[0] == 0


def test_help_is_instant_and_loads_nothing_heavy():
    code = textwrap.dedent(
        """
        import sys
        from assistant.cli import main
        main(["--help"])
        heavy = {"torch", "numpy", "gradio", "faiss", "fugashi", "sqlite3", "transformers"}
        print(sorted(heavy & sys.modules.keys()), file=sys.stderr)
        """
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert loaded.stderr == b"[]\n"
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "assistant", "--help"], capture_output=True)
        seconds.append(time.perf_counter() - begin)
    assert min(seconds) < 0.3
