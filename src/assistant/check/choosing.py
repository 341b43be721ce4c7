"""Which of the findings about one figure decides."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.check.finding import Finding, silent
from assistant.check.passage_counts import PassageCounts
from assistant.check.passages import PassageFacts
from assistant.check.scan import Figure, Sentence
from assistant.check.vocabulary import pattern
from assistant.check.weighing import weighed

_LOOSE_UNITS = ("か所", "つ", "個")
"""Units of anything: a table of those who came is not what «1か所必要» is about."""
_SAYINGS = ("件", "項目", "点")
_RANK = {"supported": 2, "contradicted": 1, "not_in_source": 0}
_UNKNOWN = "出典に記載がありません。"


class Chooser:
    """Chooses between the findings of tables and those of passages. Built once."""

    def __init__(self, facts: PassageFacts, counts: PassageCounts) -> None:
        self._facts, self._counts = facts, counts

    def choose(
        self,
        figure: Figure,
        sentence: Sentence,
        found: Sequence[Finding],
        scope: tuple[tuple[int, int], ...] | None,
        before: str,
        told: list[str],
    ) -> Finding:
        """Return the finding that decides: a table's, or a passage's where no table supports."""
        best = max(found, key=lambda f: (_RANK[f.verdict], f.evidence), default=None)
        if best is not None and best.elsewhere:
            return best
        if figure.found.type == "percent":
            share = self._count(figure, sentence, before)
            if share is not None:
                return share
        loose = figure.found.unit in _LOOSE_UNITS and not pattern("counted", "attended").search(
            sentence.text
        )
        if best is not None and best.verdict == "supported" and not loose:
            return best
        spans = scope or sentence.clauses[sentence.clause_of(figure.start)].spans
        passage = self._facts.judge(figure, sentence, spans, before, told)
        about = passage is not None and (passage.verdict != "not_in_source" or passage.evidence > 1)
        if loose and passage is not None and about:
            return passage
        if best is not None and best.verdict == "supported":
            return best
        if passage is None or (passage.match == "unit" and figure.found.unit in _SAYINGS):
            passage = self._count(figure, sentence, before) or passage
        on_it = passage is not None and passage.evidence > 1
        if loose and on_it and best is not None and best.verdict == "contradicted":
            best = None  # a passage is about it, and says otherwise
        if loose and passage is None and best is not None and figure.found.unit == "か所":
            rows = best.passages and best.match != "unit"
            best = best if rows else silent(_UNKNOWN)
        if passage is not None and passage.verdict == "supported":
            return passage
        both = [f for f in (best, passage) if f is not None]
        return max(both, key=lambda f: (_RANK[f.verdict], f.evidence), default=silent(_UNKNOWN))

    def _count(self, figure: Figure, sentence: Sentence, before: str) -> Finding | None:
        """Return what the passages counted say, where the sentence only says how many they are."""
        if pattern("stance", "verdict").search(sentence.text[figure.end :]):
            return None
        return weighed(self._counts.judge(figure, sentence, before), sentence, figure)
