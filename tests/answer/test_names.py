import pytest

from assistant.answer.names import NameFinder
from assistant.text.normalize import fold, kana_key


@pytest.fixture
def finder() -> NameFinder[str]:
    finder: NameFinder[str] = NameFinder()
    for name, payload in (
        ("佐久", "saku"),
        ("さく", "saku"),
        ("イナ", "ina"),
        ("予防", "prevention"),
        ("予防的支援", "prevention"),
        ("support system", "support"),
        ("市", "city"),
    ):
        finder.add(name, payload)
    return finder


@pytest.mark.parametrize(
    ("text", "payloads", "reason"),
    [
        ("佐久の課題", ["saku"], "as written"),
        ("さくはどう", ["saku"], "a short name before a particle"),
        ("サクの課題", ["saku"], "katakana for hiragana"),
        ("さくらの花", [], "さく begins another word"),
        ("ダイナミック", [], "the middle of a katakana word"),
        ("予防的支援体制", ["prevention"], "the longest name, once"),
        ("two support systems", ["support"], "an English plural"),
        ("unsupport systematic", [], "inside English words"),
        ("市の方針", [], "one letter is no name"),
    ],
)
def test_names_found(finder: NameFinder[str], text: str, payloads: list[str], reason: str) -> None:
    assert [n.payload for n in finder.find(fold(text))] == payloads, reason


def test_a_name_may_stand_for_several_things() -> None:
    finder: NameFinder[int] = NameFinder()
    finder.add("課題", 1)
    finder.add("課題", 2)
    assert [n.payload for n in finder.find("課題は")] == [1, 2]


def test_kana_key_keeps_every_place() -> None:
    assert kana_key("さと親とサト親") == "サト親トサト親"
