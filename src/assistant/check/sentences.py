"""Cut a checked text into sentences, items and table cells, each with what introduces it.

The text is normalised first; every unit knows where its characters stand in the normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["prose", "item", "heading", "cell"]

_EMOJI = "[\U0001f1e6-\U0001faff\u2600-\u26ff\u2728\u2764\u270a-\u270d\ufe0f\u200d]"
_STOP = re.compile(
    rf"[。！？!?]+[」』)]*|(?<=[ぁ-んー~♪)]){_EMOJI}+|(?<=[a-z0-9%)][a-z0-9%)])\.(?= +[A-Z])"
)
_SPOKEN = re.compile(r"」(?=[^\s、。「」はがをにものとでや・()]{1,8}「)")
"""Where one speaker ends and the next begins: «キャスター「何人ですか」記者「41人です」»."""
_BULLET = re.compile(
    r"[ 　]*(?:\*(?!\*)|[・•●○◎◆◇■□▪▸▶►‣✓✔➤➢➔➜★☆※→-]|[\ue000-\uf8ff\U000f0000-\U000f0fff]"
    r"|\(?[0-9]{1,2}[.)](?![0-9]))[ 　]*"
)
_HEADING = re.compile(
    r"[ 　]*(?:#{1,6} |【|[■□◆◇●〈《<](?![^\n]*。[^\n]*[0-9])|\*\*[^*\n]{1,40}\*\*:?[ 　]*(?:$|\n))"
)
"""A line with a mark is a heading, unless it goes on in sentences: «◇上田会場＝24日。出席18人»."""
_TAGGED = re.compile(r"[ 　]*【[^】\n]{1,20}】(?=[^\n]*[0-9])")
"""A label before the sentences of its own line: «【長野会場】出席者は28名。»."""
_RULE = re.compile(r"[ |:+=_-]+")
# A line that ends so goes on in the next: text taken from a PDF breaks inside sentences.
_GOES_ON = re.compile(r"[ぁ-ん、,・一-龥ァ-ヺー]$")
_LABEL = re.compile(r"\s*[^\s、。:]{1,8}(?:[ :]|$)")
_WRAPPED = 20
"""Characters from which a line of prose may be broken by its width, not by its end."""
_ENDS_IN_NUMBER = re.compile(r"[0-9][^0-9\s、。ぁ-ん]{1,3}$")
_OF_ITS_OWN = re.compile(
    r"\s*[^\sぁ-ん、。][^、。]*(?:は|が|も|:|：)[^、。]*[0-9][^0-9\s、。ぁ-ん]{1,3}\s*$"
)
_MEASURED = re.compile(r"(?:数|率|割合|平均)(?:\([^()]*\))?$|\([人名％%]\)$")
"""A header that says what is counted stands next to its number, whichever way a table is turned."""
_VALUE = re.compile(r":[ *]*[^\s*]")
"""What a label is followed by: «**出席者**: 17名» announces nothing."""
_DIGIT = re.compile(r"[0-9〇一二三四五六七八九十百]")
_CELLS = re.compile(r" *[|｜\t] *")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, list item, heading or table cell.

    ``text`` is ``prefix`` characters of what introduces it (a cell's row and column headers)
    followed by the normalised text from ``start`` on, without its line ends (``breaks``, places in
    the normalised text). ``block`` numbers paragraphs, lists and tables; ``first`` is True for
    the first unit of a line.
    """

    text: str
    start: int
    end: int
    kind: UnitKind
    block: int
    prefix: int = 0
    first: bool = True
    depth: int = 0
    """Blanks before an item: more where it stands under the item before."""
    breaks: tuple[int, ...] = ()

    def local(self, position: int) -> int:
        """Return the place in ``text`` of a character of the normalised text."""
        gone = sum(b < position for b in self.breaks)
        return position - self.start + self.prefix - gone


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int


def split_units(plain: str) -> list[Unit]:
    """Return the units of a normalised text in order; blank stretches belong to none."""
    units: list[Unit] = []
    lines = _lines(plain)
    block, position = 0, 0
    while position < len(lines):
        line = lines[position]
        if not line.text.strip():
            block += 1
            position += 1
            continue
        table = _table(lines, position)
        if table:
            block += 1
            units += _cells(lines[position : position + table], block, _caption(units))
            position += table
            block += 1
            continue
        bullet = _BULLET.match(line.text)
        heading = _HEADING.match(line.text) or (not bullet and _is_heading(line, lines, position))
        if heading:
            block += 1
        end = position + 1
        tagged = _TAGGED.match(line.text)
        if tagged is not None:
            mark = line.start + tagged.end()
            units += _sentences(plain, line.start, mark, "heading", block)
            units += _sentences(plain, mark, line.start + len(line.text), "prose", block)
            position = end
            continue
        if not heading:
            while end < len(lines) and _continues(lines[end - 1], lines[end]):
                end += 1
        stop = lines[end - 1].start + len(lines[end - 1].text)
        start = line.start + (bullet.end() if bullet and not heading else 0)
        kind: UnitKind = "heading" if heading else "item" if bullet else "prose"
        depth = len(line.text) - len(line.text.lstrip())
        units += _sentences(plain, start, stop, kind, block, depth)
        position = end
    return units


def _lines(plain: str) -> list[_Line]:
    found, start = [], 0
    for text in plain.split("\n"):
        found.append(_Line(text, start))
        start += len(text) + 1
    return found


