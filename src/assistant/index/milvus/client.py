"""Milvus as this index uses it: the only module that knows pymilvus.

An address that ends in ``.db`` is a folder that milvus-lite opens in this process, anything else
that of a server. Every call ends after a bounded time; whatever goes wrong is said in one Japanese
sentence, and nothing else answers in the server's place.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from assistant.errors import IndexUnusableError
from assistant.index.milvus.layout import MAX_BYTES, MAX_ITEMS, MAX_NAME, Field, bm25_of, one_of
from assistant.index.words import K1, B

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.milvus_client.index import IndexParams

CONNECT_SECONDS: Final = 5.0
"""How long to wait for a server that does not answer at all."""

CALL_SECONDS: Final = 30.0
"""How long one reading or writing may take: a hundred times what it does."""

LOAD_SECONDS: Final = 3600.0
"""How long a server may take to put a whole collection to its disks, or to load it."""

MOST: Final = 16_384
"""Rows that one call may return: Milvus' own limit (https://milvus.io/docs/limitations.md)."""

Row = dict[str, Any]


class Server:
    """One Milvus server, or one folder of milvus-lite. Safe to share between threads.

    Every method raises IndexUnusableError, in Japanese, where the server is away, refuses, or does
    not answer in time.
    """

    def __init__(self, uri: str, token: str = "") -> None:
        """Connect to ``uri``. ``token`` is ``user:password`` or a key, empty where none is asked.

        Raises IndexUnusableError also where pymilvus is not installed.
        """
        self.is_lite = uri.endswith(".db")
        self._uri, self._shown = uri, _shown(uri)
        client_type = _pymilvus().MilvusClient
        self._closed = False
        with self._saying(), _folders_lock:
            self._client: MilvusClient = client_type(
                uri=uri, token=token, timeout=CONNECT_SECONDS, dedicated=True
            )
            _folders[uri] += self.is_lite

    def close(self) -> None:
        """Let go of the server; a folder may then be opened by another process."""
        if self._closed:
            return
        self._closed = True
        self._client.close()
        if self.is_lite:
            self._let_go()

    def _let_go(self) -> None:
        from milvus_lite.server_manager import server_manager_instance

        with _folders_lock:
            _folders[self._uri] -= 1
            if not _folders[self._uri]:
                server_manager_instance.release_server(self._uri)

    def collections(self) -> list[str]:
        """Return the names of all collections, in order of the alphabet; aliases are none."""
        with self._saying():
            return sorted(self._client.list_collections(timeout=CALL_SECONDS))

    def create(self, name: str, fields: Sequence[Field], dimensions: int) -> None:
        """Make a collection with vectors of so many dimensions, its indexes, and load it."""
        with self._saying():
            self._client.create_collection(
                name, schema=self._schema(fields, dimensions), timeout=CALL_SECONDS
            )
            # Nothing is there yet, so nothing need be waited for.
            self._client.create_index(name, self._indexes(fields), sync=False, timeout=CALL_SECONDS)
        self.load(name)

    def load(self, name: str) -> None:
        """Make a collection answer: a server may have let go of it, and milvus-lite always has."""
        with self._saying():
            self._client.load_collection(name, timeout=LOAD_SECONDS)

    def drop(self, name: str) -> None:
        """Remove a collection, whether it is there or not."""
        with self._saying():
            self._client.drop_collection(name, timeout=CALL_SECONDS)

    def behind(self, alias: str) -> str | None:
        """Return the name of the collection that an alias stands for, None where there is none."""
        with self._saying():
            known = self._client.list_aliases(timeout=CALL_SECONDS)["aliases"]
            if alias not in known:
                return None
            found: str = self._client.describe_alias(alias, timeout=CALL_SECONDS)["collection_name"]
            return found

    def point(self, alias: str, name: str) -> None:
        """Let an alias stand for a collection from now on, in one step for whoever asks."""
        known = self.behind(alias)
        if known == name:
            return
        with self._saying():
            change = self._client.alter_alias if known else self._client.create_alias
            change(name, alias, timeout=CALL_SECONDS)

    def settle(self, name: str) -> None:
        """Wait until everything written to a collection is on the server's disks."""
        with self._saying():
            self._client.flush(name, timeout=LOAD_SECONDS)

    def put(self, name: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those that have the same id."""
        with self._saying():
            self._client.upsert(name, list(rows), timeout=CALL_SECONDS)

    def remove(self, name: str, wanted: str) -> None:
        """Remove the rows that meet an expression."""
        with self._saying():
            self._client.delete(name, filter=wanted, timeout=CALL_SECONDS)

    def count(self, name: str, wanted: str = "", *, to_the_last: bool = False) -> int:
        """Return how many rows meet an expression.

        ``to_the_last``: with all that was written before; else what was written within the last
        seconds may be missing.
        """
        with self._saying():
            found = self._client.query(
                name,
                filter=wanted,
                output_fields=["count(*)"],
                timeout=CALL_SECONDS,
                **({"consistency_level": "Strong"} if to_the_last else {}),
            )
            return int(found[0]["count(*)"])

    def rows(self, name: str, wanted: str, fields: Sequence[str]) -> Iterator[Row]:
        """Yield all rows that meet an expression, by id, as they are when this begins."""
        with self._saying():
            pages = self._client.query_iterator(
                name,
                batch_size=_PAGE,
                filter=wanted,
                output_fields=list(fields),
                consistency_level="Strong",
                timeout=CALL_SECONDS,
            )
        try:
            while True:
                with self._saying():
                    page = pages.next()
                if not page:
                    return
                yield from page
        finally:
            pages.close()

    def some(self, name: str, wanted: str, fields: Sequence[str], most: int = MOST) -> list[Row]:
        """Return up to ``most`` rows that meet an expression, in no order."""
        with self._saying():
            found = self._client.query(
                name, filter=wanted, output_fields=list(fields), limit=most, timeout=CALL_SECONDS
            )
            return list(found)

    def get(self, name: str, ids: Sequence[str], fields: Sequence[str]) -> dict[str, Row]:
        """Return the rows of these ids by id; those that are not there are left out."""
        found: dict[str, Row] = {}
        for start in range(0, len(ids), _PAGE):
            wanted = one_of("id", ids[start : start + _PAGE])
            found |= {row["id"]: row for row in self.some(name, wanted, fields, _PAGE)}
        return found

    def nearest(
        self,
        name: str,
        field: str,
        queries: Sequence[Any],
        most: int,
        wanted: str = "",
        fields: Sequence[str] = (),
        *,
        group: tuple[str, int] | None = None,
    ) -> list[list[tuple[float, Row]]]:
        """Return, for each query, up to ``most`` rows by their score in a field, best first.

        A query is a vector where the field holds vectors, a text of terms where it holds a BM25
        index; what shares no term with it does not come back. ``group``: so many of each value of
        a field, of up to ``most`` values.
        """
        grouped = {"group_by_field": group[0], "group_size": group[1]} if group else {}
        with self._saying():
            found = self._client.search(
                name,
                data=list(queries),
                anns_field=field,
                limit=min(most, MOST),
                filter=wanted,
                output_fields=list(fields),
                timeout=CALL_SECONDS,
                **grouped,
            )
            # milvus-lite gives the scores of BM25 below zero, Milvus above.
            sign = -1 if self.is_lite and field.endswith(bm25_of("")) else 1
            return [
                [(sign * hit["distance"], {"id": hit["id"], **hit["entity"]}) for hit in hits]
                for hits in found
            ]

    def _schema(self, fields: Sequence[Field], dimensions: int) -> CollectionSchema:
        pymilvus = _pymilvus()
        kinds = pymilvus.DataType
        schema = pymilvus.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        for field in fields:
            name = field.name
            if field.kind == "key":
                schema.add_field(name, kinds.VARCHAR, is_primary=True, max_length=MAX_NAME)
            elif field.kind == "name":
                schema.add_field(name, kinds.VARCHAR, max_length=MAX_NAME)
            elif field.kind == "names":
                schema.add_field(
                    name, kinds.ARRAY, element_type=kinds.VARCHAR,
                    max_capacity=MAX_ITEMS, max_length=MAX_NAME,
                )  # fmt: skip
            elif field.kind == "text":
                # Of what is read only for the best, nothing need lie in memory.
                schema.add_field(name, kinds.VARCHAR, max_length=MAX_BYTES, mmap_enabled=True)
            elif field.kind == "terms":
                # milvus-lite knows no tokenizer for blanks; :func:`written` suits both.
                tokenizer = "standard" if self.is_lite else "whitespace"
                schema.add_field(
                    name, kinds.VARCHAR, max_length=MAX_BYTES, mmap_enabled=True,
                    enable_analyzer=True, analyzer_params={"tokenizer": tokenizer},
                    enable_match=True,
                )  # fmt: skip
                schema.add_field(bm25_of(name), kinds.SPARSE_FLOAT_VECTOR)
                schema.add_function(
                    pymilvus.Function(
                        name=f"{name}_to_{bm25_of(name)}",
                        function_type=pymilvus.FunctionType.BM25,
                        input_field_names=[name],
                        output_field_names=[bm25_of(name)],
                    )
                )
            elif field.kind == "json":
                schema.add_field(name, kinds.JSON, mmap_enabled=True)
            elif field.kind == "whole":
                schema.add_field(name, kinds.INT64)
            elif field.kind == "flag":
                schema.add_field(name, kinds.BOOL)
            else:
                schema.add_field(name, kinds.FLOAT_VECTOR, dim=dimensions)
        return schema

    def _indexes(self, fields: Sequence[Field]) -> IndexParams:
        indexes = _pymilvus().MilvusClient.prepare_index_params()
        for field in fields:
            if field.kind == "vector":
                kind = "FLAT" if self.is_lite else "AUTOINDEX"
                indexes.add_index(field.name, index_type=kind, metric_type="IP")
            elif field.kind == "terms":
                bm25 = {"bm25_k1": K1, "bm25_b": B}
                indexes.add_index(
                    bm25_of(field.name), index_type="SPARSE_INVERTED_INDEX", metric_type="BM25",
                    # Flattened, pymilvus sends them as Milvus takes them; milvus-lite looks for
                    # them under their own name and else falls back to other values in silence.
                    params={"params": bm25} if self.is_lite else bm25,
                )  # fmt: skip
            elif field.filtered and not (self.is_lite and field.kind == "names"):
                indexes.add_index(field.name, index_type="INVERTED")
            elif field.searched and not self.is_lite:
                indexes.add_index(
                    field.name, index_type="NGRAM", params={"min_gram": 2, "max_gram": 3}
                )
        return indexes

    @contextlib.contextmanager
    def _saying(self) -> Iterator[None]:
        """Say in Japanese what goes wrong inside."""
        import grpc

        try:
            yield
        except (_pymilvus().MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            said = getattr(error, "message", "") or str(error)
            detail = (said.strip().splitlines() or [type(error).__name__])[0][:200]
            if self.is_lite:
                raise IndexUnusableError(
                    f"Milvus Lite の索引 {self._shown} を使えません（{detail}）。"
                    "ほかのプロセスが開いていないか、書き込める場所かを確かめてください。"
                ) from error
            raise IndexUnusableError(
                f"Milvus のサーバー {self._shown} を使えません（{detail}）。"
                "サーバーが動いているかと、assistant.toml の [milvus] の uri と token を"
                "確かめてください。"
            ) from error


_folders: Final[Counter[str]] = Counter()
"""How often each folder of milvus-lite is open in this process, which opens it but once."""

_folders_lock: Final = threading.Lock()

_PAGE: Final = 1_000
"""Rows of one page when many are read: a message stays far below Milvus' 64 MB."""


def _shown(uri: str) -> str:
    """Return an address as it may be shown: without the password that may stand in it."""
    parts = urlsplit(uri)
    if parts.username is None and parts.password is None:
        return uri
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


@cache
def _pymilvus() -> Any:
    """Return the library, which takes a second to import.

    It would take settings from a file ``.env`` of any folder above its own, and writes tracebacks
    of its own to the screen: neither is wanted.
    """
    before = os.environ.get(_NO_DOTENV)
    os.environ[_NO_DOTENV] = "1"
    try:
        import pymilvus
    except ImportError as error:
        raise IndexUnusableError(
            "assistant.toml の store が milvus ですが、pymilvus が入っていません。"
            "pip install -c constraints.txt 'assistant[milvus]' で入れるか、"
            "store の行を消してください。"
        ) from error
    finally:
        if before is None:
            del os.environ[_NO_DOTENV]
        else:
            os.environ[_NO_DOTENV] = before
    for name in ("pymilvus", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return pymilvus


_NO_DOTENV: Final = "PYTHON_DOTENV_DISABLED"
