"""Dates in a normalised text: 2024年10月17日(木), 令和6年10月, R6.10.17, 10/17, 十月十七日."""

from __future__ import annotations

import re
from datetime import date

from assistant.text.figure_types import Candidate
from assistant.text.numerals import KANJI_DIGITS, SMALL, parse_numeral

# The Western year before the first year of each era (Cabinet notices of the changes of era).
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERA_LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}

# Four digits before 年 are a year of the calendar within these bounds, else a length of time.
_FIRST_YEAR, _LAST_YEAR = 1868, 2200

_ERA = rf"(?P<era>{'|'.join(ERAS)}|[RHSTM](?![A-Za-z]))"
_WEST = rf"(?:[12][0-9]{{3}}|[一二][{KANJI_DIGITS}]{{3}})"
_GLOSS = rf"(?: *\( *(?:(?:{'|'.join(ERAS)}) *(?:元|{SMALL})|{_WEST}) *年?度? *\))?"
"""The same year in the other calendar, in brackets: 令和6年(2024年)."""

_YEAR = rf"(?:{_ERA} *(?P<ey>元|{SMALL})|(?P<wy>{_WEST})){_GLOSS} *年{_GLOSS}"
_MONTH_DAY = rf"(?P<m>{SMALL}) *(?:月|がつ) *の? *(?P<d>{SMALL}) *(?:日|にち)"

_LONG = re.compile(
    rf"{_YEAR}(?:(?P<fiscal>度)| *の? *{_MONTH_DAY}| *の? *(?P<mo>{SMALL}) *月(?![間々]))?(?!間)"
)
_SHORT = re.compile(_MONTH_DAY)
_MONTH = re.compile(rf"(?P<mo>{SMALL}) *(?:月(?![間々])|がつ)")
_DAY = re.compile(rf"(?P<d>{SMALL}) *日(?!間)")
_ERA_DOTTED = re.compile(
    rf"{_ERA}\.? ?(?P<ey>元|[0-9]{{1,2}})(?:\. ?(?P<m>[0-9]{{1,2}})(?:\. ?(?P<d>[0-9]{{1,2}}))?"
    r"|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})|-(?P<m3>[0-9]{1,2})-(?P<d3>[0-9]{1,2}))(?![0-9])"
)
# Without a month only the two eras of living use: S60 or M1 may be anything.
_ERA_ONLY = re.compile(r"(?P<era>[RH])(?P<ey>[0-9]{1,2})(?P<fiscal>年度)?(?![0-9A-Za-z.])")
_WEST_DOTTED = re.compile(
    r"(?P<wy>[12][0-9]{3})(?:(?P<sep>[/.-])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})"
    r"|/(?P<mo>[0-9]{1,2}))(?![0-9/])"
)
_SLASHED = re.compile(r"(?<![0-9/])(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})(?![0-9/])")
_DOTTED_DAY = re.compile(r"(?P<m>[0-9]{1,2})\.(?P<d>[0-9]{1,2})(?![0-9.])")
_ERA_BARE = re.compile(rf"(?P<era>{'|'.join(ERAS)}) *(?P<ey>元|{SMALL})(?= *[~・-] *{SMALL} *年)")

_WEEKDAY = re.compile(
    r" ?\( ?(?P<a>[月火水木金土日])(?:曜日?)?(?:[・,、/ ]?[祝休]日?)? ?\)"
    r"| ?の?(?P<b>[月火水木金土日])曜日?|、(?P<e>[月火水木金土日])曜(?:日|(?!日))(?![とや、・かは])"
    r"|,? ?\(?(?P<c>Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:(?:|s|nes|rs|ur|urs)day)?(?![A-Za-z])\)?",
)
_ENGLISH_WEEKDAYS = dict(
    zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "月火水木金土日", strict=True)
)


def iso(year: int | None, month: int | None, day: int | None) -> str:
    """Return ISO 8601 of what is known of a date: 2024-10-17, 2024-10, 2024, --10-17, ---17."""
    if year is not None:
        return "-".join(
            [f"{year:04d}"] + [f"{part:02d}" for part in (month, day) if part is not None]
        )
    month_text = "-" if month is None else f"{month:02d}"
    return f"--{month_text}" + ("" if day is None else f"-{day:02d}" if month else f"{day:02d}")


