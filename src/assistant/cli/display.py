"""Answers, hits, audits and checked texts as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.check.types import Checked
from assistant.cli.layout import grid, indent
from assistant.labels import QUOTE_VERDICTS, kind_of
from assistant.report import parts
from assistant.tables.audit import Audit
from assistant.types import Answer, Citation, Hit, Passage
from assistant.web.labels import RELATED, place_of

_WORDS: Final = {
    "ja": {
        "choices": "次のように尋ねてください",
        "query": "数え方",
        "formula": "計算",
        "citations": "引用",
        "related": RELATED,
    },
    "en": {
        "choices": "You could ask",
        "query": "Counted as",
        "formula": "Arithmetic",
        "citations": "Quoted from the source",
        "related": "Related passages (not an answer)",
    },
}


def show_answer(answer: Answer, columns: int | None) -> str:
    """Return the answer, how it was counted, and what it rests on; no newline at the end."""
    words = _WORDS[answer.language]
    blocks = [indent(answer.answer, 0, columns)]
    if answer.rows:
        blocks.append(grid(answer.rows))
    if answer.choices:
        choices = "\n".join(f"・{choice}" for choice in answer.choices)
        blocks.append(f"{words['choices']}\n{indent(choices, 2, columns)}")
    how = [f"{words['query']}: {answer.query}"] if answer.query else []
    # One line for each calculation: several figures may come from the same one.
    formulas = dict.fromkeys(figure.formula for figure in answer.figures if figure.formula)
    how += [f"{words['formula']}: {formula}" for formula in formulas]
    if how:
        blocks.append(indent("\n".join(how), 0, columns))
    for name, citations in (("citations", answer.citations), ("related", answer.related)):
        if citations:
            shown = [show_citation(citation, columns) for citation in citations]
            blocks.append("\n".join([words[name], *shown]))
    return "\n\n".join(blocks)


def show_citation(citation: Citation, columns: int | None) -> str:
    """Return what the passage is, where it stands, and its text word for word."""
    passage = citation.passage
    sign, kind = kind_of(passage)
    facts = [f"[{citation.n}] {sign} {kind}", passage.section]
    if passage.label:
        facts.append(passage.label)
    details: tuple[str, ...] = ()
    if passage.region:
        place = place_of(passage.region)
        # Where the region is open, no name stands that could be taken for one.
        known = f"{passage.region.name}（{place.basis}）" if passage.region.name else place.basis
        facts.append(f"地域: {known}")
        details = place.details
    if passage.repeated:
        facts.append("【再掲】")
    source = f"出典: {citation.document_title}（{passage.start}〜{passage.end}文字目）"
    lines = [f"「{passage.text}」", *details, f"{source} {passage.id}"]
    return "\n".join(
        (
            indent("｜".join(facts), 0, columns),
            *(indent(line, 4, columns) for line in lines),
        )
    )


def show_hits(
    hits: Sequence[Hit],
    passages: Mapping[str, Passage],
    titles: Mapping[str, str],
    columns: int | None,
) -> str:
    """Return the hits, best first, each with the passages it is paired with.

    ``passages`` by passage id, ``titles`` by document id.
    """
    if not hits:
        return "当てはまる記述は見つかりませんでした。"
    blocks = []
    for n, hit in enumerate(hits, start=1):
        citation = Citation(n, hit.passage, titles[hit.passage.document], hit.score)
        lines = [show_citation(citation, columns)]
        for other in hit.passage.paired:
            sign, kind = kind_of(passages[other])
            pair = f"→ {sign} {kind}\n「{passages[other].text}」"
            lines.append(indent(pair, 4, columns))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def show_audit(audit: Audit, passages: Mapping[str, Passage], columns: int | None) -> str:
    """Return every sum of one table, what does not agree and why, and the table's notes.

    ``passages`` by passage id.
    """
    blocks = [indent(f"{audit.title}\n{audit.summary}", 0, columns)]
    rows = [
        (
            "一致" if check.agrees else "不一致",
            check.label,
            f"{check.printed}{check.unit}",
            check.formula,
        )
        for check in audit.checks
    ]
    if rows:
        blocks.append(grid([("結果", "合計", "印刷", "計算"), *rows]))
    for check in audit.disagreements:
        words = f"印刷は{check.printed}{check.unit}、計算すると{check.computed}{check.unit}です。"
        why = check.explanation or "表の中に理由は見つかりません。"
        blocks.append(indent(f"不一致: {check.label}\n{words}\n{why}", 0, columns))
    blocks += _show_assigned(audit, columns)
    notes = [f"「{passages[note].text}」" for note in audit.notes]
    if notes:
        blocks.append(indent("表の注記\n" + "\n".join(notes), 0, columns))
    return "\n\n".join(blocks)


def _show_assigned(audit: Audit, columns: int | None) -> list[str]:
    """Return one block for each reason why numbers were assigned to their columns."""
    by_reason: dict[str, list[str]] = {}
    for check in audit.checks:
        terms = [t for t in check.terms if t.cell.basis == "assigned" and check.axis == "row"]
        for reason in dict.fromkeys(term.cell.reason or "" for term in terms):
            named = "、".join(
                f"{term.label} {term.cell.value}{check.unit}"
                for term in terms
                if term.cell.reason == reason
            )
            by_reason.setdefault(reason, []).append(f"・{check.label}のうち {named}")
    return [
        indent("\n".join(["列を割り出した数値", reason, *lines]), 0, columns)
        for reason, lines in by_reason.items()
    ]


def show_checked(checked: Checked, columns: int | None) -> str:
    """Return the counts, every figure and quotation with its verdict, and the cited passages."""
    blocks = [indent("\n".join(parts.headline(checked)), 0, columns)]
    for claim in checked.claims:
        sign, verdict = parts.verdict_of(claim)
        before, after = parts.around(checked.text, claim.start, claim.end)
        place = f"{before}【{claim.text}】{after}"
        blocks.append(_found(sign, verdict, place, parts.details(claim), claim.citations, columns))
    for quote in checked.quotes:
        sign, verdict = QUOTE_VERDICTS[quote.verdict]
        lines = parts.quote_details(quote)
        blocks.append(_found(sign, verdict, f"「{quote.text}」", lines, quote.citations, columns))
    if checked.citations:
        shown = [show_citation(citation, columns) for citation in checked.citations]
        blocks.append("\n".join([parts.SOURCES, *shown]))
    return "\n\n".join(blocks)


def _found(
    sign: str,
    verdict: str,
    place: str,
    lines: Sequence[tuple[str, str]],
    citations: Sequence[int],
    columns: int | None,
) -> str:
    marks = "".join(f"[{n}]" for n in citations)
    (_, reason), *others = lines
    said = [f"{reason}{marks}", *(f"{name}: {words}" for name, words in others)]
    # A line break of the checked text would look like the end of the figure's words.
    head = f"{sign} {verdict}  {' '.join(place.split())}"
    return "\n".join((indent(head, 0, columns), indent("\n".join(said), 3, columns)))
