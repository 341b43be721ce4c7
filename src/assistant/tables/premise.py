"""Compare what a question takes for granted with the table, and say so where it differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from assistant.tables.claim import claim_holds
from assistant.tables.compute import Number, meets, ranked, round_half_up
from assistant.tables.execute import Group
from assistant.tables.implied import HOURS
from assistant.tables.quantity import measure_of, root_column
from assistant.tables.query import Condition, Premise, Query, Threshold
from assistant.types import TableRow

if TYPE_CHECKING:
    from assistant.tables.respond import Responder


def check_premises(query: Query, rows: Sequence[TableRow], responder: Responder) -> tuple[str, str]:
    """Return what to say before and after the answer.

    Before: はい or いいえ where that was asked, or that the question's number differs. A number
    of the question itself is never repeated: it stands in no source.
    """
    wrong: str | None = None
    after = ""
    checked = False
    if query.operation == "attribute" and query.limit and not query.named:
        # The first or the last of them was asked for: a claim is about that one alone.
        rows = [r for r in rows if r.keys[responder.table.key] in responder.said.keys]
    if query.quantifier is not None and query.yes_no:
        return responder.wording.say("yes" if _part_holds(query, rows, responder) else "no"), ""
    numbers = [p for p in query.premises if p.type == "number"]
    units = {p.unit for p in numbers}
    held = [_number_holds(query, p, rows, responder) for p in numbers]
    if query.yes_no and any(p.column for p in numbers):
        true = all(_part_of_columns(query, p, responder) for p in numbers)
        return responder.wording.say("yes" if true else "no"), ""
    if len(units) > 1 and len(numbers) > 1 and query.yes_no:
        return responder.wording.say("yes" if all(held) else "no"), ""
    if query.yes_no and query.operation == "reconcile":
        # The sum stands before the printed total.
        place = min(responder.said.beside)
        added, printed = responder.said.figures[place - 1 : place + 1]
        alike = added.value == printed.value or (numbers and not query.asks_same)
        return responder.wording.say("yes" if alike and all(held) else "no"), ""
    if len({p.value for p in numbers}) > 1 and any(held):
        return "", ""  # «2人でしたか、3人でしたか»: one of them is right, the answer says which
    for premise in query.premises:
        checked = True
        if premise.type == "extreme":
            after += _extreme(query, premise, responder)
        elif premise.type == "only":
            named = set(str(premise.value).split("|"))
            return responder.wording.say("yes" if named == set(responder.said.keys) else "no"), ""
        elif premise.type == "among":
            named = set(str(premise.value).split("|"))
            return responder.wording.say("yes" if named <= set(responder.said.keys) else "no"), ""
        elif premise.type == "every":
            return _every(query, responder)
        elif premise.type == "rows":
            # «10月の全6回»: the rows of the month; «全10地域で松本は»: all there are.
            if premise.value not in (len(responder.table.rows), len(rows)):
                wrong = wrong or "premise_rows"
        elif premise.type == "every_key":
            wrong = None if all(_key_holds(premise, row) for row in rows) else "premise_date"
        elif premise.type == "town":
            return "", ""  # the table names no town, only the building: that is said
        elif premise.type == "edge":
            wrong = wrong or (None if premise.value in responder.said.keys else "premise_edge")
        elif premise.type == "whole":
            if not _whole_holds(query, premise, rows, responder):
                wrong = "premise_number"
                everywhere = replace(query, conditions=(), named=())
                after += "\n" + responder.value(everywhere, responder.table.rows)
        elif premise.type == "number":
            if not _number_holds(query, premise, rows, responder):
                wrong = "premise_number"
        elif not any(_key_holds(premise, row) for row in rows):
            wrong = wrong or ("premise_place" if premise.type == "place" else "premise_date")
    if wrong in ("premise_date", "premise_place") and query.operation != "attribute":
        after += _right_key(query, rows, responder)
    if wrong == "premise_rows":
        wrong = "premise_number"
        every = replace(query, conditions=(), attributes=())
        after += responder.count(every, responder.table.rows)
    elif wrong == "premise_number":
        after += _right_number(query, rows, responder)
    say = responder.wording.say
    if after:
        wrong = wrong or "premise_extreme"
    if query.operation == "rank" and query.position and query.yes_no and query.named:
        holds = set(query.named) <= set(responder.said.keys)
        if not holds:
            after += "".join(
                responder.value_of(replace(query, conditions=(here,)), [row], measure)
                for row in responder.table.rows
                if row.keys[responder.table.key] in query.named
                for here in [Condition(responder.table.key, "in", (row.keys[responder.table.key],))]
                for measure in responder.measure_list(query)[:1]
            )
        return say("yes" if holds else "no"), after
    claim = claim_holds(query, rows, responder) if query.yes_no else None
    if claim is not None:
        return say("yes" if claim else "no"), after
    if query.yes_no and query.operation == "difference" and query.measures and query.asks_same:
        alike = responder.said.figures[-1].value == 0
        return say("yes" if alike else "no"), after
    listed = query.operation == "threshold" and not query.named and not query.of_total
    exists = query.yes_no and listed and not query.share_of_rows and not query.only_rows
    if exists and numbers:
        return say("no" if wrong else "yes"), after if wrong else ""
    if exists and not checked:
        return say("yes" if responder.said.keys else "no"), after
    if (
        query.yes_no
        and not listed
        and query.operation != "share"
        and (checked or query.threshold is not None)
    ):
        if query.operation == "threshold" and query.of_total and query.threshold:
            total = responder.calculator.of(query.measures[0], query.conditions).value
            return say("yes" if meets(total, query.threshold) else "no"), after
        computed = ("mean", "median", "difference", "ratio", "sum", "per", "remainder")
        if query.threshold is not None and query.operation in computed:
            values = [f.value for f in responder.said.figures if isinstance(f.value, int | float)]
            holds = bool(values) and meets(values[-1], query.threshold)
            return say("yes" if holds else "no"), after
        if query.threshold is not None and query.named and query.operation == "threshold":
            cells = [responder.calculator.cell(r, query.measures[0]) for r in rows]
            if query.added:  # «合わせると50人を超えますか»
                cells = [responder.calculator.added(query.measures[0], rows).value]
            return say("yes" if all(meets(v, query.threshold) for v in cells) else "no"), after
        return say("no" if wrong else "yes"), after
    if query.yes_no and query.operation == "share" and numbers and query.threshold is None:
        return say("no" if wrong else "yes"), after
    if query.yes_no and query.operation == "share" and query.threshold is not None:
        shares = [f.value for f in responder.said.figures if f.unit == "%"]
        if shares and isinstance(shares[-1], int | float):
            return say("yes" if meets(shares[-1], query.threshold) else "no"), after
    if query.yes_no and query.operation == "value" and query.measures:
        values = [responder.calculator.of(m, query.conditions).value for m in query.measures]
        if any(values) and not all(values):
            return "", after  # «里親と社協は来ましたか»: the numbers say which of them did
        return say("yes" if any(values) else "no"), after
    if wrong and wrong != "premise_extreme":
        return say(wrong), after
    return "", after


def _right_number(query: Query, rows: Sequence[TableRow], responder: Responder) -> str:
    """Say the number that the question had wrong, where the answer is about something else."""
    column = root_column(responder.table)
    root = measure_of(responder.table, column, None) if column else None
    if root is None or root.id in query.measures or not query.conditions:
        return ""
    if query.operation == "duration" or (query.operation == "value" and len(query.measures) > 1):
        return ""
    return responder.value_of(query, rows, root)


def _right_key(query: Query, rows: Sequence[TableRow], responder: Responder) -> str:
    """Say the day, time or venue that the question had wrong, beside a number it asks for."""
    wrong = [
        p.unit
        for p in query.premises
        if p.type in ("date", "month", "weekday", "place")
        and not any(_key_holds(p, row) for row in rows)
    ]
    if not wrong or not rows:
        return ""
    alone = replace(query, attributes=tuple(wrong), measures=(), limit=None)
    return "\n" + responder.attribute(alone, rows)


def _key_holds(premise: Premise, row: TableRow) -> bool:
    value = row.keys.get(premise.unit, "")
    wanted = str(premise.value).split("|")
    if premise.type == "month":
        return value[5:7] in wanted
    return value in wanted


def _part_of_columns(query: Query, premise: Premise, responder: Responder) -> bool:
    """Say whether a number claimed of one column, or of all that are named together, is so."""
    calculator = responder.calculator
    persons = calculator.table.quantities[0]
    if not premise.column:
        total = sum(calculator.of(m, query.conditions).value for m in query.measures)
        return premise.value == total
    of_persons = premise.unit in ("", *persons.units)
    return any(
        calculator.of(m.id, query.conditions).value == premise.value
        for m in calculator.measures.values()
        if m.column == premise.column and (m.quantity == persons.id) == of_persons
    )


def _number_holds(
    query: Query, premise: Premise, rows: Sequence[TableRow], responder: Responder
) -> bool:
    calculator = responder.calculator
    asked = [calculator.measures[m] for m in query.measures] or list(calculator.measures.values())
    columns = {m.column for m in asked}
    persons = calculator.table.quantities[0]
    if premise.unit in persons.units:
        asked = [m for m in calculator.measures.values()
                 if m.column in columns and m.quantity == persons.id] or asked  # fmt: skip
    elif premise.unit:
        asked = [m for m in calculator.measures.values()
                 if m.column in columns and m.quantity != persons.id] or asked  # fmt: skip
    measures = [m.id for m in asked]
    numbers = {calculator.of(m, query.conditions).value for m in measures}
    if query.operation == "duration":
        lengths = [f.value for f in responder.said.figures if not isinstance(f.value, str)]
        if premise.unit not in HOURS:
            return premise.value == len(rows)
        return bool(lengths) and all(value == premise.value for value in lengths)
    if query.operation == "reconcile":
        numbers = {calculator.added(m, rows).value for m in query.measures}
    if len(rows) < 3:
        numbers |= {r.cells[m].value for r in rows for m in measures if m in r.cells}
    units = {m.unit for m in asked} | {premise.unit}
    for place, figure in enumerate(responder.said.figures):
        if place in responder.said.beside:
            continue
        counted = query.operation in ("count", "threshold") or not premise.unit
        if isinstance(figure.value, int | float) and (figure.unit in units or counted):
            numbers.add(figure.value)
    # «約16人» of a mean of 15.7.
    if premise.op != "eq" and not isinstance(premise.value, str):
        first = calculator.of(measures[0], query.conditions).value
        return meets(first, Threshold(premise.op, premise.value))
    whole = {round_half_up(Fraction(str(n)), 0)[0] for n in numbers if n is not None}
    return premise.value in numbers or premise.value in whole


def _whole_holds(
    query: Query, premise: Premise, rows: Sequence[TableRow], responder: Responder
) -> bool:
    """Say whether so many are the whole of which the question names a part: 7人中4人."""
    calculator, table = responder.calculator, responder.table
    root = measure_of(table, root_column(table) or "", None)
    measures = [*query.measures, *([root.id] if root else [])]
    wholes = {calculator.of(m, ()).value for m in measures}
    if root is not None and len(rows) == 1:
        wholes.add(calculator.added(root.id, rows).value)
    return premise.value in wholes


def _part_holds(query: Query, rows: Sequence[TableRow], responder: Responder) -> bool:
    """Say whether as many of the rows are meant as the question says: 半分以上の会場で."""
    table = responder.table
    met = len([r for r in rows if r.keys[table.key] in responder.said.keys])
    every = len(rows) if query.operation == "threshold" else len(table.rows)
    share = met if query.counts_rows else 100 * met / every
    return query.quantifier is not None and meets(share, query.quantifier)


def _every(query: Query, responder: Responder) -> tuple[str, str]:
    """Say whether all rows meet the threshold, and which do not."""
    key, measure = responder.table.key, responder.calculator.measures[query.measures[0]]
    missing = [r for r in responder.table.rows if r.keys[key] not in responder.said.keys]
    cells = [(r, responder.calculator.cell(r, measure.id)) for r in missing]
    groups = [Group(r.keys[key], value, (r,)) for r, value in cells if value is not None]
    if not groups:
        # Where a row is left blank nobody knows; those that are known are said.
        return "" if missing else responder.wording.say("yes"), ""
    after = responder.wording.say("not_met", items=responder.items(measure, groups))
    return responder.wording.say("no"), after


def _extreme(query: Query, premise: Premise, responder: Responder) -> str:
    """Say which row really has the most, where the question took another for it."""
    measure = responder.calculator.measures[query.measures[0]]
    everything = Query(query.table, "extreme", (measure.id,))
    descending = premise.value == "max"
    groups = ranked(responder.calculator.groups(measure.id, everything), descending)
    best = [g for g in groups if g.value == groups[0].value]
    if any(g.name in query.named for g in best):
        return ""
    number = Number(best[0].value, None, tuple(r.passage for g in best for r in g.rows))
    where = responder.wording.keys([g.name for g in best])
    return responder.wording.say(
        "premise_max" if descending else "premise_min",
        where=where,
        number=responder.measured(number, measure, where),
        marks=responder.citer.mark(*number.passages),
    )
