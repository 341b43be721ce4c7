"""Numbers, percentages, fractions and ordinals at one place of a normalised text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from assistant.text import counters, english
from assistant.text.figure_types import Candidate, FigureType
from assistant.text.line_words import LineWords, is_kanji_numeral
from assistant.text.modifiers import AFTER, INSIDE
from assistant.text.not_figures import UNKNOWN_AFTER, UNKNOWN_BEFORE
from assistant.text.numerals import ARABIC, KANJI_DIGITS, NUMERAL, as_number, parse_numeral

_NUMBER = re.compile(rf"(?P<sign>[▲△] ?|-)?(?P<money>[¥$] ?)?(?P<number>{NUMERAL}|ゼロ)")
_ARABIC = re.compile(ARABIC)
_KANJI_DECIMAL = re.compile(
    rf"(?P<whole>[{KANJI_DIGITS}十百千]+)・(?P<rest>[{KANJI_DIGITS}]+)"
    r" ?(?P<unit>%|パーセント|ポイント|倍|名|人|施設|市町村)"
)
_BODIES = ("名", "人", "施設", "市町村")
_MEAN = re.compile(r"(?:平均|当たり|あたり|当り|につき|ならす|均す)[^。、]{0,8}\Z")
_FIXED = re.compile("|".join(counters.WORDS))
_PERCENT = re.compile(r" ?(?:%|パーセント|per ?cent\b)", re.IGNORECASE)
_TENTHS = re.compile(
    rf"(?P<a>{NUMERAL}) ?割(?!り?[当振切]|合)"
    rf"(?:(?P<half>半)(?![数分])|り(?=[のにをがはで]))?"
    rf"(?:(?P<b>{NUMERAL}) ?分(?:(?P<c>{NUMERAL}) ?厘)?)?"
)
_PARTS = re.compile(rf"(?P<whole>{NUMERAL}) ?分 ?の ?(?P<part>{NUMERAL})")
_SLASH = re.compile(r"(?P<part>[0-9]{1,3})/(?P<whole>[0-9]{1,3})(?![0-9/])")
_ABOUT = re.compile(r"(?:約|およそ|ほぼ|概ね|おおむね|全体の) ?\Z")
_LIMIT = re.compile(r" ?(?:以上|以下|未満|程度|ほど|弱(?!い)|強(?!い))")

_HALF = re.compile(r" ?半(?![数分年日月々])")
_HALF_AFTER = frozenset({"時間", "年", "年間", "か月", "週間", "日", "倍", "歳"})
_MINUTES = re.compile(rf" ?(?P<min>{NUMERAL}) ?分(?! ?の ?[0-9])間?")
_LETTERS = re.compile(r"[A-Za-zμ]{1,5}(?![A-Za-z0-9])")
# What a noun begins with; without one there is no need to segment the line.
_NOUN = re.compile(r"[一-龥々ァ-ヺ]")
_BULLET = re.compile(r"[0-9]{1,2}(?=[.、)](?: *[^0-9\s]| +[0-9]))")
_ORDINAL = re.compile(rf"第 ?(?P<number>{NUMERAL})")
_PLACE = re.compile(rf"(?P<number>{NUMERAL}) ?")


def is_fraction(text: str, candidate: Candidate) -> bool:
    """Tell whether 1/3 taken for a date is a share: 約1/3, 2/3以上."""
    if _SLASH.fullmatch(text, candidate.start, candidate.end) is None:
        return False
    about = _ABOUT.search(text[max(0, candidate.start - 5) : candidate.start])
    return bool(about or _LIMIT.match(text, candidate.end))


def match_ordinal(text: str, start: int, words: LineWords) -> Candidate | None:
    """Return what orders or names at ``start``: 第2章, 3番目, 2か所目, 1. at a line's start."""
    if found := _ORDINAL.match(text, start):
        end = counters.ordering_end(text, found.end())
        unit = text[found.end() : end].strip()
    elif (found := _BULLET.match(text, start)) and _opens(text, start, found.end()):
        end, unit = found.end(), ""
    elif found := _PLACE.match(text, start):
        number_end = found.end("number")
        ordering = counters.place_end(text, found.end())
        if ordering is None:
            return None
        kanji = is_kanji_numeral(found["number"])
        end, unit = ordering, text[found.end() : ordering]
        if kanji and not words.is_numeral(start, number_end, unit):
            return None
    else:
        return None
    value = parse_numeral(found.groupdict().get("number") or found.group())
    if not isinstance(value, int):
        return None
    return Candidate(start, end, value, counters.canonical_unit(unit), "ordinal")