def _is_heading(line: _Line, lines: list[_Line], position: int) -> bool:
    """Say whether a short line without an end of sentence announces the lines after it."""
    text = line.text.strip()
    if len(text) > _WRAPPED or _STOP.search(text) or text.endswith(("、", ",")):
        return False
    if _VALUE.search(text):
        return False
    following = lines[position + 1].text if position + 1 < len(lines) else ""
    before = lines[position - 1].text if position else ""
    return (
        bool(_BULLET.match(following))
        or text.endswith((":", "："))
        or (not before.strip() and not following.strip() and position + 1 < len(lines))
    )


def _continues(line: _Line, following: _Line) -> bool:
    """Say whether a sentence goes on from one line to the next."""
    text = line.text.rstrip()
    if _ENDS_IN_NUMBER.search(text) and _OF_ITS_OWN.match(following.text):
        return False  # «里親は7地域» and «施設は8地域» below it
    return bool(
        len(text) >= _WRAPPED
        and _GOES_ON.search(text)
        and following.text.strip()
        and not _LABEL.match(following.text)
        and not _BULLET.match(following.text)
        and not _HEADING.match(following.text)
        and not _CELLS.search(following.text.strip())
    )


def _sentences(
    plain: str, start: int, end: int, kind: UnitKind, block: int, depth: int = 0
) -> Iterator[Unit]:
    first = True
    for begin, stop in _spans(plain, start, end):
        if plain[begin:stop].strip():
            text = plain[begin:stop]
            breaks = tuple(begin + i for i, c in enumerate(text) if c == "\n")
            text = text.replace("\n", "")
            yield Unit(
                text, begin, stop, kind, block, first=first, depth=depth, breaks=breaks
            )  # fmt: skip
            first = False


def _spans(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences between two places; a full stop inside brackets ends none."""
    begin, position = start, start
    for said in _SPOKEN.finditer(plain, start, end):
        yield from _spans(plain, begin, said.end())
        begin = position = said.end()
    while position < end:
        stop = _STOP.search(plain, position, end)
        if stop is None:
            break
        position = stop.end()
        opened = sum(plain.count(c, begin, stop.start()) for c in "「『(")
        closed = sum(plain.count(c, begin, stop.end()) for c in "」』)")
        if opened <= closed:
            yield begin, position
            begin = position
    yield begin, end


def _table(lines: list[_Line], position: int) -> int:
    """Return how many lines from ``position`` on are one table, 0 where none begins."""
    width, count = 0, 0
    for line in lines[position:]:
        cells = len(_split_cells(line))
        if cells < 2 or (width and abs(cells - width) > 1):
            break
        width = width or cells
        count += 1
    return count if count > 1 else 0


def _split_cells(line: _Line) -> list[tuple[str, int]]:
    """Return the cells of a line with their places; one cell where it is no table row."""
    if not _CELLS.search(line.text.strip(" ")):
        return [(line.text, line.start)]
    cells = _all_cells(line)
    if cells and not cells[0][0].strip():
        cells = cells[1:]
    if cells and not cells[-1][0].strip() and line.text.rstrip().endswith(("|", "｜")):
        cells = cells[:-1]
    return cells


def _all_cells(line: _Line) -> list[tuple[str, int]]:
    """Return what stands between the strokes of a line, the blank edges with it."""
    cells, begin = [], 0
    for mark in [*_CELLS.finditer(line.text), None]:
        stop = mark.start() if mark else len(line.text)
        cells.append((line.text[begin:stop], line.start + begin))
        begin = mark.end() if mark else stop
    return cells


def _without_edges(rows: list[list[tuple[str, int]]]) -> list[list[tuple[str, int]]]:
    """Return rows without the edges that are blank in all: a blank corner of a table stays."""
    if rows and all(not row[0][0].strip() for row in rows):
        rows = [row[1:] for row in rows]
    if rows and all(row and not row[-1][0].strip() for row in rows):
        rows = [row[:-1] for row in rows]
    return [row for row in rows if row]


def _caption(units: list[Unit]) -> str:
    """Return the heading or the sentence right before a table that has no row of its own."""
    return units[-1].text.strip() if units and units[-1].kind == "heading" else ""


def _cells(lines: list[_Line], block: int, caption: str) -> Iterator[Unit]:
    rows = _without_edges([_all_cells(line) for line in lines if not _RULE.fullmatch(line.text)])
    if not rows:
        return
    headers = [text.strip() for text, _ in rows[0]]
    with_header = not any(re.fullmatch(r"[0-9,.]+[名人]?", h) for h in headers[1:])
    for number, row in enumerate(rows):
        for column, (text, start) in enumerate(row):
            if not text.strip():
                continue
            parts = []
            if number and with_header:
                parts = _row_names(row, column)
                head = [headers[column]] if column and column < len(headers) else []
                titled = head and parts and _MEASURED.search(parts[-1])
                turned = titled and not _MEASURED.search(head[0])
                parts = [*head, *parts] if turned else [*parts, *head]
            elif column:
                parts = [row[0][0].strip()]
            prefix = "".join(f"{p} " for p in (caption, *parts) if p)
            yield Unit(prefix + text, start, start + len(text), "cell", block, len(prefix))


def _row_names(row: list[tuple[str, int]], column: int) -> list[str]:
    """Return what a row is called beside one cell: its cells of words before, or the first after.

    Where it has none («| 10/18 | 8名 |») its first cell names it.
    """
    words = [n for n, (text, _) in enumerate(row) if text.strip() and not _DIGIT.search(text)]
    before = [n for n in words if n < column]
    if before:
        return [row[n][0].strip() for n in before]
    after = [n for n in words if n > column][:1]
    if after:
        return [row[n][0].strip() for n in after]
    return [row[0][0].strip()] if column else []
