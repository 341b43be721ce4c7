"""Scopes of a question: what is left out, of how many rows it speaks, what is added up first."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tables.conftest import Asked

from assistant.answer.split import split_questions
from assistant.tables.exclusion import find_exclusions
from assistant.tables.lexicon import Lexicon
from assistant.types import Answer, Document

ROWS = list(
    csv.DictReader((Path(__file__).parents[1] / "data" / "attendance.csv").open(encoding="utf-8"))
)
TOTALS = {row["region"]: int(row["total.persons"]) for row in ROWS}
REGIONS = sorted(TOTALS)

LEFT_OUT = [
    # question, the number that is left
    ("児童相談所職員を除外した場合の総出席者数は何名となるか。", 131),
    ("里親と児相を除くと全体で何名ですか", 119),
    ("施設と市町村以外の出席者は何人", 40),
    ("午前以外に開かれた会の出席者の合計は", 45),
    ("10月17日を除く出席者の合計は", 133),
    ("金曜日以外に開催された懇談会の出席者数を合計すると何名になるか。", 126),
    ("飯田合同庁舎と長野県庁以外の会場の合計人数は", 105),
    ("全体から長野を引くと何人ですか", 129),
]
CLAIMS = [
    # question, はい or いいえ, a number that is stated; why it is one
    ("半分以上の会場で20人を切ったと聞きましたが本当？", "はい", 8, "a share of rows"),
    ("過半数の地域で里親が出席しましたか", "はい", 7, "of ten regions, not of the people"),
    ("会場の半数以上が午前の開催でしたか", "はい", 60, "rows that meet a condition"),
    ("3地域以上で20人を超えましたか", "いいえ", 2, "rows are counted"),
    ("10会場すべてで10人以上集まったという発表は正確ですか", "いいえ", 6, "a noun before すべて"),
    ("20人を超えたのは長野と松本ですか", "いいえ", 24, "rows said to be what a clause describes"),
    ("里親が来ていたのは松本ですか", "はい", 1, "one of several"),
    ("木曽と諏訪を合わせた人数は佐久と同じですか", "はい", 17, "two rows are one side"),
    ("松本と長野、足しても南信州の2倍に届かない?", "はい", 44, "a denied multiple of a sum"),
    ("木曽と諏訪を足すと佐久より多いですか", "いいえ", 17, "equals are not more"),
    ("自立援助ホームは長野以外の会場にも出席していますか", "いいえ", 0, "会場 stands for the rows"),
    ("上田では施設の人間より児相の人間のほうが多かったってこと？", "はい", 5, "people of a column"),
    ("松本の人数は16名ですか", "はい", 16, "人数 asks nothing where a number is claimed"),
    ("児相の職員が40人も動員されたって話、ホント？", "いいえ", 26, "a noun ends the question"),
]  # fmt: skip
NUMBERS = [
    ("長野と2位の差は何人ですか", 4, "a row and a place"),
    ("松本と平均との差は", 0.3, "a row and the mean"),
    ("平均は北アルプスの何倍？", 2.6, "the row is the base"),
    ("佐久は最少の会場より何人多いですか", 11, "a row and the least"),
    ("長野を含めた全体で何人", 157, "a part of the whole narrows nothing"),
    ("200人以上が参加した懇談会と聞きましたが、参加総数は正確には何人？", 157, "only heard"),
    ("ファミリーホームや里親の出席者は何人", 12, "the parts of a name in another order"),
    ("出席者数の少ない順に4圏域お願いします", 13, "the table's own noun for a row"),
    ("木曽と諏訪の合計と北信の出席者はどちらが多い？", 17, "a sum is held against one row"),
    ("出席者数の中央値を上回る圏域数を答えよ。", 5, "the median as a limit"),
    ("結局、市町村と児相で何人だよ", 102, "columns counted together"),
    ("一番里親が来てたところは？", 3, "the column stands between the words"),
    ("Excluding Nagano, how many people attended in total?", 129, "the marker stands before"),
    ("市町村職員と施設関係者の合計が総出席者に占める比率を求めよ。", 74.5, "a sum is the part"),
]


def _values(answer: Answer) -> list[int | float | str]:
    return [f.value for f in answer.figures]


@pytest.mark.parametrize(("question", "number"), LEFT_OUT)
def test_what_is_left_out_is_not_counted(ask: Asked, question: str, number: int) -> None:
    assert number in _values(ask(question)), ask(question).answer


@pytest.mark.parametrize(("question", "verdict", "number", "why"), CLAIMS)
def test_a_claim_gets_its_verdict(
    ask: Asked, question: str, verdict: str, number: int, why: str
) -> None:
    answer = ask(question)
    assert answer.answer.startswith(verdict), (answer.answer, why)
    assert number in _values(answer), why


@pytest.mark.parametrize(("question", "number", "why"), NUMBERS)
def test_a_number_is_found(ask: Asked, question: str, number: float, why: str) -> None:
    assert number in _values(ask(question)), why


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(REGIONS), min_size=1, max_size=4, unique=True),
    st.sampled_from(["と", "、", "及び", "や"]),
    st.sampled_from(["以外", "を除く", "を除いた", "を除外した", "を抜いた"]),
    st.sampled_from(["", "地域", "圏域"]),
)
def test_rows_left_out_leave_the_sum_of_the_others(
    ask: Asked, names: list[str], joint: str, marker: str, noun: str
) -> None:
    question = f"{joint.join(n + noun for n in names)}{marker}地域の出席者数の合計は何名ですか"
    assert sum(v for k, v in TOTALS.items() if k not in names) in _values(ask(question))


def test_three_numbers_have_no_difference(ask: Asked) -> None:
    assert ask("松本と長野と佐久の差は何人").abstained


def test_both_names_of_one_row_are_said_to_be_one(ask: Asked) -> None:
    assert "岡谷市役所" in ask("諏訪と岡谷、どちらの会場に多く集まりましたか").answer


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("乳児院は7名、里親は12名で合っていますか", 2),
        ("里親は全部で何人でしたか、それで多かったのはどこですか", 2),
        ("2人でしたか、3人でしたか", 1),
        ("長野の里親は5人。これは正しいですか？", 1),
        ("同数の圏域はあるか。あれば人数を示せ。", 1),
    ],
)
def test_questions_are_cut_where_each_asks_for_something(text: str, parts: int) -> None:
    assert len(split_questions(text)) == parts


def test_a_marker_leaves_out_the_whole_list(nagano: Document) -> None:
    lexicon = Lexicon(nagano.tables[0], nagano.places)
    plain = "松本地域、長野地域及び佐久以外の合計と木曽"
    found = find_exclusions(plain, lexicon.tags(plain), (), lexicon.rows)
    assert [t.value for e in found for t in e.tags] == ["松本", "長野", "佐久"]
