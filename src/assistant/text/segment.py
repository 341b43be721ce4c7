"""Words of a Japanese text: the only module that knows fugashi and UniDic.

The dictionary is loaded at the first call, once for every thread, because a MeCab tagger is not
thread-safe. Its answer is taken as one string: reading it node by node takes twice as long.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from assistant.text.normalize import normalize

_local = threading.local()

# MeCab keeps lengths of words and of the space before them in 16 bits: a pasted page of blanks
# would shift every later offset. Lines are parsed apart, and long lines in pieces.
_LINE = re.compile(r"[^\s](?:[^\n\r]*[^\s])?")
_MAX_PIECE = 4000
# A word in one line: the white space before it and its surface, then those of UniDic's features
# that are used, a * as nothing: lemma (7) and kana (17), which an unknown word has not, and three
# levels of the part of speech, the first of them last, because fugashi cuts what is empty off the
# end. All features take twice as long. «-O ""» puts the dictionary's own formats out of force.
_POS: Final = r"%f[1]\t%f[2]\t%f[0]\n"
_FORMAT: Final = rf'-O "" "-F%M\t%f[7]\t%f[17]\t{_POS}" "-U%M\t\t\t{_POS}" "-E\n"'
_WORDS_KEPT: Final = 1 << 16
"""About as many as a large corpus uses; some tens of megabytes at most."""
_LINES_KEPT: Final = 8192
"""What is indexed is read for its terms, its vector and its outline one after the other."""

_SHORT: Final = 1000
_TEXTS_KEPT: Final = 32
"""The steps that read one sentence ask for its words one after the other."""

_BREAK = re.compile(r"[。！？!?]|\s{2,}|[、,]")


class Token(NamedTuple):
    """A word: ``text[start:end]`` of the text that was segmented is ``surface``.

    ``lemma`` is the dictionary form without UniDic's sense suffix, or the surface of an unknown
    word; ``reading`` is katakana, empty where unknown. ``pos``, ``pos2`` and ``pos3`` are UniDic's
    first three levels of the part of speech (名詞, 普通名詞, 助数詞可能), ``*`` for none. A tuple,
    because a page of text makes thousands of them.
    """

    surface: str
    lemma: str
    reading: str
    pos: str
    pos2: str
    start: int
    end: int
    pos3: str = "*"


class Word(NamedTuple):
    """A word as the dictionary knows it, wherever it stands: the fields of a :class:`Token`.

    ``form`` is its surface without case. ``key`` is its lemma as an index key, None for a word that
    carries no meaning of its own.
    """

    surface: str
    form: str
    lemma: str
    reading: str
    pos: str
    pos2: str
    pos3: str
    key: str | None


def _tagger() -> Any:
    tagger = getattr(_local, "tagger", None)
    if tagger is None:
        # Here, so that a lookup without Japanese words does not pay for it.
        import fugashi

        # unidic_lite has no type information.
        folder = importlib.import_module("unidic_lite").DICDIR
        # Named outright, so that another dictionary on the machine is never picked up. fugashi
        # splits its argument as a shell does: the quotes guard a path with blanks.
        tagger = fugashi.Tagger(f'-d "{folder}" -r "{folder}/mecabrc" {_FORMAT}')
        _local.tagger = tagger
    return tagger


def segment(text: str) -> tuple[Token, ...]:
    """Return the words of ``text`` in order; white space belongs to none.

    ``start`` and ``end`` are characters of ``text`` as given. Normalise first where half-width
    katakana or radicals may occur: the dictionary does not hold them.
    """
    return _short(text) if len(text) <= _SHORT else _segment(text)


@lru_cache(maxsize=_TEXTS_KEPT)
def _short(text: str) -> tuple[Token, ...]:
    return _segment(text)


def _segment(text: str) -> tuple[Token, ...]:
    return tuple(token for start, piece in _pieces(text) for token in _tokens(piece, start))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into lines, and lines longer than the limit after punctuation or blanks."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        while end - start > _MAX_PIECE:
            window = text[start : start + _MAX_PIECE]
            cuts = [found.end() for found in _BREAK.finditer(window)]
            stop = start + (cuts[-1] if cuts else _MAX_PIECE)
            yield start, text[start:stop]
            start = stop
        yield start, text[start:end]


def words_of(text: str) -> list[Word]:
    """Return the words of ``text`` in order, as :func:`segment` does, but not where they stand.

    For an index, which needs nothing else: it takes a third of the time.
    """
    return [word for _, piece in _pieces(text) for word in _words(piece)]


@lru_cache(maxsize=_LINES_KEPT)
def _words(piece: str) -> tuple[Word, ...]:
    rows: str = _tagger().parse(_readable(piece))
    return tuple(word for word in map(_word, rows.split("\n")) if word.surface)


def _readable(piece: str) -> str:
    """Return ``piece`` as MeCab can read it: C strings of UTF-8, and a tab ends a surface.

    One character stands for one, so offsets stay.
    """
    readable = piece.replace("\0", " ").replace("\t", " ")
    return readable.encode("utf-8", "replace").decode("utf-8")


def _tokens(piece: str, offset: int) -> Iterator[Token]:
    readable = _readable(piece)
    end = 0
    for word_surface, _, lemma, reading, pos, pos2, pos3, _ in _words(piece):
        # Nothing but white space lies between one word and the next.
        start = readable.index(word_surface, end)
        end = start + len(word_surface)
        # From the text itself, which may hold what MeCab cannot read.
        surface = piece[start:end]
        yield Token(surface, lemma, reading, pos, pos2, offset + start, offset + end, pos3)


@lru_cache(maxsize=_WORDS_KEPT)
def _word(row: str) -> Word:
    """Return the word of a row of the dictionary, without the white space before it.

    The word of an empty row is empty.
    """
    if not row:
        return Word("", "", "", "", "", "", "", None)
    spaced, lemma, reading, pos2, pos3, pos = row.split("\t")
    surface = spaced.lstrip()
    lemma = _without_sense(lemma or surface)
    key = lemma.casefold()
    meant = (
        pos not in _FUNCTION_POS
        and key not in _FUNCTION_LEMMAS
        and any(char.isalnum() for char in key)
    )
    form = surface.casefold()
    key_or_none = key if meant else None
    return Word(surface, form, lemma, reading, pos, pos2 or "*", pos3 or "*", key_or_none)


def _without_sense(lemma: str) -> str:
    """Drop what UniDic adds to tell lemmas apart: 私-代名詞, センター-center."""
    return lemma.partition("-")[0] or lemma


# Parts of speech that carry no topic. 代名詞, 感動詞: the small words of questions (何, はい).
_FUNCTION_POS = frozenset(
    {"助詞", "助動詞", "補助記号", "空白", "代名詞", "感動詞", "接続詞", "連体詞"}
)
# Words that stand in any sentence of this language, by lemma.
_FUNCTION_LEMMAS = frozenset(
    {"為る", "居る", "有る", "成る", "事", "物", "為", "様", "等", "下さる", "呉れる", "因る"}
    | {"於く", "仕舞う", "御", "出来る", "言う", "行く", "来る", "頂く", "所", "中", "達", "的"}
)


def content_lemmas(text: str) -> list[str]:
    """Return the lemmas of the words that carry meaning, in order, as index keys.

    The text is normalised first. Lemmas are case-folded; they are keys, never shown: UniDic's
    lemma of ヶ所 is 箇所.
    """
    return [word.key for word in words_of(normalize(text).text) if word.key is not None]
