"""What sentences of the press, lists and tables claim: each row is one cause."""

from __future__ import annotations

import pytest

S, C, N = "supported", "contradicted", "not_in_source"

TABLE = "| 開催日 | 会場 | 出席者数 |\n|---|---|---|\n"
TURNED = "| | 10月 | 11月 |\n|---|---|---|\n| 会場数 | 6 | {} |\n| 出席者 | 90名 | 67名 |"
UNDER = "・松本（長野県旭町庁舎）　16名\n　- 里親　{}名\n・長野（長野県庁）　28名\n　- 里親　2名"

CASES = [
    # Words that point to names.
    ("市町村と施設を足すと117人で、前者は後者の1.9倍だった。", "1.9倍", S, None, "two columns"),
    ("市町村と施設を足すと117人で、前者は後者の2.9倍だった。", "2.9倍", C, "1.9倍", "two columns"),
    ("上位3地域の合計は70名だった。", "70名", S, None, "the first rows"),
    ("上位3地域の合計は71名だった。", "71名", C, "70名", "the first rows"),
    ("前半の5会場の出席者は計77人だった。", "77人", S, None, "the first days"),
    ("後半の5会場（北信～北アルプス）は計82人だった。", "82人", C, "80名", "a range of rows"),
    ("長野、南信州は計52人。上田を加えた3地域で計70人。", "70人", S, None, "one added"),
    ("上田と佐久を比べる。施設職員は両地域とも4人だった。", "4人", S, None, "both"),
    ("上田と佐久を比べる。施設職員は両地域とも5人だった。", "5人", C, "4名", "both"),
    ("上田と長野を比べる。\n\n- 児相：3名 対 3名", "3名", S, None, "held against each other"),
    # What is counted right before a number.
    ("長野と松本の2地域の合計は45名だった。", "45名", C, "44名", "rows counted by name"),
    ("10人未満の3会場を除く7会場の出席者は計134人だった。", "134人", S, None, "rows left out"),
    ("10人未満の3会場を除く7会場の出席者は計135人だった。", "135人", C, "134名", "rows left out"),
    ("里親の出席がなかったのは佐久、諏訪、松本の3地域だった。", "3地域", C, None, "one had some"),
    ("里親の出席がなかったのは佐久、諏訪、木曽の3地域だった。", "3地域", S, None, "all of them"),
    ("里親の出席は7会場で、佐久、諏訪、木曽の3会場では姿がなかった。", "3会場", S, None, "absent"),
    ("1会場の平均は15.7人。これを上回ったのは6会場だった。", "6会場", S, None, "above the mean"),
    ("1会場の平均は15.7人。これを上回ったのは7会場だった。", "7会場", C, "6", "above the mean"),
    ("児相は上田5人、北信4人、佐久と長野が各3人、残る6地域のうち諏訪が1人、ほかは2人。",
     "2人", S, None, "the others, each"),
    # Whose number it is.
    ("市町村や施設の職員、里親ら計157人が参加した。", "157人", S, None, "only examples"),
    ("出席した里親は157人のうち12人だった。", "157人", S, None, "of everybody"),
    ("市町村の出席者は、南信州が15人、北アルプスが2人だった。", "2人", C, "3名", "of one column"),
    ("東信の上田18人と佐久17人を合わせた36人が出席した。", "36人", C, "35名", "a sum before の"),
    ("施設の出席者41人の3分の1を超える15人が長野に集中した。", "3分の1", S, None, "stated share"),
    ("施設の出席者41人の半数を超える15人が長野に集中した。", "半数", C, None, "stated share"),
    ("松本は7市町村。13市町村が集まった南信州の半分ほどだ。", "半分", S, None, "of another row"),
    ("午前の会場は112人、午後は45人で、午前は午後の3.5倍だ。", "3.5倍", C, "2.5倍", "selections"),
    ("出席者数は会場間で最大22人の開きが出た。", "22人", S, None, "from the most to the least"),
    ("出席者数は会場間で最大20人の開きが出た。", "20人", C, "22名", "from the most to the least"),
    ("長野の28人に対し、佐久と北アルプスは合わせても23人と、長野の28人に及ばなかった。",
     "28人", S, None, "held against"),
    ("児童相談・養育支援室の職員を除き157名が出席した。", "157名", S, None, "a note"),
    ("懇談会の出席者のうち、およそ13人に1人が里親だった。", "13人に1人", S, None, "one in so many"),
    ("懇談会の出席者のうち、17人に1人が里親だった。", "17人に1人", C, None, "one in so many"),
    ("佐久会場（飯田合同庁舎）の出席者は24名。", "24名", C, "17名", "another venue"),
    ("飯田の会場には24人が来て、その過半数を市町村が占めた。", "過半数", S, None, "of them"),
    ("佐久の会場には17人が来て、その過半数を児相が占めた。", "過半数", C, None, "of them"),
    ("長野の28名に対し諏訪は8名。3割に満たない。", "3割", S, None, "of the two before"),
    ("施設の26.1％と児相の16.6％を合わせた42.7％になる。", "42.7％", S, None, "shares added"),
    ("施設の26.1％と児相の16.6％を合わせた43.7％になる。", "43.7％", C, "42.7", "shares added"),
    ("乳児院から来たのは上田、長野の2地域で、その5名のうち4名は長野だ。", "5名", S, None, "those"),
    ("飯田は総数24名。児相の2名を引けば22名になる。", "22名", S, None, "taken away"),
    ("飯田は総数24名。児相の2名を引けば21名になる。", "21名", C, "22名", "taken away"),
    # Days, and what another time is said of.
    ("県は8日、懇談会を大町合同庁舎で開いた。", "8日", S, None, "a day without its month"),
    ("県は9日、懇談会を大町合同庁舎で開いた。", "9日", C, "11月8日", "a day without its month"),
    ("水曜日だった11月6日、松本で開かれた。", "11月6日", S, None, "its weekday apart"),
    ("火曜日だった11月6日、松本で開かれた。", "11月6日", C, "水", "its weekday apart"),
    ("松本会場（11/6、火）", "11/6", C, "水", "its weekday apart"),
    ("県は来年度から始まる後期計画について、10会場で会を開いた。", "10会場", S, None, "its plan"),
    ("午前は9時開始、正午終了で、午後は1時半開始、4時半終了。", "正午", S, None, "of the nearest"),
    # Lists and tables.
    (f"{TABLE}| 11/2（金） | 佐久合同庁舎 | 17名 |", "11/2（金）", C, "11月1日", "its row"),
    (f"{TABLE}| 11/2（金） | 佐久合同庁舎 | 17名 |", "17名", S, None, "the row's own name"),
    (TURNED.format(4), "4", S, None, "a turned table"),
    (TURNED.format(5), "5", C, "4", "a turned table"),
    (UNDER.format(1), "1名", S, None, "an item under another"),
    (UNDER.format(3), "3名", C, "1名", "an item under another"),
    ("**里親の出席**\n- 上田：3名\n- 諏訪・木曽・佐久：1名", "1名", C, "0名", "a heading in bold"),
    ("圏域別の出席者（カッコ内は市町村数）\n佐久17人（10）、諏訪8人（6）", "6", C, "5", "a legend"),
    ("◇木曽会場＝10月29日、木曽合同庁舎。出席9人（児相1人）", "1人", C, "2名", "a line of its row"),
    ("- 児相 26名\n- 最大 長野 28名", "28名", S, None, "items beside one another"),
    # A name that shares a part with the passage's own.
    ("登録教員数（500世帯）の目標が示された。", "500世帯", N, None, "of others"),
    ("登録里親数（500世帯）の目標が示された。", "500世帯", S, None, "its own"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure", "verdict", "expected", "why"), CASES)
def test_a_figure_of_the_press_is_judged_by_what_it_is_said_of(
    checker, text, figure, verdict, expected, why
):
    found = [c for c in checker.check(text).claims if c.text == figure]
    assert found, [c.text for c in checker.check(text).claims]
    assert found[-1].verdict == verdict, (found[-1].reason, why)
    if expected is not None:
        assert expected in f"{found[-1].expected} {found[-1].reason}", why
