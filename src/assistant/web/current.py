"""The assistant that the pages ask: one for each corpus, exchanged as a whole when that changes.

A request takes the :class:`Site` once and finishes with it, whatever is put in its place meanwhile.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from assistant.errors import AssistantError
from assistant.types import Document
from assistant.web.tabs import ALL, Tab

if TYPE_CHECKING:
    from assistant.web.endpoints import Asked

_Made = TypeVar("_Made")

_WARMING: Final = 20
"""Questions after which an engine has loaded all that questions need."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """What one request sees: an assistant, the tabs there are, and what the tabs made of it."""

    assistant: Asked
    tabs: tuple[Tab, ...] = ALL
    _made: dict[Callable[[Asked], Any], Any] = field(default_factory=dict, repr=False)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the assistant."""
        return self.assistant.documents

    def made(self, make: Callable[[Asked], _Made]) -> _Made:
        """Return what ``make`` makes of the assistant; it is made once and goes with the site."""
        if make not in self._made:
            self._made[make] = make(self.assistant)
        return cast(_Made, self._made[make])


class Current:
    """Holds the :class:`Site` in force. Safe to share between threads."""

    def __init__(self, assistant: Asked, tabs: tuple[Tab, ...] = ALL) -> None:
        self._site = Site(assistant, tabs)
        self._watching: list[Callable[[Site], None]] = []

    @property
    def site(self) -> Site:
        """What a request is to take once, at its beginning."""
        return self._site

    def watch(self, changed: Callable[[Site], None]) -> None:
        """Have ``changed`` called with every later site, right after it comes into force."""
        self._watching.append(changed)

    def swap(self, assistant: Asked) -> None:
        """Put ``assistant`` in force, once everything is made of it that was made before.

        Raises what that raises; the site before then stays.
        """
        site = Site(assistant, self._site.tabs)
        for make in tuple(self._site._made):
            site.made(make)
        self._site = site
        for changed in self._watching:
            changed(site)


def warm(assistant: Asked) -> None:
    """Let the engine load what it needs, so that the first person does not wait for it."""
    offered = [question for document in assistant.documents for question in document.examples]
    for question in (offered or [d.title for d in assistant.documents])[:_WARMING]:
        with contextlib.suppress(AssistantError):
            assistant.ask(question)
