"""Which passages a search may return: section, region, kind and document by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.errors import InputError
from assistant.text.normalize import fold, squeeze
from assistant.types import Document, Region

Fit = Literal["yes", "candidate", "no"]
"""Whether a passage fits: ``candidate`` may be of the region, but the source does not settle it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What passages must be: every value that is not None must fit exactly."""

    section: str | None = None
    region: str | None = None
    kind: str | None = None
    document: str | None = None

    def fit_region(self, region: Region | None) -> Fit:
        """Return whether a passage of ``region`` fits as far as the region goes."""
        if self.region is None:
            return "yes"
        if region is None:
            return "no"
        if region.basis == "unresolved":
            return "candidate" if self.region in region.candidates else "no"
        return "yes" if region.name == self.region else "no"

    @property
    def is_open(self) -> bool:
        """Whether everything fits."""
        return self == Filter()


class Names:
    """The names by which the parts of the documents may be asked for."""

    def __init__(self, documents: Sequence[Document], kinds: Iterable[str]) -> None:
        """Take the documents, and the ``kinds`` that their passages are of."""
        sections = _in_order(name for d in documents for name in d.sections if name)
        regions = _in_order(name for d in documents for name in d.regions)
        aliases: dict[str, list[str]] = {}
        for document in documents:
            for name, others in document.aliases.items():
                aliases.setdefault(name, []).extend(others)
        places: dict[str, list[str]] = {}
        for document in documents:
            for place, region in document.places.items():
                places.setdefault(region, []).append(place)
        self._names = {
            "section": {name: tuple(aliases.get(name, ())) for name in sections},
            "region": {name: (*aliases.get(name, ()), *places.get(name, ())) for name in regions},
            "kind": dict.fromkeys(_in_order(kinds), ()),
            "document": {d.id: (d.title,) for d in documents},
        }

    def filter(
        self, section: str | None, region: str | None, kind: str | None, document: str | None
    ) -> Filter:
        """Return the filter that the written values mean.

        A value is a name as it stands, another name for it, or a part of just one name. Raises
        InputError, with the names there are, for anything else.
        """
        return Filter(
            section=self._resolve("section", "分野（項目）", section),
            region=self._resolve("region", "地域", region),
            kind=self._resolve("kind", "種類", kind),
            document=self._resolve("document", "文書", document),
        )

    def _resolve(self, field: str, label: str, written: str | None) -> str | None:
        if written is None:
            return None
        names = self._names[field]
        key = _key(written)
        for found in (_equal(names, key), _partly(names, key)):
            if len(found) == 1:
                return found[0]
            if found:
                raise InputError(
                    f"{label}「{written}」は1つに決まりません。"
                    f"{'、'.join(found)} のどれかを指定してください。"
                )
        raise InputError(
            f"{label}「{written}」は文書にありません。"
            f"指定できるのは {'、'.join(names) or '（なし）'} です。"
        )


def _equal(names: Mapping[str, Sequence[str]], key: str) -> list[str]:
    """Return the names that ``key`` is, or is another name for; the names themselves first."""
    own = [name for name in names if _key(name) == key]
    return own or [n for n, others in names.items() if any(_key(other) == key for other in others)]


def _partly(names: Mapping[str, Sequence[str]], key: str) -> list[str]:
    """Return the names that hold ``key`` (高機能化) or that it holds (松本地域)."""
    if not key:
        return []
    return [name for name in names if key in _key(name)] or [
        name for name in names if _key(name) in key
    ]


def _key(name: str) -> str:
    return squeeze(fold(name))


def _in_order(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
