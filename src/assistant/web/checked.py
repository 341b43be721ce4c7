"""A checked text as HTML: counts, the text with its marks, and a card behind each mark.

Every mark says its verdict by a sign and in hidden words, not by colour alone, and leads to the
card that says why, with the passage as it stands in the source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.check.summary import Run, runs
from assistant.check.types import Checked, Quote
from assistant.labels import QUOTE_VERDICTS, VERDICTS
from assistant.report import parts
from assistant.types import Citation
from assistant.web.markup import text
from assistant.web.reply import card

MOST_OPEN: Final = 3
"""Passages on a card that are not folded away."""

LONG: Final = 16
"""Characters of a figure beyond which it may be broken over two lines; a sign never stands alone
at the beginning of one."""


def result(checked: Checked, titled: bool) -> str:
    """Return the whole result; ``titled`` puts the title of the document on each passage."""
    cited = {citation.n: citation for citation in checked.citations}
    cards = [_claim_card(checked, number, cited, titled) for number in _numbers(checked.claims)]
    cards += [
        _quote_card(quote, number, cited, titled)
        for number, quote in enumerate(checked.quotes, start=1)
    ]
    listed = (
        '<section class="findings" aria-labelledby="findings-title">'
        f'<h3 id="findings-title">一つずつの結果</h3>{_filter()}<ol>{"".join(cards)}</ol></section>'
        if cards
        else ""
    )
    return (
        f'{_counts(checked)}<div class="checked{"" if cards else " alone"}">'
        '<section class="marked-text" aria-labelledby="marked-title">'
        f'<h3 id="marked-title">{parts.TEXT}</h3>'
        f'<div class="marked">{_marked(checked)}</div></section>{listed}</div>'
    )


def _numbers(items: Sequence[object]) -> range:
    return range(1, len(items) + 1)


def _counts(checked: Checked) -> str:
    """Return how many of each verdict there are, as a list for figures and one for quotations."""
    groups = [("数字", parts.totals(checked))] if checked.claims else []
    if checked.quotes:
        groups.append(("引用", parts.quote_totals(checked)))
    lists = "".join(
        f'<div class="counts"><h3>{name} <span class="count">'
        f"{sum(number for *_, number in found)}件</span></h3><ul>"
        + "".join(
            f'<li class="{verdict}"><span class="sign" aria-hidden="true">{sign}</span>{word} '
            f"<strong>{number}</strong>件</li>"
            for sign, word, verdict, number in found
        )
        + "</ul></div>"
        for name, found in groups
    )
    none = "" if checked.claims else f"<p>{parts.NO_FIGURES}</p>"
    return f'<div class="tally">{none}{lists}</div><p class="how">{parts.HOW}</p>'


def _filter() -> str:
    """Return the choice to see only what does not agree; it works by style alone."""
    return (
        '<p class="options"><label><input type="checkbox" id="only-wrong">'
        "<span>一致しないものだけを並べる</span></label></p>"
    )


def _marked(checked: Checked) -> str:
    pieces: list[str] = []
    inside = None
    for run in runs(checked):
        if run.quote != inside and run.quote is not None:
            verdict = checked.quotes[run.quote - 1].verdict
            pieces.append(f'<span class="quoted {verdict}">')
        pieces.append(_run(checked, run))
        inside = run.quote
        if run.quote is not None and run.ends_quote:
            verdict = checked.quotes[run.quote - 1].verdict
            sign, word = QUOTE_VERDICTS[verdict]
            pieces.append(f"</span>{_mark(f'q{run.quote}', verdict, '引用', sign, word)}")
            inside = None
    return "".join(pieces)


def _run(checked: Checked, run: Run) -> str:
    if run.claim is None:
        return text(run.text)
    verdict = checked.claims[run.claim - 1].verdict
    long = len(run.text) > LONG
    return _mark(f"c{run.claim}", verdict, text(run.text), *VERDICTS[verdict], long=long)


def _mark(
    name: str, verdict: str, words: str, sign: str, meaning: str, *, long: bool = False
) -> str:
    looks = f"finding {verdict} long" if long else f"finding {verdict}"
    return (
        f'<a class="{looks}" id="at-{name}" href="#{name}">{words}'
        f'<span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="visually-hidden">（{meaning}）</span></a>'
    )


def _claim_card(checked: Checked, number: int, cited: Mapping[int, Citation], titled: bool) -> str:
    claim = checked.claims[number - 1]
    sign, word = parts.verdict_of(claim)
    head = f'<strong>{text(claim.text)}</strong> <span class="verdict">{word}</span>'
    return _card(
        f"c{number}",
        claim.verdict,
        sign,
        head,
        parts.details(claim),
        [cited[n] for n in claim.citations if n in cited],
        titled,
    )


def _quote_card(quote: Quote, number: int, cited: Mapping[int, Citation], titled: bool) -> str:
    sign, word = QUOTE_VERDICTS[quote.verdict]
    head = f'<strong>「{text(quote.text)}」</strong> <span class="verdict">{word}</span>'
    return _card(
        f"q{number}",
        quote.verdict,
        sign,
        head,
        parts.quote_details(quote),
        [cited[n] for n in quote.citations if n in cited],
        titled,
    )


def _card(
    name: str,
    verdict: str,
    sign: str,
    head: str,
    lines: Sequence[tuple[str, str]],
    citations: Sequence[Citation],
    titled: bool,
) -> str:
    (_, reason), *others = lines
    rows = "".join(f"<div><dt>{term}</dt><dd>{text(words)}</dd></div>" for term, words in others)
    passages = "".join(f'<div class="passage-card">{card(c, titled)}</div>' for c in citations)
    if len(citations) > MOST_OPEN:
        # A sum over a whole table rests on every row.
        opener = f"<summary>{parts.SOURCES} {len(citations)}件</summary>"
        passages = f"<details>{opener}{passages}</details>"
    return (
        f'<li class="detail {verdict}" id="{name}" tabindex="-1">'
        f'<h4><span class="sign" aria-hidden="true">{sign}</span>{head}</h4>'
        f"<p>{text(reason)}</p>{f'<dl>{rows}</dl>' if rows else ''}{passages}"
        f'<p class="back-to-text"><a href="#at-{name}">文章の中の場所へ戻る</a></p></li>'
    )
