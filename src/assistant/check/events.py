"""Whether a date or time is told of something else than what the table holds, or only bounds it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.words import words
from assistant.check.finding import Finding, silent
from assistant.check.narrowing import event_words, is_free, speakers
from assistant.check.scan import Clause, Figure, Group, Sentence
from assistant.check.vocabulary import pattern

_TOPIC = re.compile(r"は|が|:")
_WHAT = re.compile(r"(?:\([^)]*\))?に(?:は)?([^\s、。はがを0-9]{2,12})[がを]")
_OWN = ("row", "subject", "column", "dimension", "condition")


def of_event(
    finding: Finding,
    figure: Figure,
    sentence: Sentence,
    groups: Sequence[Group],
    free: frozenset[str],
) -> Finding:
    """Return ``finding``, or that the source is silent where the date is of something else.

    ``groups``: the table's names in the sentence; ``free``: lemmas that narrow nothing.
    """
    shown = figure.found.text
    rest = sentence.text[figure.end :]
    if pattern("dates", "bound").match(rest):
        return silent(f"「{shown}」は範囲の端として書かれており、出典に記載がありません。", 1)
    if pattern("dates", "planned").search(rest):
        return silent(f"「{shown}」の予定や変更は、出典に記載がありません。", 1)
    named = _head(figure, sentence, groups, free) or _behind(figure, sentence)
    if not named:
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        before = [g for g in groups if g.kind in ("row", "subject") and g.end <= figure.start]
        if any(clause.holds(g.start) for g in before):
            return finding
        spans = [(s, min(e, figure.start)) for s, e in clause.spans]
        covered = [(g.start, g.end) for g in groups]
        covered += [(f.start, f.end) for f in sentence.figures]
        named = event_words(sentence, figure, spans, covered, free)
    if not named:
        return finding
    shown = "」「".join(dict.fromkeys(named))
    return silent(f"出典に、「{shown}」の日時の記載がありません。")


def another(sentence: Sentence, figure: Figure, own: str) -> str | None:
    """Return the event of another name that a number is told of: «里親の説明会には12名が参加した».

    ``own``: the names that the source gives its own; None where the sentence names one of those.
    """
    number = sentence.clause_of(figure.start)
    return sentence.kept(("event", number), lambda: _named(sentence, sentence.clauses[number], own))


def _named(sentence: Sentence, clause: Clause, own: str) -> str | None:
    text = clause.text
    lead = pattern("dates", "survey").search(sentence.text[: clause.start])
    if lead is not None and not pattern("dates", "meeting").search(sentence.text, lead.end()):
        return lead.group(1)
    for match in pattern("dates", "event").finditer(text):
        if pattern("dates", "there").match(text, match.end()) and match.group() not in own:
            rest = f"{sentence.text[: match.start()]}。{sentence.text[match.end() :]}"
            return None if pattern("dates", "meeting").search(rest) else match.group()
    return None


def _behind(figure: Figure, sentence: Sentence) -> tuple[str, ...]:
    """Return the plan or the like that a date is said to be of: «11月に計画を策定した»."""
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    rest = _WHAT.match(clause.text, figure.end)
    word = rest.group(1) if rest is not None else ""
    return (word,) if word.endswith(tuple(words().no_event)) else ()


def _head(
    figure: Figure, sentence: Sentence, groups: Sequence[Group], free: frozenset[str]
) -> tuple[str, ...]:
    """Return the thing before a date whose day it is said to be: «松本会場の受付は午前9時».

    None where it is of the table, where anything can have it (日, 回), or where a name stands
    behind the date («私は11月6日の松本会場に出た»).
    """
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    behind = [g for g in groups if g.kind in ("row", "subject") and g.start >= figure.end]
    if any(clause.holds(g.start) for g in behind):
        return ()
    tokens = [t for t in sentence.tokens if clause.start <= t.start < figure.start]
    ends = [n for n, t in enumerate(tokens) if _TOPIC.fullmatch(t.surface)]
    if not ends or not ends[-1]:
        return ()
    last = first = ends[-1] - 1
    if tokens[last].pos not in ("名詞", "接尾辞"):
        return ()
    while first and tokens[first - 1].pos in ("名詞", "接頭辞", "接尾辞"):
        first -= 1
    start, end = tokens[first].start, tokens[last].end
    known = [(g.start, g.end) for g in groups if g.kind in _OWN]
    known += [*speakers(sentence), *((f.start, f.end) for f in sentence.figures)]
    if any(s < end and tokens[last].start < e for s, e in known):
        return ()
    head = sentence.text[start:end]
    whole = figure.found.type == "time" or figure.found.unit == "日"
    if whole and pattern("dates", "thing").search(head):
        return (head,)
    if any(t.surface in words().no_event for t in tokens[first : last + 1]):
        return (head,)
    joined = first and tokens[first - 1].surface == "の"
    of_group = joined and any(e == tokens[first - 1].start for _, e in known)
    return (head,) if of_group and not is_free(tokens[last], free) else ()
