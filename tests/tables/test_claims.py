"""What a question claims, chooses or leaves out, over the attendance table.

Each case stands for a way of asking that once gave a number of something else. The expected
numbers were read from ``tests/data/attendance.csv``.
"""

from __future__ import annotations

import pytest

from .conftest import NAGANO, Asked


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return Asked(NAGANO.parent, tmp_path_factory.mktemp("claims"))


@pytest.mark.parametrize(
    ("question", "start", "held"),
    [
        # An empty cell is never confirmed by the number of another row.
        ("松本に社協が1名出席した？", "いいえ", "0名"),
        ("佐久に里親支援センターは2名来ましたか", "いいえ", "0名"),
        ("上伊那の波田学院は1名でしたよね", "いいえ", "0名"),
        ("上伊那に社協が1名出席した？", "はい", "1名"),
        # The sum that differs from the printed total is no proof of a claim.
        ("出席した施設は27施設で正しい？", "いいえ", "26施設"),
        ("出席した施設は26施設で正しい？", "はい", "26施設"),
        ("施設数は27で正しいですか", "いいえ", "26施設"),
        ("施設は27施設ではないのですか", "いいえ", "26施設"),
        # A row said to have the most or the least.
        ("長野が最少ですか", "いいえ", "北アルプス地域（6名）"),
        ("最多は松本ですよね", "いいえ", "長野地域（28名）"),
        ("最多は長野ですよね", "はい", "28名"),
        ("松本は2番目に多いですか", "いいえ", "松本地域の出席者合計は16名"),
        ("南信州は2番目に多いですか", "はい", "24名"),
        ("里親の割合は10％でしたか", "いいえ", "7.6%"),
        ("市町村の割合は48.4％で合っていますか", "はい", "48.4%"),
        # Venues and days.
        ("諏訪の会場は諏訪合同庁舎でしたか", "いいえ", "岡谷市役所"),
        ("木曽の会場は木曽合同庁舎で合っていますか", "はい", "木曽合同庁舎"),
        ("最後の会は11月7日でしたか", "いいえ", "11月8日"),
        ("懇談会の初日は10月17日でしたっけ", "はい", "10月17日"),
    ],
)
def test_a_claim_is_held_against_what_it_is_about(
    ask: Asked, question: str, start: str, held: str
) -> None:
    answer = ask(question)
    assert answer.kind == "table", answer.answer
    assert answer.answer.startswith(start), answer.answer
    assert held in answer.answer


@pytest.mark.parametrize(
    ("question", "names", "others"),
    [
        ("一番人数の少ない地域は", ["北アルプス", "6名"], ["長野"]),
        ("一番人数の多い地域は", ["長野", "28名"], ["北アルプス"]),
        ("施設がない地域はどこですか", ["北アルプス"], ["長野", "松本"]),
        ("乳児院がない地域は", ["諏訪", "木曽", "上伊那", "北信", "佐久"], ["南信州", "上田"]),
        ("児童養護施設のない地域", ["北アルプス"], ["長野"]),
        ("長野が最少と聞いた", ["長野地域の出席者合計は28名", "北アルプス"], ["その他"]),
        ("午後に開催された地域", ["木曽", "北信", "佐久", "北アルプス"], ["諏訪", "名"]),
        ("上田と上伊那はどちらが多い", ["18名", "同数"], ["最も"]),
        ("大町合同庁舎で行われたのは", ["北アルプス", "11月8日"], []),
        ("最も出席者が多い日は", ["28名", "11月7日"], []),
        ("北信地域の日時と場所", ["10月31日", "13:30", "16:30", "北信合同庁舎"], []),
        ("北信の出席者数と会場", ["13名", "北信合同庁舎"], []),
        ("日程を全部教えて", ["10月17日", "11月8日", "10月31日"], []),
        ("合同庁舎で開かれた会は何か所？", ["7地域"], ["105名"]),
        ("合計から松本と長野を引くと", ["113名"], ["12名"]),
        ("乳児院が出た地域の出席者合計は", ["86名"], ["7名です"]),
        ("波田学院が出た会の合計出席者は", ["44名"], []),
        ("松本÷北アルプスの施設の出席者は？", ["6名", "0名", "計算できません"], ["合わせて"]),
    ],
)
def test_rows_are_chosen_as_the_question_says(
    ask: Asked, question: str, names: list[str], others: list[str]
) -> None:
    answer = ask(question)
    assert answer.kind == "table", answer.answer
    for name in names:
        assert name in answer.answer, answer.answer
    for other in others:
        assert other not in answer.answer, answer.answer


def test_one_body_in_two_rows_is_not_added_to_itself(ask: Asked) -> None:
    answer = ask("波田学院は何施設ですか")
    assert [figure.value for figure in answer.figures] == [1, 1]
    assert "2施設" not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "里親説明会には何人来ましたか",  # another meeting than the table's
        "諏訪湖の出席者は",
        "上田城には何人来ましたか",
        "10月20日の出席者は",  # within the period, but no meeting took place
        "10月25日に会はありましたか",
    ],
)
def test_no_number_is_given_for_something_else(ask: Asked, question: str) -> None:
    answer = ask(question)
    assert answer.abstained, answer.answer
    assert not answer.figures


@pytest.mark.parametrize(
    "question", ["児家センは10圏域に最低3か所必要ですか", "最低1か所必要ですか"]
)
def test_what_is_needed_is_no_number_of_who_came(ask: Asked, question: str) -> None:
    assert ask(question).kind != "table"
