"""What a collection in Milvus holds: its fields, a passage as a row, and filters as expressions.

Nothing here knows pymilvus.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from assistant.errors import CorpusError
from assistant.index.filters import Filter
from assistant.index.lookup import Spellings, Wanted
from assistant.types import Passage

LAYOUT: Final = 1
"""Raise it when rows get another meaning: it is part of a collection's name, so that rows of two
meanings never meet in one collection."""

MAX_BYTES: Final = 65_535
"""Of a text or a JSON value: Milvus' own limit (https://milvus.io/docs/limitations.md)."""

MAX_ITEMS: Final = 4_096
"""Of an array: Milvus' own limit (https://milvus.io/docs/array_data_type.md)."""

MAX_NAME: Final = 1_024
"""Bytes of an id, a heading or another item that filters ask for; longer ones are refused."""

Kind = Literal["key", "name", "names", "text", "terms", "json", "whole", "flag", "vector"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a collection.

    A ``name`` is short, a ``text`` up to ``MAX_BYTES``; ``terms`` are words with blanks between
    them, which Milvus ranks by BM25 in the field :func:`bm25_of`. ``filtered``: filters ask for
    the whole value (or for an item); ``searched``: they ask for any part of it.
    """

    name: str
    kind: Kind
    filtered: bool = False
    searched: bool = False


_FILTERED: Final = (
    Field("document", "name", filtered=True),
    Field("section", "name", filtered=True),
    Field("kind", "name", filtered=True),
    Field("region", "name", filtered=True),
    Field("candidates", "names", filtered=True),
)

PASSAGES: Final = (
    Field("id", "key"),
    Field("digest", "name"),
    *_FILTERED,
    Field("place", "whole"),
    Field("row", "flag"),
    Field("vector", "vector"),
    Field("words", "terms"),
    Field("length", "whole"),
    Field("expanded_words", "terms"),
    Field("expanded", "flag"),
    Field("nearest_words", "text"),
    Field("key", "text", searched=True),
    Field("marks", "names", filtered=True),
    Field("passage", "json"),
)
"""One row for a passage. ``place`` is its number in its document, from 0; ``row``: it is a row of a
table. ``words`` are its own terms, ``length`` of them; ``expanded_words`` those of it and its
expansions, empty where it has none: its own words then count instead. ``nearest_words`` are those
that the interaction leg compares, with blanks between them. ``key`` is its text in the form in
which parts of it are looked for, ``marks`` what its figures say."""

EXPANSIONS: Final = (
    Field("id", "key"),
    Field("passage", "name", filtered=True),
    *_FILTERED,
    Field("vector", "vector"),
)
"""One row for an expansion; what filters ask for is that of its passage."""

STATE: Final = (
    Field("id", "key"),
    Field("collection", "name", filtered=True),
    Field("value", "json"),
    Field("vector", "vector"),
)
"""What is known of a collection as a whole, and of each document in it. The vector says nothing:
Milvus has no collection without one."""


def bm25_of(field: str) -> str:
    """Return the name of the field by which Milvus ranks a field of terms."""
    return f"{field}_bm25"


def expansions_of(collection: str) -> str:
    """Return the name of the collection that holds the expansions of the passages of another."""
    return f"{collection}_expansions"


_NO_PART: Final = re.compile(r"\W")


def written(terms: Iterable[str]) -> str:
    """Return terms with blanks between them, each in a form that a tokenizer gives back whole.

    What is no part of a word is written as its number: Milvus cuts at blanks alone, but milvus-lite
    at anything that is not a letter, a digit or ``_``.
    """
    return " ".join(_NO_PART.sub(lambda match: f"_{ord(match[0]):x}_", term) for term in terms)


def scope_of(passage: Passage) -> dict[str, Any]:
    """Return what filters ask for, of a passage; an open region has no name but candidates."""
    region = passage.region
    name = region.name if region else None
    return {
        "document": passage.document,
        "section": passage.section,
        "kind": passage.kind,
        "region": name or "",
        "candidates": list(region.candidates) if region and name is None else [],
    }


def check_row(row: Mapping[str, Any], fields: Sequence[Field]) -> None:
    """Raise CorpusError where a value of a row is larger than Milvus takes."""
    for field in fields:
        value = row[field.name]
        if field.kind in ("text", "terms"):
            sizes, most = [_bytes(value)], MAX_BYTES
        elif field.kind == "json":
            sizes, most = [_bytes(json.dumps(value, ensure_ascii=False))], MAX_BYTES
        elif field.kind in ("key", "name", "names"):
            values = value if field.kind == "names" else [value]
            sizes, most = [_bytes(item) for item in values], MAX_NAME
            if len(sizes) > MAX_ITEMS:
                raise _too_large(row, field, f"{len(sizes):,}個", f"{MAX_ITEMS:,}個")
        else:
            continue
        if max(sizes, default=0) > most:
            raise _too_large(row, field, f"{max(sizes):,}バイト", f"{most:,}バイト")


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _too_large(row: Mapping[str, Any], field: Field, found: str, most: str) -> CorpusError:
    return CorpusError(
        f"記述「{row['id'][:80]}」は長すぎて Milvus に入りません"
        f"（{field.name} が{found}、上限は{most}）。"
        "記述を分けるか、言い換えの例を減らしてください。"
    )


def expression(wanted: Filter) -> str:
    """Return the filter as Milvus writes it; empty where everything fits.

    It lets through what fits and what may fit.
    """
    parts = [
        f"{name} == {quoted(value)}"
        for name in ("section", "kind", "document")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.region is not None:
        name = quoted(wanted.region)
        parts.append(f"(region == {name} or array_contains(candidates, {name}))")
    return " and ".join(parts)


def wanted_expression(wanted: Wanted) -> str:
    """Return what passages are wanted as Milvus writes it.

    Where words are given by keys it lets through what may hold them, too: see
    :func:`maybe_holding`.
    """
    parts = [
        f"{name} == {quoted(value)}"
        for name in ("document", "section", "region")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.kinds:
        parts.append(one_of("kind", wanted.kinds))
    if wanted.candidate is not None:
        parts.append(f"array_contains(candidates, {quoted(wanted.candidate)})")
    parts += [_spelled(word) for word in wanted.words]
    if wanted.marks:
        marks = ", ".join(quoted(said_mark(mark)) for mark in wanted.marks)
        parts.append(f"array_contains_any(marks, [{marks}])")
    if not wanted.rows:
        parts.append("row == false")
    return " and ".join(parts)


def _spelled(word: Spellings) -> str:
    ways = [having("words", lemma) for lemma in word.lemmas]
    ways += [maybe_holding("key", key) for key in word.keys]
    # A word without any spelling stands nowhere.
    return f"({' or '.join(ways)})" if ways else 'id == ""'


def said_mark(mark: str) -> str:
    """Return the mark of :func:`assistant.index.lookup.said_marks` as it stands among ``marks``.

    Those of :func:`assistant.index.literals.figure_marks` stand there as they are, and compare
    units in another form.
    """
    return f"said {mark}"


def having(field: str, term: str) -> str:
    """Return the filter of rows that have a term in a field of terms."""
    return f"text_match({field}, {quoted(written([term]))})"


def one_of(field: str, values: Iterable[str]) -> str:
    """Return the filter of rows whose field is one of ``values``."""
    return f"{field} in [{', '.join(map(quoted, values))}]"


def both(*parts: str) -> str:
    """Return the filter of rows that meet all of some filters, of which empty ones ask nothing."""
    return " and ".join(f"({part})" for part in parts if part)


def quoted(text: str) -> str:
    """Return a text as a literal of Milvus' expressions, whatever stands in it."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def maybe_holding(field: str, part: str) -> str:
    """Return the filter of rows in whose field a text may stand.

    Characters that mean something in a pattern, or that a message cannot carry, stand for any one
    character: whoever asks compares the field itself with ``part``.
    """
    return f'{field} like "%{_SPECIAL.sub("_", part)}%"'


def has_special(part: str) -> bool:
    """Say whether :func:`maybe_holding` lets by more than what holds this text."""
    return _SPECIAL.search(part) is not None


_SPECIAL: Final = re.compile(r"\W|_")
