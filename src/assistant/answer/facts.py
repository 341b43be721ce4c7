"""Questions for a number that stands in a passage: 何％, 何世帯, and numbers to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.catalog import Catalog
from assistant.answer.evidence import covers
from assistant.answer.plan import Plan
from assistant.answer.reading import Reading, Term
from assistant.answer.topics import pair_groups
from assistant.answer.words import words
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import normalize

_PERCENT = frozenset(["%", "パーセント", "割"])
_CLAUSE = re.compile(r"[、。・()]")


class Facts:
    """The figures of all passages of words. Built once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._figures: dict[str, tuple[Found, ...]] = {}
        for id, passage in catalog.passages.items():
            found = tuple(f for f in find_figures(passage.text) if f.type in ("number", "percent"))
            if found:
                self._figures[id] = found

    def literal(self, reading: Reading) -> list[tuple[str, Found]]:
        """Return the passages' figures that the question names with their unit, in order."""
        return [
            (id, found)
            for asked in reading.figures
            if asked.unit and asked.type in ("number", "percent")
            for id, figures in self._figures.items()
            for found in figures
            if (found.value, found.unit) == (asked.value, asked.unit)
        ]

    def plan(self, reading: Reading, terms: Sequence[Term], own: Sequence[Term]) -> Plan | None:
        """Return the passages that state the number asked for, or None where none does.

        A passage states it only if it has a figure of that unit and every one of ``terms``: a
        number of something near would be a wrong number. ``own`` are the terms of the question
        itself, ``terms`` also those of the conversation.
        """
        asked = [f for f in reading.figures if f.type in ("number", "percent") and f.unit]
        free = words().number_neutral | self._catalog.title_lemmas
        nouns = [t for t in terms if t.noun and t.lemma not in free]
        target = any(a.id == "target" for a in reading.aspects)
        if not (reading.asks_number or asked or target) or reading.has("number.attendance"):
            return None
        if not nouns and (reading.unit is None or reading.unit in _PERCENT):
            return None
        found = []
        for id, figures in self._figures.items():
            entry = self._catalog.words[id]
            fitting = [
                f for f in figures
                if _fits(f, reading, asked)
                and all(t.surface in alike(f.unit) or covers(entry, t) for t in nouns)
            ]  # fmt: skip
            if fitting:
                passage = self._catalog.passages[id].text
                found += [(id, f) for f in _nearest(passage, fitting, own)]
        if not found:
            return None
        if not nouns and len({f.value for _, f in found}) > 1:
            return None  # nothing says which of them is meant
        # «10圏域に1か所» is held against every number of the passages, each in its own unit.
        known = {(f.value, f.unit) for id, _ in found for f in self._figures[id]}
        stated = not reading.has("number.unit", "number.how_many") and not reading.literals
        premise = stated and any((f.value, f.unit) not in known for f in asked)
        return Plan(
            reading,
            "content",
            pair_groups(list(dict.fromkeys(id for id, _ in found)), self._catalog),
            figures=tuple(found),
            premise="number" if premise else None,
            topic=reading.search,
        )


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
