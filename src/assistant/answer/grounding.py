"""The check behind two promises: no number without a source, no quotation that is not verbatim.

It knows nothing of how an answer was made, so that it catches mistakes of whatever made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.documents.days import WEEKDAYS
from assistant.text.dates import parts
from assistant.text.figures import Found, find_figures
from assistant.text.marks import hide_marks
from assistant.text.normalize import normalize, squeeze
from assistant.types import Figure

_MARK = re.compile(r"\[[0-9]+\]")
_MARKS_AFTER = re.compile(r"」((?:\[[0-9]+\])+)")
_SIGNS = re.compile(r"[-−－+＋×÷=＝≒≈]")
_DIGITS = re.compile(r"[0-9]+")
_DIGIT = frozenset("0123456789")
_IN_NUMBER = _DIGIT | {".", ","}

# Counters under which the same thing is counted; others must agree where both are written.
_SAME_UNIT = {"人": "名", "people": "名", "persons": "名", "person": "名", "participants": "名"}

# Characters on each side that make a number recognisable as quoted. Quotation marks, brackets
# and line ends close what is quoted.
_CONTEXT = 3
_CLOSES = re.compile(r"[「」『』()（）\[\]\n]")


def ungrounded(
    answer_text: str, cited_texts: Sequence[str], figures: Sequence[Figure]
) -> list[str]:
    """Return the numbers of an answer that no source gives, as written, in order.

    A number is grounded where it stands in a cited text in the same words; where a cited text
    has a figure of the same kind, value and unit (15名 is not grounded by 15市町村, 10名 not by
    10月; 人 and 名 are one unit); or where it equals the value of one of ``figures`` or a number
    of its formula. A date needs every part that the answer says: the year may come from another
    date that is cited. Digits outside figures (a telephone number) must stand in a cited text.
    Kanji numerals count like digits. Citation marks ``[1]`` are left out.
    """
    text = _MARK.sub(lambda mark: " " * len(mark.group()), answer_text)
    sources = [_read(source) for source in cited_texts]
    squeezed = [source.squeezed for source in sources]
    cited = [found for source in sources for found in source.figures]
    values = {figure.value for figure in figures}
    stated: list[Found] | None = None
    known = {run for source in sources for run in source.digits}

    loose: list[tuple[int, str]] = []
    outside = list(text)
    for found in find_figures(text):
        outside[found.start : found.end] = " " * (found.end - found.start)
        if found.value in values or any(_gives(source, found) for source in cited):
            continue
        if stated is None:
            # What the formulas hold is read where something else than a value needs it.
            stated = [source for figure in figures for source in _stated(figure)]
        if not (
            any(source.value == found.value for source in stated)
            or _is_quoted(text, found, squeezed)
            or (found.type == "date" and _date_is_given(found, cited + stated))
        ):
            loose.append((found.start, found.text))
    rest = normalize(hide_marks("".join(outside)))
    for run in _DIGITS.finditer(rest.text):
        if run.group() not in known:
            span = rest.original(*run.span())
            loose.append((span.start, text[span.start : span.end]))
    return [written for _, written in sorted(loose)]


@dataclass(frozen=True, slots=True)
class _Source:
    """A cited text, read once however often it is cited."""

    squeezed: str
    figures: tuple[Found, ...]
    digits: frozenset[str]


@lru_cache(maxsize=1024)
def _read(text: str) -> _Source:
    # Hidden, because NFKC would make ①12名 and 112名 the same.
    plain = normalize(hide_marks(text)).text
    return _Source(squeeze(plain), find_figures(text), frozenset(_DIGITS.findall(plain)))


def _stated(figure: Figure) -> tuple[Found, ...]:
    """Return the figures of a Figure: its text, its formula, and its value as written out."""
    # A minus or a division sign between numbers is no part of them.
    written = [_SIGNS.sub(" , ", part) for part in (figure.text, figure.formula or "")]
    if isinstance(figure.value, str):
        written.append(figure.value)
    # A number of a formula may carry a sign of its own: (-5) ÷ 2.
    written += [figure.text, figure.formula or ""]
    return tuple(found for part in dict.fromkeys(written) for found in find_figures(part))


def _is_quoted(text: str, found: Found, squeezed: Sequence[str]) -> bool:
    """Tell whether a figure stands in a cited text together with the characters around it."""
    before = _CLOSES.split(text[: found.start])[-1]
    after = _CLOSES.split(text[found.end :], maxsplit=1)[0]
    words = (squeeze(before)[-_CONTEXT:], squeeze(found.text), squeeze(after)[:_CONTEXT])
    window = normalize(hide_marks("".join(words))).text
    return any(_stands(window, source) for source in squeezed)


def _stands(window: str, source: str) -> bool:
    """Tell whether ``window`` stands in ``source``, and not as a part of a longer number."""
    start = source.find(window)
    while start >= 0:
        end = start + len(window)
        longer = source[start - 1 : start] in _IN_NUMBER or source[end : end + 1] in _DIGIT
        if not longer:
            return True
        start = source.find(window, start + 1)
    return False


def _gives(source: Found, found: Found) -> bool:
    """Tell whether a cited figure is the same number, time or share, of the same unit."""
    if found.type == "date" or source.value != found.value:
        return False
    kinds = {source.type, found.type}
    if len(kinds) > 1 and kinds != {"number", "ordinal"}:
        return False
    units = {_SAME_UNIT.get(unit, unit) for unit in (source.unit, found.unit) if unit}
    return len(units) < 2


def _date_is_given(found: Found, sources: Iterable[Found]) -> bool:
    """Tell whether every part of a date that is said is given by cited dates."""
    wanted = parts(str(found.value))
    known = [(parts(str(source.value)), source) for source in sources if source.type == "date"]
    years = {year for (year, _, _), _ in known if year is not None}
    for given, source in known:
        year = given[0] if given[0] is not None else wanted[0] if wanted[0] in years else None
        given = (year, *given[1:])
        if any(want is not None and want != have for want, have in zip(wanted, given, strict=True)):
            continue
        if found.weekday is None or found.weekday == (source.weekday or _weekday(given)):
            return True
    return False


def _weekday(given: tuple[int | None, ...]) -> str | None:
    if None in given:
        return None
    year, month, day = (int(part or 0) for part in given)
    return WEEKDAYS[date(year, month, day).weekday()]


def misquoted(answer_text: str, cited_texts: Sequence[str]) -> list[str]:
    """Return the quotations of an answer that are not verbatim, as written, in order.

    A quotation is what stands between 「 and 」 directly before citation marks (``」[1][2]``); it
    must stand in each text cited so, white space aside. ``cited_texts[0]`` is ``[1]``. 「」 inside
    a quotation belong to it. A mark without a text makes its quotation one too many.
    """
    wrong = []
    for close in _MARKS_AFTER.finditer(answer_text):
        quotation = _quotation(answer_text, close.start())
        numbers = [int(number) for number in _DIGITS.findall(close.group(1))]
        texts = [cited_texts[n - 1] if 0 < n <= len(cited_texts) else None for n in numbers]
        words = squeeze(quotation)
        if any(source is None or words not in squeeze(source) for source in texts):
            wrong.append(quotation)
    return wrong


def _quotation(text: str, close: int) -> str:
    """Return what the 」 at ``close`` ends, from the 「 of the same depth or the text's start."""
    depth = 0
    for index in range(close, -1, -1):
        depth += {"」": 1, "「": -1}.get(text[index], 0)
        if depth == 0:
            return text[index + 1 : close]
    return text[:close]
