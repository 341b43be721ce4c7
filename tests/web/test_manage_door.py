"""Who may change documents: nobody without the flag, no other site, outside who has the word."""

from __future__ import annotations

import re
import socket

import pytest

from assistant.web.gate import ADD_LIMIT
from assistant.web.manage.door import COOKIE, Door, is_loopback

from .managing import Desk, managing, shown
from .serving import serving

HERE = {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:7860"}
PATHS = (
    "manage",
    "manage/changes/1",
    "manage/documents/cafe",
    "manage/documents/cafe/remove",
)
FORMS = (
    "manage/add",
    "manage/refresh",
    "manage/documents/cafe",
    "manage/documents/cafe/checked",
    "manage/documents/cafe/remove",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with managing(tmp_path_factory.mktemp("door"), engine="fake") as desk:
        yield desk


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """A page that others reach too."""
    with managing(tmp_path_factory.mktemp("outside"), "host=0.0.0.0", engine="fake") as desk:
        yield Desk(desk.url.replace("0.0.0.0", "127.0.0.1"), desk.folder, desk.said)


def test_without_the_flag_there_is_no_such_page_and_no_link(served):
    desk = Desk(served.url, None, served.output)
    for path in PATHS:
        assert desk.get(path)[0] == 404
    for path in (*FORMS, "manage/enter"):
        assert desk.post(path)[0] == 404
    for path in ("", "config", "opinions", "tables/machi/attendance", "source", "check", "about"):
        _, body = desk.get(path)
        assert "manage" not in body.replace("state_manage", "")
        assert "資料の管理" not in body


def test_with_the_flag_every_tab_leads_there(desk):
    for path in ("config", "opinions", "tables/machi/attendance", "source/machi", "check", "about"):
        assert re.search(r'href=\\?"(\.\./)*manage\\?"', desk.get(path)[1]), path
    assert desk.send("manage/")[1]["location"] == "../manage"


CROSS = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "", "Sec-Fetch-Site": "none"},
    {"Origin": "http://["},
]


@pytest.mark.parametrize("headers", CROSS, ids=str)
@pytest.mark.parametrize("path", FORMS)
def test_a_form_of_another_site_is_refused(desk, path, headers):
    before = desk.state()
    status, _, body = desk.post(path, [("sure", "yes")], **headers)
    assert status == 403
    assert "ほかのサイトから送られた変更は受け付けません" in body
    assert desk.state() == before


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "192.0.2.1", "", "[::1", "@"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_name_that_leads_here_from_outside_is_refused(desk, host, method):
    send = desk.post if method == "POST" else desk.send
    status, _, body = send("manage", **{"Host": host, "Origin": f"http://{host}"})
    assert status in (400, 403)
    assert "里親" not in body


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "127.1.2.3:80", "[::1]:7860"])
def test_names_of_this_machine_are_let_in(host):
    door = Door(local=True)
    assert door.refusal("GET", {"host": host}) is None
    assert door.refusal("POST", {"host": host, "origin": f"http://{host}"}) is None
    assert door.refusal("POST", {"host": host, "sec-fetch-site": "same-origin"}) is None


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_what_a_proxy_passes_on_is_not_of_this_machine(desk, name):
    status, _, body = desk.send("manage", **{name: "203.0.113.9"})
    assert (status, "機械の中からだけ" in body) == (403, True)
    assert Door(local=False).refusal("GET", {"host": "a.jp", name.lower(): "x"}) is None


def test_a_method_that_changes_is_checked_whatever_its_case_of_origin():
    door = Door(local=False)
    assert door.refusal("POST", {"host": "Example.jp", "origin": "https://example.JP"}) is None
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert door.refusal(method, {"host": "a.jp", "origin": "https://b.jp"})


def test_addresses_of_this_machine_are_known():
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.0.1", "localhost", "")))


def test_at_home_no_word_is_asked_or_told(desk):
    assert not any("合言葉" in line for line in desk.said)
    assert desk.get("manage")[0] == 200
    assert Door(local=True).enter("") is None


def word_of(desk: Desk) -> str:
    (line,) = (line for line in desk.said if "合言葉" in line)
    return re.search(r"合言葉: (\S+)）", line)[1]


def test_outside_nothing_is_shown_or_done_before_the_word(outside):
    before = outside.state()
    for path in PATHS:
        status, body = outside.get(path)
        assert status == 403
        assert "合言葉" in shown(body)
        assert "里親カフェ" not in body
    for path in FORMS:
        status, _, body = outside.post(path, [("sure", "yes")], [("a.md", b"# a\n\nb\n")])
        assert (status, "合言葉" in shown(body)) == (403, True)
    outside.cookie = f"{COOKIE}=guess"
    assert outside.get("manage")[0] == 403
    outside.cookie = ""
    assert outside.state() == before


@pytest.mark.parametrize("wrong", ["", "違う", "\ud800", "a" * 1_000, "b" * 2_000])
def test_a_wrong_word_is_said_to_be_wrong(outside, wrong):
    said = wrong.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    status, headers, body = outside.post("manage/enter", [("word", said)])
    assert status == 403
    assert "set-cookie" not in headers
    assert "合言葉が違います" in shown(body)


def test_the_right_word_opens_the_door_for_that_browser(outside):
    word = word_of(outside)
    assert len(word) >= 24
    status, headers, _ = outside.post("manage/enter", [("word", f" {word} ")])
    assert (status, headers["location"]) == (303, "../manage")
    cookie = headers["set-cookie"]
    assert word not in cookie
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/manage"))
    outside.cookie = cookie.split(";")[0]
    assert "里親カフェの記録" in outside.get("manage")[1]
    status, _, body = outside.post("manage/add", Origin="http://evil.example")
    assert (status, "ほかのサイト" in body) == (403, True)
    outside.cookie = ""
    assert outside.get("manage")[0] == 403


def test_each_start_has_its_own_word():
    words = {Door(local=False).word for _ in range(3)}
    assert len(words) == 3
    door, other = Door(local=False), Door(local=False)
    assert not door.is_open({COOKIE: other.enter(other.word)})
    assert door.is_open({COOKIE: door.enter(door.word)})


def raw(desk: Desk, head: str, *pieces: bytes) -> bytes:
    """Send a request piece by piece; return the beginning of the answer."""
    host, port = re.search(r"//([\d.]+):(\d+)", desk.url).groups()
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.sendall(
            f"POST /manage/add HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Origin: http://{host}:{port}\r\n{head}\r\n\r\n".encode()
        )
        try:
            for piece in pieces:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return connection.recv(200)


def test_a_form_that_is_too_large_is_refused_before_it_has_travelled(desk):
    head = "Content-Type: multipart/form-data; boundary=x\r\n"
    assert b" 413 " in raw(desk, f"{head}Content-Length: {ADD_LIMIT + 1}")
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
    piece = b"100000\r\n" + b"a" * (1 << 20) + b"\r\n"
    first = f"{len(part):x}\r\n".encode() + part + b"\r\n"
    many = (piece for _ in range(ADD_LIMIT // (1 << 20) + 2))
    assert b" 413 " in raw(desk, f"{head}Transfer-Encoding: chunked", first, *many)
    assert desk.get("manage")[0] == 200
    assert not any("Traceback" in line for line in desk.said)


def test_mcp_and_managing_go_together(tmp_path):
    with serving("fake", f"manage={tmp_path}", "mcp") as page:
        desk = Desk(page.url, tmp_path, page.output)
        assert desk.get("manage")[0] == 200
        assert desk.get("gradio_api/mcp")[0] in (200, 400, 405, 406)
