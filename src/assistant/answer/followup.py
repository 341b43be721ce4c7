"""Follow-up questions: what the conversation before supplies."""

from __future__ import annotations

from assistant.answer.catalog import Catalog
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
        i for lead in leads for i in (lead, *catalog.passages[lead].paired) if i in catalog.order
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
    section = next(s for s in catalog.sections if lead in s.passages)
    shown = {i for group in before.groups for i in group}
    rest = [
        p.id for p in section.passages
        if p.kind in kinds and p.id not in shown and not set(p.paired) & shown
    ]  # fmt: skip
    if not rest:
        return None
    groups = pair_groups(rest, catalog)
    return Plan(reading, "list", groups, section=section, kinds=kinds, topic=before.topic)
