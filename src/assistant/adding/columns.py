"""Guess what the columns of a table are: what identifies rows, what is counted, in which unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.adding.words import words
from assistant.adding.years import Said, year_of
from assistant.documents.csv_reader import numbers_with
from assistant.documents.days import Year, another_weekday, read_day
from assistant.documents.schema import key_value
from assistant.documents.verify import number
from assistant.types import DimensionType

LONG = 25
"""Characters on average from which a column holds sentences."""

_IN_BRACKETS = re.compile(
    r"\s*[(（\[［]\s*(?:単位\s*[:：]?\s*)?([^()（）\[\]［］]{1,6})[)）\]］]\s*$"
)
_CAPTION_UNIT = re.compile(r"単位\s*[:：]?\s*([^\s、,()（）\]］」]{1,6})")
_DIGITS = r"[+\-−]?[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?"
_COUNTED = re.compile(rf"({_DIGITS})\s*([^\s0-9０-９,，.．+\-−()（）]{{0,5}})")
_NOT_A_UNIT = re.compile(r"[:：/／~～〜]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is, why it is held to be, and whether a person should look."""

    header: str
    role: str
    """``dimension``, ``measure`` or ``ignore``."""
    label: str
    type: DimensionType = "category"
    units: tuple[str, ...] = ()
    """One for a column of numbers ("" where none is written), several where cells hold several."""
    is_region: bool = False
    additive: bool = True
    parent: str | None = None
    """The header of the column that it is a part of."""
    year: Year | None = None
    """The year of its days, where they are printed without one."""
    doubt: str = ""
    """A Japanese sentence on what is not certain, else empty."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A table as it may be declared: its columns in order, its key and its printed total."""

    columns: tuple[Column, ...]
    key: str
    total: str | None = None
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def region(self) -> Column | None:
        """The column whose values are regions, if there is one."""
        return next((c for c in self.columns if c.is_region), None)


@dataclass(frozen=True, slots=True)
class NoTable:
    """Why a table is not one for exact lookup, as a Japanese sentence; empty: no numbers."""

    reason: str = ""


IsPlaces = Callable[[str, Sequence[str]], bool]


def guess_columns(
    rows: Sequence[Sequence[str]], said: Said, is_places: IsPlaces
) -> Guess | NoTable:
    """Return what the columns of ``rows`` (the headings first) are, or why that cannot be said.

    ``said`` holds what stands above the table, and when its document is from; ``is_places`` says
    whether the values under a heading are places.
    """
    header, body = rows[0], rows[1:]
    if any(len(row) != len(header) for row in body):
        return NoTable("行によって欄の数が違うため、数を調べる表にしませんでした。")
    if len(set(header)) != len(header):
        return NoTable("同じ列見出しが二つ以上あるため、数を調べる表にしませんでした。")
    totals = [row for row in body if any(_plain(cell) in words().totals for cell in row)]
    parts = [row for row in body if any(_plain(cell).startswith(words().parts) for cell in row
                                        if not _is_number(cell))]  # fmt: skip
    if parts:
        return NoTable(
            f"「{_first(parts[0])}」の行があり、そのまま足すと二重になるため、"
            "数を調べる表にしませんでした。"
        )
    if len(totals) > 1:
        return NoTable("合計の行が二つ以上あるため、数を調べる表にしませんでした。")
    plain = [row for row in body if row not in totals]
    if not plain:
        return NoTable()
    unit = _CAPTION_UNIT.search(said.caption)
    columns = [
        _column(name, [row[n] for row in plain], unit[1] if unit else "", said, is_places)
        for n, name in enumerate(header)
    ]
    if not any(c.role == "measure" for c in columns):
        return NoTable()
    key = _key(columns, plain)
    if key is None:
        return NoTable("行を見分ける列が見つからないため、数を調べる表にしませんでした。")
    total = None
    if totals:
        total = totals[0][list(header).index(key)]
        if _plain(total) not in words().totals:
            return NoTable("合計の行を見分けられないため、数を調べる表にしませんでした。")
    # Only one column may say of which region a row is.
    first = next((c.header for c in columns if c.is_region), None)
    columns = [replace(c, is_region=c.header == first) for c in columns]
    columns = _with_parents(columns, header, plain)
    cells = {row[n] for row in body for n, c in enumerate(columns) if c.role == "measure"}
    return Guess(tuple(columns), key, total, tuple(sorted(cells & words().missing)))


def _column(
    header: str, cells: Sequence[str], caption: str, said: Said, is_places: IsPlaces
) -> Column:
    values = [c for c in cells if c and c not in words().missing]
    label = _IN_BRACKETS.sub("", header) or header
    if not values:
        return Column(header, "ignore", label, doubt=f"「{header}」の列は空です。")
    complete = all(cells)
    if (days := _days(header, label, values, said)) is not None:
        return days if complete else _ignored(header, label, "書かれていない行がある")
    for kind in ("weekday", "time"):
        if all(key_value(kind, v) is not None for v in values):
            if complete:
                return Column(header, "dimension", label, kind)
            return _ignored(header, label, "書かれていない行がある")
    if all(_is_number(v) for v in values) or _units(values):
        if label.startswith(words().codes) or label.endswith(words().codes):
            return _ignored(header, label, "番号の列と見られる")
        numbers = all(key_value("number", v) is not None for v in values)
        if label.endswith(words().years) and complete and numbers:
            return Column(header, "dimension", label, "number")
        return _measure(header, label, values, caption)
    if sum(map(len, values)) / len(values) >= LONG:
        return _ignored(header, label, "文章の列と見られる")
    if any(_counts(v) for v in values) and not is_places(header, values):
        return _ignored(header, label, "数字と言葉が混ざっている")
    if not complete:
        return _ignored(header, label, "書かれていない行がある")
    return Column(header, "dimension", label, is_region=is_places(header, values))


