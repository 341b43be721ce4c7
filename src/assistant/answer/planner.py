"""Decide what answers a question: in which order the kinds of questions are tried."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.answer import abstain, content, followup
from assistant.answer.catalog import Catalog
from assistant.answer.evidence import measure
from assistant.answer.facts import Facts
from assistant.answer.plan import Plan
from assistant.answer.reading import Reading, read
from assistant.answer.regions import plan_regions
from assistant.answer.searching import Searchable
from assistant.answer.topics import plan_count, plan_fields, plan_list
from assistant.index.search import MAX_CHARACTERS

MAX_HISTORY = 6
"""Earlier questions that may be read again for one follow-up."""


_KEPT = 32
"""Questions whose plans are remembered."""

_WEAK = ("missing", "nothing", "off_topic", "unclear", "number")
"""Refusals that another reading of the question may lift: nothing near it was found."""


class Planner:
    """Plans answers over one index. Holds no state between questions."""

    def __init__(self, index: Searchable, *, judged: bool = True) -> None:
        """With ``judged`` False no answer is withheld for weak evidence: to fit the model."""
        self.index = index
        self._judged = judged
        self.catalog = Catalog(index)
        self._facts = Facts(self.catalog)
        # One question is planned several times on the way to its answer.
        self._plans = lru_cache(_KEPT)(self._plan)
        self.read = lru_cache(_KEPT)(lambda text: read(text, self.catalog))
        self._ranked = lru_cache(_KEPT)(self._rank)

    def plan(self, question: str, history: Sequence[str]) -> list[Plan]:
        """Return what answers ``question``: one plan, or one for each region it names."""
        return list(self._plans(question, tuple(history)))

    def _plan(self, question: str, history: Sequence[str]) -> list[Plan]:
        reading = self.read(question)
        refusal = abstain.outside(reading, self.catalog)
        if refusal is not None:
            return [refusal]
        before = self._before(reading, history)
        if before is None:
            return self._standalone(reading, None)
        found = self._follow(reading, before)
        if found is not None:
            return found
        # What points back is read with what it points to; what is only short, by itself first.
        leans = reading.has("follow.anaphora", "follow.lead", "follow.other")
        first, second = (before, None) if leans else (None, before)
        plans = self._standalone(reading, first)
        if plans[0].mode == "nothing" and plans[0].why in _WEAK and reading.topic:
            again = self._standalone(reading, second)
            return again if again[0].mode != "nothing" else plans
        return plans

    def rank(
        self, reading: Reading, text: str, prior: Sequence[str] = ()
    ) -> Sequence[content.Ranked]:
        """Return the passages nearest to ``text``, best first (:func:`content.rank`)."""
        return self._ranked(reading, text, tuple(prior))

    def _rank(
        self, reading: Reading, text: str, prior: tuple[str, ...]
    ) -> Sequence[content.Ranked]:
        return content.rank(reading, text, self.catalog, self.index, prior)

    def _before(self, reading: Reading, history: Sequence[str]) -> Plan | None:
        """Answer the question before again, where this one may lean on it."""
        history = history[-MAX_HISTORY:]
        if not history or not followup.is_follow_up(reading):
            return None
        plans = self.plan(history[-1][:MAX_CHARACTERS], history[:-1])
        return plans[0]

    def _follow(self, reading: Reading, before: Plan) -> list[Plan] | None:
        """Return what a follow-up asks of the passages shown before, if it does."""
        plan = followup.plan_others(reading, before, self.catalog) or followup.plan_counterpart(
            reading, before, self.catalog
        )
        if plan is not None:
            return [plan]
        leads = [self.catalog.passages[i] for i in before.leads]
        if before.mode == "list" and not any(p.paired for p in leads) and not reading.topic:
            fields = plan_fields(reading, self.catalog, follows=True)
            if fields is not None:
                return [fields]
        points = reading.has("follow.anaphora", "follow.lead")
        if before.region and not reading.regions and (reading.sections or points):
            return plan_regions(reading, [before.region], self.catalog, before.section) or None
        return None

    def _standalone(self, reading: Reading, before: Plan | None) -> list[Plan]:
        items = plan_count(reading, self.catalog)
        if items is not None:
            return [items]
        needs = [n for n in reading.needs if n.id not in ("when", "place")]
        fields = None if needs else plan_fields(reading, self.catalog)
        if fields is not None:
            return [fields]
        if not reading.needs and not reading.asks_number and reading.regions:
            section = before.section if before else None
            plans = plan_regions(reading, reading.regions, self.catalog, section)
            if plans:
                return plans
        counted = reading.asks_number and not reading.sections
        listable = not reading.needs and (not counted or reading.has("list.all"))
        if listable and not reading.regions:
            inherited = before.kinds if before and before.mode == "list" else ()
            plan = plan_list(reading, self.catalog, inherited, follows=before is not None)
            # «And its issues?» asks of what was shown, though 課題 may name a section too.
            leans = before is not None and reading.has("follow.anaphora")
            # «How many?» of what no section lists is a number, which nobody counted.
            counted = plan is not None and reading.asks_number and plan.section is None
            if plan is not None and not counted and (reading.strong_sections or not leans):
                return [plan]
        return [self._by_content(reading, before)]

    def _by_content(self, reading: Reading, before: Plan | None) -> Plan:
        catalog = self.catalog
        terms = reading.topic
        text = reading.search
        prior: tuple[str, ...] = ()
        if before is not None:
            text = f"{before.topic} {text}"
            terms = (*before.reading.topic, *terms)
            prior = before.leads if before.mode != "list" else ()
        if not (terms or reading.names_something or self._facts.literal(reading)):
            return abstain.nothing(reading, "off_topic", "off_topic")
        subject = (*reading.nouns, *(before.reading.topic if before else ()))
        fact = None
        if not reading.needs:
            follows = before is not None and bool(before.figures)
            own = reading.topic or terms
            fact = self._facts.plan(reading, subject, own, follows=follows)
        if fact is not None:
            return abstain.checked_fact(fact, catalog)
        if reading.asks_number:
            return abstain.nothing(reading, "number", topic=text)
        ranked = self.rank(reading, text, prior)
        if reading.regions:
            ranked = [
                r for r in ranked
                if abstain.is_of(r.hit.passage, reading.regions)
                and (not catalog.has_pairs(reading.kinds) or r.hit.passage.kind in reading.kinds)
            ]  # fmt: skip
            if not ranked:
                return abstain.nothing(reading, "by_region", topic=text)
        fitting = content.satisfying(ranked, reading, catalog)
        refusal = abstain.unmet_need(reading, terms, fitting, catalog)
        if refusal is not None:
            return refusal
        if not fitting:
            return abstain.nothing(reading, "nothing", topic=text)
        groups = content.groups(fitting, reading, catalog)
        # «Is the rate 55.6％ now?» asks of the state of a number, «was it decided» of any matter.
        states = ("final", "current") if reading.figures else ("final",)
        asked = [a for a in reading.aspects if a.id in states]
        other = abstain.other_state(asked, [catalog.passages[i] for i in groups[0]])
        if other:
            return abstain.nothing(reading, other, topic=text)
        best = fitting[0].hit
        features = measure(
            reading, terms, groups[0], best, catalog, self.index.finds,
            expanded=self.index.has_expansions(best.passage.id),
        )  # fmt: skip
        # A quotation that stands in a passage is found, however little else is known of it.
        if self._judged and not fitting[0].literal:
            refusal = abstain.no_alternative(reading, groups[0], catalog) or abstain.weak(
                reading, terms, groups[0], features, catalog, text
            )
            if refusal is not None:
                return refusal
        groups = content.with_what_precedes(groups, catalog)
        shown = {i for g in groups for i in g}
        figures = tuple((id, f) for id, f in self._facts.literal(reading) if id in shown)
        return Plan(
            reading, "content", groups,
            figures=figures, kinds=reading.kinds, features=features, topic=text,
        )  # fmt: skip
