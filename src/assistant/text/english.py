"""Figures in English questions: 16 people, twelve, October 17, Nov 6th, 2024, 55.6 percent."""

from __future__ import annotations

import re

from assistant.text.dates import exists, iso, weekday_after
from assistant.text.figure_types import Candidate

# fmt: off
_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# fmt: on
_VALUES = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6}
_WORD = "|".join(sorted([*_VALUES, *_SCALES], key=len, reverse=True))
_WORDS = re.compile(rf"(?:a )?(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*(?![A-Za-z])", re.IGNORECASE)

# Counted things of meetings, places and time; others are left without a unit, because the word
# after a number in English is as often none (16 in, 16 from).
_UNIT = re.compile(
    r"[ -]?(?P<unit>people|persons?|participants?|attendees?|members?|municipalit(?:y|ies)"
    r"|facilit(?:y|ies)|cit(?:y|ies)|towns?|villages?|regions?|areas?|meetings?|venues?"
    r"|households?|famil(?:y|ies)|parents?|children|child(?= ?(?:[.,;!?)]|$))|staff"
    r"|companies|company|organi[sz]ations?"
    r"|centers?|centres?|opinions?|comments?|topics?|sections?|items?|cases?|places?|times?"
    r"|hours?|minutes?|seconds?|days?|weeks?|months?|years?|yen|points?)(?![A-Za-z])",
    re.IGNORECASE,
)

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        1,
    )
}
_MONTH = (
    r"(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![A-Za-z])\.?"
)
_DAY = r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9A-Za-z:])"
_YEAR = r"(?P<y>[12][0-9]{3})(?![0-9])"
_DAY_FIRST = (re.compile(rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?", re.IGNORECASE),)
_NAME_FIRST = (
    re.compile(rf"{_MONTH} {_DAY}(?:,? {_YEAR})?", re.IGNORECASE),
    re.compile(rf"{_MONTH},? {_YEAR}", re.IGNORECASE),
    re.compile(r"month (?P<m>[0-9]{1,2})(?![0-9])", re.IGNORECASE),
    # Alone, a month must be a name: "may" and "march" are verbs, "Mar" an abbreviation.
    re.compile(
        r"(?P<m>January|February|April|June|July|August|September|October|November|December)"
        r"(?![A-Za-z])",
        re.IGNORECASE,
    ),
)
_ORDINAL = re.compile(r"(?P<n>[0-9]+)(?:st|nd|rd|th)(?![A-Za-z])")
_NUMBERED = re.compile(r"(?:No\.?|#) ?(?P<n>[0-9]{1,6})(?![0-9.])")


def match_unit(text: str, start: int) -> tuple[int, str] | None:
    """Return the end and the lower-case word of an English unit at ``start``, or None."""
    found = _UNIT.match(text, start)
    return (found.end(), found["unit"].lower()) if found else None


def match_date(text: str, start: int) -> Candidate | None:
    """Return the English date at ``start``, or None. A day alone (the 17th) is no date."""
    # 17 October begins with its day, every other form with a name.
    for pattern in _DAY_FIRST if text[start].isdecimal() else _NAME_FIRST:
        found = pattern.match(text, start)
        if found is None:
            continue
        named = found.groupdict()
        name = named["m"]
        month = int(name) if name.isdecimal() else _MONTHS[name[:3].title()]
        day = int(named["d"]) if named.get("d") else None
        year = int(named["y"]) if named.get("y") else None
        if not exists(year, month, day):
            continue
        end, weekday = weekday_after(text, found.end()) if day else (found.end(), None)
        unit = "日" if day else "月"
        return Candidate(start, end, iso(year, month, day), unit, "date", weekday)
    return None


def match_ordinal(text: str, start: int) -> Candidate | None:
    """Return 2nd, 17th or No. 5 at ``start``, or None."""
    found = _ORDINAL.match(text, start) or _NUMBERED.match(text, start)
    if found is None or len(found["n"]) > 6:
        return None
    return Candidate(start, found.end(), int(found["n"]), "", "ordinal")


_SHARE = re.compile(
    r"(?:(?P<half>half)(?= of| the)|(?P<part>one|a|two|three)[ -](?P<whole>third|quarter)s?)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)


def match_share(text: str, start: int) -> Candidate | None:
    """Return a share in words at ``start``, in hundredths: half of, two-thirds, a quarter."""
    found = _SHARE.match(text, start)
    if found is None:
        return None
    if found["half"]:
        return Candidate(start, found.end(), 50, "%", "percent")
    part = 1 if found["part"].lower() == "a" else _VALUES[found["part"].lower()]
    share = 100 * part / (3 if found["whole"].lower() == "third" else 4)
    value = int(share) if share.is_integer() else share
    return Candidate(start, found.end(), value, "%", "percent")


def match_words(text: str, start: int) -> Candidate | None:
    """Return a number in English words at ``start``, with its unit, or None.

    "one" and "a hundred" alone are as often no figures; one needs a unit.
    """
    found = _WORDS.match(text, start)
    if found is None:
        return None
    words = re.split(r"[ -]", found.group().lower())
    total = group = 0
    for word in words:
        if word in _VALUES:
            group += _VALUES[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in _SCALES:
            total, group = total + (group or 1) * _SCALES[word], 0
    unit = match_unit(text, found.end())
    if unit is None and words in (["one"], ["a", "hundred"], ["a", "thousand"], ["a", "million"]):
        return None
    end, name = unit or (found.end(), "")
    return Candidate(start, end, total + group, name, "number")
