"""The guess of a table as ``[[table]]`` of a ``document.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.adding.columns import Column, Guess
from assistant.adding.toml_text import table as toml_table
from assistant.adding.words import words
from assistant.text.segment import segment

UNKNOWN = "不明"
"""Written where a file does not say who published it, or when, or what a thing is called."""


def declare_table(
    id: str,
    title: str,
    section: str,
    guess: Guess,
    rows: Sequence[Sequence[str]],
    region_suffix: str,
    document: str | None,
) -> str:
    """Return ``[[table]]`` with its dimensions, quantities and columns."""
    header = list(rows[0])
    ids = {
        c.header: f"{'d' if c.role == 'dimension' else 'c'}{header.index(c.header) + 1}"
        for c in guess.columns
    }
    label = next(c.label for c in guess.columns if c.header == guess.key)
    values = {
        row[header.index(c.header)]
        for row in rows[1:]
        for c in guess.columns
        if c.role == "dimension"
    }
    parts = [
        toml_table(
            "[[table]]",
            {
                "id": id,
                "title": title or UNKNOWN,
                "section": section or title or UNKNOWN,
                "row_noun": label or "行",
                "key": ids[guess.key],
                "total_value": guess.total,
                "missing": guess.missing,
                "ignore": [c.header for c in guess.columns if c.role == "ignore"],
                "subject_words": _subject_words(f"{document or ''} {title} {section}", values),
            },
        )
    ]
    parts += [
        _dimension(
            ids[c.header],
            c,
            region_suffix,
            [row[header.index(c.header)] for row in rows[1:]],
        )
        for c in guess.columns
        if c.role == "dimension"
    ]
    quantities = _quantities(guess)
    parts += [
        toml_table("[[table.quantity]]", {"id": id, "label": name, "units": units or None})
        if units
        else toml_table("[[table.quantity]]", {"id": id, "label": name}) + "units = []\n"
        for id, (name, units) in quantities.items()
    ]
    # «出席者» under that heading is the column that the others add up to.
    whole = {c.parent for c in guess.columns} - {None}
    whole = whole or {c.header for c in guess.columns if c.label in words().totals}
    parts += [
        _column(c, ids, quantities, [section] if c.header in whole else [])
        for c in guess.columns
        if c.role == "measure"
    ]
    return "\n".join(parts)


def _dimension(id: str, column: Column, region_suffix: str, values: Sequence[str]) -> str:
    label = column.label or "地域"
    names = [label]
    if column.type == "category" and not column.is_region:
        # 館 for 館名; 図書館 where every value ends so.
        names += [label[:-1]] if label.endswith("名") and len(label) > 1 else []
        names += [shared] if (shared := _shared_end(values)) else []
    places = column.is_region or label.endswith(("会場", "場所", "館", "所", "施設"))
    # 年度, 月, 回: what stands behind the number.
    time = max((w for w in words().years if label.endswith(w)), key=len, default="")
    time = "年" if time == "西暦" else time
    asks = {
        "date": ["いつ", "何月何日", "何日"],
        "weekday": ["何曜日"],
        "time": ["何時"],
        "number": [f"第何{time}", f"何{time}目"] if time in ("回", "期") else [f"何{time}", "いつ"],
    }.get(column.type, [f"どの{label}", *(["どこ"] if places else [])])
    suffix = time if column.type == "number" else region_suffix if column.is_region else ""
    return toml_table(
        "[[table.dimension]]",
        {
            "id": id,
            "label": label,
            "header": column.header,
            "type": column.type,
            "regions": column.is_region or None,
            "names": list(dict.fromkeys(names)),
            "question_words": asks,
            "suffix": suffix or None,
            "year": column.year.number if column.year else None,
            "year_begins": column.year.begins if column.year else None,
        },
        {"year": column.doubt},
    )


def _shared_end(values: Sequence[str]) -> str:
    """Return the word of kanji or katakana that all of ``values`` but a total end with, or ""."""
    plain = [value for value in dict.fromkeys(values) if value and value not in words().totals]
    shortest = min(plain, key=len, default="")
    ends = (shortest[n:] for n in range(len(shortest)) if len(plain) > 1)
    end = next((e for e in ends if all(value.endswith(e) for value in plain)), "")
    return end if re.fullmatch(r"[\u30a1-\u30ff\u4e00-\u9fff]{2,}", end) else ""


def _column(
    column: Column,
    ids: Mapping[str, str],
    quantities: Mapping[str, tuple[str, Sequence[str]]],
    also: Sequence[str],
) -> str:
    by_unit = {unit: _quantity_of(unit, quantities) for unit in column.units}
    names = [column.label, *(name for name in also if name != column.label)]
    # 児童書 for うち児童書.
    if column.label.startswith("うち") and len(column.label) > len("うち") + 1:
        names.append(column.label.removeprefix("うち"))
    # The parts of a heading on two lines, each a name of its own: 里親 / ﾌｧﾐﾘｰﾎｰﾑ.
    names += parts if len(parts := column.label.split()) > 1 else []
    # 貸出 for 貸出冊数: what is counted, without the word for how.
    counted = (e for ends in words().units.values() for e in ends if column.label.endswith(e))
    names += [stem for e in counted if len(stem := column.label.removesuffix(e)) > 1]
    if column.label.endswith(("者数", "員数", "児数", "徒数")):
        names.append(column.label[:-1])
    return toml_table(
        "[[table.column]]",
        {
            "id": ids[column.header],
            "label": column.label,
            "names": names,
            "parent": ids[column.parent] if column.parent is not None else None,
            "units": {id: unit for unit, id in by_unit.items()},
            "headers": dict.fromkeys(by_unit.values(), column.header),
            # «出席者の合計は16名» says of what it is the total.
            "labels": {id: f"{name}の{column.label}" for id in by_unit.values() for name in also},
            "not_additive": True if not column.additive else None,
        },
        {"units": column.doubt},
    )


def _quantities(guess: Guess) -> dict[str, tuple[str, Sequence[str]]]:
    """Return the ways of counting by id: the name and the units of each, persons first."""
    units = list(dict.fromkeys(u for c in guess.columns if c.role == "measure" for u in c.units))
    found: dict[str, tuple[str, Sequence[str]]] = {}
    for known in words().quantities:
        if any(unit in known.units for unit in units):
            found[known.id] = (known.label, known.units)
    for n, unit in enumerate((u for u in units if _quantity_of(u, found) == ""), start=1):
        found[f"count{n}"] = ("数", (unit,) if unit else ())
    return found


def _quantity_of(unit: str, quantities: Mapping[str, tuple[str, Sequence[str]]]) -> str:
    for id, (_, units) in quantities.items():
        if unit in units or (not unit and not units):
            return id
    return ""


def _subject_words(text: str, values: set[str]) -> list[str]:
    """Return the nouns of a table's title: a question may use them without narrowing it."""
    nouns = [t.surface for t in segment(text) if t.pos == "名詞" and len(t.surface) > 1]
    return [n for n in dict.fromkeys(nouns) if n not in values and not re.search(r"\d", n)]
