"""From a message to one answer: what is asked, of whom, and how the parts are put together."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.citer import Citer
from assistant.answer.engine import MAX_CHARACTERS, MAX_HISTORY, Engine, check_question
from assistant.answer.grounding import misquoted, ungrounded
from assistant.answer.refusal import NOT_STATED, ask_back, refuse
from assistant.answer.split import asks, cut, split_questions, without_lead_up
from assistant.documents.load import load_document
from assistant.errors import InputError
from assistant.index.search import Index
from assistant.tables.outcome import Refusal, Unclear
from assistant.types import Answer, Language, Passage, Table
from assistant.wire import answer_to_dict

from .conftest import NAGANO, ROOT, open_corpus


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return open_corpus(ROOT / "corpus", tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="module")
def engine(index: Index) -> Engine:
    return Engine(index)


@pytest.fixture(scope="module")
def table() -> Table:
    return load_document(ROOT / "corpus" / NAGANO).tables[0]


@pytest.fixture(scope="module")
def loans() -> Table:
    return load_document(ROOT / "tests" / "data" / "libraries").tables[0]


# ── which part of the program answers ──

ROUTES = [
    ("松本地域には何人出席しましたか", "table", None),
    ("懇談会の目的は何ですか", "passages", None),
    ("里親等委託の推進について、どのような意見がありましたか", "passages", None),
    ("里親等委託率の目標は何%ですか", "passages", None),
    ("保育士は何人出席しましたか", "not_found", "not_stated"),
    ("予算はいくらですか", "not_found", "not_stated"),
    ("去年は何人出席しましたか", "not_found", "outside_period"),
    ("新潟県では何人出席しましたか", "not_found", "outside_region"),
    ("今日の天気は", "not_found", "off_topic"),
    ("何人ですか", "unclear", "unclear"),
    ("How many people attended in Matsumoto?", "table", None),
    ("How many police officers attended?", "not_found", "not_stated"),
]


@pytest.mark.parametrize(("question", "kind", "reason"), ROUTES, ids=[r[0] for r in ROUTES])
def test_a_question_goes_where_its_answer_is(
    engine: Engine, question: str, kind: str, reason: str | None
) -> None:
    answer = engine.ask(question)
    assert (answer.kind, answer.abstain_reason) == (kind, reason), answer.answer
    assert answer.abstained == (reason is not None)
    assert answer.question == question
    check_contract(answer)


def check_contract(answer: Answer) -> None:
    """What the contract promises of every answer."""
    texts = [c.passage.text for c in answer.citations]
    assert [c.n for c in answer.citations] == list(range(1, len(texts) + 1))
    if answer.abstained:
        assert answer.citations == ()
        assert answer.figures == ()
        assert len(answer.related) <= 3
        assert not re.search(r"[0-9０-９]", answer.answer)
    else:
        assert ungrounded(answer.answer, texts, answer.figures) == []
        assert misquoted(answer.answer, texts) == []
        assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)} <= {
            *range(1, 1 + len(texts))
        }
        assert texts


def test_an_abstention_says_what_there_is_and_what_is_near(engine: Engine) -> None:
    answer = engine.ask("保育士は何人出席しましたか")
    assert answer.answer.startswith(NOT_STATED["ja"])
    assert "「保育」" in answer.answer
    assert "里親・ファミリーホームの出席者" in answer.answer
    english = engine.ask("How many police officers attended?")
    assert english.answer.startswith(NOT_STATED["en"])
    assert english.language == "en"


def test_a_number_outside_the_table_comes_with_its_passage(engine: Engine) -> None:
    answer = engine.ask("里親等委託率の目標は何%ですか")
    assert 55.6 in [figure.value for figure in answer.figures]
    assert "55.6％" in answer.citations[0].passage.text


def test_a_number_that_the_text_demands_is_not_looked_up_in_the_table(engine: Engine) -> None:
    answer = engine.ask("児童家庭支援センターは最低何か所必要とされていますか")
    assert answer.kind == "passages"


# ── several questions, and the conversation ──


def values(answer: Answer) -> list[int | float | str]:
    return [figure.value for figure in answer.figures]


def test_several_questions_are_answered_in_order(engine: Engine) -> None:
    answer = engine.ask("松本は何人ですか？長野は何人ですか？")
    assert values(answer) == [16, 28]
    assert answer.query is not None
    assert len(answer.query.splitlines()) == 2
    check_contract(answer)


def test_a_number_and_an_opinion_in_one_message(engine: Engine) -> None:
    answer = engine.ask("松本は何人出席しましたか？懇談会の目的は何ですか？")
    assert 16 in values(answer)
    assert {c.passage.kind for c in answer.citations} >= {"attendance_row", "purpose"}
    check_contract(answer)


def test_a_part_that_is_not_stated_stands_beside_one_that_is(engine: Engine) -> None:
    answer = engine.ask("松本は何人？それと警察は何人？")
    assert (answer.kind, answer.abstained, values(answer)) == ("table", False, [16])
    assert NOT_STATED["ja"] in answer.answer
    check_contract(answer)


def test_two_parts_that_are_not_stated_are_one_abstention(engine: Engine) -> None:
    answer = engine.ask("警察は何人来ましたか？記者は何人来ましたか？")
    assert (answer.kind, answer.abstain_reason) == ("not_found", "not_stated")
    check_contract(answer)


HISTORIES: list[tuple[list[str], str, float]] = [
    (["松本には何人出席しましたか"], "じゃあ長野は？", 28),
    (["松本には何人出席しましたか", "そのうち里親は？"], "長野は？", 2),
    (["懇談会の目的は？", "松本には何人出席しましたか"], "長野は？", 28),
    (["松本には何人出席しましたか", "懇談会の目的は？"], "では長野の出席者は？", 28),
    (["松本は何人？長野は何人？"], "二つの差は？", 12),
    (["あ" * 5000, "松本には何人出席しましたか"], "じゃあ長野は？", 28),
    (["", "\x00", "!?", "松本には何人出席しましたか"], "じゃあ長野は？", 28),
]


@pytest.mark.parametrize(("history", "question", "value"), HISTORIES)
def test_the_conversation_supplies_what_is_left_out(
    engine: Engine, history: list[str], question: str, value: float
) -> None:
    assert value in values(engine.ask(question, history))


def test_only_the_last_turns_are_read(engine: Engine) -> None:
    old = ["松本には何人出席しましたか"]
    assert values(engine.ask("じゃあ長野は？", old + ["予算は？"] * (MAX_HISTORY - 1))) == [28]
    beyond = engine.ask("じゃあ長野は？", old + ["予算は？"] * MAX_HISTORY)
    assert answer_to_dict(beyond) == answer_to_dict(
        engine.ask("じゃあ長野は？", ["予算は？"] * MAX_HISTORY)
    )


def test_the_engine_keeps_nothing_between_questions(engine: Engine) -> None:
    alone = answer_to_dict(engine.ask("じゃあ長野は？"))
    engine.ask("松本の里親は何人ですか")
    assert answer_to_dict(engine.ask("じゃあ長野は？")) == alone


def test_the_same_question_gives_the_same_bytes(engine: Engine, index: Index) -> None:
    other = Engine(index)
    for question, *_ in ROUTES:
        one, two = (
            json.dumps(answer_to_dict(e.ask(question)), ensure_ascii=False) for e in (engine, other)
        )
        assert one == two


# ── what cannot be asked ──


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "空です"),
        (" \t\n　", "空です"),
        ("?!…🙂", "言葉が見当たりません"),
        ("\x00\x01", "言葉が見当たりません|空です"),
        ("長" * (MAX_CHARACTERS + 1), "長すぎます"),
        ("長" * 100_000, "100,000文字"),
    ],
)
def test_what_is_no_question_is_said_in_one_sentence(
    engine: Engine, question: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        engine.ask(question)
    assert str(caught.value).endswith("。")
    assert "Traceback" not in str(caught.value)


def test_the_longest_question_is_answered(engine: Engine) -> None:
    question = "松本は何人ですか。".ljust(MAX_CHARACTERS, "あ")
    check_contract(engine.ask(question))


@pytest.mark.parametrize(
    ("question", "plain"),
    [("　松本は？ ", "松本は?"), ("ﾏﾂﾓﾄ", "マツモト"), ("5", "5"), ("松本\r\n長野", "松本\n長野")],
)
def test_a_question_is_normalised(question: str, plain: str) -> None:
    assert check_question(question) == plain


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script> 松本は何人",
        "'; DROP TABLE t; -- 松本は何人",
        "松本は何人 {where} %s {0}",
        "[1] 松本は何人 [2]",
        "**松本**は何人 `x`",
    ],
)
def test_markup_is_text(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    check_contract(answer)
    assert "script" not in answer.answer
    assert "DROP" not in answer.answer


def test_a_number_without_a_source_is_never_shown(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = engine._tables.respond

    def wrong(*arguments: object) -> object:
        found, turn = said(*arguments)  # type: ignore[arg-type]
        found.text = found.text.replace("16名", "4711名")
        return found, turn

    monkeypatch.setattr(engine._tables, "respond", wrong)
    with caplog.at_level(logging.ERROR):
        answer = engine.ask("松本地域には何人出席しましたか")
    assert (answer.kind, answer.abstain_reason) == ("not_found", "not_stated")
    assert "4711" not in answer.answer
    assert "4711" in caplog.text
    check_contract(answer)


# ── speed ──


def test_a_number_question_is_fast(engine: Engine) -> None:
    # The benchmark states the figure; here only what no machine should exceed.
    questions = [f"{region}の里親は何人ですか" for region in ("松本", "長野", "佐久", "諏訪")] * 5
    engine.ask("松本の児相は何人ですか")
    start = time.perf_counter()
    for question in questions:
        engine.ask(question)
    assert (time.perf_counter() - start) / len(questions) < 0.1


def test_a_number_question_needs_no_torch(tmp_path: Path) -> None:
    script = """
