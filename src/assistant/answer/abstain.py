"""When to say that the source does not say it, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.catalog import Catalog
from assistant.answer.content import Ranked
from assistant.answer.evidence import Features, coverage, covers, model, unknown
from assistant.answer.plan import Plan
from assistant.answer.reading import Reading, Term
from assistant.answer.words import Need
from assistant.tables.places import outside_place
from assistant.types import AbstainReason, Passage

OFF_TOPIC_COSINE = 0.23
"""Below it no passage has anything to do with a question all of whose nouns are unknown. Of the
development questions about other subjects half stay below 0.25 even with their nearest passage, of
those about this one 2 %."""


# A year without the word for it: «in 2025», not 2025名.
_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?![0-9.,]|\s?[^\W\d_a-z年])")


def outside(reading: Reading, catalog: Catalog) -> Plan | None:
    """Return a refusal for a question about another place or time than the corpus, else None."""
    text = reading.text
    # 木曽福島 is no place in 福島県: the names of our own regions do not count.
    for name in reversed(catalog.region_names.find(text)):
        text = f"{text[: name.start]} {text[name.end :]}"
    place = outside_place(text, catalog.published)
    if place is not None:
        return nothing(reading, "outside_region", "outside_region", (place,))
    if reading.has("other_time.past", "other_time.future", "other_time.era"):
        return nothing(reading, "outside_period", "outside_period")
    years = {str(f.value)[:4] for f in reading.figures if f.type == "date"}
    asked = {y for y in years if re.fullmatch(r"[0-9]{4}", y)} | set(_YEAR.findall(reading.text))
    if asked and not asked & catalog.years:
        return nothing(reading, "outside_period", "outside_period")
    return None


def nothing(
    reading: Reading,
    why: str,
    reason: AbstainReason = "not_stated",
    missing: Sequence[str] = (),
    topic: str = "",
) -> Plan:
    """Return the plan of an abstention."""
    return Plan(
        reading, "nothing",
        reason=reason, why=why, missing=tuple(missing), topic=topic or reading.search,
    )  # fmt: skip


def checked_fact(plan: Plan, catalog: Catalog) -> Plan:
    """Return ``plan``, or a refusal where its passage is about another state of things."""
    passages = [catalog.passages[i] for i in plan.leads]
    other = other_state(plan.reading.aspects, passages)
    if other is not None:
        return nothing(plan.reading, other, topic=plan.topic)
    if plan.reading.regions and not any(is_of(p, plan.reading.regions) for p in passages):
        return nothing(plan.reading, "number", topic=plan.topic)
    return plan


def other_state(aspects: Sequence[Need], passages: Sequence[Passage]) -> str | None:
    """Return the first state of things (current, final) that no passage speaks of."""
    for aspect in aspects:
        if aspect.holds and not any(aspect.holds.search(p.text) for p in passages):
            return aspect.id
    return None


def is_of(passage: Passage, regions: Sequence[str]) -> bool:
    """Say whether ``passage`` is of one of ``regions`` or names it."""
    if passage.region is not None and passage.region.name in regions:
        return True
    return any(r in passage.text for r in regions)


def unmet_need(
    reading: Reading, terms: Sequence[Term], fitting: Sequence[Ranked], catalog: Catalog
) -> Plan | None:
    """Return a refusal where no passage holds what only such a passage could answer.

    A date or a name in a passage answers only what the same passage is about: every noun of the
    question must stand in it.
    """
    if not reading.needs:
        return None
    nouns = [t for t in terms if t.noun]
    if fitting and all(covers(catalog.words[fitting[0].id], t) for t in nouns):
        return None
    return nothing(reading, reading.needs[0].id)


def weak(
    reading: Reading,
    terms: Sequence[Term],
    group: Sequence[str],
    features: Features,
    catalog: Catalog,
    topic: str,
) -> Plan | None:
    """Return a refusal where the passages of ``group`` hardly support an answer, else None."""
    nouns = [t for t in terms if t.noun]
    entries = [catalog.words[id] for id in group]
    if not features.attribute and len(nouns) > 1 and coverage(entries, terms, catalog) == 1:
        # Every word of the question stands in them: a search for them is answered.
        return None
    if model().supports(features):
        return None
    missing = unknown(nouns, catalog)
    if not reading.kinds and len(missing) == len(nouns) and features.cosine < OFF_TOPIC_COSINE:
        return nothing(reading, "off_topic", "off_topic", topic=topic)
    words = [t.surface for t in missing if len(t.surface) > 1]
    return nothing(reading, "missing", missing=words, topic=topic)


# «Is it A or is it B?»: what stands before the question word on either side.
_OFFERED = r"([^、。?？]{1,20}?)(?:なの|なん|のこと)?(?:です|でしょう)?"
_EITHER = re.compile(rf"{_OFFERED}か[?？]?、?それとも、?{_OFFERED}か?[?？。]?$")


def no_alternative(reading: Reading, group: Sequence[str], catalog: Catalog) -> Plan | None:
    """Return a refusal where the question offers two answers and the passages hold neither.

    What people say when they look for a passage is no proof: they guess as the question does.
    """
    asked = _EITHER.search(reading.text)
    if asked is None:
        return None
    entries = [catalog.words[id] for id in group]
    lacking: list[str] = []
    for part in asked.groups():
        offered = [t for t in reading.topic if t.noun and t.surface in part]
        missing = [t.surface for t in offered if not any(covers(e, t) for e in entries)]
        if not missing:
            return None
        lacking += missing
    return nothing(reading, "missing", missing=lacking)
