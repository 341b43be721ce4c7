"""How a sentence stands to its figure: states it, denies it, plans it, or lets somebody say it.

A number may be the source's and its sentence false all the same: «500世帯ではない»,
«500世帯減らす», «16名が出席しなかった». Here are the words around one figure that take its
statement away, so that no number alone makes a sentence supported. Patterns stand in
``data/check_words.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.check.figures import is_vague
from assistant.check.scan import Figure, Group, Sentence
from assistant.check.subject import Subject
from assistant.check.vocabulary import pattern

Voice = Literal["voiced", "official", "open"]
"""Whose statement it is: an opinion somebody gave, what the author of the source does, not said."""

_LISTED = re.compile(r"[)\s]*(?:、|と|や|・|,|/|及び|および|並びに)[^、。はがもをにで0-9]*")
"""Between two figures of one list: what is said behind the last is said of both."""
_SAYINGS = ("件", "項目", "つ", "点", "個")
_PIECE = re.compile(r"[、。]")
_TOPIC_END = re.compile(r"(?:は|が|も|を|に|には|では)\s*$")
_LIST_END = re.compile(r"\s*(?:[、。]|で、|$)")
_ASKED = re.compile(r"[?？]\s*$|(?:です|ます|でしょう|ません)か。?\s*$")


def tail(sentence: Sentence, figure: Figure) -> str:
    """Return the words behind a figure that say something of it.

    They run to the next number or the end of the clause, over the comma where the clause is only
    the topic («松本の16名は、誰も出席しなかった»), and end where something else becomes the topic.
    """
    return sentence.kept(
        ("tail", figure.start), lambda: _tail(sentence, _last_listed(sentence, figure))
    )


def _plain_tail(sentence: Sentence, figure: Figure) -> str:
    """Return the words behind a figure without those that only sound like a denial."""
    return sentence.kept(
        ("plain tail", figure.start),
        lambda: pattern("stance", "harmless").sub(" ", tail(sentence, figure)),
    )


def _tail(sentence: Sentence, figure: Figure) -> str:
    number = sentence.clause_of(figure.start)
    clause = sentence.clauses[number]
    stop = min((f.start for f in _counted_behind(sentence, figure)), default=len(sentence.text))
    own = clause.text[figure.end : min(clause.end, stop)]
    if clause.anchor is not None and not own.strip():
        # «登録里親数（500世帯）を減らす»: the words behind the bracket.
        clause = sentence.clauses[clause.anchor]
        own = clause.text[figure.end : min(clause.end, stop)].strip(" )]〕")
    if _TOPIC_END.search(own) and number + 1 < len(sentence.clauses):
        following = sentence.clauses[number + 1]
        if following.anchor is None and following.start < stop:
            own += following.text[following.start : min(following.end, stop)]
    elsewhere = pattern("stance", "elsewhere").search(own)
    return own[: elsewhere.start()] if elsewhere else own


def _counted_behind(sentence: Sentence, figure: Figure) -> list[Figure]:
    return [
        f for f in sentence.figures
        if f.start >= figure.end and f.found.type in ("number", "percent")
        and not is_vague(f.found)
    ]  # fmt: skip


def _last_listed(sentence: Sentence, figure: Figure) -> Figure:
    """Return the last figure of the list that ``figure`` is in: «施設6名、里親1名が欠席した»."""
    for following in _counted_behind(sentence, figure):
        if _LISTED.fullmatch(sentence.text, figure.end, following.start) is None:
            break
        figure = following
    return figure


def denied_itself(sentence: Sentence, figure: Figure) -> bool:
    """Say whether the number itself is denied, whatever it is: «157名ではない»."""
    if _ASKED.search(sentence.text):
        return False
    before = pattern("stance", "not_before").search(sentence.text[: figure.start])
    rest = tail(sentence, figure)
    return before is not None or pattern("stance", "not_this").match(rest) is not None


def denied(sentence: Sentence, figure: Figure, groups: Sequence[Group] = ()) -> bool:
    """Say whether what is said of a figure is denied: «16名が出席しなかった», «16名は来なかった».

    ``groups``: a table's names in the sentence.

    A number that is none («1人もいなかった») and words that only sound so («16名しかいない»,
    «16名にすぎない», «10名に満たない») deny nothing.
    """
    if figure.found.value == 0 or _ASKED.search(sentence.text):
        return False
    if _left_out(sentence, figure, groups):
        return True
    rest = _plain_tail(sentence, figure)
    denials = (pattern("stance", "denied"), pattern("stance", "denied_english"))
    return untrue(sentence, figure) or any(d.search(rest) for d in denials)


def untrue(sentence: Sentence, figure: Figure) -> bool:
    """Say whether the statement of a figure is called false: «157名という発表は誤り»."""
    return pattern("stance", "untrue").search(_plain_tail(sentence, figure)) is not None


def _left_out(sentence: Sentence, figure: Figure, groups: Sequence[Group]) -> bool:
    """Say whether a figure is of those who did not: «出席しなかった16名», «来なかった里親12名»."""
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    who = pattern("stance", "left_out_who")
    for said in pattern("stance", "left_out").finditer(clause.text, clause.start, figure.start):
        ends = [g.end for g in groups if g.kind in ("column", "subject") and g.start == said.end()]
        if any(who.fullmatch(clause.text, end, figure.start) for end in (said.end(), *ends)):
            return True
    return False


def left_aside(sentence: Sentence, start: int, figure: Figure) -> bool:
    """Say whether the words from ``start`` to a figure deny something of what it counts.

    «記載しない意見は5件» counts others than «意見は5件».
    """
    lead = pattern("stance", "harmless").sub(" ", sentence.text[start : figure.start])
    return pattern("stance", "denied").search(lead) is not None


def said_of_it(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure is what an opinion is about: «16名は少なすぎるとの意見が出た»."""
    return pattern("stance", "judged").match(tail(sentence, figure)) is not None


