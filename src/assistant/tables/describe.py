"""A typed query in words, shown with its answer so that a reader can judge what was counted."""

from __future__ import annotations

from assistant.tables.query import Query
from assistant.tables.wording import Wording, show


def describe(query: Query, wording: Wording) -> str:
    """Return what ``query`` computes, as one phrase in the language of ``wording``."""
    table = wording.table
    measures = [m for m in table.measures if m.id in query.measures]
    dimensions = [d for d in table.dimensions if d.id in query.attributes]
    key = next(d for d in table.dimensions if d.id == (query.group or table.key))
    names = [wording.dimension(d) for d in dimensions]
    if query.operation not in ("attribute", "duration", "count"):
        names = [wording.measure(m) for m in measures]
    where = wording.where(query.conditions)
    condition = ""
    if query.than is not None and query.threshold is not None:
        other = next(m for m in table.measures if m.id == query.than)
        condition = wording.say(f"c_than_{query.threshold.op}", other=wording.measure(other))
    elif query.threshold is not None and query.threshold.value is None:
        condition = wording.say(f"c_mean_{query.threshold.op}")
    elif query.threshold is not None and query.threshold.value is not None:
        unit = wording.unit(measures[0]) if measures else ""
        number = wording.with_unit(query.threshold.value, unit)
        condition = wording.say(f"c_{query.threshold.op}", n=number)
        if query.threshold.below is not None:
            condition = wording.say("c_range", n=number, m=show(query.threshold.below))
    form = f"q_{query.operation}"
    if query.operation == "extreme":
        form += f"_{query.by}"
    return wording.say(
        form,
        what=wording.join(names) or wording.dimension(key),
        where=where,
        key=wording.dimension(key),
        most=wording.say("many" if query.descending else "few"),
        condition=condition,
    )
