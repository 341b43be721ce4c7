"""Follow-ups to a number, and near misses that no table counts."""

import pytest

from assistant.answer.engine import Engine

from .conftest import ROOT, open_corpus


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(open_corpus(ROOT / "corpus", tmp_path_factory.mktemp("conversations")))


FOLLOW_UPS = [
    (("上田は何人ですか",), "他に18人のところはある？", "上伊那地域18名", "rows not yet named"),
    (("諏訪の里親は何人？",), "え、0？　ほかにも里親0のとこある？", "木曽地域0名",
     "surprise first"),
    (("松本の児童家庭支援センターの人は何人？",), "ほかの会場にはいなかった？", "長野地域2名",
     "whether there were any elsewhere"),
    (("長野は何人",), "残りの地域は合わせて何人？", "129名", "the rest added up"),
    (("市町村の出席者総数は？", "施設の出席者総数は？"), "その差は？", "35名", "two columns"),
    (("南信州の市町村は何団体", "何名？"), "1団体あたりにすると", "約1.2名", "one column per body"),
    (("施設が一番少なかったのは？",), "じゃなくて、市町村の人数で一番少ないとこ", "3名",
     "taken back"),
    (("長野の里親は何人？",), "児相も足すと？", "5名", "a column added"),
    (("長野の出席者は何人？", "南信州は？"), "合わせると全体の何％になる？", "33.1%",
     "rows added up as a share"),
    (("11月の会の出席者は合わせて何人ですか",), "じゃあ10月のほうが多い？", "10月の地域90名",
     "one month against another"),
    (("社協の人が出たのはどこ？",), "その地域の市町村の職員は何人？", "10名", "the row found"),
    (("里親等委託率の目標は？",), "登録数のほうは？", "「登録里親数（500世帯）」",
     "another number of the passage"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "question", "said", "reason"), FOLLOW_UPS, ids=[f[1] for f in FOLLOW_UPS]
)
def test_a_follow_up_goes_on_with_what_was_asked(
    engine: Engine, history: tuple[str, ...], question: str, said: str, reason: str
) -> None:
    assert said in engine.ask(question, history).answer, reason


NOT_COUNTED = [
    "松本で質問した人は何人",
    "松本の会では質問が何件出ましたか",
    "長野の会に来なかった市町村はいくつ",
    "上田には何人来る予定だったのですか",
    "北信の会に飯山市から何人来た",
    "乳児院は県内に何か所",
    "懇談会の回数は年に何回",
    "上田の会で一番よく話したのは誰",
]


@pytest.mark.parametrize("question", NOT_COUNTED)
def test_the_nearest_number_is_not_given_for_another(engine: Engine, question: str) -> None:
    assert engine.ask(question).abstained


def test_several_numbers_of_one_passage_are_named_together(engine: Engine) -> None:
    answer = engine.ask("目標とされている里親の世帯数と委託率、両方の数字を")
    assert [f.value for f in answer.figures] == [55.6, 500]
