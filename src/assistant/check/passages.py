"""Judge a figure against the figures of running text: rates, households, periods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.answer.catalog import Catalog
from assistant.check.agree import agrees
from assistant.check.finding import Finding, silent
from assistant.check.nearest import Nearest
from assistant.check.passage_facts import SEPARATE, Fact, Facts, Meant
from assistant.check.passage_words import another_phrase, another_region, deed, missing
from assistant.check.place import OF_WHICH, Place
from assistant.check.scan import Figure, Sentence
from assistant.check.stance import is_so, present, reached, there_is, voice
from assistant.check.vocabulary import opposites, pattern
from assistant.check.weighing import otherwise
from assistant.labels import kind_of
from assistant.text.modifiers import LIMITS
from assistant.text.normalize import kana_key, squeeze

_LOW = frozenset({"以下", "以内", "未満", "最大"})
_HIGH = frozenset({"以上", "少なくとも", "超"})
_QUOTED_AS = re.compile(r"[」』](?:と|を|は|が)")
_LIMIT = re.compile(r"\s*(?:以上|以下|未満|以内)")
_SURE = 5
"""The evidence of a claim that uses every word a source's figure stands behind."""
_NO_VALUE = "出典にあるのは目標（{}）で、実際の値の記載はありません。"


class PassageFacts:
    """Judges by the figures of passages of words. Built once."""

    def __init__(self, catalog: Catalog, nearest: Nearest) -> None:
        self._catalog = catalog
        self._facts = Facts(catalog, nearest)

    def judge(
        self,
        figure: Figure,
        sentence: Sentence,
        scope: Sequence[tuple[int, int]],
        before: str,
        told: list[str],
    ) -> Finding | None:
        """Return what a passage says of ``figure``, None where none is about it.

        ``scope``: the spans of the sentence that say what the figure is of; ``before``: the
        sentence before, which may name it; ``told``: the passages that the text spoke of last,
        changed in place.
        """
        found = figure.found
        if found.type not in ("number", "percent", "date"):
            return None
        same = self._facts.like(figure, sentence)
        meant = self._facts.meant(figure, sentence, before, same) or _again(
            figure, sentence, same, told
        )
        if meant is None:
            return self._in_other_unit(figure, sentence, scope, before, told)
        for fact in meant.facts:
            words = missing(self._catalog, fact, sentence, figure, scope)
            if words:
                named = "」「".join(words)
                return silent(f"出典に、「{named}」に当たる数の記載がありません。", 1)
        region = another_region(self._catalog, meant.facts[0], sentence, figure, scope)
        if region is not None:
            return silent(f"出典に、「{region}」についてのこの数の記載がありません。", 1)
        told[:] = [f.passage.id for f in meant.facts]
        if any(f.aimed for f in meant.facts) and present(sentence, figure):
            return silent("出典にあるのは目標で、現在の値の記載はありません。", 6)
        others = [f for f in self._facts.near(sentence) if f not in same and f.found.type != "date"]
        rival = self._facts.meant(figure, sentence, "", others)
        said = kana_key(squeeze(sentence.text[: figure.start]))
        whole = kana_key(squeeze(sentence.text))
        nearer = rival is not None and all(
            key in said for key in rival.facts[0].keys if key in whole
        )  # «委託率の目標は55.6％、里親登録は500世帯»: what is told after is another's
        if rival and nearer and not rival.level and rival.share > meant.share:
            return _wrong_kind(figure, rival.facts[0])
        judged = self._compare(figure, sentence, meant.facts, before)
        return replace(judged, evidence=_SURE if meant.share == 1 else judged.evidence)

    def _in_other_unit(
        self,
        figure: Figure,
        sentence: Sentence,
        scope: Sequence[tuple[int, int]],
        before: str,
        told: Sequence[str],
    ) -> Finding | None:
        """Return that an aim is told of in another unit: «登録里親数の目標は500人»."""
        if figure.found.type == "date" or not figure.found.unit:
            return None
        same = self._facts.like(figure, sentence)
        others = [f for f in self._facts.near(sentence) if f.aimed and f not in same]
        if not pattern("stance", "aim").search(f"{before} {sentence.text}"):
            others = [f for f in others if f.passage.id in told]
        meant = self._facts.meant(figure, sentence, "", others)
        if meant is None or meant.level or meant.share < 1:
            return None
        fact = meant.facts[0]
        if missing(self._catalog, fact, sentence, figure, scope):
            return None
        return _wrong_kind(figure, fact)

    def _compare(
        self, figure: Figure, sentence: Sentence, facts: Sequence[Fact], before: str
    ) -> Finding:
        found = figure.found
        # Two figures of one phrase (the ends of a period): the one that is written, if any.
        fact = next((f for f in facts if f.found.value == found.value), facts[0])
        true = fact.found
        of_others = OF_WHICH.fullmatch(Place(sentence, (), figure).before)
        if of_others and of_others.group().strip():
            return silent("文中の全体の数のうちの数としては、出典に記載がありません。", 2)
        if another_phrase(fact, sentence, figure):
            return silent(f"出典の記述（{fact.quoted}）とは別のものの数です。", 2)
        printed = fact.passage.text
        label = f"{''.join(fact.head)}" if fact.head else "この数"
        turned = _turned_round(sentence.text, printed)
        if turned is not None or otherwise(sentence, figure, printed, true.end):
            return silent(f"出典の記述（{fact.quoted}）と内容が異なるため、裏付けられません。", 2)
        done = deed(self._catalog, fact, sentence, figure)
        if done is not None:
            return silent(f"出典に、「{fact.quoted}」を「{done}」という記載はありません。", 2)
        if fact.aimed and reached(sentence, figure):
            return silent(_NO_VALUE.format(fact.quoted), 2)
        flat = there_is(sentence, figure) or voice(sentence, figure) == "official"
        if fact.passage.kind == "opinion" and flat:
            shown = f"出典の「{fact.quoted}」は{kind_of(fact.passage)[1]}"
            reason = f"{shown}で、計画や決定、現状の記載ではありません。"
            said_so = _QUOTED_AS.search(sentence.text, figure.end) is not None
            return replace(silent(reason, 2), misattributed=said_so)
        same = _fits(figure, sentence, fact)
        passages = (fact.passage.id,)
        if fact.passage.kind == "opinion" and not same and not _told_so(figure, sentence):
            return silent(f"出典にあるのは{kind_of(fact.passage)[1]}（{fact.quoted}）だけです。", 2)
        if same and fact.aimed and is_so(sentence, figure, before):
            return silent(_NO_VALUE.format(fact.quoted), 2)
        if same:
            exact = found.value == true.value
            return Finding(
                "supported", "exact" if exact else "rounded",
                f"出典に「{fact.quoted}」とあります。", None, None, passages, 2,
            )  # fmt: skip
        return Finding(
            "contradicted", "value",
            f"{label}は、出典では「{true.text}」です。文中の「{found.text}」とは異なります。",
            true.text, None, passages, 2,
        )  # fmt: skip


