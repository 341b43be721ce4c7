"""The report as one HTML file that needs nothing else: no script, no address, its own style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.check.summary import runs
from assistant.check.types import Checked
from assistant.labels import QUOTE_VERDICTS, VERDICTS
from assistant.report import parts
from assistant.web.markup import attribute, text

_STYLE: Final = """
:root { color-scheme: light dark; --ok: #1d5c2f; --no: #a3211b; --open: #6b4a00; --rule: #8a979c;
  --ok-tint: #e2f1e5; --no-tint: #fdeceb; --open-tint: #fcf3e2; }
@media (prefers-color-scheme: dark) { :root { --ok: #a5d8b1; --no: #ffa39d; --open: #f2c274;
  --ok-tint: #17301e; --no-tint: #3a1d1b; --open-tint: #33270f; } }
body { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; line-height: 1.8;
  font-family: "Hiragino Sans", "BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI",
  Meiryo, sans-serif; overflow-wrap: anywhere; line-break: strict; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
.text { padding: 1rem; border: 1px solid var(--rule); border-radius: 6px; white-space: pre-wrap; }
.mark { padding: 0 .15em; border-bottom: 2px solid; color: inherit; text-decoration: none; }
.supported, .verbatim { border-color: var(--ok); background: var(--ok-tint); }
.contradicted, .differs { border-color: var(--no); background: var(--no-tint);
  border-bottom-style: double; border-bottom-width: 4px; }
.not_in_source, .not_found { border-color: var(--open); background: var(--open-tint);
  border-bottom-style: dashed; }
article { margin: 1rem 0; padding: .5rem 1rem; border: 1px solid var(--rule); border-radius: 6px;
  border-left-width: 6px; break-inside: avoid; }
article.supported, article.verbatim, article.contradicted, article.differs, article.not_in_source,
article.not_found { background: none; border-bottom: 1px solid var(--rule); }
h3 { margin: .2rem 0; } dl { margin: 0; } dl div { display: flex; gap: .75em; }
dt { flex: none; font-weight: 600; } dd { margin: 0; }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid var(--rule);
  white-space: pre-line; }
.glyph { font-size: 0; } .glyph::before { content: "▶"; font-size: .7rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""


def html_report(checked: Checked, name: str) -> str:
    """Return the report on ``checked``, a text called ``name``, as a whole HTML page."""
    counts = "".join(f"<p>{text(line)}</p>" for line in parts.headline(checked))
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{parts.TITLE} - {text(name)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{parts.TITLE}</h1><p>{text(name)}</p><p>{parts.HOW}</p>{counts}"
        f'<h2>{parts.TEXT}</h2><div class="text">{_marked(checked)}</div>'
        f"{_claims(checked)}{_quotes(checked)}{_sources(checked)}</main></body></html>\n"
    )


def _marked(checked: Checked) -> str:
    pieces = []
    for run in runs(checked):
        words = text(run.text)
        if run.claim is not None:
            verdict = checked.claims[run.claim - 1].verdict
            words = _mark(f"c{run.claim}", verdict, words, *VERDICTS[verdict])
        if run.quote is not None and run.ends_quote:
            found = checked.quotes[run.quote - 1].verdict
            words += _mark(f"q{run.quote}", found, "引用", *QUOTE_VERDICTS[found])
        pieces.append(words)
    return "".join(pieces)


def _mark(name: str, verdict: str, words: str, sign: str, meaning: str) -> str:
    return (
        f'<a class="mark {verdict}" href="#{name}">{words}<span aria-hidden="true">{sign}</span>'
        f'<span class="hidden">（{meaning}）</span></a>'
    )


def _claims(checked: Checked) -> str:
    items = []
    for n, claim in enumerate(checked.claims, start=1):
        before, after = parts.around(checked.text, claim.start, claim.end)
        place = f"{text(before)}<strong>{text(claim.text)}</strong>{text(after)}"
        sign, word = parts.verdict_of(claim)
        head = f"{n}. {sign} {text(claim.text)} {word}"
        body = _list(place, parts.details(claim), claim.citations)
        items.append(_item(f"c{n}", claim.verdict, head, body))
    return f"<h2>{parts.FIGURES}</h2>{''.join(items)}" if items else ""


def _quotes(checked: Checked) -> str:
    items = []
    for n, quote in enumerate(checked.quotes, start=1):
        sign, word = QUOTE_VERDICTS[quote.verdict]
        place = f"「{text(quote.text)}」"
        body = _list(place, parts.quote_details(quote), quote.citations)
        items.append(_item(f"q{n}", quote.verdict, f"引用{n}. {sign} {word}", body))
    return f"<h2>{parts.QUOTES}</h2>{''.join(items)}" if items else ""


def _item(name: str, verdict: str, head: str, body: str) -> str:
    return f'<article class="{verdict}" id="{name}"><h3>{head}</h3>{body}</article>'


def _list(place: str, lines: Sequence[tuple[str, str]], citations: Sequence[int]) -> str:
    rows = [("箇所", place), *((name, text(words)) for name, words in lines)]
    if citations:
        rows.append(("出典", "、".join(f'<a href="#s{n}">出典{n}</a>' for n in citations)))
    return f"<dl>{''.join(f'<div><dt>{a}</dt><dd>{b}</dd></div>' for a, b in rows)}</dl>"


def _sources(checked: Checked) -> str:
    items = "".join(
        f'<article id="s{c.n}"><h3>出典{c.n}</h3><p>{text(parts.where(c))}</p>'
        f'<blockquote id="{attribute(c.passage.id)}">{text(c.passage.text)}</blockquote></article>'
        for c in checked.citations
    )
    return f"<h2>{parts.SOURCES}</h2>{items}" if items else ""
