"""Answers over all documents of a corpus: from each that has one, said which it is from.

One document is answered by its engine as it is. Of several, each is asked by itself, so that
the words of one (its regions, columns and headings) never explain a question to another. What
they say is shown side by side: where they differ, a reader sees both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from assistant.answer.citer import Citer
from assistant.answer.engine import MAX_HISTORY, Engine, check_question
from assistant.answer.named import Named, Names
from assistant.answer.searching import OneDocument
from assistant.answer.split import asks, split_questions
from assistant.answer.words import words
from assistant.index.search import Index
from assistant.text.normalize import fold, normalize
from assistant.text.segment import content_lemmas, words_of
from assistant.types import Answer, Document, Language

MOST_ASKED: Final = 12
"""Documents that are asked one by one; of more, those that search finds the question's words in."""

DEPTH: Final = 60
"""Passages by which documents are chosen where there are too many to ask each."""

_OPEN: Final = 64
"""Documents whose words and tables are kept ready to be asked."""

SHOWN: Final = 4
"""Documents whose answers are shown beside each other."""

SHORT: Final = 12
"""Characters up to which a question goes on about the documents of the one before it."""

_BY_DOCUMENT: Final[dict[Language, str]] = {
    "ja": "資料ごとの答えは、次のとおりです。",
    "en": "By document:",
}
_FROM: Final[dict[Language, str]] = {"ja": "出典: {titles}", "en": "Source: {titles}"}
_NO_YEAR: Final[dict[Language, str]] = {
    "ja": "出典に記載がありません。「{year}」の資料はありません。収めている資料は、{titles}です。",
    "en": "The sources do not say it. None of them is of {year}; they are {titles}.",
}
_MORE: Final[dict[Language, str]] = {
    "ja": "ほかの資料にも記載があります。資料の題名か年を入れてお尋ねください。",
    "en": "Other documents speak of it, too. Please name a title or a year.",
}


_BETWEEN: Final = re.compile(
    r"(?:どちら|どっち|いずれ|どの(?:年|資料|会))(?:の(?:方|ほう|年))?(?:が|は)[^。？?]*"
)
"""What asks which of two documents has more, once their names are taken out."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one document said to one wording of the question."""

    document: str
    question: str
    answer: Answer