def _again(
    figure: Figure, sentence: Sentence, facts: Sequence[Fact], told: Sequence[str]
) -> Meant | None:
    """Return the one aim that the text spoke of last: «6割に届かない目標»."""
    known = tuple(f for f in facts if f.passage.id in told and f.aimed)
    clause = sentence.clauses[sentence.clause_of(figure.start)].text
    if len(known) != 1 or not pattern("stance", "aim").search(clause):
        return None
    return Meant(known, 0, 3)


def _told_so(figure: Figure, sentence: Sentence) -> bool:
    """Say whether a figure is told as an opinion, or in the phrase of one: «10圏域に2か所»."""
    if voice(sentence, figure) == "voiced":
        return True
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    beside = [f for f in sentence.figures if f.end <= figure.start and clause.holds(f.start)]
    return any(not SEPARATE.match(sentence.text, f.end) for f in beside)


def _fits(figure: Figure, sentence: Sentence, fact: Fact) -> bool:
    """Say whether a figure says the same as that of a passage, as exact as it is written."""
    found, true = figure.found, fact.found
    if true.type == "date":
        return str(found.value) == str(true.value) or str(true.value).endswith(
            str(found.value).lstrip("-")
        )
    opposite = (found.modifier in _LOW and true.modifier in _HIGH) or (
        found.modifier in _HIGH and true.modifier in _LOW
    )
    # «300世帯以上とする目標» is another aim; «目標は6割に満たない» tells of this one.
    limit = found.modifier in ("少なくとも", "最大") or _LIMIT.match(sentence.text, figure.end)
    unlike = found.modifier in LIMITS and true.modifier is None and found.value != true.value
    if opposite or (unlike and limit):
        return False
    if found.modifier in LIMITS and found.modifier == true.modifier:
        return found.value == true.value
    return agrees(found, Fraction(str(true.value))) is not None


def _turned_round(text: str, printed: str) -> str | None:
    """Return the word that turns the source's statement round, None where there is none."""
    for a, b in opposites():
        if a in text and b in printed and a not in printed:
            return a
        if b in text and a in printed and b not in printed:
            return b
    return None


def _wrong_kind(figure: Figure, fact: Fact) -> Finding:
    """Return that the subject is counted in another unit: 里親等委託率 in households."""
    return Finding(
        "contradicted", "unit",
        f"{''.join(fact.head)}は、出典では「{fact.found.text}」です。"
        f"文中の「{figure.found.text}」とは数えているものが異なります。",
        fact.found.text, None, (fact.passage.id,), _SURE,
    )  # fmt: skip
