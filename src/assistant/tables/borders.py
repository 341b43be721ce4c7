"""Where a name of a table begins and ends in a question, and what it stands for there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.tables.residue import Tag
from assistant.tables.spelling import is_kana, is_short_kana
from assistant.tables.words import is_kanji
from assistant.text.segment import segment

_BEFORE_NAME = re.compile(r"(?:[とはのやもでに]|じゃあ?|では|あと|ほな|なら)$")
_AFTER_NAME = "はのでにをがともやっじち"
_IN_KATAKANA = re.compile(r"[ァ-ヶー]+")


def beginnings(pairs: Iterable[str], letters: Iterable[str]) -> re.Pattern[str]:
    """Return what finds where one of ``pairs``, of one letter or two, or of ``letters`` stands."""
    alone = {*letters, *(pair for pair in pairs if len(pair) == 1)}
    second: dict[str, str] = {}
    for pair in pairs:
        if pair and pair[0] not in alone:
            second[pair[0]] = second.get(pair[0], "") + re.escape(pair[1])
    found = [*map(re.escape, alone), *(f"{re.escape(a)}(?=[{b}])" for a, b in second.items())]
    return re.compile("|".join(sorted(found)) or r"(?!)")


_ASKED_FOR = re.compile(
    r"(?:は|って|が|を)?(?:どこ|どちら|どの|[?？。]|$|教え|名)|と(?:その|人|日|時|参加|出席)"
)
_EVERY_ROW = re.compile(r"(?:全|各|どの|すべての|全ての|全部の|[0-9])$")
_IN_ROWS = re.compile(r"[でにとへ]|の(?!名|場所|所在)|から|合わせ")
# «…以外の会場にも», «会場では何人»: but not «会場になった», «会場ですか».
_AT_ROWS = re.compile(
    r"で(?!す|し|あ|な)|に(?!な|使|選|充|あて|決|は?(?:どこ|どの|何))|へ|から"
    r"|の?(?:うち)?約?(?:[0-9]|半|過半|大半|大部分|すべて|全て|全部|いずれ)"
)


def as_rows(plain: str, tags: list[Tag], key: str) -> set[tuple[int, int]]:
    """Return the words that name a dimension and yet stand for rows: 長野会場, 全会場で."""
    values = {t.end for t in tags if t.role == "value" and t.key == key}
    starts = {t.start for t in tags if t.role == "value" and t.key == key}
    subjects = {(t.start, t.end) for t in tags if t.role == "subject"}
    found = set()
    for tag in tags:
        span = (tag.start, tag.end)
        if tag.role != "dimension" or tag.key == key or span not in subjects:
            continue
        after = plain[tag.end :]
        of_row = tag.start in values and not _ASKED_FOR.match(after)
        every = _EVERY_ROW.search(plain[: tag.start]) and _IN_ROWS.match(after)
        # «施設が来なかった会場は木曽»: the rows that a clause describes are said to be these.
        described = plain[: tag.start].endswith(("た", "る")) and after.startswith("は")
        if of_row or every or (described and tag.end + 1 in starts) or _AT_ROWS.match(after):
            found.add(span)
    return found


def goes_on(plain: str, start: int, end: int) -> bool:
    """Say whether the name is a part of a longer proper name of the dictionary: 佐久間, 南信濃."""
    beside = is_kanji(plain[end : end + 1]) or (start and is_kanji(plain[start - 1]))
    if not is_kanji(plain[end - 1]) or not beside:
        return False
    return any(
        t.start <= start and end <= t.end and t.end - t.start > end - start
        for t in segment(plain)
        if t.pos2 == "固有名詞"
    )


def stands_alone(plain: str, start: int, end: int) -> bool:
    """Say whether a name is not the middle of a longer word.

    ASCII names need word borders. Short kana names (きそ, さく) hide in ordinary words, so what
    stands around them must be no kana, or a particle.
    """
    name, before, after = plain[start:end], plain[:start], plain[end : end + 1]
    if name.isascii():
        return not (before[-1:].isascii() and before[-1:].isalnum()) and not (
            after.isascii() and after.isalnum()
        )
    if len(name) == 1:
        # 計 is a name of its own, and half of 計画.
        return not is_kanji(before[-1:]) and not is_kanji(after)
    if _IN_KATAKANA.fullmatch(name):
        # 少ないバス路線: a word of katakana ends where other letters begin.
        return not (_IN_KATAKANA.match(before[-1:]) or _IN_KATAKANA.match(after))
    if is_short_kana(name):
        return bool(
            (not is_kana(before[-1:]) or _BEFORE_NAME.search(before))
            and (not is_kana(after) or after in _AFTER_NAME)
        )
    return True
