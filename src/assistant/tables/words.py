"""The general words of asking for numbers, and questions in the spelling they expect."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.text.figures import find_figures
from assistant.text.normalize import fold
from assistant.types import Language

_BLANK = re.compile(r"\s")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


@cache
def words() -> dict[str, Any]:
    """Return ``data/table_words.toml``."""
    text = files("assistant.data").joinpath("table_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def patterns(language: Language, group: str) -> dict[str, re.Pattern[str]]:
    """Return one pattern for each entry of a group (ask, op, scope)."""
    return {
        # An English word begins where it begins: teachers are not counted each.
        name: re.compile("|".join(_bordered(p, language) for p in patterns))
        for name, patterns in words()[language][group].items()
    }


def _bordered(pattern: str, language: Language) -> str:
    start = r"\b" if language == "en" and pattern[:1].isalpha() else ""
    return f"{start}(?:{pattern})"


@cache
def neutral_words(language: Language) -> frozenset[str]:
    """Return words that may stand in a number question without narrowing what is counted."""
    return frozenset(fold(w) for w in words()[language]["neutral"]["words"])


@cache
def people_words() -> frozenset[str]:
    """Return words for people that mean a column only right behind its name."""
    return frozenset(fold(w) for w in words()["people"]["words"])


@cache
def operator_words(language: Language) -> frozenset[str]:
    """Return words that change what is computed, wherever they stand."""
    return frozenset(fold(w) for w in words()[language]["operators"]["words"])


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a pattern stands in the plain question, with the groups it caught."""

    start: int
    end: int
    groups: tuple[str | None, ...] = ()


# An English question may quote a Japanese name; a Japanese one an English word.
_LATIN_SHARE = 3


ROW = "地域"
"""The noun that the general patterns use for a row, whatever a table calls its own."""


def find_marks(
    plain: str, language: Language, group: str, rows: re.Pattern[str] | None = None
) -> dict[str, list[Mark]]:
    """Return, by name, where the patterns of a group stand in ``plain``.

    Blanks inside Japanese (一番 多い) are passed over. ``rows`` finds what the table calls a row
    (圏域, 館): the patterns know it by one noun alone.
    """
    text, places = plain, list(range(len(plain)))
    if language != "en" and _BLANK.search(plain):
        places = [i for i, c in enumerate(plain) if not c.isspace()]
        text = "".join(plain[i] for i in places)
    if rows is not None and language != "en":
        text, places = _with_one_noun(text, places, rows)
    found: dict[str, list[Mark]] = {}
    for name, pattern in patterns(language, group).items():
        if pattern.search(text) is None:
            continue  # as nearly always, and quicker seen than with an iterator
        for match in pattern.finditer(text):
            if match.start() < match.end():
                start, end = places[match.start()], places[match.end() - 1] + 1
                found.setdefault(name, []).append(Mark(start, end, match.groups()))
    return found


def _with_one_noun(text: str, places: list[int], rows: re.Pattern[str]) -> tuple[str, list[int]]:
    """Write :data:`ROW` for what ``rows`` finds; its letters keep the ends of the noun's place."""
    if rows.search(text) is None:
        return text, places
    parts: list[str] = []
    kept: list[int] = []
    last = 0
    for match in rows.finditer(text):
        start, end = match.span()
        parts += [text[last:start], ROW]
        kept += [*places[last:start], places[start], *[places[end - 1]] * (len(ROW) - 1)]
        last = end
    return "".join([*parts, text[last:]]), [*kept, *places[last:]]


def question_language(text: str) -> Language:
    """Return ``en`` for a question written mostly in Latin letters, else ``ja``."""
    japanese = len(_JAPANESE.findall(text))
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return "en" if japanese * _LATIN_SHARE < latin else "ja"


def plain_question(question: str) -> str:
    """Return the question folded, with numerals of every kind as ASCII digits.

    Only counted numbers change (十人 → 10人, 二番目 → 2番目); names that hold a numeral stay.
    """
    text = _ERA.sub(r"令和\1年", _unspell(fold(question)))
    text = _ORDINAL.sub(lambda m: _ORDINALS[m.group(1)], text)
    text = _DOUBLE.sub("at least 10", text)
    parts: list[str] = []
    last = 0
    for found in find_figures(text):
        if found.type not in ("number", "percent", "ordinal") or found.text[0].isdigit():
            continue
        digits = _NUMERAL.match(found.text.removesuffix(found.unit or "").rstrip())
        if digits is None or not isinstance(found.value, int) or found.text in _KEPT:
            continue
        tenths = found.type == "percent" and "割" in found.text
        if tenths and not _TENTHS.fullmatch(found.text):
            continue
        # The value of a 割 is in hundredths: 三割 is 30.
        value = found.value // 10 if tenths else found.value
        parts += [text[last : found.start], str(value)]
        last = found.start + digits.end()
    return "".join([*parts, text[last:]])


