"""Which rows a question selects: its values with what joins them, leaves out, or bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.tables.cube.skeleton import Skeleton, Token, form
from assistant.tables.query import Condition

Span = tuple[int, int]
Bound = Literal["not_in", "gt", "lt", "ge", "le"]
_BOUNDS: tuple[tuple[str, Bound], ...] = (
    ("except", "not_in"), ("later", "gt"), ("earlier", "lt"), ("since", "ge"), ("until", "le"),
)  # fmt: skip


@dataclass(slots=True)
class Selection:
    """What the values of a question select.

    ``conditions`` hold one entry for each dimension and way of selecting; ``listed`` the
    dimensions of which several values are named side by side, in that order; ``ranges`` those
    of which two values bound a range. ``used``: characters of the skeleton that this explains.
    """

    conditions: list[Condition] = field(default_factory=list)
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: dict[str, tuple[str, str]] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    """Dimensions of which several values stand in different places, and not side by side."""
    used: list[Span] = field(default_factory=list)

    def on(self, dimension: str) -> list[Condition]:
        """Return the conditions on one dimension."""
        return [c for c in self.conditions if c.dimension == dimension]


def select(skeleton: Skeleton) -> Selection:
    """Read the values of ``skeleton``, in the order in which they stand."""
    selection = Selection()
    values = [t for t in skeleton.tokens if t.kind == "V"]
    included: dict[str, list[str]] = {}
    position = 0
    while position < len(values):
        chain = _chain(skeleton, values, position, selection)
        position += len(chain)
        dimension, names = chain[0].key, [str(t.value) for t in chain]
        end = chain[-1].place + 1
        if len(chain) == 2 and _joined(skeleton, chain[0], chain[1], "range"):
            closing = form("after_value", "until").match(skeleton.text, end)
            if closing:
                selection.used.append(closing.span())
            low, high = sorted(names, key=lambda v: (len(v), v))
            selection.ranges[dimension] = (low, high)
            selection.conditions += [
                Condition(dimension, "ge", (low,)), Condition(dimension, "le", (high,)),
            ]  # fmt: skip
            continue
        bound = _bound(skeleton, end)
        if bound is None:
            known = included.setdefault(dimension, [])
            if known and set(names) != set(known):
                selection.apart.add(dimension)
            known += [n for n in names if n not in known]
            continue
        op, span = bound
        selection.used.append(span)
        selection.conditions.append(Condition(dimension, op, tuple(names)))
    for dimension, names in included.items():
        selection.conditions.append(Condition(dimension, "in", tuple(names)))
        if len(names) > 1:
            selection.listed[dimension] = tuple(names)
    return selection


def _chain(
    skeleton: Skeleton, values: list[Token], start: int, selection: Selection
) -> list[Token]:
    """Return the values from ``start`` on that are joined to each other."""
    chain = [values[start]]
    for token in values[start + 1 :]:
        last = chain[-1]
        if token.key != last.key or token.place <= last.place:
            break
        how = next((h for h in ("range", "listed") if _joined(skeleton, last, token, h)), None)
        if how is None or (how == "range" and len(chain) > 1):
            break
        selection.used.append((last.place + 1, token.place))
        chain.append(token)
        if how == "range":
            break
    return chain


def _joined(skeleton: Skeleton, a: Token, b: Token, how: str) -> bool:
    between = skeleton.text[a.place + 1 : b.place]
    return form("between_values", how).fullmatch(between) is not None


def _bound(skeleton: Skeleton, end: int) -> tuple[Bound, Span] | None:
    """Return how the words behind a value select rows, and where they stand."""
    for name, op in _BOUNDS:
        match = form("after_value", name).match(skeleton.text, end)
        if match:
            return op, match.span()
    return None
