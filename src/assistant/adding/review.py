"""What a person should look at: what was supposed when a file was added, and what is open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from assistant.adding.shelf import Entry
from assistant.documents.load import load_document
from assistant.errors import AssistantError
from assistant.types import Document

REVIEW: Final = "review.md"
"""In a document's folder: the list, to be ticked off or deleted by whoever has looked."""

LONGEST: Final = 1 << 20
_OPEN = re.compile(r"-\s*\[ \]\s*(.+)")
_SHOWN = 5


def review_text(title: str, file: str, doubts: Sequence[str]) -> str:
    """Return the text of ``review.md``."""
    lines = [
        f"# 確かめること: {title}",
        "",
        f"「{file}」を資料にしたときに、推測したことと、読めなかったことです。",
        "違うところは document.toml と本文のファイルを直し、済んだ行は消すか [x] にしてください。",
        "",
        *(f"- [ ] {' '.join(doubt.split())}" for doubt in dict.fromkeys(doubts)),
    ]
    return "\n".join(lines) + "\n"


def review(entry: Entry) -> list[str]:
    """Return Japanese sentences on all of a document that is uncertain, the written list first.

    Never raises for what the folder holds: a document that cannot be read is what to look at.
    """
    found = written(entry)
    if entry.problem:
        return [*found, entry.problem]
    try:
        document = load_document(entry.folder)
    except AssistantError as error:
        return [*found, f"読めません: {error}"]
    return [*found, *uncertain(document)]


def uncertain(document: Document, *, regions: bool = True) -> list[str]:
    """Return Japanese sentences on what the document itself leaves open: regions and totals.

    ``regions`` False where it is known that every region is stated.
    """
    return [*(_regions(document) if regions else ()), *_tables(document)]


def written(entry: Entry) -> list[str]:
    """Return the sentences of the written list that nobody has ticked off."""
    file = entry.folder / REVIEW
    if not file.is_file() or file.is_symlink():
        return []
    text = file.read_bytes()[:LONGEST].decode("utf-8", "replace")
    return [match[1] for line in text.splitlines() if (match := _OPEN.match(line.strip()))]


def tick(text: str, seen: Collection[str]) -> str:
    """Return the written list ``text`` with the sentences ``seen`` ticked off, no more."""
    lines = []
    for line in text.splitlines(keepends=True):
        match = _OPEN.match(line.strip())
        lines.append(line.replace("[ ]", "[x]", 1) if match and match[1] in seen else line)
    return "".join(lines)


def _regions(document: Document) -> list[str]:
    """Say of which passages the region was inferred or is open, by reason."""
    reasons: Counter[tuple[str, str]] = Counter()
    for passage in document.passages:
        if passage.region is not None and passage.region.basis != "stated":
            word = "推定" if passage.region.basis == "inferred" else "未確定"
            reasons[word, passage.region.reason or ""] += 1
    return [
        f"地域が{word}の記述が{count}件あります。{reason}"
        for (word, reason), count in reasons.items()
    ]


def _tables(document: Document) -> list[str]:
    """Say which printed totals do not agree, and which numbers were put into columns."""
    from assistant.tables.audit import audit_table

    found = []
    for table in document.tables:
        found += [
            f"「{table.title}」の{check.label}は、印刷が{check.printed}{check.unit}、"
            f"計算が{check.computed}{check.unit}です。{check.explanation or ''}"
            for check in audit_table(table).disagreements[:_SHOWN]
        ]
        assigned = sum(c.basis == "assigned" for r in table.rows for c in r.cells.values())
        if assigned:
            found.append(f"「{table.title}」の{assigned}個の数字は、合計から列を割り出しました。")
    return found
