"""From what was found in a file to its ``document.toml`` and to what a person should look at."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.adding.columns import Guess, NoTable, guess_columns
from assistant.adding.converted import Converted
from assistant.adding.places import Gazetteer, Region, bare, shared_ending
from assistant.adding.survey import Survey, date_of, survey
from assistant.adding.table_text import TEXT_FIELDS, lines, text_column
from assistant.adding.table_toml import UNKNOWN, declare_table
from assistant.adding.toml_text import Value
from assistant.adding.toml_text import table as toml_table
from assistant.adding.words import kind_of_heading
from assistant.adding.years import Said
from assistant.files.grid import as_markdown
from assistant.labels import KINDS

LICENCE = "利用条件は確かめていません。"


@dataclass(frozen=True, slots=True)
class About:
    """Title, publisher, date and licence; None where nobody said."""

    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    licence: str | None = None


def is_line(value: str) -> bool:
    """Tell whether ``value`` can be a title, publisher or date: one printable line."""
    return bool(value.strip()) and value.replace("\u3000", " ").isprintable()


@dataclass(slots=True)
class Declaration:
    """What is to be written: the text of the structure, and all that is worth a look.

    ``tables`` are the guesses by title, for a person to confirm; ``doubts`` Japanese sentences.
    """

    about: About
    source: str
    """The name of the file that is to hold ``text``."""
    reader: str
    text: str
    body: str = ""
    found_title: str = ""
    """The title that the file itself gives, by which its next version is known."""
    tables: list[tuple[str, Guess]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def to_toml(self, file: str, checksum: str) -> str:
        """Return the whole ``document.toml``; ``file`` and ``checksum`` say where it came from."""
        about = self.about
        head = toml_table(
            "",
            {
                "title": about.title or UNKNOWN,
                "publisher": about.publisher or UNKNOWN,
                "date": about.date or UNKNOWN,
                "licence": about.licence or LICENCE,
                "reader": self.reader,
                "source": self.source,
            },
        )
        origin = toml_table(
            "[added]", {"file": file, "sha256": checksum, "title": self.found_title}
        )
        comment = (
            "# この資料の説明です。違うところは直して保存すると、次の質問から反映されます。\n"
            "# 書き方: docs/documents.md\n"
        )
        return f"{comment}{head}\n{self.body}\n{origin}"


def declare(
    converted: Converted, about: About, source: str, gazetteer: Gazetteer, *, tables: bool = True
) -> Declaration:
    """Return the declaration of ``converted``; ``source`` is its file's name without the ending.

    ``tables`` False leaves out the tables of numbers: their lines stay passages of the text.
    """
    if converted.form == "plain":
        return _declare_plain(converted, about, source, gazetteer, tables)
    return _declare_rows(converted, about, source, gazetteer, tables)


def _declare_plain(
    converted: Converted, about: About, source: str, gazetteer: Gazetteer, tables: bool
) -> Declaration:
    found = survey(converted.text)
    made = Declaration(_filled(about, converted, found), f"{source}.md", "plain", converted.text)
    made.doubts += converted.warnings
    regions: dict[str, Region] = {}
    places = [s for s in found.sections if gazetteer.is_place(s) and s != made.about.title]
    _add_regions(regions, gazetteer.regions(places))
    parts: list[str] = []
    for n, one in enumerate(found.tables, start=1):
        title = one.section or made.about.title or ""
        guess = guess_columns(one.rows, _said(made.about, one.caption), gazetteer.is_place_column)
        if not tables or isinstance(guess, NoTable):
            if isinstance(guess, NoTable) and guess.reason:
                made.doubts.append(f"「{title}」の表: {guess.reason}")
            parts.append(_text_table(one.rows, gazetteer, regions, made.doubts, title))
        else:
            name = title if title not in [t for t, _ in made.tables] else f"{title}（{n}）"
            made.tables.append((name, guess))
            own = _table_regions(guess, one.rows[0], one.rows[1:], gazetteer, regions)
            parts.append(
                declare_table(f"table-{n}", name, title, guess, one.rows, own, made.about.title)
            )
            made.doubts += [f"「{name}」の表: {c.doubt}" for c in guess.columns if c.doubt]
    kinds = {s: k for s, k in found.kinds.items() if k in ("opinion", "policy")}
    for section, kind in kinds.items():
        word = KINDS[kind][1]
        made.doubts.append(f"見出し「{section}」の下を、{word}として読みます。")
    top = toml_table("", {"fields": found.fields})
    made.body = "\n".join(
        part
        for part in (
            top if found.fields else "",
            toml_table("[kinds]", found.kinds) if found.kinds else "",
            *map(_region, regions.values()),
            *parts,
        )
        if part
    )
    made.found_title = found.title or converted.title or ""
    _doubt_about(made, about)
    if regions:
        shown = "、".join(list(regions)[:12]) + ("など" if len(regions) > 12 else "")
        made.doubts.append(f"地域として読んだ名前: {shown}（{len(regions)}件）")
    return made


def _declare_rows(
    converted: Converted, about: About, source: str, gazetteer: Gazetteer, tables: bool
) -> Declaration:
    rows = list(csv.reader(lines(converted.text)))
    filled = _filled(about, converted, None)
    title = filled.title or ""
    guess: Guess | NoTable = NoTable()
    if converted.form == "csv":
        guess = guess_columns(rows, _said(filled, converted.caption), gazetteer.is_place_column)
        if isinstance(guess, NoTable) or not tables:
            # Rows to quote alone: each is a passage, a line of a Markdown table.
            said = guess.reason if isinstance(guess, NoTable) else ""
            said = said or "数を調べる表にせず、行をそのまま引用する資料として読みます。"
            return _declare_plain(
                replace(
                    converted,
                    text=f"# {title or UNKNOWN}\n\n{as_markdown(rows)}\n",
                    form="plain",
                    warnings=(*converted.warnings, said),
                ),
                about,
                source,
                gazetteer,
                tables=False,
            )
    made = Declaration(filled, f"{source}.csv", converted.form, converted.text)
    made.doubts += converted.warnings
    regions: dict[str, Region] = {}
    if isinstance(guess, Guess):
        made.tables.append((title, guess))
        own = _table_regions(guess, rows[0], rows[1:], gazetteer, regions)
        body = declare_table("table", title, title, guess, rows, own, title)
        made.doubts += [c.doubt for c in guess.columns if c.doubt]
    else:
        body = _records(rows, gazetteer, regions, made.doubts)
    made.found_title = converted.title or ""
    made.body = "\n".join(part for part in (*map(_region, regions.values()), body) if part)
    _doubt_about(made, about)
    return made


def _said(about: About, caption: str) -> Said:
    """Return what a document says of when it is from, with what stands above one of its tables."""
    return Said(about.title or "", caption, about.date or "")


def _records(
    rows: Sequence[Sequence[str]],
    gazetteer: Gazetteer,
    regions: dict[str, Region],
    doubts: list[str],
) -> str:
    header, body = rows[0], rows[1:]
    chosen: dict[str, str] = {name: name for name in TEXT_FIELDS if name in header}
    if "text" not in chosen:
        column = text_column(rows)
        if column is None:
            column = max(range(len(header)), key=lambda n: sum(len(r[n]) for r in body))
        chosen["text"] = header[column]
        doubts.append(f"「{header[column]}」の列を、引用する文章として読みます。")
    for n, name in enumerate(header):
        values = [row[n] for row in body if row[n]]
        taken = name in chosen.values()
        if "region" not in chosen and not taken and gazetteer.is_place_column(name, values):
            chosen["region"] = name
    kinds: dict[str, str] = {}
    if "region" in chosen:
        n = header.index(chosen["region"])
        _add_regions(regions, gazetteer.regions(dict.fromkeys(r[n] for r in body if r[n])))
    if "kind" in chosen:
        n = header.index(chosen["kind"])
        for written in dict.fromkeys(row[n] for row in body if row[n]):
            if not re.fullmatch(r"[a-z][a-z_]{0,30}", written):
                kinds[written] = kind_of_heading(written) or "paragraph"
                doubts.append(f"種類「{written}」を {kinds[written]} として読みます。")
    elif kind := kind_of_heading(chosen["text"]):
        doubts.append(f"列「{chosen['text']}」は {kind} かもしれません（本文として読みます）。")
    order: dict[str, Value | None] = {k: chosen[k] for k in TEXT_FIELDS if k in chosen}
    return toml_table("[records]", {**order, "kinds": kinds})


def _text_table(
    rows: Sequence[Sequence[str]],
    gazetteer: Gazetteer,
    regions: dict[str, Region],
    doubts: list[str],
    title: str,
) -> str:
    """Return the declaration of a table of words, empty where it says nothing by its columns."""
    header, body = list(rows[0]), rows[1:]
    if any(len(row) != len(header) for row in body) or len(set(header)) != len(header):
        return ""
    region = None
    for n, name in enumerate(header):
        values = [row[n] for row in body]
        if region is None and all(values) and gazetteer.is_place_column(name, values):
            region = name
            _add_regions(regions, gazetteer.regions(dict.fromkeys(values)))
    kinds = {name: kind for name in header if name != region and (kind := kind_of_heading(name))}
    opinions = [name for name, kind in kinds.items() if kind == "opinion"]
    policies = [name for name, kind in kinds.items() if kind == "policy"]
    pair = (opinions[0], policies[0]) if len(opinions) == len(policies) == 1 else ()
    if region is None and not kinds:
        return ""
    for name, kind in kinds.items():
        if kind in ("opinion", "policy"):
            word = KINDS[kind][1]
            doubts.append(f"「{title}」の表の列「{name}」を、{word}として読みます。")
    return toml_table(
        "[[text_table]]", {"headers": header, "region": region, "kinds": kinds, "pairs": pair}
    )


def _table_regions(
    guess: Guess,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    gazetteer: Gazetteer,
    regions: dict[str, Region],
) -> str:
    """Add the regions of the table's rows; return what its names have behind them: 地域."""
    if guess.region is None:
        return ""
    n = list(header).index(guess.region.header)
    values = [row[n] for row in rows if row[n] != guess.total]
    _add_regions(regions, gazetteer.regions(values))
    return shared_ending({bare(value): value for value in values})


