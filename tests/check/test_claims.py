"""What the checker says of figures: a table of texts, the figure and why the verdict is right."""

from __future__ import annotations

import pytest

from assistant.check.engine import MAX_CHARACTERS, Checker
from assistant.check.types import Claim
from assistant.errors import InputError

S, C, N = "supported", "contradicted", "not_in_source"


def claim(checker: Checker, text: str, figure: str) -> Claim:
    """Return the claim whose text is ``figure``, the last where there are several."""
    found = [c for c in checker.check(text).claims if c.text == figure]
    assert found, [c.text for c in checker.check(text).claims]
    return found[-1]


# The six failures of highlighting by fuzzy similarity.


def test_a_bare_short_figure_is_found(checker):
    found = checker.check("里親12人").claims
    assert [(c.text, c.start, c.end, c.value, c.unit) for c in found] == [("12人", 2, 5, 12, "人")]
    assert found[0].verdict == S


@pytest.mark.parametrize(("figure", "right"), [("15名", "16名"), ("17名", "16名")])
def test_a_number_off_by_one_is_contradicted(checker, figure, right):
    found = claim(checker, f"松本地域の出席者は{figure}だった。", figure)
    assert (found.verdict, found.expected) == (C, right)


def test_a_number_off_by_a_factor_of_a_hundred_is_contradicted(checker):
    found = claim(checker, "懇談会には計15,700人が参加した。", "15,700人")
    assert (found.verdict, found.expected) == (C, "157名")


def test_the_number_of_another_region_is_contradicted(checker):
    found = claim(checker, "松本会場には28名が集まった。", "28名")
    assert (found.verdict, found.match, found.expected) == (C, "subject", "16名")


def test_a_figure_of_a_table_row_is_found_and_judged(checker):
    text = "| 地域 | 出席者 | 里親 |\n|---|---|---|\n| 松本 | 16 | 2 |\n| 長野 | 28 | 2 |"
    assert [c.verdict for c in checker.check(text).claims] == [S, C, S, S]


def test_one_word_turned_round_in_a_quotation_is_not_verbatim(checker):
    text = "県は「こどものニーズに合わせた措置の廃止とチーム養育の推進について明記」するという。"
    quote = checker.check(text).quotes[0]
    assert quote.verdict == "differs"
    assert [(d.quoted, d.source) for d in quote.differences] == [("廃止", "徹底")]


# The number standing somewhere in the source is not enough.

