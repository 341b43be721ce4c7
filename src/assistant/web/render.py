"""Answers as HTML: the conversation, its citations, listings and refusals.

Everything is made here, in Python, from typed values; the browser gets finished markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from assistant.types import Answer, Citation, Document
from assistant.web import labels
from assistant.web.conversation import Conversation, Turn
from assistant.web.markup import (
    attribute,
    is_number,
    kind_line,
    region_line,
    source_url,
    text,
    trail_line,
)
from assistant.web.source import published

HINT: Final = "<p>Enterで送信、Shift+Enterで改行。答えは資料の引用と表の数値だけで作られます。</p>"
STARTED_OVER: Final = '<p role="status">会話を消しました。</p>'

_MARK: Final = re.compile(r"\[(\d+)\]")
_MARKS: Final = re.compile(r"([^\[\]]?)((?:\[\d+\])+)")
_BULLET: Final = re.compile(r"^\s*(?:[・•]|[-*] )\s*")


def conversation(
    talk: Conversation, documents: Sequence[Document], examples: Sequence[str] = ()
) -> str:
    """Return every turn of ``talk``, or the welcome with ``examples`` where there is none."""
    if not talk.turns:
        return welcome(examples)
    titled = len(documents) > 1
    turns = "".join(_turn(turn, titled) for turn in talk.turns)
    return f'<h2 class="visually-hidden">質問と回答</h2>{turns}'


def title(documents: Sequence[Document]) -> str:
    """Return the title of the browser's tab."""
    return f"{documents[0].title} に質問する" if len(documents) == 1 else "公開資料に質問する"


def header(documents: Sequence[Document]) -> str:
    """Return the top of the page: what can be asked, and about which documents."""
    listed = "".join(
        f'<li><a href="source/{attribute(quote(d.id, safe=""))}" target="assistant-source" '
        f'rel="noopener">{text(d.title)}<span class="visually-hidden">（原文、新しいタブ）'
        f"</span></a>{published(d)}</li>"
        for d in documents
    )
    return (
        '<a class="skip" href="#question">質問欄へ移動</a>'
        '<header class="page-head"><h1>公開資料に質問する</h1>'
        '<p class="lead">資料に書かれていることだけを、原文の引用と表の数値でお答えします。'
        "書かれていないことは「出典に記載がありません」とお伝えします。</p>"
        f'<ul class="documents" aria-label="資料">{listed}</ul></header>'
    )


def footer(documents: Sequence[Document]) -> str:
    """Return the foot of the page: the terms of the documents, how answers are made."""
    terms = "".join(f"<li>{text(d.licence)}</li>" for d in documents if d.licence)
    return (
        '<footer class="page-foot"><p>答えは自動で選ばれた引用です。'
        "お使いになる前に「原文で見る」でご確認ください。</p>"
        f"{f'<ul>{terms}</ul>' if terms else ''}</footer>"
    )


def error(words: str) -> str:
    """Return a sentence that says why a question was not taken."""
    return f'<p role="alert" class="complaint"><span aria-hidden="true">!</span>{text(words)}</p>'


def welcome(examples: Sequence[str]) -> str:
    """Return what stands in the place of the conversation before the first question."""
    if not examples:
        return ""
    return (
        '<section class="welcome" aria-labelledby="examples-title">'
        '<h2 id="examples-title">質問の例</h2>'
        f"{_asking_buttons(examples)}</section>"
    )


def announcement(answer: Answer) -> str:
    """Return the sentence that a screen reader speaks when ``answer`` appears."""
    heading = labels.heading_of(answer)
    words = _MARK.sub("", answer.answer).strip()
    sources = f"出典は{len(answer.citations)}件です。" if answer.citations else ""
    spoken = f"{heading}。{words}" if heading else f"回答: {words} {sources}"
    return f'<p role="status">{text(spoken.strip())}</p>'


def _turn(turn: Turn, titled: bool) -> str:
    name = f"turn-{turn.number}"
    body = (
        _answer(turn.answer, name, titled)
        if turn.answer
        else '<p class="waiting">出典を調べています…</p>'
    )
    return (
        f'<article class="turn" id="{name}" aria-labelledby="{name}-q">'
        f'<h3 class="question" id="{name}-q"><span class="who">質問</span>'
        f"<span>{text(turn.question)}</span></h3>{body}</article>"
    )


