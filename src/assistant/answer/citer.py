"""Number the passages of an answer in the order in which its text first cites them."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.types import Citation, Passage


class Citer:
    """Hands out citation marks. One for each answer."""

    def __init__(self, passages: Mapping[str, Passage], titles: Mapping[str, str]) -> None:
        self._passages, self._titles = passages, titles
        self._numbers: dict[str, int] = {}

    def number(self, passage: str) -> int:
        """Return the number of ``passage`` (an id), giving it the next one at first sight."""
        return self._numbers.setdefault(passage, len(self._numbers) + 1)

    def mark(self, *passages: str) -> str:
        """Return the marks of ``passages``: ``[1][2]``."""
        return "".join(f"[{self.number(p)}]" for p in dict.fromkeys(passages))

    def numbers(self, *passages: str) -> tuple[int, ...]:
        """Return the numbers of ``passages``, each once, in the order given."""
        return tuple(self.number(p) for p in dict.fromkeys(passages))

    def citations(self) -> tuple[Citation, ...]:
        """Return the citations so far, in number order."""
        found = ((n, self._passages[p]) for p, n in self._numbers.items())
        return tuple(Citation(n, p, self._titles[p.document]) for n, p in found)
