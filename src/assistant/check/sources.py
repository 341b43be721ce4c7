"""Which document a verdict rests on, and which others give another number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.check.finding import Finding
from assistant.types import Passage

_MOST: Final = 3
"""Documents that are named in one reason."""


def with_sources(
    chosen: Finding,
    found: Sequence[Finding],
    passages: Mapping[str, Passage],
    titles: Mapping[str, str],
) -> Finding:
    """Return ``chosen`` with the titles of its documents, and what other documents say instead.

    ``found`` are the findings of all tables on the same figure; ``passages`` and ``titles`` are
    by the id of a passage and of a document. A finding without a passage stays as it is.
    """
    own = list(dict.fromkeys(titles[passages[id].document] for id in chosen.passages))
    if not own:
        return chosen
    reason = f"{''.join(f'『{title}』' for title in own[:_MOST])}: {chosen.reason}"
    cited = list(chosen.passages)
    others: dict[str, Finding] = {}
    for finding in found:
        if _differs(finding, chosen, passages):
            others.setdefault(titles[passages[finding.passages[0]].document], finding)
    for title, finding in [item for item in others.items() if item[0] not in own][:_MOST]:
        reason += f"『{title}』では{finding.expected}です。"
        cited += [id for id in finding.passages if id not in cited]
    return replace(chosen, reason=reason, passages=tuple(cited))


def _differs(finding: Finding, chosen: Finding, passages: Mapping[str, Passage]) -> bool:
    """Say whether ``finding`` gives another number for what ``chosen`` is about."""
    if (finding.verdict, finding.match) != ("contradicted", "value") or not finding.passages:
        return False
    if finding.expected in (None, chosen.expected):
        return False
    regions = [passages[f.passages[0]].region for f in (finding, chosen)]
    names = {region.name for region in regions if region is not None}
    same_row = None not in regions and len(names) == 1 and finding.evidence >= chosen.evidence
    return same_row or _subject(finding) == _subject(chosen)


def _subject(finding: Finding) -> str:
    """Return what the reason is about: 七尾市の参加住民数 of «七尾市の参加住民数は310人です。»."""
    return finding.reason.split("。")[0].rpartition("は")[0]
