"""One engine, one step, one process: build, the first answer of a cold index, or all questions.

Called by ``python -m benchmarks.scale``; prints one JSON object on its last line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.scale.data import NEAREST, Prepared, load_questions
from benchmarks.scale.engines import Engine, load_engine
from benchmarks.scale.measure import cpu_seconds, memory, peak
from benchmarks.scale.reading import Reading

WARM_UP: Final = 200
"""Questions asked before the clock runs, other ones than are measured."""
COLD: Final = 20
"""Questions asked of a cold index."""
SLOW: Final = 120.0
"""Seconds after which a slow engine is asked no more: at least the questions so far count."""


def build(engine: Engine, data: Prepared) -> dict[str, Any]:
    """Build and return the seconds of each step and the most memory it took."""
    begin, worked = time.perf_counter(), cpu_seconds()
    steps = dict(engine.build(data))
    return {
        "seconds": time.perf_counter() - begin,
        "cpu": cpu_seconds() - worked,
        "steps": steps,
        "peak": peak(),
    }


def cold(engine: Engine, questions: Sequence[str], started: float) -> dict[str, Any]:
    """Open and ask a few, and return the milliseconds of each."""
    opened = _opened(engine, questions[0], started)
    return {**opened, "search": times(questions[1:COLD], lambda q: engine.search(q, NEAREST))}


def query(engine: Engine, questions: Sequence[str], started: float) -> dict[str, Any]:
    """Open and ask everything; ``found`` are the nearest passages of all questions."""
    opened = _opened(engine, questions[0], started)
    after_open = memory()
    count = min(WARM_UP, len(questions) // 4)
    warm, asked = questions[:count], questions[count:]
    times(warm, lambda q: engine.search(q, NEAREST))
    after_some = memory()
    measured = {
        **opened,
        "resident_open": after_open.resident,
        "anonymous_open": after_open.anonymous,
        "resident": after_some.resident,
        "anonymous": after_some.anonymous,
        "search": times(asked, lambda q: engine.search(q, NEAREST)),
        "found": [engine.nearest(q, NEAREST) for q in questions],
    }
    ask: Callable[[str], None] | None = getattr(engine, "ask", None)
    if ask is not None:
        times(warm, ask)
        measured["ask"] = times(asked, ask)
    return {**measured, "resident_end": memory().resident, "peak": peak()}


def times(questions: Sequence[str], ask: Callable[[str], object]) -> dict[str, Any]:
    """Return how many milliseconds each question takes, one after another.

    ``cpu`` is the processors' time for one, of all threads, on average.
    """
    taken: list[float] = []
    worked = cpu_seconds()
    stop = time.perf_counter() + SLOW
    for question in questions:
        begin = time.perf_counter()
        if begin > stop:
            break
        ask(question)
        taken.append(1000 * (time.perf_counter() - begin))
    return {"times": taken, "cpu": 1000 * (cpu_seconds() - worked) / max(len(taken), 1)}


def _opened(engine: Engine, question: str, started: float) -> dict[str, Any]:
    begin = time.perf_counter()
    engine.open()
    opened = time.perf_counter() - begin
    engine.search(question, NEAREST)
    return {
        "open": opened,
        "first": time.perf_counter() - begin,
        "from_start": time.time() - started,
    }


def main(step: str, name: str, data: str, folder: str, started: str) -> None:
    """Do one step and print what was measured."""
    reading = Reading()
    engine = load_engine(name)(Path(folder), reading)
    prepared = Prepared(Path(data))
    if step == "build":
        measured = build(engine, prepared)
    else:
        questions = [question.text for question in load_questions(prepared.folder.parent)]
        measured = {"cold": cold, "query": query}[step](engine, questions, float(started))
    print(json.dumps(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
