"""Times of the day in a normalised text: 9:00, 午前9時, 午後1時半, 13時30分, 正午, 9 am, noon."""

from __future__ import annotations

import re

from assistant.text.figure_types import Candidate
from assistant.text.numerals import SMALL, parse_numeral

_MERIDIEM = r"(?:(?P<half>午前|午後|朝|夕方|夜)の? *)?"
_ENGLISH_MERIDIEM = r"(?P<ampm>[ap]\.?m\.?(?![A-Za-z]))"
_CLOCK = re.compile(
    rf"{_MERIDIEM}(?P<h>[0-9]{{1,2}}):(?P<min>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:])"
    rf"(?: ?{_ENGLISH_MERIDIEM})?",
    re.IGNORECASE,
)
# 時間, 時代, 時給, … are other words; 時点 and 時期 never follow an hour but end a date's phrase.
_HOUR = re.compile(
    rf"{_MERIDIEM}(?P<h>{SMALL}) *時(?![間代給速短系限期点々])"
    rf"(?: *(?P<thirty>半)| *(?P<min>{SMALL}) *分(?! ?の ?[0-9一二三]))?"
)
_ENGLISH = re.compile(rf"(?P<h>[0-9]{{1,2}})(?: ?{_ENGLISH_MERIDIEM}| o'clock\b)", re.IGNORECASE)
_WORD = re.compile(r"(?P<word>正午|noon\b|midnight\b)", re.IGNORECASE)
_WORDS = {"正午": "12:00", "noon": "12:00", "midnight": "00:00"}

_AFTERNOON = {"午後", "夕方", "夜", "p"}


def match_time(text: str, start: int) -> Candidate | None:
    """Return the time of day that begins at ``start``, or None.

    午後12時30分 and 12:30 pm are 12:30, as people mean them; 12 am is 00:00. An hour over 24 or
    a minute over 59 is no time.
    """
    if word := _WORD.match(text, start):
        return Candidate(start, word.end(), _WORDS[word["word"].lower()], "", "time")
    for pattern in (_CLOCK, _HOUR, _ENGLISH):
        found = pattern.match(text, start)
        if found is None:
            continue
        named = found.groupdict()
        hour, minute = parse_numeral(named["h"]), 0
        if named.get("thirty"):
            minute = 30
        elif named.get("min"):
            value = parse_numeral(named["min"])
            minute = value if isinstance(value, int) else 60
        if not isinstance(hour, int) or hour > 24 or minute > 59:
            continue
        half = named.get("half") or (named.get("ampm") or "")[:1].lower()
        if half in _AFTERNOON and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        return Candidate(start, found.end(), f"{hour:02d}:{minute:02d}", "", "time")
    return None


def said_afternoon(text: str) -> bool:
    """Tell whether a time as written names the afternoon: 午後1時半, 1 pm."""
    return re.search(r"午後|夕方|夜|[0-9] ?p\.?m", text, re.IGNORECASE) is not None
