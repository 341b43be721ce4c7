"""The JSON objects of the command line, the endpoints and the page, made in one place.

Field names and meanings are a promise to programs: fields may be added, none renamed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.check.summary import count
from assistant.check.types import Checked, Claim, Quote
from assistant.types import Answer, Citation, Figure, Hit, Passage

if TYPE_CHECKING:
    from assistant.tables.audit import Audit, Check

JSON = dict[str, Any]


def citation_to_dict(citation: Citation) -> JSON:
    """Return the contract's citation object: offsets are characters of the source file."""
    passage = citation.passage
    region = passage.region
    return {
        "n": citation.n,
        "passage": passage.id,
        "document": passage.document,
        "document_title": citation.document_title,
        "section": passage.section or None,
        "region": region.name if region else None,
        "region_basis": region.basis if region else None,
        "region_reason": region.reason if region else None,
        "region_candidates": list(region.candidates) if region else [],
        "kind": passage.kind,
        "label": passage.label,
        "repeated": passage.repeated,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "score": None if citation.score is None else round(citation.score, 6),
    }


def figure_to_dict(figure: Figure) -> JSON:
    """Return the contract's figure object."""
    return {
        "text": figure.text,
        "value": figure.value,
        "unit": figure.unit,
        "label": figure.label,
        "formula": figure.formula,
        "citations": list(figure.citations),
    }


def answer_to_dict(answer: Answer, id: str | int | None = None) -> JSON:
    """Return the contract's answer object; ``id`` is set only in a batch."""
    head: JSON = {} if id is None else {"id": id}
    return head | {
        "question": answer.question,
        "answer": answer.answer,
        "kind": answer.kind,
        "abstained": answer.abstained,
        "abstain_reason": answer.abstain_reason,
        "related": [citation_to_dict(c) for c in answer.related],
        "figures": [figure_to_dict(f) for f in answer.figures],
        "citations": [citation_to_dict(c) for c in answer.citations],
        "query": answer.query,
        "language": answer.language,
        "choices": list(answer.choices),
        "rows": [list(row) for row in answer.rows],
    }


def hit_to_dict(
    hit: Hit, n: int, passages: Mapping[str, Passage], titles: Mapping[str, str]
) -> JSON:
    """Return a search hit: a citation with its score and the passages it is paired with.

    ``passages`` by passage id, ``titles`` by document id. An opinion gets ``paired_policy``
    (one object or null), a policy ``paired_opinions`` (a list, in printed order).
    """

    def cite(number: int, passage: Passage, score: float | None) -> JSON:
        return citation_to_dict(Citation(number, passage, titles[passage.document], score))

    result = cite(n, hit.passage, hit.score)
    paired: Sequence[JSON] = [
        cite(n, passages[other], None) for other in hit.passage.paired if other in passages
    ]
    if hit.passage.kind == "opinion":
        result["paired_policy"] = paired[0] if paired else None
    elif hit.passage.kind == "policy":
        result["paired_opinions"] = list(paired)
    return result


def audit_to_dict(audit: Audit) -> JSON:
    """Return a table's audit: every recomputed sum with its terms and why it does not agree."""
    return {
        "table": audit.table,
        "document": audit.document,
        "title": audit.title,
        "summary": audit.summary,
        "checks": [_check_to_dict(check) for check in audit.checks],
        "notes": list(audit.notes),
    }


def _check_to_dict(check: Check) -> JSON:
    return {
        "axis": check.axis,
        "label": check.label,
        "measure": check.measure,
        "unit": check.unit,
        "agrees": check.agrees,
        "printed": check.printed,
        "computed": check.computed,
        "formula": check.formula,
        "explanation": check.explanation,
        "terms": [
            {
                "label": term.label,
                "value": term.cell.value,
                "basis": term.cell.basis,
                "reason": term.cell.reason,
                "passage": term.passage,
                "start": term.cell.span.start if term.cell.span else None,
                "end": term.cell.span.end if term.cell.span else None,
            }
            for term in check.terms
        ],
        "citations": list(check.citations),
    }


def check_to_dict(checked: Checked, id: str | int | None = None) -> JSON:
    """Return the contract's object for a checked text; ``id`` is set only in a batch.

    Offsets are characters of the checked text. ``counts`` has a number for every verdict, also
    where it is 0.
    """
    head: JSON = {} if id is None else {"id": id}
    counts = count(checked)
    return head | {
        "claims": [_claim_to_dict(claim) for claim in checked.claims],
        "quotes": [_quote_to_dict(quote) for quote in checked.quotes],
        "citations": [citation_to_dict(c) for c in checked.citations],
        "counts": {"claims": dict(counts.claims), "quotes": dict(counts.quotes)},
    }


def _claim_to_dict(claim: Claim) -> JSON:
    return {
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "value": claim.value,
        "unit": claim.unit,
        "verdict": claim.verdict,
        "match": claim.match,
        "expected": claim.expected,
        "formula": claim.formula,
        "reason": claim.reason,
        "citations": list(claim.citations),
    }


def _quote_to_dict(quote: Quote) -> JSON:
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "verdict": quote.verdict,
        "reason": quote.reason,
        "source": quote.source,
        "differences": [{"quoted": d.quoted, "source": d.source} for d in quote.differences],
        "citations": list(quote.citations),
    }
