"""The chat page: what is on it and what happens when someone asks."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import gradio as gr

from assistant.errors import AssistantError
from assistant.web import render, server
from assistant.web.conversation import Conversation
from assistant.web.endpoints import UNEXPECTED, Asked, add_endpoints
from assistant.web.markup import whole

_LOG = logging.getLogger(__name__)

TYPED_LIMIT: Final = 200_000
"""Characters the question box takes: more than the engine accepts, so that a long paste is
refused with a sentence instead of being cut in silence."""

SHOWN_WHILE_WAITING: Final = 1_000
"""Longer questions are not echoed before the engine has accepted them."""

AT_ONCE: Final = 4
"""Questions answered at a time; each takes milliseconds, so the others hardly wait."""

WAITING: Final = 64
"""Questions that may wait; the next one is told that the page is busy."""

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


def create_page(assistant: Asked, examples: Sequence[str] | None = None) -> gr.Blocks:
    """Return the page over ``assistant``, with its ``/ask`` and ``/search`` endpoints.

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

    page = gr.Blocks(title=render.title(documents), analytics_enabled=False)
    with page:
        _still(render.header(documents), "page-head")
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
                again = gr.Button(
                    "最初からやり直す", elem_id="start-over", size="sm", scale=0, visible=False
                )
        announcer = _still("", "announcer")
        _still(render.footer(documents), "page-foot")

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
        add_endpoints(assistant)

    # api_open=False: no route leads past the queue, so the bounds hold for programs too.
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


def _still(markup: str, name: str) -> gr.HTML:
    """Return markup that has no events and no style but the page's own."""
    return gr.HTML(markup, elem_id=name, js_on_load=None, apply_default_css=False)


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


def serve(
    assistant: Asked,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    examples: Sequence[str] | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Show the page at ``http://host:port`` until the process is interrupted.

    ``on_ready`` gets the address once the page answers; left out, it is printed for the person
    at the terminal. Port 0 takes any free port.
    Raises InputError where the address cannot be used.
    """
    page = create_page(assistant, examples)
    _warm(assistant)
    server.run(page, assistant.documents, host, port, on_ready or _tell)


def _warm(assistant: Asked) -> None:
    """Let the engine load what it needs, so that the first person does not wait for it."""
    for document in assistant.documents:
        for question in document.examples:
            with contextlib.suppress(AssistantError):
                assistant.ask(question)


def _tell(address: str) -> None:
    print(f"ページを開きました: {address} （終わるには Ctrl+C）", flush=True)
