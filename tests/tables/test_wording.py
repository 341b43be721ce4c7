"""How a table is spoken of in both languages, and what is said about a false premise."""

from __future__ import annotations

import re
import string
from typing import get_args

import pytest

from assistant.tables.compute import Calculator
from assistant.tables.describe import describe
from assistant.tables.execute import TableStore
from assistant.tables.query import Comparator, Condition, Operation, Premise, Query, Threshold
from assistant.tables.respond import Responder
from assistant.tables.speak import Said
from assistant.tables.wording import Wording, _templates
from assistant.types import Language, Table

from .conftest import Tables

ALL, FOSTER = "total.persons", "foster.persons"


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_sentences() -> None:
    templates = _templates()
    assert set(templates["ja"]) == set(templates["en"])
    # The words for a row, a unit and an era are needed in one language only.
    optional = {"row_noun", "unit", "era", "key"}
    for name, sentence in templates["ja"].items():
        assert fields(sentence) - optional == fields(templates["en"][name]) - optional, name


@pytest.fixture(scope="module")
def japanese(table: Table) -> Wording:
    return Wording(table, "ja")


@pytest.fixture(scope="module")
def english(table: Table) -> Wording:
    return Wording(table, "en")


@pytest.mark.parametrize(
    ("measure", "ja", "en"),
    [
        (ALL, "出席者合計 3名", "attendance (people) 3 people"),
        ("municipalities.bodies", "出席した市町村の数 3市町村",
         "number of municipalities 3 municipalities"),
        (FOSTER, "里親・ファミリーホームの出席者 3名", "foster parents (people) 3 people"),
    ],
)  # fmt: skip
def test_measures_and_numbers(table: Table, measure: str, ja: str, en: str) -> None:
    found = next(m for m in table.measures if m.id == measure)
    for language, expected in (("ja", ja), ("en", en)):
        wording = Wording(table, language)
        assert f"{wording.measure(found)} {wording.number(3, found)}" == expected


@pytest.mark.parametrize(
    ("dimension", "value", "ja", "en"),
    [
        ("region", "松本", "松本地域", "Matsumoto (松本)"),
        ("date", "2024-11-06", "11月6日", "November 6 (11月6日)"),
        ("weekday", "水", "水曜日", "Wednesday (水)"),
        ("start", "09:00", "9:00", "9:00"),
        ("start", "13:30", "13:30", "13:30"),
        ("session", "午前", "午前", "AM (午前)"),
        ("venue", "長野県庁", "長野県庁", "Nagano Prefectural Office (長野県庁)"),
    ],
)
def test_values(table: Table, dimension: str, value: str, ja: str, en: str) -> None:
    found = next(d for d in table.dimensions if d.id == dimension)
    assert Wording(table, "ja").value(found, value) == ja
    assert Wording(table, "en").value(found, value) == en


@pytest.mark.parametrize(
    ("condition", "ja", "en"),
    [
        (Condition("region", "in", ("松本", "北信")), "松本地域、北信地域",
         "Matsumoto (松本), Hokushin (北信)"),
        (Condition("region", "not_in", ("松本",)), "松本地域を除く地域",
         "all but Matsumoto (松本)"),
        (Condition("date", "month", ("10",)), "10月の地域", "October"),
        (Condition("session", "in", ("午前",)), "午前の地域", "AM (午前)"),
        (Condition("weekday", "in", ("木",)), "木曜日の地域", "Thursday (木)"),
    ],
)  # fmt: skip
def test_conditions(table: Table, condition: Condition, ja: str, en: str) -> None:
    assert Wording(table, "ja").condition(condition) == ja
    assert Wording(table, "en").condition(condition) == en


def test_an_unknown_sentence_is_a_mistake_of_ours(japanese: Wording) -> None:
    with pytest.raises(KeyError):
        japanese.say("no_such_sentence")


