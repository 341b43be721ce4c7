"""Answers of quotes over the published document: each kind of question, each promise."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer.grounding import misquoted, ungrounded
from assistant.labels import KINDS
from assistant.types import Passage

from .conftest import ROOT, Asker, Said

OPINION, POLICY = KINDS["opinion"][1], KINDS["policy"][1]
PREVENTION = "市町村における予防的支援体制の構築"
FOSTERING = "里親等委託の推進"
PERMANENCY = "パーマネンシー保障の取組と関係機関の連携"
FACILITIES = "施設の高機能化、多機能化・機能転換、地域分散化"


def of(ask: Asker, section: str, *kinds: str) -> set[str]:
    found = [p for p in ask.passages.values() if p.section == section]
    return {p.id for p in found if p.kind in kinds or not kinds}


LISTS = [
    ("パーマネンシー保障の意見をすべて", PERMANENCY, ("opinion",)),
    ("里親についてどんな意見がありましたか", FOSTERING, ("opinion",)),
    ("施設の高機能化に関する意見と方針を一覧で", FACILITIES, ("opinion", "policy")),
    ("しせつの意見　一覧", FACILITIES, ("opinion",)),
    ("市町村の予防的支援体制について、県の方針を漏れなく", PREVENTION, ("policy",)),
    ("計画の目的は？", "目的", ()),
    ("ねらいを教えて", "目的", ()),
    ("What are the purposes of the meetings?", "目的", ()),
    ("List all opinions on permanency", PERMANENCY, ("opinion",)),
    ("資源整備の方向性について出た声をまとめて", "資源整備の方向性等について", ()),
    ("現状・課題を全部", "今後の社会的養育の推進に向けた課題等", ("finding",)),
]


@pytest.mark.parametrize(("question", "section", "kinds"), LISTS)
def test_a_list_is_complete_in_printed_order(
    ask: Asker, question: str, section: str, kinds: tuple[str, ...]
) -> None:
    said = ask(question)
    wanted = of(ask, section, *kinds)
    cited = [p.id for p in said.cited]
    assert wanted <= set(cited)
    assert {p.section for p in said.cited} == {section}
    order = list(ask.passages)
    leads = [i for i in cited if i in wanted and (not kinds or kinds[0] in i)]
    assert leads == sorted(leads, key=order.index)


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("「関係者の共通認識」を含む方針をすべて", ["policy/permanency-5", "policy/permanency-7"]),
        ("【再掲】が付いている方針を全部", ["policy/permanency-1", "policy/facilities-3"]),
        ("措置ケース専任制に触れている方針を全部", ["policy/fostering-6", "policy/permanency-1"]),
    ],
)
def test_a_list_by_words(ask: Asker, question: str, ids: list[str]) -> None:
    assert set(ids) <= set(ask(question).ids)


FIRST = [
    ("ショートステイの受け皿不足について、計画にはどう反映されますか", "policy/prevention-3"),
    ("ショートステイの受け皿不足についてどんな意見がありましたか", "opinion/prevention-3"),
    ("保護者支援のプログラムが必要という意見に対する県の方針は", "policy/permanency-2"),
    ("関係機関の専門性向上はどの意見を受けてのものですか", "opinion/fostering-3"),
    ("「お父さん、お母さんと呼べる人が必要」という意見", "opinion/permanency-5"),
    ("児家センはいくつ必要と言われていますか", "opinion/prevention-5"),
    ("さとおやのリクルートについて", "opinion/fostering-1"),
    ("長野市でＮＰＯ法人が活躍している？", "region_resources/nagano"),
    ("これまでの意見は、今後どう扱われますか", "next_step/1"),
    ("主だった反対意見はありましたか", "finding/direction-1"),
]


@pytest.mark.parametrize(("question", "id"), FIRST)
def test_the_passage_asked_for_comes_first(ask: Asker, question: str, id: str) -> None:
    said = ask(question)
    assert said.ids[0] == id, said.text


def test_an_opinion_comes_with_the_response_and_the_other_way_round(ask: Asker) -> None:
    for question in (q for q, _ in FIRST):
        cited = ask(question).cited
        for place, passage in enumerate(cited):
            for other in passage.paired:
                assert other in {p.id for p in cited[max(0, place - 1) : place + 2]}


def test_the_words_around_a_quote(ask: Asker) -> None:
    assert ask("特性の強いこどもを引き受けたい里親の意見").text == (
        "「里親等委託の推進」についての参加者の意見:\n"
        "「特性の強いこどもでも引き受けたい、関係を深めて親の支援をしていきたい、"
        "そういう里親がいっぱいいる」[1]\n"
        "これに対する計画への反映方針（案）:\n"
        "「里親支援センターとのチーム養育による里親の養育力向上と保護者支援の取組の必要性について"
        "記載」[2]"
    )


FIELDS = [
    ("実施期間を教えてください", "outline/period", "10月17日～11月8日"),
    ("懇談会はいつ行われましたか", "outline/period", "R6.10.17～11.8"),
    ("どこで開かれたのですか", "outline/venues", "10広域の各合同庁舎等"),
    ("誰が呼ばれたのですか", "outline/invited", "登録里親"),
    ("When were the meetings held?", "outline/period", "17 October – 8 November"),
]


@pytest.mark.parametrize(("question", "id", "words"), FIELDS)
def test_fields(ask: Asker, question: str, id: str, words: str) -> None:
    said = ask(question)
    assert said.ids == [id]
    assert words in said.text


def test_several_fields_at_once(ask: Asker) -> None:
    said = ask("いつ、どこで、誰を集めてやったのか、まとめて教えて")
    assert said.ids == ["outline/period", "outline/venues", "outline/invited"]


FACTS = [
    ("里親等委託率の目標は何％ですか", 55.6, "里親等委託率（55.6％）", None),
    ("登録里親数は何世帯を目指していますか", 500, "登録里親数（500世帯）", None),
    ("児童家庭支援センターは最低何か所必要と言われていますか", 1, "１か所", None),
    ("何圏域ありますか", 10, "10圏域", None),
    ("500世帯って何の数字？", 500, "登録里親数（500世帯）", None),
    ("里親等委託率の目標は70％ですよね", 55.6, "里親等委託率（55.6％）", "70"),
    ("登録里親の目標は300世帯でしたっけ", 500, "登録里親数（500世帯）", "300"),
]


@pytest.mark.parametrize(("question", "value", "words", "false"), FACTS)
def test_numbers_of_passages(
    ask: Asker, question: str, value: float, words: str, false: str | None
) -> None:
    said = ask(question)
    assert [f.value for f in said.quoted.figures] == [value]
    assert f"「{words}」[1]" in said.text or words in said.text
    assert ("ご質問の数は、出典の記載と異なります。" in said.text) is (false is not None)
    # A false number is corrected, never repeated.
    assert false is None or false not in said.text


def test_a_false_date_is_corrected(ask: Asker) -> None:
    said = ask("懇談会は９月に行われたのですよね")
    assert said.text.startswith("ご質問の時期は、出典の記載と異なります。")
    assert "9月" not in said.text


NO_SUCH_NUMBER = [
    ("現在の里親等委託率は何％か", "the passage gives a target, not the present"),
    ("里親支援センターの目標は何か所ですか", "1か所 is said of another centre"),
    ("佐久地域の里親等委託率は何％ですか", "the number is not that of one region"),
    ("里親の説明会の参加者数を教えて", "no number is of that"),
    ("最終的に決まった里親等委託率の目標は何％か", "the passage is about a draft"),
]


@pytest.mark.parametrize(("question", "reason"), NO_SUCH_NUMBER)
def test_a_number_of_something_else_is_not_given(ask: Asker, question: str, reason: str) -> None:
    said = ask(question)
    assert said.quoted.abstain_reason == "not_stated", reason
    assert not re.search(r"\d", said.text)


def test_a_stated_region(ask: Asker) -> None:
    said = ask("長野地域の市町村のサポート体制は？")
    assert said.ids == ["region_support/nagano"]
    assert "（地域名は出典に記載あり）" in said.text


def test_an_inferred_region_says_so_and_why(ask: Asker) -> None:
    said = ask("北アルプスの地域資源の状況は")
    assert said.ids == ["region_resources/kita-alps"]
    assert "地域は推定。" in said.text
    assert "北アルプスだけである" in said.text


@pytest.mark.parametrize("region", ["佐久", "上田", "諏訪", "上伊那", "南信州", "木曽", "北信"])
def test_an_unsettled_region_is_left_open(ask: Asker, region: str) -> None:
    said = ask(f"{region}地域の市町村のサポート体制は？")
    assert said.text.startswith(f"「{region}」に当たる記載がどれかは、出典からは特定できません。")
    assert said.quoted.abstain_reason is None
    for passage in said.cited:
        assert passage.region is not None
        assert passage.region.basis == "unresolved"
        assert region in passage.region.candidates
        assert passage.kind == "region_support"


def test_a_cell_of_an_unsettled_region_is_found_by_its_words(ask: Asker) -> None:
    said = ask("旗振り役が必要とされたのはどの地域か")
    assert said.ids == ["region_resources/unresolved-3"]
    assert "特定できません" in said.text
    assert "地域は未確定" in said.text


def test_two_regions_at_once(ask: Asker) -> None:
    said = ask("松本と長野のサポート体制を教えて")
    assert said.ids == ["region_support/matsumoto", "region_support/nagano"]


def test_opinions_are_not_given_to_a_region(ask: Asker) -> None:
    assert ask("松本ではどんな意見が出ましたか").quoted.abstain_reason == "not_stated"


FOLLOW_UPS = [
    (["受け皿不足についての意見は"], "それに対する県の方針は？", "policy/prevention-3"),
    (["親子関係再構築支援事業により取組を推進"], "もとの意見は？", "opinion/permanency-2"),
    (["里親の大幅な増加が必要という意見"], "ほかには？", "opinion/fostering-2"),
    (["施設の高機能化についての意見は"], "では里親については？", "opinion/fostering-1"),
    (["里親等委託率の目標は何％ですか"], "登録数の目標は？", "finding/resources-1"),
    (["長野地域のサポート体制は"], "では松本は？", "region_support/matsumoto"),
    (["松本のサポート体制は"], "そちらの資源の状況は？", "region_resources/matsumoto"),
    (["懇談会の目的は", "それはいつですか"], "どこで？", "outline/venues"),
    (["天気は", "ショートステイの受け皿不足の意見は"], "それに県は何と？", "policy/prevention-3"),
]  # fmt: skip


@pytest.mark.parametrize(("history", "question", "id"), FOLLOW_UPS)
def test_follow_ups(ask: Asker, history: list[str], question: str, id: str) -> None:
    said = ask(question, *history)
    assert said.ids[:1] == [id], said.text


def test_the_rest_of_a_list_leaves_out_what_was_shown(ask: Asker) -> None:
    said = ask("ほかにはどんな意見がありましたか", "里親の大幅な増加が必要という意見はありましたか")
    assert "opinion/fostering-1" not in said.ids
    assert {f"opinion/fostering-{n}" for n in range(2, 7)} <= set(said.ids)


SILENT = [
    ("里親になるとお金はいくらもらえますか", "not_stated"),
    ("「施設が競争する時代に入る」と発言したのは誰ですか", "not_stated"),
    ("里親支援センターの電話番号は", "not_stated"),
    ("計画はいつ公表されますか", "not_stated"),
    ("次回の懇談会はいつですか", "not_stated"),
    ("児童福祉法第三条の条文は", "not_stated"),
    ("施設の子はスマホを持てますか", "not_stated"),
    ("群馬県の里親の意見は", "outside_region"),
    ("令和7年度の懇談会の結果は", "outside_period"),
    ("去年の意見は", "outside_period"),
    ("明日の天気は", "off_topic"),
    ("ありがとう", "off_topic"),
    ("How much are foster parents paid?", "not_stated"),
]


@pytest.mark.parametrize(("question", "reason"), SILENT)
def test_silence(ask: Asker, question: str, reason: str) -> None:
    said = ask(question)
    assert said.quoted.abstain_reason == reason, said.text
    assert "出典に記載がありません" in said.text
    assert said.cited == ()
    assert not re.search(r"\d", said.text)
    assert len(said.quoted.related) <= 3
    assert set(said.quoted.related) <= set(ask.passages)
    if reason != "not_stated":
        assert said.quoted.related == ()


def test_an_abstention_names_what_is_missing_and_what_is_there(ask: Asker) -> None:
    said = ask("施設の子はスマホを持てますか")
    assert "「スマホ」に当たる記述は見当たりません。" in said.text
    assert "「実施期間」" in said.text


def test_related_passages_are_near(ask: Asker) -> None:
    found = ask.answerer.related("里親のリクルートの予算")
    assert len(found) == 3
    assert any("fostering-1" in id for id in found)
    assert ask.answerer.related("？") == ()


def test_decides_only_what_is_named(ask: Asker) -> None:
    decides = ask.answerer.decides
    assert decides("いつ、どこで、誰を集めたのか", ())
    assert decides("それに対する方針は？", ["パーマネンシー保障の意見は"])
    assert decides("親子関係再構築支援事業の取組はどう推進されますか", ())
    assert not decides("里親は何人来ましたか", ())
    assert not decides("担い手の家庭が足りないのでは", ())
    assert not decides("明日の天気は", ())


def test_nothing_to_follow_up_on(ask: Asker) -> None:
    assert ask("そっちはどう？", "こんにちは").quoted.abstain_reason is not None


def test_long_conversations_stay_bounded(ask: Asker) -> None:
    long = "里親のリクルートについての意見は" + "あ" * 1900
    said = ask("それに対する方針は" + "？" * 1900, *[long] * 12, "え" * 50_000)
    assert said.quoted.abstain_reason is None or said.cited == ()


# -- promises over every development question ------------------------------------------------------


def development() -> list[tuple[str, tuple[str, ...]]]:
    file = ROOT / "tests" / "questions" / "text-dev.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [(q["question"], tuple(q["history"])) for q in found]


def introductions(said: Said) -> list[tuple[str, Passage]]:
    """Return what stands before each quotation in its block, with the passage quoted."""
    pairs = []
    for match in re.finditer(r"」\[(\d+)\]", said.text):
        passage = said.cited[int(match.group(1)) - 1]
        start = said.text.rfind(f"「{passage.text}", 0, match.start() + 1)
        if start >= 0:
            pairs.append((said.text[:start].rstrip().rsplit("\n", 1)[-1], passage))
    return pairs


def test_every_answer_keeps_the_promises(ask: Asker) -> None:
    for question, history in development():
        said = ask(question, *history)
        texts = [p.text for p in said.cited]
        assert misquoted(said.text, texts) == [], question
        assert ungrounded(said.text, texts, said.quoted.figures) == [], question
        if said.quoted.abstain_reason is not None:
            assert said.cited == (), question
            assert said.quoted.figures == (), question
        else:
            assert said.cited, question
        for intro, passage in introductions(said):
            if passage.kind == "opinion" and not intro.startswith("・「"):
                assert POLICY not in intro.rsplit("「", 1)[-1], (question, intro)
            if passage.kind == "policy":
                assert OPINION not in intro, (question, intro)


def test_digits_stand_in_a_cited_passage(ask: Asker) -> None:
    """No number of a heading: every run of digits is printed in what is cited, or counted."""
    for question, history in development():
        said = ask(question, *history)
        text = re.sub(r"\[\d+\]", "", said.text)
        printed = {int(d) for p in said.cited for d in re.findall(r"\d+", p.text)}
        # The number of passages is counted, and its sum shown.
        for figure in said.quoted.figures:
            counted = f"{figure.text} {figure.formula}" if figure.unit == "件" else ""
            printed |= {int(d) for d in re.findall(r"\d+", counted)}
        assert {int(d) for d in re.findall(r"\d+", text)} <= printed, question


def test_answers_are_the_same_every_time(ask: Asker) -> None:
    again = Asker(ask.index)
    for question, history in development()[::7]:
        assert ask(question, *history) == again(question, *history)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(
        alphabet=st.sampled_from(
            "里親施設支援の意見方針は？何％いくつ誰いつ佐久長野「」【】12それ ほか全部\n#<a"
        ),
        min_size=1,
        max_size=40,
    ),
    st.lists(st.sampled_from(["里親の意見は", "目的は", "佐久の資源は", "天気は"]), max_size=2),
)
def test_any_text_gets_a_sound_answer(ask: Asker, question: str, history: list[str]) -> None:
    if not any(c.isalnum() for c in question):
        return  # refused before it comes here
    said = ask(question, *history)
    assert (said.quoted.abstain_reason is None) == bool(said.cited)
    assert misquoted(said.text, [p.text for p in said.cited]) == []
