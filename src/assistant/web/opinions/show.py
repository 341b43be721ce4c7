"""Entries as HTML and as rows of a file."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.labels import KINDS
from assistant.types import Passage
from assistant.web.download import Value
from assistant.web.labels import kind_of, place_of
from assistant.web.markup import attribute, kind_line, region_line, source_url, text, trail_line
from assistant.web.opinions.entries import Entry
from assistant.web.opinions.finding import Found
from assistant.web.opinions.words import marked

_AGAIN = "「再掲」は、別の意見への方針として載せたものを、資料がもう一度載せているという印です。"


def item(found: Found, query: str, titles: dict[str, str]) -> str:
    """Return one entry, similar ones folded under it.

    ``titles`` of the documents, by id, are shown; there are none where all entries share one.
    """
    near = '<p class="near">語句は含みませんが、意味の近い記述です。</p>'
    similar = ""
    if found.similar:
        inner = "".join(f"<li>{_entry(entry, query, titles)}</li>" for entry in found.similar)
        similar = (
            f"<details><summary>似た記述（{len(found.similar)}件、自動で判定）</summary>"
            f'<ul class="similar">{inner}</ul></details>'
        )
    return (
        f'<li class="entry">{"" if found.holds else near}'
        f"{_entry(found.entry, query, titles)}{similar}</li>"
    )


def _entry(entry: Entry, query: str, titles: dict[str, str]) -> str:
    trail = trail_line(entry.main, titles.get(entry.main.document, ""))
    alone = "" if entry.responses else " alone"
    sides = "".join(_side(passage, query, entry) for passage in entry.passages)
    return f'{trail}<div class="sides{alone}">{sides}</div>'


def _side(passage: Passage, query: str, entry: Entry) -> str:
    again = ""
    if passage.repeated:
        links = "、".join(
            f'<a href="{attribute(source_url(p))}">同じ方針の箇所</a>' for p in entry.same
        )
        again = f'<p class="explain">{_AGAIN}{f"（{links}）" if links else ""}</p>'
    return (
        f'<div class="side">{kind_line(passage)}{region_line(passage, brief=True)}'
        f"<blockquote>{marked(query, passage.text)}</blockquote>{again}"
        f'<p class="open"><a href="{attribute(source_url(passage))}">原文で見る'
        f'<span class="visually-hidden">: {text(passage.text[:20])}</span></a></p></div>'
    )


def file_rows(found: Sequence[Found], titles: dict[str, str]) -> list[list[Value]]:
    """Return what is shown as rows of a file, the header first; similar entries follow theirs."""
    rows: list[list[Value]] = [
        [
            "番号",
            "資料",
            "分野",
            "種類",
            "地域",
            "地域の根拠",
            "記述",
            _responses(found),
            "再掲",
            "ID",
        ]
    ]
    for entry in (e for f in found for e in (f.entry, *f.similar)):
        main, region = entry.main, entry.main.region
        place = place_of(region) if region else None
        rows.append(
            [
                entry.number,
                titles[main.document],
                main.section,
                kind_of(main)[1],
                (region.name or "、".join(region.candidates)) if region else "",
                "・".join((place.basis, *place.details[-1:])) if place else "",
                main.text,
                "\n".join(p.text for p in entry.responses),
                "再掲" if any(p.repeated for p in entry.passages) else "",
                main.id,
            ]
        )
    return rows


def _responses(found: Sequence[Found]) -> str:
    """Return what the responses are called: in the documents' own words where all say the same."""
    entries = (entry for f in found for entry in (f.entry, *f.similar))
    words = {kind_of(response)[1] for entry in entries for response in entry.responses}
    return words.pop() if len(words) == 1 else KINDS["policy"][1]
