"""What a text holds: its title, date, headings, fields and tables, found by their form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.adding.words import kind_of_heading, words
from assistant.documents.pipe_tables import RULE, split_row
from assistant.text.figures import find_figures

HEAD_LINES = 12
"""Lines from the beginning in which a document says who published it."""
HEAD = 3000
"""Characters from the beginning in which a document says when it is from."""

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_NUMBER = re.compile(
    r"(?:第[\d一二三四五六七八九十]+[章節条部]\s*|\d{1,2}(?:[.．]\d{1,2})*(?:[.．、)）]\s*|\s+)"
    r"|[(（]\d{1,2}[)）]\s*|[①-⑳]\s*)(?=\S)"
)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A Markdown table: its rows, the headings first, the section, and the line above it."""

    section: str
    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. ``kinds`` maps a section to its kind; ``date`` is ``YYYY-MM`` or ISO."""

    title: str | None
    date: str | None
    publisher: str | None
    """The prefecture or city, and the office, that a line near the beginning names."""
    sections: tuple[str, ...]
    fields: tuple[str, ...]
    kinds: dict[str, str]
    tables: tuple[FoundTable, ...]


def survey(text: str) -> Survey:
    """Return what the Markdown or plain text ``text`` holds."""
    lines = text.split("\n")
    sections: list[str] = []
    tables: list[FoundTable] = []
    section, caption = "", ""
    n = 0
    while n < len(lines):
        line = lines[n].strip()
        heading = _HEADING.fullmatch(line)
        if heading:
            section = _NUMBER.sub("", heading[2], count=1) or heading[2]
            sections.append(section)
            caption = ""
        elif "|" in line and n + 1 < len(lines) and RULE.fullmatch(lines[n + 1].strip()):
            rows = [_cells(line)]
            n += 2
            while n < len(lines) and "|" in lines[n]:
                rows.append(_cells(lines[n].strip()))
                n += 1
            tables.append(FoundTable(section, caption, tuple(rows)))
            caption = ""
            continue
        elif line:
            caption = line
        n += 1
    bodies = [line.strip() for line in lines]
    return Survey(
        title=sections[0] if sections and bodies[0].startswith("#") else _first_line(bodies),
        date=date_of(text[:HEAD]),
        publisher=_publisher([line for line in bodies if line][:HEAD_LINES]),
        sections=tuple(dict.fromkeys(sections)),
        fields=_fields(bodies),
        kinds={s: kind for s in sections[1:] if (kind := kind_of_heading(s)) is not None},
        tables=tuple(tables),
    )


def _cells(line: str) -> tuple[str, ...]:
    return tuple(field.text for field in split_row(line, 0, len(line)).fields)


def date_of(text: str) -> str | None:
    """Return the first day, month or year that ``text`` names with its year, or None."""
    for figure in find_figures(text):
        value = str(figure.value)
        if figure.type == "date" and re.match(r"(?:19|20)\d{2}(?:-|$)", value):
            return value
    return None


def _publisher(lines: Sequence[str]) -> str | None:
    """Return the end of the first short line that names a prefecture or city of the gazetteer.

    What goes on after the name must be an office: 長野県 こども課, but not 長野県の計画.
    """
    places = "|".join(map(re.escape, sorted(words().places, key=len, reverse=True)))
    office = r"(?:[\s　]*[^\s、。「」]{1,15}[部局課室所署庁会館])*"
    for line in lines:
        named = re.search(rf"(?:^|[\s　(（])((?:{places}){office})[)）]?$", line)
        if named and len(line) <= 40 and not line.startswith("|"):
            return " ".join(named[1].split())
    return None


def _first_line(lines: Sequence[str]) -> str | None:
    """Return the first line of a text without marks, where it may be a title."""
    first = next((line for line in lines if line), "")
    return first if 0 < len(first) <= 80 and not first.endswith("。") else None


def _fields(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the known labels that stand in front of a value, each at one place alone."""
    found: dict[str, int] = {}
    names = "|".join(map(re.escape, sorted(words().fields, key=len, reverse=True)))
    for line in lines:
        label = re.match(rf"[・○●■-]?\s*({names})(?:\s*[:：]\s*|[\s　]+)\S", line)
        if label:
            found[label[1]] = found.get(label[1], 0) + 1
    # A label that comes again and again (質問ごとの 担当) is no field of the document.
    return tuple(label for label, count in found.items() if count == 1)
