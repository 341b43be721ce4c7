"""Figures in a text: numbers with their units, percentages, dates, times, ordinals.

The text is normalised, read from left to right, and every figure is given its place in the text
as it was written. At each place the longest kinds are tried first: a date before the number it
begins with. What only looks like a figure (一時保護, 一人ひとり, R2-D2, 026-235-7100, [1]) is
passed over as a whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from assistant.text import counters, dates, english, numbers, ranges, times
from assistant.text.figure_types import Candidate, FigureType, Found
from assistant.text.line_words import LineWords
from assistant.text.marks import hide_marks, match_mark
from assistant.text.modifiers import modifier_of
from assistant.text.normalize import normalize
from assistant.text.not_figures import NOT_FIGURES, NOT_ORDINALS
from assistant.text.numerals import KANJI_DIGITS

__all__ = ["FigureType", "Found", "find_figures", "is_figure"]

# The characters with which a figure can begin, found at once where the pattern below takes ten
# times as long to see that there are none. The kana are those of ふたつ to ここのつ.
_MAY_START = re.compile(
    r"[0-9〇零一二三四五六七八九十百千壱弐参¥$▲△\-第ゼ半過午正朝夕夜令平昭大"
    r"RHSTMN#azotfsenhmjdAZOEFJDふみいむなやこ\[〒\U000F0000-\U000F0FFF]"
    r"(?:(?<![ふみいむなやこ])|(?=[たっつなこ]))"
)
# Where a figure can begin. English words are tried at the start of a word only.
_START = re.compile(
    r"[0-9〇零一二三四五六七八九十百千壱弐参¥$▲△-]|第|ゼロ|半[数分年日月]|過半数"
    r"|午[前後]|正午|朝|夕方|夜"
    r"|令和|平成|昭和|大正|明治|[RHSTM](?=\.? ?[0-9元])"
    r"|ふた[りつ]|みっつ|よっつ|いつつ|むっつ|ななつ|やっつ|ここのつ|\[(?=[0-9])|〒|https?://|[\U000F0000-\U000F0FFF]"
    r"|(?<![A-Za-z])(?:No\.?|#)(?= ?[0-9])"
    r"|(?<![A-Za-z])(?:a|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundred|thousand|half|noon|midnight|month|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)

# Digits that are no figure, passed over whole: links, telephone numbers, postal codes, citation
# marks, numbers of three and more parts (version 1.2.3), and a code such as A4 or PM2.5.
_SKIP = re.compile(
    r"https?://[^\s、。「」]+|〒? ?(?<=〒)[0-9]{3}-?[0-9]{4}|〒[0-9]{3}-?[0-9]{4}"
    r"|0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}(?![0-9])|0[0-9]{1,3}\([0-9]{1,4}\)[0-9]{3,4}"
    r"|\[[0-9]{1,3}(?:[,、] ?[0-9]{1,3})*\]"
    r"|[0-9]+(?:\.[0-9]+){2,}"
)
# What is left of digits that made no figure is not tried again from its second digit on.
_RUN = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[{KANJI_DIGITS}十百千万億兆]+|.", re.DOTALL)
# Digits before nothing that makes them a date, a time or a share: most figures of most texts.
_NO_MORE = re.compile(
    rf"(?:[0-9]+(?![0-9百千万億兆])|[{KANJI_DIGITS}十百千万億兆壱弐参拾]+"
    rf"(?![0-9{KANJI_DIGITS}十百千万億兆壱弐参拾]))(?![ .,/:(年月日時割分がA-Za-z-])"
)
_CODE = re.compile(r"[0-9]+(?:[.-][0-9]+)*")


def find_figures(text: str) -> tuple[Found, ...]:
    """Return the figures of ``text`` from left to right, never overlapping. Never raises.

    See :class:`Found` for what is in them. Offsets are characters of ``text`` as given.
    """
    return _find_short(text) if len(text) <= _SHORT else _find(text)


def is_figure(text: str) -> bool:
    """Say whether ``text`` is one figure and nothing else. Never raises."""
    normalized = normalize(hide_marks(text))
    first = _START.search(normalized.text)
    # Most texts do not even begin with one.
    if first is None or normalized.offsets[first.start()] > 0:
        return False
    figures = find_figures(text)
    return len(figures) == 1 and (figures[0].start, figures[0].end) == (0, len(text))


# A question and the passages of its answer are read by several steps, each time the same.
_SHORT = 1000


@lru_cache(maxsize=1024)
def _find_short(text: str) -> tuple[Found, ...]:
    return _find(text)


def _find(text: str) -> tuple[Found, ...]:
    normalized = normalize(hide_marks(text))
    candidates = ranges.join(normalized.text, _scan(normalized.text))
    found = []
    for candidate in candidates:
        span = normalized.original(candidate.start, candidate.end)
        found.append(
            Found(
                text[span.start : span.end],
                span.start,
                span.end,
                candidate.value,
                candidate.unit,
                candidate.type,
                candidate.weekday,
                candidate.modifier,
            )
        )
    return tuple(found)


def _scan(text: str) -> list[Candidate]:
    candidates: list[Candidate] = []
    words = LineWords(text)
    position = 0
    while start := _MAY_START.search(text, position):
        begin = start.start()
        if not _START.match(text, begin):
            position = begin + 1
            continue
        passed = _passed_over(text, begin)
        if passed is not None:
            position = passed
            continue
        candidate = _match(text, begin, words)
        if candidate is None:
            run = _RUN.match(text, begin)
            position = run.end() if run else begin + 1
        else:
            position = candidate.end
            modifier = modifier_of(text, candidate)
            if modifier != candidate.modifier:
                candidate = replace(candidate, modifier=modifier)
            candidates.append(candidate)
    return candidates


def _passed_over(text: str, start: int) -> int | None:
    """Return the end of what is no figure at ``start``, or None where one may begin."""
    if text[start].isdecimal() and start and text[start - 1].isascii():
        before = text[start - 1]
        if before.isalpha() or (before in "._-" and text[start - 2 : start - 1].isalpha()):
            code = _CODE.match(text, start)
            if code and not counters.match_counter(text, code.end()):
                return code.end()
    # 2024.10.17 and R6.10.17 have three parts, and are dates.
    if (skip := _SKIP.match(text, start)) and not dates.match_date(text, start):
        return skip.end()
    if word := NOT_FIGURES.match(text, start) or NOT_ORDINALS.match(text, start):
        return word.end()
    return None


def _match(text: str, start: int, words: LineWords) -> Candidate | None:
    if mark := match_mark(text, start):
        return mark
    char = text[start]
    if char.isascii() and char.isalpha():
        return _match_letters(text, start)
    if _NO_MORE.match(text, start):
        return numbers.match_ordinal(text, start, words) or numbers.match_number(text, start, words)
    date = dates.match_date(text, start) or english.match_date(text, start)
    if date and not numbers.is_fraction(text, date) and words.allows(text, date):
        return date
    time = times.match_time(text, start)
    if time and words.allows(text, time):
        return time
    return (
        english.match_ordinal(text, start)
        or numbers.match_ordinal(text, start, words)
        or numbers.match_percent(text, start, words)
        or numbers.match_number(text, start, words)
    )


def _match_letters(text: str, start: int) -> Candidate | None:
    """Return a figure that begins with a Latin letter, at the start of a word only."""
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        return None
    return (
        dates.match_date(text, start)
        or english.match_date(text, start)
        or times.match_time(text, start)
        or english.match_ordinal(text, start)
        or english.match_share(text, start)
        or english.match_words(text, start)
    )
