"""Words beside a figure that make it a number of something that no source counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.check.scan import Figure, Sentence
from assistant.check.vocabulary import (
    english_plain,
    folded,
    narrowing,
    pattern,
    plain_words,
)
from assistant.text.segment import Token

_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "代名詞"})
_FREE_POS2 = frozenset({"非自立可能", "助動詞語幹", "数詞"})
# Letters that only extend a word without naming anything: 市町村数, 出席者側.
_AFFIXES = frozenset("数者員側等別毎内名人方計各約総全第番位個分間目度ヶヵカか所々日月年時")
_REST = re.compile(r"残る|残りの|(?:この|その)?ほかに|ほか、")
_SAID_OF = re.compile(r"について|に関し|に対し|という|との")
"""After one of these a word tells what was said of the number: «12人であることについて質問»."""
_PREDICATE = re.compile(r"\s*(?:と(?!も)|で(?:す|し|ござ|あ)|だ(?!け)|に(?!は))")
"""What ends the statement of a number: «28人と別格», «18名ですので御注意ください»."""
_TOPIC = re.compile(r"(?:は|には|では|から)(?=[一-龥ァ-ヺ])")
_CASES = frozenset({"で", "に", "を", "へ", "まで"})
_LIMITING = frozenset({"含む", "除く", "限る", "絞る", "含める", "除す"})
_HEAD = 2
"""Letters behind a figure within which の makes the next noun what is counted."""
_POINTER = frozenset({"其れ", "此れ", "此処", "其処", "何処", "何れ", "皆", "私", "我々", "何"})


def narrowing_words(
    sentence: Sentence,
    figure: Figure,
    spans: Sequence[tuple[int, int]],
    covered: Iterable[tuple[int, int]],
    free: frozenset[str],
) -> tuple[str, ...]:
    """Return the content words in ``spans`` that nothing explains, as written, in order.

    ``covered`` are places that are understood; ``free`` are lemmas that narrow nothing here,
    such as those of the document's title.
    """
    words = sentence.kept("words", lambda: _words(sentence, free))
    known = [*covered, *words.spoken]
    if words.rest:
        named = {s for s, _ in known}
        known += [span for span in words.rest if span[1] in named]  # «残る南信州には»
    known += words.adverbs
    mine = words.own
    if mine is not None and any(s <= mine[0] < e for s, e in spans):
        return (sentence.text[mine[0] : mine[1]],)  # a body that no source counts apart
    if words.becoming:
        for start, end in known:
            becoming = pattern("counted", "becoming").match(sentence.text, end)
            if becoming is not None and any(s <= start < e for s, e in spans):
                return (sentence.text[start : becoming.end()],)
    inside = [w for w in words.content if any(s <= w[1].start < e for s, e in spans)]
    if not inside:
        return ()
    names = [k for k in known if not any(k[0] < f.end and f.start < k[1] for f in sentence.figures)]
    known += words.about
    found = []
    for number, token in inside:
        if _explained(token, words.spoken if _is_rank(token) else known):
            continue
        if token.start >= figure.end and _names_a_thing(number, sentence):
            continue
        said_of_it = _SAID_OF.search(sentence.text, figure.end, max(figure.end, token.start))
        behind = token.start >= figure.end and (not _narrows(token) or said_of_it is not None)
        if behind and _tells_what_happened(number, figure, sentence):
            continue
        if not _narrows(token) and _stands_apart(number, figure, sentence, names):
            continue
        found.append(token.surface)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a sentence holds that may narrow a number, whatever its figures and tables.

    ``content`` are the content words that are not free, with their numbers; ``spoken``, ``rest``
    (words for what is left), ``adverbs`` and ``about`` (phrases of what something was about) are
    places; ``own`` is that of a body of the writer's own. ``becoming``: it may say what somebody
    wants to become.
    """

    content: tuple[tuple[int, Token], ...]
    spoken: tuple[tuple[int, int], ...]
    rest: tuple[tuple[int, int], ...]
    adverbs: tuple[tuple[int, int], ...]
    about: tuple[tuple[int, int], ...]
    own: tuple[int, int] | None
    becoming: bool


def _words(sentence: Sentence, free: frozenset[str]) -> _Words:
    text = blanked = sentence.text
    for figure in sentence.figures:
        # A phrase of what something was about begins after the last figure.
        stops = "。" * (figure.end - figure.start)
        blanked = f"{blanked[: figure.start]}{stops}{blanked[figure.end :]}"
    adverbs = [m.span() for m in pattern("counted", "adverb").finditer(text)]
    own = mine.span() if (mine := pattern("counted", "own").search(text)) is not None else None
    told = pattern("counted", "own_does").match(text, own[1]) if own is not None else None
    if told is not None:
        own = None
        adverbs.append(told.span())
    phrases = pattern("about", "phrase").finditer(blanked)
    return _Words(
        tuple(
            (number, token)
            for number, token in enumerate(sentence.tokens)
            if (_is_content(token) and not is_free(token, free)) or _is_rank(token)
        ),
        speakers(sentence),
        tuple(m.span() for m in _REST.finditer(text)),
        tuple(adverbs),
        tuple(m.span() for m in phrases if not _topic_inside(m.group())),
        own,
        pattern("counted", "becoming").search(text) is not None,
    )


def _is_rank(token: Token) -> bool:
    """Say whether a word is a rank, which nobody counts: «市町村の課長76名»."""
    return pattern("counted", "rank").fullmatch(token.surface) is not None


