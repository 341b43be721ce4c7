import pytest

from assistant.answer.catalog import Catalog
from assistant.answer.reading import read

KINDS = [
    ("里親についてどんな意見がありましたか", ("opinion",), "asked outright"),
    ("保護者支援が必要という意見に対する県の方針は", ("policy",), "the last kind named is asked"),
    ("どの意見を受けての回答だったか", ("opinion",), "an interrogative goes before the last"),
    ("意見と方針を全部", ("opinion", "policy"), "both"),
    ("出された意見は、今後どう扱われますか", ("next_step",), "the earlier of two that overlap"),
    ("なぜ懇談会を開いたのか", ("purpose",), "the reason for an event is its purpose"),
    ("ショートステイは足りていますか", (), "none"),
    ("What did participants say about training?", ("opinion",), "English"),
]

NEEDS = [
    ("里親になるとお金はいくらもらえるの", "money"),
    ("発言したのは誰ですか", "person"),
    ("センターの電話番号は", "contact"),
    ("里親は何歳までなれますか", "age"),
    ("研修は何時間ですか", "duration"),
    ("いつ公表されますか", "when"),
    ("第三条の条文を示して", "law"),
    ("知事はどう考えていますか", "other_speaker"),
    ("生みの親はどう話していましたか", "speaker"),
    ("委託先はどの会社ですか", "place"),
    ("里親の申込方法は", "definition"),
]

NO_NEED = [
    ("ヘルパーが家庭に入るのは大変と誰かが言ったんですか", "誰か asks for nobody"),
    ("お金が続くのか心配する声はありましたか", "money itself is not asked for"),
    ("従来の方法では限界という意見は", "方法では is no law"),
    ("課題はどこにあると言われていますか", "where a problem lies is no place"),
    ("里親になりたい人が少ないという声は", "whoever wants to become one is not the asker"),
    ("どの施設も意欲があるのですか", "どの…も is no question"),
    ("保護者が問題を自覚していないという意見を見たい", "a group is spoken of, it does not speak"),
]


@pytest.mark.parametrize(("question", "kinds", "reason"), KINDS)
def test_kinds_asked(
    nagano_catalog: Catalog, question: str, kinds: tuple[str, ...], reason: str
) -> None:
    assert read(question, nagano_catalog).kinds == kinds, reason


@pytest.mark.parametrize(("question", "need"), NEEDS)
def test_needs(nagano_catalog: Catalog, question: str, need: str) -> None:
    assert need in [n.id for n in read(question, nagano_catalog).needs]


@pytest.mark.parametrize(("question", "reason"), NO_NEED)
def test_no_need(nagano_catalog: Catalog, question: str, reason: str) -> None:
    assert [n.id for n in read(question, nagano_catalog).needs] == [], reason


@pytest.mark.parametrize(
    ("question", "section", "reason"),
    [
        ("パーマネンシーの意見", "パーマネンシー保障の取組と関係機関の連携", "an alias"),
        ("ぱーまねんしーの意見", "パーマネンシー保障の取組と関係機関の連携", "in hiragana"),
        ("what about permanency?", "パーマネンシー保障の取組と関係機関の連携", "in English"),
    ],
)
def test_sections_by_other_names(
    nagano_catalog: Catalog, question: str, section: str, reason: str
) -> None:
    assert [s.name for s in read(question, nagano_catalog).sections] == [section], reason


@pytest.mark.parametrize("question", ["計画期間は何年間", "第三の居場所とは", "調査対象は"])
def test_a_short_name_inside_a_compound_names_no_field(
    nagano_catalog: Catalog, question: str
) -> None:
    assert read(question, nagano_catalog).named_fields == ()


def test_topic_residue_focus_and_search(nagano_catalog: Catalog) -> None:
    reading = read("児家センの整備目標についてどんな意見がありましたか", nagano_catalog)
    # 児家セン is the table's short form: the texts say 児童家庭支援センター.
    assert reading.search.startswith("児童家庭支援センターの整備目標")
    assert "意見" not in reading.search
    assert [t.surface for t in reading.topic][:2] == ["児童", "家庭"]
    assert [t.surface for t in read("ショートステイの利用枠は", nagano_catalog).focus] == [
        "利用",
        "枠",
    ]


def test_a_prefecture_is_not_the_region_of_its_name(nagano_catalog: Catalog) -> None:
    assert nagano_catalog.regions_in("長野県の方針") == ()
    assert nagano_catalog.regions_in("長野市の方針") == ("長野",)
    assert nagano_catalog.regions_in("まつもとと飯田") == ("松本", "南信州")
