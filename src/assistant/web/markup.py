"""Text made safe for HTML, and the few shapes that answers and sources share.

Every word that comes from a user, a document or the engine passes through :func:`text`
or :func:`attribute` exactly once; nothing else in this package writes such words.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final
from urllib.parse import quote

from assistant.types import Passage

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_BIDI: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")


def whole(value: str) -> str:
    """Return ``value`` as text that can be encoded: surrogate pairs joined, lone ones U+FFFD."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def text(value: str) -> str:
    """Return ``value`` escaped for an HTML text node.

    Control characters become U+FFFD and direction overrides are dropped, so that text from
    outside cannot turn the words around it. A private-use glyph, which no font can show
    (bullets taken from a PDF), keeps its place in the text and is drawn as a bullet.
    """
    shown = _BIDI.sub("", _CONTROL.sub("\ufffd", whole(value)))
    return _PRIVATE.sub(
        lambda glyph: f'<span class="glyph">{glyph[0]}</span>', html.escape(shown, quote=False)
    )


def attribute(value: str) -> str:
    """Return ``value`` escaped for a double-quoted attribute."""
    return html.escape(_BIDI.sub("", _CONTROL.sub("\ufffd", whole(value))), quote=True)


def is_number(value: str) -> bool:
    """Tell whether a table cell should be set as a number: digits with a short unit."""
    plain = unicodedata.normalize("NFKC", value).strip()
    return re.fullmatch(r"[−+-]?\d[\d,.]*\s?\D{0,4}", plain) is not None


def source_url(passage: Passage) -> str:
    """Return the address of ``passage`` in the full text, relative to the page's root."""
    mark = quote(passage.id, safe="")
    return f"source/{quote(passage.document, safe='')}?passage={mark}#{mark}"
