"""Put a plan into words: every passage introduced by what it is, quoted as printed, and cited."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from assistant.answer.catalog import Catalog
from assistant.answer.citer import Citer
from assistant.answer.facts import phrase
from assistant.answer.plan import Plan
from assistant.answer.refusal import LITERAL_ONLY, NOT_STATED
from assistant.labels import kind_of
from assistant.text.figures import Found, find_figures
from assistant.types import Figure, Language, Passage

SHOWN_SECTIONS = 8
"""Sections that an abstention names to say what the source does hold."""
SHOWN_WORDS = 3
"""Words of the question that an abstention names as missing from the source."""


@cache
def _templates() -> dict[str, dict[str, Any]]:
    text = files("assistant.data").joinpath("passage_answers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Quoter:
    """Says plans in one language, with the marks of one citer."""

    def __init__(self, catalog: Catalog, citer: Citer, language: Language) -> None:
        self._catalog, self._citer, self._language = catalog, citer, language
        self._templates = _templates()[language]

    def say(self, plan: Plan) -> tuple[str, tuple[Figure, ...]]:
        """Return the text of ``plan`` and its figures, in the order in which they are said."""
        if plan.mode == "nothing":
            return self._nothing(plan), ()
        figures, lines = self._figures(plan), []
        if plan.counted:
            return self._count(plan)
        note = self._note(plan)
        if note:
            lines.append(self._template(note))
        if plan.premise:
            lines.append(self._template(f"premise_{plan.premise}").rstrip())
        if plan.figures:
            lines.append(self._figure_sentence(plan))
        if plan.mode == "region_open":
            lines.append(self._open(plan))
        lines += self._quotes(plan)
        if plan.cut:
            line, counted = self._cut(plan)
            lines.append(line)
            figures += counted
        return "\n".join(lines), figures

    def _note(self, plan: Plan) -> str | None:
        """Return what must be said of who spoke, or of what sort of opinion is asked for."""
        leads = [self._catalog.passages[i] for i in plan.leads]
        if not any(p.paired for p in leads):
            return None
        if plan.reading.has("attribution.speaker") and not plan.reading.has("attribution.anyone"):
            return "speaker_open"
        whole = plan.mode == "list" and plan.section is None
        return "sort_open" if whole and plan.reading.has("attribution.sort") else None

    # -- figures -------------------------------------------------------------------------------

    def _figures(self, plan: Plan) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                found.text, found.value, found.unit, self._figure_label(id, found),
                citations=self._citer.numbers(id),
            )
            for id, found in plan.figures
        )  # fmt: skip

    def _figure_label(self, id: str, found: Found) -> str:
        """Return what the figure is of: the words printed before it, or the field's name."""
        passage = self._catalog.passages[id]
        before = phrase(passage.text, found).replace(found.text, "").strip("（）()")
        return passage.label or before or passage.section

    def _figure_sentence(self, plan: Plan) -> str:
        """Return the sentence that names the figures: their words as printed, in 「」."""
        passages = list(dict.fromkeys(id for id, _ in plan.figures))
        first = self._catalog.passages[passages[0]]
        if self._is_field(first):
            return self._template(
                "field_figure",
                label=first.label,
                phrases=self._phrase(first.text, first.id),
                dates=self._dates(first),
            )
        said = dict.fromkeys(
            (phrase(self._catalog.passages[id].text, found), id) for id, found in plan.figures
        )
        phrases = self._template("join").join(self._phrase(text, id) for text, id in said)
        return self._template("figure", phrases=phrases)

    def _phrase(self, text: str, id: str) -> str:
        return self._template("phrase", text=text, marks=self._citer.mark(id))

    def _cut(self, plan: Plan) -> tuple[str, tuple[Figure, ...]]:
        """Return that there are more passages than are shown, and how many where it is known."""
        if plan.total is None:
            return self._template("cut"), ()
        unit = self._template("item_unit")
        label = self._kind(self._catalog.passages[plan.leads[0]])
        whole = Figure(f"{plan.total}{unit}", plan.total, unit, label)
        return self._template("cut_counted", number=whole.text), (whole,)

    def _count(self, plan: Plan) -> tuple[str, tuple[Figure, ...]]:
        """Return how many passages there are, section by section, and the sum as a figure."""
        if plan.cut:
            return self._count_cut(plan)
        sections: dict[str, list[Passage]] = {}
        for id in plan.leads:
            passage = self._catalog.passages[id]
            sections.setdefault(passage.section, []).append(passage)
        counts = [len(p) for p in sections.values()]
        total = sum(counts)
        terms = counts if len(counts) > 1 else [1] * total
        formula = f"{' + '.join(map(str, terms))} = {total}"
        kind = self._kind(self._catalog.passages[plan.leads[0]])
        unit = self._template("item_unit")
        figures, lines = [], []
        for section, passages in sections.items():
            name = self._template("about", section=section, kind=kind)
            name = name if _plain(section) and section != kind else kind
            marks = "".join(self._mark(p) for p in passages)
            text = f"{len(passages)}{unit}"
            cited = self._citer.numbers(*(p.id for p in passages))
            figures.append(Figure(text, len(passages), unit, section, None, cited))
            lines.append(self._template("count_item", what=name, number=text, marks=marks))
        cited = self._citer.numbers(*plan.leads)
        whole = Figure(f"{total}{unit}", total, unit, kind, formula, cited)
        if len(sections) == 1:
            figures, lines = [], [self._template("bare_item", text=p.text, marks=self._mark(p))
                                  for p in next(iter(sections.values()))]  # fmt: skip
        name = self._intro(self._catalog.passages[plan.leads[0]]) if len(sections) == 1 else kind
        said = self._template("count", what=name, number=whole.text, formula=formula)
        if plan.premise:
            said = f"{self._template(f'premise_{plan.premise}').rstrip()}\n{said}"
        return "\n".join([said, *lines]), (whole, *figures)

    def _count_cut(self, plan: Plan) -> tuple[str, tuple[Figure, ...]]:
        """Return how many passages there are where only the first of them are shown."""
        line, figures = self._cut(plan)
        leads = [self._catalog.passages[id] for id in plan.leads]
        items = [self._template("bare_item", text=p.text, marks=self._mark(p)) for p in leads]
        premise = [self._template(f"premise_{plan.premise}").rstrip()] if plan.premise else []
        return "\n".join([*premise, line, *items]), figures

    # -- passages ------------------------------------------------------------------------------

    def _quotes(self, plan: Plan) -> list[str]:
        fields = [g for g in plan.groups if self._is_field(self._catalog.passages[g[0]])]
        if plan.figures and fields and len(plan.groups) == 1:
            return []  # the sentence before has quoted all of it
        if plan.mode == "list" and len(plan.groups) > 1 and not fields:
            return self._list(plan)
        if plan.mode == "region_open":
            return self._candidates(plan)
        blocks = []
        for group in plan.groups:
            lead = self._catalog.passages[group[0]]
            note = self._open_note(lead)
            quotes = [self._quote(lead, self._intro(lead))]
            for id in group[1:]:
                other = self._catalog.passages[id]
                quotes.append(self._quote(other, self._counterpart(lead, other)))
            blocks.append("\n".join([*([note] if note else []), *quotes]))
        return ["\n\n".join(blocks)]

    def _list(self, plan: Plan) -> list[str]:
        """Return the passages as a list under what they are."""
        leads = [self._catalog.passages[id] for id in plan.leads]
        shared = {(p.section, p.kind, p.label, p.region) for p in leads}
        lines = []
        if len(shared) == 1:
            head = self._template("list_head", names=self._intro(leads[0]))
            lines.append(head)
        for group, lead in zip(plan.groups, leads, strict=True):
            if len(shared) == 1 and len(group) == 1:
                lines.append(self._template("bare_item", text=lead.text, marks=self._mark(lead)))
                continue
            intro = self._kind(lead) if len(shared) == 1 else self._intro(lead)
            lines.append(
                self._template("item", intro=intro, text=lead.text, marks=self._mark(lead))
            )
            for id in group[1:]:
                other = self._catalog.passages[id]
                lines.append(
                    self._template(
                        "follow_item", intro=self._counterpart(lead, other),
                        text=other.text, marks=self._mark(other),
                    )
                )  # fmt: skip
        return lines

    def _candidates(self, plan: Plan) -> list[str]:
        """Return passages that may or may not be the region's, by section, labelled as open."""
        lines = []
        by_intro: dict[str, list[Passage]] = {}
        for id in self._catalog.sorted(plan.leads):
            passage = self._catalog.passages[id]
            by_intro.setdefault(self._intro(passage), []).append(passage)
        for intro, passages in by_intro.items():
            lines.append(intro + self._template("colon"))
            lines += [
                self._template("bare_item", text=p.text, marks=self._mark(p)) for p in passages
            ]
        return lines

    def _open(self, plan: Plan) -> str:
        lead = self._catalog.passages[plan.leads[0]]
        reason = lead.region.reason if lead.region else None
        first = self._template("open_region", region=plan.region, reason=_plain(reason or ""))
        return f"{first}\n{self._template('open_candidates', region=plan.region)}"

    def _open_note(self, passage: Passage) -> str | None:
        if passage.region is None or passage.region.basis != "unresolved":
            return None
        return self._template("open_cell", reason=_plain(passage.region.reason or ""))

    def _quote(self, passage: Passage, intro: str) -> str:
        dates = self._dates(passage) if self._is_field(passage) else ""
        return self._template(
            "quote", intro=intro, text=passage.text, marks=self._mark(passage), dates=dates
        )

    def _dates(self, passage: Passage) -> str:
        """Return the days of a field that is printed in short (11.8), as people say them.

        Month and day alone: their digits stand in the passage, those of the year need not.
        """
        found = [f for f in find_figures(passage.text) if f.type == "date"]
        days = [re.fullmatch(r"(?:[0-9]{4}|-)-([0-9]{2})-([0-9]{2})", str(f.value)) for f in found]
        if not found or "月" in passage.text or not all(days):
            return ""
        said = []
        for day in days:
            month, number = (int(part) for part in day.groups()) if day else (0, 0)
            name = self._templates["months"][month - 1] if "months" in self._templates else ""
            said.append(self._template("date", month=month, day=number, month_name=name))
        joint = self._template("to") if len(said) == 2 else self._template("join")
        return self._template("dates", dates=joint.join(said))

    def _mark(self, passage: Passage) -> str:
        return self._citer.mark(passage.id)

    def _intro(self, passage: Passage) -> str:
        """Say what a passage is and where it stands. No number stands in it."""
        kind, section = self._kind(passage), _plain(passage.section)
        label = _plain(passage.label or "")
        region = passage.region
        if self._is_field(passage):
            said = self._template("field", label=passage.label)
        elif not section:
            said = kind
        elif region is not None and region.basis == "unresolved":
            candidates = "・".join(region.candidates)
            said = self._template("of_region_open", section=section, candidates=candidates)
        elif region is not None:
            said = self._template(
                f"of_region_{region.basis}", region=region.name, section=section,
                reason=_plain(region.reason or ""),
            )  # fmt: skip
        elif passage.paired or kind == section:
            said = self._template("about", section=section, kind=kind) if kind != section else kind
        elif label:
            said = self._template("in_labelled", section=section, label=label, kind=kind)
        else:
            said = self._template("in_section", section=section, kind=kind)
        title = self._catalog.titles[passage.document]
        if len(self._catalog.titles) > 1 and _plain(title):
            said += self._template("document", title=title)
        return said

    def _counterpart(self, lead: Passage, other: Passage) -> str:
        form = "after" if lead.start < other.start else "before"
        return self._template(form, kind=self._kind(other))

    def _kind(self, passage: Passage) -> str:
        if self._language == "en":
            known: dict[str, str] = self._templates["kinds"]
            own = f" ({passage.kind_words})" if passage.kind_words else ""
            return known.get(passage.kind, known["paragraph"]) + own
        return kind_of(passage)[1]

    def _is_field(self, passage: Passage) -> bool:
        return self._catalog.is_field(passage.id)

    # -- abstentions ---------------------------------------------------------------------------

    def _nothing(self, plan: Plan) -> str:
        lacking = [w for w in dict.fromkeys(plan.missing) if _plain(w)]
        missing = [w for w in lacking if not self._catalog.stands(w)][:SHOWN_WORDS]
        why = plan.why or "nothing"
        if why == "missing" and lacking and not missing:
            # A word that stands in the source is never said to be missing from it.
            return f"{NOT_STATED[self._language]}{LITERAL_ONLY[self._language]}"
        if why == "missing" and not missing:
            why = "nothing"
        reason: str = self._templates["nothing"][why]
        parts = [NOT_STATED[self._language], reason.format(missing=self._join(missing))]
        headings = (s for s in dict.fromkeys(s.name for s in self._catalog.sections) if _plain(s))
        names = [f"「{name}」" for name in islice(headings, SHOWN_SECTIONS)]
        if names:
            parts.append(self._template("covered", sections=self._template("join").join(names)))
        return (" " if self._language == "en" else "").join(parts)

    def _join(self, words: Sequence[str]) -> str:
        return "」「".join(words) if self._language == "ja" else "”, “".join(words)

    def _template(self, name: str, **parts: object) -> str:
        template: str = self._templates[name]
        return template.format(**parts)


def _plain(text: str) -> str:
    """Return ``text``, or nothing where it holds a number: only quotes and figures may."""
    return "" if re.search(r"\d", text) or find_figures(text) else text
