"""Bring a collection in line with the corpus: in batches, as often as one likes, from any break.

A collection is named after everything that gives its rows their meaning, so another encoder gets
another collection, and the one in force answers until the new one is whole: only then does the
alias, which is the configured name, come to stand for it.

Within a collection only what differs is written. A row carries the digest of what it was made from
and is written after the expansions that belong to it, so a row with the right digest needs nothing
more, and a build that was killed goes on where it stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from assistant.errors import IndexUnusableError
from assistant.index.digest import digest_bytes
from assistant.index.encoder import Encoder
from assistant.index.milvus.client import Server
from assistant.index.milvus.layout import (
    EXPANSIONS,
    LAYOUT,
    PASSAGES,
    STATE,
    expansions_of,
    one_of,
    quoted,
)
from assistant.index.milvus.rows import DocumentRows
from assistant.types import Document

BATCH: Final = 128
"""Passages that are encoded and written together: at their largest 41 of the 64 MB of a message."""

MANY: Final = 1_000
"""Expansions that are written together, and ids that stand in one expression."""

_TOLD: Final = 100
"""Batches between two sentences about how far it is."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Held:
    """What a collection holds: ``terms`` in all passages' own texts, and the passages by document.

    ``corpus`` is the digest of the corpus that it was made from.
    """

    name: str
    corpus: str
    terms: int
    passages: Mapping[str, int]


def version_of(origin: Mapping[str, Any]) -> str:
    """Return the name of a version: 12 hexadecimal digits, others for any other origin.

    ``origin`` is everything that rows depend on except the corpus.
    """
    data = json.dumps([LAYOUT, origin], ensure_ascii=False, sort_keys=True).encode()
    return digest_bytes(data)[:12]


def in_force(server: Server, alias: str) -> Held | None:
    """Return what the collection holds that answers under ``alias``, None where there is none."""
    name = server.behind(alias)
    if name is None or state_of(alias) not in server.collections():
        return None
    known = _State(server, alias, name).read()
    whole = known.pop(name, None)
    if whole is None:
        return None
    passages = {value["document"]: value["passages"] for value in known.values()}
    return Held(name, whole["corpus"], whole["terms"], passages)


def bring_up(
    server: Server,
    alias: str,
    version: str,
    corpus: str,
    documents: Sequence[Document],
    encoder: Encoder,
    expansions: Mapping[str, Sequence[str]],
    on_event: Callable[[str], None] = lambda _message: None,
) -> str:
    """Make the collection of a version hold ``documents`` and put it in force; return its name.

    ``corpus`` is a digest of all that the documents and ``expansions`` are read from;
    ``expansions`` holds the texts by the id of their passage. Documents that are not among the
    given ones are removed. Raises CorpusError for a passage that is too large, IndexUnusableError
    where the server does not do its part; the collection in force then stays in force.
    """
    name = f"{alias}_{version}"
    there = server.collections()
    for collection, fields, dimensions in (
        (state_of(alias), STATE, len(_NO_VECTOR)),
        (name, PASSAGES, encoder.dimensions),
        (expansions_of(name), EXPANSIONS, encoder.dimensions),
    ):
        if collection not in there:
            server.create(collection, fields, dimensions)
        else:
            server.load(collection)
    state = _State(server, alias, name)
    known = state.read()
    # Until it is whole again, nobody shall take it for what another corpus was.
    state.forget(name)
    terms = count = 0
    for document in documents:
        rows = DocumentRows(document, encoder, expansions)
        value = _bring_up_document(server, state, known.pop(state.key(document.id), None), rows)
        terms, count = terms + value["terms"], count + value["passages"]
        if value["written"]:
            on_event(f"文書「{document.title}」の記述{value['written']:,}件を書きました。")
    known.pop(name, None)
    for value in known.values():
        server.remove(expansions_of(name), f"document == {quoted(value['document'])}")
        server.remove(name, f"document == {quoted(value['document'])}")
        state.forget(state.key(value["document"]))
        on_event(f"文書 {value['document']} の記述を除きました。")
    for collection in (name, expansions_of(name)):
        server.settle(collection)
    held = server.count(name, to_the_last=True)
    if held != count:
        raise IndexUnusableError(
            f"Milvus の {name} にある記述は{held:,}件で、文書の{count:,}件と合いません。"
            "ほかのプロセスが同時に書いていないかを確かめて、もう一度実行してください。"
        )
    state.note(name, {"corpus": corpus, "terms": terms})
    server.settle(state_of(alias))
    before = server.behind(alias)
    server.point(alias, name)
    _clear(server, alias, {name, before})
    return name