class Library:
    """Answers questions over the documents of one index. Holds no state between questions."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._documents = {d.id: d for d in index.documents}
        self._passages = index.by_id
        self._titles = {d.id: d.title for d in index.documents}
        self._names = Names(index.documents)
        self._whole = cache(lambda: Engine(index))
        self._called = lru_cache(_OPEN)(lambda id: _table_words(self._documents[id]))
        self._engine = lru_cache(_OPEN)(lambda id: Engine(OneDocument(index, self._documents[id])))

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer ``question``; ``history`` holds earlier questions, oldest first.

        The same question, history and index give the same answer. Raises InputError where the
        question is empty, too long, or holds no letter or digit.
        """
        if len(self._documents) == 1:
            return self._whole().ask(question, history)
        text = check_question(question)
        asking = [s for s in split_questions(text) if asks(s)]
        citer = Citer(self._passages, self._titles)
        past, answers = list(history), []
        # Two questions in one message may be about two documents.
        for sentence in asking if len(asking) > 1 else [text]:
            answers.append(self._one(sentence, past, citer))
            past.append(sentence)
        said = [answer for answer in answers if not answer.abstained]
        first = said[0] if said else answers[0]
        return replace(
            first,
            question=question,
            answer="\n".join(dict.fromkeys(answer.answer for answer in answers)),
            figures=tuple(figure for answer in said for figure in answer.figures),
            citations=citer.citations() if said else (),
            query="\n".join(dict.fromkeys(a.query for a in said if a.query)) or None,
            rows=next((answer.rows for answer in said if answer.rows), ()),
        )

    def _one(self, text: str, history: Sequence[str], citer: Citer) -> Answer:
        """Answer one question; its passages are numbered by ``citer``."""
        named, past = self._named(text, history[-MAX_HISTORY:])
        asked = [self._ask_one(id, text, named, past) for id in self._asked(named)]
        if named.absent and all(one.answer.abstained for one in asked):
            return self._of_no_such_year(named, asked)
        said = _telling([one for one in asked if not one.answer.abstained])
        said = self._knowing(named.rest, said)
        if said and any(one.answer.kind == "table" for one in said):
            return self._side_by_side(past, said, citer)
        # A whole list (the purposes, the dates) is given for each document that has one. Of
        # single passages those that fit best are shown, whichever document they are from.
        lists = [one for one in said if self._engine(one.document).lists(one.question, past)]
        if said and (lists or named.documents is not None):
            return self._side_by_side(past, lists or said, citer)
        meant = named.documents is not None or named.rest != text
        if asked and not said and (len(asked) == 1 or meant):
            # A document that asks back has understood more than one that has nothing to say.
            return min(asked, key=lambda one: one.answer.abstain_reason != "unclear").answer
        together = self._whole().ask(text, history)
        if not together.abstained:
            ids = [citation.passage.id for citation in together.citations]
            numbered = _first(together, citer) or self._whole().ask(text, history, citer)
            return self._with_sources(numbered, ids, citer)
        return self._side_by_side(past, said, citer) if said else together

    def _of_no_such_year(self, named: Named, asked: Sequence[_Asked]) -> Answer:
        """Return the refusal of a question about a year that no document is of."""
        ids = list(named.documents or self._documents)
        first = min(asked, key=lambda one: one.answer.abstain_reason != "outside_period").answer
        titles = "、".join(f"『{self._titles[id]}』" for id in ids[:SHOWN])
        if len(ids) > SHOWN:
            titles += "など" if first.language == "ja" else " and others"
        return replace(
            first,
            kind="not_found",
            abstain_reason="outside_period",
            answer=_NO_YEAR[first.language].format(year=named.absent, titles=titles),
        )

    def _named(self, text: str, history: Sequence[str]) -> tuple[Named, list[str]]:
        """Return what a question names, and the questions before it without such names.

        A question that leans on the one before it is about the same documents.
        """
        past: list[str] = []
        named = Named(None, "")
        for earlier in (*history, text):
            before, named = named, self._names.read(earlier)
            if past and named.is_bare:
                # «令和5年は？»: the same again, of another document.
                named = replace(named, rest=past.pop())
            elif past and named.documents is None and _leans(earlier):
                named = replace(named, documents=before.documents)
            past.append(named.rest)
        return named, past[:-1]

    def _asked(self, named: Named) -> list[str]:
        """Return the documents to ask, in the order of the corpus or of what search finds."""
        ids = list(named.documents or self._documents)
        if len(ids) <= MOST_ASKED:
            return ids
        hits = self._index.search(named.rest, top_k=DEPTH) if _speaks(named.rest) else []
        near = dict.fromkeys(h.passage.document for h in hits if h.passage.document in ids)
        return list(near)[:MOST_ASKED]

    def _ask_one(self, id: str, text: str, named: Named, past: Sequence[str]) -> _Asked:
        """Ask one document; the name of a document is left out where it explains nothing."""
        engine = self._engine(id)
        between = _BETWEEN.search(named.rest) if id in named.apart else None
        own = named.rest[: between.start()] if between else ""
        if _speaks(own) and "と" not in own:
            # «令和5年と令和6年ではどちらが多い»: each says its own, a reader sees which is more.
            return _Asked(id, own, engine.ask(own, past))
        whole = _Asked(id, text, engine.ask(text, past))
        if named.rest == text or not _speaks(named.rest):
            return whole
        # A table with a row for each year needs the year that names a document elsewhere.
        if whole.answer.kind == "table" and not whole.answer.abstained:
            return whole
        return _Asked(id, named.rest, engine.ask(named.rest, past))

    def _knowing(self, text: str, said: list[_Asked]) -> list[_Asked]:
        """Leave out a table whose document has none of the words that another one was asked by.

        «出席者が一番多いのは» is no question to the table of a library, which has a most, too.
        Words that all of them have (地域) tell none of them from the others.
        """
        if len(said) < 2 or any(one.answer.kind != "table" for one in said):
            return said
        named = frozenset[str]().union(*(self._called(one.document) for one in said))
        known = [(one, self._known(one.document, _nouns(text) & named)) for one in said]
        known = [(one, nouns) for one, nouns in known if nouns] or known
        shared = frozenset.intersection(*(nouns for _, nouns in known))
        return [one for one, nouns in known if nouns - shared] or [one for one, _ in known]

    def _known(self, id: str, nouns: frozenset[str]) -> frozenset[str]:
        """Return those of ``nouns`` that a document has in its text or the names of its tables."""
        called = self._called(id)
        return frozenset(n for n in nouns if n in called or self._index.finds(n, document=id))

    def _side_by_side(self, past: Sequence[str], said: Sequence[_Asked], citer: Citer) -> Answer:
        """Return the answers of several documents as one, under their titles."""
        shown = said[:SHOWN]
        answers = [
            _first(one.answer, citer) or self._engine(one.document).ask(one.question, past, citer)
            for one in shown
        ]
        first = answers[0]
        if len(shown) == 1:
            ids = [citation.passage.id for citation in shown[0].answer.citations]
            return self._with_sources(first, ids, citer)
        blocks = [
            f"『{self._titles[one.document]}』\n{answer.answer}"
            for one, answer in zip(shown, answers, strict=True)
        ]
        if len(said) > SHOWN:
            blocks.append(_MORE[first.language])
        return replace(
            first,
            answer="\n\n".join([_BY_DOCUMENT[first.language], *blocks]),
            figures=tuple(figure for answer in answers for figure in answer.figures),
            query="\n".join(dict.fromkeys(a.query for a in answers if a.query)) or None,
            rows=next((answer.rows for answer in answers if answer.rows), ()),
        )

    def _with_sources(self, answer: Answer, passages: Sequence[str], citer: Citer) -> Answer:
        """Say under ``answer`` which documents its ``passages`` (ids) are from."""
        of: dict[str, list[str]] = {}
        for id in passages:
            of.setdefault(self._passages[id].document, []).append(id)
        titles = [
            (f"{citer.mark(*ids)} " if len(of) > 1 else "") + f"『{self._titles[document]}』"
            for document, ids in of.items()
        ]
        line = _FROM[answer.language].format(titles="、".join(titles))
        return replace(answer, answer=f"{answer.answer}\n{line}")


