"""What is said of people must be that they came; anything else picks some of them."""

import pytest

from assistant.tables.lexicon import Lexicon
from assistant.tables.presence import attends

PICKING = [
    ("松本で質問した人は何人", "質問"),
    ("松本で何人質問しましたか", "質問"),
    ("質問したのは何人ですか", "質問"),
    ("上田の発表者は何人", "発表"),
    ("長野で困っている里親は何人", "困っ"),
    ("里親になりたい人は何人来ましたか", "なり"),
    ("松本で会場に入れなかった人は何人", "入れ"),
    ("長野で早く来た人は何人", "来"),
    ("松本の会では質問が何件出ましたか", "質問"),
    ("松本の会の記事は何件", "記事"),
]
ALL_OF_THEM = [
    "松本に来たのは何人ですか",
    "上田にお越しいただいた方は何名でしょうか",
    "里親として参加してくれた人は何人",
    "長野に足を運んだ里親さんは何人",
    "児相に勤めている人は長野に何人来ましたか",
    "長野に動員された市町村の職員は何人",
    "上田地域における出席者は何人",
    "質問です。松本の出席者は何人ですか",
    "記事にするので、松本の出席者は何人か教えてください",
]


@pytest.mark.parametrize(("question", "word"), PICKING, ids=[p[0] for p in PICKING])
def test_a_predicate_that_picks_some_people_is_not_explained(
    lexicon: Lexicon, question: str, word: str
) -> None:
    assert word in lexicon.read(question).residue


@pytest.mark.parametrize("question", ALL_OF_THEM)
def test_having_come_picks_nobody(lexicon: Lexicon, question: str) -> None:
    assert lexicon.read(question).residue == ()


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("社協の人が出たのはどこ", True),
        ("里親さんはお見えになった？", True),
        ("上田に来とったか", True),
        ("100人も来なかったでしょう", True),
        ("里親を知っていますか", False),
        ("里親の人数", False),
    ],
)
def test_having_been_there_in_any_manner_of_speech(question: str, found: bool) -> None:
    assert attends(question) is found


def test_words_for_what_was_said_pick_people_too(lexicon: Lexicon) -> None:
    assert "反対" in lexicon.read("松本の会で反対した人は何人ですか").residue
