"""Causes of wrong verdicts on sentences seen for the first time, one true and one false each."""

from __future__ import annotations

import pytest

from assistant.check.engine import Checker

CASES = [
    # (text, figure, verdict, what the source says)
    ("木曽の会は10月32日に開かれた。", "10月32日", "contradicted", "10月29日"),
    ("佐久の懇談会は14月1日(金)に開かれた。", "14月1日(金)", "contradicted", "11月1日"),
    ("11月最初の会場は11月6日の松本だった。", "11月6日", "contradicted", "11月1日"),
    ("11月最初の会場は11月1日の佐久だった。", "11月1日", "supported", ""),
    ("開始時刻ですが、北信会場は16時30分です。", "16時30分", "contradicted", "13:30"),
    ("上田会場は12:00、上田合同庁舎。", "12:00", "contradicted", "9:00"),
    ("懇談会のあった10日間のうち木曜日は4日だった。", "4日", "supported", ""),
    ("懇談会のあった10日間のうち金曜日は4日だった。", "4日", "contradicted", "3"),
    ("平日の昼間ばかりで、土日の開催はゼロだった。", "ゼロ", "supported", ""),
    ("意見は予防的支援体制が5件（23％）だった。", "23％", "supported", ""),
    ("意見は予防的支援体制が5件（28％）だった。", "28％", "contradicted", "22.7"),
    ("施設出席者に占める児童養護施設職員の割合は56.1％。", "56.1％", "supported", ""),
    ("施設出席者に占める乳児院職員の割合は27.1％。", "27.1％", "contradicted", "17.1"),
    ("41人が26施設から参加した。", "41人", "supported", ""),
    ("46人が26施設から参加した。", "46人", "contradicted", "41"),
    ("76 came from 68 municipalities.", "76", "supported", ""),
    ("About 48 percent of attendees were municipal officials.", "48 percent", "supported", ""),
    ("Foster parents accounted for just under 11%.", "11%", "contradicted", "7.6"),
    ("里親は上田3人、長野2人で、残る5会場は3人ずつだった。", "3人", "contradicted", ""),
    ("民間事業者等は2事業者（2名）だった。", "2名", "supported", ""),
    ("児相は上田5人、北信4人。3位は佐久と長野の6人。", "6人", "contradicted", "3"),
    ("いちばん少ない会場は6人だった。", "6人", "supported", ""),
    ("いちばん少ない会場は8人だった。", "8人", "contradicted", "6"),
    ("児相は上田が5人で最多、諏訪が1人で最少。残りは2人から4人。", "4人", "supported", ""),
    ("児相は上田が5人で最多、諏訪が1人で最少。残りは2人から5人。", "5人", "contradicted", "4"),
    ("上田の施設は児童養護1名、乳児院1名、里親支援センター2名の計4名。", "4名", "supported", ""),
    ("出席者のうち市町村職員は4割を超えました。", "4割", "supported", ""),
    ("火曜は長野の1会場だけだった。", "1会場", "contradicted", ""),
    ("水曜は上伊那と松本の2回だった。", "2回", "supported", ""),
    ("里親は10地域で、平均は1.5人だった。", "10地域", "contradicted", "7"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure", "verdict", "expected"), CASES)
def test_a_figure_is_judged_by_what_is_claimed(
    checker: Checker, text: str, figure: str, verdict: str, expected: str
) -> None:
    found = [c for c in checker.check(text).claims if c.text == figure]
    assert [c.verdict for c in found][-1:] == [verdict], found
    assert expected in (found[-1].expected or "")


def test_what_is_left_is_not_chosen_by_its_number(checker: Checker) -> None:
    text = (
        "児相の職員は上田が5名で最も多く、北信の4名、佐久と長野の各3名が続く。"
        "諏訪は1名にとどまり、残る5地域は3名ずつである。"
    )
    assert checker.check(text).claims[-1].verdict == "contradicted"


def test_lines_that_end_in_a_number_are_sentences_of_their_own(checker: Checker) -> None:
    text = "ポイント：里親の出席は10地域のうち7地域\n施設の出席は10地域のうち9地域"
    assert {c.verdict for c in checker.check(text).claims} == {"supported"}
