"""What the words of a question mean together: orders, claims, sums held against a total."""

from __future__ import annotations

import pytest

from . import plain
from .conftest import Asked

ROWS = {row.keys["region"]: row.numbers for row in plain.attendance()}
ALL, FOSTER = "total.persons", "foster.persons"
FACILITIES, BODIES = "facilities.persons", "facilities.bodies"
TOWNS, TOWN_STAFF = "municipalities.bodies", "municipalities.persons"
GUIDANCE = "guidance.persons"


def total(measure: str) -> float:
    return plain.total(plain.attendance(), measure)


ADDED_ROWS = sum(numbers[BODIES] for numbers in ROWS.values())

STATED: list[tuple[str, tuple[str, ...], list[float], list[str]]] = [
    # the rows added up, and the printed total
    ("施設数を地域ごとに積み上げると26になりますか", (), [ADDED_ROWS, 26, 1], ["いいえ"]),
    ("施設数を地域ごとに積み上げると27になりますか", (), [ADDED_ROWS], ["はい"]),
    ("各地域の児相の出席者を足し上げると何人", (), [total(GUIDANCE)], ["一致します"]),
    ("市町村76名、施設41名、里親12名、その他2名、児相26名を足すと合計と一致しますか", (),
     [total(ALL)], ["はい"]),
    ("10月に開催された各地域懇談会の出席者数の総計", (), [90, ROWS["上田"][ALL]], []),
    ("市町村職員数から出席市町村数を差し引くといくつになるか", (),
     [total(TOWN_STAFF) - total(TOWNS)], []),
    # numbers claimed of several columns, and what they add up to
    ("松本の市町村7、施設6、里親1、児相2で計16、これで合っていますか", (), [16, 7, 6, 1, 2],
     ["はい"]),
    ("松本の市町村7、施設6、里親2、児相2で計17、これで合っていますか", (), [16, 1], ["いいえ"]),
    ("松本の市町村7＋施設6は13になりますか", (), [13], ["はい"]),
    ("松本の市町村7＋施設6は14になりますか", (), [13], ["いいえ"]),
    ("施設数の合計は印刷では26ですが、各行を足すと27になるのはなぜですか", (),
     [ADDED_ROWS, 26], ["波田学院"]),
    # groups that are asked for each by itself
    ("10月と11月の合計人数をそれぞれ教えてください", (), [90, 67], []),
    # so many rows, and one person in a row
    ("里親の出席がない圏域が複数あったと聞きましたが、具体的にはどこか", (), [0, 3],
     ["諏訪", "木曽", "佐久"]),
    ("里親さんが一人で見えた地域はどこですか", (), [1, 3], ["南信州", "松本", "北アルプス"]),
    ("里親が半分以上の地域で来ましたか", (), [7, 70], ["はい"]),
    ("一番人の寄らなんだ会はどこずら", (), [6], ["北アルプス"]),
    ("一番少ない会と一番多い会で何倍違うんですか", (), [4.7], []),
    ("岡谷市役所みたいに合同庁舎ではない会場はいくつありましたか", (), [3], []),
    # rows chosen by a share, a crowd, one person of a column, rows counted in English
    ("市町村職員の割合が50％以上の圏域を列挙", (), [62.5, 75, 50],
     ["南信州", "諏訪", "木曽", "上伊那", "佐久", "北アルプス"]),
    ("人多いとこベスト3は？", (), [28, 24, 18], ["長野", "南信州"]),
    ("児相職員1名あたりの市町村職員数を全体で算出", (), [2.9], []),
    ("うちら里親って全部で何人来たんでしょう", (), [12], []),
    ("How many of the ten meetings took place on a Thursday?", (), [4], []),
    ("Did more people attend in October than in November?", (), [90, 67], ["Yes"]),
    ("Did fewer people attend in October than in November?", (), [90, 67], ["No"]),
    # one group held against the other
    ("11月のほうが人数は多かったの？", (), [67, 90], ["10月"]),
    ("午後のほうが児相の人は少なかった？", (), [11, 15], []),
    ("飯田の会と大町の会を比べると何倍の差？", (), [4], []),
    ("Were there any regions with fewer than 9 participants?", (), [8, 6], ["Yes", "諏訪"]),
    # bodies that are claimed, rows that are counted
    ("乳児院が5か所参加したというのは正しいですか", (), [4], ["いいえ"]),
    ("乳児院は4か所で参加がありましたか", (), [4], ["はい"]),
    # the next in the order
    ("その次に多いのは？", ("出席者が一番多い地域は？",), [24], ["南信州"]),
    ("その次は？", ("出席者が一番多い地域は？", "その次は？"), [18], ["上田", "上伊那"]),
    ("松本のつぎに人が多かったのはどこ", (), [13], ["北信"]),
    ("次に少ないのは", ("児相が一番少なかった地域は",), [2], ["南信州", "木曽"]),
    ("首位の長野と2位の差は何人", (), [4], ["南信州"]),
    # a total beside its part, a number for each one, a part of a whole
    ("木曽の出席者数と、そのうち市町村の人の数", (), [9, 6], []),
    ("南信州の会には里親が何人来ていて、全部では何人でしたか？", (), [1, 24], []),
    ("児相職員1人に対して市町村職員は何人の割合か", (), [2.9], []),
    ("乳児院の職員は7人中4人が長野の会でしたよね", (), [4], ["はい"]),
    ("乳児院の職員は9人中4人が長野の会でしたよね", (), [7], ["いいえ"]),
    # two numbers of each row held together, and rows put in order by that
    ("市町村の出席者数と児相の出席者数の差が最大の地域はどこか", (), [13], ["南信州"]),
    ("児相に対する市町村の出席者の比が最も大きい地域は", (), [7.5], ["南信州"]),
    ("出席者数の最大値、最小値、平均値をそれぞれ示せ", (), [28, 6, 15.7], []),
    # how many rows there are is said before what is asked of them
    ("施設が出席した9地域における施設数の平均。", (), [3], []),
    ("里親が来た7地域だけで平均すると里親は何人か", (), [1.7], []),
    ("長野で一番多かったのってどの人たち？", (), [15], ["施設"]),
    # what is missing to a number
    ("木曽はあと何人いたら10人になりましたか", (), [10 - ROWS["木曽"][ALL]], []),
    ("長野が30人になるにはあと何人必要でしたか", (), [30 - ROWS["長野"][ALL]], []),
    # the mean of what was just added up; a weekday named in a follow-up
    ("平均だと？", ("11月の出席者は合わせて何人？",), [16.75], []),
    ("施設の出席者41名は全体の何％", (), [26.1], ["約26.1%"]),
]  # fmt: skip

