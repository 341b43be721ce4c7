"""Which words of a claim a passage does not hold: what it is of, and what is done with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer.catalog import Catalog, PassageWords
from assistant.answer.facts import alike
from assistant.check.narrowing import speakers
from assistant.check.passage_facts import SEPARATE, Fact, is_noun
from assistant.check.scan import Figure, Sentence
from assistant.check.stance import said_of_it, tail
from assistant.check.vocabulary import (
    doing,
    english_plain,
    folded,
    narrowing,
    pattern,
    plain_words,
    saying,
    unmarked,
)
from assistant.text.figures import find_figures
from assistant.text.normalize import kana_key, squeeze
from assistant.text.segment import Token, content_lemmas

_HELD = re.compile(r"^[^、。]{0,8}[をにがも]$")
_OF_REGION = re.compile(r"(?:地域|会場|圏域|地区|広域|市|ブロック|エリア)")
_TIMES = frozenset({"歳", "才", "年", "年度", "年間", "か月", "代", "世代"})


def missing(
    catalog: Catalog,
    fact: Fact,
    sentence: Sentence,
    figure: Figure,
    scope: Sequence[tuple[int, int]],
) -> tuple[str, ...]:
    """Return the nouns of the claim that the passage does not hold, each once, in order.

    ``scope``: the spans of the sentence that say what the figure is of; the words that its own
    phrase begins with count too, and of those behind it only what is said of it.
    """
    entry = catalog.words[fact.passage.id]
    said_by = speakers(sentence)
    end = figure.end + len(tail(sentence, figure))
    spans = [(s, min(e, end)) for s, e in (*scope, *_phrase(sentence, figure))]
    english = _english(catalog, sentence, entry)
    found = []
    free = unmarked()
    for token in sentence.tokens:
        if not is_noun(token) or not any(s <= token.start < e for s, e in spans):
            continue
        of_figure = any(f.start <= token.start < f.end for f in sentence.figures)
        if of_figure or any(s <= token.start < e for s, e in said_by):
            continue
        lemma = folded(token.lemma)
        if (lemma in free or token.surface in free) and not _narrows(token, fact):
            continue
        called = any(pattern("stance", n).search(token.surface) for n in ("aim", "actual"))
        if called or any(s <= token.start and token.end <= e for s, e in english):
            continue
        if lemma in catalog.title_lemmas or _held(entry, token):
            continue
        found.append(token.surface)
    found += _called_otherwise(catalog, fact, sentence, figure, spans)
    for other in sentence.figures:
        # «10年後に500世帯», «委託率（3歳未満）»
        inside = other is not figure and any(s <= other.start < e for s, e in spans)
        if inside and other.start < figure.start and _another_time(catalog, other):
            found.append(sentence.text[other.start : other.end])
    return tuple(dict.fromkeys(found))


def _called_otherwise(
    catalog: Catalog,
    fact: Fact,
    sentence: Sentence,
    figure: Figure,
    spans: Sequence[tuple[int, int]],
) -> list[str]:
    """Return the names of things of which the passage's number is not: «登録教員数500世帯».

    A compound with a part of the passage's own name in it and another word for the rest; or, where
    that name is not whole in the sentence, what a table counts and the passage does not name.
    """
    found: list[str] = []
    entry = catalog.words[fact.passage.id]
    said = kana_key(squeeze(sentence.text))
    if all(key in said for key in fact.keys):
        return found
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    if clause.anchor is not None:
        # «登録教員数（500世帯）»: what the bracket stands behind
        outer = sentence.clauses[clause.anchor]
        spans = [*spans, *((s, min(e, clause.start)) for s, e in outer.spans if s < clause.start)]
    for run in _compounds(sentence, spans):
        words = [
            t.surface for t in run
            if t.surface not in saying() and not pattern("stance", "aim").search(t.surface)
        ]  # fmt: skip
        other = [w for w in words if w not in fact.head and w != fact.found.unit]
        held = all(kana_key(folded(w)) in entry.key for w in other) or "".join(other).isascii()
        own = bool(set(words) & set(fact.head)) and not all(len(w) == 1 for w in other)
        if "".join(words).isascii():
            continue  # English words are told apart by what they stand for
        if other and not held and (own or _counted(catalog, "".join(other))):
            found.append("".join(words))
    return found


def _compounds(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> Iterable[list[Token]]:
    """Yield the runs of nouns in ``spans``, figures apart."""
    run: list[Token] = []
    for token in sentence.tokens:
        noun = is_noun(token) or (token.pos == "接尾辞" and token.pos2 == "名詞的")
        inside = noun and any(s <= token.start < e for s, e in spans)
        inside = inside and not any(f.start <= token.start < f.end for f in sentence.figures)
        if run and (not inside or token.start != run[-1].end):
            yield run
            run = []
        if inside:
            run.append(token)
    if run:
        yield run


def _counted(catalog: Catalog, name: str) -> bool:
    """Say whether a table counts what ``name`` is a name of."""
    names = {
        folded(n)
        for d in catalog.documents for t in d.tables for m in t.measures
        for n in (m.label, *m.names)
    }  # fmt: skip
    return folded(name) in names


def another_phrase(fact: Fact, sentence: Sentence, figure: Figure) -> bool:
    """Say whether the number of the same phrase before is of another thing than the passage's.

    «10市町村に1か所» is not «10圏域に1か所», whatever the first number.
    """
    text, true = fact.passage.text, fact.found
    theirs = [
        f for f in find_figures(text)
        if f.end <= true.start and not SEPARATE.match(text, f.end) and f.type == "number"
    ]  # fmt: skip
    ours = [f for f in sentence.figures if f.end <= figure.start and f.found.type == "number"]
    if not theirs or not ours or SEPARATE.match(sentence.text, ours[-1].end):
        return False
    return ours[-1].found.unit not in alike(theirs[-1].unit)


def another_region(
    catalog: Catalog,
    fact: Fact,
    sentence: Sentence,
    figure: Figure,
    scope: Sequence[tuple[int, int]],
) -> str | None:
    """Return the region that a claim names and the passage is not of: «長野地域の目標は».

    ``scope`` as in :func:`missing`. A name that the source's title holds too may be the prefecture.
    """
    region = fact.passage.region
    own = region.name if region is not None else None
    text, spans = sentence.text, [*scope, *_phrase(sentence, figure)]
    for named in catalog.region_names.find(text):
        inside = any(s <= named.start < e for s, e in spans)
        if not inside or named.payload == own or text[named.start].isascii():
            continue
        name = text[named.start : named.end]
        if text[named.end : named.end + 1] == "県":
            continue
        if folded(name) not in catalog.title_lemmas or _OF_REGION.match(text, named.end):
            return name
    return None


def deed(catalog: Catalog, fact: Fact, sentence: Sentence, figure: Figure) -> str | None:
    """Return a deed behind the figure that the passage does not tell, None where it does."""
    entry = catalog.words[fact.passage.id]
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    if clause.anchor is not None:
        clause = sentence.clauses[clause.anchor]  # «登録里親数（500世帯）の目標は否定された»
    end, number = clause.end, sentence.clauses.index(clause)
    topic = pattern("stance", "topic").search(sentence.text[figure.end :].lstrip(")"))
    topic = topic or _HELD.search(sentence.text[figure.end : end])
    if topic is not None and number + 1 < len(sentence.clauses):
        end = max(end, sentence.clauses[number + 1].end)  # «55.6％は高すぎるため、外された»
    tokens = [t for t in sentence.tokens if figure.end <= t.start < end]
    judged = said_of_it(sentence, figure)
    for number, token in enumerate(tokens):
        does = tokens[number + 1].lemma if number + 1 < len(tokens) else ""
        noun = token.pos3 == "サ変可能" and does in ("為る", "出来る")
        # «500世帯は多すぎるとの意見»
        noun = noun or (judged and token.pos in ("形容詞", "形状詞"))
        # «取組を終えた» is a deed of its own, «増やし終えた» none.
        helping = token.pos2 == "非自立可能" and not (number and tokens[number - 1].surface == "を")
        if not noun and (token.pos != "動詞" or helping):
            continue
        if folded(token.lemma) in doing() or token.surface in doing():
            continue
        if folded(token.lemma) not in entry.lemmas:
            return token.surface
    return None


def _phrase(sentence: Sentence, figure: Figure) -> Iterable[tuple[int, int]]:
    """Return the clause from where the figure's own phrase begins to the figure.

    «乳児院は、10圏域に最低でも1か所»: the number before is of the same phrase, and so is its topic.
    """
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    before = [f for f in sentence.figures if f.end <= figure.start]
    for other in reversed(before):
        if not clause.holds(other.start):
            break
        if SEPARATE.match(sentence.text, other.end):
            return [(other.end, figure.start)]
    spans = [(s, min(e, figure.start)) for s, e in clause.spans if s < figure.start]
    number = sentence.clauses.index(clause)
    earlier = sentence.clauses[number - 1] if number else None
    if earlier is not None and earlier.anchor is None:
        topic = pattern("carry", "topic").search(earlier.text.rstrip())
        if topic and not any(earlier.holds(f.start) for f in before):
            spans += earlier.spans
    for inside in sentence.clauses:
        # «里親等委託率（3歳未満）の目標»
        if inside.anchor == number and inside.end <= figure.start:
            spans += inside.spans
    return spans


def _another_time(catalog: Catalog, figure: Figure) -> bool:
    """Say whether a figure is an age or a time that no document is of."""
    found = figure.found
    if found.type == "date":
        return found.unit in ("年", "年度") and str(found.value)[:4] not in catalog.years
    return found.unit in _TIMES


def _narrows(token: Token, fact: Fact) -> bool:
    """Say whether a word that narrows nothing among people narrows a figure of a plan."""
    return fact.aimed and bool({folded(token.lemma), token.surface} & narrowing())


def _english(catalog: Catalog, sentence: Sentence, entry: PassageWords) -> list[tuple[int, int]]:
    """Return where English words stand for words of the passage, or say nothing of their own."""
    if not re.search(r"[a-z]{2}", sentence.text):
        return []
    found = [
        (n.start, n.end)
        for n in catalog.synonyms.find(sentence.text)
        if sentence.text[n.start].isascii() and _told(catalog, n.payload, entry)
    ]
    found += [
        (n.start, n.end)
        for n in catalog.region_names.find(sentence.text)
        if sentence.text[n.start].isascii() and folded(n.payload) in catalog.title_lemmas
    ]
    for names in (catalog.section_names, catalog.field_names):
        found += [(n.start, n.end) for n in names.find(sentence.text)]
    plain = english_plain()
    found += [(t.start, t.end) for t in sentence.tokens if t.surface in plain]
    return found


def _told(catalog: Catalog, japanese: str, entry: PassageWords) -> bool:
    if kana_key(squeeze(folded(japanese))) in entry.key:
        return True
    known = (catalog.title_lemmas, plain_words(), saying())
    lemmas = map(folded, content_lemmas(japanese))
    return all(entry.has(m) or any(m in words for words in known) for m in lemmas)


def _held(entry: PassageWords, token: Token) -> bool:
    if entry.has(folded(token.lemma)):
        return True
    return kana_key(folded(token.surface)) in entry.key
