"""A file that cannot be read is refused in one clear sentence, and nothing is lost."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.adding.convert import convert
from assistant.errors import AssistantError, InputError
from assistant.files import guard

from .conftest import Shelf
from .papers import make_pdf

GOOD = "# 残る資料\n\n前からある。\n"


def image_only() -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "white")), 100, 100)
    canvas.save()
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def bomb(part: str) -> bytes:
    return archive({part: b"\x00" * (guard.MAX_UNPACKED + 1)})


def pdf() -> bytes:
    return make_pdf([("p", "本文です。")])


BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.pdf", lambda: b"", "空のファイル"),
    ("half.pdf", lambda: pdf()[:400], "壊れている"),
    ("locked.pdf", lambda: make_pdf([("p", "本文")], encrypt="secret"), "パスワード"),
    ("scan.pdf", image_only, "画像だけの PDF"),
    ("huge.md", lambda: b"a" * (guard.MAX_BYTES + 1), "大きすぎます"),
    ("bomb.docx", lambda: bomb("word/document.xml"), "大きくなりすぎます"),
    ("bomb.xlsx", lambda: bomb("xl/workbook.xml"), "大きくなりすぎます"),
    ("many.xlsx", lambda: archive({f"xl/{n}": b"" for n in range(guard.MAX_MEMBERS + 1)}),
     "大きくなりすぎます"),
    ("broken.docx", lambda: archive({"word/document.xml": b"<w"}), "壊れている"),
    ("broken.xlsx", lambda: archive({"xl/workbook.xml": b"<w"}), "壊れている"),
    ("paper.docx", pdf, "中身はPDF"),
    ("page.md", lambda: b"<!DOCTYPE html><html><body>x</body></html>", "中身は HTML"),
    ("photo.pdf", lambda: b"\x89PNG\r\n\x1a\n....", "画像"),
    ("mixed.txt", lambda: "上の文です。\n".encode() * 4 + "下の文です。\n".encode("cp932"),
     "77バイト目"),
    ("bytes.txt", lambda: b"abc\xff\xfe\xfd\n", "バイト目"),
    ("blank.txt", lambda: b" \n \n", "文章がありません"),
    ("quote.csv", lambda: "館,冊\n甲,1,2,3\n乙,2\n".encode(), "列見出し（2列）より多く"),
    ("numbers.csv", lambda: b"1,2\n3,4\n", "列見出しの行とその下の行が見つかりません"),
    ("one.csv", lambda: "館,冊数\n".encode(), "その下の行が見つかりません"),
    ("twice.csv", lambda: "館,冊,冊\n甲,1,2\n".encode(), "「冊」という列見出しが二つ以上"),
    ("line.jsonl", lambda: '{"text": "よい"}\n{"text": 3}\n'.encode(), "2行目に text"),
    ("broken.jsonl", lambda: '{"text": "よい"}\n{"text": \n'.encode(), "2行目を JSON として"),
    ("half.jsonl", lambda: b'{"text": "a"}\n{"text": "b\\ud83d"}\n', "2行目に、文字の半分だけ"),
    ("tool.exe", lambda: b"MZ\x00\x00", "プログラム"),
    ("text.rtf", lambda: b"{\\rtf1 x}", "リッチテキスト"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "said"), BAD, ids=[name for name, *_ in BAD])
def test_one_sentence_says_what_is_wrong_and_nothing_changes(
    shelf: Shelf, name: str, make: Callable[[], bytes], said: str
) -> None:
    shelf.add("good.md", GOOD)
    before = shelf.state()
    with pytest.raises(InputError) as error:
        shelf.add(name, make())
    message = str(error.value)
    assert said in message
    assert name in message
    assert "\n" not in message
    assert message.endswith("。")
    assert shelf.state() == before
    assert [p.name for p in shelf.corpus.iterdir()] == ["good"]


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_what_is_no_file_is_named(shelf: Shelf, name: str) -> None:
    from assistant.adding.add import add_files

    with pytest.raises(InputError, match=r"見つかりません|フォルダーです"):
        add_files(shelf.corpus, [shelf.files / name])
    assert shelf.state() == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["x.txt", "x.md", "x.csv", "x.html", "x.jsonl"]),
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)),
)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    with contextlib.suppress(AssistantError):
        assert convert(name, data).text.strip()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_pdf_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(pdf())
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(8, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(AssistantError):
        convert("x.pdf", bytes(whole))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (1, "（10,485,761バイト）。10 MB（10,485,760バイト）まで"),
        (5 * 1024 * 1024, "（15 MB）。10 MBまで"),
    ],
)
def test_the_size_that_was_found_is_said(shelf: Shelf, more: int, sentence: str) -> None:
    with pytest.raises(InputError, match=re.escape(sentence)):
        shelf.add("huge.md", b"a" * (guard.MAX_BYTES + more))
