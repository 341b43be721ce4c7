"""Judge a figure against the figures of running text: rates, households, periods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from assistant.answer.catalog import Catalog, PassageWords
from assistant.answer.facts import phrase
from assistant.answer.names import kana_key
from assistant.check.agree import agrees
from assistant.check.finding import Finding, silent
from assistant.check.narrowing import speakers
from assistant.check.place import OF_WHICH, Place
from assistant.check.scan import Figure, Sentence
from assistant.check.stance import is_so, otherwise, reached, voice
from assistant.check.vocabulary import folded, opposites, pattern, plain_words, saying, stating
from assistant.text.figures import Found, find_figures
from assistant.text.modifiers import LIMITS
from assistant.text.normalize import normalize, squeeze
from assistant.text.segment import Token, segment
from assistant.types import Passage

_PIECE = re.compile(r"[、。・（）()「」\n]")
_REACHED = re.compile(r"実績|現在|上った|上っ|記録した|となった|になった")
_PRESENT = re.compile(r"現在|現状|現時点|いまの|今の|足元")
_AIM = re.compile(r"目標|目指|目安|めざ|ねら|掲げ|設定")
_LOW = frozenset({"以下", "以内", "未満", "最大"})
_HIGH = frozenset({"以上", "少なくとも", "超"})
_SURE = 5
"""The evidence of a claim that uses every word a source's figure stands behind."""
_NEEDED = 0.5
"""The share of the words a source's figure stands behind that a claim must use too."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a passage, with the nouns of what it is said of."""

    passage: Passage
    found: Found
    head: tuple[str, ...]
    about: frozenset[str]
    """Lemmas of the head."""


