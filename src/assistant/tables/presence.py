"""Words for having been there, in whatever manner of speech: 来た, お見えになった, 顔を出した."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from assistant.tables.words import words
from assistant.text.normalize import fold
from assistant.text.segment import Token, segment

_AUXILIARY_AFTER = {"て", "で", "と"}


def attends(plain: str) -> bool:
    """Say whether a question in Japanese speaks of somebody being, or not being, there.

    By the dictionary form of its words, so that every inflection and dialect ending counts.
    """
    before: Token | None = None
    for token in segment(plain):
        auxiliary = before is not None and before.surface in _AUXILIARY_AFTER
        # 居る behind て is an auxiliary: 知っている.
        if fold(token.lemma) in presence_lemmas() and not (auxiliary and token.lemma == "居る"):
            return True
        before = token
    return False


@cache
def presence_lemmas() -> frozenset[str]:
    """Return the dictionary forms of the words for attending."""
    return frozenset(fold(w) for w in words()["presence"]["words"])


# What stands between a predicate and the person it is said of: 質問し|た|人, 困っ|て|いる|里親.
_OF_PERSON = {"人", "方", "かた", "者", "人達", "方々", "職員", "の"}
_COUNTED = re.compile(
    r"(?:[がはも]|って|の数[はが])?(?:全部で|合計で?|計|全体で)?"
    r"(?:何[件通個部本枚回つ]|いくつ|どの(?:くらい|程度)|どれ(?:くらい|だけ|ほど))"
)
_WHO = re.compile(r"(?:は|が|って)(?:何[人名]|誰|だれ|どなた)")
_HOW_MANY = {"人", "名"}
# Behind a noun these make a verb of it: お越しいただく.
_DOING = {"為る", "出来る", "頂く", "下さる", "致す", "為さる"}
_BESIDE_COUNT = {"くらい", "ぐらい", "程", "ほど", "が", "も", "ずつ", "様", "さん", "ばかり", "は"}


def narrowing(plain: str, tokens: Sequence[Token], people: Collection[int]) -> set[int]:
    """Return the places of predicates that pick some of those who were there.

    «質問した人は何人», «何人が発言しましたか», «困っている里親», «発表者»: a table of those who
    attended does not count them; nor what is said or handed out there: «質問は何件».
    ``people``: where names of people begin in the text.
    """
    found = set()
    for place, token in enumerate(tokens):
        if token.surface in _HOW_MANY and place and tokens[place - 1].surface == "何":
            predicate = _predicate_behind(tokens, place + 1)
        elif token.start in people or token.surface in _OF_PERSON:
            if token.surface == "者" and place and tokens[place - 1].pos == "名詞":
                predicate = place - 1
                if token.start in people or tokens[predicate].start in people:
                    continue  # 出席者 is a column of the table
                if not _harmless(tokens, predicate):
                    found.add(predicate)
                continue
            counted = token.surface != "の" or _asks_how_many(tokens, place + 1)
            predicate = _predicate_before(tokens, place) if counted else None
        elif fold(token.lemma) in _things() and _COUNTED.match(plain, token.end):
            found.add(place)
            continue
        else:
            continue
        if predicate is not None and not _harmless(tokens, predicate):
            found.add(predicate)
    return found


def _harmless(tokens: Sequence[Token], place: int) -> bool:
    # Who wants to come has not come, and who came early is not everybody.
    early = place and tokens[place - 1].lemma in ("早い", "遅い")
    wish = early or any(
        t.lemma == "たい" and t.pos == "助動詞" for t in tokens[place + 1 : place + 3]
    )
    lemma = fold(tokens[place].lemma)
    return not wish and (lemma in presence_lemmas() or lemma in _said_of_people())


@cache
def _said_of_people() -> frozenset[str]:
    return frozenset(fold(w) for w in words()["said_of_people"]["words"])


@cache
def _things() -> frozenset[str]:
    return frozenset(fold(w) for w in words()["counted_things"]["words"])


def _asks_how_many(tokens: Sequence[Token], place: int) -> bool:
    after = "".join(t.surface for t in tokens[place : place + 3])
    return _WHO.match(after) is not None


def _predicate_before(tokens: Sequence[Token], place: int) -> int | None:
    """Return the predicate of the clause that ends right before ``place``; None without one."""
    if not place or tokens[place - 1].pos not in ("助動詞", "動詞", "形容詞"):
        return None
    while place:
        place -= 1
        token = tokens[place]
        if token.pos == "動詞" and token.pos2 == "一般":
            return place
        if token.pos == "助動詞" or (token.pos == "助詞" and token.surface in ("て", "で")):
            continue
        if token.pos == "動詞":
            before = tokens[place - 1] if place else None
            if before is not None and before.pos == "名詞" and token.lemma in _DOING:
                return place - 1
            auxiliary = before is not None and (
                before.surface in ("て", "で") or (before.pos == "動詞" and token.lemma in _DOING)
            )
            if auxiliary:
                continue
            return place
        return place if token.pos == "形容詞" else None
    return None


def _predicate_behind(tokens: Sequence[Token], place: int) -> int | None:
    """Return the predicate that follows «何人» at once; None where something else does."""
    while place < len(tokens) and fold(tokens[place].lemma) in _BESIDE_COUNT:
        place += 1
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token.pos == "動詞":
        return None if token.lemma in _DOING else place
    done = place + 1 < len(tokens) and tokens[place + 1].lemma in ("為る", "出来る")
    return place if token.pos == "名詞" and done else None
