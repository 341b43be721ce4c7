"""Changes of the corpus while the pages are open: one at a time, each in a thread of its own.

When a change stands, the index is refreshed and another assistant opened over it; only then the
pages go over to that one. What fails on the way is undone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError, InputError
from assistant.web.current import Current, warm
from assistant.web.endpoints import Asked

_LOG = logging.getLogger(__name__)

KEPT: Final = 20
"""Changes whose course can still be looked at."""

UNEXPECTED: Final = "内部の問題で変更できませんでした。時間をおいて、もう一度お試しください。"

Say = Callable[[str], None]


def _tell(address: str, word: str | None) -> None:
    said = f"（合言葉: {word}）" if word else ""
    print(f"資料の管理: {address} {said}".rstrip(), flush=True)


@dataclass(frozen=True, slots=True)
class Managed:
    """The corpus that may be changed, and how an assistant over it is opened.

    ``reopen`` refreshes the index; it gets what takes a Japanese sentence for each step.
    ``on_ready`` gets the address of the managing page and the word to be said there, if any.
    """

    corpus: Path
    reopen: Callable[[Say], Asked]
    on_ready: Callable[[str, str | None], None] = _tell


@dataclass(frozen=True, slots=True)
class Draft:
    """A declaration as somebody has corrected it, and the checksum of what they began with."""

    id: str
    text: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: sentences, ids of documents to look at, or the ``problem``."""

    said: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(slots=True)
class Change:
    """A change under way or done; ``steps`` grows, and ``outcome`` is set last."""

    number: int
    name: str
    draft: Draft | None = None
    steps: list[str] = field(default_factory=list)
    outcome: Outcome | None = None


Work = Callable[[Say, Callable[[], None]], Outcome]
"""Does a change: gets what takes a sentence for each step, and what the corpus is accepted by."""


class Keeper:
    """Runs changes and remembers the last of them. Safe to share between threads."""

    def __init__(self, current: Current, managed: Managed) -> None:
        self.current = current
        self.corpus = managed.corpus
        self._reopen = managed.reopen
        self._lock = threading.Lock()
        self._changes: dict[int, Change] = {}

    @property
    def running(self) -> Change | None:
        """The change under way, if there is one."""
        last = next(reversed(self._changes.values()), None)
        return last if last is not None and last.outcome is None else None

    def change(self, number: int) -> Change | None:
        """Return the change of that number, if it is still remembered."""
        return self._changes.get(number)

    def refuse_second(self) -> None:
        """Raise InputError while a change is under way."""
        if (change := self.running) is not None:
            raise InputError(
                f"いま、別の変更（{change.name}）をしています。"
                "終わってから、もう一度お試しください。"
            )

    def start(self, name: str, work: Work, draft: Draft | None = None) -> Change:
        """Begin ``work`` and return at once. Raises InputError while another is under way."""
        with self._lock:
            self.refuse_second()
            number = max(self._changes, default=0) + 1
            change = Change(number, name, draft)
            kept = [*self._changes.values(), change][-KEPT:]
            self._changes = {one.number: one for one in kept}
        threading.Thread(target=self._run, args=(change, work), daemon=True).start()
        return change

    def _run(self, change: Change, work: Work) -> None:
        def accept() -> None:
            change.steps.append("索引を新しくしています…")
            assistant = self._reopen(change.steps.append)
            change.steps.append("答える準備をしています…")
            warm(assistant)
            self.current.swap(assistant)

        try:
            outcome = work(change.steps.append, accept)
        except AssistantError as error:
            outcome = Outcome(problem=str(error))
        except Exception:
            _LOG.exception("unexpected error while changing documents")
            outcome = Outcome(problem=UNEXPECTED)
        change.outcome = outcome
