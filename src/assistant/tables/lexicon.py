"""Find in a question the words that mean something for one table.

Two sources of words: the table's own names (its ``document.toml``) and the general words of
asking for numbers (``data/table_words.toml``). A :class:`Reading` is the question with every
such word marked; what stays unmarked is what the table cannot explain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.tables.borders import as_rows, beginnings, goes_on, stands_alone
from assistant.tables.contrast import without_contrast
from assistant.tables.exclusion import find_exclusions
from assistant.tables.nouns import own_nouns, row_nouns
from assistant.tables.reading import Reading
from assistant.tables.residue import Role, Tag, explained_spans, find_residue
from assistant.tables.spelling import (
    KATAKANA,
    LONG_NAME,
    SHORT_KANA,
    SLIP_LENGTH,
    half_written,
    in_other_order,
    is_short_kana,
    is_slip,
    phrase_key,
    readings,
    without_long_vowels,
)
from assistant.tables.words import (
    Mark,
    find_marks,
    is_kanji,
    matcher,
    plain_question,
    question_language,
    words,
)
from assistant.text.figures import find_figures
from assistant.text.normalize import fold
from assistant.types import Dimension, Table

# An ending that values share names them only where it is a word: 合同庁舎, not 舎.
_ENDING = 4
# Routing asks several times about one sentence, and a conversation about its last ones.
_KEPT = 32
# «5人しか来ていない», «100人も来なかった»: so many and no more, which is not nobody.
_ONLY_SO_MANY = re.compile(
    r"(?:(?<![0-9])1(?:人|名|つ|施設|市町村|か所)?(?=しか)"
    r"|(?:(?<![0-9])[2-9]|[0-9]{2,})(?:人|名|つ|施設|市町村|か所)?)(?:以下|未満)?(?:くらい|ぐらい|程度)?(?:しか|も)[^、。]{0,4}$"
)
_TITLE = re.compile(r"長(?!野)|歴|費|料|制度|手当")


class Lexicon:
    """The words of one table, ready to mark questions with."""

    def __init__(self, table: Table, places: Mapping[str, str] | None = None) -> None:
        """``places`` maps municipalities to the row they belong to (Document.places)."""
        self.table = table
        self.rows = row_nouns(table)
        self.identifying = tuple(d.id for d in table.dimensions if _identifies(table, d))
        """Ids of the categories of which each value stands in one row only, as a venue does."""
        self._kept = lru_cache(maxsize=_KEPT)(self._read)
        self._nouns = own_nouns(table)
        self._phrases: dict[str, list[tuple[Role, str, str]]] = {}
        self._half: set[str] = set()
        weekdays: dict[str, list[str]] = words()["weekdays"]
        for dimension in table.dimensions:
            for name in (dimension.label, *dimension.names):
                self._add(name, "dimension", dimension.id, "")
            values = dict.fromkeys(
                r.keys[dimension.id] for r in table.rows if dimension.id in r.keys
            )
            if dimension.type == "weekday":
                # Days on which nothing took place can be asked for too.
                values |= dict.fromkeys(weekdays)
            if dimension.type in ("category", "weekday", "number"):
                for value in values:
                    names = [value, *dimension.aliases.get(value, ())]
                    if dimension.type == "weekday":
                        names += weekdays.get(value[:1], [])
                    names += [n + dimension.suffix for n in names if dimension.suffix]
                    names += readings(names)
                    names += self._halved(names)
                    for name in names:
                        # A weekday's one letter (木) stands in too many words.
                        if len(name) > 1 or dimension.type == "category":
                            self._add(name, "value", dimension.id, value)
            if dimension.type == "category" and dimension.id != table.key:
                self._add_endings(dimension.id, list(values))
        for measure in table.measures:
            names = [measure.label, *measure.names, *readings(list(measure.names))]
            names += [*in_other_order(measure.names), *without_long_vowels(measure.names)]
            for name in [*names, *self._halved(names)]:
                self._add(name, "column", measure.column, "")
                if name.isascii() and " " in name:
                    self._add(name.replace(" ", "-"), "column", measure.column, "")
        for word in (*table.subject_words, *readings(list(table.subject_words))):
            self._add(word, "subject", "", "")
        for place, row in (places or {}).items():
            self._add_place(place, row)
        # By the first two letters of a name, longest first: few pairs of letters begin one.
        lengths: dict[str, set[int]] = {}
        for phrase in self._phrases:
            lengths.setdefault(phrase[:2].translate(KATAKANA), set()).add(len(phrase))
        for pair, found in lengths.items():
            found |= lengths.get(pair[:1], set())
        self._lengths = {pair: sorted(found, reverse=True) for pair, found in lengths.items()}
        forgiven = {("value", d.id) for d in table.dimensions if d.type == "category"}
        self._names: dict[str, list[str]] = {}
        for name in [
            p
            for p, meanings in self._phrases.items()
            # One wrong character in a half-written name makes another word: 以上いた, 上いな.
            if is_kanji(p[0])
            and p not in self._half
            and (
                (len(p) >= SLIP_LENGTH and meanings[0][:2] in forgiven)
                or (len(p) >= LONG_NAME and meanings[0][0] == "column")
            )
        ]:
            self._names.setdefault(name[0], []).append(name)
        self._begins = beginnings(self._lengths, self._names)

    def _add_endings(self, dimension: str, values: list[str]) -> None:
        """Let an ending that several values share name them all: 合同庁舎."""
        endings: dict[str, list[str]] = {}
        for value in values:
            for start in range(1, len(value) - _ENDING + 1):
                endings.setdefault(value[start:], []).append(value)
        for ending, named in endings.items():
            longer = any(
                e.endswith(ending) and e != ending and endings[e] == named for e in endings
            )
            if 1 < len(named) < len(values) and not longer and ending not in values:
                for value in named:
                    self._add(ending, "value", dimension, value)

    def _add_place(self, place: str, row: str) -> None:
        stem = place[:-1]
        known = self._phrases.get(phrase_key(fold(stem)), [])
        if ("value", self.table.key, row) in known:
            # The row bears the town's name, or meets there: 飯田市 asks for the row of 飯田.
            self._add(place, "value", self.table.key, row)
        elif len(stem) > 1 and not known:
            self._add(stem, "place", place, row)
        self._add(place, "place", place, row)

    def _halved(self, names: list[str]) -> list[str]:
        found = half_written(names)
        self._half |= {phrase_key(fold(name)) for name in found}
        return found

    def _add(self, name: str, role: Role, key: str, value: str) -> None:
        meanings = self._phrases.setdefault(phrase_key(fold(name)), [])
        if (role, key, value) not in meanings:
            meanings.append((role, key, value))

    def read(self, question: str) -> Reading:
        """Mark ``question``; never raises. What was read a moment ago is not read again."""
        return self._kept(question)

    def _read(self, question: str) -> Reading:
        plain = without_contrast(plain_question(question))
        language = question_language(plain)
        tags = self.tags(plain)
        figures = find_figures(plain)
        nouns = self._nouns
        groups = [find_marks(plain, language, group, nouns) for group in ("ask", "op", "scope")]
        exclusions = find_exclusions(plain, tags, figures, self.rows)
        covered = explained_spans(plain, tags, figures, self.table.key)
        covered += [(e.start, e.end) for e in exclusions]
        covered += [(m.start, m.end) for group in groups for ms in group.values() for m in ms]
        people = {t.start for t in tags if t.role == "column"}
        # «まつもとは何曜日»: the last letter of a name begins no «とは何».
        said = [
            m for m in groups[0].pop("text", [])
            if not any(t.start < m.start < t.end < m.end for t in tags)
        ]  # fmt: skip
        groups[0] |= {"text": said} if said else {}
        # «水曜日は»: the name of a day asks for none.
        values = [t for t in tags if t.role == "value"]
        days = [
            m for m in groups[0].pop("weekday", [])
            if not any(t.start < m.start < t.end for t in values)
        ]  # fmt: skip
        groups[0] |= {"weekday": days} if days else {}
        residue = find_residue(plain, language, covered, people, [(m.start, m.end) for m in said])
        ask, op, scope = groups
        # «じゃなくて、…» takes back what was said before: it computes nothing.
        leads = [(m.start, m.end) for m in scope.get("lead", [])]
        op = {
            name: kept
            for name, marks in op.items()
            if (kept := [m for m in marks if not _within(m, leads)])
        }
        rows = as_rows(plain, tags, self.table.key)
        tags = [t for t in tags if t.role != "dimension" or (t.start, t.end) not in rows]
        for name in ("where",):
            marks = [m for m in ask.get(name, []) if (m.start, m.end) not in rows]
            ask = {
                **{k: v for k, v in ask.items() if k != name},
                **({name: marks} if marks else {}),
            }
        none = [m for m in op.get("none", []) if not _ONLY_SO_MANY.search(plain[: m.start])]
        op = {k: v for k, v in op.items() if k != "none"} | ({"none": none} if none else {})
        return Reading(
            plain, language, tuple(tags), figures, ask, op, scope, residue, exclusions, self.rows
        )

    def tags(self, plain: str, *, slips: bool = True) -> list[Tag]:
        """Return the table's names in folded text, the longest at each place, left to right.

        ``slips``: names with one wrong character count too; not where a name is to be checked.
        """
        kana = plain.translate(KATAKANA)
        lengths = self._lengths
        tags: list[Tag] = []
        position = 0
        while begins := self._begins.search(kana, position):
            position = begins.start()
            pair = kana[position : position + 2]
            for length in lengths.get(pair) or lengths.get(pair[0], []):
                end = position + length
                if end > len(kana):
                    continue
                key = kana[position:end]
                if length <= SHORT_KANA and is_short_kana(key):
                    key = plain[position:end]
                meanings = self._phrases.get(key)
                if meanings is None:
                    continue
                if meanings and meanings[0][0] == "column" and _TITLE.match(plain, end):
                    meanings = None  # 施設長 is not the 施設 that the column counts
                if key.endswith("人") and plain.startswith("間", end):
                    meanings = None  # 施設の人間: the shorter name, and 人間 behind it
                if key in self._half and is_kanji(plain[position - 1 : position]):
                    meanings = None  # 以上いない is no 上いな
                named = meanings and meanings[0][0] in ("value", "place")
                if named and matcher("landmarks").match(plain, end):
                    meanings = None  # 諏訪湖 is not the row 諏訪
                if named and meanings and goes_on(plain, position, end):
                    meanings = None  # 佐久間 is not 佐久
                if meanings and stands_alone(plain, position, end):
                    tags += [Tag(r, k, v, position, end) for r, k, v in meanings]
                    position = end
                    break
            else:
                slip = self._slip(kana, position) if slips else None
                if slip:
                    tags += [
                        Tag(r, k, v, position, position + len(slip))
                        for r, k, v in self._phrases[slip]
                    ]
                    position += len(slip)
                else:
                    position += 1
        return tags

    def _slip(self, kana: str, position: int) -> str | None:
        """Return the name that the text at ``position`` spells with one wrong character."""
        for name in self._names.get(kana[position], ()):
            column = self._phrases[name][0][0] == "column"
            shorter = column or name[:-1] in self._phrases
            if is_slip(kana[position : position + len(name)], name, shorter=shorter):
                return name
        return None


def _identifies(table: Table, dimension: Dimension) -> bool:
    values = [r.keys.get(dimension.id) for r in table.rows]
    return dimension.type == "category" and len(set(values)) == len(values)


def _within(mark: Mark, spans: list[tuple[int, int]]) -> bool:
    return any(s <= mark.start and mark.end <= e for s, e in spans)
