"""Questions that take more than one step: rows found first, groups, neighbours, verdicts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from . import plain
from .conftest import Asked
from .plain import Row

ROWS = plain.attendance()
ALL, FOSTER, GUIDANCE = "total.persons", "foster.persons", "guidance.persons"
MUNICIPALITIES, FACILITIES = "municipalities.persons", "facilities.persons"


def s(measure: str, test: Callable[[Row], bool]) -> int:
    return plain.total([r for r in ROWS if test(r)], measure)


def n(region: str, measure: str = ALL) -> int:
    return s(measure, lambda r: r.keys["region"] == region)


NO_FOSTER = [r for r in ROWS if not r.numbers[FOSTER]]

NUMBERS: list[tuple[str, tuple[str, ...], list[float]]] = [
    # Rows that another question finds.
    ("出席者が最も多い地域の里親は何人ですか", (), [n("長野"), n("長野", FOSTER)]),
    ("里親が来なかった地域の出席者は合計何人ですか", (), [plain.total(NO_FOSTER, ALL)]),
    ("最初の会の児相は何人ですか", (), [n("南信州", GUIDANCE)]),
    # Groups of a dimension.
    ("曜日別の出席者数を示してください", (), [s(ALL, lambda r: r.keys["weekday"] == "木")]),
    ("月別の出席者数を示してください", (), [s(ALL, lambda r: r.keys["date"][5:7] == "10")]),
    # Parts left out, several limits, ranges.
    ("児相を除いた出席者は何人ですか", (), [s(ALL, bool) - s(GUIDANCE, bool)]),
    ("10人以上15人以下の地域はどこですか", (), [n("北信")]),
    ("市町村が6人で里親が2人の地域はどこですか", (), [6, 2]),
    # Parts of a month, days from one on.
    ("10月下旬の出席者は合計何人ですか", (),
     [s(ALL, lambda r: "2024-10-21" <= r.keys["date"] <= "2024-10-31")]),
    ("11月6日以降の出席者は合計何人ですか", (), [s(ALL, lambda r: r.keys["date"] >= "2024-11-06")]),
    # Means of two groups, statistics beside each other.
    ("午前と午後では1回あたりの平均は何人違いますか", (), [18.67, 11.25]),
    ("出席者数の平均値と中央値は", (), [15.7, 16.5]),
    ("長野の出席者は全体の何％ですか、小数第2位まで", (), [17.83]),
    # The conversation.
    ("その次の日は？", ("11月7日の出席者は何人ですか",), [n("北アルプス")]),
    ("その差は？", ("市町村の出席者は合計何人ですか", "施設の出席者は合計何人ですか"),
     [s(MUNICIPALITIES, bool) - s(FACILITIES, bool)]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "history", "values"), NUMBERS)
def test_the_number_of_each_step(
    ask: Asked, question: str, history: tuple[str, ...], values: list[float]
) -> None:
    answer = ask(question, *history)
    assert answer.kind == "table", answer.answer
    assert set(values) <= {figure.value for figure in answer.figures}


VERDICTS: list[tuple[str, str, str]] = [
    ("佐久は木曽より多かったですか", "はい", "17 and 9"),
    ("佐久は上田を上回っていますか", "いいえ", "17 and 18"),
    ("11月の参加者は10月より多かったですか", "いいえ", "67 and 90"),
    ("長野の出席者は松本の2倍を超えていますか", "いいえ", "28 and 16"),
    ("上田と上伊那の出席者数は同じですか", "はい", "18 each"),
    ("すべての会場に児相の職員が来ましたか", "はい", "one at the least"),
    ("児相は全地域で2人以上出席していますか", "いいえ", "諏訪 has one"),
    ("長野と南信州を合わせると50人を超えますか", "はい", "52"),
    ("里親が参加したのは5地域ですか", "いいえ", "7"),
    ("上田の施設は3施設4名で間違いないですか", "はい", "both hold"),
    ("参加者が最多だったのは南信州会場で間違いないですか", "いいえ", "長野"),
]


@pytest.mark.parametrize(("question", "word", "reason"), VERDICTS)
def test_a_claim_is_judged(ask: Asked, question: str, word: str, reason: str) -> None:
    assert ask(question).answer.startswith(word), reason


WHERE: list[tuple[str, tuple[str, ...], list[str]]] = [
    ("木曽の次に開かれたのはどこですか", (), ["上伊那", "10月30日"]),
    ("前の日はどこでしたか", ("佐久の会の日にちは？",), ["北信"]),
    ("長野会場は11月8日とありますが合っていますか", (), ["いいえ", "11月7日"]),
    ("11月6日の佐久の会には何人来ましたか", (), ["17名", "11月1日"]),
    ("合同庁舎以外の会場はどこですか", (), ["岡谷市役所", "長野県旭町庁舎", "長野県庁"]),
]


@pytest.mark.parametrize(("question", "history", "words"), WHERE)
def test_days_and_places(
    ask: Asked, question: str, history: tuple[str, ...], words: list[str]
) -> None:
    text = ask(question, *history).answer
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("里親とファミリーホームの人数をそれぞれ教えて", "the table counts them as one"),
        ("参加市町村名を列挙してください", "no name is printed"),
        ("出席市町村は県内77市町村の何％ですか", "no table holds the whole"),
        ("How many teachers attended?", "teachers hold no «each»"),
    ],
)
def test_what_is_not_understood_gets_no_number(ask: Asked, question: str, reason: str) -> None:
    assert not ask(question).figures, reason
