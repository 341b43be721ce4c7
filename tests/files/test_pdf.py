"""A PDF's words in reading order, and what cannot be read, each in its own sentence."""

import zlib

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from assistant.errors import InputError
from assistant.files import read as read_module
from assistant.files.read import read_text_file

from .make import lines, pdf, picture, table, together

PROSE = (
    "松本地域の地域懇談会には全部で16名が出席し、そのうち児童相談所の職員は2名であった。"
    "長野地域では28名と、10の地域のなかで最も多かった。"
)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` half-width characters."""
    found, line, taken = [], "", 0
    for char in text:
        size = 1 if char.isascii() else 2
        if taken + size > width:
            found, line, taken = [*found, line], "", 0
        line, taken = line + char, taken + size
    return [*found, line]


def read(*pages) -> str:
    return read_text_file("a.pdf", pdf(*pages)).text


def test_lines_are_joined_to_paragraphs_and_a_table_stands_in_its_place():
    page = together(
        lines("地域懇談会の報告", y=790),
        lines(*wrapped(PROSE, 80), "次の段落です。出席者は157名です。", y=740),
        table([["地域", "出席者"], ["松本", "16名"], ["長野", ""]], y=640),
        lines("表の後の文です。", y=520),
        lines("- 3 -", x=280, y=25),
    )
    assert read(page).split("\n") == [
        "地域懇談会の報告",
        PROSE,
        "次の段落です。出席者は157名です。",
        "| 地域 | 出席者 |",
        "| --- | --- |",
        "| 松本 | 16名 |",
        "| 長野 |  |",
        "表の後の文です。",
    ]


def test_two_columns_of_running_text_are_read_one_after_the_other():
    page = together(
        lines("題名は二つの段をまたいで、ここに置かれている", x=180, y=790),
        lines(*wrapped(PROSE * 2, 40), x=60, y=740),
        lines(*wrapped("右の段。" + PROSE, 40), x=320, y=740),
    )
    assert read(page).split("\n") == [
        "題名は二つの段をまたいで、ここに置かれている",
        PROSE * 2,
        f"右の段。{PROSE}",
    ]


def test_names_and_values_side_by_side_are_read_line_by_line():
    names, values = (
        ["松本", "長野", "上田", "佐久", "諏訪"],
        ["16名", "28名", "9名", "12名", "13名"],
    )
    page = together(lines(*names, x=60), lines(*values, x=260))
    assert read(page).split("\n") == [
        f"{name} {value}" for name, value in zip(names, values, strict=True)
    ]


def test_a_list_stays_a_list():
    items = [f"・{name}地域の出席者は、里親と児童相談所を合わせて12名でした" for name in "東西南北"]
    assert read(lines(*items)).split("\n") == items


def test_bold_that_is_printed_twice_is_read_once():
    page = together(lines("出席者は157名、うち11名"), lines("出席者は157名、うち11名", x=60.3))
    assert read(page) == "出席者は157名、うち11名"


def test_a_figure_over_a_line_end_is_one_figure():
    text = "あ" * 39 + "15" + "7名が出席した。"
    assert "157名が出席した。" in read(lines(*wrapped(text, 80)))


def test_pages_and_what_is_only_a_picture_are_told():
    found = read_text_file("a.pdf", pdf(picture, lines("文字です"), picture))
    assert (found.text, found.pages) == ("文字です", 3)
    assert found.warnings == ("1、3ページは画像だけのため、読めませんでした。",)


def test_every_page_is_told_as_it_is_done():
    steps = []
    read_text_file(
        "a.pdf", pdf(*[lines("16名")] * 3), lambda page, count: steps.append((page, count))
    )
    assert steps == [(1, 3), (2, 3), (3, 3)]


WHOLE = pdf(lines(PROSE))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (WHOLE[:600], "「a.pdf」は壊れているため開けません"),
        (b"%PDF-1.7\n" + b"\x93" * 500, "「a.pdf」は壊れているため開けません"),
        (pdf(picture), "文字の情報がありません（画像だけの PDF のようです）"),
        (pdf(lines("a")) + b"", None),
        (pdf(*[lines("16")] * 201), "長すぎます（201ページ）。200ページまで"),
        (pdf(lines("16"), encrypt="secret"), "パスワードで保護されています"),
    ],
)
def test_what_cannot_be_read_has_its_own_sentence(data, sentence):
    if sentence is None:
        assert read_text_file("a.pdf", data).text == "a"
        return
    with pytest.raises(InputError) as caught:
        read_text_file("a.pdf", data)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pdf_that_only_forbids_printing_can_be_read():
    data = pdf(
        lambda canvas: (canvas.setFont("Helvetica", 12), canvas.drawString(60, 700, "16 people")),
        encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0),
    )
    assert read_text_file("a.pdf", data).text == "16 people"


def with_objects(*objects: bytes) -> bytes:
    """A PDF of hand-written objects, the first of them the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj" % number + content + b"endobj\n"
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        data + b"xref\n0 %d\n0000000000 65535 f \n" % size + rows
        + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (size, len(data))
    )  # fmt: skip


PAGES = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
)


def stream(content: bytes) -> bytes:
    return b"<</Filter/FlateDecode/Length %d>>stream\n" % len(content) + content + b"\nendstream "


def test_a_stream_that_unpacks_to_gigabytes_is_stopped():
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    bomb = b"".join([*(packer.compress(block) for _ in range(1_200)), packer.flush()])
    data = with_objects(*PAGES, stream(bomb))
    assert len(data) < 3_000_000
    with pytest.raises(InputError) as caught:
        read_text_file("a.pdf", data)
    assert "「a.pdf」" in str(caught.value)


def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(read_module, "SECONDS", 0.05)
    with pytest.raises(InputError, match="秒で読み終えられませんでした"):
        read_text_file("a.pdf", WHOLE)


def test_the_reader_of_documents_is_not_loaded_here():
    import subprocess
    import sys

    code = (
        "import sys; from assistant.files.read import read_text_file as read;"
        "read('a.pdf', sys.stdin.buffer.read());"
        "print([m for m in ('pdfplumber', 'pdfminer', 'docx', 'lxml') if m in sys.modules])"
    )
    process = subprocess.run([sys.executable, "-c", code], input=WHOLE, capture_output=True)
    assert process.stdout == b"[]\n", process.stderr
