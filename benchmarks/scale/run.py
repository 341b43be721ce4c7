"""Every engine at every size, each step in a process of its own, one after another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale.data import Prepared, load_questions
from benchmarks.scale.engines import ENGINES
from benchmarks.scale.machine import machine, versions
from benchmarks.scale.measure import Watch, evict, folder_bytes, percentile
from benchmarks.scale.reading import ROOT

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, with which Python, and how long a step may take, in seconds."""

    engines: Sequence[str]
    python: Path
    peers_python: Path
    folder: Path
    limit: float
    skip: frozenset[str] = frozenset()
    """``engine:size`` of what is left out."""

    def python_of(self, engine: str) -> Path:
        """Return the interpreter that an engine runs in."""
        return self.peers_python if ENGINES[engine].peer else self.python


class StepFailedError(Exception):
    """A step that did not end well; the message is the last line it said, or that it was slow."""


def run(samples: Mapping[int, Prepared], plan: Plan, results_file: Path, say: Say) -> Any:
    """Measure and return everything; ``results_file`` is written anew after every engine."""
    first = next(iter(samples.values()))
    kinds = [question.kind for question in load_questions(first.folder.parent)]
    results: dict[str, Any] = {
        "machine": machine(),
        "versions": {
            ENGINES[name].package: versions(plan.python_of(name), ENGINES[name].package)
            for name in plan.engines
        },
        "questions": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "bare": {},
        "runs": [],
    }
    for size, data in sorted(samples.items()):
        say(f"{size:,} passages: the parts alone")
        command = [str(plan.python), "-m", "benchmarks.scale.bare", str(data.folder)]
        results["bare"][str(size)] = _step(command, plan.limit)
        for name in plan.engines:
            if f"{name}:{size}" in plan.skip:
                results["runs"].append({"engine": name, "size": size, "skipped": True})
                continue
            begin = time.perf_counter()
            one = {"engine": name, "size": size, **_measure(name, data, plan)}
            one["wall"] = time.perf_counter() - begin
            results["runs"].append(one)
            say(f"{size:,} passages: {name}, {one['wall']:.0f} s {one.get('failed', '')}")
            _write(results_file, results)
    return results


def _measure(name: str, data: Prepared, plan: Plan) -> dict[str, Any]:
    """Return what one engine costs at one size, or ``failed`` with the reason."""
    folder = plan.folder / "index" / f"{name}-{len(data)}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def step(which: str) -> dict[str, Any]:
        return _step(
            [
                str(plan.python_of(name)),
                *("-m", "benchmarks.scale.worker", which, name),
                *(str(data.folder), str(folder), str(time.time())),
            ],
            plan.limit,
        )

    measured: dict[str, Any] = {}
    try:
        measured["build"] = step("build")
        stored = folder / "index" if name == "assistant" else folder
        measured["bytes"] = folder_bytes(stored)
        measured["source_bytes"] = folder_bytes(folder) - measured["bytes"]
        evict(folder)
        measured["cold"] = _summed(step("cold"))
        query = step("query")
        measured["recall"] = recall(query.pop("found"), data)
        measured["query"] = _summed(query)
    except StepFailedError as error:
        measured["failed"] = str(error)
    shutil.rmtree(folder, ignore_errors=True)
    return measured


def recall(found: Sequence[Sequence[int]], data: Prepared) -> float | None:
    """Return how much of the true ten nearest was found, on average; None without vectors.

    A passage counts that is as near as the tenth is: of equal texts any may be found.
    """
    asked = np.load(data.folder.parent / "question-vectors.npy")
    rows, exact = data.vectors(), data.exact()
    shares = []
    for vector, numbers, best in zip(asked, found, exact, strict=True):
        if vector.any():
            products = rows[sorted(set(numbers))] @ vector
            # The last bits of a sum depend on the order of its parts.
            shares.append(min(int((products >= best[-1] - 1e-5).sum()), len(best)) / len(best))
    return sum(shares) / len(shares) if any(found) else None


def _summed(measured: dict[str, Any]) -> dict[str, Any]:
    """Return the same with percentiles, in milliseconds, in place of the times of questions."""
    for key in ("search", "ask"):
        if key in measured:
            taken = measured[key].pop("times")
            measured[key] |= {
                "count": len(taken),
                "mean": sum(taken) / len(taken),
                **{f"p{p}": percentile(taken, p) for p in (50, 95, 99)},
            }
    return measured


def _step(command: Sequence[str], limit: float) -> dict[str, Any]:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "LANCEDB_LOG": "error",
    }
    try:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
    except OSError as error:
        raise StepFailedError(f"{command[0]}: {error.strerror}") from error
    watch = Watch(process.pid)
    watch.start()
    try:
        out, said = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise StepFailedError(f"not done in {limit:.0f} s") from None
    finally:
        watch.end()
    if process.returncode:
        last = said.strip().splitlines() or [f"ended with status {process.returncode}"]
        raise StepFailedError(last[-1])
    measured: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return {**measured, "peak": max(watch.most, measured.get("peak", 0))}


def _write(file: Path, results: Mapping[str, Any]) -> None:
    temporary = file.with_name(f".{file.name}")
    temporary.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    temporary.replace(file)
