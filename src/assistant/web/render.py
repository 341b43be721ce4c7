"""The parts of the chat page as HTML: its head and foot, the conversation, announcements.

Everything is made here, in Python, from typed values; the browser gets finished markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.types import Answer, Document
from assistant.web import labels
from assistant.web.conversation import Conversation, Turn
from assistant.web.current import Site
from assistant.web.feedback import REMARK_LIMIT
from assistant.web.markup import asking_buttons, attribute, published, source_address, text
from assistant.web.reply import MARK, reply
from assistant.web.tabs import ASK, navigation
from assistant.web.transcript import transcript

LEAD: Final = (
    "資料に書かれていることだけを、原文の引用と表の数値でお答えします。"
    "書かれていないことは「出典に記載がありません」とお伝えします。"
)
HINT: Final = "<p>Enterで送信、Shift+Enterで改行。答えは資料の引用と表の数値だけで作られます。</p>"
EXAMPLES_AFTER: Final = 3
"""Examples that follow a refusal."""

RATED: Final = "回答への評価だけを、この画面を運営する方のファイルに記録します。"
UNRATED: Final = "質問も評価も記録しません。"
RATING_KEPT: Final = '<p role="status">評価を記録しました。</p>'
STARTED_OVER: Final = '<p role="status">会話を消しました。</p>'


def conversation(
    talk: Conversation,
    documents: Sequence[Document],
    examples: Sequence[str] = (),
    *,
    rating: bool = False,
) -> str:
    """Return every turn of ``talk``, or the welcome with ``examples`` where there is none.

    With ``rating`` a reader can say of each answer whether it helped.
    """
    if not talk.turns:
        return welcome(examples)
    titled = len(documents) > 1
    last = talk.turns[-1].number
    turns = "".join(
        _turn(turn, titled, rating, _further(turn, examples) if turn.number == last else "")
        for turn in talk.turns
    )
    return f'<h2 class="visually-hidden">質問と回答</h2>{turns}'


def title(documents: Sequence[Document]) -> str:
    """Return the title of the browser's tab."""
    return f"{documents[0].title} に質問する" if len(documents) == 1 else "公開資料に質問する"


def header(site: Site) -> str:
    """Return the top of the page: the tabs, what can be asked, and about which documents."""
    documents = site.documents
    return (
        '<a class="skip" href="#question">質問欄へ移動</a>'
        f"{navigation(ASK, documents, tabs=site.tabs)}"
        f'<header class="page-head"><h1>公開資料に質問する</h1><p class="lead">{LEAD}</p>'
        f'<ul class="documents" aria-label="資料">{"".join(map(_named, documents))}</ul></header>'
    )


def _named(document: Document) -> str:
    address = attribute(source_address(document))
    return f'<li><a href="{address}">{text(document.title)}</a>{published(document)}</li>'


def footer(documents: Sequence[Document], *, rating: bool = False) -> str:
    """Return the foot of the page: the terms of the documents, how answers are made."""
    said = dict.fromkeys(d.licence for d in documents if d.licence)
    terms = "".join(f"<li>{text(licence)}</li>" for licence in said)
    return (
        '<footer class="page-foot"><p>答えは自動で選ばれた引用です。'
        "お使いになる前に「原文で見る」でご確認ください。"
        f"{RATED if rating else UNRATED}</p>"
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


def _turn(turn: Turn, titled: bool, rating: bool, further: str) -> str:
    name = f"turn-{turn.number}"
    body, kept = '<p class="waiting">出典を調べています…</p>', ""
    if turn.answer:
        body = reply(turn.answer, name, titled, _actions(turn, rating) + further)
        kept = f' data-markdown="{attribute(transcript(turn.answer))}"'
    return (
        f'<article class="turn" id="{name}" aria-labelledby="{name}-q"'
        f' data-question="{attribute(turn.question)}"{kept}>'
        f'<h3 class="question" id="{name}-q"><span class="who">質問</span>'
        f"<span>{text(turn.question)}</span></h3>{body}</article>"
    )


def _further(turn: Turn, examples: Sequence[str]) -> str:
    """Return what one may ask next; after a refusal that is what has an answer here."""
    questions, heading = turn.followups, "続けて質問する"
    if turn.answer and turn.answer.kind == "not_found":
        questions, heading = tuple(examples[:EXAMPLES_AFTER]), "答えのある質問の例"
    if not questions:
        return ""
    name = f"turn-{turn.number}-next"
    return (
        f'<nav class="next" aria-labelledby="{name}"><h4 id="{name}">{heading}</h4>'
        f"{asking_buttons(questions)}</nav>"
    )


def _actions(turn: Turn, rating: bool) -> str:
    copy = '<button type="button" data-copy>出典つきでコピー</button>'
    return f'<div class="actions">{copy}{_rating(turn) if rating else ""}</div>'


def _rating(turn: Turn) -> str:
    """Return the buttons by which a reader says whether an answer helped, or the thanks."""
    if turn.rated is not None:
        words = "役に立った" if turn.rated else "役に立たなかった"
        return f'<p class="rated" role="status">「{words}」と記録しました。</p>'
    number = turn.number
    return (
        '<details class="rating"><summary>この回答を評価する</summary>'
        f'<label for="remark-{number}">ご意見（なくてもかまいません）</label>'
        f'<textarea id="remark-{number}" rows="2" maxlength="{REMARK_LIMIT}"></textarea>'
        "<p>質問、回答、ご意見が、この画面を運営する方のファイルに記録されます。</p>"
        f'<button type="button" data-rate="{number}" data-good="true">'
        '<span aria-hidden="true">👍</span> 役に立った</button> '
        f'<button type="button" data-rate="{number}" data-good="false">'
        '<span aria-hidden="true">👎</span> 役に立たなかった</button></details>'
    )