def _answer(answer: Answer, name: str, titled: bool) -> str:
    language = ' lang="en"' if answer.language == "en" else ""
    heading = labels.heading_of(answer)
    parts = [_banner(answer, heading) if heading else '<h4 class="visually-hidden">回答</h4>']
    parts.append(f'<div class="words"{language}>{_words(answer, name)}</div>')
    parts.append(_listing(answer.rows))
    parts.append(_workings(answer))
    if answer.choices:
        parts.append(_asking_buttons(answer.choices))
    shape = "unclear" if answer.kind == "unclear" else "refusal" if answer.abstained else "stated"
    beside = ""
    if answer.citations:
        beside = _citations(answer.citations, name, titled)
    elif answer.related:
        beside = _related(answer.related, titled)
    alone = "" if beside else " alone"
    return (
        f'<div class="reply {shape}{alone}">'
        f'<div class="answer">{"".join(parts)}</div>{beside}</div>'
    )


def _banner(answer: Answer, heading: str) -> str:
    sign = "?" if answer.kind == "unclear" else "—"
    reason = labels.ABSTENTIONS.get(answer.abstain_reason or "", "")
    why = f'<p class="why">{text(reason)}</p>' if reason and answer.kind != "unclear" else ""
    return (
        f'<div class="banner"><h4><span class="sign" aria-hidden="true">{sign}</span>'
        f"{text(heading)}</h4>{why}</div>"
    )


def _words(answer: Answer, name: str) -> str:
    """Return the answer's text: paragraphs, bullets, citation marks as links to the cards."""
    known = {citation.n for citation in answer.citations}
    blocks: list[str] = []
    items: list[str] = []

    def close_list() -> None:
        if items:
            blocks.append(f"<ul>{''.join(items)}</ul>")
            items.clear()

    for line in answer.answer.splitlines():
        if not line.strip():
            close_list()
        elif bullet := _BULLET.match(line):
            items.append(f"<li>{_marked(line[bullet.end() :], known, name)}</li>")
        else:
            close_list()
            blocks.append(f"<p>{_marked(line.strip(), known, name)}</p>")
    close_list()
    return "".join(blocks)


def _marked(line: str, known: set[int], name: str) -> str:
    """Escape ``line`` and link those marks that a citation stands behind, and no others.

    A mark never begins a line: it is kept together with the character before it.
    """

    def linked(run: str) -> str:
        return _MARK.sub(lambda m: _link(int(m[1]), name) if int(m[1]) in known else m[0], run)

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


def _listing(rows: Sequence[Sequence[str]]) -> str:
    """Return ``rows`` as a table: the first is the header, the first cell names its row."""
    if not rows:
        return ""
    head = "".join(
        f'<th scope="col"{_numeric(rows[1:], column)}>{text(cell)}</th>'
        for column, cell in enumerate(rows[0])
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{text(cell)}</th>'
            if column == 0
            else f"<td{_numeric(rows[1:], column)}>{text(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows[1:]
    )
    return (
        '<div class="listing" role="region" aria-label="一覧" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
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


def _asking_buttons(questions: Sequence[str]) -> str:
    buttons = "".join(
        f'<li><button type="button" data-ask="{attribute(q)}">{text(q)}</button></li>'
        for q in questions
    )
    return f'<ul class="choices">{buttons}</ul>'


def _citations(citations: Sequence[Citation], name: str, titled: bool) -> str:
    numbers = {citation.passage.id: citation.n for citation in citations}
    cards = "".join(
        f'<li class="citation" id="{name}-c{c.n}" tabindex="-1">'
        f'<span class="n"><span class="visually-hidden">出典</span>{c.n}</span>'
        f"{_card(c, titled, _pairs(c, numbers, name))}</li>"
        for c in citations
    )
    return (
        f'<aside class="sources" aria-labelledby="{name}-s">'
        f'<h4 id="{name}-s">出典 <span class="count">{len(citations)}件</span></h4>'
        f"<ol>{cards}</ol></aside>"
    )


def _related(citations: Sequence[Citation], titled: bool) -> str:
    cards = "".join(f'<li class="citation">{_card(c, titled, "")}</li>' for c in citations)
    return (
        '<aside class="sources related" aria-label="関連する記述">'
        f"<h4>{labels.RELATED}</h4><ul>{cards}</ul></aside>"
    )


def _pairs(citation: Citation, numbers: dict[str, int], name: str) -> str:
    """Name the cited passages that ``citation`` is an answer to, or is answered by."""
    links = [_link(numbers[other], name) for other in citation.passage.paired if other in numbers]
    if not links:
        return ""
    words = "この意見への反映方針" if citation.passage.kind == "opinion" else "もとになった意見"
    return f'<p class="pairs">{words} {"".join(links)}</p>'


def _card(citation: Citation, titled: bool, pairs: str) -> str:
    passage = citation.passage
    return (
        f"{kind_line(passage)}{trail_line(passage, citation.document_title if titled else '')}"
        f"{region_line(passage)}<blockquote>{text(passage.text)}</blockquote>{pairs}"
        f'<p class="open"><a href="{attribute(source_url(passage))}" target="assistant-source" '
        'rel="noopener">原文で見る<span class="visually-hidden">（新しいタブ）</span></a></p>'
    )