SAID: list[tuple[str, list[str]]] = [
    ("懇談会って11月10日までやってたんですよね", ["いいえ", "11月8日"]),
    ("懇談会は11月8日まで続いたんですか", ["はい"]),
    ("懇談会は10月17日から始まったんですよね", ["はい"]),
    ("会は1回2時間だったっけ？", ["いいえ", "3時間"]),
    ("全会場とも3時間だったというのは事実ですか", ["はい"]),
    ("諏訪の会、参加は8人だけ？", ["はい", "8名"]),
    ("木曽は4時間でしたか", ["いいえ", "3時間"]),
    ("金曜の会は全部午後でしたか", ["いいえ", "諏訪"]),
    ("水曜の会はぜんぶ午前だった？", ["はい"]),
    ("最終日に開かれたのは長野と聞いたが違うか", ["北アルプス", "11月8日"]),
    ("民間事業者と社協がそろって出たのは長野、ということで合ってますか", ["いいえ"]),
    ("Did any region have zero people from care facilities?", ["Yes", "北アルプス"]),
    ("List the regions where no foster parents came.", ["Suwa", "Kiso", "Saku"]),
    ("十一月の開催分はすべて午後の開催であったか。", ["いいえ", "松本", "長野"]),
    ("出席者が十名に満たなかった地域の名称とその数", ["諏訪", "木曽", "北アルプス"]),
    ("10人切ったとこある？", ["諏訪", "木曽", "北アルプス"]),
    ("開催日の順に地域名と会場を一覧で示されたい。", ["飯田合同庁舎", "大町合同庁舎"]),
    ("すわのこんだんかいはいつですか", ["10月18日"]),
    ("まつもとはなんようび", ["水曜日"]),
    ("木曽ってしょうじき何人集まったん？ｗ", ["9名"]),
    ("市町村から80人が参加したとプレスリリースにあるが、事実か。", ["いいえ", "76名"]),
]


@pytest.mark.parametrize(
    ("question", "history", "values", "words"), STATED, ids=[s[0] for s in STATED]
)
def test_the_numbers_of_words_read_together(
    ask: Asked, question: str, history: tuple[str, ...], values: list[float], words: list[str]
) -> None:
    answer = ask(question, *history)
    stated = {figure.value for figure in answer.figures}
    assert set(values) <= stated, answer.answer
    assert all(word in answer.answer for word in words), answer.answer


@pytest.mark.parametrize(("question", "words"), SAID, ids=[s[0] for s in SAID])
def test_claims_read_together(ask: Asked, question: str, words: list[str]) -> None:
    text = ask(question).answer
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    "question", ["各地域の里親登録世帯数をお示しください。", "R7の開催日程ください"]
)
def test_numbers_of_each_row_and_other_years_are_not_quoted(ask: Asked, question: str) -> None:
    answer = ask(question)
    assert answer.abstained, answer.answer


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("施設関係者41名のうち長野地域の出席者が占める割合はいかほどか", "はい"),
        ("南信州の24人のうち里親は何パーセントですか", "はい"),
    ],
)
def test_an_open_question_gets_no_yes(ask: Asked, question: str, word: str) -> None:
    assert not ask(question).answer.startswith(word)
