"""The literal leg of search: what stands in quotation marks, and figures, word for word.

A figure is compared by what it says, so that ５５．６％ is 55.6% and R6.10.17 is in October, and as
a whole, so that 18 is not found in 10月18日 nor 48 in 148.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from mmap import mmap
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Content, Files, Stored, read_array, starts_of
from assistant.index.bags import Bags, Postings, merged
from assistant.index.words import WordIndex, WordScores
from assistant.index.words import pair as term_of_pair
from assistant.text.figure_types import Found
from assistant.text.figures import find_figures
from assistant.text.normalize import fold, normalize, squeeze

_QUOTED = re.compile(r"「([^「」]+)」|『([^『』]+)』|[“\"]([^“”\"]+)[”\"]")

_DISTINCT = 2
"""Digits from which a number in a sentence is looked for: 3 of 「意見を3つ」 is not."""
_RARE = 3
"""Digits from which a number is looked for under another unit too: 157 for 157人, not 16 for 16歳.
A query that is nothing but figures means any number, under any unit."""

LOOKED_AT: Final = 2000
"""Texts that are compared with one quoted text at most, a few milliseconds' work."""

_ACROSS: Final = "~"
"""Marks a pair of characters across a blank, so that it is no mark of a figure."""

_BLANK = re.compile(r"(?<=\w)\s+(?=\w)")
_WORD = re.compile(r"\w")
_TO_HIRAGANA: Final = 0x60
_NONE = np.zeros(0, dtype=np.int32)


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


def said_marks(figure: Found) -> tuple[str, ...]:
    """Return the marks by which a figure is found: its value with its unit, and its unit alone.

    Percentages are of one unit; only they and numbers with a unit have marks.
    """
    if figure.type == "percent":
        return f"percent:{figure.value}", "percent"
    if figure.type == "number" and figure.unit:
        return f"number:{figure.value}{figure.unit}", unit_mark(figure.unit)
    return ()


def unit_mark(unit: str) -> str:
    """Return the mark of all numbers with a unit, as :func:`find_figures` writes it."""
    return f"unit:{unit}"


def blank_pairs(text: str) -> list[str]:
    """Return the pairs of characters of a text that only a blank keeps apart: 親施 in 里親 施設.

    :func:`literal_key` puts them side by side, where no pair of a word index knows of them.
    """
    folded = fold(text)
    if " " not in folded and "\n" not in folded:  # no other blanks are left in it
        return []
    return [folded[m.start() - 1] + folded[m.end()] for m in _BLANK.finditer(folded)]


def said_in(text: str) -> list[str]:
    """Return what the literal index knows a text by: its figures, and its pairs across blanks."""
    said = (mark for figure in find_figures(text) for mark in said_marks(figure))
    across = (_ACROSS + each for each in blank_pairs(text))
    return list(dict.fromkeys((*figure_marks(text), *said, *across)))


class LiteralIndex:
    """The texts in the form in which they are compared, and what is :func:`said_in` them."""

    def __init__(self, keys: Content | mmap, starts: NDArray[np.int64], said: Postings) -> None:
        self._keys = keys
        self._starts = starts
        self._said = said

    @classmethod
    def of(cls, keys: Sequence[str], said: Bags) -> LiteralIndex:
        """Return the index of texts by their :func:`literal_key` and what is said in each."""
        encoded = [key.encode("utf-8", "surrogatepass") for key in keys]
        return cls(
            b"".join(encoded), starts_of([len(key) for key in encoded]), Postings.of(said)[0]
        )

    @classmethod
    def build(cls, texts: Sequence[str]) -> LiteralIndex:
        """Return the index of ``texts``; their numbers are their places in the sequence."""
        return cls.of([literal_key(text) for text in texts], Bags.of(map(said_in, texts)))

    def to_files(self, name: str) -> Files:
        """Return the files of the index, of which the names begin with ``name``."""
        assert isinstance(self._keys, bytes)
        return {
            f"{name}.txt": self._keys,
            f"{name}-starts.npy": self._starts,
            **self._said.to_files(f"{name}-said"),
        }

    @classmethod
    def from_files(cls, files: Stored, name: str) -> LiteralIndex:
        """Return what :meth:`to_files` wrote."""
        starts = read_array(files[f"{name}-starts.npy"])
        return cls(files[f"{name}.txt"], starts, Postings.from_files(files, f"{name}-said"))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def key(self, number: int) -> str:
        """Return the :func:`literal_key` of a text."""
        start, end = self._starts[number : number + 2].tolist()
        return bytes(self._keys[start:end]).decode("utf-8", "surrogatepass")

    def counts(
        self, literals: Sequence[Literal], words: WordIndex, scores: WordScores
    ) -> NDArray[np.int16]:
        """Return how many of ``literals`` stand in each text, by number.

        ``words`` indexes the same texts, ``scores`` are theirs for the query. Of more than
        ``LOOKED_AT`` texts that may hold a quoted one, those that score best are looked at.
        """
        result = np.zeros(len(self), dtype=np.int16)
        for literal in literals:
            if literal.text:
                candidates = self.candidates(literal.text, words)
                if len(candidates) > LOOKED_AT:
                    best = np.argsort(-scores.of(candidates), kind="stable")[:LOOKED_AT]
                    candidates = candidates[best]
                result[[n for n in candidates.tolist() if literal.text in self.key(n)]] += 1
            marked = (self._said.having(mark) for mark in literal.marks)
            result[next((found for found in marked if len(found)), _NONE)] += 1
        return result

    def candidates(
        self, key: str, words: WordIndex, *, any_kana: bool = False
    ) -> NDArray[np.int64]:
        """Return the numbers, ascending, of texts that may hold ``key``, among them all that do.

        ``key`` is in the form of :func:`literal_key`; with ``any_kana`` its katakana may stand
        there as hiragana. ``words`` indexes the same texts.
        """
        found: NDArray[np.int32] | None = None
        for place in range(len(key) - 1):
            one, other = key[place], key[place + 1]
            if not _WORD.fullmatch(one) or not _WORD.fullmatch(other):
                continue
            having = []
            for each in _spellings(one, other) if any_kana else (one + other,):
                having += [words.having(term_of_pair(each)), self._said.having(_ACROSS + each)]
            here = merged(having)
            found = here if found is None else np.intersect1d(found, here, assume_unique=True)
            if not len(found):
                break
        return np.arange(len(self)) if found is None else found.astype(np.int64)

    def saying(self, mark: str) -> NDArray[np.int32]:
        """Return the numbers of the texts with a mark (:func:`said_in`), ascending."""
        return self._said.having(mark)


def _spellings(one: str, other: str) -> list[str]:
    """Return a pair of characters with each katakana also as hiragana."""
    each = [
        (char, chr(ord(char) - _TO_HIRAGANA)) if "ァ" <= char <= "ヶ" else (char,)
        for char in (one, other)
    ]
    return [a + b for a in each[0] for b in each[1]]
