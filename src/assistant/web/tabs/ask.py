"""The tab 「質問する」: the conversation, and what happens when someone asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import gradio as gr

from assistant.errors import AssistantError
from assistant.types import Answer
from assistant.web import render
from assistant.web.conversation import TURNS_KEPT, Conversation
from assistant.web.current import Current, Site
from assistant.web.endpoints import UNEXPECTED, Asked
from assistant.web.feedback import Feedback
from assistant.web.followups import followups
from assistant.web.markup import whole

_LOG = logging.getLogger(__name__)

TYPED_LIMIT: Final = 200_000
"""Characters the question box takes: more than the engine accepts, so that a long paste is
refused with a sentence instead of being cut in silence."""

SHOWN_WHILE_WAITING: Final = 1_000
"""Longer questions are not echoed before the engine has accepted them."""

_PASS_ON: Final = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-ask]");
  if (button) trigger("ask", { question: button.dataset.ask });
  const rate = event.target.closest("button[data-rate]");
  if (!rate) return;
  const remark = rate.closest(".rating").querySelector("textarea").value;
  trigger("rate", { turn: rate.dataset.rate, good: rate.dataset.good === "true", remark });
});
watch("value", () => window.assistantPage.changed(element));
const before = window.assistantPage.before();
if (before.length) trigger("resume", { questions: before });
"""
"""Buttons inside the conversation ask the question they carry, or pass on what a reader thinks of
an answer. What was asked before the page was left is asked again when it is shown: the same
questions have the same answers."""

_Update = tuple[Any, Any, Any, Any, Any, Any]
"""What an event sets: conversation, state, question box, error, announcement, and the buttons that
need a conversation."""


def build(
    current: Current, examples: Sequence[str] | None = None, feedback: Feedback | None = None
) -> Callable[[Site], None]:
    """Add the tab to the Blocks being built; return what makes it show another site.

    ``examples`` are questions offered before the first one; None takes the documents' own. With
    ``feedback`` readers can say of each answer whether it helped.
    """
    rating = feedback is not None

    def shown(talk: Conversation) -> str:
        documents = current.site.documents
        offered = examples
        if offered is None:
            offered = [question for d in documents for question in d.examples]
        return render.conversation(talk, documents, offered, rating=rating)

    ask = _asker(current, shown)

    def ask_button(talk: Conversation, event: gr.EventData) -> Iterator[_Update]:
        yield from ask(str(event._data.get("question", "")), talk)

    def resume(talk: Conversation, event: gr.EventData) -> _Update:
        if not talk.turns:
            talk = _resumed(current.site.assistant, event._data.get("questions"))
        buttons = gr.update(visible=bool(talk.turns))
        return shown(talk), talk, gr.skip(), gr.skip(), gr.skip(), buttons

    def rate(talk: Conversation, event: gr.EventData) -> _Update:
        unchanged = (gr.skip(), gr.skip(), gr.skip())
        try:
            talk = _rated(talk, feedback, event._data)
        except AssistantError as error:
            return *unchanged, render.error(str(error)), "", gr.skip()
        return shown(talk), talk, gr.skip(), "", render.RATING_KEPT, gr.skip()

    def start_over() -> _Update:
        empty = Conversation()
        return shown(empty), empty, "", "", render.STARTED_OVER, gr.update(visible=False)

    header = _still(render.header(current.site), "page-head")
    talk = gr.State(Conversation())
    conversation = gr.HTML(
        shown(Conversation()),
        elem_id="conversation",
        js_on_load=_PASS_ON,
        apply_default_css=False,
    )
    with gr.Column(elem_id="composer"):
        error = _still("", "error")
        with gr.Row(elem_id="asking"):
            box = gr.Textbox(
                label="質問",
                placeholder="質問を入力",
                lines=1,
                max_lines=6,
                max_length=TYPED_LIMIT,
                elem_id="question",
                scale=1,
                container=True,
            )
            send = gr.Button("質問する", variant="primary", elem_id="send", scale=0)
        with gr.Row(elem_id="below"):
            _still(render.HINT, "hint")
            with gr.Row(elem_id="whole", visible=False) as whole_talk:
                gr.Button("会話を保存する", elem_id="save", size="sm", scale=0)
                again = gr.Button("最初からやり直す", elem_id="start-over", size="sm", scale=0)
    announcer = _still("", "announcer")
    footer = _still(render.footer(current.site.documents, rating=rating), "page-foot")

    outputs = [conversation, talk, box, error, announcer, whole_talk]
    quiet: dict[str, Any] = {
        "outputs": outputs,
        "api_name": False,
        "show_progress": "hidden",
    }
    gr.on(
        [send.click, box.submit],
        ask,
        [box, talk],
        concurrency_id="engine",
        trigger_mode="once",
        **quiet,
    )
    conversation.ask(ask_button, [talk], concurrency_id="engine", trigger_mode="once", **quiet)
    conversation.resume(resume, [talk], concurrency_id="engine", trigger_mode="once", **quiet)
    if feedback is not None:
        conversation.rate(rate, [talk], trigger_mode="once", **quiet)
    again.click(start_over, [], **quiet)

    def show(site: Site) -> None:
        header.value = render.header(site)
        conversation.value = shown(Conversation())
        footer.value = render.footer(site.documents, rating=rating)

    return show


