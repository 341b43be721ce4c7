"""Comma-separated text, JSONL and rows of a sheet as the one form in which tables are kept."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.adding.converted import Converted
from assistant.documents.verify import number
from assistant.errors import InputError
from assistant.files.guard import shown_name

LONGEST_FIELD: Final = 1_000_000
TEXT_FIELDS: Final = ("text", "section", "region", "kind", "label")
"""Fields of a passage in JSONL that mean something; others are kept beside it."""

_BREAK: Final = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")

_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""One or both halves of a character beyond the first 65,536, as JSON may write it."""

LONGEST_TITLE: Final = 80
"""Characters of a line above a table up to which it may be a title."""

_LONG: Final = 25
"""Characters on average from which a column holds sentences, not names."""


def convert_csv(name: str, text: str) -> Converted:
    """Return the comma-separated ``text``; lines in front of the table's headings are left out.

    Raises InputError, one Japanese sentence, where it is no table.
    """
    csv.field_size_limit(LONGEST_FIELD)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    except csv.Error as error:
        raise InputError(
            f"「{shown_name(name)}」を CSV として読めません（{error}）。"
            "引用符の対応を確かめてください。"
        ) from error
    rows = [row for row in rows if any(row)]
    return from_rows(name, rows)


def convert_jsonl(name: str, text: str) -> Converted:
    """Return passages, one JSON object a line with at least ``text``, as records.

    Raises InputError with the line that is no such object.
    """
    rows: list[str] = []
    widths: list[int] = []
    names = dict.fromkeys(TEXT_FIELDS[:1])
    for n, line in enumerate(lines(text), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"「{shown_name(name)}」の{n}行目を JSON として読めません。"
                '1行に1つ、{"text": "…"} の形で書いてください。'
            ) from error
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise InputError(
                f"「{shown_name(name)}」の{n}行目に text（文字列）がありません。"
                '1行に1つ、{"text": "…"} の形で書いてください。'
            )
        if _HALF.search(line) and not _is_whole(value):
            raise InputError(
                f"「{shown_name(name)}」の{n}行目に、文字の半分だけの記号（\\ud800 など）が"
                "あります。元の文章を確かめて、書き出し直してください。"
            )
        if value["text"].strip():
            names |= dict.fromkeys(value)
            # Written at once: as objects, a large file would take many times its size.
            rows.append(_row([_written(value.get(key)) for key in names]))
            widths.append(len(names))
    for n, width in enumerate(widths):
        if width == len(names):
            break
        # It came before a field that only later lines have.
        rows[n] += "," * (len(names) - width)
    return Converted("\n".join([_row(list(names)), *rows, ""]), "records")


def _is_whole(value: object) -> bool:
    """Say whether no string of a JSON value holds half a character, which no file can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def lines(text: str) -> Iterator[str]:
    """Yield the lines of ``text``, without what ends them, which is a line feed alone.

    JSON may hold the other line breaks of Unicode.
    """
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    if start < len(text):
        yield text[start:]


def _written(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def from_rows(name: str, rows: Sequence[Sequence[str]]) -> Converted:
    """Return ``rows`` of text as a table, or as records where a column holds sentences.

    Raises InputError where there are fewer than two rows or the headings do not fit them.
    """
    first = heading_row(rows)
    if first is None:
        raise InputError(
            f"「{shown_name(name)}」に、列見出しの行とその下の行が見つかりません。表の形を確かめてください。"
        )
    header, body = list(rows[first]), rows[first + 1 :]
    width = len(header)
    warnings = []
    over = next((n for n, row in enumerate(body, start=1) if any(row[width:])), None)
    if over is not None:
        raise InputError(
            f"「{shown_name(name)}」の{over}番目のデータの行は、列見出し（{width}列）より多くの欄があります。"
            "コンマや引用符を確かめてください。"
        )
    title, notes = title_above(rows[:first])
    if above := " ".join(notes):
        warnings.append(f"列見出しの上にある「{above[:60]}」は、表に入れませんでした。")
    full = [[*row[:width], *[""] * (width - len(row))] for row in body]
    kept = [n for n in range(width) if header[n] or any(row[n] for row in full)]
    for n in kept:
        if not header[n]:
            header[n] = f"列{n + 1}"
            warnings.append(f"見出しのない{n + 1}列目を「列{n + 1}」としました。")
    names = [" ".join(header[n].split()) for n in kept]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise InputError(
            f"「{shown_name(name)}」に「{twice}」という列見出しが二つ以上あります。"
            "見分けられる名前にしてください。"
        )
    table = [names, *([row[n] for n in kept] for row in full)]
    caption = " ".join(cell for row in rows[:first] for cell in row if cell)
    return Converted(
        as_csv(table),
        "csv" if text_column(table) is None else "records",
        title,
        tuple(warnings),
        caption=caption,
    )


def title_above(rows: Sequence[Sequence[str]]) -> tuple[str | None, list[str]]:
    """Return the title among the ``rows`` above a table's headings, and what else stands there.

    A title is the first row, where it is one cell of words that is no note on units.
    """
    cells = [[cell for cell in row if cell] for row in rows]
    rest = [cell for row in cells for cell in row]
    if not cells or len(cells[0]) != 1:
        return None, rest
    title = " ".join(cells[0][0].split())
    bracketed = re.fullmatch(r"[(（\[［※].*", title)
    if bracketed or "単位" in title or len(title) > LONGEST_TITLE or title.endswith("。"):
        return None, rest
    return title, rest[1:]


def heading_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first row with as many fields as the table is wide and another row below it."""
    counts = [sum(bool(cell) for cell in row) for row in rows]
    if len(rows) < 2:
        return None
    # The width of most rows, the greater of two that are as common.
    width = max(Counter(counts).items(), key=lambda item: (item[1], item[0]))[0]
    for n, count in enumerate(counts[:-1]):
        # A title or a note above the table fills one or two fields alone.
        if count >= max(width * 0.6, min(width, 2)):
            return None if _all_numbers(rows[n]) else n
    return None


def _all_numbers(row: Sequence[str]) -> bool:
    return all(number(cell) is not None for cell in row if cell)


def text_column(table: Sequence[Sequence[str]]) -> int | None:
    """Return the column that holds sentences, None where no column or a table of figures does."""
    header, body = table[0], table[1:]
    best: tuple[float, int] | None = None
    for n in range(len(header)):
        cells = [row[n] for row in body if row[n]]
        length = sum(map(len, cells)) / len(cells) if cells else 0.0
        if length >= _LONG and (best is None or length > best[0]):
            best = (length, n)
    return best[1] if best else None


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Return ``rows`` as comma-separated lines; line breaks in a field become blanks.

    A field is quoted only where it must be. Quotation marks that would have to be doubled inside
    become typographic ones, so that every field stands in the file as it is cited.
    """
    return "".join(_row(row) + "\n" for row in rows)


def _row(fields: Sequence[str]) -> str:
    return ",".join(map(_field, fields))


def _field(text: str) -> str:
    # Nothing that breaks a line is printable: most fields need no look at all.
    plain = (text if text.isprintable() else _BREAK.sub(" ", text)).strip()
    if "," in plain or plain.startswith('"'):
        marks = iter(range(len(plain)))
        return '"' + re.sub('"', lambda _m: "“”"[next(marks) % 2], plain) + '"'
    return plain
