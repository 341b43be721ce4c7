"""Questions about one region: its passages, or that the source does not settle which they are."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.catalog import Catalog, Section
from assistant.answer.plan import Plan
from assistant.answer.reading import Reading, Term
from assistant.index.lookup import Wanted
from assistant.types import Passage

# Words that any name of a region may carry: they say nothing of what is asked about it.
_REGION_WORDS = frozenset(
    ["地域", "圏域", "広域", "地区", "エリア", "市", "町", "村", "郡", "region", "area", "district"]
)


def plan_regions(
    reading: Reading, regions: Sequence[str], catalog: Catalog, section: Section | None = None
) -> list[Plan]:
    """Return one plan for each of ``regions``; none where their passages are not asked about.

    ``section`` is the one that the conversation is about, where the question names none.
    """
    plans = (_plan(reading, region, catalog, section) for region in regions)
    return [p for p in plans if p is not None]


def _plan(reading: Reading, region: str, catalog: Catalog, section: Section | None) -> Plan | None:
    own = catalog.listed(Wanted(region=region))
    found = own if own.passages else catalog.listed(Wanted(candidate=region))
    cells = found.passages
    if not cells:
        return None
    terms = [t for t in reading.topic if t.lemma not in _REGION_WORDS]
    if not found.whole:
        # Where a region has very many passages, those that say what is asked are searched for.
        return None if terms or not own.passages else _all_of(reading, region, catalog)
    standing = {catalog.section_of(p) for p in cells}
    sections = [s for s in catalog.sections if s in standing]
    named = [s for s in reading.strong_sections if s in sections]
    about = _sections(sections, terms)
    chosen = list(dict.fromkeys([*named, *about])) or [s for s in (section,) if s in sections]
    explained = {lemma for s in sections for lemma in s.lemmas}
    rest = [t for t in terms if t.lemma not in explained]
    if rest and not named and not any(catalog.knows(t.lemma) for t in rest):
        return None
    wanted = [p for p in cells if not named or catalog.section_of(p) in chosen]
    scored = {p.id: _coverage(catalog, p, terms, _heading(catalog, p)) for p in wanted}
    best = max(scored.values())
    if best < _SAME and not chosen and catalog.has_pairs(reading.kinds):
        return None  # opinions and responses are not printed by region
    topic = f"{region} {reading.search}"
    sure = bool(chosen) or (bool(rest) and best >= _SAME)
    shown = chosen[0] if len(chosen) == 1 else section
    if own.passages:
        # The passage that says most of what is asked goes first; printed order settles the rest.
        order = sorted(wanted, key=lambda p: (-scored[p.id], catalog.position(p.id)))
        if not named and best >= _SAME:
            order = [p for p in order if scored[p.id] >= _SAME * best]
        return Plan(
            reading, "region", tuple((p.id,) for p in order),
            region=region, section=shown, topic=topic, sure=sure,
        )  # fmt: skip
    if not (chosen or rest or reading.kinds or reading.has("list.all", "list.open")):
        return None
    likely = [p for p in wanted if rest and _coverage(catalog, p, rest, frozenset()) >= _SAME]
    if not likely:
        likely = [p for p in wanted if not chosen or catalog.section_of(p) in chosen]
    return Plan(
        reading, "region_open", tuple((p.id,) for p in likely),
        region=region, section=shown, topic=topic, sure=sure,
    )  # fmt: skip


_SAME = 0.5
"""Share of the question's words, by weight, that a passage must hold to be the one meant."""


def _all_of(reading: Reading, region: str, catalog: Catalog) -> Plan:
    """Return the first of very many passages of ``region``, about which nothing else is asked."""
    found = catalog.listed(Wanted(region=region, kinds=reading.kinds))
    if not found.passages:
        found = catalog.listed(Wanted(region=region))
    return Plan(
        reading, "region", tuple((p.id,) for p in found.passages),
        region=region, kinds=reading.kinds, topic=f"{region} {reading.search}",
        cut=not found.whole, total=found.total,
    )  # fmt: skip


def _heading(catalog: Catalog, passage: Passage) -> frozenset[str]:
    section = catalog.section_of(passage)
    return section.lemmas if section else frozenset()


def _sections(sections: Sequence[Section], terms: Sequence[Term]) -> list[Section]:
    """Return the sections of a region's passages that ``terms`` are about."""
    # Words that every one of these sections has (市町村, 課題) tell them apart no more.
    shared = frozenset.intersection(*(s.lemmas for s in sections)) if len(sections) > 1 else set()
    return [s for s in sections if any(t.lemma in s.lemmas - shared for t in terms)]


def _coverage(
    catalog: Catalog, passage: Passage, terms: Sequence[Term], heading: frozenset[str]
) -> float:
    """Return the share of ``terms``, by weight, that ``passage`` or its heading holds: 0 to 1."""
    total = sum(catalog.weight(t.lemma) for t in terms)
    entry = catalog.words[passage.id]
    held = sum(
        catalog.weight(t.lemma)
        for t in terms
        if t.lemma in entry.lemmas or t.lemma in heading or t.key in entry.key
    )
    return held / total if total else 0.0
