"""What a sentence leaves for the next: the row it was about, another time or place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.check.scan import Figure, Group, Sentence
from assistant.check.sentences import Unit
from assistant.check.subject import Context, Part, Subject
from assistant.check.vocabulary import pattern
from assistant.tables.words import patterns

NOW = re.compile(r"本県|当県|今回|今年|本年|今年度|本年度|今秋|このたび|この度")
"""Words that turn from another time back to the writer's own."""

_TOPIC = re.compile(
    r"(?:地域|会場|圏域|地区)?"
    r"(?:の[^\s、。はがをに]{1,8})?"
    r"\)?(?:は|では|には|で|も|に|の|を|って|、|。|:|\(|$|(?:の)?[0-9]+[人名](?:中|のうち|の内))"
)
_NO_TOPIC = re.compile(
    r"[^、。0-9]{0,4}(?:を(?:含め|はじめ|皮切り|除|最後|締め)|に(?:次|続)|より|と比べ|に比べ|以外)"
)
_OF_ALL = 3
"""Letters between everything and its share: «全体の約4割»."""
_IN_BRACKETS = re.compile(r"(?:カッコ|かっこ|括弧|\(\s*\))内?の?(?:数字|数)?は")
_OF_PEOPLE = re.compile(r"人|者|員")
_ASKED = re.compile(r"[?？]|か。?$|^\s*(?:問|q)[0-9]*[\s.:].*[はの]。?$|^[^0-9]*は。$")
_TELLS_OF = re.compile(
    r"の(?:人数|数|出席者数|参加者数)(?:です|だ|である|を見る|に注目)[^、。]{0,6}。?$"
)
_MORE = re.compile(r"(?:地域|会場|圏域)?(?:ほか|など|等|をはじめ)")
_EXTREME = re.compile(r"最多|最少|最も|一番|最大|最小|トップ|首位")
_SHORT = 30
"""Characters up to which a line without numbers announces what follows it."""


def enter(unit: Unit, context: Context) -> Context:
    """Return what still holds where ``unit`` begins: a heading holds for the paragraph after it."""
    if unit.kind == "heading":
        return Context(unit.block)
    if unit.block == context.block:
        context = _under(unit, context)
        beside = unit.kind == "item" and context.own_column >= unit.depth
        return replace(context, sibling=True) if beside else context
    if unit.kind == "item" and context.intro:
        return replace(context, block=unit.block)
    if context.heading:
        return Context(
            unit.block, True, context.rows, context.columns, context.evidence, other=context.other
        )
    return Context(unit.block)


def _under(unit: Unit, context: Context) -> Context:
    """Return the context of a unit of a list: what the item above it is about, or none is."""
    # What an item's first sentence is about holds for its others.
    depth = unit.depth if unit.first else unit.depth + 1
    over = [e for e in context.above if e[0] < depth] if unit.kind == "item" else []
    before = context.top or (context.rows, context.columns)
    if over:
        _, rows, columns = over[-1]
        return replace(context, top=before, rows=rows or before[0], columns=columns or before[1])
    if context.top is None:
        return context
    return replace(context, top=None, rows=before[0], columns=before[1])


def _above(
    unit: Unit, context: Context, rows: tuple[str, ...], columns: tuple[str, ...]
) -> tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...]:
    """Return the items that may have others under them: ``unit`` and those that it is under."""
    if unit.kind != "item":
        return ()
    depth = unit.depth if unit.first else unit.depth + 1
    over = tuple(e for e in context.above if e[0] < depth)
    inherited = over[-1] if over else (0, (), ())
    one = columns if len(columns) == 1 else ()
    return (*over, (unit.depth, rows or inherited[1], one or inherited[2]))


def explains(unit: Unit, following: Sequence[Unit]) -> str:
    """Return the unit after, where it only says what the figures before are of, else nothing.

    «上田では5人、北信では4人。これ、児童相談所から来た人の数です。»
    """
    after = following[0] if following else None
    if after is None or unit.kind == "cell" or after.block != unit.block:
        return ""
    said = pattern("carry", "explains").match(after.text.strip())
    return after.text if said is not None else ""


