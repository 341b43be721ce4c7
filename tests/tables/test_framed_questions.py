"""What stands around a question, and slips in its spelling, change no number."""

from __future__ import annotations

import pytest
from tests.tables.conftest import Asked

from assistant.types import Answer

CASES = [
    # question, what the answer begins with, a number that it states
    ("先生の原稿に「佐久地域では20名が出席」とありますが合っていますか", "いいえ", 17),
    ("知事が「参加者は200人を超えた」と言ったらしいが", "いいえ", 157),
    ("どうせ100人も来なかったんでしょ？", "いいえ", 157),
    ("里親なんか5人くらいしか来てないよね？", "いいえ", 12),
    ("演説に「延べ157名が参加」とありますが、157名で間違いないですか。", "はい", 157),
    ("10月に開かれた6回で集まったのは何人？", "出席者合計", 90),
    ("ながのの里おやは何人でしたか", "長野地域", 2),
    ("じどうそうだん所の人は全ぶで何人", "全体の児童相談所", 26),
    ("出席者数が20名に満たない地域の数及びその割合", "出席者合計", 80),
    ("20人以上いない地域は", "出席者合計", 8),
    ("その他欄が0でない地域", "その他の出席者", 2),
    ("里親が一人もこなかつた地域はどこでしよう", "里親", 3),
]


@pytest.mark.parametrize(("question", "start", "number"), CASES)
def test_the_number_asked_for_is_said(ask: Asked, question: str, start: str, number: int) -> None:
    answer = ask(question)
    assert answer.answer.startswith(start), answer.answer
    assert number in _values(answer)


@pytest.mark.parametrize("question", ["里親が3人以上いた地域", "出席者が20名以上となった地域名"])
def test_a_limit_is_no_half_written_name(ask: Asked, question: str) -> None:
    # 上いた and 上とな are one character away from 上いな (上伊那).
    assert "上伊那" not in ask(question).answer


def test_a_part_of_a_joint_column_is_not_counted(ask: Asked) -> None:
    answer = ask("里親だけで何人？ファミリーホームはのぞいて")
    assert answer.abstained


def _values(answer: Answer) -> list[int | float | str]:
    return [f.value for f in answer.figures]
