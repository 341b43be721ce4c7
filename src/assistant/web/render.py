"""The parts of the chat page as HTML: its head and foot, the conversation, announcements.

Everything is made here, in Python, from typed values; the browser gets finished markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.types import Answer, Document
from assistant.web import labels
from assistant.web.conversation import Conversation, Turn
from assistant.web.markup import asking_buttons, attribute, published, source_address, text
from assistant.web.reply import MARK, reply
from assistant.web.tabs import ASK, Tab, label_of, navigation

LEAD: Final = (
    "資料に書かれていることだけを、原文の引用と表の数値でお答えします。"
    "書かれていないことは「出典に記載がありません」とお伝えします。"
)
HINT: Final = "<p>Enterで送信、Shift+Enterで改行。答えは資料の引用と表の数値だけで作られます。</p>"
STARTED_OVER: Final = '<p role="status">会話を消しました。</p>'


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


def header(tab: Tab, documents: Sequence[Document], lead: str, target: str, skip: str) -> str:
    """Return the top of one of Gradio's pages: the way past it, the tabs, title and ``lead``.

    ``skip`` says where the first link leads: to the element whose id is ``target``.
    """
    heading = "公開資料に質問する" if tab == ASK else label_of(tab, documents)
    return (
        f'<a class="skip" href="#{target}">{skip}</a>'
        f"{navigation(tab, documents)}"
        f'<header class="page-head"><h1>{text(heading)}</h1><p class="lead">{lead}</p>'
        f'<ul class="documents" aria-label="資料">{"".join(map(_named, documents))}</ul></header>'
    )


def _named(document: Document) -> str:
    address = attribute(source_address(document))
    return f'<li><a href="{address}">{text(document.title)}</a>{published(document)}</li>'


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
        f"{asking_buttons(examples)}</section>"
    )


def announcement(answer: Answer) -> str:
    """Return the sentence that a screen reader speaks when ``answer`` appears."""
    heading = labels.heading_of(answer)
    words = MARK.sub("", answer.answer).removeprefix(f"{labels.NOT_STATED}。").strip()
    sources = f"出典は{len(answer.citations)}件です。" if answer.citations else ""
    spoken = f"{heading}。{words}" if heading else f"回答: {words} {sources}"
    return f'<p role="status">{text(spoken.strip())}</p>'


def _turn(turn: Turn, titled: bool) -> str:
    name = f"turn-{turn.number}"
    body = (
        reply(turn.answer, name, titled)
        if turn.answer
        else '<p class="waiting">出典を調べています…</p>'
    )
    return (
        f'<article class="turn" id="{name}" aria-labelledby="{name}-q">'
        f'<h3 class="question" id="{name}-q"><span class="who">質問</span>'
        f"<span>{text(turn.question)}</span></h3>{body}</article>"
    )
