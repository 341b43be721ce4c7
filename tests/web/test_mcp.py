"""The endpoints as tools, called by a client of the Model Context Protocol."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from assistant.wire import answer_to_dict

from .fakes import FakeAssistant
from .serving import serving

PATH = "gradio_api/mcp"


@pytest.fixture(scope="module")
def url():
    with serving("fake", "mcp") as page:
        yield page.url
    assert not page.blocked


def talk(url: str, conversation: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    async def connected() -> Any:
        async with (
            streamable_http_client(url + PATH) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await conversation(session)

    # In a thread: the browser of other tests keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, connected()).result(timeout=60)


def call(url: str, name: str, **arguments: Any) -> Any:
    return talk(url, lambda session: session.call_tool(name, arguments))


def test_the_tools_are_the_endpoints_with_their_parameters(url):
    tools = {t.name: t for t in talk(url, lambda session: session.list_tools()).tools}
    assert set(tools) == {"ask", "search", "check", "audit"}
    assert set(tools["ask"].inputSchema["properties"]) == {"question", "history"}
    assert tools["ask"].inputSchema["required"] == ["question"]
    assert {"query", "region", "top_k"} <= set(tools["search"].inputSchema["properties"])
    assert all(tool.description for tool in tools.values())


def test_a_tool_gives_the_contracts_object_as_json(url):
    got = call(url, "ask", question="では西は", history=["東地域には何人出席しましたか"])
    expected = answer_to_dict(FakeAssistant().ask("では西は", ["東地域には何人出席しましたか"]))
    assert not got.isError
    assert json.loads(got.content[0].text) == json.loads(json.dumps(expected))
    assert got.structuredContent == json.loads(got.content[0].text)


def test_a_list_is_structured_as_a_result(url):
    got = call(url, "search", query="体制", kind="opinion", top_k=2)
    assert got.structuredContent == {"result": json.loads(got.content[0].text)}


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {"question": ""}, "質問"),
        ("ask", {"question": 3}, "文字列"),
        ("ask", {}, "引数が合いません"),
        ("ask", {"question": "東は", "nothing": 1}, "引数が合いません"),
        ("search", {"query": "体制", "top_k": 0}, "top_k"),
        ("delete", {}, "使えるのは"),
    ],
)
def test_an_error_is_one_sentence_marked_as_an_error(url, name, arguments, said):
    got = call(url, name, **arguments)
    assert got.isError
    assert said in got.content[0].text
    assert "Traceback" not in got.content[0].text


def test_without_the_option_there_are_no_tools(served):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(served.url + PATH, timeout=20)
    assert refused.value.code == 404
