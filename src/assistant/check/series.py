"""Numbers without units that stand in one list or column are counted alike.

«市町村68» fits the bodies and «市町村76» the persons who came. In a list with «里親12», of whom
only persons are counted, it must be the persons: each number by itself would find what fits it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from assistant.check.finding import Finding
from assistant.check.sentences import Unit


def series_of(unit: Unit, number: int) -> Hashable:
    """Return what the numbers of ``unit``, the ``number``-th of its text, stand in one series by.

    A written table, a list of items, else the sentence itself.
    """
    together = unit.kind in ("cell", "item")
    return (unit.kind, unit.block) if together else ("sentence", number)


def counted_alike(findings: Sequence[Finding], series: Sequence[Hashable]) -> list[Finding]:
    """Return ``findings``, those that fit only counted otherwise than their series in its terms.

    What can be counted in one way alone decides; else the way that fits most, of equals the first.
    """
    ways: dict[Hashable, Counter[str]] = {}
    only: dict[Hashable, str] = {}
    for finding, key in zip(findings, series, strict=True):
        if finding.verdict == "supported" and finding.counted is not None:
            ways.setdefault(key, Counter())[finding.counted] += 1
            if finding.instead is None:
                only.setdefault(key, finding.counted)
    found = []
    for finding, key in zip(findings, series, strict=True):
        way = only.get(key) or (ways[key].most_common(1)[0][0] if key in ways else None)
        other = finding.verdict == "supported" and finding.counted not in (None, way)
        found.append(finding.instead if other and finding.instead is not None else finding)
    return found
