"""Hold a figure to the right number and say how it fits."""

from __future__ import annotations

import re
from fractions import Fraction

from assistant.check.agree import agrees
from assistant.check.finding import Finding
from assistant.check.scan import Figure
from assistant.check.subject import Subject
from assistant.check.types import Match
from assistant.tables.compute import Number, round_half_up
from assistant.tables.wording import show
from assistant.text.figures import Found


def compare(
    subject: Subject,
    figure: Figure,
    number: Number,
    unit: str,
    label: str,
    *,
    exact: Fraction | None = None,
    scale: int = 1,
    derived: bool = False,
    wrong: bool = False,
) -> Finding:
    """Return the verdict on ``figure`` where its subject, ``label``, is ``number`` in ``unit``.

    ``exact`` is the number before rounding; ``scale`` how many times larger ``unit`` is than the
    unit of the figure; ``wrong``: it is wrong, whatever its value, because what it counts is not
    what is named.
    """
    found = figure.found
    right = f"{show(number.value)}{unit}"
    about = "約" if number.rounded else ""
    arithmetic = f"（{number.formula}）" if number.formula else ""
    true = Fraction(str(number.value)) if exact is None else exact
    agreement = None if wrong else agrees(found, true, scale)
    if agreement is None:
        digits = len(str(found.value).partition(".")[2]) if isinstance(found.value, float) else 0
        if exact is not None and digits and len(show(number.value).partition(".")[2]) > digits:
            nearest, _ = round_half_up(exact, digits)
            right, about = f"{show(nearest)}{unit}", "約"
        return Finding(
            "contradicted", "value",
            f"{label}は{about}{right}です{arithmetic}。文中の「{written(found)}」とは異なります。",
            right, number.formula, number.passages, subject.evidence,
        )  # fmt: skip
    match: Match = "derived" if derived or number.formula else "exact"
    reason = f"{label}は{about}{right}です{arithmetic}。"
    if agreement == "rounded" and not number.rounded:
        reason = f"{label}は{right}で{arithmetic}、文中の「{written(found)}」に合います。"
        match = "rounded"
    return Finding(
        "supported", match, reason, None, number.formula, number.passages, subject.evidence
    )


def written(found: Found) -> str:
    """Return a figure as written, with the words that limit it."""
    text = re.sub(r"\s+", "", found.text)
    if found.unit == "桁":
        return text
    if found.modifier in ("以上", "以下", "未満", "以内", "余り", "超"):
        return text if found.text.startswith("過") else f"{text}{found.modifier}"
    return f"{found.modifier}{text}" if found.modifier in ("約", "最大", "少なくとも") else text
