"""Figures of running text, counted opinions and dates: each row is one cause, true and false."""

from __future__ import annotations

import pytest

from .test_claims import C, N, S, claim

CASES = [
    # What is, what is aimed at, what is added.
    ("里親等委託率の実績は55.6％。", "55.6％", N, "called what is"),
    ("里親等委託率が55.6％に上がったのは初めてだ。", "55.6％", N, "said to be reached"),
    ("里親等委託率（55.6％）の目標は達成済みである。", "55.6％", N, "said to be reached"),
    ("登録里親数（500世帯）と里親等委託率（55.6％）は達成済みである。", "500世帯", N, "of both"),
    ("里親等委託率の目標（55.6％）は4つの圏域で達成した。", "55.6％", N, "over a number"),
    ("現在の計画が掲げる委託率の目標は55.6％だ。", "55.6％", S, "the last word decides"),
    ("新たに500世帯の里親を増やす目標だ。", "500世帯", N, "an amount of change"),
    ("県は登録里親数の目標を500世帯から600世帯に引き上げた。", "500世帯", N, "where it begins"),
    ("里親等委託率の目標は55.6％より高い。", "55.6％", N, "beyond it"),
    ("登録里親は500世帯弱だ。", "500世帯", N, "stated flatly"),
    ("県内の里親は500世帯、施設は26施設ある。", "500世帯", N, "stated flatly in a list"),
    ("登録里親500世帯に対し委託児童は300人だ。", "500世帯", N, "a base"),
    ("県の目標が実現すれば里親は500世帯になる。", "500世帯", S, "what would be"),
    ("里親等委託率の目標は6割に満たない。", "6割", S, "a limit told of the aim"),
    ("登録里親数の目標は500世帯以下だ。", "500世帯", S, "a limit that holds"),
    ("登録里親数の目標は300世帯以上だ。", "300世帯", C, "another aim"),
    # Which figure is meant, and in what.
    ("目標は500世帯。", "500世帯", S, "the only aim in households"),
    ("目標が55.6％、登録里親が500世帯。", "55.6％", S, "beside another of the passage"),
    ("登録里親数の目標は500人だ。", "500人", C, "another unit"),
    ("登録里親500世帯、委託率55.6％という目標だ。", "55.6％", S, "its own words"),
    ("55.6％の里親が懇談会に来た。", "55.6％", N, "not the rate"),
    ("里親等委託率（3歳未満）の目標は55.6％だ。", "55.6％", N, "an age in a bracket"),
    ("目標は10年後に500世帯。", "500世帯", N, "a time that no source names"),
    ("長野地域の登録里親数の目標は500世帯だ。", "500世帯", N, "a region"),
    ("長野県の登録里親数の目標は500世帯だ。", "500世帯", S, "the prefecture"),
    ("東京都の率は16.8％、長野県の委託率の目標は56.5％だ。", "56.5％", C, "its own place"),
    ("里親支援センターは、10圏域に最低でも1か所必要との意見があった。", "1か所", N, "the topic"),
    ("児童家庭支援センターは10市町村に1か所必要との意見があった。", "1か所", N, "its phrase"),
    ("児童家庭支援センターは県内に1か所ある。", "1か所", N, "an opinion, not what there is"),
    ("児童家庭支援センターは「10圏域に最低でも１か所必要」と明記された。", "１か所", N, "quoted"),
    ("松本地域では、3市が共通した取組を終えた。", "3市", N, "another deed"),
    ("3市が共通した取組を模索するのは佐久である。", "3市", N, "another region"),
    # Opinions and purposes counted.
    ("主な意見22件が並ぶ。", "22件", S, "the name right before"),
    ("反対意見は22件あった。", "22件", N, "which of them"),
    ("採用された意見は22件だ。", "22件", N, "which of them"),
    ("松本会場では22件の意見が出た。", "22件", N, "of one region"),
    ("県は22件の方針をすべて実行した。", "22件", N, "what is done with them"),
    ("里親から6件の意見が出た。", "6件", N, "who gave them"),
    ("意見の数　予防5→里親6", "5", S, "a section's own word"),
    ("意見の数　里親6→施設5", "5", C, "a section's own word"),
    ("意見は4つの柱に分けられ、その総数は21件である。", "21件", C, "their number"),
    # Dates.
    ("北アルプスの会場は大町。11月8日、木曜日の午後に開かれた。", "11月8日、木曜日", C, "weekday"),
    ("木曜日の10月18日に岡谷で懇談会が開かれた。", "10月18日", C, "weekday before it"),
    ("飯田と岡谷の懇談会は10月17日に開かれた。", "10月17日", C, "both rows"),
    ("松本会場の受付は午前9時からだった。", "午前9時", N, "something of the row"),
    ("懇談会の議事録は11月8日に公開された。", "11月8日", N, "a paper of it"),
    ("参加の申し込みは10月17日から11月8日まで。", "10月17日", N, "not when it was held"),
    ("計画期間は10月17日から11月8日まで。", "11月8日", N, "of the plan"),
    ("計画は令和6年11月に策定された。", "令和6年11月", N, "not when the source was made"),
    ("資料は令和6年11月に作成された。", "令和6年11月", S, "when the source was made"),
    ("資料は令和6年12月に作成された。", "令和6年12月", C, "when the source was made"),
    ("飯田の懇談会は10月17日に予定されていたが延期された。", "10月17日", N, "planned"),
    ("懇談会は11月8日を過ぎても続いた。", "11月8日", N, "a bound"),
    # Who is counted.
    ("里親の説明会には12名が参加した。", "12名", N, "another event"),
    ("懸念の声が、26の施設から上がった。", "26", N, "who spoke"),
    ("里親は県内に12名いる。", "12名", N, "there are, not there were"),
    ("市町村のほぼ半数が出席した。", "半数", N, "a share of themselves"),
    ("13人に1人が里親になった。", "13人に1人", N, "became"),
    ("施設職員のうち、半数超が児童養護施設の職員だった。", "半数", S, "a share of those named"),
    ("松本からは施設6名、里親1名が欠席した。", "6名", N, "said behind a list"),
    ("上田では5人、北信では4人。これ、児童相談所から来た人の数です。", "4人", S, "said after"),
    ("上田では5人、北信では2人。これ、児童相談所から来た人の数です。", "2人", C, "said after"),
    # English.
    ("The prefecture aims for 500 registered foster households.", "500", S, "unit behind words"),
    ("The target is not 500 households.", "500 households", N, "denied before"),
    ("Foster care placement rate reached 55.6%.", "55.6%", N, "reached"),
    ("24 people came to Iida, 13 of whom were municipal staff.", "13", C, "of persons"),
    ("Nagano Prefecture held meetings; 157 people attended.", "157 people", S, "the prefecture"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure", "verdict", "why"), CASES)
def test_running_text_is_judged_by_what_it_says(checker, text, figure, verdict, why):
    found = claim(checker, text, figure)
    assert found.verdict == verdict, (found.reason, why)
