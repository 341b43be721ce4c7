"""Judge a figure against one table: compute what its subject really is, and compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.check.computed import ComputedJudge
from assistant.check.counts import RowJudge
from assistant.check.finding import Finding, silent
from assistant.check.narrowing import narrowing_words
from assistant.check.numbers import Numbers
from assistant.check.proportions import ShareJudge
from assistant.check.scan import Figure, Sentence
from assistant.check.subject import Operation, Part, Subject
from assistant.check.values import ValueJudge
from assistant.check.vocabulary import pattern
from assistant.tables.lexicon import Lexicon
from assistant.tables.residue import Tag, explained_spans
from assistant.text.figures import Found
from assistant.text.normalize import fold
from assistant.types import Document, Measure, Table


class Judge:
    """Judges figures against one table. Built once; safe to share between threads."""

    def __init__(self, document: Document, table: Table) -> None:
        self.table = table
        self.lexicon = Lexicon(table, document.places)
        self.numbers = Numbers(table)
        self._pieces = {m.id: _pieces(m) for m in table.measures}
        self._values = ValueJudge(self.numbers)
        notes = set(table.notes)
        self._notes = fold(" ".join(p.text for p in document.passages if p.id in notes))
        rows = self._rows = RowJudge(self.numbers)
        computed = ComputedJudge(self.numbers)
        self._by_operation: dict[Operation, Callable[[Subject, Figure], Finding | None]] = {
            "value": self._values.judge,
            "mean": computed.mean,
            "median": computed.median,
            "per": computed.per,
            "difference": computed.difference,
            "ratio": computed.ratio,
            "share": ShareJudge(self.numbers).share,
            "count": rows.count,
            "length": rows.length,
            "days": rows.days,
            "range": computed.range,
            "rest": computed.rest,
            "lowest": computed.edge,
            "highest": computed.edge,
            "condition": self._unclear,
            "unclear": self._unclear,
        }

    def judge(
        self,
        subject: Subject,
        figure: Figure,
        sentence: Sentence,
        tags: Sequence[Tag],
        free: frozenset[str],
    ) -> Finding | None:
        """Return what the table says of ``figure``; None where it is not about the table.

        ``tags``: the table's names in the sentence; ``free``: lemmas that narrow nothing, such as
        those of the document's title.
        """
        if subject.place is not None:
            noun = self.table.row_noun
            return silent(
                f"出典の表は{noun}ごとの集計で、{subject.place}だけの数は記載がありません。",
                subject.evidence,
            )
        if subject.evidence == 0:
            return None
        words = self._narrowing(subject, figure, sentence, tags, free)
        if words:
            named = "」「".join(dict.fromkeys(words))
            reason = f"出典に、「{named}」に当たる数の記載がありません。"
            return replace(silent(reason), narrowed=True)
        finding = self._by_operation[subject.operation](subject, figure)
        if finding is None or finding.verdict != "contradicted":
            return finding
        if subject.operation == "count" and subject.part == Part() and subject.present is None:
            shared = self._rows.sharing(subject, figure, sentence.text)
            if shared is not None:
                return shared
        if subject.sum_of:
            listed = subject._replace(listed=subject.sum_of, sum_of=())
            added = self._by_operation[subject.operation](listed, figure)
            if added is not None and added.verdict == "supported":
                return added
        return finding

    def settled(self, subject: Subject, figure: Figure) -> Subject:
        """Return ``subject``, or the other reading of it that holds, where it is left open."""
        if subject.operation == "count" and not subject.names:
            return subject._replace(resolved=self._rows.resolved(subject, figure))
        if not subject.others or subject.place is not None:
            return subject
        judge = self._by_operation[subject.operation]
        first = judge(subject, figure)
        if first is not None and first.verdict == "supported":
            return subject
        for other in subject.others:
            meant = subject._replace(part=other, listed=(), others=())
            found = judge(meant, figure)
            if found is not None and found.verdict == "supported":
                return meant
        return subject

    def _narrowing(
        self,
        subject: Subject,
        figure: Figure,
        sentence: Sentence,
        tags: Sequence[Tag],
        free: frozenset[str],
    ) -> tuple[str, ...]:
        explained = sentence.kept((self, "explained"), lambda: self._explained(sentence, tags))
        covered = [*explained]
        for measure in self.numbers.measures(subject.part, subject.quantity):
            covered += [m.span() for m in self._pieces[measure.id].finditer(sentence.text)]
        covered += sentence.kept((self, "noted"), lambda: self._noted(sentence, tags))
        return narrowing_words(sentence, figure, subject.scope, [*covered, *subject.covered], free)

    def _explained(self, sentence: Sentence, tags: Sequence[Tag]) -> list[tuple[int, int]]:
        """Return where a sentence holds the table's names, figures, and what belongs to them."""
        figures = [
            Found(f.found.text, f.start, f.end, f.found.value, f.found.unit, f.found.type)
            for f in sentence.figures
        ]
        return explained_spans(sentence.text, tags, figures, self.table.key)

    def _noted(self, sentence: Sentence, tags: Sequence[Tag]) -> list[tuple[int, int]]:
        """Return where a sentence leaves out whom the table's own notes leave out."""
        found = []
        for match in pattern("counted", "leaves_out").finditer(sentence.text):
            words = [
                t for t in sentence.tokens
                if match.start("whom") <= t.start < match.end("whom") and t.pos == "名詞"
            ]  # fmt: skip
            known = [(t.start, t.end) for t in tags]
            if words and all(
                fold(t.surface) in self._notes
                or pattern("counted", "twice").fullmatch(t.surface)
                or any(s <= t.start < e for s, e in known)
                for t in words
            ):
                found.append(match.span())
        return found

    def _unclear(self, subject: Subject, figure: Figure) -> Finding:
        return silent("何と何を比べた数か、文中から読み取れません。", subject.evidence)


def _pieces(measure: Measure) -> re.Pattern[str]:
    """Return what finds each part of a measure's names: «里親さんやファミリーホーム» has both."""
    names = (measure.label, *measure.names)
    pieces = {fold(p) for name in names for p in re.split("[・/、]", name) if len(p) > 1}
    return re.compile("|".join(sorted(map(re.escape, pieces), key=len, reverse=True)) or r"(?!)")
