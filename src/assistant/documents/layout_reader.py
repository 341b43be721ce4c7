"""Read a text whose parts are listed in ``document.toml`` in the order they stand in.

The parts consume the source from its first character to its last; whatever does not fit stops
the reading with the line, what was expected there and what was found. Types of parts:

``heading``, ``layout``
    the printed ``text`` (or ``texts``, one piece each); white space and line breaks are free;
``field``
    a printed ``label`` and its value, to the next blank line;
``items``
    a list, each item led by a character of ``markers``; ``{n}`` in its ``id`` is its number;
``boxes``
    blocks of lines between blank lines, each listed with its id, kind, number of lines, first
    words and region attribution;
``pairs``
    blocks that alternate between two kinds, an opinion and the response to it;
``table``
    a table without column borders (see ``grid_reader``).

``lines`` gives the printed height of each block, so that a line lost or doubled inside one
is found at that line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.documents.draft import Draft
from assistant.documents.grid_reader import read_grid
from assistant.documents.node import Node
from assistant.documents.schema import Schema
from assistant.types import Region

_BASES = ("stated", "inferred", "unresolved")


class _Layout:
    """The parts read so far; ``position`` is the first character not yet consumed."""

    def __init__(
        self, draft: Draft, schemas: Mapping[str, Schema], attributions: Mapping[str, Region]
    ) -> None:
        self.draft = draft
        self.source = draft.source
        self.schemas = schemas
        self.attributions = attributions
        self.position = 0
        self.types: dict[str, Callable[[Node], None]] = {
            "heading": self.heading,
            "layout": self.layout,
            "field": self.field,
            "items": self.items,
            "boxes": self.boxes,
            "pairs": self.pairs,
            "table": self.table,
        }

    def read(self, part: Node) -> None:
        kind = part.text("type")
        if kind not in self.types:
            raise part.wrong(f"type は {'・'.join(self.types)} から選んでください（{kind}）。")
        self.types[kind](part)
        part.close()

    def finish(self) -> None:
        if self.source.next_ink(self.position) < len(self.source.text):
            raise self.source.misfit(self.position, "文書の終わり")

    def heading(self, part: Node) -> None:
        for text in _texts(part):
            self.draft.add_heading(text, self.literal(text))

    def layout(self, part: Node) -> None:
        name = part.text("name")
        for text in _texts(part):
            self.draft.add_layout(name, self.literal(text))

    def field(self, part: Node) -> None:
        label = part.text("label")
        self.draft.add_heading(label, self.literal(label))
        self.draft.add_passage(
            part.text("id"),
            part.text("kind"),
            part.text("section", label),
            self.block(part.integer("lines", 1), f"「{label}」の内容"),
            label=label,
        )

    def items(self, part: Node) -> None:
        markers, keep = part.text("markers"), part.flag("keep_marker")
        id, kind, section = part.text("id"), part.text("kind"), part.text("section")
        label = part.optional_text("label")
        heights = part.integers("lines")
        for n, height in enumerate(heights, start=1):
            where = f"「{section}」の{n}番目の項目（全{len(heights)}項目）"
            start = self.source.next_ink(self.position)
            if self.source.text[start : start + 1] not in tuple(markers):
                raise self.source.misfit(start, where)
            span = self.block(height, where, stop=markers)
            if not keep:
                self.draft.add_layout("行頭記号", (start, start + 1))
                span = (start + 1, span[1])
            self.draft.add_passage(id.replace("{n}", str(n)), kind, section, span, label=label)

    def boxes(self, part: Node) -> None:
        sections = part.text_map("sections")
        for box in part.nodes("box"):
            kind, opening = box.text("kind"), box.text("starts")
            if kind not in sections:
                raise box.wrong(f"sections に kind「{kind}」の見出しを書いてください。")
            start = self.source.next_ink(self.position)
            if not self.source.text.startswith(opening, start):
                raise self.source.misfit(start, f"「{opening}」で始まる枠")
            region = box.optional_text("attribution")
            if region is not None and region not in self.attributions:
                raise box.wrong(f"attribution の「{region}」が定められていません。")
            self.draft.add_passage(
                box.text("id"),
                kind,
                sections[kind],
                self.block(
                    box.integer("lines"), f"「{opening}」の枠", open_end=box.flag("ends_page")
                ),
                region=None if region is None else self.attributions[region],
                label=box.optional_text("label"),
            )
            box.close()

    def pairs(self, part: Node) -> None:
        section, slug = part.text("section"), part.text("slug")
        first, second = part.text_pair("kinds")
        mark = part.optional_text("repeated_mark")
        for n, (upper, lower) in enumerate(part.integer_pairs("lines"), start=1):
            ids = (f"{first}/{slug}-{n}", f"{second}/{slug}-{n}")
            for kind, id, other, height in zip(
                (first, second), ids, ids[::-1], (upper, lower), strict=True
            ):
                span = self.block(height, f"「{section}」の{n}組目（{kind}）")
                repeated = mark is not None and mark in self.source.text[slice(*span)]
                self.draft.add_passage(id, kind, section, span, paired=(other,), repeated=repeated)

    def table(self, part: Node) -> None:
        name = part.text("table")
        if name not in self.schemas:
            raise part.wrong(f"table の「{name}」が [[table]] にありません。")
        self.position = read_grid(self.draft, part, self.schemas[name], self.position)

    def literal(self, text: str) -> tuple[int, int]:
        """Consume ``text``, whatever white space stands in it; return its span."""
        begin = here = self.source.next_ink(self.position)
        for character in "".join(text.split()):
            here = self.source.next_ink(here)
            if self.source.text[here : here + 1] != character:
                raise self.source.misfit(begin, f"「{text}」")
            here += 1
        self.position = here
        return begin, here

    def block(
        self, height: int, what: str, *, stop: str = "", open_end: bool = False
    ) -> tuple[int, int]:
        """Consume ``height`` lines without a blank one among them; return their span.

        After them a blank line must follow, or the end, or a line led by a character of
        ``stop``; anything may where ``open_end``.
        """
        start = here = self.source.next_ink(self.position)
        end = start
        for n in range(height):
            line = self.source.text[here : self.source.line_end(here)].strip()
            expected = f"{what}の{n + 1}行目（全{height}行）"
            if not line and here < len(self.source.text):
                raise self.source.wrong(here, f"{expected}を期待しましたが、空行があります。")
            if not line or (n and line[0] in stop):
                raise self.source.misfit(here, expected)
            end = self.source.line_end(here)
            here = min(end + 1, len(self.source.text))
        line = self.source.text[here : self.source.line_end(here)].strip()
        if line and line[0] not in stop and not open_end:
            raise self.source.misfit(here, f"{what}（全{height}行）の後の空行")
        self.position = end
        return start, end


def read_layout(
    draft: Draft,
    parts: Sequence[Node],
    schemas: Mapping[str, Schema],
    attributions: Mapping[str, Region],
) -> None:
    """Read the whole source into ``draft``. Raises CorpusError where a part does not fit."""
    layout = _Layout(draft, schemas, attributions)
    for part in parts:
        layout.read(part)
    layout.finish()


def read_attribution(node: Node, regions: tuple[str, ...]) -> Region:
    """Read how a group of boxes is attributed to a region."""
    basis, name = node.text("basis"), node.optional_text("region")
    candidates = node.texts("candidates", ())
    if basis not in _BASES:
        raise node.wrong(f"basis は {'・'.join(_BASES)} から選んでください。")
    if (name is None) != (basis == "unresolved"):
        raise node.wrong("region は basis が unresolved のときだけ省き、ほかでは書いてください。")
    unknown = [r for r in (*candidates, *(() if name is None else (name,))) if r not in regions]
    if unknown:
        raise node.wrong(f"「{unknown[0]}」は [[region]] にありません。")
    region = Region(name, basis, node.text("reason"), candidates)  # type: ignore[arg-type]
    node.close()
    return region


def _texts(part: Node) -> tuple[str, ...]:
    return part.texts("texts") if "texts" in part else (part.text("text"),)