import dataclasses, pathlib, sys
from assistant.api import Assistant
from assistant.config import load_settings
settings = load_settings(pathlib.Path(sys.argv[1]))
assistant = Assistant.open(dataclasses.replace(settings, index=pathlib.Path(sys.argv[2])))
print(assistant.ask("松本地域には何人出席しましたか").answer)
heavy = ("torch", "sentence_transformers", "transformers", "gradio")
print(*(name for name in heavy if name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT), str(tmp_path / "index")],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    said, loaded = done.stdout.split("\n")[:2]
    assert "16名" in said
    assert loaded == ""


# ── splitting a message ──

SPLITS = [
    ("松本は何人？長野は？", ["松本は何人？", "長野は？"]),
    ("松本は何人ですか。長野は何人ですか。", ["松本は何人ですか。", "長野は何人ですか。"]),
    ("松本は何人\n長野は何人", ["松本は何人", "長野は何人"]),
    ("松本は何人、それと長野は？", ["松本は何人", "それと長野は？"]),
    ("松本の人数、あと会場は？", ["松本の人数", "あと会場は？"]),
    ("松本、長野、佐久は何人", ["松本、長野、佐久は何人"]),
    ("松本は何人！？", ["松本は何人！"]),
    ("あれ？松本は何人？", ["松本は何人？"]),
    ("松本は何人？お願いします。", ["松本は何人？"]),
    ("", []),
    ("。。？", []),
    ("How many? Where?", ["How many?", "Where?"]),
]