def _still(markup: str, name: str) -> gr.HTML:
    """Return markup that has no events and no style but the page's own; ``name`` is its id."""
    return gr.HTML(markup, elem_id=name, js_on_load=None, apply_default_css=False)


def _asker(
    current: Current, shown: Callable[[Conversation], str]
) -> Callable[[str, Conversation], Iterator[_Update]]:
    """Return the event that asks: the question appears at once, then its answer.

    A question that cannot be answered goes back into the box as it was typed, with the reason
    above it.
    """

    def refused(talk: Conversation, typed: str, why: str) -> _Update:
        visible = gr.update(visible=bool(talk.turns))
        return shown(talk), talk, typed, render.error(why), "", visible

    def ask(typed: str, talk: Conversation) -> Iterator[_Update]:
        assistant = current.site.assistant
        typed = whole(typed)
        question = typed.strip()
        asked = talk.asking(question)
        if question and len(question) <= SHOWN_WHILE_WAITING:
            yield shown(asked), gr.skip(), "", "", "", gr.skip()
        try:
            answer = assistant.ask(question, talk.questions)
        except AssistantError as error:
            yield refused(talk, typed, str(error))
        except Exception:
            _LOG.exception("unexpected error while answering")
            yield refused(talk, typed, UNEXPECTED)
        else:
            # With the answer, not after it: nothing moves once it stands there, and while an event
            # runs the next question would not be taken.
            done = asked.answered(answer).followed_by(_offered(assistant, answer))
            spoken = render.announcement(answer)
            yield shown(done), done, gr.skip(), "", spoken, gr.update(visible=True)

    return ask


def _offered(assistant: Asked, answer: Answer) -> tuple[str, ...]:
    try:
        return followups(assistant, answer)
    except Exception:
        _LOG.exception("unexpected error while looking for further questions")
        return ()


def _resumed(assistant: Asked, questions: object) -> Conversation:
    """Return the conversation of ``questions``, which come from the browser, asked anew."""
    talk = Conversation()
    for question in questions[-TURNS_KEPT:] if isinstance(questions, list) else ():
        if not isinstance(question, str):
            continue
        question = whole(question)
        try:
            answer = assistant.ask(question, talk.questions)
        except Exception:
            _LOG.debug("a question of an earlier page has no answer now", exc_info=True)
            continue
        talk = talk.asking(question).answered(answer)
    return talk


def _rated(talk: Conversation, feedback: Feedback | None, said: dict[str, Any]) -> Conversation:
    """Keep what a reader said of an answer of ``talk``; raises InputError where that fails."""
    turn = next((t for t in talk.turns if str(t.number) == str(said.get("turn"))), None)
    if feedback is None or turn is None or turn.answer is None or turn.rated is not None:
        return talk
    good = said.get("good") is True
    feedback.keep(turn.answer, good, str(said.get("remark") or ""))
    return talk.rated(turn.number, good)
