"""One assistant after another: requests finish on theirs, nothing of the old one stays behind."""

from __future__ import annotations

import gc
import json
import weakref
from dataclasses import replace

import pytest

from assistant.adding.add import add_data, remove_document
from assistant.api import Assistant
from assistant.config import load_settings
from assistant.web.current import Current, warm
from assistant.web.endpoints import endpoint_functions
from assistant.web.opinions.finding import Finder
from assistant.web.page import create_page
from assistant.web.tabs import ALL, MANAGE

from .fakes import HOSTILE_DOCUMENT, MACHI, FakeAssistant
from .managing import LOANS

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


def test_one_that_is_open_answers_on_after_the_next_has_taken_its_files(tmp_path):
    root = load_settings()
    settings = replace(root, corpus=tmp_path / "corpus", index=tmp_path / "index")

    def memo(about):
        said = (f"- {about}の要望が{n}番目に出ました。\n" for n in range(300))
        return ("memo.md", f"# 会の記録\n\n{''.join(said)}".encode())

    add_data(settings.corpus, [memo("駐輪場"), ("loans.csv", LOANS.encode())])
    old = Assistant.open(settings)
    add_data(settings.corpus, [memo("図書室")])
    remove_document(settings.corpus, "loans")
    new = Assistant.open(settings)
    assert "図書室の要望" in new.ask("図書室の要望は").answer
    assert "駐輪場の要望" in old.ask("駐輪場の要望は").answer
    assert "6,789冊" in old.ask("港図書館の貸出冊数は何冊ですか").answer
    assert "駐輪場" in old.search("駐輪場 123番目")[0].passage.text
    assert old.check("港図書館の貸出は6,789冊だった。").claims[0].verdict == "supported"
    assert all("図書室" not in p.text for d in old.documents for p in d.passages)
