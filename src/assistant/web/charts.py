"""Bar charts as SVG, in the page's own colours and fonts; the one module that knows matplotlib.

Text stays text: the browser sets it in a font of the reader's system, so no font is shipped, and
colours are the style sheet's, light or dark. Values stand beside their bars and every bar has an
outline, so that nothing is lost in black and white.
"""

from __future__ import annotations

import io
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from assistant.web.markup import attribute

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH: Final = 400
"""Units of a chart's width; 12 of them are the height of a letter at any width of the screen."""

PANEL_WIDTH: Final = 132
_ROW: Final = 24
_LETTER: Final = 12
_GAP: Final = 8
_VALUE: Final = 62
_HEADER_LETTERS: Final = 9
_HALF: Final = 0.6 * _LETTER
"""Units for half a letter; digits are somewhat wider than half a Japanese letter."""
_LABEL_LETTERS: Final = 30
"""Half letters that fit beside the bars."""

# Colours that stand for the style sheet's until the SVG is finished; nothing else may use them.
_INK, _BAR, _RULE = "#010203", "#040506", "#070809"
_VARIABLES: Final = {_INK: "var(--ink)", _BAR: "var(--bar)", _RULE: "var(--rule-strong)"}

_LOCK: Final = threading.Lock()
"""matplotlib's settings and Python's warning filters belong to the whole process."""

_FONT: Final = re.compile(r"font(?:-family|-weight|-style|-stretch|-variant)?: [^;\"]*;?\s*")
_IDS: Final = re.compile(r'\sid="[^"]*"')
_HEAD: Final = re.compile(r"^.*?<svg[^>]*viewBox=\"([^\"]*)\"[^>]*>", re.DOTALL)
_META: Final = re.compile(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</defs>", re.DOTALL)


def warm() -> None:
    """Load matplotlib, which takes a second, before somebody waits for a chart."""
    bars(("",), (1,), ("",), "")


def bars(labels: Sequence[str], values: Sequence[float], shown: Sequence[str], name: str) -> str:
    """Return horizontal bars from top to bottom as one ``svg`` element.

    ``shown`` is each value as it is printed beside its bar, ``name`` what a screen reader says.
    Equal arguments give equal bytes.
    """
    return _bars(tuple(labels), tuple(values), tuple(shown), name)


def panels(
    labels: Sequence[str],
    columns: Sequence[tuple[str, Sequence[float], Sequence[str]]],
    name: str,
) -> str:
    """Return one column of bars beside the other, over the same rows and on the same scale.

    A column is its heading, its values and the values as printed, in the order of ``labels``.
    """
    frozen = tuple((head, tuple(values), tuple(shown)) for head, values, shown in columns)
    return _panels(tuple(labels), frozen, name)


@lru_cache(maxsize=256)
def _bars(
    labels: tuple[str, ...], values: tuple[float, ...], shown: tuple[str, ...], name: str
) -> str:
    return _drawn(labels, (("", values, shown),), WIDTH - _label_width(labels), name)


@lru_cache(maxsize=64)
def _panels(
    labels: tuple[str, ...],
    columns: tuple[tuple[str, tuple[float, ...], tuple[str, ...]], ...],
    name: str,
) -> str:
    return _drawn(labels, columns, PANEL_WIDTH, name)


def _drawn(
    labels: Sequence[str],
    columns: Sequence[tuple[str, Sequence[float], Sequence[str]]],
    width: int,
    name: str,
) -> str:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    left = _label_width(labels)
    heads = [_wrapped(head) for head, _, _ in columns]
    above = max(len(head) for head in heads) * (_LETTER + 4) + 6 if any(heads) else 4
    full_width, full_height = left + width * len(columns), above + _ROW * len(labels) + 4
    longest = max((abs(v) for _, values, _ in columns for v in values), default=0) or 1
    with (
        _LOCK,
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "x", "font.size": _LETTER}),
        warnings.catch_warnings(),
    ):
        # The server's fonts need not know Japanese: the browser's do.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
        figure = Figure(figsize=(full_width / 72, full_height / 72), dpi=72)
        FigureCanvasSVG(figure)
        axes = _axes(figure, full_width, full_height)
        for row, label in enumerate(labels):
            y = above + _ROW * (row + 0.5)
            words = _short(label)
            axes.text(left - _GAP, y, words, ha="right", va="center", color=_INK, parse_math=False)
        for number, (head, (_, values, shown)) in enumerate(zip(heads, columns, strict=True)):
            start = left + number * width
            for line, words in enumerate(head):
                y = (_LETTER + 4) * (line + 0.7)
                axes.text(start, y, words, va="center", color=_INK, parse_math=False)
            _column(axes, start, above, (width - _VALUE) / longest, values, shown)
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return _finished(written.getvalue(), name)


def _column(
    axes: Axes,
    start: float,
    above: float,
    scale: float,
    values: Sequence[float],
    shown: Sequence[str],
) -> None:
    height = _ROW * len(values)
    axes.plot([start, start], [above, above + height], color=_RULE, lw=1, clip_on=False)
    for row, (value, words) in enumerate(zip(values, shown, strict=True)):
        y, length = above + _ROW * (row + 0.5), abs(value) * scale
        axes.barh(y, length, _ROW * 0.62, start, color=_BAR, edgecolor=_INK, lw=0.8, clip_on=False)
        axes.text(
            start + length + 5, y, words, va="center", color=_INK, clip_on=False, parse_math=False
        )


def _axes(figure: Figure, width: float, height: float) -> Axes:
    """Return axes over the whole figure, in units of the picture, y from the top."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.autoscale(False)
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    return axes


def _finished(svg: str, name: str) -> str:
    """Return matplotlib's file as an element of a page: no head, no ids, the page's colours."""
    head = _HEAD.match(svg)
    assert head is not None, "matplotlib writes an svg element with a view box"
    box = head[1]
    width = box.split()[2]
    body = _META.sub("", svg[head.end() :])
    body = _IDS.sub("", _FONT.sub(_size_only, body))
    for colour, variable in _VARIABLES.items():
        body = body.replace(colour, variable)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}" '
        f'role="img" aria-label="{attribute(name)}">{body.strip()}'
    )


def _size_only(declaration: re.Match[str]) -> str:
    """Keep the size of a font declaration; the family is the page's."""
    size = re.search(r"([\d.]+)px", declaration[0])
    return f"font-size: {size[1]}px; " if size else ""


def _label_width(labels: Sequence[str]) -> int:
    longest = max((min(_columns_of(label), _LABEL_LETTERS) for label in labels), default=0)
    return int(max(longest, 4) * _HALF) + _GAP + 4


def _columns_of(text: str) -> int:
    """Return how many half letters ``text`` is wide."""
    return sum(2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in text)


def _short(label: str) -> str:
    """Return ``label``, cut where it is wider than its half of the picture."""
    if _columns_of(label) <= _LABEL_LETTERS:
        return label
    while _columns_of(label) > _LABEL_LETTERS - 2:
        label = label[:-1]
    return f"{label}…"


def _wrapped(text: str) -> list[str]:
    return [text[at : at + _HEADER_LETTERS] for at in range(0, len(text), _HEADER_LETTERS)]
