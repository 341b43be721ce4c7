"""A question reduced to its skeleton: names of the table as letters, the rest as typed.

«中央図書館の2019年度の貸出冊数は？» becomes «VのVのCは?»: patterns of asking are then the same
for every table, whatever its rows and columns are called.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.tables.cube.money import SCALES
from assistant.tables.lexicon import Lexicon
from assistant.tables.reading import Reading
from assistant.tables.shape import Shape
from assistant.text.figures import Found
from assistant.types import Dimension, Language

Kind = Literal["V", "C", "D", "N", "Q"]
_AMOUNT = re.compile(
    r"いくら|おいくら|いくつ|(?:どの|どれ)(?:くらい|ぐらい|程度|だけ|ほど)(?:の?量|の?数)?"
    r"|how (?:many|much)"
)
_KATAKANA = re.compile(r"[ァ-ヶー]{2,3}")
_SIGN = re.compile(r"(?:[^0-9~〜～a-z年月日][-−▲△]|マイナス)$")
_PER = re.compile(r"あたり|当たり|につき")
_STATISTICS = re.compile(r"中央値|最大値|最小値")
# 前年度 and 翌月 name another time, not the dimension.
_OTHER = tuple("前昨翌来今同毎")
_YEAR, _MONTH = ("年度", "年"), ("月",)


@dataclass(frozen=True, slots=True)
class Token:
    """One letter of the skeleton. ``place``: where it stands there.

    V: ``key`` is a dimension, ``value`` one of its values. C: ``key`` is a column. D: ``key`` is
    a dimension. N: ``value`` is a number, ``key`` its unit. Q: ``key`` is the unit asked for, or
    empty (いくつ).
    """

    kind: Kind
    key: str
    value: str | int | float
    start: int
    end: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The skeleton and its letters. ``places`` maps it to characters of the plain question."""

    text: str
    tokens: tuple[Token, ...]
    places: tuple[tuple[int, int], ...]
    outside: bool = False
    """A year is named that the table does not have."""
    finer: bool = False
    """A day or a month is named, and the table does not break it out."""
    unread: bool = False
    """A number is named of which nobody can say what it means: 30年度."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the question under ``[start, end)`` of the skeleton."""
        return self.places[start][0], self.places[end - 1][1]


