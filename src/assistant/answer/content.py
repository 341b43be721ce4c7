"""Questions about what was said: the best passages, each with its counterpart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.catalog import LISTED, Catalog
from assistant.answer.evidence import fused_score, held_share, weighted
from assistant.answer.reading import Reading, Term
from assistant.answer.searching import Searchable
from assistant.answer.words import Need
from assistant.index.lookup import Wanted
from assistant.index.search import MAX_CHARACTERS
from assistant.text.figures import find_figures
from assistant.text.normalize import fold, kana_key, squeeze
from assistant.types import Hit, Passage

# In units of the fused score (a z-score). Right passage first / among five citations on the 101
# development questions in wording near the text that come here: all at 0: 83/96, as set: 86/99;
# halving or doubling any of them moves neither by more than two.
KIND_BONUS = 0.6
"""For a passage of the kind that is asked for."""
PAIR_SHARE = 0.2
"""Share of its counterpart's score that a passage gets: an opinion and its response agree."""
COVER_BONUS = 1.0
"""For a passage that holds every word that says what is asked about."""
OPEN_MALUS = 0.4
"""Off a passage whose region is not settled: it says less than one that holds everywhere."""
PRIOR_BONUS = 1.5
"""For a passage that the conversation has just been about."""
MARGIN = 1.0
"""How far below the best passage another may score and still be shown."""
MAX_GROUPS = 3
DEPTH = 40
"""Hits that are looked at; further ones never come near the best."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its search hit, by adjusted score. ``literal``: holds every quoted text."""

    hit: Hit
    score: float
    literal: bool = False

    @property
    def id(self) -> str:
        """Return the passage's id."""
        return self.hit.passage.id


def rank(
    reading: Reading, text: str, catalog: Catalog, index: Searchable, prior: Sequence[str] = ()
) -> list[Ranked]:
    """Return the passages of words nearest to ``text``, best first.

    ``prior``: ids of the passages that the conversation has just been about.
    """
    # The end of a long conversation is what counts; a search takes no more.
    text = text[-MAX_CHARACTERS:]
    if not any(c.isalnum() for c in text):
        return []
    hits = [h for h in _hits(text, reading, catalog, index) if catalog.is_of_words(h.passage.id)]
    raw = {h.passage.id: fused_score(h) for h in hits}
    keys = [kana_key(squeeze(fold(t))) for t in reading.literals]
    topic = weighted(reading.topic, catalog)
    ranked = []
    for hit in hits:
        passage = hit.passage
        score = raw[passage.id]
        if passage.kind in reading.kinds:
            score += KIND_BONUS
        if passage.paired:
            score += PAIR_SHARE * max((raw.get(p, 0.0) for p in passage.paired), default=0.0)
        if passage.id in prior:
            score += PRIOR_BONUS
        if passage.region is not None and passage.region.basis == "unresolved":
            score -= OPEN_MALUS
        entry = catalog.words[passage.id]
        if topic:
            score += COVER_BONUS * held_share([entry], topic)
        key = entry.key
        literal = bool(keys) and all(k in key for k in keys)
        ranked.append(Ranked(hit, score, literal))
    return sorted(ranked, key=lambda r: (not r.literal, -r.score, catalog.position(r.id)))


def _hits(text: str, reading: Reading, catalog: Catalog, index: Searchable) -> list[Hit]:
    """Return the passages nearest to ``text``, those of the regions asked for where it has many.

    A region's own few are among the nearest of all, or listed without a search.
    """
    many = [r for r in reading.regions if catalog.count(Wanted(region=r)) > LISTED]
    if not many:
        return index.search(text, top_k=DEPTH)
    found = [h for r in many for h in index.search(text, region=r, top_k=DEPTH)]
    return list({h.passage.id: h for h in found}.values())


def satisfying(ranked: Sequence[Ranked], reading: Reading, catalog: Catalog) -> list[Ranked]:
    """Return those of ``ranked`` that hold what the question needs."""
    return [
        r for r in ranked if all(_holds(r.hit.passage, n, reading, catalog) for n in reading.needs)
    ]


def _holds(passage: Passage, need: Need, reading: Reading, catalog: Catalog) -> bool:
    if need.thing == "date":
        return any(f.type == "date" for f in find_figures(passage.text))
    if need.thing == "proper":
        # A name that the question holds itself is none that it asks for.
        return any(name not in reading.text for name in catalog.words[passage.id].proper)
    return need.holds is not None and bool(need.holds.search(fold(passage.text)))


def groups(
    ranked: Sequence[Ranked], reading: Reading, catalog: Catalog
) -> tuple[tuple[str, ...], ...]:
    """Return the best passages with their counterparts, those of the asked kind in front."""
    best = ranked[0]
    nouns = weighted([t for t in reading.topic if t.noun], catalog)
    shown: list[tuple[str, ...]] = []
    taken: set[str] = set()
    for entry in ranked:
        if len(shown) == MAX_GROUPS or (best.literal and not entry.literal):
            break
        if entry.id in taken:
            continue
        if entry.score < best.score - MARGIN and not entry.literal:
            same = entry.hit.passage.kind == best.hit.passage.kind and not entry.hit.passage.paired
            alike = same and _hold_all((entry, best), nouns, catalog)
            if not alike:
                continue
        group = (entry.id, *(p for p in entry.hit.passage.paired if catalog.is_of_words(p)))
        if reading.kinds:
            # The counterpart leads where it is of the kind asked for: «what does the plan say?»
            # Printed order among the rest: a problem (課題) is named by the opinion.
            group = tuple(
                sorted(group, key=lambda i: (_kind_rank(i, reading, catalog), catalog.position(i)))
            )
        taken.update(group)
        shown.append(group)
    return tuple(shown)


def _hold_all(
    entries: Sequence[Ranked], nouns: Sequence[tuple[Term, float]], catalog: Catalog
) -> bool:
    """Say whether each passage itself holds every noun that the question is about."""
    return bool(nouns) and all(held_share([catalog.words[e.id]], nouns) == 1 for e in entries)


# «その他の目標には反対意見なし»: what it leaves out stands right before it.
_OTHERWISE = re.compile(r"^(?:[・○●]\s*)?(?:その他|そのほか|以上のほか|このほか|上記以外|これ以外)")


def with_what_precedes(
    groups: Sequence[tuple[str, ...]], catalog: Catalog
) -> tuple[tuple[str, ...], ...]:
    """Return ``groups`` with the passages before one that speaks of everything else.

    «Otherwise no objections» alone would hide the objections that it follows.
    """
    shown: list[tuple[str, ...]] = []
    for group in groups:
        lead = catalog.passages[group[0]]
        before: list[tuple[str, ...]] = []
        if _OTHERWISE.match(lead.text) and not lead.paired:
            alike = Wanted(document=lead.document, section=lead.section, kinds=(lead.kind,))
            found = catalog.listed(alike)
            # In a long section «otherwise» is of what stands near, wherever that begins.
            before = [(p.id,) for p in found.passages if found.whole and p.start < lead.start]
        leads = {g[0] for g in shown}
        shown += [g for g in (*before, group) if g[0] not in leads]
    return tuple(shown)


def _kind_rank(id: str, reading: Reading, catalog: Catalog) -> int:
    kind = catalog.passages[id].kind
    return reading.kinds.index(kind) if kind in reading.kinds else len(reading.kinds)
