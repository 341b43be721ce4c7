"""Which words of a question nothing explains: the table's names and patterns cover the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Literal

from assistant.tables.presence import narrowing, presence_lemmas
from assistant.tables.words import matcher, neutral_words, operator_words, people_words
from assistant.text.figures import Found
from assistant.text.normalize import fold
from assistant.text.segment import Token, segment
from assistant.types import Language

Role = Literal["value", "dimension", "column", "subject", "place"]

# Letters that only extend a word without naming anything: 市町村数, 出席者側.
_AFFIXES = "数者員側等別毎内名人方計各約総全第番位個分間目度ヶヵカか所々"
_AFTER_FIGURE = re.compile(
    r"\s*(?:以降|以前|以上|以下|以内|未満|超|台|程度|前後|ちょうど|余り|弱|強|きっかり|ぴったり"
    r"|[をはに]?(?:も|は)?(?:超え|越え|こえ|上回|下回|満た|届|達し|乗|切)|より(?:も)?(?:多|少な))?"
)
_BEFORE_FIGURE = re.compile(
    r"(?:at least|at most|more than|fewer than|less than|over|under|above|below|up to|exactly) $"
)
_BUILDING = re.compile(
    r"市?の?(?:合同庁舎|市?役所|町?役場|村役場|県庁|公民館|[^\s、。はでが]{0,4}会館|ホール|ホテル)"
)
_CONTENT = {"名詞", "動詞", "形容詞", "形状詞", "代名詞"}


@dataclass(frozen=True, slots=True)
class Tag:
    """Words ``[start, end)`` of the plain question that name ``key`` of the table.

    ``value``: ``key`` is a dimension id and ``value`` one of its values; ``column``: ``key``
    is a column; ``dimension``: the dimension itself; ``place``: a municipality that the table
    holds only as part of row ``value``.
    """

    role: Role
    key: str
    value: str
    start: int
    end: int


def explained_spans(
    plain: str, tags: Sequence[Tag], figures: Sequence[Found], key: str
) -> list[tuple[int, int]]:
    """Return the spans that tags and figures explain, with what belongs to them."""
    spans = [(t.start, t.end) for t in tags] + [_with_limit(plain, f) for f in figures]
    # What somebody is writing, and why they ask, says nothing of what is counted.
    spans += [m.span() for m in matcher("frames").finditer(plain)]
    spans += _occasions(plain, figures)
    return [*spans, *_after_columns(plain, tags), *_after_rows(plain, tags, key)]


# «ハロウィン当日(10月31日)»: what a day is called says no more than the day.
_OCCASION = re.compile(r"[^\s、。はがをにでの(]{1,12}(?:当日|の日)[(]$")
# «隣の上伊那», «うちから近い伊那合同庁舎»: where the speaker stands to a row that is named.
_STANDING = re.compile(
    r"(?:お?隣|近く|近所|最寄り?|(?:うち|ここ|家)から(?:一番)?近い|一番近い|地元)の?$"
)


def _occasions(plain: str, figures: Sequence[Found]) -> list[tuple[int, int]]:
    found = [_OCCASION.search(plain[: f.start]) for f in figures if f.type == "date"]
    return [m.span() for m in found if m is not None]


@cache
def _people_pattern() -> re.Pattern[str]:
    people = "|".join(sorted(map(re.escape, people_words()), key=len, reverse=True))
    works = (
        r"(?:で働(?:く|い[^、。]{1,3})|に(?:勤め|務め)[^、。]{1,3})(?:人|方|職員)(?:たち|達|々)?"
    )
    return re.compile(rf"(?:の|から|からの|'s)?\s*(?:{people})|{works}")


_STAFF = re.compile(r"職員|スタッフ|担当者|関係者|仲間|メンバー|staff|officials")


def _after_columns(plain: str, tags: Sequence[Tag]) -> list[tuple[int, int]]:
    """Return words for the people of a column: 乳児院の職員, 里親仲間.

    Words for staff in general may stand anywhere beside it: 1市町村あたりの職員.
    """
    found = []
    if any(tag.role == "column" for tag in tags):
        found += [m.span() for m in _STAFF.finditer(plain)]
    for tag in tags:
        match = _people_pattern().match(plain, tag.end) if tag.role == "column" else None
        if match:
            found.append(match.span())
    return found


def _after_rows(plain: str, tags: Sequence[Tag], key: str) -> list[tuple[int, int]]:
    """Return what is understood behind a row's name: 上田市役所."""
    rows = [t for t in tags if t.role == "value" and t.key == key]
    found = [_BUILDING.match(plain, tag.end) for tag in rows]
    found += [_STANDING.search(plain[: t.start]) for t in tags if t.role == "value"]
    return [match.span() for match in found if match]


