"""A report says the same in every format, and nothing of a text acts in it."""

import io
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.check.types import Checked, Claim, Difference, Quote
from assistant.report import parts
from assistant.report.markdown import escape
from assistant.report.write import FORMATS
from assistant.types import Citation, Passage, Region

HOSTILE = "<script>alert(1)</script> **太い** [文](javascript:alert) | a | `x` &amp;"
TEXT = f"# 見出し\n1. 松本は16名、上田は5名。\n- 「県が求める」 {HOSTILE}\n\n予算は300万円。"
PASSAGE = Passage(
    "d/1", "d", "policy", "方針", f"県から働きかける。{HOSTILE}", 10, 30, Region("松本", "stated")
)


def claim(words: str, *said: object) -> Claim:
    start = TEXT.index(words)
    return Claim(words, start, start + len(words), 1, words[-1], *said)


START = TEXT.index("県が")
CHECKED = Checked(
    TEXT,
    (
        claim("16名", "supported", "exact", "松本は16名です。", None, "9 + 7 = 16", (1,)),
        claim("5名", "contradicted", "unit", f"上田は3名です。{HOSTILE}", "3名", None, (1,)),
        claim("300万円", "not_in_source", None, "出典に記載がありません。"),
    ),
    (
        Quote(
            "県が求める",
            START,
            START + 5,
            "differs",
            "2か所違います。",
            "県から働きかける",
            (Difference("が", "から"), Difference("求める", "働きかける"), Difference("", "。")),
            (1,),
        ),
    ),
    (Citation(1, PASSAGE, f"資料 {HOSTILE}"),),
)


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)


def html_of(source: str) -> _Shown:
    shown = _Shown()
    shown.feed(source)
    return shown


def shown(ending: str, name: str = "draft.md") -> str:
    content = FORMATS[ending](CHECKED, name)
    if ending == ".docx":
        return "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    if ending == ".md":
        return "".join(html_of(MarkdownIt().render(content.decode())).words)
    return "".join(html_of(re.sub(r"<style>.*?</style>", "", content.decode(), flags=re.S)).words)


@pytest.mark.parametrize("ending", FORMATS)
def test_everything_that_was_found_is_said_word_for_word(ending):
    said = shown(ending)
    for words in (
        "数字の確認結果",
        "draft.md",
        "数字 3件: ✓ 出典と一致 1件、✗ 出典と不一致 1件、？ 出典に記載なし 1件",
        "引用 1件: ✓ 原文のとおり 0件、✗ 原文と違いがある 1件、？ 原文に見つからない 0件",
        "出典と不一致（単位が違う）",
        f"上田は3名です。{HOSTILE}",
        "9 + 7 = 16",
        "県から働きかける",
        "「求める」→「働きかける」",
        "原文の「。」がありません",
        f"県から働きかける。{HOSTILE}",
        "方針｜地域: 松本（記載あり）",
        "10〜30文字目",
    ):
        assert words in said, words


def test_markdown_shows_the_text_line_by_line_with_its_marks():
    page = MarkdownIt().render(FORMATS[".md"](CHECKED, "a").decode())
    quoted = html_of(re.search(r"<blockquote>(.*?)</blockquote>", page, re.S)[1])
    assert "".join(quoted.words).strip() == (
        "# 見出し\n1. 松本は16名（✓1）、上田は5名（✗2）。\n"
        f"- 「県が求める」（✗引用1） {HOSTILE}\n予算は300万円（？3）。"
    )
    assert {tag for tag, _ in html_of(page).tags} <= {
        *("h1", "h2", "h3", "p", "ul", "li", "strong", "blockquote", "br")
    }


@given(st.text("a1.)-+#*_`[]()<>!|\\ \n~&;=あ", max_size=40))
def test_no_text_acts_as_markdown(text):
    line = " ".join(text.split())
    shown = html_of(MarkdownIt("commonmark").enable("table").render("- x: " + escape(line)))
    assert {tag for tag, _ in shown.tags} == {"ul", "li"}
    assert "".join(shown.words).strip() == f"x: {line}".strip()


def test_the_page_holds_no_script_and_no_address_of_another_host():
    page = html_of(FORMATS[".html"](CHECKED, f"a{HOSTILE}").decode())
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "iframe", "object", "form", "link"}
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
    targets = {a["id"] for _, a in page.tags if "id" in a}
    links = [a["href"][1:] for tag, a in page.tags if tag == "a"]
    assert links
    assert set(links) <= targets


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_text_gives_the_same_bytes(ending):
    content = FORMATS[ending](CHECKED, "a")
    assert content == FORMATS[ending](CHECKED, "a")
    if ending == ".docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {member.date_time[0] for member in archive.infolist()} == {1980}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_text_of_strange_characters_gives_a_report(ending):
    text = "\x00\ud800\u202e\ufffe\uf0d8\x0c16名"
    odd = Checked(text, (Claim("16名", 6, 9, 16, "名", "supported", None, text),), (), ())
    assert FORMATS[ending](odd, text)


@pytest.mark.parametrize(
    ("text", "start", "end", "before", "after"),
    [
        ("16名", 0, 3, "", ""),
        ("前\n松本は16名です。\n後", 5, 8, "松本は", "です。"),
        ("あ" * 30 + "16名" + "い" * 30, 30, 33, "…" + "あ" * 18, "い" * 18 + "…"),
    ],
)
def test_a_figure_is_shown_with_what_stands_beside_it(text, start, end, before, after):
    assert parts.around(text, start, end) == (before, after)


def test_a_report_in_words_loads_no_heavy_library():
    code = (
        "import sys; import assistant.report.write, assistant.cli.display, assistant.wire;"
        "heavy = ('torch', 'gradio', 'docx', 'lxml', 'pdfplumber', 'numpy', 'fugashi');"
        "print([m for m in heavy if m in sys.modules])"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert process.stdout == b"[]\n"
