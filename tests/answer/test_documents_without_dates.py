"""Tables that say no dates, of documents that lie beside each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.adding.add import add_files
from assistant.adding.declare import About
from assistant.api import Assistant
from assistant.config import load_settings
from assistant.types import Answer

from .conftest import NAGANO, ROOT

AFTER = """# 令和７年度 地域懇談会 結果の概要

## 実施の概要

実施期間：令和７年11月５日～11月７日

## 出席者

| 地域 | 開催日 | 市町村 | 里親 | 合計 |
|---|---|---|---|---|
| 松本地域 | 11月5日(水) | 10名 | 3名 | 13名 |
| 長野地域 | 11月6日(木) | 8名 | 2名 | 10名 |
| 合計 | | 18名 | 5名 | 23名 |
"""
DAYS = "館名,開館日数\n中央図書館,290\n港図書館,281\n"
LEAFLETS = "地域,配布日,配布部数\n松本地域,11月5日,12部\n長野地域,11月6日,8部\n"
YEARS = "館名,年度,貸出冊数\n中央図書館,2024,100\n中央図書館,2025,120\n"

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    folder = tmp_path_factory.mktemp("undated")
    corpus = folder / "corpus"
    shutil.copytree(ROOT / "corpus" / NAGANO, corpus / NAGANO)
    for name, text in (
        ("r7.md", AFTER),
        ("days.csv", DAYS),
        ("loans.csv", YEARS),
        ("leaflets.csv", LEAFLETS),
    ):
        (folder / name).write_text(text, "utf-8")
    add_files(corpus, [folder / "r7.md"])
    add_files(corpus, [folder / "days.csv"], About("開館の記録", "例の市"))
    add_files(corpus, [folder / "loans.csv"], About("貸出の記録", "例の市"))
    add_files(corpus, [folder / "leaflets.csv"], About("配布の記録", "例の市"))
    settings = replace(load_settings(ROOT), corpus=corpus, index=folder / "index")
    assistant = Assistant.open(settings)
    return lambda question, *history: assistant.ask(question, history)


def values(answer: Answer) -> list[object]:
    return [figure.value for figure in answer.figures]


@pytest.mark.parametrize("year", ["令和8年", "令和4年", "2030年"])
def test_its_numbers_are_of_no_year_that_the_document_does_not_name(ask: Ask, year: str) -> None:
    answer = ask(f"{year}の松本地域の出席者は何名ですか")
    assert (answer.abstain_reason, values(answer)) == ("outside_period", [])


def test_its_numbers_are_of_the_year_that_the_document_names(ask: Ask) -> None:
    assert values(ask("令和7年の松本地域の出席者は何名ですか")) == [13]


def test_days_without_a_year_are_of_the_year_in_the_title(ask: Ask) -> None:
    answer = ask("令和7年度の長野地域の開催日はいつですか")
    assert (answer.kind, answer.citations[0].passage.document) == ("table", "r7")
    assert "11月6日" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "配布の記録で、令和7年度の長野地域の配布日はいつですか",
        "2025年11月6日の配布部数は何部ですか",
    ],
)
def test_days_of_a_year_that_nothing_says_are_of_no_year(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.kind, values(answer)) == ("not_found", [])


@pytest.mark.parametrize("more", ["どちらが多い？", "どちらの方が多いですか"])
def test_two_years_are_compared_side_by_side(ask: Ask, more: str) -> None:
    assert values(ask(f"令和6年と令和7年では松本の出席者は{more}")) == [16, 13]


def test_years_of_one_table_are_compared_in_it(ask: Ask) -> None:
    answer = ask("中央図書館の貸出は、2024年度と2025年度ではどちらが多い？")
    assert {c.passage.document for c in answer.citations} == {"loans"}
    assert 120 in values(answer)
    assert 220 not in values(answer)


def test_a_table_that_has_none_of_the_words_does_not_answer(ask: Ask) -> None:
    answer = ask("出席者が一番多い地域はどこ？")
    assert {c.passage.document for c in answer.citations} == {NAGANO, "r7"}
