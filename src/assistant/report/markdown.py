"""The report as Markdown (CommonMark, with nothing that renderers differ on)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.check.summary import runs
from assistant.check.types import Checked
from assistant.labels import QUOTE_VERDICTS, VERDICTS
from assistant.report import parts
from assistant.web.markup import plain

_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]<>#|~&!]")
_SIGN_FIRST: Final = re.compile(r"^(\s*)([-+=])", re.M)
_NUMBER_FIRST: Final = re.compile(r"^(\s*\d{1,9})([.)])", re.M)


def markdown_report(checked: Checked, name: str) -> str:
    """Return the report on ``checked``, a text called ``name``; nothing of it acts as Markdown."""
    blocks = [f"# {parts.TITLE}", escape(name), parts.HOW]
    blocks.append("\n".join(f"- {line}" for line in parts.headline(checked)))
    blocks += [f"## {parts.TEXT}", _marked(checked)]
    if checked.claims:
        blocks.append(f"## {parts.FIGURES}")
    for n, claim in enumerate(checked.claims, start=1):
        sign, word = parts.verdict_of(claim)
        before, after = map(escape, parts.around(checked.text, claim.start, claim.end))
        place = f"{before}**{escape(claim.text)}**{after}"
        blocks.append(f"### {n}. {sign} {escape(claim.text)} {word}")
        blocks.append("\n".join(_items(place, parts.details(claim), claim.citations)))
    if checked.quotes:
        blocks.append(f"## {parts.QUOTES}")
    for n, quote in enumerate(checked.quotes, start=1):
        sign, word = QUOTE_VERDICTS[quote.verdict]
        blocks.append(f"### 引用{n}. {sign} {word}")
        items = _items(f"「{escape(quote.text)}」", parts.quote_details(quote), quote.citations)
        blocks.append("\n".join(items))
    if checked.citations:
        blocks.append(f"## {parts.SOURCES}")
    for citation in checked.citations:
        quoted = _quoted(f"「{escape(citation.passage.text)}」")
        blocks.append(f"**出典{citation.n}** {escape(parts.where(citation))}\n\n{quoted}")
    return "\n\n".join(blocks) + "\n"


def escape(value: str) -> str:
    """Return ``value`` so that Markdown shows it as it is."""
    shown = _SPECIAL.sub(r"\\\g<0>", plain(value))
    return _NUMBER_FIRST.sub(r"\1\\\2", _SIGN_FIRST.sub(r"\1\\\2", shown))


def _items(place: str, lines: Sequence[tuple[str, str]], citations: Sequence[int]) -> Iterator[str]:
    yield f"- 箇所: {' '.join(place.split())}"
    for name, words in lines:
        yield f"- {name}: {escape(' '.join(words.split()))}"
    if citations:
        yield f"- 出典: {'、'.join(f'出典{n}' for n in citations)}"


def _marked(checked: Checked) -> str:
    pieces = []
    for run in runs(checked):
        words = escape(run.text)
        if run.claim is not None:
            sign = VERDICTS[checked.claims[run.claim - 1].verdict][0]
            words = f"**{words}**（{sign}{run.claim}）"
        if run.quote is not None and run.ends_quote:
            sign = QUOTE_VERDICTS[checked.quotes[run.quote - 1].verdict][0]
            words += f"（{sign}引用{run.quote}）"
        pieces.append(words)
    return _quoted("".join(pieces))


def _quoted(text: str) -> str:
    r"""Return ``text`` as a block quotation that keeps its lines (``\`` ends a kept line)."""
    lines = text.strip("\n").split("\n")
    quoted = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        kept = "\\" if line.strip() and after.strip() else ""
        quoted.append(f"> {line.strip()}{kept}".rstrip(" "))
    return "\n".join(quoted)
