"""What an answer made of quotes will show, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.answer.catalog import Section
from assistant.answer.evidence import Features
from assistant.answer.reading import Reading
from assistant.text.figures import Found
from assistant.types import AbstainReason

Mode = Literal["list", "content", "region", "region_open", "nothing"]
"""``region_open``: the source does not settle which passages are the region's."""

Premise = Literal["number", "date"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The passages of an answer in the order in which they are shown.

    ``groups`` holds passage ids: in each group the first is what was asked for, the rest belong
    to it (the plan's response to an opinion). ``figures`` are the numbers that the answer names
    first, each with the passage it stands in. ``premise`` says what the question got wrong.
    Where nothing is answered, ``reason`` says why, ``why`` names the reason's words in
    ``data/passage_answers.toml``, and ``missing`` the words that the source does not have.
    """

    reading: Reading
    mode: Mode
    groups: tuple[tuple[str, ...], ...] = ()
    figures: tuple[tuple[str, Found], ...] = ()
    premise: Premise | None = None
    region: str | None = None
    section: Section | None = None
    kinds: tuple[str, ...] = ()
    reason: AbstainReason | None = None
    why: str | None = None
    missing: tuple[str, ...] = ()
    features: Features | None = None
    """What the decision to answer rests on, where it was a matter of likelihood."""
    sure: bool = True
    """Whether the question names what is shown, so that no other reading is likelier."""
    counted: bool = False
    """Whether the question asks how many passages there are."""
    cut: bool = False
    """Whether the question asks for more passages than are shown."""
    total: int | None = None
    """Where it is cut: how many it asks for, if anybody counted them."""
    topic: str = ""
    """What the conversation is about, to search with when a follow-up leaves it out."""

    @property
    def leads(self) -> tuple[str, ...]:
        """Return the passages that were asked for, best first or in printed order."""
        return tuple(group[0] for group in self.groups)
