"""Text made safe for HTML, and the few shapes that answers and sources share.

Every word that comes from a user, a document or the engine passes through :func:`text`
or :func:`attribute` exactly once; nothing else in this package writes such words.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from assistant.types import Document, Passage
from assistant.web.labels import kind_of, month_of, place_of

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BIDI: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")


def whole(value: str) -> str:
    """Return ``value`` as text that can be encoded: surrogate pairs joined, lone ones U+FFFD."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def plain(value: str) -> str:
    """Return ``value`` as text that any format can hold and that acts on nothing beside it.

    Control characters become U+FFFD and direction overrides are dropped, so that text from
    outside cannot turn the words around it.
    """
    return _BIDI.sub("", _CONTROL.sub("\ufffd", whole(value)))


def text(value: str) -> str:
    """Return ``value`` escaped for an HTML text node.

    A private-use glyph, which no font can show (bullets taken from a PDF), keeps its place in
    the text and is drawn as a bullet.
    """
    return _PRIVATE.sub(
        lambda glyph: f'<span class="glyph">{glyph[0]}</span>',
        html.escape(plain(value), quote=False),
    )


def attribute(value: str) -> str:
    """Return ``value`` escaped for a double-quoted attribute."""
    return html.escape(plain(value), quote=True)


def is_number(value: str) -> bool:
    """Tell whether a table cell should be set as a number: digits with a short unit."""
    plain = unicodedata.normalize("NFKC", value).strip()
    return re.fullmatch(r"[−+-]?\d[\d,.]*\s?\D{0,4}", plain) is not None


def kind_line(passage: Passage) -> str:
    """Return what ``passage`` is, as a line with its sign."""
    sign, words = kind_of(passage)
    again = '<span class="again">再掲</span>' if passage.repeated else ""
    return (
        f'<p class="kind kind-{attribute(passage.kind)}">'
        f'<span class="sign" aria-hidden="true">{sign}</span>{text(words)}{again}</p>'
    )


def trail_line(passage: Passage, first: str = "") -> str:
    """Return where ``passage`` stands: section and field name, after ``first`` if given."""
    parts = list(dict.fromkeys(p for p in (first, passage.section, passage.label) if p))
    if parts == [kind_of(passage)[1]]:
        return ""
    return f'<p class="trail">{" <span>›</span> ".join(map(text, parts))}</p>' if parts else ""


def region_line(passage: Passage, brief: bool = False) -> str:
    """Return the region of ``passage`` with how it is known, or nothing where none applies.

    ``brief`` leaves the candidates of an open region without the reason, which all share.
    """
    if passage.region is None:
        return ""
    place = place_of(passage.region)
    details = place.details[:1] if brief else place.details
    detail = "".join(f'<span class="detail">{text(part)}</span>' for part in details)
    return (
        f'<p class="region {passage.region.basis}"><span class="visually-hidden">地域: </span>'
        f'<strong>{text(place.name)}</strong> <span class="basis">'
        f'<span class="sign" aria-hidden="true">{place.sign}</span>{place.basis}</span>{detail}</p>'
    )


def asking_buttons(questions: Sequence[str]) -> str:
    """Return ``questions`` as buttons that ask them."""
    buttons = "".join(
        f'<li><button type="button" data-ask="{attribute(q)}">{text(q)}</button></li>'
        for q in questions
    )
    return f'<ul class="choices">{buttons}</ul>'


def published(document: Document) -> str:
    """Return who published ``document`` and when, as a line of text."""
    parts = [text(part) for part in (document.publisher, month_of(document.date)) if part]
    return f'<p class="published">{" ・ ".join(parts)}</p>' if parts else ""


def counted(counts: Mapping[str, int]) -> str:
    """Return how many there are of each name, leaving out those of which there are none."""
    return "、".join(f"{text(name)}{count:,}件" for name, count in counts.items() if count)


def facts_list(facts: Sequence[tuple[str, str]]) -> str:
    """Return names and values, which are markup, leaving out what has no value."""
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts if value)
    return f'<dl class="facts">{items}</dl>'


def source_address(document: Document) -> str:
    """Return the address of the full text of ``document``, relative to the site's root."""
    return f"source/{quote(document.id, safe='')}"


def source_url(passage: Passage) -> str:
    """Return the address of ``passage`` in the full text, relative to the site's root."""
    mark = quote(passage.id, safe="")
    return f"source/{quote(passage.document, safe='')}?passage={mark}#{mark}"