def _with_limit(plain: str, figure: Found) -> tuple[int, int]:
    """Return the span of a figure with the words that set a limit on it: 3人以上, 20人台."""
    after = _AFTER_FIGURE.match(plain, figure.end)
    before = _BEFORE_FIGURE.search(plain[: figure.start])
    return (
        before.start() if before else figure.start,
        after.end() if after else figure.end,
    )


def find_residue(
    plain: str,
    language: Language,
    covered: list[tuple[int, int]],
    people: Collection[int] = (),
    said: Collection[tuple[int, int]] = (),
) -> tuple[str, ...]:
    """Return the content words that ``covered`` leaves out, as typed; operators by lemma.

    ``people``: where names of people begin. What is said of them must be that they came.
    ``said``: words for what was said, which explain nothing where they pick people: 反対した人.
    """
    neutral = neutral_words(language)
    if language == "en":
        words = ((m.group(), m.start(), m.end()) for m in re.finditer(r"[a-z]+", plain))
        return tuple(
            w for w, start, end in words if w not in neutral and not _touches(start, end, covered)
        )
    found = []
    tokens = segment(plain)
    picking = {tokens[place] for place in narrowing(plain, tokens, people)}
    for token, following in zip_longest(tokens, tokens[1:]):
        lemma = fold(token.lemma)
        known = token.surface in neutral or lemma in neutral or lemma in presence_lemmas()
        # 説明 asks in 説明して, but 説明会 is another meeting than the table's.
        meeting = following is not None and following.surface == "会" and token.pos == "名詞"
        known = known and not meeting
        known = known and not (token.pos2 == "数詞" and len(token.surface) > 1)
        if token in picking and not _explained(token, [c for c in covered if c not in said]):
            found.append(token.surface)
        elif _is_content(token) and not known and not _explained(token, covered):
            # The dictionary form tells an operator (超えた → 超える) from an unknown thing.
            found.append(
                lemma
                if lemma in operator_words(language)
                else f"{token.surface}会"
                if meeting
                else token.surface
            )
    return tuple(found)


def _is_content(token: Token) -> bool:
    if len(token.surface) == 1 and "ぁ" <= token.surface <= "ん":
        return False  # a shred of dialect that the dictionary does not know
    if token.pos2 == "数詞":
        # Digits are figures already; a numeral spelled in kana was not read as one.
        return len(token.surface) > 1 and all("ぁ" <= c <= "ん" for c in token.surface)
    return token.pos in _CONTENT and token.pos2 not in ("非自立可能", "助動詞語幹")


def _explained(token: Token, covered: list[tuple[int, int]]) -> bool:
    """Say whether known words cover ``token``, its hiragana ending aside.

    Every other letter must be covered: 議会 is not explained by 会.
    """
    letters = [
        position
        for position, letter in enumerate(token.surface, token.start)
        if not "ぁ" <= letter <= "ん" and letter not in _AFFIXES
    ]
    if not letters:
        return _touches(token.start, token.end, covered) or token.surface in _AFFIXES
    return all(any(s <= p < e for s, e in covered) for p in letters)


def _touches(start: int, end: int, covered: list[tuple[int, int]]) -> bool:
    return any(s < end and start < e for s, e in covered)
