"""The tab for checking a text, in a real browser and as plain HTTP: paste, file, marks, report."""

from __future__ import annotations

import io
import itertools
import json
import re
import socket
import time
import urllib.error
import urllib.request
import uuid

import docx
import pytest

from assistant.errors import InputError
from assistant.files.guard import MAX_BYTES
from assistant.wire import check_to_dict
from files.make import lines, pdf, picture, word

from .axe import violations
from .fakes import EAST, IMAGE, SCRIPT, SOURCE, FakeAssistant, checked

TEXT = (
    "東の会場には24名が集まり、西は9名だった（差は16名）。\n"
    "予算は300万円。「体制縮小の必要性」や「24名の里親」も話された。\n"
    f"危ない文字 {SCRIPT} {IMAGE} </textarea> 𠮷\n"
)
BOX = "#check-text"


# ── plain HTTP ──


def post(url: str, *, file: tuple[str, bytes] | None = None, **fields: str):
    """Send the form as a browser does; return (status, headers, body)."""
    edge = uuid.uuid4().hex
    parts = [
        (f'form-data; name="{name}"', value.replace("\n", "\r\n").encode())
        for name, value in fields.items()
    ]
    if file:
        parts.append((f'form-data; name="file"; filename="{file[0]}"', file[1]))
    body = b"".join(
        f"--{edge}\r\nContent-Disposition: {head}\r\n\r\n".encode() + content + b"\r\n"
        for head, content in parts
    )
    request = urllib.request.Request(
        url + "check",
        body + f"--{edge}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={edge}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def shown(body: bytes) -> str:
    return re.sub(r"<[^>]*>", "", body.decode())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("原稿.txt", TEXT.split("危")[0].encode("cp932")),
        ("a.md", TEXT.encode()),
        ("a.docx", word(lambda d: [d.add_paragraph(line) for line in TEXT.splitlines()])),
        ("a.pdf", pdf(lines(*TEXT.splitlines()[:2]))),
        ("C:\\秘密\\a.txt", TEXT.encode()),
    ],
)
def test_a_file_is_checked_and_its_text_stands_in_the_box(served, name, data):
    status, _, body = post(served.url, file=(name, data), text="使われない")
    assert status == 200
    said = shown(body)
    assert name.split("\\")[-1] in said
    assert "秘密" not in said
    assert "出典と一致 3件" in said.replace("\n", "")
    assert "使われない" not in said
    box = re.search(r'<textarea id="check-text"[^>]*>\n(.*?)</textarea>', body.decode(), re.S)[1]
    assert "西は9名だった" in box


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", pdf(picture), "画像だけの PDF のようです"),
        ("a.pdf", pdf(lines("16"), encrypt="secret"), "パスワードで保護されています"),
        ("a.pdf", b"%PDF-1.4 broken", "壊れているため開けません"),
        ("a.txt", pdf(lines("16")), "中身はPDFです"),
        ("a.exe", b"MZ\0\0", "プログラムなので"),
        ("a.txt", b"", "空のファイルです"),
        (f"{'a' * 300}<b>.txt", b"", "…aaaaa&lt;b&gt;.txt"),
        ("a.txt", "一\n".encode() + "二三\n".encode("cp932"), "文字コードが混ざっている"),
        ("a.txt", "これで壊れる".encode(), "内部の問題で回答できませんでした"),
    ],
)
def test_a_file_that_cannot_be_read_gets_its_sentence(served, name, data, sentence):
    _, _, body = post(served.url, file=(name, data))
    assert sentence in body.decode()
    assert b"secret detail" not in body
    assert body.count(b'role="alert"') == 1
    assert b'id="check-text"' in body


def test_the_steps_of_a_long_file_arrive_while_it_is_read(served):
    data = pdf(*[lines("東の会場には24名", "出席" * 20)] * 30)
    _, _, body = post(served.url, file=("a.pdf", data))
    steps = re.findall(r"（(\d+)／30ページ）", body.decode())
    assert steps == [str(n) for n in range(1, 31)]


def test_the_first_step_comes_before_the_file_is_done(served):
    """The response is read as it comes: the steps are no ornament of a finished page."""
    data = pdf(*[lines(*["出席者は24名" * 6] * 40)] * 40)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    request = urllib.request.Request(
        served.url + "check",
        head + data + b"\r\n--x--\r\n",
        {"Content-Type": "multipart/form-data; boundary=x"},
    )
    start = time.monotonic()
    with urllib.request.urlopen(request, timeout=120) as response:
        received = b""
        while "（1／40ページ）".encode() not in received:
            piece = response.read1(4096)
            assert piece
            received += piece
        first = time.monotonic() - start
        response.read()
        whole = time.monotonic() - start
    assert first < whole / 2


