"""Quotations in 「」 against the words of the sources: verbatim, different, or not found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from assistant.answer.citer import Citer
from assistant.answer.searching import Searchable
from assistant.check.finding import Finding
from assistant.check.nearest import Nearest
from assistant.check.types import Difference, Quote
from assistant.index.lookup import Spellings, Wanted
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import fold, holding_key, normalize
from assistant.text.segment import segment
from assistant.types import Passage

_QUOTED = re.compile(r"「([^「」]*(?:「[^「」]*」[^「」]*)*)」|『([^『』]+)』")
_TRIM = "。、…・ 　\n"
_SHORT = 8
"""Letters from which a quotation that is not found word for word is compared with passages."""
_ALIKE = 0.72
"""The share of letters that a quotation must have in common with a place in a source."""
_BEST = 3
_ALIKE_IN_SOUND = 20
"""Passages that hold a quotation in whatever kana, among which one in its own is looked for."""
_KEPT = 4096
"""Passages whose letters are remembered."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A text folded and without white space, with the place of every letter in it."""

    text: str
    places: tuple[int, ...]


class Quotations:
    """The words of all documents, to hold quotations to. Built once."""

    def __init__(self, index: Searchable, nearest: Nearest) -> None:
        """Take an index and the passages of it, rows too, that a quotation is compared with."""
        self._index, self._passages = index, nearest
        self._letters = lru_cache(_KEPT)(lambda id: _letters(index.by_id[id].text))

    @cached_property
    def _printed(self) -> list[str]:
        """What else is printed: titles, headings, labels, and short sources as they stand."""
        documents = self._index.documents
        names = [
            name
            for d in documents
            for name in (d.title, *d.sections, *self._index.outline(d.id).labels)
        ]
        # In a long source it is looked for passage by passage.
        short = [d.source for d in documents] if self._passages.whole else []
        return [_key(text).text for text in (*dict.fromkeys(names), *short)]

    def check(self, text: str, citer: Citer) -> tuple[Quote, ...]:
        """Return the quotations of ``text`` in order, each held to the sources."""
        found = []
        for match in _QUOTED.finditer(text):
            group = 1 if match.group(1) is not None else 2
            if match.group(group).strip():
                found.append(self._check(match.group(group), match.start(group), citer))
        return tuple(found)

    def _check(self, quoted: str, start: int, citer: Citer) -> Quote:
        end = start + len(quoted)
        key = _key(quoted).text.strip(_TRIM)
        if not key:
            return Quote(quoted, start, end, "not_found", "文字を含まない引用です。")
        for passage in self._that_may_hold(key):
            if key in self._letters(passage.id)[0].text:
                return Quote(
                    quoted, start, end, "verbatim", "出典の記述と一致します。",
                    citations=citer.numbers(passage.id),
                )  # fmt: skip
        if any(key in text for text in self._printed):
            return Quote(quoted, start, end, "verbatim", "出典の見出しや題名と一致します。")
        if len(key) < _SHORT:
            return Quote(quoted, start, end, "not_found", "出典にこのとおりの語句はありません。")
        near = self._nearest(key)
        if near is None:
            return Quote(quoted, start, end, "not_found", "出典にこのとおりの記述はありません。")
        passage, begin, stop = near
        wording = passage.text[begin:stop].strip(_TRIM)
        return Quote(
            quoted, start, end, "differs",
            f"出典では「{wording}」です。", wording, _differences(quoted.strip(_TRIM), wording),
            citer.numbers(passage.id),
        )  # fmt: skip

    def _that_may_hold(self, key: str) -> tuple[Passage, ...]:
        """Return the passages among which one that holds ``key`` is: all of them, where few."""
        if self._passages.whole:
            return self._passages.to(key)
        held = Wanted(words=(Spellings(keys=(holding_key(key),)),), rows=True)
        return self._index.select(held, _ALIKE_IN_SOUND)

    def _nearest(self, key: str) -> tuple[Passage, int, int] | None:
        """Return the passage and the place in it that is most like ``key``."""
        pairs = _pairs(key)
        near = [(passage, *self._letters(passage.id)) for passage in self._passages.to(key)]
        # Sorting keeps the order of the source among equals.
        ranked = sorted(near, key=lambda item: -len(pairs & item[2]))[:_BEST]
        best: tuple[float, Passage, int, int] | None = None
        for passage, stored, _ in ranked:
            matcher = SequenceMatcher(None, stored.text, key, autojunk=False)
            blocks = [b for b in matcher.get_matching_blocks() if b.size > 1]
            if not blocks:
                continue
            first, last = blocks[0], blocks[-1]
            begin = max(0, first.a - first.b)
            stop = min(len(stored.text), last.a + last.size + (len(key) - last.b - last.size))
            window = stored.text[begin:stop]
            ratio = SequenceMatcher(None, window, key, autojunk=False).ratio()
            if ratio >= _ALIKE and (best is None or ratio > best[0]):
                begin, stop = _whole_words(
                    passage.text, stored.places[begin], stored.places[stop - 1] + 1
                )
                best = (ratio, passage, begin, stop)
        return None if best is None else best[1:]


