"""Follow-up questions: what the conversation before supplies."""

from __future__ import annotations

from assistant.answer.catalog import LISTED, Catalog
from assistant.answer.plan import Plan
from assistant.answer.reading import Reading
from assistant.answer.topics import pair_groups

MAX_OWN_NOUNS = 2
"""A question with more nouns than this says itself what it is about."""


def is_follow_up(reading: Reading) -> bool:
    """Say whether ``reading`` may lean on an earlier question."""
    if reading.has("follow.anaphora", "follow.lead", "follow.other"):
        return True
    return sum(t.noun for t in reading.topic) <= MAX_OWN_NOUNS


def plan_counterpart(reading: Reading, before: Plan, catalog: Catalog) -> Plan | None:
    """Return the counterparts of what was shown (それに対する県の方針は？), or None."""
    if not before.groups or not reading.kinds or reading.residue or reading.sections:
        return None
    leads = before.leads if before.mode == "list" else before.leads[:1]
    family = [
        i
        for lead in leads
        for i in (lead, *catalog.passages[lead].paired)
        if catalog.is_of_words(i)
    ]
    wanted = [i for i in family if catalog.passages[i].kind in reading.kinds]
    if not wanted:
        return None
    return Plan(
        reading,
        before.mode,
        pair_groups(wanted, catalog),
        section=before.section,
        kinds=reading.kinds,
        topic=before.topic,
    )


def plan_others(reading: Reading, before: Plan, catalog: Catalog) -> Plan | None:
    """Return the rest of the section that was shown (ほかには？), or None."""
    if not reading.has("follow.other") or reading.residue or not before.groups:
        return None
    lead = catalog.passages[before.leads[0]]
    kinds = reading.kinds or before.kinds or (lead.kind,)
    section = catalog.section_of(lead)
    if section is None:
        return None
    shown = {i for group in before.groups for i in group}
    found = catalog.listed(section.wanted(kinds), LISTED + len(shown))
    rest = [p.id for p in found.passages if p.id not in shown and not set(p.paired) & shown]
    if not rest:
        return None
    return Plan(
        reading, "list", pair_groups(rest[:LISTED], catalog),
        section=section, kinds=kinds, topic=before.topic,
        cut=not found.whole or len(rest) > LISTED,
    )  # fmt: skip
