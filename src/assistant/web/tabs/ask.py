"""The tab 「質問する」: the conversation, and what happens when someone asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import gradio as gr

from assistant.errors import AssistantError
from assistant.web import render
from assistant.web.conversation import Conversation
from assistant.web.endpoints import UNEXPECTED, Asked
from assistant.web.markup import whole
from assistant.web.parts import still
from assistant.web.tabs import ASK

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
});
watch("value", () => window.assistantPage.changed(element));
"""
"""Buttons inside the conversation ask the question they carry."""

_Update = tuple[Any, Any, Any, Any, Any, Any]
"""What an event sets: conversation, state, question box, error, announcement, start-over."""


def build(assistant: Asked, examples: Sequence[str] | None = None) -> None:
    """Add the tab to the Blocks being built.

    ``examples`` are questions offered before the first one; None takes the documents' own.
    """
    documents = assistant.documents
    if examples is None:
        examples = [question for d in documents for question in d.examples]

    def shown(talk: Conversation) -> str:
        return render.conversation(talk, documents, examples)

    ask = _asker(assistant, shown)

    def ask_button(talk: Conversation, event: gr.EventData) -> Iterator[_Update]:
        yield from ask(str(event._data.get("question", "")), talk)

    def start_over() -> _Update:
        empty = Conversation()
        return shown(empty), empty, "", "", render.STARTED_OVER, gr.update(visible=False)

    still(render.header(ASK, documents, render.LEAD, "question", "質問欄へ移動"), "page-head")
    talk = gr.State(Conversation())
    conversation = gr.HTML(
        shown(Conversation()),
        elem_id="conversation",
        js_on_load=_PASS_ON,
        apply_default_css=False,
    )
    with gr.Column(elem_id="composer"):
        error = still("", "error")
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
            still(render.HINT, "hint")
            again = gr.Button(
                "最初からやり直す", elem_id="start-over", size="sm", scale=0, visible=False
            )
    announcer = still("", "announcer")
    still(render.footer(documents), "page-foot")

    outputs = [conversation, talk, box, error, announcer, again]
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
    again.click(start_over, [], **quiet)


def _asker(
    assistant: Asked, shown: Callable[[Conversation], str]
) -> Callable[[str, Conversation], Iterator[_Update]]:
    """Return the event that asks: the question appears at once, then its answer.

    A question that cannot be answered goes back into the box, with the reason above it.
    """

    def refused(talk: Conversation, question: str, why: str) -> _Update:
        visible = gr.update(visible=bool(talk.turns))
        return shown(talk), talk, question, render.error(why), "", visible

    def ask(question: str, talk: Conversation) -> Iterator[_Update]:
        question = whole(question).strip()
        asked = talk.asking(question)
        if question and len(question) <= SHOWN_WHILE_WAITING:
            yield shown(asked), gr.skip(), "", "", "", gr.skip()
        try:
            answer = assistant.ask(question, talk.questions)
        except AssistantError as error:
            yield refused(talk, question, str(error))
        except Exception:
            _LOG.exception("unexpected error while answering")
            yield refused(talk, question, UNEXPECTED)
        else:
            done = asked.answered(answer)
            spoken = render.announcement(answer)
            yield shown(done), done, gr.skip(), "", spoken, gr.update(visible=True)

    return ask
