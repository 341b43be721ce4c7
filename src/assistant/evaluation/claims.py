"""Score the figure checker on texts whose every figure has a verdict: ``claims-<split>.jsonl``.

What a line holds and when a figure is right is described in tests/check/README.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.check.types import Checked, Claim
from assistant.errors import AssistantError, InputError
from assistant.evaluation.questions import SPLITS
from assistant.text.normalize import fold, squeeze

JSON = dict[str, Any]
_FILES: Final = "claims-{}*.jsonl"
_NOT_FOUND: Final = "（数字として見つからない）"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of a set: a text with its claims and quotations as they stand in the file."""

    id: str
    split: str
    text: str
    claims: tuple[Mapping[str, Any], ...]
    quotes: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expected figure or quotation beside what was found; ``right`` where they agree.

    ``named``: whether the right value is said, None where none is expected.
    """

    text: Text
    expected: Mapping[str, Any]
    verdict: str
    right: bool
    reason: str = ""
    named: bool | None = None
    quote: bool = False


def load_texts(folder: Path, split: str | None = None) -> tuple[Text, ...]:
    """Read the sets in ``folder``, or one split; none where it holds no such file.

    Raises InputError naming the file and line that cannot be used.
    """
    found: list[Text] = []
    halves = [half for half in SPLITS if split in (None, half)]
    files = [(half, path) for half in halves for path in sorted(folder.glob(_FILES.format(half)))]
    for half, path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                claims, quotes = tuple(entry["claims"]), tuple(entry.get("quotes") or ())
                found.append(Text(entry["id"], half, entry["text"], claims, quotes))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{path} の{number}行目を読めません（{type(error).__name__}: {error}）。"
                    "tests/check/README.md の形で書いてください。"
                ) from error
    return tuple(found)


def run(texts: Sequence[Text], check: Callable[[str], Checked]) -> Iterator[Outcome]:
    """Check every text and hold its figures and quotations to what is expected, in order."""
    for text in texts:
        try:
            checked = check(text.text)
        except AssistantError as error:
            checked = Checked(text.text, (), (), ())
            reason = f"エラー: {error}"
        else:
            reason = _NOT_FOUND
        for expected in text.claims:
            yield _claim(text, expected, checked.claims, reason)
        for expected in text.quotes:
            same = [q for q in checked.quotes if q.text == expected["text"]]
            verdict = same[0].verdict if same else ""
            yield Outcome(
                text, expected, verdict, verdict == expected["verdict"],
                same[0].reason if same else reason, quote=True,
            )  # fmt: skip


def _claim(
    text: Text, expected: Mapping[str, Any], claims: Sequence[Claim], reason: str
) -> Outcome:
    """Return the outcome of one figure: the first found one whose span overlaps it."""
    found = next(
        (c for c in claims if c.start < expected["end"] and expected["start"] < c.end), None
    )
    wanted = expected["verdict"]
    if found is None:
        named = False if wanted == "contradicted" and expected.get("expected") else None
        return Outcome(text, expected, "", False, reason, named)
    named = None
    if wanted == "contradicted" and expected.get("expected"):
        said = _key(f"{found.expected or ''} {found.reason}")
        accepted = [_key(e) for e in str(expected["expected"]).split("|")]
        named = found.verdict == wanted and any(e in said for e in accepted)
    return Outcome(text, expected, found.verdict, found.verdict == wanted, found.reason, named)


def _key(text: str) -> str:
    return squeeze(fold(text))


def tally(outcomes: Sequence[Outcome]) -> list[JSON]:
    """Count by split: figures, right verdicts, false ones called supported, right values named."""
    rows = []
    for split in dict.fromkeys(o.text.split for o in outcomes):
        mine = [o for o in outcomes if o.text.split == split]
        figures = [o for o in mine if not o.quote]
        quotes = [o for o in mine if o.quote]
        named = [o.named for o in figures if o.named is not None]
        false = [
            o for o in figures
            if o.verdict == "supported" and o.expected["verdict"] != "supported"
        ]  # fmt: skip
        rows.append(
            {
                "name": f"claims-{split}",
                "figures": len(figures),
                "right": sum(o.right for o in figures),
                "false_supported": len(false),
                "contradicted": len(named),
                "named": sum(named),
                "quotes": len(quotes),
                "quotes_right": sum(o.right for o in quotes),
            }
        )
    return rows


def as_table(rows: Sequence[JSON]) -> list[list[str]]:
    """Return the rows as text for a table, header first."""
    header = ["文章", "数字", "正しい判定", "誤りを支持", "正しい値を示した", "引用", "正しい判定"]
    return [header] + [
        [
            row["name"],
            str(row["figures"]),
            _percent(row["right"], row["figures"]),
            str(row["false_supported"]),
            _percent(row["named"], row["contradicted"]),
            str(row["quotes"]),
            _percent(row["quotes_right"], row["quotes"]),
        ]
        for row in rows
    ]


def misses(outcomes: Sequence[Outcome]) -> list[JSON]:
    """Return what went wrong with the development texts; nothing of the test half is shown."""
    return [
        {
            "id": o.text.id,
            "text": o.text.text,
            "figure": o.expected["text"],
            "expected": o.expected["verdict"],
            "value": o.expected.get("expected"),
            "verdict": o.verdict,
            "reason": o.reason,
        }
        for o in outcomes
        if o.text.split == "dev" and (not o.right or o.named is False)
    ]


def _percent(count: int, of: int) -> str:
    return f"{count} ({100 * count / of:.1f}%)" if of else "-"