def _counts(value: str) -> bool:
    """Say whether ``value`` counts something: 第2館 and 1丁目 are names, 2館 5名 is none."""
    known = {*words().units, *(unit for q in words().quantities for unit in q.units), "時"}
    return any(unit in known or unit[:1] in known for _, unit in _COUNTED.findall(value))


def _ignored(header: str, label: str, why: str) -> Column:
    doubt = f"「{header}」は{why}ため、数や条件には使いません（行の引用には出ます）。"
    return Column(header, "ignore", label, doubt=doubt)


def _measure(header: str, label: str, values: Sequence[str], caption: str) -> Column:
    doubt = ""
    units = _units(values)
    if not units:
        bracket = _IN_BRACKETS.search(header)
        by_name = next((unit for unit, ends in words().units.items() if label.endswith(ends)), "")
        unit = (bracket[1].strip() if bracket else "") or caption or by_name
        units = (unit,)
        if not unit:
            doubt = f"「{header}」の単位が分かりません。"
        elif not bracket and not caption:
            doubt = f"「{header}」の単位を、列の名前から「{unit}」としました。"
    share = any(unit in ("%", "％") for unit in units)
    additive = not share and not any(word in label for word in words().not_additive)
    return Column(header, "measure", label, units=units, additive=additive, doubt=doubt)


def _units(values: Sequence[str]) -> tuple[str, ...]:
    """Return the units written behind the numbers of cells, empty where none or not in all.

    Cells may hold several numbers, each with another unit, and nothing else.
    """
    found: dict[str, None] = {}
    for value in values:
        counted = _COUNTED.findall(value)
        rest = _COUNTED.sub("", value)
        units = [unit for _, unit in counted]
        if not counted or rest.strip() or "" in units or len(set(units)) != len(units):
            return ()
        if any(_NOT_A_UNIT.search(unit) for unit in units):
            return ()
        found |= dict.fromkeys(units)
    if len(found) > 3 or any(numbers_with(u, v)[1:] for u in found for v in values):
        return ()
    single = all(len(_COUNTED.findall(value)) == 1 for value in values)
    # 3回 and 5名 in one column are no two counts of one thing.
    return () if single and len(found) > 1 else tuple(found)


def _days(header: str, label: str, values: Sequence[str], said: Said) -> Column | None:
    """Return a column of days, their year guessed where it is not printed; None: no days.

    3-4 may be anything: days without a year say 月, or stand under a heading that names days.
    """
    days = [day for value in values if (day := read_day(value)) is not None]
    if len(days) != len(values):
        return None
    if all(day.year is not None for day in days):
        good = all((iso := day.iso(None)) and not another_weekday(value, iso)
                   for day, value in zip(days, values, strict=True))  # fmt: skip
        return Column(header, "dimension", label, "date") if good else None
    if not (header.endswith(("日", "月日", "日付", "日程")) or all("月" in v for v in values)):
        return None
    guess = year_of([day for day in days if day.year is None], said)
    if guess is None:
        return _ignored(header, label, "年が書かれておらず、題名や日付からも決められない")
    doubt = (
        f"「{header}」には年が書かれていないため、{guess.source}から{guess.shown}の日付としました。"
    )
    return Column(header, "dimension", label, "date", year=guess.year, doubt=doubt)


def _key(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str | None:
    """Return the heading of the column that names a row."""

    def unique(n: int) -> bool:
        values = [row[n] for row in rows]
        return len(set(values)) == len(values)

    dimensions = [(n, c) for n, c in enumerate(columns) if c.role == "dimension"]
    regions = [c for n, c in dimensions if c.is_region and unique(n)]
    names = [c for n, c in dimensions if c.type == "category" and unique(n)]
    shared = [c for _, c in dimensions if c.type == "category"]
    others = [c for n, c in dimensions if unique(n)]
    best = [*regions, *names, *shared, *others, *(c for _, c in dimensions)]
    return best[0].header if best else None


def _with_parents(
    columns: Sequence[Column], header: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[Column]:
    """Put columns under the total that they add up to in every row, and the total first."""
    measures = [c for c in columns if c.role == "measure" and len(c.units) == 1 and c.additive]
    for total in measures:
        if not any(word in total.label for word in ("計", "総数", "全体")):
            continue
        parts = [c for c in measures if c is not total and c.units == total.units]
        if len(parts) > 1 and all(_adds_up(total, parts, header, row) for row in rows):
            children = {c.header for c in parts}
            found = [
                replace(c, parent=total.header) if c.header in children else c for c in columns
            ]
            return sorted(found, key=lambda c: c.header in children)
    return list(columns)


def _adds_up(
    total: Column, parts: Sequence[Column], header: Sequence[str], row: Sequence[str]
) -> bool:
    values = [_value(row[list(header).index(c.header)], c.units[0]) for c in (total, *parts)]
    known = [v for v in values[1:] if v is not None]
    return values[0] is not None and bool(known) and abs(sum(known) - values[0]) < 1e-9


def _value(cell: str, unit: str) -> int | float | None:
    return number(cell.removesuffix(unit).rstrip())


def _is_number(cell: str) -> bool:
    return number(cell) is not None


def _plain(cell: str) -> str:
    return re.sub(r"\s", "", cell)


def _first(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell and not _is_number(cell)), "")