def _add_regions(regions: dict[str, Region], found: Sequence[Region]) -> None:
    for region in found:
        known = regions.setdefault(region.name, region)
        known.aliases |= region.aliases
        known.places |= region.places


def _region(region: Region) -> str:
    return toml_table(
        "[[region]]",
        {"name": region.name, "aliases": list(region.aliases), "places": list(region.places)},
    )


def _filled(about: About, converted: Converted, found: Survey | None) -> About:
    title = about.title or (found.title if found else None) or converted.title
    date = about.date or (found.date if found else None)
    date = date or date_of(f"{title or ''}\n{converted.caption}")
    publisher = about.publisher or (found.publisher if found else None)
    return About(title, publisher, date, about.licence)


def _doubt_about(made: Declaration, given: About) -> None:
    about = made.about
    if given.title is None:
        made.doubts.append(f"題名を「{about.title or UNKNOWN}」としました。")
    if given.publisher is None and about.publisher is None:
        made.doubts.append(f"発行者が分からないため、「{UNKNOWN}」としました。")
    elif given.publisher is None:
        made.doubts.append(f"発行者を、本文から「{about.publisher}」としました。")
    if given.date is None and about.date is None:
        made.doubts.append(f"日付が見つからないため、「{UNKNOWN}」としました。")
    elif given.date is None:
        made.doubts.append(f"日付を、題名や本文から「{about.date}」としました。")
    if given.licence is None:
        made.doubts.append(f"利用条件を「{about.licence or LICENCE}」としました。")
