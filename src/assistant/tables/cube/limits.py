"""Limits that a question sets on a number, and the numbers that it only states."""

from __future__ import annotations

from assistant.tables.cube.skeleton import Skeleton, Token, form
from assistant.tables.query import Comparator

_COMPARATORS: tuple[Comparator, ...] = ("ge", "le", "gt", "lt", "eq")


def find_limits(
    skeleton: Skeleton,
) -> tuple[list[tuple[Comparator, str, int | float]], list[Token], list[tuple[int, int]]]:
    """Return limits (comparator, unit, number), stated numbers, and the spans of the limits."""
    limits: list[tuple[Comparator, str, int | float]] = []
    stated: list[Token] = []
    spans: list[tuple[int, int]] = []
    for token in skeleton.tokens:
        if token.kind != "N" or isinstance(token.value, str):
            continue
        end = token.place + 1
        for op in _COMPARATORS:
            match = form("limit", op).match(skeleton.text, end)
            if match:
                limits.append((op, token.key, token.value))
                spans.append(match.span())
                break
        else:
            stated.append(token)
    return limits, stated, spans
