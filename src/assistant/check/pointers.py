"""Words that stand for names of a table: 前者, 上位3地域, 佐久～長野; each as a group of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from assistant.check.numbers import Numbers
from assistant.check.scan import Figure, Group, GroupKind, Sentence
from assistant.check.subject import Context, Part

_FORMER = re.compile(r"前者|後者")
_PAIR = 2
_TOP = re.compile(
    r"(?:(?P<most>上位|トップ|ベスト)|(?P<least>下位|ワースト)"
    r"|(?P<first>前半|序盤|最初)|(?P<last>後半|終盤|最後))(?:に(?:開かれた|開催した|行われた))?の?\s*$"
)
_UP_TO = re.compile(r"[~〜]|から")


def pointed(
    sentence: Sentence, groups: Sequence[Group], numbers: Numbers, context: Context
) -> list[Group]:
    """Return ``groups`` with those that other words stand for, in order.

    前者 and 後者 are the two rows or columns named last, here or in the sentence before; 上位3地域
    the first rows by the number spoken of; two rows with ～ between them all from one to the other,
    as the table orders them. What no names or no single order settle is left out.
    """
    found = _ranges(sentence, _own_names(sentence, groups, numbers), numbers)
    for figure in sentence.figures:
        top = _top(sentence, found, figure, numbers, context)
        if top is not None:
            found.append(top)
    for match in _FORMER.finditer(sentence.text):
        names = _two(found, match.start(), numbers.root, context)
        if names is not None:
            kind, both = names
            value = both[match.group() == "後者"]
            found.append(Group(kind, (value,), match.start(), match.end()))
            found.sort(key=lambda g: (g.start, g.end))
    for match in _both(numbers.units.noun).finditer(sentence.text):
        names = _two(found, match.start(), numbers.root, context)
        if names is not None:
            found.append(Group(names[0], names[1], match.start(), match.end(), joined=_PAIR))
    return sorted(found, key=lambda g: (g.start, g.end))


@lru_cache(maxsize=64)
def _both(noun: str) -> re.Pattern[str]:
    return re.compile(rf"両(?:者|方|{noun})|双方|どちらの(?:{noun})")


@lru_cache(maxsize=64)
def _beside(noun: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{noun})?(?:[\s(:、=~-]|は|では|の(?:{noun})(?:となった|である|は|の)?)*"
    )


@lru_cache(maxsize=64)
def _joint(noun: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{noun})?\s*(?:{_UP_TO.pattern})\s*")


def _own_names(sentence: Sentence, groups: Sequence[Group], numbers: Numbers) -> list[Group]:
    """Return ``groups`` without another row's venue right behind a row: «佐久（飯田合同庁舎）».

    The row that is named decides what its numbers are held to.
    """
    rows = [g for g in groups if g.kind == "row"]
    if len(rows) < _PAIR:
        return list(groups)
    dated = [(f.start, f.end) for f in sentence.figures if f.found.type in ("date", "time")]
    beside = _beside(numbers.units.noun)
    out: set[Group] = set()
    joined: list[Group] = []
    for first, last in pairwise(rows):
        if first.dimension != numbers.table.key or last.dimension in ("", numbers.table.key):
            continue
        if set(first.values) < set(last.values) and sentence.text[first.end : last.start] == "の":
            # «飯田市の合同庁舎»: the one of them that is there
            out |= {first, last}
            joined.append(replace(first, end=last.end))
            continue
        gap = "".join(
            c for n, c in enumerate(sentence.text[first.end : last.start], first.end)
            if not any(s <= n < e for s, e in dated)
        )  # fmt: skip
        if not set(first.values) & set(last.values) and beside.fullmatch(gap):
            out.add(last)
    return sorted([*(g for g in groups if g not in out), *joined], key=lambda g: (g.start, g.end))


def _ranges(sentence: Sentence, groups: Sequence[Group], numbers: Numbers) -> list[Group]:
    """Join two rows that are the ends of a range: «佐久～長野», «佐久から長野まで»."""
    found, rows = list(groups), [g for g in groups if g.kind == "row"]
    if len(rows) < _PAIR:
        return found
    order = [r.keys[numbers.table.key] for r in numbers.table.rows]
    noun = numbers.units.noun
    joint = _joint(noun)
    for first, last in pairwise(rows):
        gap = sentence.text[first.end : last.start]
        single = len(first.values) == len(last.values) == 1
        if not single or joint.fullmatch(gap) is None:
            continue
        if "から" in gap and re.match(rf"(?:{noun})?まで", sentence.text[last.end :]) is None:
            continue
        begin, end = order.index(first.values[0]), order.index(last.values[0])
        if begin < end:
            values = tuple(order[begin : end + 1])
            joined = Group("row", values, first.start, last.end, first.dimension, len(values))
            found = [g for g in found if g not in (first, last)] + [joined]
    return found


def _top(
    sentence: Sentence, groups: Sequence[Group], figure: Figure, numbers: Numbers, context: Context
) -> Group | None:
    """Return the rows that «上位3地域» are, by the column named last, or «前半5会場» by day."""
    count, head = figure.found.value, _TOP.search(sentence.text[: figure.start])
    if head is None or not isinstance(count, int):
        return None
    unit, behind = figure.found.unit, sentence.text[figure.end :]
    if unit not in numbers.units.row_names and not (
        unit in ("", "つ") and any(behind.startswith(f"の{n}") for n in numbers.units.row_names)
    ):
        return None
    if not 0 < count < len(numbers.table.rows):
        return None
    key, day = (
        numbers.table.key,
        next((d for d in numbers.table.dimensions if d.type == "date"), None),
    )
    if head.group("first") or head.group("last"):
        if day is None:
            return None
        days = sorted(numbers.table.rows, key=lambda r: r.keys[day.id])
        picked = days[:count] if head.group("first") else days[-count:]
        return Group(
            "row", tuple(r.keys[key] for r in picked), head.start(), figure.end, key, count
        )
    root = (numbers.root,) if numbers.root else ()
    named = [
        g.values for g in groups
        if g.kind == "column" and g.end <= head.start() and g.values != root
    ]  # fmt: skip
    columns = named[-1] if named else context.columns or root
    measures = numbers.measures(Part(columns=columns), None)
    if len(measures) != 1:
        return None
    cells = numbers.cells(numbers.table.rows, measures[0].id)
    ordered = sorted(cells, key=lambda c: c[1], reverse=head.group("most") is not None)
    rows = tuple(r.keys[key] for r, _ in ordered[:count])
    return Group("row", rows, head.start(), figure.end, key, count)


def _two(
    groups: Sequence[Group], before: int, root: str | None, context: Context
) -> tuple[GroupKind, tuple[str, str]] | None:
    """Return the two names that 前者 and 後者 at ``before`` point to, with their kind."""
    here = [g for g in groups if g.end <= before and g.values != (root,)]
    for group in reversed(here):
        if group.joined == len(group.values) == _PAIR and group.kind in ("row", "column"):
            return group.kind, (group.values[0], group.values[1])
    rows = [v for g in here if g.kind == "row" for v in g.values]
    columns = [v for g in here if g.kind == "column" for v in g.values]
    last: list[tuple[GroupKind, Sequence[str]]] = [
        ("row", rows), ("column", columns), ("row", context.named), ("column", context.mentioned)
    ]  # fmt: skip
    for kind, values in last:
        names = list(dict.fromkeys(v for v in values if v != root))
        if len(names) == _PAIR:
            return kind, (names[0], names[1])
    return None