MATSUMOTO = (Condition("region", "in", ("松本",)),)
DESCRIBED: list[tuple[Query, str, str]] = [
    (Query("t", "value", (FOSTER,), MATSUMOTO),
     "松本地域の里親・ファミリーホームの出席者を表から取り出す",
     "look up foster parents (people), Matsumoto (松本)"),
    (Query("t", "mean", (ALL,)), "全体の出席者合計を地域の数で割る",
     "attendance (people), all together, divided by the number of rows"),
    (Query("t", "extreme", (ALL,), descending=False),
     "出席者合計を地域別に比べ、最も少ない地域を選ぶ",
     "compare attendance (people) by region; take the fewest"),
    (Query("t", "extreme", (ALL,), MATSUMOTO, by="column"),
     "松本地域の出席者合計を区分別に比べ、最も多い区分を選ぶ",
     "compare the parts of attendance (people), Matsumoto (松本); take the most"),
    (Query("t", "threshold", (FOSTER,), threshold=Threshold("eq", 0)),
     "里親・ファミリーホームの出席者を地域別に集計し、0名の地域を抽出する",
     "foster parents (people) by region, where it is 0"),
    (Query("t", "threshold", (ALL,), threshold=Threshold("ge", 20, 30)),
     "出席者合計を地域別に集計し、20名から30未満の地域を抽出する", "from 20"),
    (Query("t", "threshold", (ALL,), threshold=Threshold("gt", None)),
     "出席者合計を地域別に集計し、平均を上回るものの地域を抽出する", "above the mean"),
    (Query("t", "threshold", (FOSTER,), than="guidance.persons", threshold=Threshold("lt", None)),
     "児童相談所の出席者より少ないもの", "fewer than child guidance centers"),
    (Query("t", "attribute", (), MATSUMOTO, ("date", "venue")),
     "松本地域の開催日、会場を表から取り出す", "look up date, venue, Matsumoto (松本)"),
    (Query("t", "count", (), (Condition("session", "in", ("午後",)),)),
     "午後の地域の地域の数を数える", "count the rows: PM (午後)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "ja", "en"),
    DESCRIBED,
    ids=[f"{q.operation}-{i}" for i, (q, _, _) in enumerate(DESCRIBED)],
)
def test_a_query_is_described_in_words(
    japanese: Wording, english: Wording, query: Query, ja: str, en: str
) -> None:
    assert ja in describe(query, japanese)
    assert en in describe(query, english)


@pytest.mark.parametrize("operation", get_args(Operation))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_operation_has_a_description(
    table: Table, operation: Operation, language: Language
) -> None:
    query = Query("t", operation, (ALL,), MATSUMOTO, threshold=Threshold("ge", 1))
    text = describe(query, Wording(table, language))
    assert text
    assert "{" not in text


@pytest.mark.parametrize("operator", get_args(Comparator))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_comparison_with_a_number_has_its_words(
    table: Table, operator: Comparator, language: Language
) -> None:
    query = Query("t", "threshold", (ALL,), threshold=Threshold(operator, 12))
    assert "12" in describe(query, Wording(table, language))


def said(meetings: Tables, query: Query, language: Language = "ja") -> Said:
    (table,) = meetings.documents[0].tables
    wording = Wording(table, language)
    return Responder(Calculator(TableStore(table)), wording, meetings.citer(), {}).respond(query)


def claim(*premises: Premise, yes_no: bool = False, operation: Operation = "value") -> Query:
    measures = (ALL,) if operation == "value" else ()
    attributes = () if operation == "value" else ("date",)
    return Query(
        "t", operation, measures, MATSUMOTO, attributes,
        named=("松本",), premises=premises, yes_no=yes_no,
    )  # fmt: skip


PREMISES = [
    (claim(Premise("number", 16, "名"), yes_no=True), "はい。", "the right number"),
    (claim(Premise("number", 20, "名"), yes_no=True), "いいえ。", "another number"),
    (claim(Premise("number", 200, "人")), "ご質問の数とは異なります。", "taken for granted"),
    (claim(Premise("number", 16, "人")), "松本地域の", "right, and not asked about"),
    (claim(Premise("month", "11", "date"), yes_no=True, operation="attribute"), "はい。", "month"),
    (claim(Premise("month", "10", "date"), yes_no=True, operation="attribute"), "いいえ。",
     "another month"),
    (claim(Premise("month", "10|11", "date"), yes_no=True, operation="attribute"), "はい。",
     "one of two months"),
    (claim(Premise("date", "2024-11-07", "date"), operation="attribute"),
     "ご質問の日時とは異なります。", "another day"),
    (claim(Premise("weekday", "木", "weekday"), operation="attribute"),
     "ご質問の日時とは異なります。", "another weekday"),
    (claim(Premise("place", "長野県庁", "venue"), operation="attribute"),
     "ご質問の会場とは異なります。", "another venue"),
    (claim(Premise("place", "長野県旭町庁舎", "venue"), yes_no=True, operation="attribute"),
     "はい。", "the right venue"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "start", "reason"), PREMISES, ids=[p[2] for p in PREMISES])
def test_a_premise_is_held_against_the_row(
    meetings: Tables, query: Query, start: str, reason: str
) -> None:
    assert said(meetings, query).text.startswith(start), reason


def test_a_wrong_number_is_never_repeated(meetings: Tables) -> None:
    text = said(meetings, claim(Premise("number", 4321, "名"), yes_no=True)).text
    assert "4321" not in text
    assert "16名" in text


@pytest.mark.parametrize(("kind", "region"), [("max", "長野地域"), ("min", "北アルプス地域")])
def test_a_row_taken_for_the_extreme_is_corrected(meetings: Tables, kind: str, region: str) -> None:
    text = said(meetings, claim(Premise("extreme", kind))).text
    assert text.startswith("松本地域の出席者合計は16名です。")
    assert region in text


YES_NO = [
    (Threshold("gt", 10), "はい。"),
    (Threshold("gt", 16), "いいえ。"),
    (Threshold("ge", 16), "はい。"),
    (Threshold("lt", 16), "いいえ。"),
]


@pytest.mark.parametrize(("threshold", "start"), YES_NO)
def test_a_limit_is_answered_yes_or_no(meetings: Tables, threshold: Threshold, start: str) -> None:
    query = Query("t", "threshold", (ALL,), MATSUMOTO, named=("松本",), threshold=threshold,
                  yes_no=True)  # fmt: skip
    assert said(meetings, query).text.startswith(start)


def test_a_town_that_is_not_broken_out_is_named(meetings: Tables) -> None:
    query = Query("t", "value", (ALL,), MATSUMOTO, named=("松本",), caution="塩尻市")
    assert said(meetings, query).text.endswith("塩尻市だけの数は記載がありません。")


def test_an_empty_cell_is_said_to_be_empty(meetings: Tables) -> None:
    found = said(meetings, Query("t", "value", (FOSTER,), (Condition("region", "in", ("佐久",)),)))
    assert "0名（表のこの欄は空欄です）" in found.text


def test_a_rare_column_says_where_it_was(meetings: Tables) -> None:
    query = Query("t", "value", ("other/council.persons",), MATSUMOTO)
    assert "上伊那地域1名" in said(meetings, query).text


JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]+")


