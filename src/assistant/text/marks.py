"""Circled and bracketed numbers (①, ⑵, ㊿), which normalisation would melt into the text.

NFKC turns ①12名 into 112名. So before normalising each is hidden behind one private-use
character, which leaves offsets alone, and read from there. Raised and lowered digits (m², H₂O) and
the fractions of one character (½) are hidden for the same reason.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.text.figure_types import Candidate

# The first plane of private use; a document's own characters there are hidden as no mark at all.
_FIRST = 0xF0000
_NO_MARK = _FIRST + 0xFFF
_FRACTIONS = _FIRST + 0x800

# Unicode blocks Enclosed Alphanumerics, Dingbats, Enclosed CJK: each run of numbers and its first.
_RUNS = (
    ("①", 20, 1),
    ("⑴", 20, 1),
    ("⒈", 20, 1),
    ("⓪", 1, 0),
    ("⓫", 10, 11),
    ("⓵", 10, 1),
    ("⓿", 1, 0),
    ("❶", 10, 1),
    ("➀", 10, 1),
    ("➊", 10, 1),
    ("㈠", 10, 1),
    ("㉑", 15, 21),
    ("㊀", 10, 1),
    ("㊱", 15, 36),
)
_HIDDEN = {
    ord(first) + step: _FIRST + value + step
    for first, count, value in _RUNS
    for step in range(count)
}
_SHARES = {"½": 50.0, "¼": 25.0, "¾": 75.0, "⅓": 100 / 3, "⅔": 200 / 3}
_HIDDEN |= {ord(char): _FRACTIONS + index for index, char in enumerate(_SHARES)}
_HIDDEN |= {
    code: _NO_MARK
    for code in (*range(0x2070, 0x20A0), 0xB2, 0xB3, 0xB9, *range(_FIRST, _FIRST + 0x1000))
    if unicodedata.category(chr(code)) in ("No", "Co")
}
# Most texts have none, which a pattern sees in a fraction of the time.
_MARK = re.compile(
    f"[{''.join(chr(code) for code in _HIDDEN if code < _FIRST)}{chr(_FIRST)}-{chr(_NO_MARK)}]"
)


def hide_marks(text: str) -> str:
    """Return ``text`` with each mark replaced by one private-use character."""
    return text.translate(_HIDDEN) if _MARK.search(text) else text


def match_mark(text: str, start: int) -> Candidate | None:
    """Return the mark hidden at ``start``: an ordinal, or a share for ½; else None."""
    code = ord(text[start]) - _FIRST
    if 0 <= code <= 50:
        return Candidate(start, start + 1, code, "", "ordinal")
    index = code - (_FRACTIONS - _FIRST)
    if 0 <= index < len(_SHARES):
        share = list(_SHARES.values())[index]
        value = int(share) if share.is_integer() else share
        return Candidate(start, start + 1, value, "%", "percent")
    return None
