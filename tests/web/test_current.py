"""One assistant after another: requests finish on theirs, nothing of the old one stays behind."""

from __future__ import annotations

import gc
import json
import weakref
from dataclasses import replace

import pytest

from assistant.web.current import Current, warm
from assistant.web.endpoints import endpoint_functions
from assistant.web.opinions.finding import Finder
from assistant.web.page import create_page
from assistant.web.tabs import ALL, MANAGE

from .fakes import HOSTILE_DOCUMENT, MACHI, FakeAssistant

OTHER = replace(MACHI, id="mura", title="村の記録", passages=(), pieces=(), tables=())


def test_a_request_finishes_on_the_assistant_it_began_with():
    old, new = FakeAssistant(), FakeAssistant(OTHER)
    current = Current(old)
    site = current.site
    finder = site.made(Finder)
    current.swap(new)
    assert (site.assistant, site.documents) == (old, (MACHI,))
    assert site.made(Finder) is finder
    assert (current.site.assistant, current.site.documents) == (new, (OTHER,))
    assert current.site.made(Finder) is not finder


def test_an_endpoint_does_not_mix_two_assistants():
    class Overtaken(FakeAssistant):
        def search(self, *query, **filters):
            current.swap(FakeAssistant(OTHER))
            return super().search(*query, **filters)

    current = Current(Overtaken())
    hits = endpoint_functions(current)["search"]("体制")
    assert {hit["document_title"] for hit in hits} == {MACHI.title}


def test_what_was_made_of_one_is_made_of_the_next_before_it_comes_into_force():
    made = []
    current = Current(FakeAssistant())
    current.site.made(lambda assistant: made.append((assistant, current.site.assistant)))
    old, new = current.site.assistant, FakeAssistant(OTHER)
    current.swap(new)
    assert made == [(old, old), (new, old)]


def test_what_cannot_be_made_leaves_the_one_before():
    def only_machi(assistant):
        if assistant.documents != (MACHI,):
            raise ValueError("not these")

    current = Current(FakeAssistant())
    current.site.made(only_machi)
    site, told = current.site, []
    current.watch(told.append)
    with pytest.raises(ValueError, match="not these"):
        current.swap(FakeAssistant(OTHER))
    assert (current.site, told) == (site, [])


def test_the_one_before_is_let_go_and_the_tabs_stay():
    current = Current(FakeAssistant(), (*ALL, MANAGE))
    page = create_page(current)
    current.site.made(Finder)
    old = weakref.ref(current.site.assistant)
    current.swap(FakeAssistant(OTHER))
    gc.collect()
    assert old() is None
    assert current.site.tabs[-1] == MANAGE
    shown = json.dumps(page.config, ensure_ascii=False, default=str)
    assert OTHER.title in shown
    assert MACHI.title not in shown
    assert page.title == f"{OTHER.title} に質問する"
    current.swap(FakeAssistant(MACHI, HOSTILE_DOCUMENT))
    assert page.config["title"] == "公開資料に質問する"


@pytest.mark.parametrize(
    ("documents", "asked"),
    [((MACHI,), MACHI.examples), ((replace(OTHER, examples=()),), (OTHER.title,))],
)
def test_warming_asks_what_is_offered_else_the_titles(documents, asked):
    class Listening(FakeAssistant):
        def ask(self, question, history=()):
            said.append(question)
            return super().ask(question, history)

    said = []
    warm(Listening(*documents))
    assert said == list(asked)
