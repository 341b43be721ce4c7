"""The literal leg of search: what stands in quotation marks, and figures, word for word.

A figure is compared by what it says, so that ５５．６％ is 55.6% and R6.10.17 is in October, and as
a whole, so that 18 is not found in 10月18日 nor 48 in 148.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.text.figure_types import Found
from assistant.text.figures import find_figures
from assistant.text.normalize import fold, normalize, squeeze

_QUOTED = re.compile(r"「([^「」]+)」|『([^『』]+)』|[“\"]([^“”\"]+)[”\"]")

_DISTINCT = 2
"""Digits from which a number in a sentence is looked for: 3 of 「意見を3つ」 is not."""
_RARE = 3
"""Digits from which a number is looked for under another unit too: 157 for 157人, not 16 for 16歳.
A query that is nothing but figures means any number, under any unit."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One thing to find: ``marks`` of figures, of which the first that occurs counts, or a text.

    ``text`` is in the form of :func:`literal_key`.
    """

    text: str = ""
    marks: tuple[str, ...] = ()


def literal_key(text: str) -> str:
    """Return the form in which texts are compared: folded and without blanks."""
    return squeeze(fold(text))


def figure_marks(text: str) -> list[str]:
    """Return a mark for everything that the figures of a text say, each once.

    A number is marked with and without its unit, a date also by each of its parts.
    """
    marks: list[str] = []
    for figure in find_figures(text):
        marks += _marks(figure)
    return list(dict.fromkeys(marks))


def _marks(figure: Found) -> list[str]:
    """Return what one figure says, the most precise first."""
    if figure.type == "number":
        with_unit = [f"number:{figure.value}{fold(figure.unit)}"] if figure.unit else []
        return [*with_unit, f"number:{figure.value}"]
    if figure.type != "date":
        return [f"{figure.type}:{figure.value}"]
    return [f"date:{date}" for date in _dates(str(figure.value))]


def _dates(value: str) -> list[str]:
    """Return the date and what it lies in: 2024-10-17 in 2024-10, 2024, --10-17 and --10."""
    if value.startswith("---"):
        return [value]
    year, *days = value.removeprefix("--").split("-")
    if value.startswith("--"):
        year, days = "-", [year, *days]
    shorter = ["-".join(days[:count]) for count in range(len(days), 0, -1)]
    with_year = [] if year == "-" else [*(f"{year}-{part}" for part in shorter), year]
    return [*with_year, *(f"--{part}" for part in shorter)]


def find_literals(query: str) -> tuple[Literal, ...]:
    """Return what a query asks for word for word, in order, each once.

    Everything in quotation marks; dates, times, percentages, and numbers of two digits or more.
    """
    text = normalize(query).text
    quoted = [
        # People close a quoted sentence with a full stop where the source goes on.
        Literal(literal_key("".join(match.groups(default=""))).strip("。、…"))
        for match in _QUOTED.finditer(text)
    ]
    rest = _QUOTED.sub(" ", text)
    figures = find_figures(rest)
    between = rest
    for figure in reversed(figures):
        between = between[: figure.start] + between[figure.end :]
    only_figures = not any(char.isalnum() for char in between)
    wanted = [mark for figure in figures if (mark := _wanted(figure, only_figures))]
    return tuple(dict.fromkeys(literal for literal in (*quoted, *wanted) if literal != Literal()))


def _as_date(number: str) -> list[str]:
    """Return the mark of the day that a decimal may be short for: month.day."""
    month, _, day = fold(number).partition(".")
    if month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        return [f"date:--{int(month):02}-{int(day):02}"]
    return []


def _wanted(figure: Found, only_figures: bool) -> Literal | None:
    digits = sum(char.isnumeric() for char in figure.text)
    marks = _marks(figure)
    if figure.type == "ordinal" or not digits:  # 第3章 names a thing; 半分 is no figure to find
        return None
    if figure.type != "number":
        return Literal(marks=(marks[0],))
    if only_figures and not figure.unit:
        # 55.6 may stand for 55.6％, and 10.17 for 10月17日.
        marks += [f"percent:{figure.value}", *_as_date(figure.text)]
    if only_figures or digits >= _RARE or isinstance(figure.value, float):
        return Literal(marks=tuple(marks))
    return Literal(marks=(marks[0],)) if digits >= _DISTINCT else None


def literals_to_json(texts: Sequence[str]) -> bytes:
    """Return, for texts in their order, what :meth:`LiteralIndex.from_json` reads."""
    value = {
        "texts": [literal_key(text) for text in texts],
        "marks": [figure_marks(text) for text in texts],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class LiteralIndex:
    """The texts in the form in which they are compared, and their figures."""

    def __init__(self, texts: Sequence[str], marks: Sequence[Sequence[str]]) -> None:
        self._text = "\n".join(texts)
        self._starts = [0]
        for text in texts:
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._with_mark: dict[str, list[int]] = {}
        for number, said in enumerate(marks):
            for mark in said:
                self._with_mark.setdefault(mark, []).append(number)

    @classmethod
    def from_json(cls, data: bytes) -> LiteralIndex:
        """Return the index that :func:`literals_to_json` wrote."""
        value = json.loads(data)
        return cls(value["texts"], value["marks"])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def counts(self, literals: Sequence[Literal]) -> NDArray[np.int64]:
        """Return how many of ``literals`` stand in each text, by number."""
        result = np.zeros(len(self), dtype=np.int64)
        for literal in literals:
            if literal.text:
                result[self._with_text(literal.text)] += 1
            found = (self._with_mark[mark] for mark in literal.marks if mark in self._with_mark)
            result[next(found, [])] += 1
        return result

    def _with_text(self, key: str) -> list[int]:
        """Return the numbers of the texts that ``key`` stands in, ascending."""
        found: list[int] = []
        position = self._text.find(key)
        while position >= 0:
            found.append(bisect_right(self._starts, position) - 1)
            position = self._text.find(key, self._starts[found[-1] + 1])
        return found