class PassageFacts:
    """The figures of all passages of words. Built once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        # The days of a table are judged there, with their rows.
        days = {
            row.keys[d.id]
            for document in catalog.documents
            for table in document.tables
            for d in table.dimensions
            if d.type == "date"
            for row in table.rows
        }
        self._facts: list[Fact] = []
        for passage in catalog.passages.values():
            for found in find_figures(passage.text):
                if found.type in ("number", "percent", "date") and found.value not in days:
                    head = _head(passage, found)
                    lemmas = frozenset(folded(t.lemma) for t in head)
                    self._facts.append(Fact(passage, found, tuple(t.surface for t in head), lemmas))

    def judge(
        self, figure: Figure, sentence: Sentence, scope: Sequence[tuple[int, int]], before: str
    ) -> Finding | None:
        """Return what a passage says of ``figure``, None where none is about it.

        ``scope``: the spans of the sentence that say what the figure is of; ``before``: the
        sentence before, which may name it.
        """
        found = figure.found
        if found.type not in ("number", "percent", "date"):
            return None
        same_kind = [f for f in self._facts if _same_kind(f.found, found)]
        best = self._best(figure, sentence, before, same_kind)
        if best is None:
            return None
        share, facts = best
        for fact in facts:
            missing = self._missing(fact, sentence, scope)
            if missing:
                named = "」「".join(missing)
                return silent(f"出典に、「{named}」に当たる数の記載がありません。", 1)
        before_it = sentence.text[: figure.end]
        aims = [_AIM.search(f.passage.text) is not None for f in facts]
        if any(aims) and _PRESENT.search(before_it) and not _AIM.search(before_it):
            return silent("出典にあるのは目標で、現在の値の記載はありません。", 6)
        rival = self._best(figure, sentence, "", [f for f in self._facts if f not in same_kind])
        said = kana_key(squeeze(sentence.text[: figure.start]))
        nearer = rival is not None and all(
            kana_key(folded(h)) in said
            for h in rival[1][0].head
            if kana_key(folded(h)) in kana_key(squeeze(sentence.text))
        )  # «委託率の目標は55.6％、里親登録は500世帯»: what is told after is another's
        if rival and nearer and rival[0] > share and rival[1][0].found.type != "date":
            return _wrong_kind(figure, rival[1][0])
        found_so = self._compare(figure, sentence, facts, before)
        return replace(found_so, evidence=_SURE if share == 1 else found_so.evidence)

    def _best(
        self, figure: Figure, sentence: Sentence, before: str, facts: Sequence[Fact]
    ) -> tuple[float, list[Fact]] | None:
        """Return the facts whose words the claim uses most, with the share of them that it uses.

        None where it uses too few to tell which is meant.
        """
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        texts = [
            self._with_synonyms(t)
            for t in (sentence.text[clause.start : figure.start], sentence.text, folded(before))
        ]
        scored = []
        for order, fact in enumerate(facts):
            for level, text in enumerate(kana_key(squeeze(t)) for t in texts):
                held = [h for h in fact.head if kana_key(folded(h)) in text]
                if fact.head and held:
                    near = _nearest(sentence.text, figure, held)
                    scored.append((-level, len(held) / len(fact.head), -near, -order, fact))
                    break
        if not scored:
            return None
        scored.sort(key=lambda s: s[:4], reverse=True)
        level, share = scored[0][:2]
        if figure.found.type == "date" and (level == -2 or share < _NEEDED):
            return None
        if re.search(r"半|割|分の", figure.found.text) and share < 1:
            return None  # words for a share are for a share of people
        needed = 1 if level == -2 and figure.found.type == "percent" else _NEEDED
        if share < needed:
            return None
        return share, [s[4] for s in scored if s[0] == level and s[1] == share]

    def _with_synonyms(self, text: str) -> str:
        """Return ``text`` with what the passages call the things that it names: 児家セン."""
        names = (n.payload for n in self._catalog.synonyms.find(text))
        return " ".join([text, *dict.fromkeys(names)])

    def _missing(
        self, fact: Fact, sentence: Sentence, scope: Sequence[tuple[int, int]]
    ) -> tuple[str, ...]:
        """Return the nouns of the claim that the passage does not hold."""
        entry = self._catalog.words[fact.passage.id]
        said_by = speakers(sentence)
        found = []
        for token in sentence.tokens:
            inside = any(s <= token.start < e for s, e in scope)
            inside = inside and not any(s <= token.start < e for s, e in said_by)
            of_figure = any(f.start <= token.start < f.end for f in sentence.figures)
            if not inside or of_figure or not _is_noun(token):
                continue
            lemma = folded(token.lemma)
            free = {lemma, token.surface} & (plain_words() | saying())
            if free or _AIM.search(token.surface):
                continue
            if lemma in self._catalog.title_lemmas or _held(entry, token):
                continue
            found.append(token.surface)
        return tuple(dict.fromkeys(found))

    def _deed(self, fact: Fact, sentence: Sentence, figure: Figure) -> str | None:
        """Return a deed behind the figure that the passage does not tell, None where it does."""
        entry = self._catalog.words[fact.passage.id]
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        if clause.anchor is not None:
            clause = sentence.clauses[clause.anchor]  # «登録里親数（500世帯）の目標は否定された»
        end, number = clause.end, sentence.clauses.index(clause)
        topic = pattern("stance", "topic").search(sentence.text[figure.end :].lstrip(")"))
        if topic is not None and number + 1 < len(sentence.clauses):
            end = max(end, sentence.clauses[number + 1].end)  # «55.6％は高すぎるため、外された»
        tokens = [t for t in sentence.tokens if figure.end <= t.start < end]
        for number, token in enumerate(tokens):
            does = tokens[number + 1].lemma if number + 1 < len(tokens) else ""
            noun = token.pos3 == "サ変可能" and does in ("為る", "出来る")
            if not noun and (token.pos != "動詞" or token.pos2 == "非自立可能"):
                continue
            if {folded(token.lemma), token.surface} & (stating() | saying()):
                continue
            if folded(token.lemma) not in entry.lemmas:
                return token.surface
        return None

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
        clause = sentence.own(sentence.clauses[sentence.clause_of(figure.start)])
        printed = fact.passage.text
        label = f"{''.join(fact.head)}" if fact.head else "この数"
        turned = _turned_round(sentence.text, printed)
        aim = _AIM.search(printed) is not None
        if turned is None and aim and _REACHED.search(clause[figure.end :]):
            turned = None if _AIM.search(sentence.text) else "実績"
        if turned is not None or otherwise(sentence, figure, printed, true.end):
            return silent(f"出典の記述（{_quoted(fact)}）と内容が異なるため、裏付けられません。", 2)
        deed = self._deed(fact, sentence, figure)
        if deed is not None:
            return silent(f"出典に、「{_quoted(fact)}」を「{deed}」という記載はありません。", 2)
        if aim and reached(sentence, figure):
            return silent(
                f"出典にあるのは目標（{_quoted(fact)}）で、実際の値の記載はありません。", 2
            )
        if fact.passage.kind == "opinion" and voice(sentence, figure) == "official":
            return silent(
                f"出典の「{_quoted(fact)}」は参加者の意見で、計画や決定、現状の記載ではありません。",
                2,
            )
        low_high = (found.modifier in _LOW and true.modifier in _HIGH) or (
            found.modifier in _HIGH and true.modifier in _LOW
        )
        if true.type == "date":
            same = str(found.value) == str(true.value) or str(true.value).endswith(
                str(found.value).lstrip("-")
            )
        elif low_high or (
            found.modifier in LIMITS and true.modifier is None and found.value != true.value
        ):
            same = False
        elif found.modifier in LIMITS and found.modifier == true.modifier:
            same = found.value == true.value
        else:
            same = agrees(found, Fraction(str(true.value))) is not None
        passages = (fact.passage.id,)
        if same and aim and is_so(sentence, figure, before):
            return silent(
                f"出典にあるのは目標（{_quoted(fact)}）で、実際の値の記載はありません。", 2
            )
        if same:
            exact = found.value == true.value
            return Finding(
                "supported", "exact" if exact else "rounded",
                f"出典に「{_quoted(fact)}」とあります。", None, None, passages, 2,
            )  # fmt: skip
        return Finding(
            "contradicted", "value",
            f"{label}は、出典では「{true.text}」です。文中の「{found.text}」とは異なります。",
            true.text, None, passages, 2,
        )  # fmt: skip


def _same_kind(a: Found, b: Found) -> bool:
    if a.type != b.type:
        return False
    return a.type == "percent" or folded(a.unit) == folded(b.unit) != ""


def _head(passage: Passage, found: Found) -> list[Token]:
    """Return the nouns that a figure is said of: of its own piece of the sentence, or before."""
    pieces = [m.end() for m in _PIECE.finditer(passage.text[: found.start])]
    edges = [0, *pieces, found.start]
    for start, end in reversed(list(pairwise(edges))):
        piece = passage.text[start:end]
        figures = find_figures(piece)
        tokens = [
            t for t in segment(normalize(piece).text)
            if _is_noun(t) and not any(f.start <= t.start < f.end for f in figures)
            and t.surface not in plain_words()
        ]  # fmt: skip
        if tokens:
            return tokens
    tail = _PIECE.split(passage.text[found.end :])[0]
    behind = [t for t in segment(normalize(tail).text) if _is_noun(t)]
    if behind:
        return behind
    if passage.label:
        return [t for t in segment(passage.label) if _is_noun(t)]
    return []


def _is_noun(token: Token) -> bool:
    return (token.pos == "名詞" and token.pos2 != "数詞") or (
        token.pos == "接尾辞" and token.surface in ("率", "数")
    )


def _held(entry: PassageWords, token: Token) -> bool:
    lemma = folded(token.lemma)
    if lemma in entry.lemmas or lemma in entry.context:
        return True
    return kana_key(folded(token.surface)) in entry.key


def _nearest(text: str, figure: Figure, heads: Sequence[str]) -> int:
    """Return how far before the figure the nearest of its words stands."""
    places = [text.rfind(folded(h), 0, figure.start) for h in heads]
    known = [figure.start - p for p in places if p >= 0]
    return min(known, default=len(text))


def _turned_round(text: str, printed: str) -> str | None:
    """Return the word that turns the source's statement round, None where there is none."""
    for a, b in opposites():
        if a in text and b in printed and a not in printed:
            return a
        if b in text and a in printed and b not in printed:
            return b
    return None


def _quoted(fact: Fact) -> str:
    """Return the figure with the words right before it, as printed."""
    return phrase(fact.passage.text, fact.found)


def _wrong_kind(figure: Figure, fact: Fact) -> Finding:
    """Return that the subject is counted in another unit: 里親等委託率 in households."""
    return Finding(
        "contradicted", "unit",
        f"{''.join(fact.head)}は、出典では「{fact.found.text}」です。"
        f"文中の「{figure.found.text}」とは数えているものが異なります。",
        fact.found.text, None, (fact.passage.id,), _SURE,
    )  # fmt: skip
