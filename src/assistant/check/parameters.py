"""Numbers that only say how something is counted: per one meeting, one of them."""

from __future__ import annotations

import re

from assistant.check.scan import Figure

_PARAMETER = re.compile(
    r"(?:あたり|当たり|当り|につき|ごと|平均|に(?:ならす|均す)|の(?:会|[^\s、。はがをに]{1,6}会)は)"
)
_OF_THE = re.compile(r"(?:会場|地域|圏域)の$")
_ONCE = ("回", "会場", "地域", "圏域", "日", "か所")
_OF_ONE = re.compile(r"(?:の)?(?:平均|所要)|\s*(?:約|およそ|平均)?(?=[0-9])")


def is_parameter(figure: Figure, text: str) -> bool:
    """Say whether a number only says how something is counted: «1会場当たり»."""
    if figure.found.value != 1:
        return False
    of_one = figure.found.unit in _ONCE and _OF_ONE.match(text, figure.end)
    if of_one and _OF_THE.search(text, 0, figure.start):
        return False  # «上田会場の1か所2名»
    return bool(of_one or _PARAMETER.match(text, figure.end))