# «the second highest», «third place»: «first» and «second» alone are other words.
_ORDINALS = {"second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th"}
_ORDINAL = re.compile(
    rf"\b({'|'.join(_ORDINALS)})"
    r"(?=[- ](?:most|largest|highest|biggest|best|fewest|smallest|lowest|least|place))"
)
_DOUBLE = re.compile(r"\b(?:reach(?:ed)?|in|into|had|have) double digits")
_NUMERAL = re.compile(r"第?[〇一二三四五六七八九十百千万億兆]+|[a-z]+(?:[ -][a-z]+)*")
_TENTHS = re.compile(r"[一二三四五六七八九十]割")
# R7 for 令和7年, where no date follows that is read as one (R6.10.17).
_ERA = re.compile(r"(?<![a-z0-9])r([0-9]{1,2})(?![0-9.a-z年/])")
# ナンニン spells 何人 as なんにん does.
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
# なかつた for なかった, as old and hasty writers have it.
_LARGE_TSU = re.compile(r"(?<=[かだまわら])つ(?=た(?![ちく]))")
# «おおまちわ？» for «大町は？»; behind a verb it is the speaker's tone: 来たわ.
_TOPIC = re.compile(r"(?<![たるだいのすんでは、\s])わ(?=\s*[?？]?$)")
# A laugh at the end says nothing: «何人集まったん？ｗ».
_LAUGH = re.compile(r"(?<=[^\x00-\x7f])([?!。]*)(?:w+|\(?笑\)?|草)(?=[?!。]*$)")
# «150人を少し超えた»: how far a limit was passed is not what is asked.
_HEDGE = re.compile(
    r"(?<=[をにもは])(?:ほんの|もう)?(?:少し|ちょっと|わずかに|やや|大きく|はるかに|軽く|かろうじて|ぎりぎり)"
    r"(?=超|越|上回|下回|届|達|満た)"
)
_WHAT = re.compile(r"なん(?=[人名回倍%割時日月曜か])")
# Numbers as they are said, before what they count: じゅういちがつ, ごにん.
_SAID = {
    "じゅう": "十", "いち": "一", "に": "二", "さん": "三", "よん": "四", "よ": "四", "し": "四",
    "ご": "五", "ろく": "六", "なな": "七", "しち": "七", "はち": "八", "きゅう": "九", "く": "九",
}  # fmt: skip
_ONE = "|".join(word for word in _SAID if word != "じゅう")
_SPOKEN = re.compile(
    rf"(?:(?<![ぁ-んァ-ヶー])|(?<=がつ)|(?<=[はがをもでと]))(?:{_ONE})?じゅう(?:{_ONE})?"
    r"(?=\s?(?:がつ|にち|にん|めい|[月日人名]))"
    rf"|(?:(?<![ぁ-んァ-ヶー])|(?<=がつ))(?:(?:{_ONE})(?=がつ|にん)|(?<=がつ)(?:{_ONE})(?=にち))"
)
_PIECE = re.compile("|".join(sorted(_SAID, key=len, reverse=True)))
# Spellings longer than this are hardly the middle of something else: なんにち.
_LONG = 3
_SHORT = 2
# «過半数», «半分» are words of their own, and no counts.
_KEPT = ("半分", "半数", "過半数", "half")


def _unspell(text: str) -> str:
    """Write words that stand in kana (なんにん) as the patterns expect them (何人)."""
    spellings: dict[str, str] = words()["ja"]["kana"]
    only_kana = not any(is_kanji(c) for c in text)
    for spelled, word in words()["ja"]["always"].items():
        text = text.replace(spelled, word)
    text = _LAUGH.sub(r"\1", text)
    text = _TOPIC.sub("は", text)
    text = _HEDGE.sub("", _LARGE_TSU.sub("っ", _WHAT.sub("何", text)))
    text = _SPOKEN.sub(lambda m: _PIECE.sub(_in_kanji, m.group()), text)

    def written(match: re.Match[str]) -> str:
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        spelled = match.group().translate(_HIRAGANA)
        # A spelling that holds kanji (二桁) is no piece of another word.
        free = (
            any(map(is_kanji, match.group()))
            or (
                not ("ぁ" <= before <= "ん")
                and (not "ぁ" <= after <= "ん" or after in "はがをにのでともだやっじ")
            )
            or (not "ぁ" <= before <= "ん" and text.startswith(("から", "まで"), match.end()))
            or (before in "のはがをでとも" and not "ぁ" <= after <= "ん")
            or (text[: match.start()].endswith("って") and not "ぁ" <= after <= "ん")
            or (len(match.group()) > _LONG and before in "のはがを" and after in "でだは")
        )
        # Without any kanji only two letters need what stands around them.
        loose = only_kana and len(match.group()) > _SHORT
        return spellings[spelled] if free or loose else match.group()

    return _spelling_pattern().sub(written, text)


def _in_kanji(piece: re.Match[str]) -> str:
    return _SAID[piece.group()]


@cache
def _spelling_pattern() -> re.Pattern[str]:
    spelled = sorted(words()["ja"]["kana"], key=len, reverse=True)
    both = [s for word in spelled for s in (word, word.translate(_KATAKANA))]
    return re.compile("|".join(map(re.escape, both)))


@cache
def after_number(comparator: str) -> re.Pattern[str]:
    """Return the pattern of what stands after a number and makes it a limit."""
    return re.compile("|".join(f"(?:{w})" for w in words()["limit"][comparator]))


@cache
def matcher(group: str) -> re.Pattern[str]:
    """Return one pattern for a list of words that belongs to no language (``other_time``)."""
    return re.compile("|".join(f"(?:{w})" for w in words()[group]["words"]))


def is_kanji(character: str) -> bool:
    """Say whether ``character`` (one, or none) is a kanji."""
    return "\u3400" <= character <= "\u9fff" if character else False
