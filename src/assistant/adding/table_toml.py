"""The guess of a table as ``[[table]]`` of a ``document.toml``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from assistant.adding.columns import Column, Guess
from assistant.adding.toml_text import table as toml_table
from assistant.adding.words import words
from assistant.text.dates import ERAS
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
    taken = {name for c in guess.columns for name in (c.label, c.label.removesuffix("名"))} | values
    stems = _stems([c for c in guess.columns if c.role == "measure"], taken)
    parts += [
        _column(c, ids, quantities, [section] if c.header in whole else [], stems[c.header])
        for c in guess.columns
        if c.role == "measure"
    ]
    return "\n".join(parts)


def _dimension(id: str, column: Column, region_suffix: str, values: Sequence[str]) -> str:
    label = column.label or "地域"
    names = [label]
    if column.type == "category" and not column.is_region:
        # 図書館 where every value ends so.
        names += [shared] if (shared := _shared_end(values)) else []
    # 館 for 館名, 市町村 for 市町村名; 市 where every row is one.
    names += [label[:-1]] if label.endswith("名") and len(label) > 1 else []
    names += _shared_kind(values) if column.is_region else []
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


def _shared_kind(values: Sequence[str]) -> list[str]:
    """Return what all the places of ``values`` are, where it is one: 市, 町, 県."""
    kinds = {
        max((e for e in (*words().place_endings, "県") if value.endswith(e)), key=len, default="")
        for value in values
        if value not in words().totals
    }
    return [kind for kind in kinds if len(kinds) == len(kind) == 1]


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
    stems: Sequence[str],
) -> str:
    by_unit = {unit: _quantity_of(unit, quantities) for unit in column.units}
    names = [column.label, *(name for name in also if name != column.label)]
    # 児童書 for うち児童書.
    if column.label.startswith("うち") and len(column.label) > len("うち") + 1:
        names.append(column.label.removeprefix("うち"))
    # The parts of a heading on two lines, each a name of its own: 里親 / ﾌｧﾐﾘｰﾎｰﾑ.
    names += parts if len(parts := column.label.split()) > 1 else []
    names += stems
    return toml_table(
        "[[table.column]]",
        {
            "id": ids[column.header],
            "label": column.label,
            "names": list(dict.fromkeys(names)),
            "parent": ids[column.parent] if column.parent is not None else None,
            "units": {id: unit for unit, id in by_unit.items()},
            "headers": dict.fromkeys(by_unit.values(), column.header),
            # «出席者の合計は16名» says of what it is the total.
            "labels": {id: f"{name}の{column.label}" for id in by_unit.values() for name in also},
            "not_additive": True if not column.additive else None,
        },
        {"units": column.doubt},
    )


def _stems(columns: Sequence[Column], taken: Collection[str]) -> dict[str, list[str]]:
    """Return by header what is counted, without the words for how: 貸出 for 貸出冊数.

    A name that two columns would share, or that something else of the table has, is nobody's.
    """
    found: dict[str, list[str]] = {}
    for column in columns:
        label = column.label
        counted = [e for ends in words().units.values() for e in ends if label.endswith(e)]
        stems = [label.removesuffix(e) for e in counted]
        if label.endswith(("者数", "員数", "児数", "徒数")):
            stems.append(label[:-1])
        elif not counted:
            for end in (e for e in words().stem_after if label.endswith(e)):
                stem = label.removesuffix(end)
                stems.append(stem)
                if end.endswith("額"):
                    # «給食費は月額4,600円»: the whole name, taken apart.
                    stems += [f"{stem}の{end}", f"{end}の{stem}", f"{stem}は{end}"]
        # 年間利用者数 without 年間; 参加者数 without 参加 would be no word.
        before = max((b for b in words().stem_before if label.startswith(b)), key=len, default="")
        bare = [stem.removeprefix(before) for stem in (*stems, label) if stem.startswith(before)]
        stems += [stem for stem in bare if not stem.startswith(("者", "数", "員"))]
        found[column.header] = [s for s in dict.fromkeys(stems) if len(s) > 1 and s != label]
    shared = Counter(stem for stems in found.values() for stem in stems)
    return {
        header: [s for s in stems if shared[s] == 1 and s not in taken]
        for header, stems in found.items()
    }


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
    times = {*ERAS, *words().years}
    return [
        n for n in dict.fromkeys(nouns)
        if n not in values and n not in times and not re.search(r"\d", n)
    ]  # fmt: skip
