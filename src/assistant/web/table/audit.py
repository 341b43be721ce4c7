"""The audit of a table in words: which printed sums agree with their rows, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.types import Passage
from assistant.web.markup import attribute, source_url, text
from assistant.web.table.view import number

if TYPE_CHECKING:
    from assistant.tables.audit import Audit, Check


def section(audit: Audit, passages: Mapping[str, Passage], up: str) -> str:
    """Return the audit as a section: the finding first, then every sum with its arithmetic."""
    wrong = "".join(_disagreement(check, passages, up) for check in audit.disagreements)
    rows = "".join(_line(check) for check in audit.checks)
    every = (
        f"<details><summary>確かめた合計をすべて見る（{len(audit.checks)}件）</summary>"
        '<div class="listing" role="region" aria-label="確かめた合計" tabindex="0"><table><thead>'
        '<tr><th scope="col">結果</th><th scope="col">合計</th>'
        '<th scope="col" class="number">印刷</th><th scope="col">計算</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
        if audit.checks
        else ""
    )
    return (
        '<section id="audit" aria-labelledby="audit-title"><h2 id="audit-title">合計の検算</h2>'
        f"<p>{text(audit.summary)}</p>{wrong}{every}</section>"
    )


def _disagreement(check: Check, passages: Mapping[str, Passage], up: str) -> str:
    cited = [passages[id] for id in check.citations if id in passages]
    links = "".join(
        f'<li><a href="{attribute(up + source_url(p))}">{text(p.text)}</a></li>' for p in cited
    )
    return (
        f'<div class="banner"><h3><span class="sign" aria-hidden="true">≠</span>'
        f"{text(check.label)}: 印刷は{number(check.printed)}{text(check.unit)}、"
        f"計算では{number(check.computed)}{text(check.unit)}</h3>"
        f"<p>{text(check.explanation or '')}</p>"
        f'<p class="formula">{text(check.formula)}</p>'
        f"<details><summary>もとの行（{len(cited)}件）</summary>"
        f'<ul class="rows">{links}</ul></details></div>'
    )


def _line(check: Check) -> str:
    result = "一致" if check.agrees else "不一致"
    sign = "✓" if check.agrees else "≠"
    return (
        f'<tr><td><span aria-hidden="true">{sign}</span> {result}</td>'
        f'<th scope="row">{text(check.label)}</th>'
        f'<td class="number">{number(check.printed)}{text(check.unit)}</td>'
        f"<td>{text(check.formula)}</td></tr>"
    )
