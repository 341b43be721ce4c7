"""Questions about rows that another question has to find first: «一番多い地域の里親は何人»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.tables.lexicon import Lexicon
from assistant.tables.nouns import with_rows
from assistant.tables.quantity import root_column
from assistant.tables.query import Operation, Query
from assistant.tables.reading import Reading

# Where the words that choose rows end and the question about them begins.
_CUT = (
    r"(<rows>|日)"
    r"(?:での|だけで?の?|のみで?の?|に限(?:ると|って|り|定すると|れば|った場合|定した場合)の?|における|では|で(?!す|し|の|、)|の(?!は|が|って)|に(?:来|参加|出席))"
)
# What asks for the rows themselves, and nothing further about them.
_ONLY_ROWS = (
    r"何割|何%|(?:全体|全<rows>|[0-9]+<rows>)の?(?:うち|中)?の?何?割|割合|比率|数|名|うち|中(?!央)"
    r"|一覧|リスト|方|こと|ほう|順|合計欄"
)
_COUNTED = re.compile(r"(?<=[たるい])[0-9]+(?:つの)?$")
_CHOOSES = frozenset(
    {
        "max", "min", "nth", "nth_ascending", "first", "last", "none", "some", "only_mean",
        "below_mean", "most_of", "least_of", "same", "top", "bottom",
    }
)  # fmt: skip
_CHOOSING: tuple[Operation, ...] = ("extreme", "rank", "threshold", "attribute", "same")
_COMPUTES = frozenset({"mean", "median", "share", "breakdown", "sum", "per"})
_ATTRIBUTES = frozenset({"when", "weekday", "start", "end", "time", "where", "duration"})
_POINTING = {"ja": "そこの", "en": "there "}


@dataclass(frozen=True, slots=True)
class Nested:
    """The question that finds rows, and the one that follows it up («そこの里親は何人»)."""

    head: Reading
    rest: str


def cut(reading: Reading, lexicon: Lexicon) -> Nested | None:
    """Return the two questions that ``reading`` is made of, or None where it is one."""
    if reading.language != "ja":
        return None
    for match in with_rows(_CUT, reading.rows).finditer(reading.plain):
        end = match.end() - (1 if match.group()[-1] in "来" else 0)
        end = match.start() + match.group().find("に参") if "に参" in match.group() else end
        rest = reading.plain[end:]
        if len(rest) < 2 or with_rows(_ONLY_ROWS, reading.rows).match(rest):
            continue
        # «里親が来た7地域の平均»: how many there are is what the rows show.
        before = _COUNTED.sub("", reading.plain[: match.start()])
        head = lexicon.read(before + match.group(1))
        if not (_CHOOSES & set(head.op)) and not head.figures:
            continue
        after = lexicon.read(rest)
        root = root_column(lexicon.table)
        asked = set(after.keys("column"))
        own = set(head.keys("column")) - {root}
        narrower = bool(asked - {root} - own) or (bool(own) and root in asked)
        if not (narrower or _COMPUTES & set(after.op) or _ATTRIBUTES & set(after.ask)):
            continue
        if after.values(lexicon.table.key):
            continue  # the rest names rows of its own
        return Nested(head, _POINTING[reading.language] + rest)
    return None


def finds_rows(query: Query) -> bool:
    """Say whether ``query`` answers with rows that another question can be about."""
    chosen = query.operation in _CHOOSING and query.by == "row" and not query.named
    return chosen and (query.operation != "attribute" or query.limit == 1) and not query.of_total
