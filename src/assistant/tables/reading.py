"""A question as one table reads it: every word that means something for it, marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.tables.exclusion import Exclusion
from assistant.tables.residue import Role, Tag
from assistant.tables.words import Mark, matcher
from assistant.text.figures import Found
from assistant.types import Language


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as one table reads it. Offsets are into ``plain``."""

    plain: str
    language: Language
    tags: tuple[Tag, ...]
    figures: tuple[Found, ...]
    ask: dict[str, list[Mark]] = field(default_factory=dict)
    op: dict[str, list[Mark]] = field(default_factory=dict)
    scope: dict[str, list[Mark]] = field(default_factory=dict)
    residue: tuple[str, ...] = ()
    """Content words that nothing explains, as typed."""
    exclusions: tuple[Exclusion, ...] = ()
    """What is not to be counted: 長野以外, 児相を除く."""
    rows: str = ""
    """What one row of the table is called, as an alternation for patterns."""

    def excluded(self, tag: Tag) -> bool:
        """Say whether ``tag`` names something that is not to be counted."""
        return any(tag in e.tags for e in self.exclusions)

    def keys(self, role: Role) -> list[str]:
        """Return the keys of all tags of one role, in order, each once."""
        return list(dict.fromkeys(t.key for t in self.tags if t.role == role))

    def values(self, dimension: str) -> list[str]:
        """Return the values of one dimension that are named, in order, each once."""
        found = (t.value for t in self.tags if t.role == "value" and t.key == dimension)
        return list(dict.fromkeys(found))

    def other_time(self) -> bool:
        """Say whether a time is named that is no row's: 昨年; 第2回 where no row is a round."""
        values = [(t.start, t.end) for t in self.tags if t.role == "value"]
        found = matcher("other_time").finditer(self.plain)
        return any(not any(s < m.end() and m.start() < e for s, e in values) for m in found)

    def untagged(self) -> str:
        """Return the question with the table's own names blanked out."""
        letters = list(self.plain)
        for tag in self.tags:
            letters[tag.start : tag.end] = " " * (tag.end - tag.start)
        return "".join(letters)

    def number(self, operation: str) -> float | None:
        """Return the number inside the words of ``operation`` (3 in 上位3地域)."""
        for match in self.op.get(operation, []):
            for group in match.groups:
                if group and re.fullmatch(r"[0-9]+(\.[0-9]+)?", group):
                    return float(group)
        return None