def parts(value: str) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day of what :func:`iso` wrote, None where one is not said.

    Raises ValueError for another text.
    """
    found = re.fullmatch(
        r"(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|--(\d\d)(?:-(\d\d))?|---(\d\d))", value
    )
    if found is None:
        raise ValueError(f"not a date: {value!r}")
    year, month, day, month2, day2, day3 = (int(part) if part else None for part in found.groups())
    return year, month or month2, day or day2 or day3


def match_date(text: str, start: int) -> Candidate | None:
    """Return the date that begins at ``start``, with the weekday written after it, or None.

    A month and a day must exist in the calendar of a leap year; ``10/17`` is a date, ``10/45``
    is not. 17日 alone may be a length of time, so it is a date only beside a weekday. 11.8 is never
    one by itself: :func:`dotted_day` reads it at the end of a range.
    """
    for pattern in (_LONG, _ERA_DOTTED, _WEST_DOTTED, _SHORT, _SLASHED, _ERA_ONLY, _ERA_BARE):
        candidate = _read(text, pattern, start)
        if candidate is not None:
            return candidate
    if month := _read(text, _MONTH, start):
        return month
    day = _read(text, _DAY, start)
    return day if day and day.weekday else None


def dotted_day(text: str, start: int) -> Candidate | None:
    """Return the date 11.8 at ``start`` with its weekday, or None."""
    return _read(text, _DOTTED_DAY, start)


def day_alone(text: str, start: int) -> Candidate | None:
    """Return the day of a month at ``start`` (18日), for a list that began with a date, or None."""
    return _read(text, _DAY, start)


def same_era(written: str, count: int | float | str) -> str | None:
    """Return the Western year of year ``count`` of the era that ``written`` names, or None."""
    for era, before in ERAS.items():
        if era in written and isinstance(count, int):
            return iso(before + count, None, None)
    return None


def era_year(year: int) -> str:
    """Return a Western year in the era at its end: 令和6, 平成元; empty before the first era."""
    for era, before in ERAS.items():  # the latest first
        if year > before:
            return f"{era}{year - before if year - before > 1 else '元'}"
    return ""


def _read(text: str, pattern: re.Pattern[str], start: int) -> Candidate | None:
    found = pattern.match(text, start)
    if found is None:
        return None
    named = found.groupdict()
    era = named.get("era") or ""
    year = _year(named)
    if year is None and (named.get("ey") or named.get("wy")):
        return None
    month = _small(named, "m", "mo", "m2", "m3")
    day = _small(named, "d", "d2", "d3")
    if not exists(year, month, day) or (pattern is _ERA_DOTTED and not day and era in "STM"):
        return None  # S60.5 or M1.2 may be anything; the eras of living use go without a day
    fiscal = bool(named.get("fiscal"))
    unit = "日" if day else "月" if month else "年度" if fiscal else "年"
    end, weekday = weekday_after(text, found.end()) if day else (found.end(), None)
    return Candidate(start, end, iso(year, month, day), unit, "date", weekday)


def _year(named: dict[str, str | None]) -> int | None:
    west, era, era_year = named.get("wy"), named.get("era"), named.get("ey")
    if west:
        value = parse_numeral(west)
        return value if isinstance(value, int) and _FIRST_YEAR <= value <= _LAST_YEAR else None
    if era and era_year:
        count = 1 if era_year == "元" else parse_numeral(era_year)
        if isinstance(count, int) and count > 0:
            return ERAS[_ERA_LETTERS.get(era, era)] + count
    return None


def _small(named: dict[str, str | None], *names: str) -> int | None:
    for name in names:
        if text := named.get(name):
            value = parse_numeral(text)
            # 0 exists in no calendar: it fails the check that follows, as a bad numeral does.
            return value if isinstance(value, int) else 0
    return None


def exists(year: int | None, month: int | None, day: int | None) -> bool:
    """Tell whether what is known of a date fits the calendar; 29 February needs no year."""
    try:
        date(
            2024 if year is None else year,  # a leap year, and 1 and 31 fit any month or day alone
            1 if month is None else month,
            1 if day is None else day,
        )
    except ValueError:
        return False
    return True


def weekday_after(text: str, end: int) -> tuple[int, str | None]:
    """Return the end of a date with the weekday that follows it, and that weekday."""
    found = _WEEKDAY.match(text, end)
    if found is None:
        return end, None
    name = found["a"] or found["b"] or found["e"] or _ENGLISH_WEEKDAYS[found["c"]]
    return found.end(), name
