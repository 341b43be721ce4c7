"""Each case: a text, the figures in it as «text=value unit» with type, weekday and modifier."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.figures import Found, find_figures

SOURCE = Path(__file__).parents[2] / "corpus/nagano-2024-kondankai/nagano-2024-kondankai.txt"


def shown(found: Found) -> str:
    kind = {"number": "", "date": "D ", "time": "T ", "percent": "P ", "ordinal": "O "}[found.type]
    return (
        f"{kind}{found.text}={found.value}{found.unit}"
        + (f"({found.weekday})" if found.weekday else "")
        + (f"[{found.modifier}]" if found.modifier else "")
    )


NUMBERS = [
    ("157名", ["157名=157名"], "the plain form"),
    ("１５７人", ["１５７人=157人"], "full width"),
    ("百五十七名", ["百五十七名=157名"], "kanji"),
    ("1,718自治体", ["1,718自治体=1718自治体"], "commas"),
    ("16 名", ["16 名=16名"], "a blank before the counter"),
    ("3倍", ["3倍=3倍"], ""),
    ("4つと三つとふたつ", ["4つ=4つ", "三つ=3つ", "ふたつ=2つ"], "native numbers"),
    ("2か所、2ヶ所、2箇所、2カ所、2ヵ所、2個所", None, "か所 in every spelling"),
    ("3か月と3ヶ月と3箇月", ["3か月=3か月", "3ヶ月=3か月", "3箇月=3か月"], "か月 too"),
    ("68市町村76名", ["68市町村=68市町村", "76名=76名"], "no blank between"),
    ("13市町村　15名", ["13市町村=13市町村", "15名=15名"], "a full-width blank"),
    ("12保育園と3委員会", ["12保育園=12保育園", "3委員会=3委員会"], "a unit in no list"),
    ("１児童養護　５名", ["１児童養護=1児童養護", "５名=5名"], "a noun as the unit"),
    ("二十四時間", ["二十四時間=24時間"], ""),
    ("3時間半と3時間30分", ["3時間半=3.5時間", "3時間30分=3.5時間"], "one length of time"),
    ("1年半", ["1年半=1.5年"], ""),
    ("半年", ["半年=0.5年"], ""),
    ("1億2,000万円", ["1億2,000万円=120000000円"], ""),
    ("1.5万人", ["1.5万人=15000人"], ""),
    ("¥1,000", ["¥1,000=1000円"], ""),
    ("-3名、▲2件、−5度", ["-3名=-3名", "▲2件=-2件", "−5度=-5度"], "signs"),
    ("24 − 6 = 18", ["24=24", "6=6", "18=18"], "a subtraction has no negative number"),
    ("参加者数16名", ["16名=16名"], "数 as a suffix of the noun"),
    ("PTA15名、NPO3団体", ["15名=15名", "3団体=3団体"], "letters before a counted number"),
    ("二人、一人", ["二人=2人", "一人=1人"], "words that hold their counter"),
    ("里親がゼロの地域", ["ゼロ=0"], ""),
    ("〇人、0人、零名", ["〇人=0人", "0人=0人", "零名=0名"], ""),
    ("松本は十六、長野は二十八", ["十六=16", "二十八=28"], "kanji without a counter"),
    ("3市民団体", ["3市民団体=3市民団体"], "not three cities"),
    ("２０代の3割", ["２０代=20代", "P 3割=30%"], ""),
    ("①12名", ["O ①=1", "12名=12名"], "a circled number does not melt into the next"),
    ("20にん、２めい", ["20にん=20人", "２めい=2名"], "counters in kana"),
    ("10㎡", ["10㎡=10㎡"], ""),
    ("９名（３施設）", ["９名=9名", "３施設=3施設"], ""),
]
SHARES = [
    ("55.6％", ["P 55.6％=55.6%"], ""),
    ("55.6パーセント", ["P 55.6パーセント=55.6%"], ""),
    ("五十五・六％", ["P 五十五・六％=55.6%"], "a kanji decimal"),
    ("5割5分と五割", ["P 5割5分=55%", "P 五割=50%"], ""),
    ("5割5分5厘", ["P 5割5分5厘=55.5%"], ""),
    ("半数", ["P 半数=50%"], ""),
    ("過半数", ["P 過半数=50%[超]"], ""),
    ("4分の3と四分の一", ["P 4分の3=75%", "P 四分の一=25%"], ""),
    ("約1/4", ["P 1/4=25%[約]"], "a share where it is about that much"),
    ("½", ["P ½=50%"], ""),
    ("3割り当て", ["3割り当て=3割り当て"], "割り当て is another word"),
]
DATES = [
    ("2024年10月17日", ["D 2024年10月17日=2024-10-17日"], ""),
    ("令和6年10月17日", ["D 令和6年10月17日=2024-10-17日"], ""),
    ("令和六年十月十七日", ["D 令和六年十月十七日=2024-10-17日"], ""),
    ("令和6年(2024年)10月17日", ["D 令和6年(2024年)10月17日=2024-10-17日"], "both calendars"),
    ("令和元年", ["D 令和元年=2019年"], ""),
    ("R6.10.17", ["D R6.10.17=2024-10-17日"], ""),
    ("Ｒ６．１０．１７", ["D Ｒ６．１０．１７=2024-10-17日"], "full width"),
    ("R6.11\n児童", ["D R6.11=2024-11月"], "a month"),
    ("H30年度、S60.5.1", ["D H30年度=2018年度", "D S60.5.1=1985-05-01日"], ""),
    ("2024/10/17、2024-10-17、2024.10.17", None, "three signs"),
    ("10/17", ["D 10/17=--10-17日"], ""),
    ("10/45", ["10=10", "45=45"], "no such day"),
    ("10月17日(木)", ["D 10月17日(木)=--10-17日(木)"], "the weekday is part of it"),
    ("10月17日（木・祝）", ["D 10月17日（木・祝）=--10-17日(木)"], ""),
    ("10月17日木曜日", ["D 10月17日木曜日=--10-17日(木)"], ""),
    ("11月 　１日(金)", ["D 11月 　１日(金)=--11-01日(金)"], "blanks inside, as in the source"),
    ("10がつ18にち", ["D 10がつ18にち=--10-18日"], "kana"),
    ("十一月の三十日", ["D 十一月の三十日=--11-30日"], "の between"),
    ("十月十七日", ["D 十月十七日=--10-17日"], ""),
    ("2月29日と2月30日", ["D 2月29日=--02-29日", "D 2月=--02月", "30日=30日"], "leap day"),
    ("R6.10.17～11.8", ["D R6.10.17=2024-10-17日", "D 11.8=2024-11-08日"], "a dotted range"),
    ("11.8", ["11.8=11.8"], "never a date by itself"),
    ("10月17日から20日", ["D 10月17日=--10-17日", "D 20日=--10-20日"], "the month carries"),
    ("10月17日、18日", ["D 10月17日=--10-17日", "D 18日=--10-18日"], "in a list too"),
    (
        "2024年12月20日～1月8日",
        ["D 2024年12月20日=2024-12-20日", "D 1月8日=2025-01-08日"],
        "the year turns",
    ),
    ("10月30日～2日", ["D 10月30日=--10-30日", "D 2日=--11-02日"], "the month turns"),
    ("令和6年", ["D 令和6年=2024年"], ""),
    ("2024年度", ["D 2024年度=2024年度"], ""),
    ("令和6～11年度", ["D 令和6=2024年度", "D 11年度=2029年度"], ""),
    ("2024～2026年", ["D 2024=2024年", "D 2026年=2026年"], ""),
    ("10月の会", ["D 10月=--10月"], ""),
    ("10年間、5年", ["10年間=10年間", "5年=5年"], "lengths of time"),
    ("17日", ["17日=17日"], "a day or a length of time: not settled here"),
    ("17日(木)", ["D 17日(木)=---17日(木)"], "with a weekday it is a day"),
]
TIMES = [
    ("9:00～12:00", ["T 9:00=09:00", "T 12:00=12:00"], ""),
    ("９：００", ["T ９：００=09:00"], "full width"),
    ("午前9時", ["T 午前9時=09:00"], ""),
    ("午後1時半", ["T 午後1時半=13:30"], ""),
    ("13時30分", ["T 13時30分=13:30"], ""),
    ("九時十五分", ["T 九時十五分=09:15"], ""),
    ("正午", ["T 正午=12:00"], ""),
    ("9時～12時", ["T 9時=09:00", "T 12時=12:00"], ""),
    ("9～12時", ["T 9=09:00", "T 12時=12:00"], "the kind carries back"),
    ("午後1時30分～4時30分", ["T 午後1時30分=13:30", "T 4時30分=16:30"], "the afternoon carries"),
    ("午後12時30分", ["T 午後12時30分=12:30"], "as people mean it"),
    ("夜7時", ["T 夜7時=19:00"], ""),
    ("一時から二時まで", ["T 一時=01:00", "T 二時=02:00"], "一時 on the clock"),
    ("30時間", ["30時間=30時間"], ""),
    ("5:3", ["5=5", "3=3"], "a ratio"),
]
ORDINALS = [
    ("第2章、第３次", ["O 第2章=2章", "O 第３次=3次"], ""),
    ("第一回と2回", ["O 第一回=1回", "2回=2回"], ""),
    ("1番目、2か所目、3人目", ["O 1番目=1番目", "O 2か所目=2か所目", "O 3人目=3人目"], ""),
    ("①と⑵と⑩", ["O ①=1", "O ⑵=2", "O ⑩=10"], ""),
    ("１．はじめに", ["O １=1"], ""),
    ("(2) 里親", ["O 2=2"], ""),
    ("１．予防 ３．保障", ["O １=1", "O ３=3"], "two headings on one line"),
    ("No.5", ["O No.5=5"], ""),
    ("一位と3位", ["O 一位=1位", "O 3位=3位"], ""),
]
MODIFIERS = [
    ("約48％", ["P 48％=48%[約]"], ""),
    ("およそ50名", ["50名=50名[約]"], ""),
    ("ほぼ半数", ["P 半数=50%[約]"], ""),
    ("10人以上", ["10人=10人[以上]"], ""),
    ("10人未満", ["10人=10人[未満]"], ""),
    ("10人を超えた", ["10人=10人[超]"], ""),
    ("10人より少ない", ["10人=10人[未満]"], ""),
    ("200余名", ["200余名=200名[余り]"], ""),
    ("200名余り", ["200名=200名[余り]"], ""),
    ("6割強、7割弱", ["P 6割=60%[余り]", "P 7割=70%[弱]"], ""),
    ("約10人以上", ["10人=10人[以上]"], "a limit wins"),
    ("最低でも１か所", ["１か所=1か所[少なくとも]"], ""),
    ("全10圏域で各1名", ["10圏域=10圏域[全]", "1名=1名[各]"], ""),
    ("延べ68市町村", ["68市町村=68市町村[延べ]"], ""),
    ("10月18日以降", ["D 10月18日=--10-18日[以降]"], ""),
    ("9～12名", ["9=9名", "12名=12名"], "the unit carries back"),
]
ENGLISH = [
    ("16 people", ["16 people=16people"], ""),
    ("on October 17", ["D October 17=--10-17日"], ""),
    ("Oct. 17, 2024", ["D Oct. 17, 2024=2024-10-17日"], ""),
    ("17 October 2024", ["D 17 October 2024=2024-10-17日"], ""),
    ("Nov 6", ["D Nov 6=--11-06日"], ""),
    ("Nov 6th (Wed)", ["D Nov 6th (Wed)=--11-06日(水)"], ""),
    ("Feb 30", ["30=30"], "no such day"),
    ("month 11", ["D month 11=--11月"], ""),
    ("in October", ["D October=--10月"], ""),
    ("9 am", ["T 9 am=09:00"], ""),
    ("1:30 p.m. to 4:30 p.m.", ["T 1:30 p.m.=13:30", "T 4:30 p.m.=16:30"], ""),
    ("noon", ["T noon=12:00"], ""),
    ("twelve", ["twelve=12"], ""),
    ("one hundred and fifty-seven people", None, ""),
    ("more than 10", ["10=10[超]"], ""),
    ("at least ten people", ["ten people=10people[少なくとも]"], ""),
    ("10 or more", ["10=10[以上]"], ""),
    ("55.6 percent", ["P 55.6 percent=55.6%"], ""),
    ("half of them, a quarter", ["P half=50%", "P a quarter=25%"], ""),
    ("the 2nd meeting", ["O 2nd=2"], ""),
    ("may I ask which one", [], "a verb, a pronoun"),
]
EXPANDED = {
    "2か所、2ヶ所、2箇所、2カ所、2ヵ所、2個所": [
        f"2{spelling}所=2か所" for spelling in ("か", "ヶ", "箇", "カ", "ヵ", "個")
    ],
    "2024/10/17、2024-10-17、2024.10.17": [
        f"D 2024{sign}10{sign}17=2024-10-17日" for sign in "/-."
    ],
    "one hundred and fifty-seven people": [
        "one hundred and fifty-seven people=157people",
    ],
}


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    NUMBERS + SHARES + DATES + TIMES + ORDINALS + MODIFIERS + ENGLISH,
)
def test_figures_are_found(text: str, expected: list[str] | None, reason: str) -> None:
    wanted = EXPANDED[text] if expected is None else expected
    assert [shown(found) for found in find_figures(text)] == wanted, reason


NOT_FIGURES = """
一部 一時 一時保護 一時的 一般 一方 一緒 一定 一体 一層 一環 一連 一応 一律 一種 一切 一言 一員
一助 一丸 一斉 一致 一覧 一度 一歩 一面 一例 一貫 一括 一元化 一本化 一概に 一生懸命 一人ひとり
一人一人 1人ひとり 一つひとつ 一つの方向性 一人親家庭 一人暮らし 一日も早く 一番多い 1番多い
統一 同一 単一 唯一 万一 万が一 万全 万能 十分 十分な検討 不十分 十分に 二次的 二重 二者択一
三者 三者面談 第三者 第三の居場所 第三セクター 四季 四半期 五感 五輪 七五三 八百屋 百貨店 百分率
十人十色 三位一体 二人三脚 三日坊主 千葉市 三重県 四国 九州 六本木 十日町 四日市市
八十二銀行 千曲市 三郷 四賀 八ヶ岳 数十人 十数名 数名 何人 何割 幾人 10数名 数百件 二三人
五六人 両者 双方 皆無 ゼロカーボン 昭和の日 平成生まれ 午前の会 午後から 木曜日 大正大学
A4 PM2.5 COVID-19 H2O m² 1.2.3 026-235-7100 〒380-8570 [1] [12] 里親[1][2]
https://example.jp/2024/10/17
"""


@pytest.mark.parametrize("text", NOT_FIGURES.split())
def test_what_only_looks_like_a_figure_is_not_found(text: str) -> None:
    assert [shown(found) for found in find_figures(text)] == []


@pytest.mark.parametrize(
    "sentence", ["里親が{}必要です。", "「{}」", "({})", "・{}\n", "は{}、他は"]
)
@pytest.mark.parametrize("figure", ["16名", "百五十七名", "55.6％", "10月17日(木)", "午後1時半"])
def test_a_figure_is_the_same_wherever_it_stands(sentence: str, figure: str) -> None:
    alone = find_figures(figure)[0]
    (found,) = find_figures(sentence.format(figure))
    assert (found.text, found.value, found.unit) == (alone.text, alone.value, alone.unit)


def test_every_digit_of_the_source_is_part_of_a_figure() -> None:
    source = SOURCE.read_text(encoding="utf-8")
    figures = find_figures(source)
    outside = list(source)
    for found in figures:
        outside[found.start : found.end] = " " * (found.end - found.start)
    assert not [char for char in outside if char.isdigit()]
    # Counted by hand in the attendance table: ten rows and the total row.
    names = [found for found in figures if found.unit == "市町村" and found.type == "number"]
    assert [found.value for found in names] == [13, 5, 4, 6, 8, 5, 10, 7, 7, 3, 68]
    days = [found.value for found in figures if found.weekday]
    assert days == [f"--10-{day}" for day in (17, 18, 24, 29, 30, 31)] + [
        f"--11-{day:02d}" for day in (1, 6, 7, 8)
    ]


FRAGMENTS = """
157名 ５ 一 十 百 千 万 時 分 半 人 月 日 年 度 令和 R6. R ～ - / : . , 割 ％ 第 目 番 ① ㍿ ½ [1]
( ) 木 約 以上 数 何 か所 の ﾌﾟ ー a one hundred Oct am 里親 、 。
"""
fragments = st.lists(
    st.sampled_from([*FRAGMENTS.split(), " ", "\u3000", "\n", "\0", "\u200b"]), max_size=12
).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.one_of(fragments, st.text(st.characters(codec=None), max_size=30)))
def test_any_text_is_read_without_error_and_without_overlap(text: str) -> None:
    position = 0
    for found in find_figures(text):
        assert position <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        position = found.end


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 99_999),
    st.sampled_from(["名", "人", "施設", "件", "世帯", "市町村", "か所"]),
    st.booleans(),
)
def test_any_count_is_found_in_any_width(number: int, unit: str, wide: bool) -> None:
    digits = str(number)
    if wide:
        digits = digits.translate({ord("0") + n: ord("０") + n for n in range(10)})
    (found,) = find_figures(f"出席者は{digits}{unit}でした。")
    assert (found.value, found.unit, found.text) == (number, unit, digits + unit)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2019, 5, 1), date(2099, 12, 31)))
def test_any_date_is_the_same_in_both_calendars(day: date) -> None:
    era = day.year - 2018
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"令和{era}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d}",
    ):
        (found,) = find_figures(text)
        assert found.value == day.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        SOURCE.read_text(encoding="utf-8") * 3,
        "1" * 10_000,
        "一" * 10_000,
        "1," * 5_000,
        "第1(1/[1:" * 1_100,
        "two hundred and " * 600,
        " " * 9_999 + "1",
    ],
    ids=["source", "digits", "kanji", "commas", "signs", "words", "blanks"],
)
def test_ten_thousand_characters_take_no_time(text: str) -> None:
    # 30 ms for the source on a laptop; the bound only catches a quadratic pattern.
    find_figures(text[:100])
    begin = time.perf_counter()
    find_figures(text[:10_000])
    assert time.perf_counter() - begin < 1