def _bring_up_document(
    server: Server, state: _State, known: Mapping[str, Any] | None, rows: DocumentRows
) -> dict[str, Any]:
    """Make the rows of a document what they must be; return what is then known of it."""
    name = state.name
    digest = digest_bytes("\n".join(f"{k} {v}" for k, v in rows.digests.items()).encode())
    if known is not None and known["digest"] == digest:
        return {**known, "written": 0}
    # First, so that a document of which a break left but some rows is known.
    value = {"document": rows.id, "digest": "", "passages": 0, "terms": 0}
    state.note(state.key(rows.id), value)
    there: dict[str, tuple[str, int]] = {}
    if known is not None:
        own = f"document == {quoted(rows.id)}"
        found = server.rows(name, own, ["digest", "length"])
        there = {row["id"]: (row["digest"], row["length"]) for row in found}
    for gone in batches([id for id in there if id not in rows.digests], MANY):
        server.remove(expansions_of(name), one_of("passage", gone))
        server.remove(name, one_of("id", gone))
    missing = [id for id, wanted in rows.digests.items() if there.get(id, ("", 0))[0] != wanted]
    lengths = {id: length for id, (_, length) in there.items() if id in rows.digests}
    for batch in batches(missing, BATCH):
        if known is not None:
            # There may be more of them than there shall be, even of passages without a row.
            server.remove(expansions_of(name), one_of("passage", batch))
        for part in batches(rows.expansions(batch), MANY):
            server.put(expansions_of(name), part)
        made = rows.passages(batch)
        server.put(name, made)
        lengths |= {row["id"]: row["length"] for row in made}
    value |= {"digest": digest, "passages": len(lengths), "terms": sum(lengths.values())}
    state.note(state.key(rows.id), value)
    return {**value, "written": len(missing)}


def _clear(server: Server, alias: str, keep: set[str | None]) -> None:
    """Remove older versions, but not the one just relieved: searches in it may be under way."""
    version = re.compile(rf"({re.escape(alias)}_[0-9a-f]{{12}})(_expansions)?")
    for collection in server.collections():
        found = version.fullmatch(collection)
        if found and found[1] not in keep:
            server.drop(collection)
            server.remove(state_of(alias), f"collection == {quoted(found[1])}")


def state_of(alias: str) -> str:
    """Return the name of the collection that knows how far the others are."""
    return f"{alias}_state"


_NO_VECTOR: Final = (1.0, 0.0)


class _State:
    """What is known of a collection: by its name of the whole, by :meth:`key` of each document."""

    def __init__(self, server: Server, alias: str, name: str) -> None:
        self.name = name
        self._server, self._state = server, state_of(alias)

    def key(self, document: str) -> str:
        return f"{self.name}/{document}"

    def read(self) -> dict[str, dict[str, Any]]:
        self._server.load(self._state)
        own = f"collection == {quoted(self.name)}"
        return {row["id"]: row["value"] for row in self._server.rows(self._state, own, ["value"])}

    def note(self, key: str, value: Mapping[str, Any]) -> None:
        row = {"id": key, "collection": self.name, "value": dict(value), "vector": _NO_VECTOR}
        self._server.put(self._state, [row])

    def forget(self, key: str) -> None:
        self._server.remove(self._state, one_of("id", [key]))


def batches(items: Sequence[_Item], most: int) -> Iterator[Sequence[_Item]]:
    """Yield ``items`` in order, in parts of ``most``; the last may be smaller."""
    for start in range(0, len(items), most):
        yield items[start : start + most]
