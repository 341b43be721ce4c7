"""Measure build and query cost at several sizes, this project and others in one run.

    python -m benchmarks.scale --passages FILE.jsonl.gz --sizes 10000 100000 all

Every engine builds and answers in a process of its own, one after another. Figures go to
``build/scale/results.json`` after every step; ``--docs`` puts the tables and the plot into
``docs/``. docs/benchmarks.md says what each figure means.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.scale.data import HELD_OUT, prepare
from benchmarks.scale.engines import ENGINES
from benchmarks.scale.plot import plot
from benchmarks.scale.reading import ROOT
from benchmarks.scale.report import put_between, tables
from benchmarks.scale.run import Plan, run

IMAGE: Final = "images/scale.svg"
IMAGE_SAYS: Final = "Passages a second of a build, and milliseconds of a search, against size"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; the status is 1 where an engine failed."""
    options = _parser().parse_args(arguments)
    results_file = options.folder / "results.json"
    if options.report is not None:
        results = json.loads(options.report.read_text(encoding="utf-8"))
    else:
        options.folder.mkdir(parents=True, exist_ok=True)
        names = dict(pair.split("=", 1) for pair in options.fields)
        samples = prepare(
            options.passages, names, options.sizes, options.folder, _say, options.held_out
        )
        plan = Plan(
            engines=("assistant", *options.peers),
            python=Path(sys.executable),
            peers_python=options.peers_python,
            folder=options.folder,
            limit=options.limit,
            skip=frozenset(options.skip),
        )
        results = run(samples, plan, results_file, _say)
    text = tables(results)
    print(text)
    if options.docs:
        docs = ROOT / "docs"
        plot(results, docs / IMAGE)
        put_between(docs / "benchmarks.md", f"{text}\n\n![{IMAGE_SAYS}]({IMAGE})")
    return int(any("failed" in each for each in results["runs"]))


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _size(text: str) -> int | None:
    return None if text == "all" else int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--passages", type=Path, help="JSONL, plain or .gz, one passage a line")
    source.add_argument("--report", type=Path, help="results.json of an earlier run, to print")
    parser.add_argument("--sizes", nargs="+", type=_size, default=[10_000, 100_000, None])
    parser.add_argument(
        "--fields",
        nargs="*",
        default=[],
        metavar="OURS=THEIRS",
        help="what the file calls text, section, region and label",
    )
    parser.add_argument(
        "--peers", nargs="*", default=[], choices=[n for n, e in ENGINES.items() if e.peer]
    )
    parser.add_argument(
        "--peers-python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python"
    )
    parser.add_argument(
        "--skip", nargs="*", default=[], metavar="ENGINE:SIZE", help="what to leave out"
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "scale")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds for one step")
    parser.add_argument("--held-out", type=int, default=HELD_OUT, help="passages for questions")
    parser.add_argument("--docs", action="store_true", help="write tables and plot into docs/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
