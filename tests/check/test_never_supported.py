"""Numbers that stand in the source and are claimed of something else are never supported.

One text for each way in which a reading that makes the number fit could be found.
"""

from __future__ import annotations

import pytest

from assistant.check.engine import Checker

FALSE = [
    # Bodies where the words around say that people are counted, and the reverse.
    ("参加者の内訳は市町村68、施設26など。", ("68", "26")),
    ("人数は市町村68、施設26。", ("68", "26")),
    ("里親12、児相26、施設26という人数だった。", ("26",)),
    ("市町村からの参加者は、南信州が13で最多。", ("13",)),
    ("会場ごとの市町村数は、飯田15、岡谷6だった。", ("15", "6")),
    ("参加した児童養護施設は飯田5、長野6だった。", ("5", "6")),
    ("77市町村のうち参加は76。", ("76",)),
    # A total after a sentence about one place.
    ("上田会場を取材した。参加したのは総勢157名だった。", ("157名",)),
    # Named rows that do not meet what they are said to be all of.
    ("木曜日の会場は南信州、上田、北信、長野、佐久の5会場だった。", ("5会場",)),
    ("自立援助ホームの参加は長野と松本の2会場だった。", ("2会場",)),
    ("児相の出席がなかったのは、10地域のなかで北アルプスただ1地域である。", ("1地域",)),
    # The day of another meeting.
    ("第1回は10月18日、第2回は10月17日に行われた。", ("10月18日", "10月17日")),
    # The most of a question, told in its answer.
    ("問　市町村の職員が一番多く来た地域は。答　佐久の10人である。", ("10人",)),
    ("Suwa had the fewest participants, with 8.", ("8",)),
    # Ranks, other kinds of places, what there is and not who came.
    ("市町村の課長級76名が出席した。", ("76名",)),
    ("児童家庭支援センターは各市町村に最低でも1か所必要だ。", ("1か所",)),
    ("県内の里親支援センターは1か所である。", ("1か所",)),
    ("児童家庭支援センターは、2圏域に最低でも1か所必要だ。", ("2圏域",)),
    # What is left out, or added up of one column alone.
    ("長野では民間事業者から1人が出席。これを除くと、参加者は157人です。", ("157人",)),
    ("児相職員は上田5人、北信4人、長野3人の計157人。", ("157人",)),
    ("出席者数は最大28名（長野）、最小5名（北アルプス）だった。", ("5名",)),
    ("長野県の資料によれば、全2会場で開かれた。", ("2会場",)),
    ("きょうの数字は「76」。懇談会に参加した里親の数です。", ("76",)),
    # A meeting at the venue of another: it is judged by its own name.
    ("長野地域の懇談会は、10月17日に飯田合同庁舎で開き、24名が出席した。", ("10月17日", "24名")),
    ("北アルプス会場　11月7日・県庁・28人▽松本会場　11月6日・旭町庁舎・16人", ("11月7日", "28人")),
    ("木曽の旭町庁舎の会には、16人が集まった。", ("16人",)),
    ("２　会場　飯田合同庁舎ほか９会場\n３　出席者　24名", ("24名",)),
]


@pytest.mark.parametrize(("text", "figures"), FALSE, ids=[t for t, _ in FALSE])
def test_a_number_of_something_else_is_not_supported(
    checker: Checker, text: str, figures: tuple[str, ...]
) -> None:
    supported = {c.text for c in checker.check(text).claims if c.verdict == "supported"}
    assert not supported & set(figures)


@pytest.mark.parametrize(
    "text",
    [
        "市町村数：飯田13、岡谷5、伊那8",
        "参加した児童養護施設は飯田3、長野4だった。",
        "木曜日の会場は南信州、上田、北信、長野の4会場だった。",
        "自立援助ホームの参加は長野の1会場だった。",
        "第1回は10月17日、第2回は10月18日に行われた。",
        "問　市町村の職員が一番多く来た地域は。答　南信州の15人である。",
        "Kita-Alps had the fewest participants, with 6.",
        "児相職員26人が参加　上田は最多の5人",
        "里親の姿が目立ったのは上田会場だ。18人中3人。",
        "登録里親からの出席は7地域で計12名にとどまった。",
        "出席者数は最大28名（長野）、最小6名（北アルプス）だった。",
        "当園からも長野会場に職員を出しました。会場全体では28名でした。",
        "長野は10施設・15人。松本は5施設・6人。この2会場で県全体の施設職員の半分以上。",
        "松本会場　11月6日・旭町庁舎・16人▽佐久会場　11月1日・佐久合庁・17人",
        "諏訪地域は岡谷市役所、上田地域は上田合同庁舎で18人",
        "施設は26ですが、各地域を足すと27になります。",
    ],
)
def test_the_true_one_beside_it_is(checker: Checker, text: str) -> None:
    assert {c.verdict for c in checker.check(text).claims} == {"supported"}
