"""One answer as HTML: its words with citation marks, listing, workings, and the citations.

Everything is made here, in Python, from typed values; the browser gets finished markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from assistant.types import Answer, Citation
from assistant.web import charts, labels
from assistant.web.markup import (
    asking_buttons,
    attribute,
    is_number,
    kind_line,
    region_line,
    source_url,
    text,
    trail_line,
)
from assistant.web.table.view import MOST_BARS

MARK: Final = re.compile(r"\[(\d+)\]")
"""A citation mark in an answer's text."""

_MARKS: Final = re.compile(r"([^\[\]]?)((?:\[\d+\])+)")
MOST_SHOWN: Final = 4
"""Citations that are all shown; of more the first three are, the others folded."""

_VALUE: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)(\D*)")
"""A cell that can be a bar: a number that is not negative, and its unit."""
_BULLET: Final = re.compile(r"^\s*(?:[・•]|[-*] )\s*")


def reply(answer: Answer, name: str, titled: bool, after: str = "") -> str:
    """Return ``answer`` with its citations beside it.

    ``name`` begins the ids of its parts and is unique on the page; ``titled`` puts the title
    of the document on each card; ``after`` is markup that follows the answer.
    """
    language = ' lang="en"' if answer.language == "en" else ""
    heading = labels.heading_of(answer)
    known = {citation.n for citation in answer.citations}
    lines = answer.answer.removeprefix(f"{labels.NOT_STATED}。").splitlines()
    lines, marks = _without_listed(lines, answer.rows)
    parts = [_banner(answer, heading) if heading else '<h4 class="visually-hidden">回答</h4>']
    parts.append(f'<div class="words"{language}>{_words(lines, known, name)}</div>')
    parts.append(_listing(answer.rows, {row: _marked(m, known, name) for row, m in marks.items()}))
    parts.append(_chart(answer))
    parts.append(_workings(answer))
    if answer.choices:
        parts.append(asking_buttons(answer.choices))
    shape = "unclear" if answer.kind == "unclear" else "refusal" if answer.abstained else "stated"
    beside = ""
    if answer.citations:
        beside = _citations(answer.citations, name, titled)
    elif answer.related:
        beside = _related(answer.related, titled)
    alone = "" if beside else " alone"
    return (
        f'<div class="reply {shape}{alone}">'
        f'<div class="answer">{"".join(parts)}{after}</div>{beside}</div>'
    )


def _banner(answer: Answer, heading: str) -> str:
    sign = "?" if answer.kind == "unclear" else "—"
    reason = labels.ABSTENTIONS.get(answer.abstain_reason or "", "")
    why = f'<p class="why">{text(reason)}</p>' if reason else ""
    return (
        f'<div class="banner"><h4><span class="sign" aria-hidden="true">{sign}</span>'
        f"{text(heading)}</h4>{why}</div>"
    )


def _without_listed(
    lines: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], dict[int, str]]:
    """Return ``lines`` without the bullets that say what the rows say, and their marks by row.

    An answer in plain text lists its rows as bullets; on the page they stand once, as a table,
    with the citation marks in it. A bullet that says anything else stays.
    """

    def key(value: str) -> str:
        return "".join(value.rstrip("。").split())

    numbers = {key("".join(row)): number for number, row in enumerate(rows[1:])}
    marks: dict[int, str] = {}
    kept: list[str] = []
    for line in lines:
        words = _BULLET.sub("", line)
        number = numbers.get(key(MARK.sub("", words)))
        if number is None or not _BULLET.match(line):
            kept.append(line)
        else:
            marks[number] = "".join(mark[0] for mark in MARK.finditer(words))
    return kept, marks


def _words(lines: Sequence[str], known: set[int], name: str) -> str:
    """Return paragraphs and bullets, citation marks as links to the cards.

    An indented line goes on with the bullet above it.
    """
    blocks: list[str] = []
    items: list[str] = []

    def close_list() -> None:
        if items:
            blocks.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
            items.clear()

    for line in lines:
        shown = _marked(_BULLET.sub("", line).strip(), known, name)
        if not line.strip():
            close_list()
        elif _BULLET.match(line):
            items.append(f"<p>{shown}</p>")
        elif items and line[0].isspace():
            items[-1] += f"<p>{shown}</p>"
        else:
            close_list()
            blocks.append(f"<p>{shown}</p>")
    close_list()
    return "".join(blocks)


def _marked(line: str, known: set[int], name: str) -> str:
    """Escape ``line`` and link those marks that a citation stands behind, and no others.

    A mark never begins a line: it is kept together with the character before it.
    """

    def linked(run: str) -> str:
        return MARK.sub(lambda m: _link(int(m[1]), name) if int(m[1]) in known else m[0], run)

    pieces: list[str] = []
    end = 0
    for run in _MARKS.finditer(line):
        pieces.append(text(line[end : run.start()]))
        pieces.append(f'<span class="together">{text(run[1])}{linked(run[2])}</span>')
        end = run.end()
    return "".join(pieces) + text(line[end:])


