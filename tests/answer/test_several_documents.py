"""Over several documents an answer says which it is from, and documents that differ both speak."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.adding.add import add_files
from assistant.adding.declare import About
from assistant.answer.named import Names
from assistant.api import Assistant
from assistant.config import load_settings
from assistant.types import Answer, Document

from .conftest import NAGANO, ROOT

BEFORE = """# 令和5年度 地域懇談会 実施結果の概要

令和5年11月 長野県

開催日：令和5年10月2日～10月20日

## 目的

- 里親委託の現状を共有すること

## 出席者

| 地域 | 開催日 | 市町村 | 里親 | 合計 |
|---|---|---|---|---|
| 松本地域 | 2023-10-02 | 9名 | 3名 | 12名 |
| 長野地域 | 2023-10-05 | 11名 | 4名 | 15名 |
| 佐久地域 | 2023-10-20 | 8名 | 2名 | 10名 |
| 合計 | | 28名 | 9名 | 37名 |

## 参加者の意見

- 里親の説明会は平日の夜に開いてほしい。
- 一時保護の受け皿が足りない。
"""
LOANS = "館名,年度,貸出冊数,来館者数\n中央図書館,2023,12345,5000\n港図書館,2023,6789,3000\n"
NOW = "『長野県社会的養育推進計画（後期計画）策定等に係る地域懇談会 実施結果の概要』"
THEN = "『令和5年度 地域懇談会 実施結果の概要』"

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("several")
    corpus = folder / "corpus"
    shutil.copytree(ROOT / "corpus" / NAGANO, corpus / NAGANO)
    (folder / "r5.md").write_text(BEFORE, "utf-8")
    (folder / "loans.csv").write_text(LOANS, "utf-8")
    add_files(corpus, [folder / "r5.md"], About(publisher="長野県"))
    add_files(corpus, [folder / "loans.csv"], About("市立図書館の貸出", "例の市", "2024-04"))
    return Assistant.open(replace(load_settings(ROOT), corpus=corpus, index=folder / "index"))


@pytest.fixture(scope="module")
def ask(assistant: Assistant) -> Ask:
    return lambda question, *history: assistant.ask(question, history)


def documents(answer: Answer) -> list[str]:
    return list(dict.fromkeys(c.passage.document for c in answer.citations))


def values(answer: Answer) -> list[object]:
    return [figure.value for figure in answer.figures]


def test_two_documents_that_differ_are_both_shown_by_name(ask: Ask) -> None:
    answer = ask("松本地域には何人出席しましたか")
    assert values(answer) == [16, 12]
    assert documents(answer) == [NAGANO, "r5"]
    first, second = answer.answer.split(THEN)
    assert NOW in first
    assert "16名です。[1]" in first
    assert "12名です。[2]" in second
    assert [f.citations for f in answer.figures] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("question", "document", "value"),
    [
        ("令和5年の懇談会では松本地域に何人出席しましたか", "r5", 12),
        ("令和6年の懇談会で松本には何人出席しましたか", NAGANO, 16),
        ("2023年の松本の出席者は", "r5", 12),
        ("「令和5年度 地域懇談会 実施結果の概要」では、里親は全部で何人ですか", "r5", 9),
        ("2023年度の中央図書館の来館者数は", "loans", 5000),
        ("中央図書館の貸出は何冊ですか", "loans", 12345),
    ],
)
def test_a_question_may_name_a_document_or_its_year(
    ask: Ask, question: str, document: str, value: int
) -> None:
    answer = ask(question)
    assert (documents(answer), values(answer)) == ([document], [value])


def test_an_answer_from_one_document_names_it(ask: Ask, assistant: Assistant) -> None:
    for question in ("令和5年の目的は", "2023年の松本の出席者は", "中央図書館の貸出は何冊ですか"):
        answer = ask(question)
        (document,) = documents(answer)
        assert answer.answer.endswith(f"\n出典: 『{assistant.titles[document]}』"), answer.answer


def test_a_conversation_stays_with_the_document_that_was_named(ask: Ask) -> None:
    asked = ["令和5年の懇談会では松本地域に何人出席しましたか"]
    assert values(ask("長野は？", *asked)) == [15]
    assert values(ask("令和6年は？", *asked)) == [16]
    assert values(ask("佐久は？", *asked, "長野は？")) == [10]
    assert values(ask("佐久は？", *asked, "令和6年は？")) == [17]
    assert values(ask("松本地域には全部で何人が出席しましたか", *asked)) == [16, 12]
    assert values(ask("令和6年は？", *asked, "長野は？")) == [28]


def test_whole_lists_are_given_for_each_document(ask: Ask) -> None:
    answer = ask("目的は何ですか")
    assert documents(answer) == [NAGANO, "r5"]
    assert [c.passage.kind for c in answer.citations] == ["purpose"] * 5
    opinions = ask("令和5年度の意見をすべて教えて")
    assert [c.passage.text for c in opinions.citations] == [
        "里親の説明会は平日の夜に開いてほしい。",
        "一時保護の受け皿が足りない。",
    ]


def test_two_questions_may_be_about_two_documents(ask: Ask) -> None:
    answer = ask("令和5年の佐久の出席者は何人ですか？港図書館の貸出は何冊ですか？")
    assert values(answer) == [10, 6789]
    assert documents(answer) == ["r5", "loans"]
    assert [c.n for c in answer.citations] == [1, 2]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("令和3年の出席者は何人ですか", "outside_period"),
        ("令和３年度の出席者", "outside_period"),
        ("大阪府の出席者は何人ですか", "outside_region"),
        ("予算はいくらですか", "not_stated"),
        ("令和5年の懇談会に児童相談所は何人出席しましたか", "not_stated"),
        ("令和6年の里親の出席者は令和5年より増えましたか", "unclear"),
    ],
)
def test_silence_of_all_documents_is_silence(ask: Ask, question: str, reason: str) -> None:
    answer = ask(question)
    assert (answer.abstained, answer.abstain_reason) == (True, reason), answer.answer
    assert answer.citations == ()


def test_a_year_of_no_document_is_said_with_what_there_is(ask: Ask) -> None:
    answer = ask("令和３年度の出席者")
    assert "「令和3年度」の資料はありません" in answer.answer
    assert NOW in answer.answer
    assert THEN in answer.answer
    assert "どの" not in answer.answer


def test_a_document_goes_by_its_title_without_the_year() -> None:
    names = Names(
        [
            document("r5", "令和5年度 総合防災訓練 実施結果", "2023-12", "石川県"),
            document("r6", "令和6年度 総合防災訓練 実施結果", "2024-12", "石川県"),
            document("session", "令和7年度介護説明会", "不明", "不明"),
        ]
    )
    assert names.read("介護説明会は何曜日ですか").documents == ("session",)
    found = names.read("令和4年度の介護説明会の参加者は")
    assert (found.documents, found.absent) == (("session",), "令和4年度")
    assert names.read("総合防災訓練 実施結果の令和5年度の分").documents == ("r5",)
    assert names.read("石川県の意見").rest == "意見"


def test_every_citation_mark_names_a_citation_and_every_figure_its_own(ask: Ask) -> None:
    for question in ("松本と長野の差は", "開催日はいつですか", "里親についての意見をすべて"):
        answer = ask(question)
        marks = {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)}
        assert marks == {c.n for c in answer.citations}
        assert answer == ask(question)


def test_the_figure_checker_and_search_reach_every_document(assistant: Assistant) -> None:
    hits = assistant.search("一時保護の受け皿", top_k=3)
    assert hits[0].passage.document == "r5"
    assert {a.document for a in assistant.audit()} == {NAGANO, "r5", "loans"}


def document(
    id: str, title: str, date: str, publisher: str, regions: tuple[str, ...] = ()
) -> Document:
    return Document(id, title, publisher, date, "", "", (), (), regions=regions)


NAMES = Names(
    [
        document("a", "令和4年度の意見交換会", "2023-01", "長野県"),
        document("b", "令和5年度の意見交換会", "2024-01", "長野県"),
        document("c", "意見交換会", "不明", "山梨県"),
        document("d", "都道府県の比較", "不明", "例の省", ("北海道", "長野県")),
    ]
)


@pytest.mark.parametrize(
    ("question", "named", "rest"),
    [
        ("意見は？", None, "意見は?"),
        ("令和4年度の意見は？", ("a",), "意見は?"),
        ("2022年には何があった", ("a",), "何があった"),
        ("2022年と2023年の意見", ("a", "b"), "意見"),
        ("R5の意見", ("b",), "意見"),
        ("1999年の意見", None, "1999年の意見"),
        ("山梨県の意見", ("c",), "意見"),
        ("山梨県内での意見", ("c",), "意見"),
        ("長野県の意見", ("a", "b", "d"), "長野県の意見"),
        ("北海道の意見", ("d",), "北海道の意見"),
        ("沖縄県の意見", None, "沖縄県の意見"),
        ("「令和5年度の意見交換会」では何人", ("b",), "何人"),
        ("意見交換会では何人", ("c",), "何人"),
        ("2023年1月5日の意見", ("b",), "2023年1月5日の意見"),
        ("令和5年の意見交換会の感想は", ("b",), "意見交換会の感想は"),
        ("都道府県の比較表はありますか", ("d",), "表はありますか"),
    ],
)
def test_which_documents_a_question_names(
    question: str, named: tuple[str, ...] | None, rest: str
) -> None:
    found = NAMES.read(question)
    assert (found.documents, found.rest) == (named, rest)


@pytest.mark.parametrize(
    ("text", "figure", "verdict", "said", "from_documents"),
    [
        ("令和5年の松本地域の出席者は12名だった。", "12名", "supported", THEN, ["r5"]),
        # Whichever the writer means: the other document's number stands beside it.
        ("松本地域の出席者は12名だった。", "12名", "supported", "では16名です", ["r5", NAGANO]),
        ("令和5年の松本地域の出席者は16名だった。", "16名", "contradicted", THEN, ["r5"]),
        # The prefecture's name does not turn another year into the sources' own.
        (
            "令和4年の長野県の懇談会で松本地域の出席者は16名だった。",
            "16名",
            "not_in_source",
            "",
            [],
        ),
        (
            "松本地域の出席者は、令和5年は12名、令和6年は16名だった。",
            "16名",
            "supported",
            NOW,
            [NAGANO],
        ),
        (
            "令和5年から令和6年にかけて松本地域の出席者は16名増えた。",
            "16名",
            "not_in_source",
            "",
            [],
        ),
    ],
)
def test_the_figure_checker_names_the_document(
    assistant: Assistant,
    text: str,
    figure: str,
    verdict: str,
    said: str,
    from_documents: list[str],
) -> None:
    checked = assistant.check(text)
    (claim,) = (c for c in checked.claims if c.text == figure)
    assert (claim.verdict, said in claim.reason) == (verdict, True), claim.reason
    by_number = {c.n: c.passage.document for c in checked.citations}
    assert list(dict.fromkeys(by_number[n] for n in claim.citations)) == from_documents
