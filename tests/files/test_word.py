"""A .docx as the reader of a draft sees it: tables, tracked changes, boxes, notes, ruby."""

import zipfile
from io import BytesIO

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assistant.errors import InputError
from assistant.files.read import read_text_file

from .make import archive, word

W = nsdecls("w")


def read(fill) -> str:
    return read_text_file("a.docx", word(fill)).text


def test_paragraphs_and_tables_come_in_the_order_of_the_document():
    def fill(document):
        document.add_heading("懇談会", 1)
        document.add_paragraph("前の段落。")
        table = document.add_table(2, 2)
        for n, words in enumerate(["地域", "人数", "松本", "16名"]):
            table.cell(n // 2, n % 2).text = words
        document.add_paragraph("後の段落。")
        document.add_paragraph("")

    assert read(fill).split("\n") == [
        "懇談会",
        "前の段落。",
        "| 地域 | 人数 |",
        "| --- | --- |",
        "| 松本 | 16名 |",
        "後の段落。",
    ]


def test_merged_cells_are_read_once():
    def fill(document):
        table = document.add_table(1, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "計 157名"
        table.cell(0, 2).text = "26名"

    assert read(fill).startswith("| 計 157名 | 26名 |")


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:ins {W} w:id='1'><w:r><w:t>16名</w:t></w:r></w:ins>", "出席は16名"),
        ("<w:del {W} w:id='1'><w:r><w:delText>17名</w:delText></w:r></w:del>", "出席は"),
        ("<w:moveFrom {W} w:id='1'><w:r><w:t>17名</w:t></w:r></w:moveFrom>", "出席は"),
        (
            "<w:r {W}><w:ruby><w:rt><w:r><w:t>まつもと</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>松本</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "出席は松本",
        ),
        ("<w:hyperlink {W}><w:r><w:t>16名</w:t></w:r></w:hyperlink>", "出席は16名"),
        (
            "<w:sdt {W}><w:sdtContent><w:r><w:t>16名</w:t></w:r></w:sdtContent></w:sdt>",
            "出席は16名",
        ),
        ("<w:r {W}><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>", "出席は一\n二"),
        (
            "<w:r {W}><w:pict><w:txbxContent><w:p><w:r><w:t>箱の中</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r>",
            "出席は\n箱の中",
        ),
    ],
)
def test_what_word_hides_in_its_xml_is_read_as_it_is_seen(xml, text):
    def fill(document):
        paragraph = document.add_paragraph("出席は")
        paragraph._p.append(parse_xml(xml.replace("{W}", W)))

    assert read(fill) == text


def test_a_header_of_many_pages_is_read_once():
    def fill(document):
        document.sections[0].header.paragraphs[0].text = "令和6年"
        document.add_section().header.is_linked_to_previous = False
        document.sections[1].header.paragraphs[0].text = "令和6年"
        document.sections[0].footer.paragraphs[0].text = "児童相談・養育支援室"
        document.add_paragraph("本文")

    assert read(fill) == "令和6年\n本文\n児童相談・養育支援室"


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_entities_are_not_expanded():
    levels = b"".join(
        b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 20) for c in range(ord("b"), ord("l"))
    )
    parts = members(word(lambda d: d.add_paragraph("a")))
    parts["word/document.xml"] = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + levels + b"]>"
        b"<w:document " + W.encode() + b"><w:body><w:p><w:r><w:t>&k;</w:t></w:r></w:p></w:body>"
        b"</w:document>"
    )
    with pytest.raises(InputError, match=r"壊れている|文章がありません"):
        read_text_file("a.docx", archive(**parts))


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_a_document_with_a_damaged_part_is_one_sentence(part):
    parts = members(word(lambda d: d.add_paragraph("16名")))
    parts[part] = parts[part][: len(parts[part]) // 2]
    with pytest.raises(InputError, match=r"「a.docx」は壊れているため開けません"):
        read_text_file("a.docx", archive(**parts))


def test_a_document_without_words_is_said_to_be_empty():
    with pytest.raises(InputError, match=r"「a.docx」に文章がありません"):
        read(lambda document: None)
