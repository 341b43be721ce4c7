"""Which way a question goes: to a table that knows some of its words, or to the passages."""

from __future__ import annotations

import pytest

from assistant.answer.engine import Engine
from assistant.answer.split import split_questions

from .conftest import Asker


@pytest.fixture(scope="module")
def engine(ask: Asker) -> Engine:
    return Engine(ask.index)


@pytest.mark.parametrize(
    ("question", "passage", "reason"),
    [
        ("地域ぐるみで、みんなで子育てしようという声は", "opinion/permanency-7", "no sum"),
        ("立場の違う大人どうしが手を組むきっかけにしたかったのか", "purpose/4", "no difference"),
        ("施設 競争 養育力", "opinion/facilities-4", "every word stands in it"),
        ("長野地域の枠に書かれていることを両方とも", "region_support/nagano", "a region alone"),
        ("研修に触れている反映方針を、あるだけ教えて", "policy/permanency-5", "all of them"),
        ("登録里親を何軒まで増やす目標か", "finding/resources-1", "世帯 is counted in 軒 too"),
    ],
)  # fmt: skip
def test_what_only_passages_say_is_not_asked_of_a_table(
    engine: Engine, question: str, passage: str, reason: str
) -> None:
    answer = engine.ask(question)
    assert answer.kind == "passages", reason
    assert passage in [c.passage.id.split("/", 1)[1] for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("上層部とは、市町村長のことですか、それとも部長級のことですか", "neither is said"),
        ("長野市で活躍しているNPO法人の名称は？", "長野市 is in the question, not asked for"),
        ("松本の3市とは、具体的に何市と何市ですか", "no city is named"),
        ("パーマネンシー保障の検討の結論はどうなったか", "no conclusion yet"),
        ("委託率55.6％はどのような計算で導いたのか", "a number without its derivation"),
        ("「多忙」を英語に訳して", "nothing is translated"),
        ("保護者支援のプログラムは無料で受けられますか", "no price"),
    ],
)
def test_what_a_passage_on_the_subject_does_not_say(
    engine: Engine, question: str, reason: str
) -> None:
    answer = engine.ask(question)
    assert answer.abstained, reason
    assert answer.citations == ()


def test_two_offered_answers_are_one_question() -> None:
    question = "原因は人手ですか、それとも予算ですか。それと、時期は？"
    assert split_questions(question) == [
        "原因は人手ですか、それとも予算ですか。",
        "それと、時期は？",
    ]
