"""The words that stand for one row of a table: 地域, 圏域, 会場.

Patterns write ``<rows>`` where such a word may stand; each table fills in its own.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.tables.words import words
from assistant.text.normalize import fold
from assistant.types import Table


def row_nouns(table: Table) -> str:
    """Return an alternation (no group) of what a question may call one row of ``table``.

    They are the table's own noun, the names of its key, and those of its subject words that also
    name a dimension with one value a row (a venue); then the general words (ところ, 回).
    """
    key = next(d for d in table.dimensions if d.id == table.key)
    names = [table.row_noun, key.label, key.suffix, *key.names]
    for dimension in table.dimensions:
        values = [r.keys.get(dimension.id) for r in table.rows]
        if dimension.type == "category" and len(set(values)) == len(values):
            names += [n for n in dimension.names if n in table.subject_words]
    own = {fold(n) for n in names if n and not n.isascii()}
    general: list[str] = words()["row_nouns"]["words"]
    return "|".join([*sorted(map(re.escape, own), key=len, reverse=True), *general])


def own_nouns(table: Table) -> re.Pattern[str] | None:
    """Return what finds the names of the key of ``table`` (圏域), None where it has none.

    A noun of one letter (年, 市) stands in too many other words.
    """
    key = next(d for d in table.dimensions if d.id == table.key)
    names = {fold(n) for n in (table.row_noun, key.label, key.suffix, *key.names)}
    found = [re.escape(n) for n in names if len(n) > 1 and not n.isascii()]
    return re.compile("|".join(sorted(found, key=len, reverse=True))) if found else None


@cache
def with_rows(pattern: str, rows: str) -> re.Pattern[str]:
    """Return ``pattern`` with what one row is called (:func:`row_nouns`) for ``<rows>``."""
    return re.compile(pattern.replace("<rows>", f"(?:{rows})"))
