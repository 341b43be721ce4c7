"""A table's charts: by the rows' name, by the parts of a column, by date; each with its file."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from assistant.types import Measure, Table
from assistant.web import charts
from assistant.web.forms import form, radios
from assistant.web.markup import attribute, text
from assistant.web.table.place import Place
from assistant.web.table.view import Series, by_dimension, by_part, charted, parts_of, short_name


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
        f"{_panels(place.table, measure)}</section>"
    )


def series_of(table: Table, measure: Measure) -> Iterator[tuple[str, Series]]:
    """Yield what can be drawn of ``measure``: by the rows' name, by its parts, by date."""
    for dimension in table.dimensions:
        if dimension.id == table.key and (series := by_dimension(table, measure, dimension)):
            yield dimension.id, series
    if series := by_part(table, measure):
        yield "parts", series
    for dimension in table.dimensions:
        if dimension.id == table.key or dimension.type not in ("date", "number"):
            continue
        if series := by_dimension(table, measure, dimension):
            yield dimension.id, series


def _chart(place: Place, measure: Measure, by: str, series: Series) -> str:
    picture = charts.bars(series.labels, series.values, series.shown, series.title)
    link = f"{place.here}/chart.csv?{urlencode({'measure': measure.id, 'by': by})}"
    return _figure(series.title, picture, link, "")


def _panels(table: Table, measure: Measure) -> str:
    """Return the parts of ``measure`` beside each other, over the rows' names."""
    key = next(d for d in table.dimensions if d.id == table.key)
    whole = by_dimension(table, measure, key)
    columns = [
        (short_name(part), series.values, series.shown)
        for part in parts_of(table, measure)
        if (series := by_dimension(table, part, key))
    ]
    if whole is None or len(columns) < 2:
        return ""
    title = f"{measure.label}の内訳（{key.label}別）"
    return _figure(title, charts.panels(whole.labels, columns, title), "", "wide")


def _figure(title: str, picture: str, link: str, kind: str) -> str:
    csv = f'<a href="{attribute(link)}" download>CSVで保存</a>' if link else ""
    return (
        f'<figure class="chart {kind}"><figcaption>{text(title)}</figcaption>'
        f'<div class="picture" role="group" aria-label="{attribute(title)}" tabindex="0">{picture}'
        f'</div><p class="downloads"><button type="button" data-png="{attribute(title)}">'
        f"PNGで保存</button>{csv}</p></figure>"
    )
