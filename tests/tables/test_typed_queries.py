"""A question becomes the typed query it means: what is read, not yet what is said."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from assistant.tables.outcome import Refusal, Unclear
from assistant.tables.query import Condition, Operation, Premise, Threshold

from .conftest import Tables

ALL = "total.persons"
MUNICIPALITIES, FACILITIES = "municipalities.persons", "facilities.persons"
FOSTER, GUIDANCE = "foster.persons", "guidance.persons"


def at(*regions: str) -> Condition:
    return Condition("region", "in", regions)


def on(*days: str) -> Condition:
    return Condition("date", "in", tuple(f"2024-{day}" for day in days))


MATSUMOTO, NAGANO = at("松本"), at("長野")
OCTOBER = Condition("date", "month", ("10",))
MORNING, AFTERNOON = (Condition("session", "in", (s,)) for s in ("午前", "午後"))

# Question, operation, measures, conditions, and whatever else the query must hold.
QUERIES: list[tuple[str, str, tuple[str, ...], tuple[Condition, ...], dict[str, Any]]] = [
    ("松本地域には何人出席しましたか", "value", (ALL,), (MATSUMOTO,), {"yes_no": False}),
    ("松本の里親は何名ですか？", "value", (FOSTER,), (MATSUMOTO,), {"yes_no": False}),
    ("岡谷市役所の出席者は何人", "value", (ALL,), (at("諏訪"),), {"named": ("諏訪",)}),
    ("飯田の会に市町村は何人来た", "value", (MUNICIPALITIES,), (at("南信州"),), {}),
    ("10月17日の児相の人数", "value", (GUIDANCE,), (on("10-17"),), {"named": ()}),
    ("2024/10/17に何人来た", "value", (ALL,), (on("10-17"),), {}),
    ("令和6年10月17日の出席者数", "value", (ALL,), (on("10-17"),), {}),
    ("十月十七日は何人でしたか", "value", (ALL,), (on("10-17"),), {}),
    ("水曜の出席者", "value", (ALL,), (Condition("weekday", "in", ("水",)),), {}),
    ("午前の会の施設職員は何人", "value", (FACILITIES,), (MORNING,), {}),
    ("全体の出席者は何人ですか", "value", (ALL,), (), {}),
    ("市町村は全部でいくつ参加しましたか", "value", ("municipalities.bodies",), (), {}),
    ("松本の施設は何施設ですか", "value", ("facilities.bodies",), (MATSUMOTO,), {}),
    ("松本以外の出席者", "value", (ALL,), (Condition("region", "not_in", ("松本",)),), {}),
    ("東信の出席者は何人", "value", (ALL,), (at("上田", "佐久"),), {}),
    ("南信州と諏訪を合わせて何人", "sum", (ALL,), (at("南信州", "諏訪"),), {}),
    ("10月開催分の里親の合計", "sum", (FOSTER,), (OCTOBER,), {}),
    ("里親と児相を合わせると何人", "sum", (FOSTER, GUIDANCE), (), {}),
    ("出席者の平均は何人ですか", "mean", (ALL,), (), {}),
    ("10月の会の平均は何人", "mean", (ALL,), (OCTOBER,), {}),
    ("里親の中央値は", "median", (FOSTER,), (), {}),
    ("出席者が同じ人数の地域は", "same", (ALL,), (), {}),
    ("出席者が最も多い地域はどこですか", "extreme", (ALL,), (), {"descending": True, "by": "row"}),
    ("児相が一番少なかったのはどこ", "extreme", (GUIDANCE,), (), {"descending": False}),
    ("松本と長野ではどちらが多いですか", "extreme", (ALL,), (at("松本", "長野"),), {"by": "row"}),
    ("長野で一番多かったのはどの立場ですか", "extreme", (ALL,), (NAGANO,), {"by": "column"}),
    ("出席者が多い順に3地域", "rank", (ALL,), (), {"limit": 3, "descending": True}),
    ("里親が2番目に多い地域", "rank", (FOSTER,), (), {"position": 2, "limit": None}),
    ("出席者の少ない順に並べて", "rank", (ALL,), (), {"descending": False}),
    ("市町村が10人以上の地域はどこ", "threshold", (MUNICIPALITIES,), (),
     {"threshold": Threshold("ge", 10)}),
    ("里親がいなかった地域はどこですか", "threshold", (FOSTER,), (),
     {"threshold": Threshold("eq", 0)}),
    ("里親が来た地域はどこ", "threshold", (FOSTER,), (), {"threshold": Threshold("gt", 0)}),
    ("平均を上回った地域はどこですか", "threshold", (ALL,), (),
     {"threshold": Threshold("gt", None), "than": None}),
    ("20人台の地域はどこ", "threshold", (ALL,), (), {"threshold": Threshold("ge", 20, 30)}),
    ("出席者が二桁に届かなかった地域は", "threshold", (ALL,), (),
     {"threshold": Threshold("lt", 10)}),
    ("松本は10人を超えましたか", "threshold", (ALL,), (MATSUMOTO,),
     {"threshold": Threshold("gt", 10), "yes_no": True}),
    ("全部で200人以上参加しましたか", "threshold", (ALL,), (),
     {"threshold": Threshold("ge", 200), "of_total": True, "yes_no": True}),
    ("施設が市町村より多い地域はどこですか", "threshold", (FACILITIES,), (),
     {"than": MUNICIPALITIES, "threshold": Threshold("gt", None)}),
    ("長野と松本の差は何人", "difference", (ALL,), (at("長野", "松本"),), {}),
    ("最も多い地域と最も少ない地域の差", "difference", (ALL,), (), {"named": ()}),
    ("長野は松本の何倍", "ratio", (ALL,), (at("長野", "松本"),), {"named": ("長野", "松本")}),
    ("松本の何倍、長野に集まりましたか", "ratio", (ALL,), (at("松本", "長野"),),
     {"named": ("長野", "松本")}),
    ("里親に占める長野の割合", "share", (FOSTER,), (NAGANO,), {"over_all_rows": True}),
    ("出席者のうち市町村の割合は", "share", (MUNICIPALITIES,), (), {"over_all_rows": False}),
    ("長野の出席者に占める施設の割合は", "share", (FACILITIES,), (NAGANO,),
     {"over_all_rows": False}),
    ("児相を除いた出席者は何人ですか", "remainder", (ALL,), (), {"left_out": (GUIDANCE,)}),
    ("5人以上10人未満の地域はどこですか", "threshold", (ALL,), (),
     {"threshold": Threshold("ge", 5, 10)}),
    ("1施設あたり何人ですか", "per", (FACILITIES,), (), {}),
    ("1市町村あたりの出席者が最も多い地域は", "extreme", ("municipalities.bodies",), (),
     {"derived": "per"}),
    ("懇談会は何回開催されましたか", "count", (), (), {}),
    ("午後の会は何回ありましたか", "count", (), (AFTERNOON,), {}),
    ("里親の人数を地域別に一覧で", "list", (FOSTER,), (), {}),
    ("各地域の開催日と会場を一覧で", "list", (ALL,), (),
     {"attributes": ("date", "weekday", "venue")}),
    ("長野の施設の内訳は", "breakdown", (FACILITIES,), (NAGANO,), {}),
    ("全体の出席者の内訳", "breakdown", (ALL,), (), {}),
    ("松本の開催日はいつですか", "attribute", (), (MATSUMOTO,),
     {"attributes": ("date", "weekday")}),
    ("上田の会場はどこですか", "attribute", (), (at("上田"),), {"attributes": ("venue",)}),
    ("10月30日に開かれたのはどこですか", "attribute", (), (on("10-30"),), {}),
    ("最後の会はいつですか", "attribute", (), (), {"limit": 1, "descending": True}),
    ("木曽は何時間でしたか", "duration", (), (at("木曽"),), {}),
    ("松本は20人でしたよね", "value", (ALL,), (MATSUMOTO,),
     {"premises": (Premise("number", 20, "人"),), "yes_no": True}),
    ("諏訪は11月でしたよね", "attribute", (), (at("諏訪"),),
     {"premises": (Premise("month", "11", "date"),), "attributes": ("date",)}),
    ("上田は県庁で開かれましたか", "attribute", (), (at("上田"),),
     {"premises": (Premise("place", "長野県庁", "venue"),)}),
    ("200人が参加した松本の出席者は何人", "value", (ALL,), (MATSUMOTO,),
     {"premises": (Premise("number", 200, "人"),)}),
    ("飯田市の出席者", "value", (ALL,), (at("南信州"),), {"caution": "飯田市"}),
    ("How many people attended in Matsumoto?", "value", (ALL,), (MATSUMOTO,), {}),
    ("How many foster parents came in October?", "value", (FOSTER,), (OCTOBER,), {}),
    ("Which region had the most participants?", "extreme", (ALL,), (), {"descending": True}),
    ("When was the Nagano meeting held?", "attribute", (), (NAGANO,),
     {"attributes": ("date", "weekday")}),
    ("What percentage of attendees were facility staff?", "share", (FACILITIES,), (), {}),
    ("Which regions had no foster parents?", "threshold", (FOSTER,), (),
     {"threshold": Threshold("eq", 0)}),
    ("What was the average attendance?", "mean", (ALL,), (), {}),
    ("What was the median attendance?", "median", (ALL,), (), {}),
    ("top 3 regions by attendance", "rank", (ALL,), (), {"limit": 3}),
    ("What is the ratio of Nagano to Suwa attendance?", "ratio", (ALL,), (at("長野", "諏訪"),), {}),
    ("How long was the Kiso meeting?", "duration", (), (at("木曽"),), {}),
    ("Break down attendance in Nagano", "breakdown", (ALL,), (NAGANO,), {}),
    ("List attendance by region", "list", (ALL,), (), {}),
    ("How many meetings were held?", "count", (), (), {}),
    ("各地域の児相の出席者を足し上げると何人になりますか", "reconcile", (GUIDANCE,), (), {}),
    ("木曽はあと何人いたら10人でしたか", "shortfall", (ALL,), (at("木曽"),), {"target": 10}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "operation", "measures", "conditions", "more"),
    QUERIES,
    ids=[q[0] for q in QUERIES],
)
def test_a_question_becomes_its_typed_query(
    meetings: Tables,
    question: str,
    operation: str,
    measures: tuple[str, ...],
    conditions: tuple[Condition, ...],
    more: dict[str, Any],
) -> None:
    query = meetings.query(question)
    assert query.operation == operation
    assert _sets(query.conditions) == _sets(conditions)
    if measures:
        assert query.measures == measures
    assert {name: getattr(query, name) for name in more} == more


def _sets(conditions: tuple[Condition, ...]) -> set[tuple[str, str, frozenset[str]]]:
    """Return what the conditions say, whatever the order."""
    return {(c.dimension, c.op, frozenset(c.values)) for c in conditions}


def test_every_operation_is_asked_for() -> None:
    # A change between two times needs a table in which a key has several rows.
    assert {query[1] for query in QUERIES} == set(get_args(Operation)) - {"change"}


MATSUMOTO_ASKED = ("松本には何人出席しましたか",)
BOTH_ASKED = (*MATSUMOTO_ASKED, "長野は？")
FOLLOW_UPS: list[
    tuple[tuple[str, ...], str, str, tuple[str, ...], tuple[Condition, ...], dict[str, Any]]
] = [
    (MATSUMOTO_ASKED, "じゃあ長野は？", "value", (ALL,), (NAGANO,), {}),
    (MATSUMOTO_ASKED, "そのうち里親は？", "value", (FOSTER,), (MATSUMOTO,), {}),
    (MATSUMOTO_ASKED, "いつ？", "attribute", (), (MATSUMOTO,), {"attributes": ("date", "weekday")}),
    (MATSUMOTO_ASKED, "会場は？", "attribute", (), (MATSUMOTO,), {"attributes": ("venue",)}),
    (MATSUMOTO_ASKED, "内訳は？", "breakdown", (ALL,), (MATSUMOTO,), {}),
    (MATSUMOTO_ASKED, "全地域では何人？", "value", (ALL,), (), {}),
    (("松本の里親は何人？",), "長野は？", "value", (FOSTER,), (NAGANO,), {}),
    (("松本の里親は何人？",), "児相は？", "value", (GUIDANCE,), (MATSUMOTO,), {}),
    (("長野の施設は何人？",), "何施設？", "value", ("facilities.bodies",), (NAGANO,), {}),
    (BOTH_ASKED, "二つの差は？", "difference", (ALL,), (at("松本", "長野"),), {}),
    (BOTH_ASKED, "合わせると何人？", "sum", (ALL,), (at("松本", "長野"),), {}),
    (("出席者が最も多い地域はどこですか",), "二番目は？", "rank", (ALL,), (), {"position": 2}),
    (("出席者が最も少ないのはどこですか",), "二番目は？", "rank", (ALL,), (),
     {"position": 2, "descending": False}),
    (("出席者が最も多い地域はどこですか",), "そこの会場は？", "attribute", (), (NAGANO,), {}),
    (("午前の会は何人でしたか",), "午後は？", "value", (ALL,), (AFTERNOON,), {}),
    (("午前の会は何人でしたか", "午後は？"), "その差は？", "difference", (ALL,),
     (Condition("session", "in", ("午前", "午後")),), {}),
    (("How many people attended in Matsumoto?",), "And in Nagano?", "value", (ALL,), (NAGANO,),
     {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "question", "operation", "measures", "conditions", "more"),
    FOLLOW_UPS,
    ids=[" → ".join((*f[0], f[1])) for f in FOLLOW_UPS],
)
def test_a_follow_up_takes_the_rest_from_the_conversation(
    meetings: Tables,
    history: tuple[str, ...],
    question: str,
    operation: str,
    measures: tuple[str, ...],
    conditions: tuple[Condition, ...],
    more: dict[str, Any],
) -> None:
    query = meetings.query(question, *history)
    assert query.operation == operation
    assert _sets(query.conditions) == _sets(conditions)
    if measures:
        assert query.measures == measures
    assert {name: getattr(query, name) for name in more} == more


def test_a_full_question_forgets_the_conversation(meetings: Tables) -> None:
    alone = meetings.query("諏訪の児相は何人でしたか")
    assert meetings.query("諏訪の児相は何人でしたか", *BOTH_ASKED) == alone


REFUSALS = [
    ("保育士は何人参加しましたか", "not_stated", ("保育",)),
    ("松本の記者は何人", "not_stated", ("記者",)),
    ("松本に男性は何人来ましたか", "not_stated", ("男性",)),
    ("施設長は何人来ましたか", "not_stated", ("施設",)),
    ("塩尻市からは何人来ましたか", "not_stated", ("塩尻市",)),
    ("安曇野の出席者は何人", "not_stated", ("安曇野市",)),
    ("南信濃の出席者は何人", "not_stated", ("南信濃",)),
    ("How many women attended in Matsumoto?", "not_stated", ("women",)),
    ("去年の出席者は何人でしたか", "outside_period", ()),
    ("2023年の松本の出席者", "outside_period", ()),
    ("12月の出席者は何人", "outside_period", ()),
    ("10月20日の出席者は何人", "outside_period", ()),
    ("How many people attended last year?", "outside_period", ()),
    ("新潟県の出席者は何人", "outside_region", ("新潟県",)),
    ("東京の里親は何人", "outside_region", ("東京都",)),
    ("全国の児相の出席者は", "outside_region", ("全国",)),
    ("How many people attended in Tokyo?", "outside_region", ("tokyo",)),
]


@pytest.mark.parametrize(("question", "reason", "words"), REFUSALS)
def test_what_the_table_does_not_count_is_refused_with_the_word(
    meetings: Tables, question: str, reason: str, words: tuple[str, ...]
) -> None:
    understood = meetings.understand(question)
    assert understood is not None
    assert isinstance(understood.outcome, Refusal), understood.outcome
    assert understood.outcome.reason == reason
    assert [w.casefold() for w in understood.outcome.words] == list(words)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("何人ですか", "row"),
        ("その地域は何人？", "row"),
        ("うちの施設は何人来ましたか", "row"),
        ("出席者の差は何人ですか", "pair"),
    ],
)
def test_what_leaves_something_open_is_asked_back(
    meetings: Tables, question: str, missing: str
) -> None:
    understood = meetings.understand(question)
    assert understood is not None
    assert understood.outcome == Unclear(missing)


@pytest.mark.parametrize(
    "question",
    ["里親委託について教えて", "懇談会の目的は何ですか", "里親支援の課題は", "ありがとう"],
)
def test_what_is_not_about_numbers_is_left_to_the_passages(meetings: Tables, question: str) -> None:
    assert meetings.understand(question) is None
