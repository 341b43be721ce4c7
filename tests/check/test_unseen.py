"""What sentences of many styles claim: each row is one cause, a true figure and a false one."""

from __future__ import annotations

import pytest

S, C, N = "supported", "contradicted", "not_in_source"

CASES = [
    # Rows and columns that the figure's own words leave open.
    ("うちの圏域は佐久。会は11月1日。市町村は全部で10名出た。", "10名", S, "row of the paragraph"),
    ("長野は28人、諏訪は8人、全会場の合計は157人だった。", "157人", S, "a sum of everything"),
    ("長野は28人、諏訪は8人、全会場の合計は158人だった。", "158人", C, "a sum of everything"),
    ("児童養護施設は14施設から23名、乳児院は4施設から23名だった。", "23名", C, "its own column"),
    ("上伊那の会に参加した。参加者は全部で18人。市町村の人が10人もいた。", "10人", S, "row kept"),
    # Words that narrow, and words that do not.
    ("手元の控えでは松本の施設が6名となっている。", "6名", S, "where it was read"),
    ("上田地域では里親3人が発言の機会を得た。", "3人", S, "a thing, not who they are"),
    ("長野会場だけは28人と別格だった。", "28人", S, "said of the number"),
    ("157名が視聴し、うち市町村は76名だった。", "76名", N, "a part of those nobody counts"),
    ("里親になりたい人は12人いた。", "12人", N, "they are none yet"),
    ("当法人が活動する松本圏域には16名が集まった。", "16名", S, "who speaks"),
    ("当法人からは16名が参加した。", "16名", N, "a body of one's own"),
    ("委員　上田は何人か。\n事務局（田中）　18名です。", "18名", S, "who speaks, with a name"),
    ("里親さんやファミリーホームの方が12人でした。", "12人", S, "both words of one label"),
    # Dates and hours of something else.
    ("記者会見は11月8日に開かれた。", "11月8日", N, "another event"),
    ("最終日の11月8日は大町で開かれた。", "11月8日", S, "the table's day"),
    ("懇談会は10会場すべてで午後1時半から開かれた。", "午後1時半", C, "not in all rows"),
    ("開始時刻は午前9時が6会場、午後1時半が4会場。", "4会場", S, "rows by their hour"),
    ("開始時刻は午前9時が6会場、午後1時半が5会場。", "5会場", C, "rows by their hour"),
    # Order among rows and among columns.
    ("児相の参加が最も多かったのは佐久で、3名だった。", "3名", C, "the row stands a clause before"),
    ("児相の参加が最も多かったのは上田で、5名だった。", "5名", S, "the row stands a clause before"),
    ("最も多かったのは施設の41名である。", "41名", C, "the most among columns"),
    ("最も多かったのは市町村の76名である。", "76名", S, "the most among columns"),
    # Counts of rows.
    ("10名以上20名未満が5会場だった。", "5会場", S, "two bounds"),
    ("10名以上20名未満が6会場だった。", "6会場", C, "two bounds"),
    ("諏訪、北信、佐久の3地域には里親がいなかった。", "3地域", C, "one of those named had some"),
    ("諏訪、木曽、佐久の3地域には里親がいなかった。", "3地域", S, "none of those named had any"),
    ("里親ゼロの会場：諏訪・木曽・佐久（3会場）", "3会場", S, "named before the bracket"),
    ("里親ゼロの会場：諏訪・北信・佐久（3会場）", "3会場", C, "named before the bracket"),
    ("出席者が1桁だった会場は3か所だった。", "3か所", S, "a bound by digits"),
    ("会場は飯田合同庁舎、岡谷市役所など10か所。", "10か所", S, "an open list"),
    # Arithmetic.
    ("市町村は南信州が15名、北アルプスが3名。その差は5倍だ。", "5倍", S, "of what stands before"),
    ("市町村は南信州が15名、北アルプスが3名。その差は6倍だ。", "6倍", C, "of what stands before"),
    ("出席者は1会場当たり6名から28名と幅があった。", "28名", S, "the ends of a range"),
    ("児相の職員は各地に1名から6名が出席した。", "6名", C, "the ends of a range"),
    ("佐久17名、上田18名の計35名、長野28名と北信13名の計41名。", "41名", S, "a second sum"),
    ("佐久17名、上田18名の計35名、長野28名と北信13名の計42名。", "42名", C, "a second sum"),
    ("里親は7地域で12名、1地域当たり1.7名だった。", "1.7名", S, "a mean of those with any"),
    ("木曽と北アルプスはどちらも10人に届きませんでした。", "10人", S, "a limit not reached"),
    ("長野と諏訪はどちらも10人に届きませんでした。", "10人", C, "a limit not reached"),
    ("施設職員は4人に1人の割合だった。", "4人に1人", S, "one in four"),
    ("施設職員は3人に1人の割合だった。", "3人に1人", C, "one in three"),
    ("施設職員は参加者の4分の1強だった。", "4分の1", S, "a little over a fourth"),
    ("出席者は一会場平均十五・七人だった。", "十五・七人", S, "kanji decimals"),
    ("懇談会は1回3時間、計30時間に及んだ。", "30時間", S, "hours added up"),
    ("懇談会は1回3時間、計20時間に及んだ。", "20時間", C, "hours added up"),
    ("諏訪（8名）、木曽（9名）、北アルプス（6名）の計23名は全体の15％だ。", "15％", S, "of a list"),
    ("諏訪（8名）、木曽（9名）、北アルプス（6名）の計23名は全体の25％だ。", "25％", C, "of a list"),
    ("市町村の割合は、佐久は17名中10名、木曽は9名中6名だ。", "6名", S, "of the topic"),
    ("市町村の割合は、佐久は17名中10名、木曽は9名中5名だ。", "5名", C, "of the topic"),
    # Questions and answers, sentences that end in a sign.
    ("Q.児童相談所の人は来ていましたか？\nA.はい、合計26人です。", "26人", S, "asked of"),
    ("Q.児童相談所の人は来ていましたか？\nA.はい、合計62人です。", "62人", C, "asked of"),
    ("松本に行ってきました👀 参加者は16人でした。", "16人", S, "the row before the sign"),
    ("里親の参加がゼロだった地域は3つもある。", "3つ", S, "rows by any counter"),
    ("里親の参加がゼロだった地域は5つもある。", "5つ", C, "rows by any counter"),
    ("目標は、委託率55.6％、登録里親500世帯である。", "55.6％", S, "what stands before it"),
    # Lines and cells.
    ("・諏訪　8名（里親なし）\n・上田　18名（うち里親3名）\n計26名", "26名", S, "lines added up"),
    ("・諏訪　8名（里親なし）\n・上田　18名（うち里親3名）\n計27名", "27名", C, "lines added up"),
    ("|会場|出席者|\n|---|---|\n|飯田|24名|\n|岡谷|8名|\n|合計|32名|", "32名", S, "cells added"),
    ("|会場|出席者|\n|---|---|\n|飯田|24名|\n|岡谷|8名|\n|合計|33名|", "33名", C, "cells added"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure", "verdict", "why"), CASES)
def test_a_figure_of_another_style_is_judged_by_what_it_is_said_of(
    checker, text, figure, verdict, why
):
    found = [c for c in checker.check(text).claims if c.text == figure]
    assert found, [c.text for c in checker.check(text).claims]
    assert found[-1].verdict == verdict, (found[-1].reason, why)


def test_what_numbers_a_heading_or_one_of_something_is_no_claim(checker):
    text = "2 参加状況\n懇談会は1回3時間だった。1会場の平均は15.7名だった。"
    assert [c.text for c in checker.check(text).claims] == ["3時間", "15.7名"]