def there_are(sentence: Sentence, figure: Figure) -> bool:
    """Say whether bodies are said to exist or to be built, not to have come: «13市町村がある»."""
    clause = sentence.clauses[sentence.clause_of(figure.start)].text
    if pattern("counted", "attended").search(clause):
        return False
    return pattern("stance", "there_are").match(tail(sentence, figure)) is not None


def voiced(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure counts who said something: «懸念の声が41の施設から上がった»."""
    if figure.found.unit in _SAYINGS:
        return False  # «意見は全22件で» counts what was said
    before = pattern("stance", "voices").search(sentence.text[: figure.start])
    rest = sentence.text[figure.end :]
    return before is not None and pattern("stance", "voiced").match(rest) is not None


def there_is(sentence: Sentence, figure: Figure) -> bool:
    """Say whether something is said to be there now: «1か所しかない», «県内に1か所ある»."""
    return pattern("stance", "exists").match(tail(sentence, figure)) is not None


def there_live(sentence: Sentence, figure: Figure) -> bool:
    """Say whether people are said to be there now, not to have come: «里親は県内に12名いる»."""
    if pattern("counted", "attended").search(sentence.text):
        return False
    return pattern("stance", "there_live").match(tail(sentence, figure)) is not None


def called_another(
    sentence: Sentence, figure: Figure, subject: Subject, groups: Sequence[Group]
) -> bool:
    """Say whether people of one column are said to be of another: «里親12名は施設の職員だった»."""
    columns, rest = subject.part.columns, tail(sentence, figure)
    if subject.operation != "value" or not columns or not pattern("stance", "were").match(rest):
        return False
    named = [g for g in groups if g.kind == "column"]
    behind = [g for g in named if figure.end <= g.start < figure.end + len(rest)]
    before = any(g.values == columns and g.end <= figure.start for g in named)
    return before and any(not set(columns) & set(g.values) for g in behind)


def does_otherwise(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a share is of those who did something else: «55.6％が研修を受けた»."""
    return pattern("stance", "did").match(tail(sentence, figure)) is not None


def moved(sentence: Sentence, figure: Figure, printed: str) -> bool:
    """Say whether a figure is an amount of change or goes down: «500世帯減らす», «55.6％に下げる».

    ``printed``: the source's own words, which may say the same.
    """
    rest = tail(sentence, figure)
    lead = sentence.text[: figure.start]
    if pattern("stance", "added").search(lead) and pattern("stance", "more").search(rest):
        return True
    if rest.strip() in ("から", "より"):
        onward = pattern("stance", "onward").search(sentence.text[figure.end :])
        return onward is not None and onward.group("way") not in printed
    if figure.found.modifier is None and pattern("stance", "beyond").match(rest):
        return True
    for name in ("by", "down", "from"):
        found = pattern("stance", name).match(rest)
        if found is not None and found.group("way") not in printed:
            return True
    return False


def enough(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a number is said to be enough: «1か所で十分»."""
    return pattern("stance", "enough").match(tail(sentence, figure)) is not None


def present(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure is called the present one, not an aim: «委託率の実績は55.6％».

    Of the words before it the last decides: «現在の目標は55.6％».
    """
    words = pattern("stance", "actual")
    based = pattern("stance", "based").match(sentence.text, figure.end)
    if based and not pattern("stance", "aimed").search(sentence.text):
        return True
    lead = sentence.text[: figure.start]
    now = [m.end() for m in words.finditer(lead)]
    aims = [m.end() for m in pattern("stance", "aimed").finditer(lead)]
    if now and now[-1] > max(aims, default=0):
        return True
    if figure.found.modifier in ("未満", "超") and not aims:
        short = pattern("stance", "compared").match(sentence.text, figure.end)
        return short is not None and not pattern("stance", "aimed").search(tail(sentence, figure))
    return pattern("stance", "actual_behind").match(tail(sentence, figure)) is not None


def reached(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure is said to be so now, not to be aimed at: «500世帯が登録されている»."""
    rest = tail(sentence, figure)
    over = pattern("stance", "over").search(sentence.text)
    # «目標（55.6％）は4つの圏域で達成した»: over the next number too.
    over = over or pattern("stance", "attained").search(sentence.text, figure.end)
    if over or pattern("stance", "reached").search(rest):
        return True
    stated = pattern("stance", "aimed").search(sentence.text)
    return not stated and pattern("stance", "present").search(rest) is not None


def is_so(sentence: Sentence, figure: Figure, before: str) -> bool:
    """Say whether a figure is stated flatly, nothing near calling it an aim: «率は55.6％です»."""
    if pattern("stance", "aimed").search(f"{before} {sentence.text}"):
        return False
    rest = tail(sentence, figure)
    topic = _TOPIC_END.search(sentence.text[: figure.start]) is not None
    listed = topic and _LIST_END.match(sentence.text, figure.end) is not None
    return listed or pattern("stance", "is").search(rest) is not None


def voice(sentence: Sentence, figure: Figure) -> Voice:
    """Return whose statement the sentence makes a figure.

    «必要», «べき» alone are an opinion's words, unless the author of the source is said to hold it:
    «県は必要だとしている».
    """
    text = sentence.text
    if pattern("stance", "opinion").search(text):
        return "voiced"
    if pattern("stance", "official").search(text) or pattern("stance", "decided").search(text):
        return "official"
    if pattern("stance", "wish").search(text):
        return "voiced"
    return "official" if pattern("stance", "done").search(text[figure.end :]) else "open"
