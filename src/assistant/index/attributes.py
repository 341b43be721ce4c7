"""What passages are told apart by, as numbers: document, section, kind, label and region.

A filter is compared with the few values that there are, not with every passage.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Files, Stored, read_array
from assistant.index.codec import plain, reader
from assistant.index.filters import Filter, Fit
from assistant.types import Passage, Region

_FITS: Final[tuple[Fit, ...]] = ("no", "candidate", "yes")

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Attributes:
    """The values of passages: passage ``i`` has ``sections[numbers[1, i]]`` and so on.

    ``numbers`` has a row for each of ``documents``, ``sections``, ``kinds``, ``labels`` and
    ``regions``; each of these lists its values in the order in which they first occur.
    """

    documents: Sequence[str]
    sections: Sequence[str]
    kinds: Sequence[str]
    labels: Sequence[str | None]
    regions: Sequence[Region | None]
    numbers: NDArray[np.int32]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Attributes:
        """Return the attributes of ``passages``."""
        documents, of_document = _numbered([p.document for p in passages])
        sections, of_section = _numbered([p.section for p in passages])
        kinds, of_kind = _numbered([p.kind for p in passages])
        labels, of_label = _numbered([p.label for p in passages])
        regions, of_region = _numbered([p.region for p in passages])
        numbers = np.array([of_document, of_section, of_kind, of_label, of_region], dtype=np.int32)
        return cls(documents, sections, kinds, labels, regions, numbers)

    def fits(self, wanted: Filter) -> NDArray[np.int8]:
        """Return for each passage how it fits: 0 no, 1 it may (its region is open), 2 yes."""
        region = np.array([_FITS.index(wanted.fit_region(r)) for r in self.regions], np.int8)
        result: NDArray[np.int8] = region[self.numbers[4]]
        for row, values, value in (
            (0, self.documents, wanted.document),
            (1, self.sections, wanted.section),
            (2, self.kinds, wanted.kind),
        ):
            if value is not None:
                same = np.array([each == value for each in values], dtype=np.bool_)
                result = np.where(same[self.numbers[row]], result, np.int8(0))
        return result

    def to_files(self, name: str) -> Files:
        """Return the files, of which the names begin with ``name``."""
        values = [self.documents, self.sections, self.kinds, self.labels, self.regions]
        text = json.dumps(plain(values), ensure_ascii=False, separators=(",", ":"))
        return {f"{name}.json": text.encode(), f"{name}.npy": self.numbers}

    @classmethod
    def from_files(cls, files: Stored, name: str) -> Attributes:
        """Return what :meth:`to_files` wrote."""
        documents, sections, kinds, labels, regions = json.loads(bytes(files[f"{name}.json"]))
        read = reader(Region)
        found = [None if region is None else read(region) for region in regions]
        numbers = read_array(files[f"{name}.npy"])
        return cls(documents, sections, kinds, labels, found, numbers)


def _numbered(values: Sequence[Value]) -> tuple[list[Value], list[int]]:
    numbers: dict[Value, int] = {}
    found = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), found
