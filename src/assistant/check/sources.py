"""Which document a verdict rests on, and which others give another number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.check.finding import Finding

_MOST: Final = 3
"""Documents that are named in one reason."""


def with_sources(
    chosen: Finding, found: Sequence[Finding], title_of: Callable[[str], str]
) -> Finding:
    """Return ``chosen`` with the titles of its documents, and what other documents say instead.

    ``found`` are the findings of all tables on the same figure; ``title_of`` gives the title of
    the document of a passage (by id). A finding without a passage stays as it is.
    """
    titles = list(dict.fromkeys(map(title_of, chosen.passages)))
    if not titles:
        return chosen
    reason = f"{''.join(f'『{title}』' for title in titles[:_MOST])}: {chosen.reason}"
    passages = list(chosen.passages)
    others = {
        title: finding
        for finding in found
        if _differs(finding, chosen) and (title := title_of(finding.passages[0])) not in titles
    }
    for title, finding in list(others.items())[:_MOST]:
        reason += f"『{title}』では{finding.expected}です。"
        passages += [id for id in finding.passages if id not in passages]
    return replace(chosen, reason=reason, passages=tuple(passages))


def _differs(finding: Finding, chosen: Finding) -> bool:
    """Say whether ``finding`` gives another number for what ``chosen`` is about."""
    return (
        finding.verdict == "contradicted"
        and finding.match == "value"
        and finding.expected not in (None, chosen.expected)
        and bool(finding.passages)
        and _subject(finding) == _subject(chosen)
    )


def _subject(finding: Finding) -> str:
    """Return what the reason is about: 七尾市の参加住民数 of «七尾市の参加住民数は310人です。»."""
    return finding.reason.split("。")[0].rpartition("は")[0]