def _link(n: int, name: str) -> str:
    return (
        f'<a class="mark" href="#{name}-c{n}"><span class="visually-hidden">出典</span>'
        f"<span>{n}</span></a>"
    )


def _listing(rows: Sequence[Sequence[str]], marks: Mapping[int, str]) -> str:
    """Return ``rows`` as a table: the first is the header, the first cell names its row.

    ``marks`` are the citation marks of a row, by its number after the header.
    """
    if not rows:
        return ""
    head = "".join(
        f'<th scope="col"{_numeric(rows[1:], column)}>{text(cell)}</th>'
        for column, cell in enumerate(rows[0])
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{text(cell)}{marks.get(number, "")}</th>'
            if column == 0
            else f"<td{_numeric(rows[1:], column)}>{text(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for number, row in enumerate(rows[1:])
    )
    return (
        '<div class="listing" role="region" aria-label="一覧" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _chart(answer: Answer) -> str:
    """Return a chart of the rows where they compare one number of several things."""
    if len(answer.rows) < 3 or answer.language != "ja":
        return ""
    head, *body = answer.rows
    columns = [c for c in range(1, len(head)) if _numeric(body, c)]
    body = [row for row in body if not row[0].startswith("合計")]
    if len(columns) != 1 or len(body) > MOST_BARS or any(len(row) != len(head) for row in body):
        return ""
    (column,) = columns
    labels, shown = [row[0] for row in body], [row[column] for row in body]
    found = [_VALUE.fullmatch(unicodedata.normalize("NFKC", cell).strip()) for cell in shown]
    values = [float(number[1].replace(",", "")) for number in found if number]
    units = {number[2] for number in found if number}
    if len(values) < len(body) or len(units) > 1 or len(set(values)) < 2:
        return ""
    title = f"{head[column]}（{head[0]}別）"
    return (
        f'<figure class="chart"><figcaption>{text(title)}</figcaption><div class="picture">'
        f"{charts.bars(labels, values, shown, title)}</div></figure>"
    )


def _numeric(rows: Sequence[Sequence[str]], column: int) -> str:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return ' class="number"' if column and cells and all(map(is_number, cells)) else ""


def _workings(answer: Answer) -> str:
    """Return how the numbers came about: the query in words and each formula."""
    lines = [("数え方", answer.query)] if answer.query else []
    lines += [(f"計算（{f.label}）", f.formula) for f in answer.figures if f.formula]
    if not lines:
        return ""
    items = "".join(f"<div><dt>{text(a)}</dt><dd>{text(b)}</dd></div>" for a, b in lines)
    return f'<dl class="workings">{items}</dl>'


def _citations(citations: Sequence[Citation], name: str, titled: bool) -> str:
    numbers = {citation.passage.id: citation.n for citation in citations}
    cards = [
        f'<li class="citation" id="{name}-c{c.n}" tabindex="-1">'
        f'<span class="n"><span class="visually-hidden">出典</span>{c.n}</span>'
        f"{card(c, titled, _pairs(c, numbers, name))}</li>"
        for c in citations
    ]
    shown, folded = (cards, []) if len(cards) <= MOST_SHOWN else (cards[:3], cards[3:])
    more = (
        f"<details><summary>ほかの出典 {len(folded)}件</summary>"
        f'<ol start="{len(shown) + 1}">{"".join(folded)}</ol></details>'
        if folded
        else ""
    )
    return (
        f'<aside class="sources" aria-labelledby="{name}-s">'
        f'<h4 id="{name}-s">出典 <span class="count">{len(citations)}件</span></h4>'
        f"<ol>{''.join(shown)}</ol>{more}</aside>"
    )


def _related(citations: Sequence[Citation], titled: bool) -> str:
    cards = "".join(f'<li class="citation">{card(c, titled, "")}</li>' for c in citations)
    return (
        '<aside class="sources related" aria-label="関連する記述">'
        f"<h4>{labels.RELATED}</h4><ul>{cards}</ul></aside>"
    )


def _pairs(citation: Citation, numbers: dict[str, int], name: str) -> str:
    """Name the cited passages that ``citation`` is an answer to, or is answered by."""
    links = [_link(numbers[other], name) for other in citation.passage.paired if other in numbers]
    if not links:
        return ""
    words = "この意見への対応方針" if citation.passage.kind == "opinion" else "もとになった意見"
    return f'<p class="pairs">{words} {"".join(links)}</p>'


def card(citation: Citation, titled: bool, pairs: str = "") -> str:
    """Return what a passage is, where it stands, its words, and the way to its source.

    ``titled`` puts the title of the document on it; ``pairs`` is markup that goes below.
    """
    passage = citation.passage
    return (
        f"{kind_line(passage)}{trail_line(passage, citation.document_title if titled else '')}"
        f"{region_line(passage, brief=True)}<blockquote>{text(passage.text)}</blockquote>{pairs}"
        f'<p class="open"><a href="{attribute(source_url(passage))}" target="assistant-source" '
        'rel="noopener">原文で見る<span class="visually-hidden">（新しいタブ）</span></a></p>'
    )
