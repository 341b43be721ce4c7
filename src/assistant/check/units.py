"""What the unit of a figure says: how it is counted, of which column, or that rows are counted."""

from __future__ import annotations

import re

from assistant.check.place import Place
from assistant.check.subject import Subject
from assistant.check.vocabulary import pattern
from assistant.tables.quantity import root_column
from assistant.types import Dimension, Table

# Units of rows of any table, beside the names that it gives its rows.
_ROW_UNITS = ("回", "か所", "地点")
_COUNTERS = ("つ", "個")
_PEOPLE = re.compile(r"人数|者数?|員数?")
_WHOLE = re.compile(r"\s*(?:中|のうち|の内)")
_BY_PEOPLE = re.compile(r"人数|員数|(?:参加|出席|来場)者(?:は|の内訳|数|では|が)|職員(?:は|数)")
"""Words that lead numbers of people: «市町村からの参加者は、南信州が15»."""
_STAFF = re.compile(r"(?:\s[a-z]+){0,3}?\s(?:staff|workers|officials|employees|people)\b")
_SAID_OF_PEOPLE = re.compile(r"(?:という|との|の)人数")
_TITLED = re.compile(r"([^\s、。はがをにでの]{1,4})数(?:は|が|:|=|\s|数値|値|実績|件数)*$")
_COUNTED = re.compile(r"([^\s、。はがも]{1,6})(?:は|が|も)(?:計|全部で|合わせて|わずか)?\s*$")
_NAMED = re.compile(r"の([^\s、。はがをにで]{1,6})")


