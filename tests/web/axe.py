"""The accessibility rules of axe, run on a page as it stands."""

from __future__ import annotations

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page) -> list[str]:
    """Return what axe finds wrong on ``page``: the rule, the element, what to do."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    found = axe.run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for rule in found
        for node in rule["nodes"]
    ]
