"""Choices as radio buttons and check boxes in forms whose state is the page's address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.web.markup import attribute, text


def radios(legend: str, name: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    """Return one choice among ``options``, which are pairs of value and words."""
    items = "".join(
        _option("radio", name, value, text(words), value == chosen) for value, words in options
    )
    return f'<fieldset><legend>{text(legend)}</legend><div class="options">{items}</div></fieldset>'


def check_boxes(
    legend: str, name: str, options: Sequence[tuple[str, str, int]], chosen: Sequence[str]
) -> str:
    """Return any number of choices among ``options``: value, words and how many there are.

    What would find nothing stays there, so that the page does not jump under a pointer.
    """
    items = "".join(
        _option(
            "checkbox", name, value, text(words) + _count(f"{name}-{place}", count), value in chosen
        )
        for place, (value, words, count) in enumerate(options)
    )
    return f'<fieldset><legend>{text(legend)}</legend><div class="options">{items}</div></fieldset>'


def check_box(name: str, value: str, words: str, chosen: bool) -> str:
    """Return a single choice that is made or not."""
    return f'<div class="options">{_option("checkbox", name, value, text(words), chosen)}</div>'


def form(action: str, anchor: str, fields: str, kept: Mapping[str, str]) -> str:
    """Return a form that shows the page anew with what is chosen; ``kept`` goes along unchanged.

    ``anchor`` is the part of the page that the choice changes. With a script it changes at once,
    and the button is not needed.
    """
    hidden = "".join(
        f'<input type="hidden" name="{attribute(name)}" value="{attribute(value)}">'
        for name, value in kept.items()
    )
    return (
        f'<form class="choose" action="{attribute(action)}#{anchor}" data-auto="{anchor}">'
        f'{fields}{hidden}<button type="submit" class="unscripted">表示する</button></form>'
    )


def _option(kind: str, name: str, value: str, words: str, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    return (
        f'<label><input type="{kind}" name="{name}" value="{attribute(value)}"{checked}>'
        f"<span>{words}</span></label>"
    )


def _count(id: str, number: int) -> str:
    """Return a number that follows what is chosen elsewhere, by its id."""
    return (
        f' <span class="count" id="{id}" data-follow>{number}'
        '<span class="visually-hidden">件</span></span>'
    )
