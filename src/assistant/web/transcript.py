"""A turn of the conversation as Markdown, to be copied or saved with its citations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.types import Answer, Citation
from assistant.web import labels
from assistant.web.markup import source_url, whole

SOURCE: Final = "原文: "
"""Before the address of a passage, which begins at the site's root: the browser puts that first."""


def transcript(answer: Answer) -> str:
    """Return question, answer, workings and citations as Markdown, ending with a line break.

    Words of users and documents are kept as they are, but for what would begin an HTML element.
    """
    lines = [f"## {_line(answer.question)}", "", *map(_safe, _answer(answer))]
    lines += _table(answer.rows)
    workings = [("数え方", answer.query)] if answer.query else []
    workings += [(f"計算（{f.label}）", f.formula) for f in answer.figures if f.formula]
    if workings:
        lines += ["", *(f"- {_line(name)}: {_line(words)}" for name, words in workings)]
    if answer.citations:
        lines += ["", "### 出典", ""]
        lines += [f"{c.n}. {_citation(c)}" for c in answer.citations]
    elif answer.related:
        lines += ["", f"### {labels.RELATED}", ""]
        lines += [f"- {_citation(c)}" for c in answer.related]
    return "\n".join(lines) + "\n"


def _answer(answer: Answer) -> Iterator[str]:
    """Yield the lines of the answer, with blank lines between paragraphs and lists."""
    in_list = False
    for line in answer.answer.splitlines():
        words = line.strip()
        is_item = words.startswith(("・", "•"))
        if is_item != in_list:
            yield ""
        in_list = is_item
        if is_item:
            yield f"- {words[1:].strip()}"
        else:
            yield f"{words}  " if words else ""


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    head, *body = [[_line(cell).replace("|", "\\|") for cell in row] for row in rows]
    divided = ["---"] * len(head)
    return ["", *(f"| {' | '.join(row)} |" for row in (head, divided, *body))]


def _citation(citation: Citation) -> str:
    passage = citation.passage
    place = labels.place_of(passage.region) if passage.region else None
    parts = [
        citation.document_title,
        passage.section,
        labels.kind_of(passage)[1],
        f"{place.name}（{place.basis}）" if place else "",
    ]
    about = "・".join(dict.fromkeys(_line(part) for part in parts if part))
    return f"「{_line(passage.text)}」（{about}）\n   {SOURCE}{source_url(passage)}"


def _line(words: str) -> str:
    return _safe(" ".join(words.split()))


def _safe(words: str) -> str:
    return whole(words).replace("<", "\\<")