CLAIMS = [
    ("上田では里親5名が出席した。", "5名", C, "5 stands in the row, for another column"),
    ("上田では里親3名が出席した。", "3名", S, "the cell"),
    ("松本会場には16名が集まった。うち児相は2名だった。", "2名", S, "the row is carried over"),
    ("松本会場には16名が集まった。うち児相は3名だった。", "3名", C, "the row is carried over"),
    ("里親12名、児相26名、その他2名が出席した。", "26名", S, "a list of columns"),
    ("里親12名、児相12名、その他2名が出席した。", "12名", C, "a list of columns"),
    ("出席者は長野が28人と最多だった。", "28人", S, "the most"),
    ("出席者は南信州が24人と最多だった。", "24人", C, "right number, false rank"),
    ("長野に次いで多かったのは上田の18名だった。", "18名", C, "right number, false rank"),
    ("南信州の出席者は諏訪の3倍に当たる。", "3倍", S, "24 ÷ 8"),
    ("長野の出席者は諏訪の3倍に当たる。", "3倍", C, "28 ÷ 8"),
    ("出席者は1会場平均15.7人だった。", "15.7人", S, "157 ÷ 10"),
    ("市町村は全体の48％を占めた。", "48％", S, "48.4 rounded to the digits given"),
    ("市町村は全体の49％を占めた。", "49％", C, "48.4"),
    ("市町村が約半数を占めた。", "半数", S, "48.4"),
    ("市町村が過半数を占めた。", "過半数", C, "48.4"),
    ("松本と長野を合わせて44名が出席した。", "44名", S, "16 + 28"),
    ("10月の6会場で計90名が出席した。", "90名", S, "a month selects rows"),
    ("10月の6会場で計90名が出席した。", "6会場", S, "rows are counted"),
    ("11月の5会場で計67名が出席した。", "5会場", C, "rows are counted"),
    ("里親がいなかったのは諏訪、木曽、佐久の3会場だった。", "3会場", S, "an empty cell"),
    ("金曜日に開かれたのは諏訪、佐久、長野の3地域だった。", "3地域", C, "the names are wrong"),
    ("出席者は約160名だった。", "160名", S, "157 rounded to tens"),
    ("出席者は約150名だった。", "150名", C, "157 rounds to 160"),
    ("出席者は150名余りだった。", "150名", S, "157 is a little over"),
    ("出席者は160名以上だった。", "160名", C, "157 is less"),
    ("出席者は160名未満だった。", "160名", S, "157 is less"),
    ("施設からは41施設が参加した。", "41施設", C, "41 persons, 26 facilities"),
    ("県内から68市町村が参加した。", "68市町村", S, "bodies by their unit"),
    ("十月十七日の飯田会場に二十四人が集まった。", "二十四人", S, "numerals in kanji"),
    ("10月17日(木)の飯田会場で始まった。", "10月17日(木)", S, "the day of the row"),
    ("10月17日(金)の飯田会場で始まった。", "10月17日(金)", C, "the weekday is wrong"),
    ("令和5年10月17日に飯田で懇談会があった。", "令和5年10月17日", C, "the year is wrong"),
    ("懇談会は10月17日から11月8日まで開かれた。", "11月8日", S, "the end of the period"),
    ("佐久会場は午後1時半に始まった。", "午後1時半", S, "the start of the row"),
    ("佐久会場は午前9時に始まった。", "午前9時", C, "the start of another row"),
    ("里親等委託率の目標は55.6％である。", "55.6％", S, "running text"),
    ("里親等委託率の目標は56.5％である。", "56.5％", C, "running text"),
    ("登録里親数の目標は55.6％である。", "55.6％", C, "the number of another subject"),
    ("里親等委託率は55.6％に廃止された。", "55.6％", N, "the source says no such thing"),
    ("女性の参加者は松本で16名だった。", "16名", N, "nobody counted women"),
    ("松本では保育士16名が出席した。", "16名", N, "nobody counted them"),
    ("昨年の懇談会には157名が参加した。", "157名", N, "another year"),
    ("新潟県の懇談会には157名が参加した。", "157名", N, "another prefecture"),
    ("塩尻市からは7名が出席した。", "7名", N, "the table holds only the region"),
    ("松本では16名が欠席した。", "16名", N, "not those who were there"),
    ("事業の予算は500万円だった。", "500万円", N, "no such figure"),
    ("県内77市町村のうち68市町村が参加した。", "77市町村", N, "nobody says how many there are"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure", "verdict", "why"), CLAIMS)
def test_a_figure_is_judged_by_what_it_is_said_of(checker, text, figure, verdict, why):
    found = claim(checker, text, figure)
    assert found.verdict == verdict, (found.reason, why)


@pytest.mark.parametrize(
    ("text", "figure", "formula"),
    [
        ("出席者は1会場平均15.7人だった。", "15.7人", "157 ÷ 10 = 15.7"),
        ("松本と長野を合わせて44名が出席した。", "44名", "16 + 28 = 44"),
        ("長野は松本より12名多かった。", "12名", "28 − 16 = 12"),
        ("市町村は全体の48％を占めた。", "48％", "76 ÷ 157 × 100 ≒ 48.4"),
        ("佐久では17人のうち10人が市町村の人だった。残る7人は施設と児相だ。", "7人", "17 − 10 = 7"),
    ],
)
def test_a_derived_figure_shows_its_arithmetic(checker, text, figure, formula):
    assert claim(checker, text, figure).formula == formula


def test_what_orders_or_names_is_no_claim(checker):
    text = "第2章\n1. はじめに\n資料3 児童福祉法第28条第2項\n2番目の議題"
    assert checker.check(text).claims == ()


def test_a_supported_figure_cites_the_row_it_rests_on(checker):
    checked = checker.check("松本地域の出席者は16名だった。")
    assert [c.passage.id for c in checked.citations] == [
        "nagano-2024-kondankai/attendance/matsumoto"
    ]
    assert checked.claims[0].citations == (1,)


def test_a_second_document_works_with_its_own_words_and_units(libraries):
    text = "中央図書館の2019年度の貸出冊数は82,551冊だった。東図書館は82,551冊だった。"
    first, second = (c for c in libraries.check(text).claims if c.unit == "冊")
    assert (first.verdict, second.verdict) == (S, C)


@pytest.mark.parametrize("text", ["", " \n ", "あ" * (MAX_CHARACTERS + 1)])
def test_a_text_that_cannot_be_checked_is_refused_politely(checker, text):
    with pytest.raises(InputError, match="文章"):
        checker.check(text)
