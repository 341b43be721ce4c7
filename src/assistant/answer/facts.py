"""Questions for a number that stands in a passage: 何％, 何世帯, and numbers to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from assistant.answer.catalog import Catalog
from assistant.answer.evidence import covers
from assistant.answer.plan import Plan
from assistant.answer.reading import Reading, Term
from assistant.answer.topics import pair_groups, spellings
from assistant.answer.words import words
from assistant.index.lookup import Spellings, Wanted, said_marks, unit_mark
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import holding_key, normalize

_PERCENT = frozenset(["%", "パーセント", "割"])
_CLAUSE = re.compile(r"[、。・()]")


_SHOWN: Final = 10
"""Figures that are shown where very many passages state one."""
_KEPT: Final = 4096
"""Passages whose figures are remembered."""


class Facts:
    """The figures of passages of words."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._figures = lru_cache(_KEPT)(self._find_figures)

    def _find_figures(self, id: str) -> tuple[Found, ...]:
        found = find_figures(self._catalog.passages[id].text)
        return tuple(f for f in found if f.type in ("number", "percent"))

    def literal(self, reading: Reading) -> list[tuple[str, Found]]:
        """Return the passages' figures that the question names with their unit, in order."""
        return [
            (passage.id, found)
            for asked in reading.figures
            for mark in said_marks(asked)[:1]
            for passage in self._catalog.listed(Wanted(marks=(mark,))).passages
            for found in self._figures(passage.id)
            if (found.value, found.unit) == (asked.value, asked.unit)
        ]

    def plan(
        self,
        reading: Reading,
        terms: Sequence[Term],
        own: Sequence[Term],
        *,
        follows: bool = False,
    ) -> Plan | None:
        """Return the passages that state the number asked for, or None where none does.

        A passage states it only if it has a figure of that unit and every one of ``terms``: a
        number of something near would be a wrong number. ``own`` are the terms of the question
        itself, ``terms`` also those of the conversation. ``follows``: the turn before was
        answered with a number, so that «登録里親のほうは？» asks for one too.
        """
        several = reading.has("number.several")
        asked = [
            f for f in reading.figures
            # «二つの数値» counts the numbers that are asked for.
            if f.type in ("number", "percent") and f.unit and not (several and f.unit == "つ")
        ]  # fmt: skip
        free = words().number_neutral | self._catalog.title_lemmas
        nouns = [t for t in terms if t.noun and t.lemma not in free]
        target = any(a.id == "target" for a in reading.aspects)
        goes_on = follows and bool(own) and not (reading.kinds or reading.sections)
        wanted = reading.asks_number or asked or target or goes_on
        if not wanted or reading.has("number.attendance"):
            return None
        if not nouns and (reading.unit is None or reading.unit in _PERCENT):
            return None
        found = []
        listed = self._catalog.listed(Wanted(words=_words(nouns), marks=_marks(reading, asked)))
        for id in (p.id for p in listed.passages):
            figures = self._figures(id)
            entry = self._catalog.words[id]
            fitting = [
                f for f in figures
                if ((several and f.unit) or _fits(f, reading, asked))
                and all(t.surface in alike(f.unit) or covers(entry, t) for t in nouns)
            ]  # fmt: skip
            if fitting:
                passage = self._catalog.passages[id].text
                chosen = fitting if several else _nearest(passage, fitting, own)
                found += [(id, f) for f in chosen]
        if not found:
            return None
        if not listed.whole:
            found = found[:_SHOWN]
        if not nouns and len({f.value for _, f in found}) > 1:
            return None  # nothing says which of them is meant
        # «10圏域に1か所» is held against every number of the passages, each in its own unit.
        known = {(f.value, f.unit) for id, _ in found for f in self._figures(id)}
        stated = not reading.has("number.unit", "number.how_many") and not reading.literals
        premise = stated and any((f.value, f.unit) not in known for f in asked)
        return Plan(
            reading,
            "content",
            pair_groups(list(dict.fromkeys(id for id, _ in found)), self._catalog),
            figures=tuple(found),
            premise="number" if premise else None,
            topic=reading.search,
            cut=not listed.whole,
        )


def _words(nouns: Sequence[Term]) -> tuple[Spellings, ...]:
    """Return what a passage must hold to be of every noun; a unit may be printed as another."""
    found = []
    for noun in nouns:
        word, units = spellings(noun), alike(noun.surface) - {noun.surface}
        found.append(Spellings(word.lemmas, (*word.keys, *map(holding_key, sorted(units)))))
    return tuple(found)


def _marks(reading: Reading, asked: Sequence[Found]) -> tuple[str, ...]:
    """Return the marks of which a figure of the unit asked for has one; none where any may do."""
    if reading.unit and reading.unit not in _PERCENT:
        return tuple(unit_mark(unit) for unit in sorted(alike(_canonical(reading.unit))))
    if reading.unit in _PERCENT or reading.has("number.percent"):
        return ("percent",)
    if reading.has("number.how_many"):
        return ()
    return tuple(said_marks(figure)[-1] for figure in asked)


def _fits(found: Found, reading: Reading, asked: Sequence[Found]) -> bool:
    """Say whether a figure has the unit that is asked for."""
    if reading.unit and reading.unit not in _PERCENT:
        return found.unit in alike(_canonical(reading.unit))
    if reading.unit in _PERCENT or reading.has("number.percent"):
        return found.type == "percent"
    if reading.has("number.how_many"):
        # What is given is a condition (1圏域に), what is asked for is counted otherwise.
        return all(f.unit != found.unit for f in asked)
    if asked:
        return any((f.unit, f.type) == (found.unit, found.type) for f in asked)
    return True


def _canonical(unit: str) -> str:
    """Return ``unit`` as find_figures writes it: か所 for every spelling of it."""
    found = find_figures(f"1{normalize(unit).text}")
    return found[0].unit if found else unit


def alike(unit: str) -> frozenset[str]:
    """Return ``unit`` with the units that count the same thing."""
    return next((units for units in words().same_units if unit in units), frozenset([unit]))


def _nearest(text: str, figures: Sequence[Found], nouns: Sequence[Term]) -> list[Found]:
    """Return the figures whose own clause holds most of ``nouns``; all where that is equal."""

    def near(found: Found) -> int:
        before = _CLAUSE.split(text[: found.start].rstrip("（( "))[-1]
        after = _CLAUSE.split(text[found.end :])[0]
        clause = normalize(before + after).text.casefold()
        return sum(t.surface in clause for t in nouns)

    best = max(near(f) for f in figures)
    return [f for f in figures if near(f) == best]


def phrase(text: str, found: Found) -> str:
    """Return the figure with the words right before it, as printed: 里親等委託率（55.6％）."""
    head = text[: found.start]
    opened = head[-1:] in "（("
    before = re.split(r"[、。・（）()\s「」]", head[:-1] if opened else head)[-1]
    close = text[found.end : found.end + 1]
    if opened and close in "）)" and before:
        return f"{before}{head[-1:]}{found.text}{close}"
    return f"{'' if opened else before}{found.text}"
