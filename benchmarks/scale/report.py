"""The results as Markdown tables, and where they stand in a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.scale.engines import ENGINES

BEGIN: Final = "<!-- scale: begin, written by python -m benchmarks.scale --docs -->"
END: Final = "<!-- scale: end -->"
NONE: Final = "–"

_MIB: Final = 2**20


def tables(results: Mapping[str, Any]) -> str:
    """Return machine, build, query and bare tables, and how the build compares."""
    here = results["machine"]
    asked = results["questions"]
    versions = "、".join(f"{name} {v}" for name, v in results["versions"].items() if v)
    parts = [
        f"Measured on {here['date']}: {here['processor']}, {here['cores']} cores, "
        f"{here['memory']} GiB of memory, {here['system']}; Python {here['python']}, "
        f"numpy {here['numpy']}, faiss-cpu {here['faiss-cpu']}, {versions.replace('、', ', ')}; "
        f"threads: {here['threads']}. "
        f"Questions: {', '.join(f'{n} of {kind}' for kind, n in asked.items())}.",
        "**Build**",
        _build(results),
        "**Query**, milliseconds",
        _query(results),
        "**Opening and memory**",
        _opening(results),
        "**The parts of a build alone**, seconds",
        _bare(results),
        *_compared(results),
    ]
    return "\n\n".join(part for part in parts if part)


def rate(results: Mapping[str, Any], one: Mapping[str, Any]) -> float | None:
    """Return the passages a second from the file to a ready index.

    For a peer that is the time of words and vectors, which it was given, and its own.
    """
    if "build" not in one:
        return None
    size, seconds = one["size"], one["build"]["seconds"]
    if ENGINES[one["engine"]].peer:
        bare = results["bare"][str(size)]["seconds"]
        seconds += 0 if one["engine"] == "chroma" else bare["words"]
        seconds += 0 if one["engine"] == "bm25s" else bare["vectors"]
    return float(size / seconds)


def bare_rate(results: Mapping[str, Any], size: int) -> float:
    """Return the passages a second of words, vectors, FAISS and bm25s, one after another."""
    seconds = results["bare"][str(size)]["seconds"]
    return float(size / sum(seconds[key] for key in ("words", "vectors", "faiss", "bm25s")))


def _build(results: Mapping[str, Any]) -> str:
    head = ["passages", "engine", "passages/s, from file", "engine alone", "its steps, s"]
    head += ["its processor time, s", "bytes/passage", "peak MiB"]
    rows = []
    for one in results["runs"]:
        if "build" in one:
            size, build = one["size"], one["build"]
            rows.append(
                [
                    *_name(one),
                    f"{rate(results, one):,.0f}",
                    f"{size / build['seconds']:,.0f}" if ENGINES[one["engine"]].peer else NONE,
                    ", ".join(f"{step} {taken:.1f}" for step, taken in build["steps"].items()),
                    f"{build['cpu']:.1f}",
                    f"{one['bytes'] / size:,.0f}" if "bytes" in one else NONE,
                    f"{build['peak'] / _MIB:,.0f}",
                ]
            )
        else:
            rows.append([*_name(one), *_why_not(one, 6)])
    return _grid(head, rows)


def _query(results: Mapping[str, Any]) -> str:
    head = ["passages", "engine", "p50", "p95", "p99", "cold, mean", "recall@10"]
    rows = []
    for one in results["runs"]:
        if "query" not in one:
            rows.append([*_name(one), *_why_not(one, 5)])
            continue
        for key in ("search", "ask"):
            if key not in one["query"]:
                continue
            of = one["query"][key]
            size, title = _name(one)
            is_search = key == "search"
            rows.append(
                [
                    size,
                    title if is_search else f"{title}, ask",
                    *(f"{of[p]:.1f}" for p in ("p50", "p95", "p99")),
                    f"{one['cold']['search']['mean']:.1f}" if is_search else NONE,
                    _recall(one) if is_search else NONE,
                ]
            )
    return _grid(head, rows)


def _opening(results: Mapping[str, Any]) -> str:
    head = ["passages", "engine", "open, s", "first answer, s", "cold: open, s"]
    head += ["cold: first answer, s", "resident MiB, opened", "after 200 questions", "not of files"]
    rows = [
        [
            *_name(one),
            *(f"{one[run][what]:.2f}" for run in ("query", "cold") for what in ("open", "first")),
            *(
                f"{one['query'][what] / _MIB:,.0f}"
                for what in ("resident_open", "resident", "anonymous")
            ),
        ]
        for one in results["runs"]
        if "query" in one
    ]
    return _grid(head, rows)


def _bare(results: Mapping[str, Any]) -> str:
    keys = ("words", "vectors", "faiss", "bm25s")
    rows = [
        [
            f"{int(size):,}",
            *(f"{bare['seconds'][key]:.1f}" for key in keys),
            f"{bare_rate(results, int(size)):,.0f}",
        ]
        for size, bare in results["bare"].items()
    ]
    head = ["passages", "words", "vectors", "FAISS", "bm25s"]
    return _grid([*head, "together, passages/s"], rows)


def _compared(results: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each size: this project's build by the fastest hybrid peer's."""
    sentences = []
    for size in results["bare"]:
        rates = {
            one["engine"]: rate(results, one)
            for one in results["runs"]
            if str(one["size"]) == size and "query" in one
        }
        own = rates.pop("assistant", None)
        if own is None:
            continue
        said = f"{int(size):,} passages: {own / bare_rate(results, int(size)):.0%} of the bare rate"
        hybrid = {n: r for n, r in rates.items() if r is not None and ENGINES[n].hybrid}
        if hybrid:
            fastest = max(hybrid, key=lambda name: hybrid[name])
            said += f", {own / hybrid[fastest]:.1f} times {fastest}, the fastest hybrid peer"
        sentences.append(f"{said}.")
    return sentences


def _recall(one: Mapping[str, Any]) -> str:
    return NONE if one["recall"] is None else f"{one['recall']:.3f}"


def _name(one: Mapping[str, Any]) -> list[str]:
    return [f"{one['size']:,}", ENGINES[one["engine"]].title]


def _why_not(one: Mapping[str, Any], width: int) -> list[str]:
    why = "left out" if "skipped" in one else f"failed: {one['failed'][:80]}"
    return [why, *[NONE] * (width - 1)]


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    rule = ["---:" if n != 1 else "---" for n in range(len(head))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def put_between(file: Path, text: str) -> None:
    """Put ``text`` between the two marks of ``file``. Raises ValueError where they are not."""
    before = file.read_text(encoding="utf-8")
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{file} has no lines {BEGIN} and {END}")
    temporary = file.with_name(f".{file.name}")
    temporary.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
    temporary.replace(file)