def _telling(said: list[_Asked]) -> list[_Asked]:
    """Leave out passages beside a number that a table gives, unless they state one too."""
    if not any(one.answer.kind == "table" for one in said):
        return said
    return [one for one in said if one.answer.kind == "table" or one.answer.figures]


def _table_words(document: Document) -> frozenset[str]:
    """Return the lemmas of what the tables of a document and their columns are called."""
    names: list[str] = [document.title]
    for table in document.tables:
        names += [table.title, table.row_noun]
        names += [name for d in table.dimensions for name in (d.label, *d.names)]
        names += [name for m in table.measures for name in (m.label, *m.names)]
    return frozenset(content_lemmas("\n".join(names)))


def _nouns(text: str) -> frozenset[str]:
    """Return the lemmas of the nouns of a question, without suffixes and counters (者, 名)."""
    found = (w for w in words_of(normalize(text).text) if w.key is not None and w.pos == "名詞")
    return frozenset(str(w.key) for w in found if len(w.surface) > 1)


def _first(answer: Answer, citer: Citer) -> Answer | None:
    """Return ``answer`` with its own numbers where nothing is numbered yet, else None."""
    if citer.citations():
        return None
    for citation in answer.citations:
        citer.number(citation.passage.id)
    return answer


def _leans(text: str) -> bool:
    """Say whether a question goes on with what the one before it was about."""
    ways = (words().groups[f"follow.{way}"] for way in ("anaphora", "lead"))
    return len(text) <= SHORT or any(way.search(fold(text)) for way in ways)


def _speaks(text: str) -> bool:
    return any(character.isalnum() for character in text)
