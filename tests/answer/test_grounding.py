import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer.grounding import misquoted, ungrounded
from assistant.text.figures import find_figures
from assistant.types import Figure

ROW = "松本地域 11月 　６日(水) 9:00～12:00 長野県旭町庁舎 ７市町村　７名 １児童養護　１名 16名"
PERIOD = "実施期間 R6.10.17～11.8"
RATE = "一部、里親等委託率（55.6％）・登録里親数（500世帯）の目標について、急ぐ必要があるのか"
CENTRE = "児童家庭支援センターは、10圏域に最低でも１か所必要"
NO_ROOF = "地域内での市町村共同の検討を推進。「施設」がないなかでの体制づくりを検討"


def figure(text: str, value: int | float | str, formula: str | None = None) -> Figure:
    return Figure(text, value, "名", "出席者", formula)


GROUNDED = [
    ("松本地域の出席者は16名です。[1]", [ROW], "the figure of the passage"),
    ("松本地域の出席者は１６人です。[1]", [ROW], "full width, and 人 for 名"),
    ("松本地域の出席者は十六名です。[1]", [ROW], "kanji"),
    ("11月6日(水)、9時から12時まで。[1]", [ROW], "a date and times in other words"),
    ("2024年10月17日から令和6年11月8日まで。[1]", [PERIOD], "Western year for the era"),
    ("2024年11月6日に16名が出席しました。[1][2]", [ROW, PERIOD], "the year from another passage"),
    ("2024年11月6日(水)でした。[1][2]", [ROW, PERIOD], "with its weekday"),
    ("令和6年10月の会です。[1]", [PERIOD], "less than the passage says"),
    ("「１児童養護　１名」[1]", [ROW], "quoted"),
    ("目標は55.6％と500世帯です。[1]", [RATE], "a share and a count"),
    ("「10圏域に最低でも１か所必要」[1]", [CENTRE], "quoted from the middle of a sentence"),
    ("１ヶ所が必要とされています。[1]", [CENTRE], "か所 in another spelling"),
    ("関係者の一部が一時保護について述べました。[1]", [RATE], "no figures"),
    ("①12名と②３名です。[1]", ["①12名、②３名"], "circled numbers stay apart"),
    ("出典に記載がありません。", [], "no digits"),
    ("長いので[1][2]まで。[12]", [ROW], "marks are no digits of the answer"),
]
LOOSE = [
    ("松本地域の出席者は17名です。[1]", [ROW], ["17名"], "another value"),
    ("松本地域の出席者は1名6名です。[1]", [ROW], ["6名"], "part of a number"),
    ("松本地域の出席者は16名です。", [], ["16名"], "no passage"),
    ("出席者は11名です。[1]", [ROW], ["11名"], "the month is no count"),
    ("出席者は9名です。[1]", [ROW], ["9名"], "nor is the hour"),
    ("出席者は0名です。[1]", [ROW], ["0名"], "nor are its minutes"),
    ("出席者は500名です。[1]", [RATE], ["500名"], "households are not persons"),
    ("委託率は55％です。[1]", [RATE], ["55％"], "rounded without saying so"),
    ("委託率は556％です。[1]", [RATE], ["556％"], "a lost point"),
    ("10月6日でした。[1]", [ROW], ["10月6日"], "another month"),
    ("11月6日(木)でした。[1]", [ROW], ["11月6日(木)"], "another weekday"),
    ("2024年11月8日(木)でした。[1]", [PERIOD], ["2024年11月8日(木)"], "not that day's weekday"),
    ("2024年11月6日でした。[1]", [ROW], ["2024年11月6日"], "no passage says the year"),
    ("2023年11月6日でした。[1][2]", [ROW, PERIOD], ["2023年11月6日"], "another year"),
    ("10時から12時まで。[1]", [ROW], ["10時"], "another time"),
    ("十七名でした。[1]", [ROW], ["十七名"], "kanji"),
    ("①12名です。[1]", ["112名"], ["①", "12名"], "circled numbers stay apart"),
    ("約8割でした。[1]", [ROW], ["8割"], "a share nobody stated"),
    ("半数が反対しました。[1]", [ROW], ["半数"], "a share in words"),
    ("電話は026-235-7099です。[1]", [ROW], ["026", "235", "7099"], "digits of a number to call"),
    ("1名、18名、2名。[1]", [ROW], ["18名", "2名"], "each, in order"),
]


