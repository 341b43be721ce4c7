"""Around an answer, without a browser: Markdown, further questions, ratings."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.types import Answer, Citation
from assistant.web import feedback as feedback_module
from assistant.web.feedback import REMARK_LIMIT, Feedback
from assistant.web.followups import MOST, followups
from assistant.web.reply import MOST_SHOWN, reply
from assistant.web.tabs.ask import _resumed
from assistant.web.transcript import transcript

from .fakes import EAST, MACHI, WEST, FakeAssistant


def test_a_transcript_holds_everything_of_an_answer():
    answer = FakeAssistant().ask("一覧で")
    assert transcript(answer).splitlines()[:6] == [
        "## 一覧で",
        "",
        "地域別の出席者は次のとおりです。[1][2]  ",
        "",
        "- 東 24名",
        "- 西 8名",
    ]


def test_a_refusal_lists_what_is_near_as_no_answer():
    words = transcript(FakeAssistant().ask("予算はいくらですか"))
    assert "### 関連する記述（回答ではありません）" in words
    assert "### 出典" not in words


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_question_stays_one_heading_and_no_markup_gets_through(question, cell):
    answer = Answer(question, "答え", "table", rows=(("a", "b"), (cell, cell)))
    words = transcript(answer)
    assert words.splitlines()[1] == ""
    assert words.count("<") == words.count("\\<")
    words.encode()


def test_further_questions_are_only_those_that_are_answered():
    assistant = FakeAssistant()
    answer = assistant.ask("東地域には何人出席しましたか")
    offered = followups(assistant, replace(answer, answer="ほか"))
    assert 0 < len(offered) <= MOST
    assert all(not assistant.ask(question).abstained for question in offered)

    class Silent(FakeAssistant):
        def ask(self, question, history=()):
            if "あ" in question:
                raise InputError("だめ")
            return Answer(question, "記載がありません", "not_found", abstained=True)

    assert followups(Silent(), answer) == ()


def test_what_was_just_said_is_not_offered():
    assistant = FakeAssistant()
    answer = assistant.ask("東地域には何人出席しましたか")
    offered = followups(assistant, replace(answer, answer="ほか"))
    known = "\n".join(assistant.ask(question).answer for question in offered)
    assert not set(offered) & set(followups(assistant, replace(answer, answer=known)))


@pytest.mark.parametrize("question", ["予算はいくらですか", "あいまい", "how many in the East?"])
def test_nothing_goes_on_from_a_refusal_or_in_another_language(question):
    assistant = FakeAssistant()
    assert followups(assistant, assistant.ask(question)) == ()


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [
        ((("地域", "人数"), ("東", "24名"), ("西", "8名")), True),
        ((("地域", "人数"), ("東", "1,024名"), ("西", "５５．６名")), True),
        ((("地域", "値"), ("東", "24名"), ("西", "55％")), False),  # of two kinds
        ((("地域", "人数"), ("東", "24名"), ("西", "24名")), False),  # nothing to compare
        ((("地域", "人数"), ("東", "24名")), False),
        ((("地域", "人数"), ("東", "24名"), ("西", "なし")), False),
        ((("地域", "人数", "数"), ("東", "24名", "2"), ("西", "8名", "1")), False),
        ((("地域", "人数"), ("東", "24名"), ("合計", "24名")), False),
        ((("地域", "会場"), ("東", "東公民館"), ("西", "西公民館")), False),
        ((("地域", "人数"), ("東", "-24名"), ("西", "8名")), False),
    ],
)
def test_rows_are_drawn_where_they_compare_one_number(rows, drawn):
    assert ("<svg" in reply(Answer("q", "答え", "table", rows=rows), "t", False)) is drawn


def test_many_citations_are_folded_after_the_third():
    for count in (MOST_SHOWN, MOST_SHOWN + 1):
        cited = tuple(Citation(n, EAST, MACHI.title) for n in range(1, count + 1))
        shown = reply(Answer("q", "答え", "table", citations=cited), "t", False)
        assert shown.count('class="citation"') == count
        assert ("ほかの出典 2件" in shown) is (count > MOST_SHOWN)


def test_a_conversation_is_made_again_from_questions_alone():
    questions = ["東地域には何人出席しましたか", "では西は", 3, "", "壊れる"]
    talk = _resumed(FakeAssistant(), questions)
    assert [turn.question for turn in talk.turns] == questions[:2]
    assert "に続けて" in talk.turns[1].answer.answer
    assert _resumed(FakeAssistant(), "x").turns == ()
    assert _resumed(FakeAssistant(), None).turns == ()


def test_ratings_are_added_to_the_file_and_bounded(tmp_path, monkeypatch):
    file = tmp_path / "said.jsonl"
    file.write_text('{"before": true}\n', encoding="utf-8")
    feedback = Feedback(file)
    answer = Answer("問", "答", "table", citations=(Citation(1, WEST, "t"),))
    feedback.keep(answer, False, " ことば\ud83d ")
    first, second = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert first == {"before": True}
    assert (second["good"], second["remark"]) == (False, "ことば\ufffd")
    with pytest.raises(InputError, match="ご意見が長すぎます（1,001文字）"):
        feedback.keep(answer, True, "あ" * (REMARK_LIMIT + 1))
    monkeypatch.setattr(feedback_module, "FILE_LIMIT", 10)
    with pytest.raises(InputError, match="いっぱい"):
        feedback.keep(answer, True, "")
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2


def test_a_file_that_cannot_be_written_is_said_before_the_page_opens(tmp_path):
    with pytest.raises(InputError, match="書けません"):
        Feedback(tmp_path / "no" / "said.jsonl")
