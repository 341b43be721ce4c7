"""One address of a table, and what is chosen there; links and forms keep the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from assistant.types import Table
from assistant.web.markup import attribute


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table's page stands: ``up`` leads to the site's root, ``query`` is what is chosen."""

    table: Table
    up: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def here(self) -> str:
        """The address of the table's page, as a link from it."""
        return self.up + address_of(self.table)

    def link(self, anchor: str, changes: Mapping[str, str | None]) -> str:
        """Return the page's address with other choices, at the part ``anchor``, as an attribute."""
        kept = {k: v for k, v in {**self.query, **changes}.items() if v}
        return attribute(f"{self.here}{'?' if kept else ''}{urlencode(kept)}#{anchor}")

    def kept(self, *without: str) -> dict[str, str]:
        """Return what is chosen but for these."""
        return {k: v for k, v in self.query.items() if k not in without}


def address_of(table: Table) -> str:
    """Return the address of ``table``, relative to the site's root."""
    return f"tables/{quote(table.id)}"