def _opens(text: str, start: int, end: int) -> bool:
    """Tell whether a number with a point or bracket opens an entry: 1.はじめに, (2) 里親."""
    head = start - 1 if text[start - 1 : start] == "(" else start
    while head and text[head - 1] == " ":
        head -= 1
    if head == 0 or text[head - 1] == "\n":
        return True
    # Two headings printed on one line: «１．… ３．パーマネンシー».
    return text[start - 1] == " " and text[end] == "." and text[end + 1 : end + 2] > "\u2fff"


def match_percent(text: str, start: int, words: LineWords) -> Candidate | None:
    """Return a share at ``start``, in hundredths: 55.6%, 5割5分, 3分の2, 半数, 約1/3."""
    fixed = _FIXED.match(text, start)
    if fixed is not None and not _inside_word(text, start, fixed.group()):
        value, unit, type_ = counters.WORDS[fixed.group()]
        modifier = "超" if fixed.group() == "過半数" else None
        return Candidate(start, fixed.end(), as_whole(value), unit, type_, None, modifier)
    if found := _TENTHS.match(text, start):
        shares = [parse_numeral(found[name]) if found[name] else 0 for name in "abc"]
        if None not in shares and _is_number(text, start, found["a"], "割", words):
            tenths, hundredths, thousandths = (Decimal(str(share)) for share in shares)
            total = tenths * 10 + hundredths + thousandths / 10 + (5 if found["half"] else 0)
            return Candidate(start, found.end(), as_number(total), "%", "percent")
    if found := _PARTS.match(text, start):
        return _share(found, start, text, words)
    if (found := _SLASH.match(text, start)) and is_fraction(
        text, Candidate(start, found.end(), "", "", "date")
    ):
        return _share(found, start, text, words)
    return None


def _inside_word(text: str, start: int, word: str) -> bool:
    """Tell whether a fixed word is the end of another: 前半分, 大半数, またふたつ is none."""
    return word[0] == "半" and start > 0 and text[start - 1] in "前後上下大過夜一1"


def _share(found: re.Match[str], start: int, text: str, words: LineWords) -> Candidate | None:
    whole, part = parse_numeral(found["whole"]), parse_numeral(found["part"])
    if not whole or part is None or part > whole:
        return None
    if not _is_number(text, start, found.group("whole"), "分", words) and "/" not in found.group():
        return None
    value = 100 * part / whole
    return Candidate(start, found.end(), as_whole(value), "%", "percent")


def as_whole(value: float) -> int | float:
    """Return a float as an int where it is whole."""
    return int(value) if float(value).is_integer() else value


def _is_number(text: str, start: int, numeral: str, counter: str, words: LineWords) -> bool:
    kanji = is_kanji_numeral(numeral)
    return not kanji or words.is_numeral(start, start + len(numeral), counter)


def match_number(text: str, start: int, words: LineWords) -> Candidate | None:
    """Return the number at ``start`` with its unit, or None where no figure is meant."""
    decimal = _KANJI_DECIMAL.match(text, start)
    if decimal and (decimal["unit"] not in _BODIES or _says_mean(text, decimal)):
        return _kanji_decimal(decimal, start)
    found = _NUMBER.match(text, start)
    if found is None:
        return None
    if found["sign"] and not _is_sign(text, start):
        return None
    number, end = found["number"], found.end()
    begin = found.start("number")
    value = 0 if number == "ゼロ" else parse_numeral(number)
    if value is None:
        # 5億兆: keep the digits that do make a number.
        arabic = _ARABIC.match(number)
        value = parse_numeral(arabic.group()) if arabic else None
        if arabic is None or value is None:
            return None
        end = begin + arabic.end()
        number = arabic.group()
    if _unknown(text, begin, end):
        return None
    if found["sign"]:
        value = -value
    if percent := _PERCENT.match(text, end):
        if not _is_number(text, begin, number, "%", words):
            return None
        return Candidate(start, percent.end(), value, "%", "percent")
    if found["money"]:
        unit = "円" if "¥" in found["money"] else "ドル"
        return Candidate(start, end, value, unit, "number")
    if is_kanji_numeral(number) or number == "ゼロ":
        return _kanji_number(text, start, begin, end, value, words)
    return _arabic_number(text, start, end, value, words)


def _is_sign(text: str, start: int) -> bool:
    """Tell a minus from a hyphen, a subtraction or the dash of a range."""
    if text[start] != "-":
        return True
    if start == 0 or text[start - 1] != " ":
        return start == 0 or text[start - 1] in "\n(:、。=約は"
    return not text[max(0, start - 2)].isdecimal()  # 28 -16


