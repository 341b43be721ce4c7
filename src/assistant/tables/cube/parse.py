"""From a question over a table whose key has several rows to a typed query.

The question is taken apart piece by piece; whatever no piece explains ends in a refusal or a
question back, because a number that passes over a word answers another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tables.cube.parts import Parts, PartsReader
from assistant.tables.cube.settle import Settling
from assistant.tables.follow import Turn
from assistant.tables.lexicon import Lexicon
from assistant.tables.nested import Nested
from assistant.tables.outcome import Outcome, Refusal, Unclear
from assistant.tables.reading import Reading
from assistant.tables.shape import Shape
from assistant.tables.words import operator_words

_CUT = re.compile(r"[いた](?P<noun>D)(?:における|での|で、?|の、?)")
_SHORT = 14
"""A question of so few letters that names a column alone goes on with the conversation."""


class CubeParser:
    """Reads questions over one table. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.table, self._lexicon = lexicon.table, lexicon
        self.shape = Shape(self.table)
        self._parts = PartsReader(lexicon, self.shape)

    def parse(self, reading: Reading, turns: Sequence[Turn]) -> Outcome:
        """Return the query that ``reading`` asks for; ``turns`` is the conversation."""
        parts = self._parts.read(reading)
        about = bool(
            parts.selection.conditions or parts.columns or reading.keys("subject")
            or any(t.kind == "D" for t in parts.skeleton.tokens)
        )  # fmt: skip
        last = turns[-1] if turns else None
        # «ありがとう» goes on with nothing.
        says = bool(
            about or parts.asked is not None or parts.marks or parts.residue
            or "anaphora" in reading.scope
            or reading.other_time()
        )  # fmt: skip
        follows = last is not None and says and self._follows(parts)
        if not about and not follows:
            if parts.asked is not None and parts.residue:
                return Refusal("not_stated", parts.residue)
            return Unclear("row") if parts.asked is not None else None
        if "text" in reading.ask and parts.asked is None:
            return None
        refused = self._refused(parts)
        if refused is not None:
            return refused
        if parts.residue and follows and not about:
            return Refusal("not_stated", parts.residue)
        if parts.residue:
            wants = parts.asked is not None or bool(parts.columns) or bool(parts.marks)
            if set(parts.residue) & operator_words(reading.language):
                return Unclear("sense")
            return Refusal("not_stated", parts.residue) if wants else None
        if parts.skeleton.unread:
            return Unclear("sense")
        return Settling(self.table, self.shape, parts, turns if follows else ()).outcome()

    def cut(self, reading: Reading) -> Nested | None:
        """Return the two questions of «一番多い路線の運賃収入は», or None where it is one."""
        parts = self._parts.read(reading)
        skeleton = parts.skeleton
        match = _CUT.search(skeleton.text)
        if match is None or not parts.has("max", "min", "nth", "nth_ascending"):
            return None
        noun = next(t for t in skeleton.tokens if t.place == match.start("noun"))
        before = {t.kind for t in skeleton.tokens if t.place < noun.place}
        after = {t.kind for t in skeleton.tokens if t.place > noun.place}
        named = any(
            t.kind == "V" and t.key == noun.key and t.place > noun.place for t in skeleton.tokens
        )
        if "C" not in before or "C" not in after or named:
            return None  # the rest names rows of its own
        head = self._lexicon.read(reading.plain[: noun.end])
        return Nested(head, f"そこの{reading.plain[skeleton.span(*match.span())[1] :]}")

    def _follows(self, parts: Parts) -> bool:
        """Say whether the question goes on with the conversation."""
        if parts.has("lead") or {"lead", "anaphora"} & set(parts.reading.scope):
            return True
        if parts.columns and parts.selection.conditions:
            return False
        if not parts.columns:
            return True
        return len(parts.reading.plain) <= _SHORT and not (set(parts.marks) - {"which"})

    def _refused(self, parts: Parts) -> Refusal | None:
        skeleton, reading = parts.skeleton, parts.reading
        if skeleton.outside:
            return Refusal("outside_period", (), passages_may_say=False)
        if skeleton.finer:
            return Refusal("not_stated", (), passages_may_say=False)
        if reading.other_time() and not parts.has("previous"):
            return Refusal("outside_period", (), passages_may_say=False)
        return None
