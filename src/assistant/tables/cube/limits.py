"""Limits that a question sets on a number, and the numbers that it only states."""

from __future__ import annotations

import re

from assistant.tables.cube.skeleton import Skeleton, Token, cube_words, form

_COUNTED = re.compile(r"(?:という|だという)?(?:の)?(?:D)")


def find_limits(
    skeleton: Skeleton,
) -> tuple[list[tuple[str, str, int | float]], list[Token], list[tuple[int, int]]]:
    """Return limits (comparator, unit, number), stated numbers, and the spans of the limits."""
    limits: list[tuple[str, str, int | float]] = []
    stated: list[Token] = []
    spans: list[tuple[int, int]] = []
    for token in skeleton.tokens:
        if token.kind != "N" or isinstance(token.value, str):
            continue
        end = token.place + 1
        for op in cube_words()["limit"]:
            match = form("limit", op).match(skeleton.text, end)
            if match:
                limits.append((op, token.key, token.value))
                spans.append(match.span())
                break
        else:
            stated.append(token)
    return limits, stated, spans
