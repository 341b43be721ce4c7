"""What an index has to know of passages, read off each of them once: the slow part of a build."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.index.bags import Bags
from assistant.index.encoder import Encoder, StaticEncoder
from assistant.index.interaction import WordVectors
from assistant.index.literals import literal_key, said_in
from assistant.index.outline import OutlineMaker
from assistant.index.processes import in_processes
from assistant.index.rows import Lines
from assistant.index.words import terms
from assistant.text.figures import find_figures
from assistant.text.normalize import normalize
from assistant.text.segment import words_of
from assistant.types import Passage

_TOGETHER: Final = 5000
"""Passages that one process reads at a time: a second, some ten megabytes."""

_WORTH_PROCESSES: Final = 10_000
"""Passages from which more processes are started: each takes half a second to be ready."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What was read off a run of passages, in their order.

    ``terms`` are of each passage with its heading, ``expanded`` with people's words for it, too
    (None where no passage has any), ``words`` what the encoder knows of that (None where it knows
    no words). ``vectors`` has a row for each passage. ``outlines`` go by document, ``lines`` hold
    the passages themselves.
    """

    lines: Lines
    terms: Bags
    expanded: Bags | None
    words: Bags | None
    keys: list[str]
    said: Bags
    vectors: NDArray[np.float32]
    outlines: Mapping[str, OutlineMaker]


def heading_of(passage: Passage) -> str:
    """Return what stands over a passage, a line each: its section, label and region.

    An open region is left out: a passage must not be found as that of a region it may not be of.
    """
    region = passage.region.name if passage.region else None
    return "\n".join(part for part in (passage.section, passage.label, region) if part)


def text_for_words(passage: Passage) -> str:
    """Return what a passage is found by in words: its heading, then its text."""
    heading = heading_of(passage)
    return f"{heading}\n{passage.text}" if heading else passage.text


def analyse(
    passages: Sequence[Passage],
    rows: Collection[str],
    expansions: Mapping[str, Sequence[str]],
    encoder: Encoder,
) -> Analysis:
    """Return what an index has to know of ``passages``, which may be very many.

    ``rows`` are the ids of those that are rows of tables; ``expansions`` are the words that people
    look for a passage with, by its id.
    """
    read = partial(_read, rows=rows, expansions=expansions, encoder=encoder)
    return _joined(list(in_runs(passages, read, encoder)))


def in_runs(
    items: Sequence[_Item], read: Callable[[Sequence[_Item]], _Result], encoder: Encoder
) -> Iterator[_Result]:
    """Yield what ``read`` makes of some thousand items at a time, in order; of none, once.

    With many items it runs in several processes, to which ``read`` and the items are sent.
    """
    runs = (items[n : n + _TOGETHER] for n in range(0, max(len(items), 1), _TOGETHER))
    processes = len(os.sched_getaffinity(0))
    # A hub model uses all cores by itself, and takes long to load.
    alone = processes < 2 or len(items) < _WORTH_PROCESSES
    if alone or not isinstance(encoder, StaticEncoder):
        yield from map(read, runs)
        return
    yield from in_processes(read, runs, processes)


def _read(
    passages: Sequence[Passage],
    rows: Collection[str],
    expansions: Mapping[str, Sequence[str]],
    encoder: Encoder,
) -> Analysis:
    outlines: dict[str, OutlineMaker] = {}
    headings: dict[str, tuple[list[str], list[str]]] = {}
    plain, expanded, words, said, keys, words_of_text = [], [], [], [], [], []
    known = encoder if isinstance(encoder, WordVectors) else None

    def read(text: str) -> tuple[list[str], list[str]]:
        return terms(text), known.words_of(text) if known else []

    for passage in passages:
        heading = heading_of(passage)
        if heading not in headings:  # a few stand over all passages
            headings[heading] = read(heading)
        over, own = headings[heading], read(passage.text)
        plain.append(over[0] + own[0])
        others = [read(text) for text in expansions.get(passage.id, ())]
        if expansions:
            expanded.append(plain[-1] + [term for other in others for term in other[0]])
        words_of_text.append(own[1])
        words.append(over[1] + own[1] + [word for other in others for word in other[1]])
        said.append(said_in(passage.text))
        keys.append(literal_key(passage.text))
        outlines.setdefault(passage.document, OutlineMaker()).add(
            passage,
            words_of(normalize(passage.text).text),
            find_figures(passage.text),
            row=passage.id in rows,
        )
    # Without the heading: with it, all passages of a section come to lie near each other
    # (among five on the development questions: .65 with it, .67 without).
    vectors = (
        known.encode_words(words_of_text)
        if known
        else encoder.encode_documents([passage.text for passage in passages])
    )
    return Analysis(
        Lines.of(passages),
        Bags.of(plain),
        Bags.of(expanded) if expansions else None,
        Bags.of(words) if known else None,
        keys,
        Bags.of(said),
        vectors,
        outlines,
    )


def _joined(runs: Sequence[Analysis]) -> Analysis:
    outlines: dict[str, OutlineMaker] = {}
    for run in runs:
        for document, maker in run.outlines.items():
            if document in outlines:
                outlines[document].merge(maker)
            else:
                outlines[document] = maker
    return Analysis(
        Lines.joined([run.lines for run in runs]),
        Bags.joined([run.terms for run in runs]),
        _join([run.expanded for run in runs]),
        _join([run.words for run in runs]),
        [key for run in runs for key in run.keys],
        Bags.joined([run.said for run in runs]),
        np.concatenate([run.vectors for run in runs]),
        outlines,
    )


def _join(bags: Sequence[Bags | None]) -> Bags | None:
    there = [each for each in bags if each is not None]
    return Bags.joined(there) if there else None