class Units:
    """The units of one table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.root = root_column(table)
        self.identifying = tuple(d for d in table.dimensions if identifies(table, d))
        self.row_names = {table.row_noun} | {
            n for d in self.identifying for n in (d.label, *d.names)
        }
        self.row_names |= {f"{n}s" for n in self.row_names if n.isascii()}
        self.noun = "|".join(map(re.escape, sorted(self.row_names, key=len, reverse=True)))
        """The names of rows as alternatives of a regular expression, the longest first."""
        self._body_units = tuple(u for q in table.quantities[1:] for u in q.units)
        self._bodies = table.quantities[1].id if len(table.quantities) > 1 else None
        self._columns: dict[str | None, dict[str, str]] = {}
        """The first column of each unit, by how it counts."""
        self._named: dict[str, str] = {}
        """The first column of each name of a measure."""
        for measure in table.measures:
            self._columns.setdefault(measure.quantity, {}).setdefault(measure.unit, measure.column)
            for name in (measure.label, *measure.names):
                self._named.setdefault(name, measure.column)

    def of_bodies(self, subject: Subject) -> bool:
        """Say whether a number is one of bodies, not of persons or rows."""
        return subject.operation == "value" and subject.quantity in {
            q.id for q in self.table.quantities[1:]
        }

    def counted(self, *, of_bodies: bool) -> str | None:
        """Return how bodies or persons are counted, None where the table counts none."""
        persons = self.table.quantities[0].id if self.table.quantities else None
        return self._bodies if of_bodies else persons

    def written(self, place: Place) -> str:
        """Return the unit of a figure, or the name that の joins to it: 10の圏域, 13の市町村."""
        unit = place.figure.found.unit
        if unit not in ("", *_COUNTERS):
            return unit
        titled = _TITLED.search(place.before)
        if not unit and titled is not None and titled.group(1) in (*self.row_names, *_ROW_UNITS):
            return titled.group(1)  # 会場数10
        counted = _COUNTED.search(place.before)
        if unit in _COUNTERS and counted is not None:
            name = next((n for n in self.row_names if counted.group(1).endswith(n)), None)
            if name is not None:
                return name  # 参加がゼロだった地域は5つ
        behind = _NAMED.match(place.sentence.text, place.figure.end)
        if behind is None:
            return unit
        names = {*self.row_names, *(m.unit for m in self.table.measures)}
        known = [n for n in names if behind.group(1).startswith(n)]
        return max(known, key=len, default=unit)

    def counts_rows(self, unit: str, place: Place) -> bool:
        """Say whether a figure with ``unit`` counts rows: 6会場, 10地域, 7か所."""
        if unit in self.row_names:
            return True
        if unit not in _ROW_UNITS:
            return False
        column = place.column(self.root)
        if column is None or not any(unit in q.units for q in self.table.quantities):
            return True
        # «里親が参加した会場は7か所»: the word for rows stands between.
        between = place.sentence.text[column.end : place.figure.start]
        return any(name in between for name in self.row_names)

    def quantity(self, unit: str, place: Place) -> str | None:
        """Return how a unit counts; None for no unit, an empty text for a foreign one."""
        if not unit:
            return self._by_heading(place)
        if unit.isascii() and _STAFF.match(place.sentence.text, place.figure.end):
            return self.table.quantities[0].id if self.table.quantities else ""
        for measure in self.table.measures:
            if measure.unit == unit:
                return measure.quantity
        for quantity in self.table.quantities:
            if unit in quantity.units:
                return quantity.id
        named = [m for m in self.table.measures if unit in (m.label, *m.names)]
        if any(m.quantity == self._bodies for m in named):
            return self._bodies
        if unit in _COUNTERS and self._bodies and place.column(self.root) is not None:
            return self._bodies
        return ""

    def _by_heading(self, place: Place) -> str | None:
        """Return how a number without a unit counts by its heading: 市町村数, 施設の人数."""
        group = place.column(self.root)
        if not self.table.quantities:
            return None
        if group is None:
            return self._by_words(place)
        text = place.sentence.text
        name, after = text[group.start : group.end], text[group.end : place.figure.start]
        persons = self.table.quantities[0]
        headings = [
            (text.rfind(f"({u})", 0, place.figure.start), persons.id) for u in persons.units
        ]
        if self._bodies:
            headings += [
                (text.rfind(f"({u}{end}", 0, place.figure.start), self._bodies)
                for u in self._body_units for end in (")", "数)")
            ]  # fmt: skip
        nearest = max(headings)
        if nearest[0] >= 0:
            return nearest[1]
        if _PEOPLE.search(f"{name}{after}"):
            return persons.id
        counted = "|".join(map(re.escape, self._body_units))
        headed = re.match(rf"\s*(?:{counted})?数", after)
        return self._bodies if headed and self._bodies else self._by_words(place)

    def _by_words(self, place: Place) -> str | None:
        """Return how numbers without units are counted by the words that lead or sum them up.

        «参加者の内訳は市町村76», «市町村数は、飯田13», «参加した施設は長野4»,
        «飯田1、長野4の計5名».
        """
        text, start = place.sentence.text, place.figure.start
        persons = self.table.quantities[0]
        before = [f for f in place.sentence.figures if f.end <= start and f.found.unit]
        whole = before[-1] if before else None
        if whole is not None and _WHOLE.match(text, whole.end):
            return self.quantity(whole.found.unit, place) or None  # 68市町村のうち7
        counted = "|".join(map(re.escape, self._body_units))
        led = [(m.end(), persons.id) for m in _BY_PEOPLE.finditer(text, 0, start)]
        if self._bodies and counted:
            bodies = re.compile(rf"(?:{counted})数|(?:参加|出席)した[^、。はがも0-9]*(?=は|が)")
            led += [(m.end(), self._bodies) for m in bodies.finditer(text, 0, start)]
        if led:
            return max(led)[1]
        if _STAFF.match(text, place.figure.end):
            return persons.id  # 76 were municipal officials
        if _SAID_OF_PEOPLE.search(text, start):
            return persons.id
        summed = re.compile(rf"{pattern('before', 'sum').pattern}\s*(?:約)?\s*$")
        for later in place.sentence.figures:
            same = later.start > start and later.found.unit in persons.units
            if same and summed.search(text, 0, later.start):
                return persons.id
        return None

    def column(self, unit: str, quantity: str | None) -> str | None:
        """Return the column that a unit alone names: 市町村, 施設, 自治体."""
        if not unit:
            return None
        units = self._columns.get(quantity, {})
        if unit in units and len(units) > 1:
            return units[unit]
        return self._named.get(unit)


def identifies(table: Table, dimension: Dimension) -> bool:
    """Say whether each value of a category stands in one row only, or names the rows."""
    if dimension.id == table.key:
        return True
    values = {r.keys.get(dimension.id) for r in table.rows}
    return dimension.type == "category" and len(values) == len(table.rows)