@pytest.mark.parametrize(("text", "parts"), SPLITS, ids=[s[0] for s in SPLITS])
def test_a_message_is_cut_into_its_questions(text: str, parts: list[str]) -> None:
    assert split_questions(text) == parts


@given(st.text(st.sampled_from("松本は何人？。、\n それとあと?!"), max_size=30))
def test_cutting_loses_no_letter(text: str) -> None:
    parts = cut(text)
    assert all(part == part.strip() != "" for part in parts)
    letters: Callable[[str], str] = lambda s: re.sub(r"[^\w]", "", s)  # noqa: E731
    assert letters("".join(parts)) == letters(text)


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("松本は何人？", True),
        ("松本は何人ですか。", True),
        ("松本の人数を教えてください。", True),
        ("松本の人数が知りたいです。", True),
        ("よろしくお願いします。", True),
        ("記事を書いています。", False),
        ("松本です。", False),
    ],
)
def test_a_question_is_known_by_its_ending(sentence: str, asked: bool) -> None:
    assert asks(sentence) is asked


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("記事を書いているのですが、松本は何人ですか", "松本は何人ですか"),
        ("資料を作っているので、松本の人数を", "松本の人数を"),
        ("急いでるんだけど、松本は何人？", "松本は何人？"),
        ("松本は何人ですか", "松本は何人ですか"),
        ("松本と長野、どちらが多いですか", "松本と長野、どちらが多いですか"),
        ("教えてほしいのですが、", "教えてほしいのですが、"),
    ],
)
def test_a_lead_up_is_dropped(sentence: str, rest: str) -> None:
    assert without_lead_up(sentence) == rest


