"""What a reader has read so far: passages and pieces, in source order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.documents.source import Source, join_lines
from assistant.text.normalize import fold, squeeze
from assistant.types import Passage, Piece, Region, Table


@dataclass(slots=True)
class Draft:
    """A document in the making. Ids given to its methods lack the document's prefix."""

    document: str
    source: Source
    regions: tuple[str, ...] = ()
    region_slugs: Mapping[str, str] = field(default_factory=dict)
    region_names: Mapping[str, str] = field(default_factory=dict)
    """Folded name, other name or place → the one region that it stands for."""
    kind_words: Mapping[str, str] = field(default_factory=dict)
    """Kind → what the document calls its passages of that kind."""
    passages: list[Passage] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add_passage(
        self,
        id: str,
        kind: str,
        section: str,
        span: tuple[int, int],
        *,
        text: str | None = None,
        region: Region | None = None,
        label: str | None = None,
        paired: tuple[str, ...] = (),
        repeated: bool = False,
    ) -> Passage:
        """Add the passage that stands at ``span``; ``text`` is by default its joined lines."""
        start, end = self.source.trim(*span)
        passage = Passage(
            id=f"{self.document}/{id}",
            document=self.document,
            kind=kind,
            section=section,
            text=join_lines(self.source.text[start:end]) if text is None else text,
            start=start,
            end=end,
            region=region,
            label=label,
            paired=tuple(f"{self.document}/{other}" for other in paired),
            repeated=repeated,
            kind_words=self.kind_words.get(kind),
        )
        self.passages.append(passage)
        return passage

    def region_named(self, printed: str) -> str | None:
        """Return the region that ``printed`` names, by whichever of its names, or None."""
        return self.region_names.get(squeeze(fold(printed)))

    def add_heading(self, name: str, span: tuple[int, int]) -> None:
        """Add a printed heading."""
        self.pieces.append(Piece("heading", name, *self.source.trim(*span)))

    def add_layout(self, name: str, span: tuple[int, int]) -> None:
        """Add a named piece of layout."""
        self.pieces.append(Piece("layout", name, *self.source.trim(*span)))
