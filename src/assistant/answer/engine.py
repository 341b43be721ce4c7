"""From a question to an answer: tables first, then passages, else a clear «not stated»."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.citer import Citer
from assistant.answer.grounding import ungrounded
from assistant.answer.literal import bare_word, is_literal, literal_passages, quote_literal
from assistant.answer.named import years_in
from assistant.answer.passages import PassageAnswerer, Quoted
from assistant.answer.refusal import LITERAL_ONLY, NOT_STATED, ask_back, refuse
from assistant.answer.searching import Searchable
from assistant.answer.split import asks, clauses, split_questions, without_lead_up
from assistant.errors import InputError
from assistant.tables.answer import TableAnswerer, Understood
from assistant.tables.follow import Turn
from assistant.tables.outcome import Refusal, Unclear
from assistant.tables.query import Query
from assistant.tables.words import question_language
from assistant.text.normalize import normalize
from assistant.types import AbstainReason, Answer, AnswerKind, Citation, Figure, Language

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 2000
"""Longer questions are refused: nobody asks in more, and every step stays bounded."""
MAX_HISTORY = 10
"""Earlier questions that are read again; a follow-up never reaches further back."""


_SIGNS = re.compile(r"[A-Z0-9 ./:~%-]{1,20}")
_COMPUTED = {
    "difference", "ratio", "mean", "median", "sum", "max", "min", "top", "nth", "relative",
    "negated", "same", "span", "none", "exceeds",
}  # fmt: skip


@dataclass(slots=True)
class _Part:
    """The answer to one of the questions in a message."""

    text: str
    kind: AnswerKind
    figures: Sequence[Figure] = ()
    reason: AbstainReason | None = None
    related: Sequence[str] = ()
    query: str | None = None
    choices: Sequence[str] = ()
    rows: Sequence[tuple[str, ...]] = field(default_factory=tuple)
    names: Sequence[str] = ()
    """What the table calls its columns and rows: it stands in the source, cited or not."""


class Engine:
    """Answers questions over one index. Holds no state between questions."""

    def __init__(self, index: Searchable) -> None:
        self._passages = index.by_id
        self._index = index
        self._documents = tuple(index.documents)
        self._of_table = {t.id: d for d in self._documents for t in d.tables}
        self._titles = {d.id: d.title for d in index.documents}
        self._tables = TableAnswerer(self._documents)
        self._quotes = PassageAnswerer(index)

    def ask(self, question: str, history: Sequence[str] = (), citer: Citer | None = None) -> Answer:
        """Answer ``question``; ``history`` holds earlier questions, oldest first.

        ``citer`` goes on with the numbers of an answer that this one is to stand beside.

        The same question, history and index give the same answer. Raises InputError where the
        question is empty, too long, or holds no letter or digit.
        """
        text = check_question(question)
        # A sign or an abbreviation (NPO, R6.11) is no English sentence.
        language = "ja" if _SIGNS.fullmatch(text) else question_language(text)
        turns = self._conversation(history)
        citer = citer or Citer(self._passages, self._titles)
        parts: list[_Part] = []
        asked = list(history[-MAX_HISTORY:])
        sentences = self._questions(text, turns)
        if len(sentences) == 1:
            sentences = self._joined(sentences[0], asked, turns, language)
        for sentence in sentences:
            part, turn = self._part(sentence, asked, turns, citer, language)
            parts.append(part)
            asked.append(sentence)
            if turn is not None:
                turns = [*turns, turn]
            elif part.reason is not None:
                turns = []  # what follows a refusal does not go on with what was said before it
        return self._join(question, parts, citer, language)

    def lists(self, question: str, history: Sequence[str]) -> bool:
        """Say whether ``question`` asks passages for all of something: a section, the fields."""
        return self._quotes.lists(check_question(question), history)

    def _conversation(self, history: Sequence[str]) -> list[Turn]:
        """Read the earlier questions again, for what a follow-up leaves out."""
        turns: list[Turn] = []
        for earlier in history[-MAX_HISTORY:]:
            for sentence in split_questions(normalize(earlier[:MAX_CHARACTERS]).text):
                understood = self._understand(sentence, turns)
                if understood and isinstance(understood.outcome, Query):
                    turns.append(self._tables.respond(understood, self._scratch())[1])
        return turns

    def _scratch(self) -> Citer:
        return Citer(self._passages, self._titles)

    def _questions(self, text: str, turns: Sequence[Turn]) -> list[str]:
        """Return the sentences that ask something; the whole text where none stands out."""
        sentences = split_questions(text)
        if len(sentences) < 2:
            return [text]
        asking = [s for s in sentences if asks(s) or self._asks_table(s, turns)]
        if len(asking) < 2:
            # What stands around the one question is its setting: read them together, unless
            # the question is complete and the rest names nothing of a table.
            alone = asking and self._asks_table(asking[0], turns)
            rest = [s for s in sentences if s not in asking]
            bare = alone and not any(self._tables.names_something(s) for s in rest)
            return asking if bare else [text]
        if not self._is_query(asking[0], turns) and self._is_query(text, turns):
            return [text]
        return asking

    def _joined(
        self, sentence: str, asked: Sequence[str], turns: Sequence[Turn], language: Language
    ) -> list[str]:
        """Return the questions that ``sentence`` joins, where it has no answer as a whole.

        One of them that cannot be answered must not take the others with it.
        """
        parts = clauses(sentence)
        if not parts:
            return [sentence]
        whole, _ = self._part(sentence, asked, turns, self._scratch(), language)
        if whole.reason is None:
            return [sentence]
        apart = [self._part(p, asked, turns, self._scratch(), language)[0] for p in parts]
        clear = not any(p.kind == "unclear" for p in apart)
        # What follows leans on the first: without its answer nobody knows what it is about.
        return parts if clear and apart[0].reason is None else [sentence]

    def _is_query(self, sentence: str, turns: Sequence[Turn]) -> bool:
        understood = self._understand(sentence, turns)
        return understood is not None and isinstance(understood.outcome, Query)

    def _asks_table(self, sentence: str, turns: Sequence[Turn]) -> bool:
        """Say whether ``sentence`` asks a table something, and does not only name a row."""
        understood = self._understand(sentence, turns)
        if understood is None or not isinstance(understood.outcome, Query):
            return False
        return bool(understood.reading.ask or understood.reading.op)

    def _understand(self, sentence: str, turns: Sequence[Turn]) -> Understood | None:
        found = self._tables.understand(sentence, turns)
        if found is None or not isinstance(found.outcome, Query):
            shorter = without_lead_up(sentence)
            dropped = sentence[: len(sentence) - len(shorter)]
            if dropped and not self._tables.names_something(dropped):
                again = self._tables.understand(shorter, turns)
                if again is not None and isinstance(again.outcome, Query):
                    return again
        return found

    def _part(
        self,
        sentence: str,
        asked: Sequence[str],
        turns: Sequence[Turn],
        citer: Citer,
        language: Language,
    ) -> tuple[_Part, Turn | None]:
        # In a conversation over a table «11月は？» goes on with it: it looks nothing up.
        if is_literal(sentence) and not (turns and self._is_query(sentence, turns)):
            text = quote_literal(sentence, self._index, self._passages, citer, language)
            if text is not None:
                return _Part(text, "passages"), None
        understood = self._within_time(self._understand(sentence, turns))
        settled = understood is not None and isinstance(understood.outcome, Query)
        # A question that computes something is no question for passages, however near one is.
        counts = understood is not None and bool(_COMPUTED & {*understood.reading.op})
        if understood is not None and not settled:
            loose = _is_loose(understood)
            foreign = loose and not _names_cells(understood)
            explained = loose and self._quotes.explains(sentence, asked)
            each = _of_each_row(understood)
            decides = not (counts or each) and self._quotes.decides(sentence, asked)
            if isinstance(understood.outcome, Refusal) and understood.outcome.no_rows:
                # The table knows its own days; a field only says that one lies outside them all.
                decides = decides and self._quotes.corrects(sentence, asked)
            if foreign or explained or decides:
                understood = None
        if understood is not None and isinstance(understood.outcome, Query):
            said, turn = self._tables.respond(understood, citer)
            if said.blank:
                return _Part(said.text, "not_found", reason="not_stated", related=said.blank), turn
            if said.open:
                return _Part(said.text, "unclear", reason="unclear"), turn
            part = _Part(said.text, "table", said.figures, query=said.query, rows=said.rows)
            part.names = said.names
            return part, turn
        if understood is not None and isinstance(understood.outcome, Unclear):
            text, choices = ask_back(understood.outcome, understood.table, language)
            return _Part(text, "unclear", reason="unclear", choices=choices), None
        if understood is not None and isinstance(understood.outcome, Refusal):
            return self._refused(sentence, asked, understood, citer, language), None
        quoted = self._quotes.answer(sentence, asked, citer, language)
        if quoted.abstain_reason is None and not quoted.figures:
            table = self._tables.computes(sentence, _COMPUTED)
            if table is not None and not self._quotes.decides(sentence, asked):
                # A number was to be computed: passages that hold none are no answer to it.
                text, choices = ask_back(Unclear("sense"), table, language)
                return _Part(text, "unclear", reason="unclear", choices=choices), None
        word = bare_word(sentence, self._index) if quoted.abstain_reason is not None else None
        if word is not None:
            # Nothing is asked of it: where it stands in the source is the answer.
            text_of_word = quote_literal(word, self._index, self._passages, citer, language)
            if text_of_word is not None:
                return _Part(text_of_word, "passages"), None
        if quoted.abstain_reason == "off_topic":
            near = literal_passages(sentence, self._index)
            if near:
                # What the source holds word for word is no foreign subject.
                text = f"{NOT_STATED[language]}{LITERAL_ONLY[language]}"
                return _Part(text, "not_found", reason="not_stated", related=near), None
        return self._quoted(quoted), None

    def _within_time(self, understood: Understood | None) -> Understood | None:
        """Return what a table that says no dates can answer of what was understood.

        It does not say when anything was, and its numbers are of the years that its document names.
        """
        if understood is None or not isinstance(understood.outcome, Query):
            return understood
        table, reading = understood.table, understood.reading
        if {d.type for d in table.dimensions} & {"date", "weekday", "time", "number"}:
            return understood
        if "when" in reading.ask and "persons" not in reading.ask:
            return None
        asked = years_in(reading.plain)
        document = self._of_table[table.id]
        known = {*self._index.outline(document.id).years}
        known |= years_in(document.date) | years_in(f"{document.title} {table.title}")
        if asked and not asked & known:
            return replace(understood, outcome=Refusal("outside_period", (), False))
        return understood

    def _refused(
        self,
        sentence: str,
        asked: Sequence[str],
        understood: Understood,
        citer: Citer,
        language: Language,
    ) -> _Part:
        """Answer a question whose number no table holds: a passage may state it."""
        refusal = understood.outcome
        assert isinstance(refusal, Refusal)
        if refusal.passages_may_say:
            quoted = self._quotes.answer(sentence, asked, citer, language)
            # A number was asked for: a passage without one would answer something else.
            if quoted.abstain_reason is None and quoted.figures:
                return self._quoted(quoted)
        text = refuse(refusal, understood.table, language)
        related = () if refusal.reason == "off_topic" else self._quotes.related(sentence)
        return _Part(text, "not_found", reason=refusal.reason, related=related)

    @staticmethod
    def _quoted(quoted: Quoted) -> _Part:
        if quoted.abstain_reason is not None:
            return _Part(
                quoted.text, "unclear" if quoted.abstain_reason == "unclear" else "not_found",
                reason=quoted.abstain_reason, related=quoted.related,
            )  # fmt: skip
        return _Part(quoted.text, "passages", quoted.figures)

    def _join(
        self, question: str, parts: Sequence[_Part], citer: Citer, language: Language
    ) -> Answer:
        said = [p for p in parts if p.reason is None]
        text = "\n".join(dict.fromkeys(p.text for p in parts))
        if not said:
            first = parts[0]
            return Answer(
                question, text, first.kind, abstained=True, abstain_reason=first.reason,
                related=self._related(parts), language=language,
                choices=tuple(c for p in parts for c in p.choices),
            )  # fmt: skip
        figures = tuple(f for p in said for f in p.figures)
        citations = citer.citations()
        stated = "\n".join(p.text for p in said)
        names = [n for p in said for n in p.names]
        loose = ungrounded(stated, [*(c.passage.text for c in citations), *names], figures)
        if loose:
            # A number without a source must never be shown: better no answer than a wrong one.
            logger.error("ungrounded digits %s in the answer to %r", loose, question)
            return Answer(
                question, refuse(Refusal("not_stated", ()), None, language), "not_found",
                abstained=True, abstain_reason="not_stated", language=language,
            )  # fmt: skip
        return Answer(
            question,
            text,
            said[0].kind,
            figures=figures,
            citations=citations,
            query="\n".join(dict.fromkeys(p.query for p in said if p.query)) or None,
            language=language,
            rows=next((tuple(p.rows) for p in said if p.rows), ()),
        )

    def _related(self, parts: Sequence[_Part]) -> tuple[Citation, ...]:
        ids = list(dict.fromkeys(r for p in parts for r in p.related))[:3]
        found = [self._passages[i] for i in ids]
        return tuple(Citation(n, p, self._titles[p.document]) for n, p in enumerate(found, start=1))


def _is_loose(understood: Understood) -> bool:
    """Say whether a table knows only some words of a question, and none that count anything.

    みんなで and 違う ask for a sum and a difference of a table, but stand in any text.
    """
    reading = understood.reading
    counts = reading.figures or {*reading.op} - {"sum", "difference"}
    return bool(reading.residue) and not counts


_NUMBERS = re.compile(r"[^\s\d](?:数|額|率|割合)(?=[はをのがも?？。]|$)")


def _of_each_row(understood: Understood) -> bool:
    """Say whether a number is wanted for each row, as no passage gives them: «各地域の世帯数»."""
    reading = understood.reading
    limits = [f for f in reading.figures if f.type == "number"]
    if isinstance(understood.outcome, Unclear) and not reading.residue and len(limits) > 1:
        return True  # «里親が2人来た地域と1人来た地域»
    return "by_row" in reading.op and _NUMBERS.search(reading.plain) is not None


def _names_cells(understood: Understood) -> bool:
    """Say whether a question names a value or a column of the table, or asks to count."""
    reading = understood.reading
    names = any(tag.role in ("value", "column", "place") for tag in reading.tags)
    return names or bool({*reading.ask} - {"yes_no", "text", "who"}) or bool(reading.op)


def check_question(question: str) -> str:
    """Return the question normalised and stripped.

    Raises InputError where it is empty, longer than ``MAX_CHARACTERS`` or without any word.
    """
    if len(question) > MAX_CHARACTERS:
        raise InputError(
            f"質問が長すぎます（{len(question):,}文字）。{MAX_CHARACTERS:,}文字以内でお書きください。"
        )
    text = normalize(question).text.strip()
    if not text:
        raise InputError("質問が空です。知りたいことを文でお書きください。")
    if not any(c.isalnum() for c in text):
        raise InputError("質問に言葉が見当たりません。知りたいことを文でお書きください。")
    return text
