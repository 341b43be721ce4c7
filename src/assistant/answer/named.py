"""Which documents a question names: by a title, by a year, by the place that published them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.tables.places import prefectures
from assistant.text.figures import find_figures
from assistant.text.normalize import normalize
from assistant.types import Document

_YEAR = re.compile(r"(?:19|20)\d{2}")
_BARE_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)\d{2}(?![0-9.,]|\s?[^\W\d_a-z年])")
# What ties the name of a document to the rest: 令和5年度の, 『…』では.
_TIE = (
    r"(?:度)?[』」”\"]?(?:の資料|の文書)?"
    r"(?:において|における|については|について|では|での|には|の|で|に|は|と|、|,)*\s*"
)
_EMPTY = re.compile(r"[はのもと?？。、\s]|です|ですか|では|じゃあ?|それ|なら|どう")


@dataclass(frozen=True, slots=True)
class Named:
    """The documents that a question names (None: none, it is about all), and what else it says.

    ``rest`` is the question without the name; it may hold no word more.
    """

    documents: tuple[str, ...] | None
    rest: str
    apart: frozenset[str] = frozenset()
    """Those that are of one year alone where several years are named."""
    absent: str = ""
    """A year, as the question has it, that no document is of."""

    @property
    def is_bare(self) -> bool:
        """Whether the question says nothing but which document it means."""
        return self.documents is not None and not _EMPTY.sub("", self.rest)


class Names:
    """The names of the documents of a corpus. Built once; read by every question."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._ids = tuple(d.id for d in documents)
        self._titles = {d.id: (normalize(d.title).text, d.id) for d in documents}
        self._stems = {d.id: _stem(d.title) for d in documents}
        self._years = {d.id: _years(d) for d in documents}
        # A table of all prefectures speaks of each, whoever published it.
        self._rows = {d.id: _values(d) for d in documents}
        self._published = {d.id: f"{d.publisher} {d.title}" for d in documents}

    def read(self, question: str) -> Named:
        """Return which documents ``question`` names. Never raises."""
        text = normalize(question).text
        titled = [
            (id, name)
            for id, names in self._titles.items()
            for name in names
            if len(name) > 2 and _stands(name, text)
        ]
        if titled:
            # Where one title holds another, the longer is meant.
            longest = max(len(name) for _, name in titled)
            chosen = [(id, name) for id, name in titled if len(name) == longest]
            # «令和5年の意見交換会»: of several of that title the one of that year.
            alike = tuple(id for id in self._ids if any(self._stems[id] == n for _, n in chosen))
            dated = self._by_year(text, alike) if len(alike) > len(chosen) else None
            if dated is not None and dated.documents is not None:
                return dated
            rest = text
            for _, name in chosen:
                rest = re.sub(rf"[『「“\"]?{re.escape(name)}{_TIE}", "", rest)
            ids = tuple(id for id, _ in chosen)
            return Named(ids, self._without_places(rest, ids))
        # «介護説明会の» of 「令和7年度 介護説明会」: a title goes by its words, too.
        stems = [s for s in set(self._stems.values()) if len(s) > 3 and s in text]
        longest = max(map(len, stems), default=0)
        ids = tuple(id for id in self._ids if longest and self._stems[id] in stems
                    and len(self._stems[id]) == longest) or self._ids  # fmt: skip
        by_year = self._by_year(text, ids)
        if by_year is not None:
            return by_year
        if len(ids) < len(self._ids):
            return Named(ids, self._without_places(text, ids))
        places = [name for name in prefectures() if name in text]
        of_place = tuple(
            id
            for id in self._ids
            if any(p in self._published[id] or p in self._rows[id] for p in places)
        )
        if of_place:
            narrowed = of_place if len(of_place) < len(self._ids) else None
            return Named(narrowed, self._without_places(text, of_place))
        return Named(None, text)

    def _without_places(self, text: str, ids: Sequence[str]) -> str:
        """Leave out the prefectures that say which of the documents is meant, and no row of one."""
        for place in prefectures():
            ours = all(place in self._published[id] for id in ids)
            if place in text and ours and not any(place in self._rows[id] for id in ids):
                text = re.sub(rf"{place}(?:内|下)?{_TIE}", "", text)
        return text

    def _by_year(self, text: str, ids: Sequence[str]) -> Named | None:
        found = [
            (str(f.value)[:4], f.start, f.end, len(str(f.value)) == 4)
            for f in find_figures(text)
            if f.type == "date" and _YEAR.match(str(f.value))
        ]
        bare = _BARE_YEAR.finditer(text)
        spans = {(start, end) for _, start, end, _ in found}
        found += [
            (m.group(), m.start(), m.end(), True)
            for m in bare
            if not any(s <= m.start() < e for s, e in spans)
        ]
        asked = {year for year, *_ in found}
        of_year = tuple(id for id in ids if asked & self._years[id])
        if not asked:
            return None
        if not of_year:
            _, start, end, _ = min(found, key=lambda f: f[1])
            return Named(
                tuple(ids) if len(ids) < len(self._ids) else None, text, absent=text[start:end]
            )
        rest = text
        for _, start, end, alone in sorted(found, key=lambda f: -f[1]):
            if alone:
                # 10月17日 of that year is more than a document's name.
                tie = re.compile(_TIE).match(rest, end)
                rest = rest[:start] + rest[tie.end() if tie else end :]
        several = len(asked) > 1
        apart = frozenset(id for id in of_year if several and len(asked & self._years[id]) == 1)
        rest = self._without_places(rest, of_year)
        return Named(of_year if len(of_year) < len(self._ids) else None, rest, apart)


def _stem(title: str) -> str:
    """Return a title without the years in it, and what stands in brackets."""
    text = normalize(title).text
    for figure in sorted(find_figures(text), key=lambda f: -f.start):
        if figure.type == "date":
            text = text[: figure.start] + text[figure.end :]
    return re.sub(r"\(.*?\)", "", text).strip(" ・、の")


def years_in(text: str) -> frozenset[str]:
    """Return the years of the dates that ``text`` names, as four digits."""
    found = (str(f.value)[:4] for f in find_figures(text) if f.type == "date")
    return frozenset(year for year in found if _YEAR.fullmatch(year))


def _stands(name: str, text: str) -> bool:
    if name.isascii():
        return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None
    return name in text


def _values(document: Document) -> frozenset[str]:
    """Return the names of regions and rows that a document has."""
    keys = {row.keys[t.key] for t in document.tables for row in t.rows if t.key in row.keys}
    return frozenset((*document.regions, *keys))


def _years(document: Document) -> frozenset[str]:
    """Return the years that a document is of: its title's or else its date's, and its tables'."""
    own: set[str] = set()
    for text in (document.title, document.date):
        dates = [str(f.value)[:4] for f in find_figures(text) if f.type == "date"]
        own = own or {*dates, *_BARE_YEAR.findall(text)}
    for table in document.tables:
        kinds: Mapping[str, str] = {d.id: d.type for d in table.dimensions}
        for row in table.rows:
            own |= {v[:4] for id, v in row.keys.items() if kinds.get(id) in ("date", "number")}
    return frozenset(year for year in own if _YEAR.fullmatch(year))
