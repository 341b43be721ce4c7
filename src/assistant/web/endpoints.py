"""The endpoints that programs call: the contract's objects, errors as one Japanese sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import gradio as gr
from gradio.events import api

from assistant.errors import AssistantError, InputError
from assistant.types import Answer, Document, Hit, Passage, Status
from assistant.web.markup import whole
from assistant.wire import answer_to_dict, audit_to_dict, check_to_dict, hit_to_dict

if TYPE_CHECKING:
    from assistant.check.types import Checked
    from assistant.index.lookup import Wanted
    from assistant.index.outline import Outline
    from assistant.tables.audit import Audit
    from assistant.web.current import Current

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")

TOP_K_MAX = 100
"""Hits one call may ask for."""

UNEXPECTED = "内部の問題で回答できませんでした。時間をおいて、もう一度お試しください。"


class Asked(Protocol):
    """What the page needs of :class:`assistant.api.Assistant`."""

    documents: tuple[Document, ...]
    passages: Mapping[str, Passage]
    titles: dict[str, str]

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer ``question`` after the earlier questions ``history``, oldest first."""
        ...

    def search(
        self,
        query: str,
        *,
        section: str | None = None,
        region: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        top_k: int = 5,
    ) -> list[Hit]:
        """Return up to ``top_k`` passages that fit the filters, best first."""
        ...

    def position(self, id: str) -> int:
        """Return the place of a passage in the order of the corpus."""
        ...

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        """Return the first passages that are as wanted, in printed order, up to ``limit``."""
        ...

    def outline(self, document: str) -> Outline:
        """Return what the passages of a document, by its id, hold."""
        ...

    def status(self) -> Status:
        """Return what the index holds and is made with."""
        ...

    def audit(self) -> tuple[Audit, ...]:
        """Recompute every sum of every table, in document order."""
        ...

    def check(self, text: str) -> Checked:
        """Check every figure and quotation of ``text``, in its order."""
        ...


def guarded(call: Callable[[], _Result]) -> _Result:
    """Return what ``call`` returns; every failure becomes a gr.Error of one Japanese sentence.

    What nobody foresaw goes to the log with its traceback, and to the user without it.
    """
    try:
        return call()
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except Exception as error:
        _LOG.exception("unexpected error while answering")
        raise gr.Error(UNEXPECTED, print_exception=False) from error


def add_endpoints(current: Current) -> None:
    """Add ``/ask``, ``/search``, ``/audit`` and ``/check`` to the Blocks being built."""
    for name, function in endpoint_functions(current).items():
        api(function, api_name=name, concurrency_id="engine")


def endpoint_functions(current: Current) -> dict[str, Callable[..., Any]]:
    """Return the functions that programs may call, by name; each raises gr.Error alone.

    Their docstrings, annotations and defaults are what a program is told about them.
    """

    def ask(question: str, history: list[str] | None = None) -> dict[str, Any]:
        """Answer one question; history holds the earlier questions, oldest first."""
        return guarded(
            lambda: answer_to_dict(
                current.site.assistant.ask(
                    _string(question, "question"),
                    [_string(item, "history") for item in _list(history)],
                )
            )
        )

    def search(
        query: str,
        section: str | None = None,
        region: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        top_k: int = 5,
    ) -> list[dict[str, Any]]:
        """Find passages by meaning and by word, best first, among those that fit the filters."""

        def run() -> list[dict[str, Any]]:
            assistant = current.site.assistant
            hits = assistant.search(
                _string(query, "query"),
                section=_optional(section, "section"),
                region=_optional(region, "region"),
                kind=_optional(kind, "kind"),
                document=_optional(document, "document"),
                top_k=_count(top_k),
            )
            return [
                hit_to_dict(hit, n, assistant.passages, assistant.titles)
                for n, hit in enumerate(hits, start=1)
            ]

        return guarded(run)

    def audit() -> list[dict[str, Any]]:
        """Recompute every printed sum of the tables: what agrees, what does not, and why."""
        return guarded(lambda: [audit_to_dict(one) for one in current.site.assistant.audit()])

    def check(text: str) -> dict[str, Any]:
        """Check every figure and quotation of a text against the sources."""
        return guarded(lambda: check_to_dict(current.site.assistant.check(_string(text, "text"))))

    return {"ask": ask, "search": search, "audit": audit, "check": check}


def _string(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise InputError(
            f"{name}は文字列で渡してください（受け取った型: {type(value).__name__}）。"
        )
    return whole(value)


def _optional(value: object, name: str) -> str | None:
    return _string(value, name) if value not in (None, "") else None


def _list(value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError("historyは、これまでの質問の文字列を並べた配列で渡してください。")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= TOP_K_MAX:
        raise InputError(
            f"top_kは1から{TOP_K_MAX}までの整数で渡してください（受け取った値: {value!r}）。"
        )
    return value