def in_quote(found: Found, quotes: Sequence[Quote]) -> Finding | None:
    """Return what a quotation around the figure says of it, None where it decides nothing."""
    quote = next((q for q in quotes if q.start <= found.start and found.end <= q.end), None)
    if quote is None or quote.verdict == "not_found" or not quote.citations:
        return None
    if quote.text.strip() == found.text.strip():
        return None  # «今日の数字は「12」»: a number in brackets quotes nothing
    if quote.verdict == "verbatim":
        return Finding("supported", "exact", "出典の記述の引用です。", cited=quote.citations)
    ours = [f for f in find_figures(quote.text) if (f.unit, f.type) == (found.unit, found.type)]
    theirs = [
        f for f in find_figures(quote.source or "") if (f.unit, f.type) == (found.unit, found.type)
    ]
    place = next((n for n, f in enumerate(ours) if quote.start + f.start == found.start), None)
    if place is None or len(ours) != len(theirs) or theirs[place].value == found.value:
        return None
    right = theirs[place].text
    return Finding(
        "contradicted", "value",
        f"出典では「{right}」です。文中の「{found.text}」とは異なります。",
        right, cited=quote.citations,
    )  # fmt: skip


def _key(text: str) -> _Key:
    normalized = normalize(text)
    letters = [
        (c.lower(), normalized.offsets[i]) for i, c in enumerate(normalized.text) if not c.isspace()
    ]
    flat = [(letter, place) for lowered, place in letters for letter in lowered]
    return _Key("".join(c for c, _ in flat), tuple(p for _, p in flat))


def _letters(text: str) -> tuple[_Key, frozenset[str]]:
    """Return the key of a text and its pairs of letters."""
    key = _key(text)
    return key, _pairs(key.text)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _whole_words(text: str, begin: int, stop: int) -> tuple[int, int]:
    """Widen a place in a text to the words that it cuts."""
    for token in segment(text):
        if token.start < begin < token.end:
            begin = token.start
        if token.start < stop < token.end:
            stop = token.end
    return begin, stop


def _differences(quoted: str, source: str) -> tuple[Difference, ...]:
    """Return the edits that turn ``quoted`` into ``source``, word by word."""
    ours, theirs = _words(quoted), _words(source)
    keys = [fold(w) for w in ours], [fold(w) for w in theirs]
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(Difference("".join(ours[i:j]), "".join(theirs[k:m])))
    return tuple(found)


def _words(text: str) -> list[str]:
    normalized = normalize(text)
    words = []
    for token in segment(normalized.text):
        span = normalized.original(token.start, token.end)
        words.append(text[span.start : span.end])
    return words
