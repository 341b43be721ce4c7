"""What a question takes back in favour of what it names next: «13日ではなく10月30日»."""

from __future__ import annotations

import re

from assistant.text.figures import find_figures

_NOT_BUT = r"(?:…|\.{2,3})?(?:では|じゃ|で)なく(?:て)?"
# At the start of a question a word that is taken back and a pause: «きたしんじゃなくて ほくしん».
_FIRST = re.compile(rf"^[^\s、。「」0-9]{{1,8}}?{_NOT_BUT}[、,\s]+(?=\S)")
_BEHIND_FIGURE = re.compile(rf"[^\s、。はがをに0-9]{{0,6}}{_NOT_BUT}[、,\s]*")
# «松本ではなく、ほかの地域»: the rest is what is asked for, and 松本 says which that is.
_REST = re.compile(r"以外|ほか|他|残り|除")


def without_contrast(plain: str) -> str:
    """Return folded ``plain`` without what it names only to take it back."""
    if "なく" not in plain or _REST.search(plain):
        return plain
    plain = _FIRST.sub("", plain)
    figures = find_figures(plain)
    starts = {f.start for f in figures}
    for figure in reversed(figures):
        match = _BEHIND_FIGURE.match(plain, figure.end)
        if match is not None and match.end() in starts:
            plain = plain[: figure.start] + plain[match.end() :]
    return plain