@pytest.mark.parametrize("ending", [".md", ".html", ".docx"])
def test_a_report_is_a_file_to_save(served, ending):
    status, headers, body = post(served.url, text=TEXT, name="原稿.txt", format=ending)
    assert status == 200
    assert headers["Content-Disposition"].startswith(f'attachment; filename="report{ending}"')
    assert headers["Cache-Control"] == "no-store"
    said = (
        "\n".join(p.text for p in docx.Document(io.BytesIO(body)).paragraphs)
        if ending == ".docx"
        else body.decode()
    )
    assert "原稿.txt" in said
    assert "24 − 8 = 16" in said
    assert SCRIPT not in said or ending == ".docx"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "24名", "format": ".exe"}, "報告書の形式は .md、.html、.docx から"),
        ({"text": " ", "format": ".md"}, "確かめる文章がありません"),
        ({"text": "壊れる", "format": ".md"}, "内部の問題で"),
        ({"text": "あ" * 1_100_000}, "文章が長すぎないか"),
        ({"a": "", "b": "", "c": "", "d": "", "e": ""}, "送られた内容を読めませんでした"),
    ],
)
def test_a_form_that_cannot_be_used_gets_a_page_with_the_reason(served, fields, sentence):
    status, _, body = post(served.url, **fields)
    assert status == 400
    assert sentence in body.decode()


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain; x=="])
def test_a_body_that_is_no_form_is_refused(served, kind):
    request = urllib.request.Request(served.url + "check", b"{}", {"Content-Type": kind})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=20)
    assert caught.value.code == 400


