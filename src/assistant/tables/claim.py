"""Which of two things a question takes to be the larger: «佐久は木曽より多いですか»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.tables.nouns import with_rows
from assistant.tables.query import Query
from assistant.tables.reading import Reading
from assistant.tables.slots import Slots
from assistant.types import TableRow

if TYPE_CHECKING:
    from assistant.tables.respond import Responder

_PEOPLE = (
    r"<rows>?(?:の?(?:会|出席者|参加者|人数|職員|関係者|人間|人たち|人|方々|方(?!が)|人|それ))*"
)
_BASE = rf"{_PEOPLE}(?:数|側|分)?(?:より|に比べ|と比べ|を(?:上回|下回|超|しの|凌))"
_FAVOURED = rf"{_PEOPLE}の?(?:ほう|方)が"
_LESS = re.compile(r"少な|下回|小さ|負け|fewer|less|smaller")


def claimed(reading: Reading, slots: Slots, key: str) -> tuple[int, int] | None:
    """Return the places (0 or 1) of what is said to be larger and smaller; None where unsaid.

    The places are those of the two rows, else of the two columns, else of the two values of a
    condition, as the question names them.
    """
    spans = _items(reading, slots, key)
    if len(spans) != 2:
        return None
    plain = reading.plain
    than_it, favoured_it = (with_rows(p, reading.rows) for p in (_BASE, _FAVOURED))
    base = next((i for i, (_, end) in enumerate(spans) if than_it.match(plain, end)), None)
    if base is None:
        than = plain.find("than ")
        base = next((i for i, (start, _) in enumerate(spans) if 0 <= than < start), None)
    subject = None if base is None else 1 - base
    if subject is None:
        favoured = [t for t in reading.tags if favoured_it.match(plain, t.end)]
        values = [plain[start:end] for start, end in spans]
        found = [v for t in favoured for v in values if v == plain[t.start : t.end]]
        subject = values.index(found[-1]) if found else None
    if subject is None:
        return None
    return (1 - subject, subject) if _LESS.search(plain) else (subject, 1 - subject)


def _items(reading: Reading, slots: Slots, key: str) -> list[tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    if slots.sides:
        return [(side.start, side.end) for side in slots.sides]
    if len(slots.named) == 2:
        for tag in reading.tags:
            if tag.role == "value" and tag.key == key and tag.value in slots.named:
                found.setdefault(tag.value, (tag.start, tag.end))
    elif len(slots.columns) == 2:
        for tag in reading.tags:
            if tag.role == "column" and tag.key in slots.columns:
                found.setdefault(tag.key, (tag.start, tag.end))
    else:
        for tag in reading.tags:
            if tag.role == "value" and tag.key != key:
                found.setdefault(tag.value, (tag.start, tag.end))
        for figure in reading.figures:
            if figure.type == "date":
                found.setdefault(str(figure.value), (figure.start, figure.end))
    return list(found.values())


def claim_holds(query: Query, rows: Sequence[TableRow], responder: Responder) -> bool | None:
    """Say whether what the question takes to be larger is; None where it takes nothing so."""
    if query.claims is None:
        return None
    calculator, key = responder.calculator, responder.table.key
    first = query.measures[0] if query.measures else None
    if first is None:
        return None
    if len(query.named) == 2:
        numbers = [
            calculator.added(first, [r for r in responder.table.rows if r.keys[key] == n]).value
            for n in query.named
        ]
    elif len(query.measures) >= 2:
        numbers = [calculator.of(m, query.conditions).value for m in query.measures[:2]]
    else:
        numbers = [calculator.added(first, r).value for _, r in responder.two_groups(query)]
    if len(numbers) != 2:
        return None
    larger, smaller = query.claims
    return numbers[larger] > numbers[smaller]
