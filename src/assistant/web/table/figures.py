"""A table's charts: by the rows' name, by the parts of a column, by date; each with its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from assistant.types import Measure, Table
from assistant.web import charts
from assistant.web.download import Value
from assistant.web.forms import form, radios
from assistant.web.markup import attribute, text
from assistant.web.table.place import Place
from assistant.web.table.view import Series, by_dimension, by_part, charted, parts_of, short_name

PARTS: Final = "/parts"
PANELS: Final = "/panels"
"""What a chart is by, where not by a dimension, whose ids have no slash."""


def section(place: Place, chosen: str) -> str:
    """Return the charts of the column ``chosen``, by default of the first that adds up."""
    options = [(m.id, m.label) for m in charted(place.table)]
    if not options:
        return ""
    measure = next((m for m in charted(place.table) if m.id == chosen), charted(place.table)[0])
    chooser = ""
    if len(options) > 1:
        fields = radios("グラフにする数", "measure", options, measure.id)
        chooser = form(place.here, "charts", fields, place.kept("measure"))
    drawn = "".join(_chart(place, measure, by, s) for by, s in series_of(place.table, measure))
    return (
        '<section id="charts" aria-labelledby="charts-title">'
        f'<h2 id="charts-title">グラフ</h2>{chooser}<div class="charts">{drawn}</div>'
        f"{_panels(place, measure)}</section>"
    )


def series_of(table: Table, measure: Measure) -> Iterator[tuple[str, Series]]:
    """Yield what can be drawn of ``measure``: by the rows' name, by its parts, by date."""
    for dimension in table.dimensions:
        if dimension.id == table.key and (series := by_dimension(table, measure, dimension)):
            yield dimension.id, series
    if series := by_part(table, measure):
        yield PARTS, series
    for dimension in table.dimensions:
        if dimension.id == table.key or dimension.type not in ("date", "number"):
            continue
        if series := by_dimension(table, measure, dimension):
            yield dimension.id, series


def file_rows(table: Table, measure: Measure, by: str) -> tuple[str, list[list[Value]]] | None:
    """Return the title of a chart and its numbers as rows, the header first; None for no chart."""
    if by == PANELS:
        if (found := _panel_series(table, measure)) is None:
            return None
        title, labels, columns = found
        head = ["", *(f"{name}（{series.unit}）" for name, series in columns)]
        numbers = zip(*(series.values for _, series in columns), strict=True)
        return title, [[*head], *([label, *n] for label, n in zip(labels, numbers, strict=True))]
    if (series := dict(series_of(table, measure)).get(by)) is None:
        return None
    rows = zip(series.labels, series.values, strict=True)
    return series.title, [["", f"{series.title}（{series.unit}）"], *([*row] for row in rows)]


def _chart(place: Place, measure: Measure, by: str, series: Series) -> str:
    picture = charts.bars(series.labels, series.values, series.shown, series.title)
    return _figure(place, measure, by, series.title, picture)


def _panels(place: Place, measure: Measure) -> str:
    """Return the parts of ``measure`` beside each other, over the rows' names."""
    if (found := _panel_series(place.table, measure)) is None:
        return ""
    title, labels, columns = found
    drawn = [(name, series.values, series.shown) for name, series in columns]
    return _figure(place, measure, PANELS, title, charts.panels(labels, drawn, title))


def _panel_series(
    table: Table, measure: Measure
) -> tuple[str, tuple[str, ...], list[tuple[str, Series]]] | None:
    """Return title, rows' names and the parts of ``measure`` over them; None where there are none.

    A part that has no number in some row is left out: its bars would stand beside other names.
    """
    key = next(d for d in table.dimensions if d.id == table.key)
    if (whole := by_dimension(table, measure, key)) is None:
        return None
    columns = [
        (short_name(part), series)
        for part in parts_of(table, measure)
        if (series := by_dimension(table, part, key)) and series.labels == whole.labels
    ]
    title = f"{measure.label}の内訳（{key.label}別）"
    return (title, whole.labels, columns) if len(columns) > 1 else None


def _figure(place: Place, measure: Measure, by: str, title: str, picture: str) -> str:
    link = f"{place.here}/chart.csv?{urlencode({'measure': measure.id, 'by': by})}"
    return (
        f'<figure class="chart{" wide" if by == PANELS else ""}"><figcaption>{text(title)}'
        f'</figcaption><div class="picture" role="group" aria-label="{attribute(title)}" '
        f'tabindex="0">{picture}</div><p class="downloads">'
        f'<button type="button" data-png="{attribute(title)}">PNGで保存</button>'
        f'<a href="{attribute(link)}" download>CSVで保存</a></p></figure>'
    )
