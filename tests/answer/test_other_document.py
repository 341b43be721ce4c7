"""A second document, with other headings, regions and fields, answers without code changes."""

from __future__ import annotations

import re
import shutil

import pytest

from .conftest import NAGANO, ROOT, Asker, open_corpus, write_bus

QUESTIONS = [
    ("バスの本数についての意見をすべて", ["opinion/bus-1", "opinion/bus-2"]),
    ("ダイヤについて市の方針は", ["policy/bus-1", "policy/bus-2"]),
    ("目的を教えて", ["purpose/1", "purpose/2"]),
    ("開催日はいつですか", ["outline/day"]),
    ("高齢者の運賃の負担についての意見", ["opinion/fare-1"]),
    ("高齢者割引は導入されますか", ["policy/fare-1"]),
    ("乗車率は何％ですか", ["opinion/fare-1"]),
    ("土曜日の便はどうなりますか", ["policy/bus-2", "opinion/bus-2"]),
    ("北地区の状況は", ["area/1"]),
]


@pytest.mark.parametrize(("question", "ids"), QUESTIONS)
def test_questions_about_another_document(ask_bus: Asker, question: str, ids: list[str]) -> None:
    said = ask_bus(question)
    assert set(ids) <= set(said.ids), said.text
    assert said.ids[0] in ids


def test_its_regions_are_open_where_it_says_so(ask_bus: Asker) -> None:
    said = ask_bus("南地区の状況は")
    assert said.ids == ["area/2"]
    assert "「南地区」に当たる記載がどれかは、出典からは特定できません。" in said.text
    assert "並び順からの推定です。" in ask_bus("きたちくの状況は").text


def test_its_number_and_its_day(ask_bus: Asker) -> None:
    assert [f.value for f in ask_bus("乗車率は何％ですか").quoted.figures] == [12.5]
    day = ask_bus("いつ開催されましたか")
    assert day.text == "開催日は「2023.5.12」[1]（5月12日）です。"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("運賃はいくらですか", "not_stated"),
        ("里親についての意見は", "not_stated"),
        ("2021年の意見は", "outside_period"),
        ("好きな食べ物は", "off_topic"),
    ],
)
def test_its_silence(ask_bus: Asker, question: str, reason: str) -> None:
    said = ask_bus(question)
    assert said.quoted.abstain_reason == reason, said.text
    assert said.cited == ()


def test_two_documents_are_told_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("both")
    corpus = write_bus(folder / "corpus")
    shutil.copytree(ROOT / "corpus" / NAGANO, corpus / NAGANO)
    ask = Asker(open_corpus(corpus, folder))
    bus = ask("バスの本数についての意見をすべて")
    assert {p.document for p in bus.cited} == {"bus"}
    assert "『朝日市地域交通の意見交換会 実施結果』" in bus.text
    foster = ask("里親等委託の推進についての意見をすべて")
    assert {p.document for p in foster.cited} == {NAGANO}
    assert not re.search(r"朝日市", foster.text)
