"""What a figure found in a text is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FigureType = Literal["number", "date", "time", "percent", "ordinal"]

FigureValue = int | float | str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure in a normalised text, before its place in the original is known."""

    start: int
    end: int
    value: FigureValue
    unit: str
    type: FigureType
    weekday: str | None = None
    modifier: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A figure of a text: ``text`` is what stands at ``[start, end)`` of the text searched.

    ``value`` is by ``type``:

    - number: an int where the value is whole, else the nearest float (1.5, 0.5 for 半年);
    - percent: the same in hundredths, whether written 55.6％, 5割5分, 半数 or 3分の1;
    - date: ISO 8601, cut to what is said: ``2024-10-17``, ``2024-10``, ``2024``, ``--10-17``,
      ``--10``, ``---17``. A part that the other end of a range or list gives is filled in
      (10月17日～20日: ``--10-17`` and ``--10-20``);
    - time: ``HH:MM`` of the 24-hour clock;
    - ordinal: the int that orders or names (第2章, ①, 3番目).

    ``unit`` is the unit word as written, with か所 and か月 for all their spellings, ``%`` for a
    percentage, ``""`` for a time or where there is none. For a date it is the finest part that
    is said: 日, 月, 年 or 年度.
    ``weekday`` is 月–日 where one is written beside a date.
    ``modifier`` is one of 約 弱 余り 以上 以下 未満 超 以内 以降 以前 最大 少なくとも 延べ 全 各,
    whatever the spelling; where there are two, the one that sets a limit. It is no part of
    ``text``.
    """

    text: str
    start: int
    end: int
    value: FigureValue
    unit: str
    type: FigureType
    weekday: str | None = None
    modifier: str | None = None
