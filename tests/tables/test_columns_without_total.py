"""A table with one row to a key whose columns add up to no common total: people, area, money."""

from __future__ import annotations

import pytest

from .conftest import Asked

STATED: list[tuple[str, list[float], str]] = [
    ("青山市の人口は", [52310], ""),
    ("青山市は何人", [52310], "the only column that counts people"),
    ("人口が最も多い市町村は", [101224], ""),
    ("人口がいちばん多い郡は", [102674], "by the dimension that is named"),
    ("人口が1万人以上の市町村はいくつ", [52310, 12045, 101224, 3], ""),
    ("面積が一番広いのはどこ", [203.11], "decimals"),
    ("緑野市の面積は何平方キロ", [95.08], "another word for the unit"),
    ("高齢化率が40%以上の市町村は", [44.9, 51.2, 2], "a percentage of the table itself"),
    ("高齢化率の平均は", [37.3], ""),
    ("予算の合計は何億円", [84595, 846], "百万円 in 億円"),
    ("青山市の予算は何億円ですか", [234.5], ""),
    ("青山市と緑野市の人口の差は", [48914], ""),
    ("緑野市の人口は青山市の何倍", [1.9], ""),
    ("東郡の人口の合計", [64355], ""),
    ("郡別の人口", [64355, 13078, 102674], ""),
    ("15歳未満の合計は", [21660], "a number in a column's name"),
    ("15歳未満人口が千人以上の市町村", [6120, 1310, 13010, 3], ""),
    ("青山市の人口に占める15歳未満の割合は", [11.7], ""),
    ("全人口に占める青山市の割合", [29], ""),
    ("人口の中央値", [10957.5], ""),
    ("人口の多い順に3つ", [101224, 52310, 12045], ""),
    ("人口と面積を一覧で", [52310, 112.45, 1450, 150.5], "both columns"),
    ("赤川町は何番目に人口が多い", [3], ""),
    ("市町村はいくつありますか", [6], ""),
    ("人口が平均を下回る市町村", [30017.8, 12045, 3208, 9870, 1450, 4], ""),
]


@pytest.mark.parametrize(("question", "values", "why"), STATED)
def test_a_number_of_one_column(
    ask_towns: Asked, question: str, values: list[float], why: str
) -> None:
    assert set(values) <= set(ask_towns.values(question)), why


SILENT = [
    ("2020年の青山市の人口", "outside_period"),
    ("青山市の人口密度は", "not_stated"),
    ("青山市の職員は何人", "not_stated"),
    ("東京の人口は", "outside_region"),
    ("金谷村の15歳未満人口は", "not_stated"),
    ("人口に占める15歳未満の割合は", "not_stated"),
    ("高齢化率の合計は", "unclear"),
    ("何人ですか", "unclear"),
]


@pytest.mark.parametrize(("question", "reason"), SILENT)
def test_what_the_columns_do_not_say(ask_towns: Asked, question: str, reason: str) -> None:
    answer = ask_towns(question)
    assert (answer.abstained, answer.abstain_reason) == (True, reason), answer.answer
    assert answer.figures == ()


def test_money_is_shown_in_the_unit_asked_for(ask_towns: Asked) -> None:
    answer = ask_towns("青山市の予算は何億円ですか").answer
    assert "23,450百万円" in answer
    assert "234.5億円です（23,450 ÷ 100 = 234.5）" in answer


def test_a_plain_mean_of_rates_says_so(ask_towns: Asked) -> None:
    assert "そのまま平均" in ask_towns("高齢化率の平均は").answer
    assert "そのまま平均" not in ask_towns("人口の平均は").answer
