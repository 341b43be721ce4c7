"""Words around a figure that limit it or say how exact it is: 約, およそ, 以上, 未満, 余り.

For normalised text.
"""

from __future__ import annotations

import re

from assistant.text.figure_types import Candidate

# Each group is reported under its first word; the order is the order of trial.
_BEFORE: tuple[tuple[str, str], ...] = (
    ("少なくとも", r"少なくとも|少なく見積もっても|最低(?:でも|限)?|最小(?:でも)?"),
    ("最大", r"最大(?:で|でも)?|多くとも|多くて(?:も)?|せいぜい"),
    ("約", r"約|およそ|おおよそ|凡そ|おおむね|概ね|だいたい|大体|ほぼ"),
    ("延べ", r"延べ|のべ|延"),
    ("全", r"全"),
    ("各", r"各"),
    ("超", r"(?:more than|over|above|exceeding)"),
    ("少なくとも", r"(?:at least|no (?:less|fewer) than|a minimum of)"),
    ("最大", r"(?:up to|at most|no more than|a maximum of)"),
    ("未満", r"(?:less than|fewer than|under|below)"),
    ("弱", r"(?:nearly|almost)"),
    ("約", r"(?:about|approximately|approx\.?|around|roughly|some)"),
)
_AFTER: tuple[tuple[str, str], ...] = (
    ("以上", r"以上|or more|or over"),
    ("以下", r"以下|or (?:less|fewer|under)"),
    ("未満", r"未満|を?下回|より少な|に満たな|に満たず"),
    ("以内", r"以内"),
    ("超", r"超|(?:を|より)?超え|を?上回|より多|over\b"),
    ("以降", r"以降|以後|onwards?\b"),
    ("以前", r"以前"),
    ("余り", r"余り|あまり|余(?![地裕])|強(?![化い烈調固制引み])"),
    ("弱", r"弱(?![点い者化み])|近く|足らず"),
    ("約", r"程度|ほど|くらい|ぐらい|前後|頃|ごろ|ころ|台(?=[のにでは、。]|\Z)|or so\b"),
)


def _alternatives(groups: tuple[tuple[str, str], ...]) -> str:
    """Return one pattern with a named group for each modifier, in the order of first mention."""
    names = dict.fromkeys(name for name, _ in groups)
    return "|".join(
        f"(?P<{name}>{'|'.join(pattern for other, pattern in groups if other == name)})"
        for name in names
    )


BEFORE = re.compile(rf"(?:{_alternatives(_BEFORE)}) ?\Z", re.IGNORECASE)
AFTER = re.compile(rf" ?(?:{_alternatives(_AFTER)})", re.IGNORECASE)
# What a modifier before a figure can end in: most figures have nothing of the kind before them.
_BEFORE_ENDS = frozenset(c for _, pattern in _BEFORE for c in pattern if c.isalnum()) | {"."}
LIMITS = frozenset({"以上", "以下", "未満", "以内", "超", "以降", "以前", "少なくとも", "最大"})
"""The modifiers that set a limit; they win over those that say how exact a number is."""
INSIDE = re.compile(r"(余り?|あまり)(?=[名人件世帯か校社施団市町])")
"""A modifier between a number and its counter: 200余名."""


def modifier_of(text: str, candidate: Candidate) -> str | None:
    """Return the modifier before or after a figure; where there are two, one that sets a limit.

    The modifier that the candidate already has (200余名) counts as the first.
    """
    # No modifier is longer than this.
    head = text[max(0, candidate.start - 20) : candidate.start]
    ends = head.removesuffix(" ")[-1:].lower() in _BEFORE_ENDS
    names = [name for name in (candidate.modifier,) if name]
    found = (AFTER.match(text, candidate.end), BEFORE.search(head) if ends else None)
    names += [match.lastgroup for match in found if match and match.lastgroup]
    limits = [name for name in names if name in LIMITS]
    return next(iter(limits or names), None)