def _unknown(text: str, start: int, end: int) -> bool:
    """Tell whether a number nobody knows is meant: 数十人, 十数名, 何十."""
    before = text[max(0, start - 2) : start]
    return bool(UNKNOWN_BEFORE.search(before) or UNKNOWN_AFTER.match(text, end))


def _says_mean(text: str, decimal: re.Match[str]) -> bool:
    """Tell whether persons may be broken: 平均十五・七人, not the list 市町村六・七人."""
    if re.search("[十百千]", decimal["whole"]):
        return True
    return _MEAN.search(text[max(0, decimal.start() - 20) : decimal.start()]) is not None


def _kanji_decimal(found: re.Match[str], start: int) -> Candidate | None:
    whole, rest = parse_numeral(found["whole"]), parse_numeral("〇" + found["rest"])
    if whole is None or rest is None:
        return None
    value = Decimal(str(whole)) + Decimal(str(rest)).scaleb(-len(found["rest"]))
    percent = found["unit"] in ("%", "パーセント")
    unit = "%" if percent else found["unit"]
    type_ = "percent" if percent else "number"
    return Candidate(start, found.end(), as_number(value), unit, cast(FigureType, type_))


def _kanji_number(
    text: str, start: int, begin: int, end: int, value: int | float, words: LineWords
) -> Candidate | None:
    """Return a number in kanji: before a counter, or a longer run that stands alone."""
    numeral = text[begin:end]
    inside = INSIDE.match(text, end)
    after = inside.end() if inside else end
    counter_end = counters.match_counter(text, after, kanji=len(numeral) == 1) or after
    counter = text[after:counter_end]
    if _by_digits(numeral) and ((len(numeral) == 2 and _consecutive(numeral)) or not counter):
        return None  # 二三人 is two or three; 七五三 without a counter is a word
    if not words.is_numeral(begin, end, counter):
        return None
    if not counter and (len(numeral) == 1 or words.follows_noun(end)):
        return None
    modifier = "余り" if inside else None
    value, counter_end = _and_a_half(text, value, counter, counter_end)
    unit = counters.canonical_unit(counter)
    return Candidate(start, counter_end, value, unit, "number", None, modifier)


def _by_digits(numeral: str) -> bool:
    return (
        len(numeral) > 1
        and all(char in KANJI_DIGITS for char in numeral)
        and ("〇" not in numeral and "零" not in numeral)
    )


def _consecutive(numeral: str) -> bool:
    return KANJI_DIGITS.index(numeral[1]) - KANJI_DIGITS.index(numeral[0]) == 1


def _arabic_number(
    text: str, start: int, end: int, value: int | float, words: LineWords
) -> Candidate:
    """Return a number that begins with an Arabic digit, with whatever unit follows."""
    inside = INSIDE.match(text, end)
    modifier = "余り" if inside else None
    after = inside.end() if inside else end
    blank = 1 if text[after : after + 1] == " " else 0
    counter_end = counters.match_counter(text, after + blank)
    if counter_end:
        unit = text[after + blank : counter_end]
        value, counter_end = _and_a_half(text, value, unit, counter_end)
        unit = counters.canonical_unit(unit)
        return Candidate(start, counter_end, value, unit, "number", None, modifier)
    if named := english.match_unit(text, after):
        return Candidate(start, named[0], value, named[1], "number")
    if letters := _LETTERS.match(text, after):
        return Candidate(start, letters.end(), value, letters.group(), "number")
    if AFTER.match(text, after):
        return Candidate(start, after, value, "", "number")
    unit_end = words.unit_end(after) if _NOUN.match(text, after) else after
    return Candidate(start, unit_end, value, text[after:unit_end], "number", None, modifier)


def _and_a_half(text: str, value: int | float, unit: str, end: int) -> tuple[int | float, int]:
    """Add what makes a length of time whole: 1時間半, 3時間30分, 2年半, 2倍半."""
    unit = counters.canonical_unit(unit)
    if unit in _HALF_AFTER and (half := _HALF.match(text, end)):
        return as_number(Decimal(str(value)) + Decimal("0.5")), half.end()
    if unit == "時間" and (minutes := _MINUTES.match(text, end)):
        extra = parse_numeral(minutes["min"])
        if isinstance(extra, int) and extra < 60:
            return as_number(Decimal(str(value)) + Decimal(extra) / 60), minutes.end()
    return value, end