def leave(
    unit: Unit,
    sentence: Sentence,
    groups: Sequence[Group],
    subjects: Sequence[tuple[Figure, Subject]],
    root: str | None,
    other: str | None,
    day: tuple[str, ...],
    context: Context,
) -> Context:
    """Return what the next sentence may take up.

    ``subjects`` are of the figures of the table; ``other`` is another time or place that the
    sentence speaks of; ``day`` the row of the one day that it names, if any.
    """
    named = [g for g in groups if g.kind == "row"]
    rows = tuple(dict.fromkeys(v for g in named for v in g.values))
    columns = tuple(
        dict.fromkeys(
            v for g in groups if g.kind == "column" and g.values != (root,) for v in g.values
        )
    )
    about = 1 if any(g.kind != "place" for g in groups) else context.evidence
    if other is None and not named and not NOW.search(sentence.text):
        other = context.other
    parts: tuple[tuple[Part, str | None], ...] = tuple(
        (s.part, s.quantity) for _, s in subjects if s.operation == "value" and not s.listed
    )
    listed = (*context.listed, *parts)
    of_last = ("share", "mean", "count", "lowest", "highest")
    if not parts and any(s.operation in of_last for _, s in subjects):
        parts = context.last  # «里親は12人。全体の7.6％。最も多い上田で3人»
    held = [s for _, s in subjects if s.operation in ("difference", "ratio") and s.base is not None]
    if not parts and held and held[-1].base is not None:
        # «長野と北アルプスでは22人の差がある。比率にすると4.7倍»
        last = held[-1]
        parts = ((last.part, last.quantity), (held[-1].base, last.quantity))
    shares = [s.part.columns for _, s in subjects if s.operation == "share" and s.part.columns]
    shared = shares[-1] if shares else () if columns else context.shared
    kept, of_columns, heading = context.rows, context.columns, context.heading
    if unit.kind == "heading":
        one = len(named) <= 1
        return Context(unit.block, one, rows if one else (), columns if not rows else (), about,
                       mentioned=columns, other=other)  # fmt: skip
    # «飯田合同庁舎ほか9会場» tells of more than the one named.
    more = {g for g in named if _MORE.match(sentence.text, g.end)}
    told = tuple(dict.fromkeys(v for g in named if g not in more for v in g.values))
    counts = [s.names or s.resolved for _, s in subjects if s.operation == "count"]
    counted_rows = next((c for c in reversed(counts) if c), ())
    bases = {r for _, s in subjects if s.base is not None for r in s.base.rows}
    counted = any(f.found.type in ("number", "percent") for f in sentence.figures)
    if not (heading and kept and unit.kind == "item"):
        if not counted and len(sentence.text.strip()) <= _SHORT and len(rows) == 1:
            kept = rows
        elif bases and set(rows) <= bases and context.rows:
            kept = context.rows  # «最多の長野の4分の1»: it is only held against
        elif len(rows) == 1 and unit.kind != "item":
            topic = not _NO_TOPIC.match(sentence.text, named[0].end) and _TOPIC.match(
                sentence.text, named[0].end
            )
            kept = rows if topic and not _EXTREME.search(sentence.text) else ()
        elif rows or (_turns_back(sentence) and not _still(parts, kept)):
            kept = () if unit.kind != "item" else kept
        elif day and not (heading and kept):
            kept = day
    asked = _ASKED.search(sentence.text.strip()) is not None
    extreme = _asked_for(sentence) if asked and not counted else None
    # «里親の数です» tells of what the numbers after it are, as a question does.
    asked = asked or (not counted and _TELLS_OF.search(sentence.text.strip()) is not None)
    if context.asked and not columns:
        asked, columns = True, context.mentioned  # the answer, or a question without a name
    return Context(
        unit.block,
        heading,
        kept,
        of_columns,
        about,
        parts,
        listed,
        columns,
        asked,
        told or counted_rows or context.named,
        other,
        next((s.part for _, s in reversed(subjects) if s.operation == "mean"), None),
        _above(unit, context, rows if len(named) == 1 else (), columns),
        context.top,
        extreme,
        _legend(sentence, groups, root) or context.legend,
        shared,
        unit.kind == "prose" and not counted,
        unit.depth if unit.kind == "item" and columns and not rows else -1,
    )


def _asked_for(sentence: Sentence) -> Literal["max", "min"] | None:
    """Return whether a question is for the row that has the most or the least, None for others."""
    for language in ("ja", "en"):
        for way in ("max", "min"):
            if patterns(language, "op")[way].search(sentence.text):
                return way
    return None


def _still(parts: Sequence[tuple[Part, str | None]], rows: tuple[str, ...]) -> bool:
    """Say whether all numbers of a sentence are of ``rows``: «つまり全部で8人» of one meeting."""
    return bool(rows and parts) and all(p.rows == rows for p, _ in parts)


def _turns_back(sentence: Sentence) -> bool:
    """Say whether a sentence speaks of everything, not only of a share of it: «全体の4分の1»."""
    shares = [f.start for f in sentence.figures if f.found.type == "percent"]
    return any(
        not any(0 <= start - said.end() <= _OF_ALL for start in shares)
        for said in pattern("carry", "all").finditer(sentence.text)
    )


def _legend(
    sentence: Sentence, groups: Sequence[Group], root: str | None
) -> tuple[str, bool] | None:
    """Return the column whose numbers stand in brackets: «カッコ内は市町村数»."""
    said = _IN_BRACKETS.search(sentence.text)
    if said is None:
        return None
    for group in groups:
        if group.kind == "column" and group.start >= said.end() and group.values != (root,):
            behind = sentence.text[group.end : group.end + 4]
            return group.values[0], "数" in behind and not _OF_PEOPLE.search(behind)
    return None
