"""Questions that name a part of a document: all opinions on a topic, the purposes, a field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.catalog import Catalog, Listed, Section
from assistant.answer.plan import Plan, Premise
from assistant.answer.reading import Reading, Term
from assistant.answer.words import words
from assistant.index.lookup import Spellings, Wanted
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import fold, holding_key


def plan_fields(reading: Reading, catalog: Catalog, *, follows: bool = False) -> Plan | None:
    """Return the fields of the document asked for (いつ, どこで, 実施期間), or None.

    A field answers only a question about the document's own event: every other word of it must
    be one that may be said of any event. ``follows``: the conversation is about the event, so
    that a bare «いつ？» asks of it too.
    """
    extra = catalog.title_lemmas | words().event
    labels = [p.label or "" for p in catalog.fields if p.id in reading.named_fields]
    if any(
        t.lemma not in extra
        and fold(t.surface) not in extra
        and not any(t.surface in label for label in labels)
        for t in reading.residue
    ):
        return None
    # «いつから始まる計画»: of the document's subject, not of its event.
    last = reading.text.rstrip("?？。かですは")
    if not reading.named_fields and last.endswith(tuple(words().no_event)):
        return None
    if reading.has("other_time.next") or (reading.asks_number and not reading.named_fields):
        return None
    ids = list(reading.fields)
    named = [p for p in catalog.fields if p.id in reading.named_fields]
    if named:
        # «いつ作成», «担当課はどこ»: the question word asks for the field that is named.
        dated = any(f.type == "date" for p in named for f in find_figures(p.text))
        ids = [i for i in ids if (i == "when") != dated]
    dates = [f for f in reading.figures if f.type == "date"]
    if dates and not ids:
        ids.append("when")
    asked = [label for entry in words().fields if entry.id in ids for label in entry.labels]
    chosen = [
        p for p in catalog.fields
        if p.id in reading.named_fields or any(label in (p.label or "") for label in asked)
    ]  # fmt: skip
    bare = not reading.topic and not reading.named_fields and len(ids) < 2
    if not chosen or (bare and not follows):
        return None
    figures = tuple((p.id, f) for p in chosen for f in find_figures(p.text) if f.type != "ordinal")
    return Plan(
        reading,
        "list",
        tuple((p.id,) for p in chosen),
        figures=figures if len(chosen) == 1 else (),
        premise=_date_premise(dates, [f for _, f in figures]),
        topic=reading.search,
    )


def _date_premise(asked: Sequence[Found], known: Sequence[Found]) -> Premise | None:
    """Say ``date`` where a date of the question lies outside every date of the passages."""
    spans = [str(f.value) for f in known if f.type == "date"]
    if not asked or not spans:
        return None
    first, last = min(spans), max(spans)
    for found in asked:
        value = str(found.value)
        if value.startswith("---"):
            continue
        # --10-17 is compared without the year that it leaves out.
        cut = 5 if value.startswith("--") else 0
        value = value[2:] if cut else value
        low, high = first[cut:][: len(value)], last[cut:][: len(value)]
        if not low <= value <= high:
            return "date"
    return None


def plan_list(
    reading: Reading, catalog: Catalog, inherited: tuple[str, ...] = (), *, follows: bool = False
) -> Plan | None:
    """Return every passage of the section and kind that the question names, or None.

    ``inherited`` are the kinds asked for before, where this question names none; ``follows``:
    the conversation may say what the question is about.
    """
    wants_all = reading.has("list.all")
    kinds = reading.kinds or inherited
    if wants_all and reading.literals:
        found = _with_literals(reading, catalog)
        if found.passages:
            return _plan(reading, catalog, found, kinds, None)
    section = _section(reading, catalog, kinds, wants_all or bool(inherited))
    if section is not None and not wants_all and _is_elsewhere(kinds, section):
        return None
    if section is not None and (wants_all or kinds or reading.has("list.open")):
        found = catalog.listed(section.wanted(kinds))
        if not found.passages:
            found = catalog.listed(section.wanted())
        return _plan(reading, catalog, found, kinds, section)
    about = catalog.title_lemmas | words().event
    open_topic = not (follows or reading.sections or reading.literals or reading.figures)
    # Opinions and responses are many: a question that may mean one of them is searched for.
    pairs = catalog.has_pairs(kinds)
    openly = not pairs or wants_all or reading.has("list.open")
    if kinds and openly and open_topic and all(t.lemma in about for t in reading.topic):
        every = catalog.listed(Wanted(kinds=kinds))
        return _plan(reading, catalog, every, kinds, None) if every.passages else None
    terms = [t for t in reading.topic if t.lemma not in catalog.title_lemmas]
    if not (wants_all and terms):
        return None
    of_kind = _with_terms(terms, kinds, catalog)
    found = of_kind if of_kind.passages else _with_terms(terms, (), catalog)
    return _plan(reading, catalog, found, kinds, None) if found.passages else None


def plan_count(reading: Reading, catalog: Catalog) -> Plan | None:
    """Return the passages whose number is asked for (意見は何件), or None.

    They must be all there are of a kind, in one section or in all: how many opinions say some
    one thing is for a reader to judge.
    """
    claimed = [f for f in reading.figures if f.type == "number" and f.unit in _ITEMS]
    confirms = len(reading.figures) == len(claimed) == 1 and _CONFIRMS.search(reading.text)
    asks = reading.has("number.items") and not reading.figures
    if not (asks or confirms) or reading.regions or reading.aspects:
        return None
    about = catalog.title_lemmas | words().number_neutral | words().broad
    rest = [t for t in reading.residue if t.lemma not in about and fold(t.surface) not in about]
    sections = [
        s for s in (reading.strong_sections or reading.sections)
        if all(t.lemma in s.lemmas for t in rest)
    ]  # fmt: skip
    if rest and not sections:
        return None
    kinds = reading.kinds or (sections[0].kinds if sections else ())
    if len(kinds) != 1:
        return None
    wanted = sections[0].wanted(kinds) if sections else Wanted(kinds=kinds)
    found = catalog.listed(wanted)
    if len(found.passages) < _FEWEST:
        return None
    return Plan(
        reading, "list", tuple((p.id,) for p in found.passages), counted=True,
        premise="number" if claimed and claimed[0].value != found.total else None,
        section=sections[0] if sections else None, kinds=kinds, topic=reading.search,
        cut=not found.whole, total=found.total,
    )  # fmt: skip


_ITEMS = ("件", "つ", "個", "項目", "点")
_CONFIRMS = re.compile(
    r"(?:で(?:す(?:か|よね)|合って|あって|正し|間違い|しょうか)|あ(?:り|った|る)[^、。]{0,4}か?)[^、。]{0,8}[?？。]?$"
)
_FEWEST = 2
"""Fewer passages than this are no list whose items are counted."""


def _is_elsewhere(kinds: tuple[str, ...], section: Section) -> bool:
    """Say whether what is asked of a section with opinions and responses is neither of them.

    The issues of a topic (課題) may stand in another section; search finds them there.
    """
    return section.paired and bool(kinds) and not set(kinds) & set(section.kinds)


def _plan(
    reading: Reading,
    catalog: Catalog,
    found: Listed,
    kinds: tuple[str, ...],
    section: Section | None,
) -> Plan:
    return Plan(
        reading, "list", pair_groups([p.id for p in found.passages], catalog),
        section=section, kinds=kinds, topic=reading.search,
        cut=not found.whole, total=found.total,
    )  # fmt: skip


def pair_groups(ids: Sequence[str], catalog: Catalog) -> tuple[tuple[str, ...], ...]:
    """Return ``ids``, each with the passages it is paired with, no passage leading twice.

    Where two of ``ids`` are a pair, the one that stands first leads.
    """
    groups: list[tuple[str, ...]] = []
    shown: set[str] = set()
    for id in ids:
        if id not in shown:
            group = (id, *(p for p in catalog.passages[id].paired if catalog.is_of_words(p)))
            groups.append(group)
            shown.update(group)
    return tuple(groups)


def _with_literals(reading: Reading, catalog: Catalog) -> Listed:
    """Return the passages that hold every quoted text, of the kinds asked for if any are."""
    held = tuple(Spellings(keys=(holding_key(t),)) for t in reading.literals)
    of_kind = catalog.listed(Wanted(kinds=reading.kinds, words=held))
    return of_kind if of_kind.passages else catalog.listed(Wanted(words=held))


def _with_terms(terms: Sequence[Term], kinds: tuple[str, ...], catalog: Catalog) -> Listed:
    """Return the passages of ``kinds`` that hold every term, in their text and not above it."""
    held = tuple(spellings(t) for t in terms)
    found = catalog.listed(Wanted(kinds=kinds, words=held))
    own = tuple(p for p in found.passages if all(_covers(catalog, p.id, t) for t in terms))
    return Listed(own, len(own) if found.whole else None)


def spellings(term: Term) -> Spellings:
    """Return the ways in which a passage may hold ``term``."""
    key = term.key
    return Spellings((term.lemma,), (key,) if len(key) > 1 else ())


def _section(
    reading: Reading, catalog: Catalog, kinds: tuple[str, ...], by_words: bool
) -> Section | None:
    """Return the section that explains every word of the question that says what it is about.

    A section may be named by its words alone (里親 for 里親等委託の推進) where a kind or
    «all» is asked for as well.
    """
    named = list(reading.sections)
    known = catalog.title_lemmas | words().broad
    rest = [
        t for t in reading.residue
        if t.lemma not in known and (t.noun or t.lemma not in words().event)
    ]  # fmt: skip
    candidates = named or (list(catalog.sections) if (by_words or kinds) and rest else [])
    fitting = [s for s in candidates if all(t.lemma in s.lemmas for t in rest)]
    if not reading.has("list.all"):
        # 課題 alone is rather asked of something than the name of a section.
        fitting = [
            s for s in fitting
            if s not in named or s in reading.strong_sections or set(kinds) & set(s.kinds)
        ]  # fmt: skip
    if not fitting:
        return None

    def rank(section: Section) -> tuple[bool, bool, int]:
        # 課題 names a section, but also only asks for issues: a section named otherwise is meant.
        strong = section in reading.strong_sections
        return (strong, bool(set(kinds) & set(section.kinds)), -catalog.sections.index(section))

    return max(fitting, key=rank)


def _covers(catalog: Catalog, id: str, term: Term) -> bool:
    entry = catalog.words[id]
    return term.key in entry.key or term.lemma in entry.lemmas
