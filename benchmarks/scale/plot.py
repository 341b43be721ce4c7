"""Build rate and query time against size, as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.scale.engines import ENGINES
from benchmarks.scale.report import rate

_COLOURS = ("#1b5e9c", "#c4570c", "#2e7d32", "#7b3fa0", "#6b6b6b")
_MARKS = ("o", "s", "^", "D", "v")


def plot(results: Mapping[str, Any], file: Path) -> None:
    """Draw both on logarithmic axes; the same results give the same bytes."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "scale", "svg.fonttype": "none", "font.size": 10})
    from matplotlib import pyplot

    figure, (build, query) = pyplot.subplots(1, 2, figsize=(10, 4.8), layout="constrained")
    for name, colour, mark in zip(ENGINES, _COLOURS, _MARKS, strict=True):
        runs = [one for one in results["runs"] if one["engine"] == name and "query" in one]
        if not runs:
            continue
        sizes = [one["size"] for one in runs]
        style: dict[str, Any] = {"color": colour, "marker": mark}
        title = ENGINES[name].title
        build.plot(sizes, [rate(results, one) for one in runs], label=title, **style)
        for percent, line in (("p50", "-"), ("p95", "--")):
            values = [one["query"]["search"][percent] for one in runs]
            query.plot(sizes, values, line, label=title if percent == "p50" else None, **style)
    build.set(title="Build, from file to index", ylabel="passages a second")
    query.set(title="Search: p50 (line), p95 (dashed)", ylabel="milliseconds")
    for axes in (build, query):
        axes.set(xlabel="passages", xscale="log", yscale="log")
        axes.grid(visible=True, which="both", linewidth=0.3)
    figure.legend(*build.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
