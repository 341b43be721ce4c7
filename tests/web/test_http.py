"""What the server says to programs: endpoints, headers, refusals, and no other host."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.errors import InputError
from assistant.wire import answer_to_dict

from .fakes import IMAGE, MACHI, SCRIPT, FakeAssistant
from .serving import serving

gradio_client = pytest.importorskip("gradio_client")


@pytest.fixture(scope="module")
def client(served):
    return gradio_client.Client(served.url, verbose=False, analytics_enabled=False)


def fetch(url: str, *, data: bytes | None = None, method: str | None = None, **headers: str):
    """Return (status, headers, body) whatever the status is."""
    request = urllib.request.Request(url, data, {**headers}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("東地域には何人出席しましたか", []),
        ("体制強化についての意見は？", []),
        ("予算はいくらですか", []),
        ("一覧で", []),
        ("では西は", ["東地域には何人出席しましたか"]),
    ],
)
def test_ask_returns_the_contracts_object(client, question, history):
    got = client.predict(question, history, api_name="/ask")
    expected = answer_to_dict(FakeAssistant().ask(question, history))
    assert got == json.loads(json.dumps(expected))


def test_ask_needs_no_history(client):
    assert client.predict("一覧で", api_name="/ask")["kind"] == "table"


def test_search_returns_hits_with_their_pairs(client):
    hits = client.predict("体制", kind="opinion", api_name="/search")
    assert [hit["passage"] for hit in hits] == ["machi/opinion/1"]
    assert hits[0]["paired_policy"]["passage"] == "machi/policy/1"
    assert len(client.predict("町", top_k=3, api_name="/search")) == 3


@pytest.mark.parametrize(
    ("endpoint", "arguments", "sentence"),
    [
        ("/ask", {"question": "  "}, "質問が空です"),
        ("/ask", {"question": "あ" * 100_000}, "質問が長すぎます（100000文字）"),
        ("/ask", {"question": "壊れる"}, "内部の問題で回答できませんでした"),
        ("/ask", {"question": 3}, "questionは文字列で渡してください"),
        (
            "/ask",
            {"question": "x", "history": "y"},
            "historyは、これまでの質問の文字列を並べた配列",
        ),
        ("/ask", {"question": "x", "history": [1]}, "historyは文字列で渡してください"),
        ("/search", {"query": "x", "region": "北"}, "使える地域: 東、西、南"),
        ("/search", {"query": "x", "top_k": 0}, "top_kは1から100までの整数"),
        ("/search", {"query": "x", "top_k": "5"}, "top_kは1から100までの整数"),
    ],
)
def test_a_bad_call_gets_one_japanese_sentence(client, endpoint, arguments, sentence):
    with pytest.raises(Exception, match=re.escape(sentence)) as caught:
        client.predict(**arguments, api_name=endpoint)
    assert "Traceback" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_only_the_promised_endpoints_are_offered(client):
    assert set(client.view_api(return_format="dict")["named_endpoints"]) >= {
        "/ask",
        "/search",
        "/audit",
    }


def call(served, endpoint: str, body: bytes):
    """Call an endpoint as curl would; return (event, data)."""
    address = f"{served.url}gradio_api/call/{endpoint}"
    status, _, answer = fetch(address, data=body, **{"Content-Type": "application/json"})
    assert status == 200
    _, _, events = fetch(f"{address}/{json.loads(answer)['event_id']}")
    found = re.search(r"event: (\w+)\ndata: (.*)", events.decode())
    return found[1], json.loads(found[2])


def test_plain_http_gets_the_same_object(served):
    event, data = call(served, "ask", json.dumps({"data": ["一覧で", []]}).encode())
    assert event == "complete"
    assert data[0] == json.loads(json.dumps(answer_to_dict(FakeAssistant().ask("一覧で"))))


def test_a_lone_surrogate_does_not_break_the_answer(served):
    event, data = call(served, "ask", b'{"data": ["\\u6771\\ud800\\u5730", []]}')
    assert (event, data[0]["question"]) == ("complete", "東\ufffd地")


def test_fifty_ask_at_once_and_each_gets_the_own_answer(served):
    questions = [f"東地域には何人出席しましたか {n}" for n in range(50)]
    with ThreadPoolExecutor(len(questions)) as people:
        bodies = [json.dumps({"data": [question, []]}).encode() for question in questions]
        answers = list(people.map(lambda body: call(served, "ask", body), bodies))
    assert [event for event, _ in answers] == ["complete"] * 50
    assert [data[0]["question"] for _, data in answers] == questions


@pytest.mark.parametrize(
    "path",
    [
        "",
        "opinions",
        "opinions.csv",
        "tables/machi/attendance",
        "tables/machi/attendance/data.csv",
        "source/machi",
        "about",
        "config",
        "theme.css",
        "gradio_api/info",
        "page/page.js",
        "nothing",
    ],
)
def test_every_response_carries_the_security_headers(served, path):
    _, headers, _ = fetch(served.url + path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "http" not in policy
    script = re.search(r"script-src ([^;]*)", policy)
    assert script is None or "unsafe-inline" not in script[1]


def test_each_page_has_its_own_nonce_and_every_script_carries_it(served):
    seen = set()
    for _ in range(2):
        _, headers, body = fetch(served.url)
        nonce = re.search(r"'nonce-([^']+)'", headers["Content-Security-Policy"])[1]
        seen.add(nonce)
        scripts = re.findall(r"<script[^>]*>", body.decode())
        assert scripts
        assert all(f'nonce="{nonce}"' in tag for tag in scripts)
    assert len(seen) == 2


@pytest.mark.parametrize(
    "path",
    ["", "config", "theme.css", "source/machi", "opinions", "tables", "about", "page/page.css"],
)
def test_the_served_page_names_no_other_host(served, path):
    _, _, body = fetch(served.url + path)
    body = body.replace(b"http://www.w3.org/2000/svg", b"")  # a namespace: a name, no address
    hosts = set(re.findall(rb"(?:https?:)?//([a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z0-9.-]+)", body))
    assert {host.split(b":")[0] for host in hosts} <= {b"127.0.0.1"}


def test_the_page_is_japanese_and_has_a_title_before_any_script_runs(served):
    _, _, body = fetch(served.url)
    page = body.decode()
    assert re.search(r"<html\s+lang=\"ja\"", page)
    assert f'"title":"{MACHI.title}' in page
    assert "og:" not in page
    assert "twitter:" not in page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "gradio_api/upload"),
        ("POST", "gradio_api/upload/"),
        ("POST", "gradio_api//upload"),
        ("POST", "gradio_api/%75pload/../upload"),
        ("GET", "gradio_api/file=/etc/passwd"),
        ("GET", "gradio_api/file/etc/passwd"),
        ("GET", "gradio_api/proxy=http://localhost/"),
        ("GET", "gradio_api/runs"),
        ("GET", "gradio_api/run-history/buckets"),
        ("POST", "gradio_api/run/ask"),
        ("POST", "gradio_api/api/ask"),
        ("GET", "gradio_api/deep_link?session_hash=x"),
        ("POST", "gradio_api/vibe-edit"),
        ("POST", "gradio_api/process_recording"),
        ("GET", "monitoring"),
        ("GET", "docs"),
        ("GET", "source/..%2f..%2fetc%2fpasswd"),
        ("GET", "page/..%2fpage.py"),
        ("GET", "page/page.py"),
        ("GET", "source/none"),
        ("GET", "source/machi?passage=none"),
        ("GET", "tables/machi/none"),
        ("GET", "tables/none/attendance"),
        ("GET", "tables/machi/none/data.csv"),
        ("GET", "tables/machi/attendance/chart.csv"),
        ("GET", "tables/machi/attendance/chart.csv?measure=none&by=region"),
        ("GET", "opinions.pdf"),
        ("GET", "opinions/none"),
        ("GET", "about/none"),
    ],
)
def test_what_the_page_does_not_need_does_not_exist(served, method, path):
    data = b"{}" if method == "POST" else None
    status, headers, body = fetch(served.url + path, data=data, method=method)
    assert status == 404, body[:200]
    if headers.get_content_type() == "text/html":
        assert "ありません" in body.decode()


def test_a_person_gets_a_page_with_a_way_on_where_a_program_gets_json(served):
    for path, up in (("nothing", "./"), ("nothing/there", "../")):
        status, headers, body = fetch(served.url + path, Accept="text/html,*/*;q=0.8")
        assert (status, headers.get_content_type()) == (404, "text/html")
        assert f'<a href="{up}">最初のページへ</a>' in body.decode()
    status, _, body = fetch(served.url + "nothing")
    assert (status, json.loads(body)) == (404, {"error": "このアドレスはありません。"})


@pytest.mark.parametrize("tab", ["opinions", "check", "about"])
def test_a_slash_too_many_leads_to_the_tab(served, tab):
    status, _, body = fetch(f"{served.url}{tab}/")
    assert status == 200
    assert '<main id="content"' in body.decode()


def test_a_request_that_is_too_large_is_refused_and_the_server_goes_on(served, client):
    # The refusal comes before the body is read, so a client may be cut off while it still sends:
    # only the head is sent here.
    address = served.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
        connection.sendall(
            b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: 3000000\r\n\r\n"
        )
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413")
    assert json.loads(body) == {"error": "送られた内容が大きすぎます。"}
    assert client.predict("一覧で", api_name="/ask")["kind"] == "table"


@pytest.mark.parametrize("length", ["x", "-5"])
def test_a_false_content_length_is_refused(served, length):
    address = served.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
        connection.sendall(
            b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: a\r\n"
            b"Content-Length: " + length.encode() + b"\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


def test_a_body_of_undeclared_length_is_cut_off(served, client):
    address = served.url.removeprefix("http://").rstrip("/").split(":")
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
        connection.sendall(
            b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: a\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                connection.sendall(chunk)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(10_000):
                received += piece
    assert not received or received.startswith(b"HTTP/1.1 413")
    assert client.predict("一覧で", api_name="/ask")["kind"] == "table"


def test_hostile_words_of_a_document_are_escaped_everywhere():
    with serving("two") as page:
        _, _, start = fetch(page.url)
        _, _, source = fetch(page.url + "source/warui?passage=warui%2F%22%3E%3Cb%3E")
        for body in (start, source):
            assert SCRIPT.encode() not in body
            assert IMAGE.encode() not in body
        assert b'<mark class="passage" id="warui/&quot;&gt;&lt;b&gt;">' in source
        assert page.blocked == []


def test_a_port_in_use_is_said_in_one_sentence(served):
    from assistant.web.page import serve

    port = int(served.url.rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(InputError, match=f"ポート{port}でページを開けません。ほかのプログラムが"):
        serve(FakeAssistant(), port=port)


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_a_host_that_is_not_this_machine_is_said_in_one_sentence(host):
    from assistant.web.page import serve

    with pytest.raises(InputError, match="--hostか--portで"):
        serve(FakeAssistant(), host=host, port=0)


def test_the_page_is_not_reachable_from_outside_by_default(served):
    assert served.url.startswith("http://127.0.0.1:")