def test_more_than_a_form_may_carry_is_refused_unread(served):
    address = served.url.removeprefix("http://").rstrip("/").split(":")
    for path, size, status in [
        ("/check", MAX_BYTES + 5_000_000, b"413"),
        ("/gradio_api/queue/join", MAX_BYTES, b"413"),
    ]:
        with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
            connection.sendall(
                f"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                f"Content-Length: {size}\r\n\r\n".encode()
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 " + status)


def test_a_file_of_the_largest_size_still_passes_the_gate(served):
    _, _, body = post(served.url, file=("a.txt", b"24 " * (MAX_BYTES // 3)))
    assert b"413" not in body[:100]
    assert b'id="result"' in body


def test_too_many_figures_for_a_page_are_refused_with_what_to_do(served):
    _, _, body = post(served.url, text="24名、" * 3_001)
    assert "数字と引用が多すぎます（3,001件）" in body.decode()


@pytest.mark.parametrize("verb", ["upload", "file=a"])
def test_gradios_own_upload_stays_closed(served, verb):
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(served.url + f"gradio_api/{verb}", b"x", timeout=20)
    assert caught.value.code == 404


# ── for programs ──


@pytest.fixture(scope="module")
def client(served):
    gradio_client = pytest.importorskip("gradio_client")
    return gradio_client.Client(served.url, verbose=False, analytics_enabled=False)


def test_check_returns_the_contracts_object(client):
    got = client.predict(TEXT, api_name="/check")
    assert got == json.loads(json.dumps(check_to_dict(checked(TEXT))))
    assert got["counts"]["claims"]["supported"] == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ", "確かめる文章がありません"),
        (3, "textは文字列で渡してください"),
        ("壊れる", "内部の問題で"),
    ],
)
def test_a_bad_call_gets_one_japanese_sentence(client, text, sentence):
    with pytest.raises(Exception, match=sentence) as caught:
        client.predict(text, api_name="/check")
    assert "secret" not in str(caught.value)


def test_the_fake_refuses_as_the_engine_does():
    with pytest.raises(InputError):
        FakeAssistant().check("")


# ── in a browser ──

browser_test = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect


def check(page, text: str = TEXT):
    page.fill(BOX, text)
    page.get_by_role("button", name="確かめる").click()
    expect(page.locator(".result")).to_be_visible()
    return page


@browser_test
def test_a_pasted_text_is_marked_and_each_mark_opens_its_source(visit):
    page = check(visit("check"))
    counts = " ".join(page.locator(".counts").first.inner_text().split())
    assert counts == "数字 5件 ✓出典と一致 3件 ✗出典と不一致 1件 ？出典に記載なし 1件"
    marks = page.locator(".marked a.finding")
    assert marks.nth(1).inner_text().replace("\n", "") == "9名✗（出典と不一致）"
    marks.nth(0).click()
    card = page.locator("#c1")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    expect(card).to_contain_text("東地域の出席者は24名です。")
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="原文で見る").click()
    source = opened.value.locator("mark")
    expect(source).to_be_in_viewport()
    assert source.inner_text() == EAST.text == SOURCE[EAST.start : EAST.end]
    card.get_by_role("link", name="文章の中の場所へ戻る").click()
    expect(marks.nth(0)).to_be_focused()


@browser_test
def test_what_is_shown_is_the_text_and_hostile_words_stay_words(visit):
    page = check(visit("check"))
    words = page.locator(".marked").evaluate(
        """(box) => { const copy = box.cloneNode(true);
        copy.querySelectorAll(".sign, .visually-hidden").forEach((e) => e.remove());
        return copy.textContent; }"""
    )
    assert words.replace("引用", "").strip() == TEXT.strip()
    assert page.input_value(BOX) == TEXT
    assert page.locator("main script, main img").count() == 0
    assert page.evaluate("window.hacked") is None
    expect(page.locator("#c2 dl")).to_contain_text(f"8名{SCRIPT}")
    expect(page.locator("#q1")).to_contain_text("「縮小」→「強化」")


@browser_test
def test_a_mended_text_is_checked_again(visit):
    page = check(visit("check"))
    page.fill(BOX, "西は9名")
    page.get_by_role("button", name="もう一度確かめる").click()
    expect(page.locator(".detail")).to_have_count(1)
    assert page.url.endswith("/check#result")


@browser_test
@pytest.mark.parametrize("name", ["Markdown", "HTML", "Word"])
def test_a_report_is_downloaded_and_the_page_stays(visit, name):
    page = check(visit("check"))
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    assert download.value.suggested_filename.startswith("数字の確認結果.")
    content = open(download.value.path(), "rb").read()  # noqa: SIM115 (a test's own file)
    if name == "Word":
        said = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    else:
        said = content.decode()
    assert "西地域の出席者は8名です。" in said
    assert "𠮷" in said
    expect(page.locator(".result")).to_be_visible()


@browser_test
def test_the_report_can_be_saved_before_one_has_read_every_card(visit):
    page = check(visit("check"))
    button = page.get_by_role("button", name="Word", exact=True).bounding_box()
    assert button["y"] < page.locator(".detail").first.bounding_box()["y"]


@browser_test
def test_a_file_is_chosen_and_checked(visit):
    page = visit("check")
    data = pdf(*[lines("東の会場には24名")] * 3)
    page.set_input_files(
        "#check-file", {"name": "原稿.pdf", "mimeType": "application/pdf", "buffer": data}
    )
    page.get_by_role("button", name="確かめる").click()
    expect(page.locator("#result-title")).to_contain_text("原稿.pdf")
    expect(page.locator(".detail")).to_have_count(3)
    expect(page.locator(".course")).to_be_hidden()


@browser_test
def test_a_file_that_is_too_large_is_refused_before_it_is_sent(visit):
    page = visit("check")
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.set_input_files(
        "#check-file",
        {"name": "大.txt", "mimeType": "text/plain", "buffer": b"a" * (MAX_BYTES + 1)},
    )
    expect(page.get_by_role("alert")).to_contain_text(
        "「大.txt」は大きすぎます（10,485,761バイト）。10 MBまで"
    )
    page.get_by_role("button", name="確かめる").click()
    expect(page.locator("#check-file")).to_be_focused()
    assert sent == []
    page.set_input_files("#check-file", [])
    expect(page.get_by_role("alert")).to_have_count(0)
    check(page)


@browser_test
def test_an_empty_text_is_said_to_be_empty_and_then_one_is_checked(visit):
    page = visit("check")
    page.get_by_role("button", name="確かめる").click()
    expect(page.get_by_role("alert")).to_contain_text("確かめる文章がありません。")
    check(page)
    expect(page.get_by_role("alert")).to_have_count(0)


@browser_test
def test_only_what_does_not_agree_can_be_listed(visit):
    page = check(visit("check"))
    page.get_by_label("一致しないものだけを並べる").check()
    verdicts = page.locator(".detail:visible h4 .verdict").all_inner_texts()
    assert verdicts == ["出典と不一致", "出典に記載なし", "原文と違いがある", "原文に見つからない"]
    page.locator("#at-c1").click()
    expect(page.locator("#c1")).to_be_focused()


@browser_test
def test_it_works_without_a_script(visit):
    page = check(visit("check", java_script_enabled=False))
    page.locator("#at-c2").click()
    expect(page.locator("#c2")).to_be_in_viewport()


@browser_test
def test_everything_can_be_done_with_the_keyboard(visit):
    page = visit("check")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(10):
        if page.evaluate("document.activeElement.id") == "check-text":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("西は9名")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_be_visible()
    for _ in range(30):
        if page.evaluate("document.activeElement.id") == "at-c1":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#c1")).to_be_focused()
    page.keyboard.press("Tab")
    assert "原文で見る" in page.evaluate("document.activeElement.textContent")


@browser_test
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(visit, scheme, width):
    page = visit("check", color_scheme=scheme, viewport={"width": width, "height": 800})
    assert violations(page) == []
    check(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    levels = [
        int(tag[1])
        for tag in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")
    ]
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), levels


@browser_test
def test_a_mark_and_its_card_stand_side_by_side_on_a_wide_screen(visit):
    page = visit("check", viewport={"width": 1280, "height": 800})
    check(page, "東は24名。" * 40)
    page.locator("#at-c40").click()
    expect(page.locator("#c40")).to_be_in_viewport()
    expect(page.locator("#at-c40")).to_be_in_viewport()


@browser_test
def test_it_prints_the_text_and_every_card(visit):
    page = check(visit("check"))
    page.emulate_media(media="print")
    expect(page.locator(".check-form")).to_be_hidden()
    assert page.locator(".detail:visible").count() == 7