@pytest.mark.parametrize(
    "query",
    [
        Query("t", "value", (ALL,), MATSUMOTO),
        Query("t", "mean", (ALL,), MATSUMOTO),
        Query("t", "rank", (ALL,), limit=3),
        Query("t", "difference", (ALL,), (Condition("region", "in", ("松本", "長野")),),
              named=("松本", "長野")),
        Query("t", "value", (ALL,)),
        Query("t", "share", (FOSTER,)),
        Query("t", "attribute", (), MATSUMOTO, ("date",)),
    ],
)  # fmt: skip
def test_an_english_answer_is_english(meetings: Tables, query: Query) -> None:
    text = said(meetings, query, "en").text
    # The names that the source prints stand in brackets behind the English ones.
    assert JAPANESE.findall(re.sub(r"\((?:[^()0-9]*|[0-9]+月[0-9]+日)\)", "", text)) == []


@pytest.mark.parametrize(
    "query",
    [
        Query("t", "threshold", (ALL,), threshold=Threshold("gt", 20)),
        Query("t", "breakdown", (ALL,), MATSUMOTO),
    ],
)
def test_english_spaces(meetings: Tables, query: Query) -> None:
    found = said(meetings, query, "en")
    assert not re.search(r"\d[a-z]|\s[,.;]", f"{found.text} {found.query}")
