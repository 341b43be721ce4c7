"""What a file is, by its content; what is refused before any parser sees it."""

import zipfile

import pytest

from assistant.errors import InputError
from assistant.files.guard import MAX_BYTES, MAX_MEMBERS, check_archive, identify, shown_name

from .make import archive, lines, pdf, word

PDF = pdf(lines("16名"))
WORD = word(lambda d: d.add_paragraph("16名"))
ALL = ("text", "docx", "xlsx", "pdf")
XLSX = archive(**{"xl/workbook.xml": b"<a/>"})


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"16", "text"),
        ("a.MD", b"16", "text"),
        ("a.pdf", PDF, "pdf"),
        ("a.pdf", b"\n\n" + PDF, "pdf"),
        ("A.DOCX", WORD, "docx"),
        ("a.xlsx", XLSX, "xlsx"),
        ("標準入力", PDF, "pdf"),
        ("標準入力", b"PK is no archive without its mark"[3:], "text"),
        (".hidden", b"16", "text"),
        ("C:\\folder.d\\a.docx", WORD, "docx"),
    ],
)
def test_a_file_is_what_its_content_says(name, data, kind):
    assert identify(name, data, ALL) == kind


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"", "空のファイルです（0バイト）"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "大きすぎます（10 MBより大きい）。10 MBまで"),
        ("a.txt", b"x" * (MAX_BYTES + 1024 * 1024), "大きすぎます（11 MB）。10 MBまで"),
        (
            "a.txt",
            b"x" * (MAX_BYTES + 2),
            "大きすぎます（10,485,762バイト）。10 MB（10,485,760バイト）まで",
        ),
        ("a.txt", PDF, "名前が「.txt」なのに、中身はPDFです"),
        ("a.pdf", WORD, "名前が「.pdf」なのに、中身はWord（.docx）です"),
        ("a.docx", b"16", "名前が「.docx」なのに、中身はテキストです"),
        ("a.docx", XLSX, "名前が「.docx」なのに、中身はExcel（.xlsx）です"),
        ("a.odt", b"16", "「.odt」のファイルなので読めません"),
        ("a.zip", archive(a=b"1"), "圧縮ファイルで、文書ではありません"),
        ("a.docx", WORD[:-40], "壊れているため開けません"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "古い形式の Office 文書"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "パスワードで保護されています",
        ),
        ("a.png", b"\x89PNG\r\n\x1a\n", "画像なので"),
        ("a.txt", b"{\\rtf1", "リッチテキスト"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(name, data, sentence):
    with pytest.raises(InputError) as caught:
        identify(name, data, ALL)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_kind_that_is_not_wanted_is_refused_with_those_that_are():
    with pytest.raises(
        InputError, match=r"Excel（.xlsx）なので読めません。読めるのは、テキスト、PDF"
    ):
        identify("a.xlsx", XLSX, ("text", "pdf"))


def test_an_archive_that_unpacks_to_too_much_is_refused_unopened():
    bomb = archive(**{"word/document.xml": b"0" * 70_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match=r"開くと大きくなりすぎます（1個、66.8 MB）"):
        identify("a.docx", bomb, ALL)
    many = archive(**{f"a{n}": b"" for n in range(MAX_MEMBERS + 1)})
    with pytest.raises(InputError, match="2,001個"):
        check_archive("a.docx", many)


def test_an_archive_that_lies_about_its_sizes_unpacks_to_no_more_than_it_says():
    """The promise of the standard library that the guard rests on."""
    import io

    data = archive(a=b"0" * 1_000_000)
    lying = data.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    with zipfile.ZipFile(io.BytesIO(lying)) as opened:
        assert opened.infolist()[0].file_size == 10
        with pytest.raises(zipfile.BadZipFile):
            opened.read("a")


def test_an_encrypted_archive_is_said_to_be():
    data = bytearray(archive(a=b"1"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="パスワードで保護"):
        check_archive("a.docx", bytes(data))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/a.txt", "a.txt"),
        ("C:\\a\\b.txt", "b.txt"),
        ("", "（名前のないファイル）"),
        ("あ" * 100 + ".docx", "あ" * 40 + "…" + "あ" * 7 + ".docx"),
    ],
)
def test_only_the_last_part_of_a_name_is_shown(name, shown):
    assert shown_name(name) == shown