@pytest.mark.parametrize(("answer", "cited", "reason"), GROUNDED)
def test_a_number_of_a_cited_passage_is_grounded(
    answer: str, cited: list[str], reason: str
) -> None:
    assert ungrounded(answer, cited, []) == [], reason


@pytest.mark.parametrize(("answer", "cited", "loose", "reason"), LOOSE)
def test_a_number_without_a_source_is_named(
    answer: str, cited: list[str], loose: list[str], reason: str
) -> None:
    assert ungrounded(answer, cited, []) == loose, reason


@pytest.mark.parametrize(
    ("answer", "figures", "loose"),
    [
        ("差は12名です（28 − 16 = 12）。[1][2]", [figure("12名", 12, "28 − 16 = 12")], []),
        ("平均は15.7名です。", [figure("15.7名", 15.7, "157 ÷ 10 = 15.7")], []),
        ("平均は15.7名です（157 ÷ 10 = 15.7）。", [figure("15.7名", 15.7, "157 ÷ 10 = 15.7")], []),
        ("会は2024年10月17日です。", [figure("10月17日", "2024-10-17")], []),
        ("会は13:30からです。", [figure("13:30", "13:30")], []),
        ("3時間です（12:00 − 9:00 = 3）。", [figure("3時間", 3, "12:00 − 9:00 = 3")], []),
        ("差は13名です。", [figure("12名", 12, "28 − 16 = 12")], ["13名"]),
        ("差は2名です。", [figure("12名", 12, "28 − 16 = 12")], ["2名"]),
        ("会は2024年10月18日です。", [figure("10月17日", "2024-10-17")], ["2024年10月18日"]),
    ],
)
def test_a_computed_number_rests_on_its_figure_and_formula(
    answer: str, figures: list[Figure], loose: list[str]
) -> None:
    assert ungrounded(answer, [], figures) == loose


@pytest.mark.parametrize(
    ("answer", "wrong", "reason"),
    [
        ("参加者の意見「10圏域に最低でも１か所必要」[2]", [], "word for word"),
        ("「児童家庭支援センターは、\n10圏域に」[2]", [], "white space aside"),
        (f"「{NO_ROOF}」[3]", [], "quotation marks inside"),
        ("「検討を推進。「施設」がない」[3]と「松本地域」[1]", [], "two quotations"),
        ("「施設」[3]", [], "quoted from inside"),
        ("「」[1]", [], "nothing"),
        ("「引用ではない言葉」は見当たりません。", [], "no mark: no quotation"),
        ("「10圏域に最低でも２か所必要」[2]", ["10圏域に最低でも２か所必要"], "one digit"),
        ("「10圏域に最低でも１か所必要」[1]", ["10圏域に最低でも１か所必要"], "another passage"),
        ("「松本地域」[1][2]", ["松本地域"], "in one of two"),
        ("「松本地域」[9]", ["松本地域"], "no such passage"),
        ("「松本地域」[0]", ["松本地域"], "marks begin at 1"),
        ("「検討を推進。「施設」がある」[3]", ["検討を推進。「施設」がある"], "with marks inside"),
        ("松本」[1]", [], "an opening mark is missing: the words before it"),
        ("長野」[1]", ["長野"], "and they are not there"),
    ],
)
def test_a_quotation_is_verbatim(answer: str, wrong: list[str], reason: str) -> None:
    cited = ["松本地域は松本合同庁舎", CENTRE, NO_ROOF]
    assert misquoted(answer, cited) == wrong, reason


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["名", "件", "施設", "％"]))
def test_only_the_same_number_grounds_a_number(said: int, given_: int, unit: str) -> None:
    loose = ungrounded(f"合わせて{said}{unit}です。[1]", [f"全体で{given_}{unit}だった"], [])
    assert bool(loose) == (said != given_)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_a_whole_passage_grounds_itself(text: str) -> None:
    assert ungrounded(text, [text], []) == []


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("12３十月日名時半割.:/-~「」[]\n 約"), max_size=30))
def test_nothing_grounds_a_figure_without_passages(text: str) -> None:
    loose = ungrounded(text, [], [])
    assert bool(loose) >= bool(find_figures(text))
    misquoted(text, [text])
