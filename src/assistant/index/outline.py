"""What the passages of one document hold, gathered once when it is indexed.

Reading it is cheap whatever the document's size: it grows with the words and headings that a
document uses, not with its passages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from assistant.text.figures import Found
from assistant.text.segment import Word
from assistant.types import Basis, Passage

MOST_LABELS: Final = 10_000
MOST_FIELDS: Final = 1000
"""Labels of their own from which they are no names of fields any more: numbers of records."""

SHORTEST_READING: Final = 3
"""Kana from which the reading of a word is kept: shorter ones stand in any word."""


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """A section that holds passages of words: their kinds, in order of appearance.

    ``paired``: those of the kinds of which a passage has a counterpart.
    """

    name: str
    kinds: tuple[str, ...]
    paired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """What the passages of one document hold. «Of words» leaves out the rows of tables.

    ``years``: four digits each, that its passages name, ascending. ``readings``: nouns of its
    passages of words that are not printed in katakana, each behind its reading (of
    ``SHORTEST_READING`` katakana or more), each pair once, in order of appearance. ``fields``: the
    ids of the passages whose label is theirs alone, in printed order; none where there are more
    than ``MOST_FIELDS``. ``sections``: those with passages of words, in order of appearance.
    """

    years: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    sections: tuple[SectionOutline, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    """How many passages there are of each kind, rows too, in order of appearance."""
    bases: tuple[tuple[Basis, int], ...] = ()
    """How the regions of how many passages are known, in order of appearance."""
    labels: tuple[str, ...] = ()
    """Every label of a passage, rows too, in order of appearance; the first ``MOST_LABELS``."""


@dataclass(slots=True)
class OutlineMaker:
    """Gathers the outline of one document from its passages, given in printed order."""

    _years: set[str] = field(default_factory=set)
    _readings: dict[tuple[str, str], None] = field(default_factory=dict)
    _labels: dict[str, str | None] = field(default_factory=dict)
    """By label the id of the one passage that has it, None where several have."""
    _counts: Counter[str] = field(default_factory=Counter)
    _bases: Counter[Basis] = field(default_factory=Counter)
    _kinds: dict[str, dict[str, bool]] = field(default_factory=dict)
    """By section the kinds of its passages of words, and whether one of them has a counterpart."""

    def add(
        self, passage: Passage, words: Sequence[Word], figures: Sequence[Found], *, row: bool
    ) -> None:
        """Take in a passage, the words of its normalised text and the figures of its text.

        ``row``: it is a row of a table, whose words do not count.
        """
        self._counts[passage.kind] += 1
        if passage.region:
            self._bases[passage.region.basis] += 1
        dates = [str(f.value)[:4] for f in figures if f.type == "date"]
        self._years.update(year for year in dates if year.isdecimal())
        if passage.label:
            known = passage.label in self._labels
            self._labels[passage.label] = None if known else passage.id
        if row:
            return
        kinds = self._kinds.setdefault(passage.section, {})
        kinds[passage.kind] = kinds.get(passage.kind, False) or bool(passage.paired)
        for word in words:
            noun = word.pos == "名詞" and word.surface != word.reading
            if noun and len(word.reading) >= SHORTEST_READING:
                self._readings[word.reading, word.surface] = None

    def merge(self, later: OutlineMaker) -> None:
        """Take in what another one gathered from the passages that follow."""
        self._years |= later._years
        self._readings |= later._readings
        self._counts += later._counts
        self._bases += later._bases
        for label, id in later._labels.items():
            self._labels[label] = None if label in self._labels else id
        for section, kinds in later._kinds.items():
            known = self._kinds.setdefault(section, {})
            for kind, paired in kinds.items():
                known[kind] = known.get(kind, False) or paired

    def outline(self) -> Outline:
        """Return the outline of what was added."""
        fields = tuple(id for id in self._labels.values() if id is not None)
        return Outline(
            years=tuple(sorted(self._years)),
            readings=tuple(self._readings),
            fields=fields if len(fields) <= MOST_FIELDS else (),
            sections=tuple(
                SectionOutline(
                    name, tuple(kinds), tuple(k for k, paired in kinds.items() if paired)
                )
                for name, kinds in self._kinds.items()
            ),
            kinds=tuple(self._counts.items()),
            bases=tuple(self._bases.items()),
            labels=tuple(islice(self._labels, MOST_LABELS)),
        )