def event_words(
    sentence: Sentence,
    figure: Figure,
    spans: Sequence[tuple[int, int]],
    covered: Sequence[tuple[int, int]],
    free: frozenset[str],
) -> tuple[str, ...]:
    """Return the words in ``spans`` that say when something else was: «記者会見は11月8日».

    Only what the sentence is about (は) tells. ``covered`` and ``free`` as in
    :func:`narrowing_words`.
    """
    tokens = sentence.tokens
    known = [*covered, *speakers(sentence)]
    found = []
    for number, token in enumerate(tokens):
        inside = any(s <= token.start < e for s, e in spans)
        if not inside or token.pos != "名詞" or not _is_content(token):
            continue
        if is_free(token, free) or _explained(token, known):
            continue
        end = number + 1
        while end < len(tokens) and tokens[end].pos in ("名詞", "接尾辞", "接頭辞"):
            end += 1
        last = tokens[end - 1]
        if is_free(last, free) and not _narrows(last):
            continue  # 夜の部の開始
        after = tokens[end] if end < len(tokens) else None
        if after is not None and after.surface in ("は", ":"):
            found.append(token.surface)
    return tuple(found)


def speakers(sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """Return where a sentence says who speaks: «○委員　», «事務局から、»."""
    return sentence.kept("speakers", lambda: _speakers(sentence.text))


def _speakers(text: str) -> tuple[tuple[int, int], ...]:
    opening = pattern("counted", "speaker").match(text)
    found = [opening.span()] if opening is not None else []
    return (*found, *(m.span() for m in pattern("counted", "spoken").finditer(text)))


def _names_a_thing(number: int, sentence: Sentence) -> bool:
    """Say whether a word of doing behind a figure only names a thing: «3人が発言の機会を得た»."""
    tokens = sentence.tokens
    if tokens[number].pos3 != "サ変可能" or number + 2 >= len(tokens):
        return False
    return tokens[number + 1].surface == "の" and tokens[number + 2].pos == "名詞"


def _stands_apart(
    number: int, figure: Figure, sentence: Sentence, names: Sequence[tuple[int, int]]
) -> bool:
    """Say whether a word before a figure is where or how, and a name after it what is counted.

    «手元の控えでは施設が6名» counts 施設; «控えの6名», «保育士を含む施設は6名» do not say whom.
    """
    tokens = sentence.tokens
    end = number + 1
    while end < len(tokens) and tokens[end].pos in ("名詞", "接尾辞", "接頭辞"):
        end += 1
    if end + 1 >= len(tokens) or tokens[end].start >= figure.start:
        return False
    particle, after = tokens[end], tokens[end + 1]
    if not any(particle.end <= s and e <= figure.start for s, e in names):
        return False
    if particle.surface in _CASES:
        return folded(after.lemma) not in _LIMITING
    called = particle.surface == "と" and (after.pos == "動詞" or after.surface in ("も", "は"))
    return called or particle.pos in ("動詞", "副詞")


def _tells_what_happened(number: int, figure: Figure, sentence: Sentence) -> bool:
    """Say whether a word behind a figure is what was done, not who is counted.

    «16名が席を埋めた» says nothing of who they were; «16名の保育士», «16名は女性だった» and
    «16名が欠席した» do.
    """
    token = sentence.tokens[number]
    if _PREDICATE.match(sentence.text, figure.end) or _SAID_OF.search(
        sentence.text, figure.end, token.start
    ):
        return True
    if token.pos in ("形容詞", "形状詞"):
        return True
    if token.surface in ("ほか", "他"):
        return True
    if sentence.text[figure.end : figure.end + 1] == "の" and token.start <= figure.end + _HEAD:
        return False
    end = number + 1
    while end < len(sentence.tokens) and sentence.tokens[end].pos in ("名詞", "接尾辞"):
        end += 1
    following = sentence.tokens[end] if end < len(sentence.tokens) else None
    if following is None:
        return False
    done = token.pos3 == "サ変可能" and following.lemma in ("為る", "出来る")
    after = sentence.tokens[end + 1] if end + 1 < len(sentence.tokens) else None
    means = following.surface == "で" and after is not None and after.pos == "動詞"
    return done or means or following.surface in ("を", "に", "と")


def _topic_inside(phrase: str) -> bool:
    return _TOPIC.search(phrase) is not None


def _is_content(token: Token) -> bool:
    if len(token.surface) == 1 and "ぁ" <= token.surface <= "ん":
        return False
    return token.pos in _CONTENT and token.pos2 not in _FREE_POS2


def _narrows(token: Token) -> bool:
    return folded(token.lemma) in narrowing() or token.surface in narrowing()


def is_free(token: Token, free: frozenset[str]) -> bool:
    """Say whether a word narrows nothing beside a number."""
    lemma = folded(token.lemma)
    if _narrows(token):
        return False
    if token.pos == "動詞":
        return True
    words = english_plain() if token.surface.isascii() else plain_words()
    return token.surface in words or lemma in words or lemma in free or lemma in _POINTER


def _explained(token: Token, covered: Sequence[tuple[int, int]]) -> bool:
    letters = [
        position
        for position, letter in enumerate(token.surface, token.start)
        if not "ぁ" <= letter <= "ん" and letter not in _AFFIXES
    ]
    if not letters:
        touched = any(s < token.end and token.start < e for s, e in covered)
        return touched or token.surface in _AFFIXES
    return all(any(s <= p < e for s, e in covered) for p in letters)