@cache
def cube_words() -> dict[str, Any]:
    """Return ``data/cube_words.toml``."""
    text = files("assistant.data").joinpath("cube_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def operations(language: Language) -> dict[str, re.Pattern[str]]:
    """Return one pattern for each word group of a language, in the order of the file."""
    return {
        n: re.compile("|".join(f"(?:{p})" for p in ps)) for n, ps in cube_words()[language].items()
    }


@cache
def form(group: str, name: str) -> re.Pattern[str]:
    """Return one pattern of ``after_value``, ``between_values`` or ``limit``."""
    return re.compile(cube_words()[group][name])


class Skeletons:
    """Makes skeletons of questions over one table."""

    def __init__(self, lexicon: Lexicon, shape: Shape) -> None:
        self.table, self.shape = lexicon.table, shape
        units = {u for q in self.table.quantities for u in q.units}
        units |= {m.unit for m in self.table.measures}
        self.units = sorted(units, key=len, reverse=True)
        self.money = [u for u in self.units if u in SCALES]
        asked = [*self.units, *(sorted(SCALES, key=len, reverse=True) if self.money else ())]
        names = "|".join(map(re.escape, sorted(set(asked), key=len, reverse=True)))
        self._asked = re.compile(rf"(?:何|なん)({names})間?(?![々目曜])")
        self._counters = {d.id: _counter(d) for d in self.table.dimensions}
        self.year = self._time(_YEAR)
        self.month = self._time(_MONTH)
        self.day = next((d for d in self.table.dimensions if d.type == "date"), None)

    def _time(self, suffixes: tuple[str, ...]) -> Dimension | None:
        return next(
            (d for d in self.table.dimensions
             if d.suffix in suffixes
             or (d.type == "category" and all(v.endswith(suffixes) and v[:1].isdigit()
                 for v in self.shape.distinct(self.table.rows, d.id)))),
            None,
        )  # fmt: skip

    def make(self, reading: Reading) -> Skeleton:
        """Return the skeleton of a question; never raises."""
        tokens: list[Token] = []
        flags = {"outside": False, "finer": False, "unread": False}
        for found in reading.figures:
            if any(
                t.role in ("column", "value") and t.start <= found.start and found.end <= t.end
                and t.end - t.start > found.end - found.start for t in reading.tags
            ):  # fmt: skip
                continue  # 15歳未満人口: a number in a name
            tokens += self._figure(found, reading, tokens, flags)
        taken = [(t.start, t.end) for t in tokens]
        for tag in reading.tags:
            if any(s < tag.end and tag.start < e for s, e in taken):
                continue
            if tag.role == "value" and not _STATISTICS.match(reading.plain, tag.start):
                tokens.append(Token("V", tag.key, tag.value, tag.start, tag.end))
            elif tag.role == "column":
                tokens.append(Token("C", tag.key, "", tag.start, tag.end))
            elif tag.role == "dimension" and reading.plain[tag.start - 1 : tag.start] not in _OTHER:
                tokens.append(Token("D", tag.key, "", tag.start, tag.end))
        tokens = _without_overlaps(tokens)
        flags["outside"] |= self._numbers_no_row(reading.plain, tokens)
        tokens += [
            Token("Q", m.group(1), "", *m.span()) for m in self._asked.finditer(reading.plain)
            if not _overlaps(m.start(), m.end(), tokens)
        ]  # fmt: skip
        tokens += [
            Token("Q", "", "", *m.span()) for m in _AMOUNT.finditer(reading.plain)
            if not _overlaps(m.start(), m.end(), tokens)
        ]  # fmt: skip
        for quantity in self.table.quantities:
            # 冊数 and 金額 ask for the columns that are counted so.
            tokens += [
                Token("Q", quantity.units[0], "", *m.span())
                for m in re.finditer(re.escape(quantity.label), reading.plain)
                if quantity.units and not _overlaps(m.start(), m.end(), tokens)
            ]
        for id, pattern in self._counters.items():
            if pattern is None:
                continue
            tokens += [
                Token("D", id, "", *m.span()) for m in pattern.finditer(reading.plain)
                if not _overlaps(m.start(), m.end(), tokens)
            ]  # fmt: skip
        return _skeleton(reading, sorted(tokens, key=lambda t: t.start), flags)

    def _numbers_no_row(self, plain: str, tokens: list[Token]) -> bool:
        """Say whether a number is named by which rows are told apart, and no row has it: 第9回."""
        for dimension in self.table.dimensions:
            suffix = dimension.suffix
            if dimension.type != "number" or not suffix or dimension in (self.year, self.month):
                continue
            for match in re.finditer(rf"(第)?[0-9]+{re.escape(suffix)}(目)?", plain):
                named = match[1] or match[2] or suffix not in self.units
                values = [t for t in tokens if t.kind == "V"]
                if named and not _overlaps(*match.span(), values):
                    return True
        return False

    def _figure(
        self, found: Found, reading: Reading, before: list[Token], flags: dict[str, bool]
    ) -> list[Token]:
        if found.type == "date":
            return self._date(str(found.value), found, flags)
        if not isinstance(found.value, int | float):
            return []
        if _SIGN.search(reading.plain[: found.start]):
            flags["unread"] = True  # 収支が-300万円: a sign that was not read with its number
            return []
        bare_year = found.type == "number" and re.fullmatch(r"(?:19|20)\d\d", found.text)
        if bare_year and self.year is not None and found.unit == "":
            return self._date(found.text, found, flags)
        if found.unit in ("年度", "年") and _PER.match(reading.plain, found.end):
            return []  # 1年あたり
        if found.unit in ("年度", "年"):
            flags["unread"] = True
            return []
        if found.type == "percent":
            return [Token("N", "%", found.value, found.start, found.end)]
        unit = found.unit
        end = found.end
        if not unit:
            # Units that only this table knows: 12.5℃.
            known = next((u for u in self.units if reading.plain.startswith(u.casefold(), end)), "")
            unit, end = known, end + len(known)
        if unit in self.units or (unit == "円" and self.money):
            return [Token("N", unit, found.value, found.start, end)]
        limited = any(
            form("limit", op).match(reading.plain, end) for op in ("ge", "le", "gt", "lt")
        )
        return [Token("N", unit, found.value, found.start, end)] if limited else []

    def _date(self, value: str, found: Found, flags: dict[str, bool]) -> list[Token]:
        year, month, day = _parts(value)
        tokens = []
        start, end = found.start, found.end
        if self.day is not None and self.year is None and self.month is None:
            return self._day(year, month, day, found, flags)
        if year is not None:
            if self.year is None:
                flags["outside"] = True
            else:
                match = next((v for v in self._values(self.year) if _digits(v) == year), None)
                if match is None:
                    flags["outside"] = True
                else:
                    tokens.append(Token("V", self.year.id, match, start, end))
        if month is not None:
            if self.month is None:
                flags["finer"] = True
            else:
                match = next((v for v in self._values(self.month) if _digits(v) == month), None)
                flags["outside"] |= match is None
                if match is not None:
                    tokens.append(Token("V", self.month.id, match, start, end))
                if year is not None and self.year and self.year.suffix == "年度" and month < 4:
                    flags["unread"] = True  # January 2020 belongs to the fiscal year 2019
        flags["finer"] |= day is not None
        return tokens

    def _day(
        self,
        year: int | None,
        month: int | None,
        day: int | None,
        found: Found,
        flags: dict[str, bool],
    ) -> list[Token]:
        """Return the row's day that a date names, in a table whose rows have days alone."""
        assert self.day is not None
        days = [(v, _parts(v)) for v in self._values(self.day)]
        if month is None and year is not None:
            # Of rows that are all of that year it narrows nothing.
            of_year = [year == y or ("年度" in found.text and year == _fiscal(y, m))
                       for _, (y, m, _) in days]  # fmt: skip
            flags["outside"] |= not any(of_year)
            flags["finer"] |= any(of_year) and not all(of_year)
            return []
        meant = [
            v for v, (y, m, d) in days if m == month and d == day and year in (None, y)
        ]  # fmt: skip
        if month is not None and day is not None and not meant:
            flags["outside"] = True
        elif len(meant) != 1:
            flags["finer"] = True  # a month, or a day of several years
        return [Token("V", self.day.id, v, found.start, found.end) for v in meant[:1]]

    def _values(self, dimension: Dimension) -> list[str]:
        return self.shape.distinct(self.table.rows, dimension.id)


def _counter(dimension: Dimension) -> re.Pattern[str] | None:
    """Return what counts the values of a dimension, or names it too shortly to stand anywhere.

    3館, 年別; and a short name in katakana (エリア), which must be no piece of a longer one.
    """
    found = []
    names = [dimension.counter, *(n for n in dimension.names if len(n) == 1)]
    if words := "|".join(re.escape(n) for n in dict.fromkeys(names) if n):
        found.append(rf"(?<=[何各全毎0-9一のた])(?:{words})(?![度間々])")
        found.append(rf"(?:{words})(?=別|ごと|毎|あたり|当たり|数|平均)")
    kana = [n for n in (dimension.label, *dimension.names) if _KATAKANA.fullmatch(n)]
    found += [rf"(?<![ァ-ヶー]){n}(?![ァ-ヶー])" for n in kana]
    return re.compile("|".join(found)) if found else None


def _fiscal(year: int | None, month: int | None) -> int | None:
    """Return the fiscal year (from April) of a month, None where either is unknown."""
    return None if year is None or month is None else year - (month < 4)


def _parts(value: str) -> tuple[int | None, int | None, int | None]:
    match = re.fullmatch(r"(\d{4}|-)?-?(\d\d)?(?:-(\d\d))?", value)
    if match is None:
        return None, None, 1
    year, month, day = match.groups()
    return (
        int(year) if year and year.isdigit() else None,
        int(month) if month else None,
        int(day) if day else None,
    )


def _digits(value: str) -> int | None:
    match = re.match(r"\d+", value)
    return int(match.group()) if match else None


def _overlaps(start: int, end: int, tokens: list[Token]) -> bool:
    return any(t.start < end and start < t.end for t in tokens)


def _without_overlaps(tokens: list[Token]) -> list[Token]:
    """Return tokens of which none covers another: of one span the value, then the column."""
    order = {"V": 0, "N": 1, "C": 2, "D": 3, "Q": 4}
    kept: list[Token] = []
    for token in sorted(tokens, key=lambda t: (t.start, -(t.end - t.start), order[t.kind])):
        same = [t for t in kept if t.start < token.end and token.start < t.end]
        if not same or all(
            (t.start, t.end) == (token.start, token.end) and t.kind == token.kind == "V"
            and t.key != token.key for t in same
        ):  # fmt: skip
            kept.append(token)
    return kept


def _skeleton(reading: Reading, tokens: list[Token], flags: dict[str, bool]) -> Skeleton:
    text: list[str] = []
    places: list[tuple[int, int]] = []
    placed: list[Token] = []
    position = 0
    japanese = reading.language == "ja"

    def copy(upto: int) -> None:
        for i in range(position, upto):
            if not (japanese and reading.plain[i].isspace()):
                text.append(reading.plain[i])
                places.append((i, i + 1))

    for token in tokens:
        copy(token.start)
        placed.append(Token(token.kind, token.key, token.value, token.start, token.end, len(text)))
        text.append(token.kind)
        places.append((token.start, token.end))
        position = max(position, token.end)
    copy(len(reading.plain))
    return Skeleton("".join(text), tuple(placed), tuple(places), **flags)
