"""What an answer must say of who spoke, of what stands beside it, and of what is not settled."""

from __future__ import annotations

import pytest

from assistant.answer.engine import Engine

from .conftest import ROOT, open_corpus


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(open_corpus(ROOT / "corpus", tmp_path_factory.mktemp("attribution")))


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("里親からの意見は", "どなたが述べたかは、出典に書かれていません"),
        ("施設長の発言は", "どなたが述べたかは、出典に書かれていません"),
        ("児相からの意見は", "どなたが述べたかは、出典に書かれていません"),
        ("懸念の声をすべて", "分けてはいません"),
        ("県への要望は何が", "分けてはいません"),
    ],
)
def test_the_source_names_no_speaker_and_sorts_no_opinion(
    engine: Engine, question: str, note: str
) -> None:
    assert note in engine.ask(question).answer


@pytest.mark.parametrize(
    "question",
    ["里親等委託の推進についての意見は", "参加者からの意見をすべて教えて"],
)
def test_nothing_is_added_where_nobody_in_particular_is_asked_for(
    engine: Engine, question: str
) -> None:
    answer = engine.ask(question).answer
    assert "書かれていません" not in answer
    assert "分けてはいません" not in answer


@pytest.mark.parametrize(
    "question", ["資源整備の目標に反対はなかったのですか", "資源整備目標に対する反対意見は？"]
)
def test_otherwise_no_objections_stands_with_the_objections(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    cited = [c.passage.id.rsplit("/", 1)[1] for c in answer.citations]
    assert cited[:3] == ["resources-1", "resources-2", "resources-3"]


def test_a_target_is_not_the_present_state(engine: Engine) -> None:
    for question in ("里親等委託率の現状は55.6％ですか", "委託率55.6％は達成済みですか"):
        assert engine.ask(question).abstained, question


def test_a_quoted_word_carries_what_is_known_of_its_region(engine: Engine) -> None:
    assert "地域は未確定" in engine.ask("「旗振り役」").answer


@pytest.mark.parametrize("question", ["上田地域の現状と課題", "佐久地域の現状と課題"])
def test_candidates_are_shown_for_a_region_that_is_not_settled(
    engine: Engine, question: str
) -> None:
    answer = engine.ask(question)
    assert "特定できません" in answer.answer
    assert {c.passage.region.basis for c in answer.citations if c.passage.region} == {"unresolved"}


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("虐待", "虐待"),
        ("愛着", "愛着"),
        ("NPO", "ＮＰＯ"),
        ("再掲", "【再掲】"),
        ("波田学院", "波田学院"),
        ("虐待について触れられている箇所は", "虐待"),
    ],
)
def test_a_word_of_the_source_is_shown_where_it_stands(
    engine: Engine, question: str, held: str
) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    assert answer.language == "ja"
    assert held in answer.citations[0].passage.text


@pytest.mark.parametrize("question", ["波田学院ってどんな施設ですか", "波田学院は施設ですか"])
def test_no_word_of_the_source_is_said_to_be_missing(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.abstained
    assert "見当たりません" not in answer.answer


@pytest.mark.parametrize(
    ("question", "differs"),
    [
        ("児童家庭支援センターは10圏域に最低1か所必要という意見は本当？", False),
        ("児童家庭支援センターは10圏域に最低3か所必要ですか", True),
    ],
)
def test_each_number_is_held_against_its_own_unit(
    engine: Engine, question: str, differs: bool
) -> None:
    assert ("異なります" in engine.ask(question).answer) == differs


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("松本の出席者数と、県知事の名前", ["16名", "名前は書かれていません"]),
        ("ヘルパー事業の意見と、上田の出席者数", ["ヘルパー事業", "18名"]),
        ("目的は何で、何人出席し、予算は", ["議論すること", "157名", "予算"]),
        ("里親の人数が多い地域と、児相の人数が多い地域は？", ["3名", "5名"]),
    ],
)
def test_one_part_without_an_answer_does_not_refuse_the_others(
    engine: Engine, question: str, held: list[str]
) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    for words in held:
        assert words in answer.answer, answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "一番発言の数が多かった地域はどこで、何回ですか？",
        "県の担当課長の名前と、出た会場の数を教えて。",
        "松本で、保育士は何人",
        "出席者の中で、女性は何人",
    ],
)
def test_a_part_that_leans_on_what_is_not_there_is_not_answered_alone(
    engine: Engine, question: str
) -> None:
    assert engine.ask(question).abstained


@pytest.mark.parametrize(
    ("question", "count", "differs"),
    [
        ("意見は22件で合っていますか", 22, False),
        ("意見は25件ですか", 22, True),
        ("目的は5つありますか", 4, True),
        ("目的は4つですよね", 4, False),
    ],
)
def test_a_number_of_passages_is_confirmed_or_corrected(
    engine: Engine, question: str, count: int, differs: bool
) -> None:
    answer = engine.ask(question)
    assert answer.figures[0].value == count
    assert ("異なります" in answer.answer) == differs
