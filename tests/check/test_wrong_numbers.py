"""A true sentence with one of its numbers made wrong does not keep that number supported.

Every supported figure of the development texts in turn, its number one and three higher. Left
out are figures that the words beside make true of a range of values (以上, 約, 半数), and bare
months, which are true of each month in which something was held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.check.engine import Checker
from assistant.evaluation import claims
from assistant.text.figures import Found, find_figures

FOLDER = Path(__file__).parent
LOOSE = re.compile(
    r"以上|以下|以内|未満|満た|超|越え|上回|下回|届|達|及ば|弱|強|余|近|約|ほど|くらい|ぐらい|ほぼ|前後|程度|台"
    r"|少なくとも|最低|もいな|大半|分の|半|割"
)
AROUND = 12
KNOWN = {
    # The days of a list are held to the table one by one, not to be different.
    "10月17日",
    # «残る6会場が1人ずつ»: six are left, and the 1人 is contradicted.
    "3会場",
}


def _plain(text: str, start: int, end: int, found: Found | None) -> bool:
    if found is None or found.modifier is not None:
        return False
    if found.type == "date" and found.unit != "日":
        return False
    return LOOSE.search(text[max(0, start - AROUND) : end + AROUND]) is None


def _mutants(step: int) -> Iterator[tuple[str, int, int]]:
    """Yield texts with one number ``step`` higher, with the place of the changed figure."""
    texts = claims.load_texts(FOLDER, "dev")
    for text in texts:
        found = {(f.start, f.end): f for f in find_figures(text.text)}
        for claim in text.claims:
            start, end = claim["start"], claim["end"]
            numbers = list(re.finditer(r"[0-9]+", claim["text"]))
            if claim["verdict"] != "supported" or not numbers or claim["text"] in KNOWN:
                continue
            if not _plain(text.text, start, end, found.get((start, end))):
                continue
            of_day = found[start, end].type == "date"
            number = numbers[-1 if of_day else 0]
            wrong = str(int(number.group()) + step)
            begin, stop = start + number.start(), start + number.end()
            changed = f"{text.text[:begin]}{wrong}{text.text[stop:]}"
            yield changed, start, end + len(wrong) - (stop - begin)


@pytest.mark.parametrize("step", [1, 3])
def test_no_number_made_wrong_stays_supported(checker: Checker, step: int) -> None:
    kept = [
        (text[start:end], text)
        for text, start, end in _mutants(step)
        for claim in checker.check(text).claims
        if claim.start < end and start < claim.end and claim.verdict == "supported"
    ]
    assert kept == []
