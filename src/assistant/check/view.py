"""What one table has understood of a text so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.check.decide import Judge
from assistant.check.finding import Finding
from assistant.check.occasions import Occasions
from assistant.check.scan import Figure, Sentence
from assistant.check.sentences import Unit
from assistant.check.subject import Context, Part
from assistant.check.vocabulary import pattern


@dataclass(slots=True)
class View:
    """What one table has understood of the text so far."""

    judge: Judge
    occasions: Occasions
    context: Context = field(default_factory=Context)
    seen: bool = False
    """Whether anything before in the text was about the table."""
    other: Finding | None = None
    """What was found of the last number, where it was one of something that no source counts."""

    cells: list[tuple[Part, str | None]] = field(default_factory=list)
    """What the cells before of the same written table are of."""
    block: int = -1

    def cells_of(self, unit: Unit) -> tuple[tuple[Part, str | None], ...]:
        """Return what the cells before ``unit`` in its table are of."""
        if unit.block != self.block:
            self.block, self.cells = unit.block, []
        return tuple(self.cells)

    def of_which(
        self, finding: Finding | None, figure: Figure, sentence: Sentence
    ) -> Finding | None:
        """Return ``finding``, or that of the number before, where this one is a part of it.

        «157名が視聴し、うち市町村は76名»: who watched is not counted, whatever part of them.
        """
        begin = sentence.clauses[sentence.clause_of(figure.start)].start
        part = pattern("carry", "of_which").match(sentence.text[begin : figure.start])
        if part is not None and self.other is not None:
            return self.other
        self.other = finding if finding is not None and finding.narrowed else None
        return finding