# ── refusing and asking back ──


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "reason", ["not_stated", "outside_region", "outside_period", "off_topic", "unclear"]
)
def test_every_refusal_begins_alike_and_holds_no_digit(
    table: Table, language: Language, reason: str
) -> None:
    refusal = Refusal(reason, ("警察", "第3者", "４２"))  # type: ignore[arg-type]
    for where in (table, None):
        text = refuse(refusal, where, language)
        assert text.startswith(NOT_STATED[language])
        assert not re.search(r"\d", text)
        assert "{" not in text


def test_a_refusal_names_the_word_and_what_the_table_holds(table: Table) -> None:
    text = refuse(Refusal("not_stated", ("警察",)), table, "ja")
    assert "「警察」" in text
    for column in ("出席者合計", "市町村の出席者", "施設の出席者", "児童相談所の出席者"):
        assert column in text
    assert "「" not in refuse(Refusal("not_stated", ()), table, "ja")


def test_a_refusal_names_every_column_of_a_table_without_one_total(loans: Table) -> None:
    text = refuse(Refusal("not_stated", ("司書",)), loans, "ja")
    assert "来館者数" in text
    assert "資料費" in text


@pytest.mark.parametrize("missing", ["row", "pair", "sense"])
def test_each_question_that_is_offered_instead_can_be_answered(
    engine: Engine, table: Table, missing: str
) -> None:
    sentence, choices = ask_back(Unclear(missing), table, "ja")
    assert sentence.endswith("。")
    assert choices
    for choice in choices:
        answer = engine.ask(choice)
        assert answer.kind == "table", choice
        check_contract(answer)


def test_each_english_question_that_is_offered_instead_can_be_answered(
    engine: Engine, table: Table
) -> None:
    for choice in ask_back(Unclear("pair"), table, "en")[1]:
        assert engine.ask(choice).kind == "table", choice


def test_an_offered_question_uses_the_unit_of_its_table(loans: Table) -> None:
    assert "何人" not in ask_back(Unclear("pair"), loans, "ja")[1][0]


# ── numbering citations ──


def test_citations_are_numbered_in_the_order_they_are_first_named() -> None:
    passages = {i: Passage(i, "d", "note", "s", i, 0, 1) for i in "abc"}
    citer = Citer(passages, {"d": "題"})
    assert citer.mark("b") == "[1]"
    assert citer.mark("a", "b", "a") == "[2][1]"
    assert citer.numbers("b", "c", "b") == (1, 3)
    assert citer.number("a") == 2
    assert [(c.n, c.passage.id, c.document_title) for c in citer.citations()] == [
        (1, "b", "題"), (2, "a", "題"), (3, "c", "題"),
    ]  # fmt: skip


def test_a_passage_that_does_not_exist_is_no_citation() -> None:
    citer = Citer({}, {})
    citer.mark("invented")
    with pytest.raises(KeyError):
        citer.citations()


def test_nothing_is_cited_before_it_is_named() -> None:
    assert Citer({}, {}).citations() == ()
    assert Citer({}, {}).mark() == ""


def test_the_wire_form_of_an_answer_is_plain_data(engine: Engine) -> None:
    answer = engine.ask("松本と長野の差は何人ですか")
    data = json.loads(json.dumps(answer_to_dict(answer, 7), ensure_ascii=False))
    told = SimpleNamespace(**data)
    assert told.id == 7
    assert told.figures[-1]["formula"] == "28 − 16 = 12"
    assert told.figures[-1]["citations"] == [2, 1] or told.figures[-1]["citations"] == [1, 2]
    source = (ROOT / "corpus" / NAGANO / f"{NAGANO}.txt").read_bytes().decode()
    for citation in told.citations:
        span = source[citation["start"] : citation["end"]]
        assert re.sub(r"\s", "", span) == re.sub(r"\s", "", citation["text"])
