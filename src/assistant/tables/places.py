"""Place names that a question may hold and a table does not: other prefectures, municipalities."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def prefectures() -> tuple[str, ...]:
    """Return Japan's 47 prefectures, in the order of their JIS X 0401 codes."""
    text = files("assistant.data").joinpath("places.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["prefectures"])


@cache
def _short_names() -> tuple[tuple[str, str], ...]:
    """Return each prefecture with its name as people shorten it, in the same order."""
    return tuple((name, name if name == "北海道" else name[:-1]) for name in prefectures())


@cache
def outside_words() -> tuple[str, ...]:
    """Return names of wider areas and foreign countries that a question may ask about."""
    text = files("assistant.data").joinpath("places.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["outside"])


def outside_place(question: str, publisher: str) -> str | None:
    """Return the prefecture, country or wide area that ``question`` names, if it is not ours.

    ``publisher`` is the text (publisher and title) that says which prefecture is ours.
    A prefecture counts with 県/府/都 or, where its short name is no ordinary word, without.
    """
    # Hardly any question names one: what it must hold is looked for first.
    for name, short in _short_names():
        named = short in question and (name in question or short not in publisher)
        if named and name not in publisher:
            return name
    for word in outside_words():
        named = word in question and (
            not word.isascii() or re.search(rf"\b{word}\b", question) is not None
        )
        if named and word not in publisher:
            return word
    return None
