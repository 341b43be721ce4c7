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
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final, TypeVar

from assistant.errors import IndexUnusableError
from assistant.index.analyse import in_runs
from assistant.index.digest import digest_bytes
from assistant.index.encoder import Encoder
from assistant.index.manifest import Origin
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
from assistant.index.milvus.rows import Item, Row, items_of, rows_of
from assistant.index.outline import Outline, OutlineMaker
from assistant.index.part import check_ids, rows_of_tables
from assistant.types import Document

BATCH: Final = 128
"""Passages that are written together: at their largest 41 of the 64 MB that a message may have."""

MANY: Final = 1_000
"""Expansions that are written together, and ids that stand in one expression."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Held:
    """What the collection in force holds.

    ``corpus`` is the digest of the corpus that it was made from, ``terms`` their number in all
    passages' own texts, ``passages`` how many each document has, ``kinds`` those they are of.
    """

    name: str
    corpus: str
    terms: int
    passages: Mapping[str, int]
    kinds: tuple[str, ...]


def collection_of(alias: str, origin: Origin) -> str:
    """Return the name of the collection for rows of an origin: another one for any other."""
    data = json.dumps([LAYOUT, asdict(origin)], ensure_ascii=False, sort_keys=True).encode()
    return f"{alias}_{digest_bytes(data)[:12]}"


def corpus_digest(documents: Mapping[str, str]) -> str:
    """Return one digest of a corpus, given by the digests of its documents by id."""
    return digest_bytes(json.dumps(documents, sort_keys=True).encode())


def in_force(server: Server, alias: str) -> Held | None:
    """Return what the collection holds that answers under ``alias``, None where there is none."""
    name = server.behind(alias)
    if name is None or state_of(alias) not in server.collections():
        return None
    known = _State(server, alias, name).read()
    whole = known.pop(name, None)
    if whole is None:
        return None
    return Held(
        name,
        whole["corpus"],
        sum(value["terms"] for value in known.values()),
        {value["document"]: value["passages"] for value in known.values()},
        tuple(dict.fromkeys(kind for value in known.values() for kind in value["kinds"])),
    )


class Filling:
    """A collection while it is brought in line with the corpus.

    Every method raises IndexUnusableError where the server does not do its part; the collection in
    force then stays in force.
    """

    def __init__(
        self,
        server: Server,
        alias: str,
        origin: Origin,
        encoder: Encoder,
        on_event: Callable[[str], None] = lambda _message: None,
        *,
        force: bool = False,
    ) -> None:
        """Begin: make the collection of ``origin`` where it is missing.

        ``force``: whatever is there is written anew.
        """
        self.name = collection_of(alias, origin)
        self._server, self._alias, self._encoder = server, alias, encoder
        self._on_event, self._force = on_event, force
        there = server.collections()
        for collection, fields, dimensions in (
            (state_of(alias), STATE, len(_NO_VECTOR)),
            (self.name, PASSAGES, encoder.dimensions),
            (expansions_of(self.name), EXPANSIONS, encoder.dimensions),
        ):
            if collection not in there:
                server.create(collection, fields, dimensions)
            else:
                server.load(collection)
        self._state = _State(server, alias, self.name)
        self._known = self._state.read()
        # Until it is whole again, nobody shall take it for what another corpus was.
        if self._known.pop(self.name, None) is not None:
            self._state.forget(self.name)

    def holds(self, documents: Mapping[str, str]) -> bool:
        """Say whether all rows of ``documents`` are there, given with their digests by id."""
        known = {value["document"]: value["digest"] for value in self._known.values()}
        return all(known.get(id) == digest for id, digest in documents.items())

    def write(
        self, document: Document, digest: str, expansions: Mapping[str, Sequence[str]]
    ) -> Outline:
        """Make the rows of a document what they must be, and return what its passages hold.

        ``digest`` is that of all it is read from, ``expansions`` the texts by the passage's id.
        Raises CorpusError where two passages have the same id, and for one too large for Milvus.
        """
        check_ids(document.passages)
        key = self._state.key(document.id)
        items = items_of(document.passages, rows_of_tables(document), expansions)
        known = self._known.get(key)
        if known is not None and known["digest"] == digest and not self._force:
            return self._put([replace(item, missing=False) for item in items], again=True)[0]
        # First, so that a document of which a break left but some rows is known.
        value = {"document": document.id, "digest": "", "passages": 0, "terms": 0, "kinds": []}
        self._state.note(key, value)
        there: dict[str, tuple[str, int]] = {}
        if known is not None:
            rows = self._server.rows(
                self.name, f"document == {quoted(document.id)}", ["digest", "length"]
            )
            there = {row["id"]: (row["digest"], row["length"]) for row in rows}
        wanted = {item.passage.id: item.digest for item in items}
        for gone in batches([id for id in there if id not in wanted], MANY):
            self._server.remove(expansions_of(self.name), one_of("passage", gone))
            self._server.remove(self.name, one_of("id", gone))
        kept = {
            id: length
            for id, (digest, length) in there.items()
            if not self._force and wanted.get(id) == digest
        }
        items = [replace(item, missing=item.passage.id not in kept) for item in items]
        outline, terms = self._put(items, again=known is not None)
        self._known[key] = {
            "document": document.id,
            "digest": digest,
            "passages": len(items),
            "terms": terms + sum(kept.values()),
            "kinds": list(dict.fromkeys(item.passage.kind for item in items)),
        }
        self._state.note(key, self._known[key])
        return outline

    def _put(self, items: Sequence[Item], *, again: bool) -> tuple[Outline, int]:
        """Write what is missing; return what all hold, and how many terms the written ones have.

        ``again``: expansions may be there of passages that are missing.
        """
        maker, terms = OutlineMaker(), 0
        for run in in_runs(items, partial(rows_of, encoder=self._encoder), self._encoder):
            maker.merge(run.outline)
            of: dict[str, list[Row]] = {}
            for row in run.expansions:
                of.setdefault(row["passage"], []).append(row)
            for batch in batches(run.passages, BATCH):
                ids = [row["id"] for row in batch]
                if again:
                    # There may be more of them than there shall be.
                    self._server.remove(expansions_of(self.name), one_of("passage", ids))
                said = [row for id in ids for row in of.get(id, ())]
                for part in batches(said, MANY):
                    self._server.put(expansions_of(self.name), part)
                self._server.put(self.name, batch)
                terms += sum(row["length"] for row in batch)
        return maker.outline(), terms

    def finish(self, documents: Mapping[str, str]) -> None:
        """Remove what is of no document any more and put the collection in force.

        ``documents`` are all that were written or held, with their digests.
        """
        for key, value in list(self._known.items()):
            if value["document"] not in documents:
                gone = f"document == {quoted(value['document'])}"
                self._server.remove(expansions_of(self.name), gone)
                self._server.remove(self.name, gone)
                self._state.forget(key)
                del self._known[key]
                self._on_event(f"文書 {value['document']} の記述を Milvus から除きました。")
        for collection in (self.name, expansions_of(self.name)):
            self._server.settle(collection)
        held = self._server.count(self.name, to_the_last=True)
        count = sum(value["passages"] for value in self._known.values())
        if held != count:
            raise IndexUnusableError(
                f"Milvus の {self.name} にある記述は{held:,}件で、文書の{count:,}件と合いません。"
                "ほかのプロセスが同時に書いていないかを確かめて、もう一度実行してください。"
            )
        self._state.note(self.name, {"corpus": corpus_digest(documents)})
        self._server.settle(state_of(self._alias))
        before = self._server.behind(self._alias)
        self._server.point(self._alias, self.name)
        self._clear({self.name, before})

    def _clear(self, keep: set[str | None]) -> None:
        """Remove older versions, but not the one just relieved: it may still be searched."""
        version = re.compile(rf"({re.escape(self._alias)}_[0-9a-f]{{12}})(_expansions)?")
        for collection in self._server.collections():
            found = version.fullmatch(collection)
            if found and found[1] not in keep:
                self._server.drop(collection)
                self._server.remove(state_of(self._alias), f"collection == {quoted(found[1])}")


def state_of(alias: str) -> str:
    """Return the name of the collection that knows how far the others are."""
    return f"{alias}_state"


_NO_VECTOR: Final = (1.0, 0.0)


class _State:
    """What is known of a collection: by its name of the whole, by :meth:`key` of each document."""

    def __init__(self, server: Server, alias: str, name: str) -> None:
        self._server, self._state, self._name = server, state_of(alias), name

    def key(self, document: str) -> str:
        return f"{self._name}/{document}"

    def read(self) -> dict[str, dict[str, Any]]:
        self._server.load(self._state)
        own = f"collection == {quoted(self._name)}"
        return {row["id"]: row["value"] for row in self._server.rows(self._state, own, ["value"])}

    def note(self, key: str, value: Mapping[str, Any]) -> None:
        row = {"id": key, "collection": self._name, "value": dict(value), "vector": _NO_VECTOR}
        self._server.put(self._state, [row])

    def forget(self, key: str) -> None:
        self._server.remove(self._state, one_of("id", [key]))


def batches(items: Sequence[_Item], most: int) -> Iterator[Sequence[_Item]]:
    """Yield ``items`` in order, in parts of ``most``; the last may be smaller."""
    for start in range(0, len(items), most):
        yield items[start : start + most]
