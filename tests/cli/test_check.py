"""`assistant check`: files, standard input, batches, exit statuses, reports."""

import json
import re

import docx
import pytest

from assistant.wire import check_to_dict
from files.make import lines, pdf, word

from .conftest import checked

TEXT = (
    "北には16名が集まった。大人は5名、予算は300万円。\n県は「県から求める。」と「ない」を示した。\n"
)


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_counts_come_first_then_each_figure_with_its_verdict_and_source(run, draft):
    result = run("check", str(draft))
    assert result.status == 0
    assert result.out.startswith(
        "数字 3件: ✓ 出典と一致 1件、✗ 出典と不一致 1件、？ 出典に記載なし 1件\n"
        "引用 2件: ✓ 原文のとおり 0件、✗ 原文と違いがある 1件、？ 原文に見つからない 1件\n"
    )
    blocks = result.out.split("\n\n")
    assert blocks[1] == (
        "✓ 出典と一致  北には【16名】が集まった。大人は5名、予算は300…\n"
        "   北の合計は16名です。[1]\n   計算: 9 + 7 = 16"
    )
    assert blocks[2].startswith("✗ 出典と不一致  北には16名が集まった。大人は【5名】、")
    assert "出典の値: 9名" in blocks[2]
    assert "違い: 「求める」→「働きかける」" in blocks[4]
    assert blocks[-1].startswith("出典\n[1] ◆ 対応方針")
    assert "「県から働きかける。」" in blocks[-1]


def test_json_is_the_contracts_object(run, draft):
    result = run("check", str(draft), "--json")
    got = json.loads(result.out)
    assert got == json.loads(json.dumps(check_to_dict(checked(TEXT))))
    claim = got["claims"][1]
    assert claim == {
        "text": "5名",
        "start": 15,
        "end": 17,
        "value": 5,
        "unit": "名",
        "verdict": "contradicted",
        "match": "value",
        "expected": "9名",
        "formula": None,
        "reason": "北の大人は9名です。",
        "citations": [1],
    }
    assert TEXT[15:17] == "5名"
    assert got["quotes"][0]["differences"] == [{"quoted": "求める", "source": "働きかける"}]
    assert got["counts"] == {
        "claims": {"supported": 1, "contradicted": 1, "not_in_source": 1},
        "quotes": {"verbatim": 0, "differs": 1, "not_found": 1},
    }
    assert "id" not in got


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input_is_checked(run, arguments):
    result = run("check", *arguments, "--json", stdin=TEXT.encode("cp932"))
    assert len(json.loads(result.out)["claims"]) == 3


@pytest.mark.parametrize(
    ("text", "plain", "strict"),
    [("北には16名", 0, 0), ("大人は5名", 0, 3), ("300万円", 0, 0), ("「県から求める。」", 0, 0)],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_strict_is_status_3_where_a_figure_is_contradicted(run, text, plain, strict, form):
    assert run("check", *form, stdin=text.encode()).status == plain
    assert run("check", "--strict", *form, stdin=text.encode()).status == strict


def test_a_batch_answers_in_order_and_explains_bad_lines(run, tmp_path):
    path = tmp_path / "b.jsonl"
    path.write_bytes(
        '{"id": "a", "text": "大人は5名"}\n\n{\n{"id": 7}\n{"id": 8, "text": 3}\n'
        '{"id": 9, "text": " "}\n{"id": 10, "text": "落ちる"}\n{"text": "北には16名"}\n'.encode()
    )
    result = run("check", "--batch", str(path))
    assert result.status == 0
    first, *bad, last = (json.loads(line) for line in result.out.splitlines())
    assert (first["id"], first["claims"][0]["verdict"]) == ("a", "contradicted")
    assert (last["id"], last["claims"][0]["verdict"]) == (None, "supported")
    assert [(b["id"], b["line"]) for b in bad] == [(None, 3), (7, 4), (8, 5), (9, 6), (10, 7)]
    for error, words in zip(
        bad,
        [
            "JSON として",
            "「text」がありません",
            "書かれているもの: 数値",
            "確かめる文章",
            "予期しない",
        ],
        strict=True,
    ):
        assert words in error["error"]
    assert "secret" not in result.out
    assert result.err == "7件のうち5件は確認できませんでした（3、4、5、6、7行目）。\n"
    assert run("check", "--batch", str(path), "--strict").status == 3


def test_a_batch_without_a_contradicted_figure_is_status_0_with_strict(run):
    result = run("check", "--batch", "-", "--strict", stdin=b'{"text": "16\xe5\x90\x8d"}\n{')
    assert result.status == 0


def test_documents_are_read(run, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(lines("北には16名が集まった。")))
    (tmp_path / "a.docx").write_bytes(word(lambda d: d.add_paragraph("北には16名が集まった。")))
    for name in ("a.pdf", "a.docx"):
        got = json.loads(run("check", str(tmp_path / name), "--json").out)
        assert [claim["text"] for claim in got["claims"]] == ["16名"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("missing.txt", None, "「{path}」は見つかりません。"),
        ("folder", ..., "「{path}」はフォルダーです。"),
        ("empty.txt", b"", "「empty.txt」は空のファイルです（0バイト）。"),
        ("a.pdf", b"%PDF-1.4 x", "「a.pdf」は壊れているため開けません。"),
        ("a.txt", b"%PDF-1.4 x", "名前が「.txt」なのに、中身はPDFです。"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "「a.png」は画像なので、文章として読めません。"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_status_1(
    run, tmp_path, name, content, sentence
):
    path = tmp_path / name
    if content is ...:
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    result = run("check", str(path))
    assert (result.status, result.out) == (1, "")
    assert sentence.format(path=path) in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("ending", [".md", ".html", ".docx", ".HTML"])
def test_a_report_is_written_and_says_the_same(run, draft, tmp_path, ending):
    target = tmp_path / f"report{ending}"
    target.write_text("old")
    result = run("check", str(draft), "--report", str(target), "--strict")
    assert result.status == 3
    assert result.err == f"報告書を {target} に書き出しました。\n"
    if ending == ".docx":
        shown = "\n".join(p.text for p in docx.Document(str(target)).paragraphs)
    else:
        shown = re.sub(r"<[^>]*>", "", target.read_text(encoding="utf-8"))
    for words in (
        "draft.txt",
        "出典と不一致",
        "北の大人は9名です。",
        "県から働きかける。",
        "9 + 7",
    ):
        assert words in shown
    assert sorted(p.name for p in tmp_path.iterdir()) == ["draft.txt", target.name]


def test_a_report_that_cannot_be_written_is_one_sentence(run, draft, tmp_path):
    result = run("check", str(draft), "--report", str(tmp_path / "none" / "r.md"))
    assert result.status == 1
    assert "に書き出せません" in result.err
    assert result.out == ""
