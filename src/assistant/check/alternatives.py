"""Other rows and columns that a figure may be of, where its sentence leaves them open."""

from __future__ import annotations

import re

from assistant.check.place import Place
from assistant.check.respective import respective
from assistant.check.scan import Group
from assistant.check.selection import Selector
from assistant.check.subject import Part, Subject
from assistant.check.vocabulary import pattern

_ADDED = re.compile(r"(?:合わせた|あわせた|足した|加えた)\s*$")
_ADDING = re.compile(r"(?:合わせて|あわせて|合わせると|足して|足すと|足しても)[^、。0-9]{0,4}$")
_LEFT_OUT = re.compile(r"(?:除くと|除けば|引くと|引けば)[、,]?[^、。0-9]{0,8}$")
_TOPIC = re.compile(r"[^\s、。はがをに0-9]{0,4}(?:では|には|は)")
_OPERATIONS = ("value", "share", "mean", "lowest", "highest")


def alternatives(subject: Subject, place: Place, selector: Selector) -> tuple[Part, ...]:
    """Return what ``subject`` may be of instead, the likeliest first; none where it is said.

    «長野は28人、諏訪は8人、合計157人» adds up everything, «松本に集まった。合計16人» does not:
    where the figure names no row or column itself, those of the words before it may be meant.
    """
    part = subject.part
    if subject.operation not in _OPERATIONS or subject.place is not None or part.excluded:
        return ()
    if _LEFT_OUT.search(place.sentence.text, 0, place.figure.start):
        return ()  # «この2人を除くと、参加者は155人»
    rows = [part.rows, *_rows(subject, place, selector)]
    columns = [part.columns, *_columns(subject, place, selector)]
    of_columns = {p.columns for p in subject.listed}
    if len(of_columns) == 1 and of_columns.isdisjoint({(), (selector.units.root,)}):
        columns = [next(iter(of_columns))]  # «児相は上田5人、…の計26人» is of 児相 alone
    found = [Part(r, c, part.conditions, part.excluded) for c in columns for r in rows]
    of_rows = {p.rows for p in subject.listed}
    if len(of_rows) == 1 and of_rows != {()}:
        # «長野は市町村7名、施設15名の計28名»: all of 長野, though some are not listed.
        found.append(Part(next(iter(of_rows))))
    whole = bool(subject.listed) and place.says_whole()  # not only what is listed
    return tuple(p for p in dict.fromkeys(found) if whole or p != part)


def _rows(subject: Subject, place: Place, selector: Selector) -> list[tuple[str, ...]]:
    context, part = selector.context, subject.part
    own = (place.last("row"), place.last("condition"), place.following("row"))
    if any(own) or respective(place, "row") or place.before_bracket("row") or part.conditions:
        return []
    if selector.rows_told(place) or pattern("carry", "all_rows").search(place.before):
        return []
    here = _named("row", place, selector)[-1:]
    found = here or [context.rows, context.named]
    found = [r for r in found if len(r) == 1]
    whole = place.says_whole() or place.says_sum()
    if (
        whole
        and not (context.rows and not here)
        and not _of_topic(place)
        and not _of_some(subject, place, selector)
    ):
        found.append(())
    return found


def _of_some(subject: Subject, place: Place, selector: Selector) -> bool:
    """Say whether a sum can only be of some rows: under a heading, of days, «2地域の合計»."""
    text, context = place.sentence.text, selector.context
    if pattern("carry", "all_rows").search(place.before):
        return False
    if context.heading and context.rows:
        return True
    rows = {p.rows for p in subject.listed}
    if len(rows) == 1 and rows != {()}:
        return True  # «諏訪分は市町村6名、児相2名、計8名»
    if any(g.kind == "condition" and g.end <= place.figure.start for g in selector.groups):
        return True
    everything = len({r.keys[selector.table.key] for r in selector.table.rows})
    for figure, read in selector.earlier(place.figure):
        if read.operation == "count" and figure.found.value != everything:
            return True
    dates = [f for f in place.sentence.figures if f.found.type == "date"]
    return any(f.end <= place.figure.start and f.found.unit == "月" for f in dates) or (
        _ADDING.search(text[: place.figure.start]) is not None
    )


def _of_topic(place: Place) -> bool:
    """Say whether a sum can only be of what is named before it: «上伊那会場では、…総勢18名»."""
    text = place.sentence.text[: place.figure.start]
    if pattern("carry", "all_rows").search(place.before):
        return False
    if _ADDED.search(place.before):
        return True
    rows = [g for g in place.groups if g.kind == "row" and g.end <= place.figure.start]
    return len(rows) == 1 and _TOPIC.match(text, rows[0].end) is not None


def _columns(subject: Subject, place: Place, selector: Selector) -> list[tuple[str, ...]]:
    context, root = selector.context, selector.units.root
    own = place.column(root)
    if (own is not None and own.values != (root,)) or respective(
        place, "column", context.mentioned
    ):
        return []
    if place.says_root(root, selector.units.row_names) or selector.units.column(
        selector.units.written(place), subject.quantity
    ):
        return []
    found = [c for c in _named("column", place, selector) if c != (root,)]
    if found and place.says_sum():
        return [found[-1], found[0]]  # 施設からは乳児院4名など計15名
    if found:
        return [] if place.says_whole() else found[-1:]
    last = [p.columns for p, _ in context.last[-1:] if p.columns and p.columns != (root,)]
    mentioned = context.mentioned
    if context.legend is not None and mentioned == context.legend[:1]:
        return last  # it is what stands in brackets
    return [*last, mentioned] if len(mentioned) == 1 else last


def _named(kind: str, place: Place, selector: Selector) -> list[tuple[str, ...]]:
    groups: list[Group] = [g for g in selector.groups if g.kind == kind]
    return [g.values for g in groups if g.end <= place.figure.start]
